"""What reference books are called, and why a row of one was not taken. Imports no textual."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.reference import Book, Edition, Unfit, in_force, lasts_until
from medcab_tui.locale import N_, _

TITLES: Final[dict[Book, str]] = {
    Book.ICD10: N_("ICD-10"),
    Book.SPECIALTIES: N_("Specialties"),
    Book.POSTS: N_("Posts"),
    Book.DOCUMENT_KINDS: N_("Kinds of electronic documents"),
    Book.UNITS: N_("Units of measurement"),
    Book.REGIONS: N_("Regions of Russia"),
    Book.VITALS: N_("Vital signs"),
    Book.INN: N_("Medicines (INN)"),
    Book.ATC: N_("ATC classification"),
    Book.ANALYTES: N_("Laboratory tests"),
    Book.SERVICES: N_("Medical services"),
}

NAMES: Final[dict[Book, tuple[str, ...]]] = {
    Book.ICD10: ("мкб", "мкб-10", "мкб10", "icd", "icd-10", "диагнозы"),
    Book.SPECIALTIES: ("специальности",),
    Book.POSTS: ("должности",),
    Book.DOCUMENT_KINDS: ("документы", "documents"),
    Book.UNITS: ("единицы",),
    Book.REGIONS: ("регионы", "субъекты"),
    Book.VITALS: ("витальные", "показатели"),
    Book.INN: ("мнн", "лекарства", "medicines"),
    Book.ATC: ("атх",),
    Book.ANALYTES: ("анализы", "исследования", "tests"),
    Book.SERVICES: ("нму", "услуги"),
}
"""What else a book may be called where it is typed; its own name and its OID come first."""

REASONS: Final[dict[str, str]] = {
    "row.no_code": N_("no code"),
    "row.no_name": N_("no name"),
    "row.code": N_("a code of another form: {code}"),
    "row.duplicate": N_("the code stands in row {first} already"),
    "row.long": N_("longer than {most} characters: {column}"),
    "row.control": N_("control characters: {column}"),
    "row.mixed": N_("alphabets mixed in a word: {word}"),
    "row.date": N_("not a date: {value} ({column})"),
    "row.order": N_("valid until {until}, before it begins: {since}"),
    "row.parent": N_("it stands under {parent}, which is not there"),
    "row.cells": N_("{there} fields in place of {wanted}"),
    "row.quotes": N_("quotation marks where they do not belong"),
    "row.cell": N_("a field is far too long"),
    "row.shape": N_("the row is not a list of columns and values"),
}


def title(book: Book) -> str:
    """«МКБ-10»."""
    return _(TITLES[book])


def reason(row: Unfit) -> str:
    """Why a row was not taken: «нет кода». Letters of the other alphabet are named."""
    sentence = REASONS.get(row.reason)
    if sentence is None:
        return row.reason
    values = {name: one_line(value) for name, value in row.values.items()}
    if row.reason == "row.mixed":
        values["word"] = _marked(values.get("word", ""))
    return _(sentence).format_map(_Values(values))


def days(since: date | None, until: date | None) -> str:
    """«с 2024-02-13 по 2024-12-31», "" if nothing is known; `until` is the day after the last."""
    last = until - timedelta(days=1) if until is not None else None
    if since is not None and last is not None:
        return _("from {since} to {last}").format(since=since, last=last)
    if since is not None:
        return _("from {since}").format(since=since)
    return _("to {last}").format(last=last) if last is not None else ""


def lasting(edition: Edition, editions: Iterable[Edition]) -> str:
    """The days an edition serves, until the next version begins."""
    return days(edition.valid_from, lasts_until(edition, editions)) or _("without dates")


def standing(edition: Edition, editions: Iterable[Edition], today: date) -> str:
    """Whether one chooses from it today: «действует», «краткий перечень»."""
    there = [each for each in editions if each.book is edition.book]
    now = in_force(there, today)
    if edition == now:
        return _("short list") if edition.starter else _("in force")
    if edition.starter:
        return _("short list, joined to the official one")
    if edition.valid_from is not None and edition.valid_from > today:
        return _("not yet in force")
    return _("another version is in force")


def book_named(text: str) -> Book | None:
    """The book of a name, an identifier or what else it is called, in either case."""
    asked = text.strip().casefold()
    for book in Book:
        if asked in (
            book.value,
            book.value.replace("_", "-"),
            book.oid,
            *NAMES[book],
            title(book).casefold(),
        ):
            return book
    return None


def _marked(word: str) -> str:
    """The word, and which of its letters are of the rarer alphabet: «Декcрабепразол (латинская c)»."""
    latin = [letter for letter in word if letter.isascii() and letter.isalpha()]
    russian = [letter for letter in word if not letter.isascii()]
    if len(latin) <= len(russian):
        told = _("Latin: {letters}")
    else:
        told, latin = _("Russian: {letters}"), russian
    return f"{word} ({told.format(letters=' '.join(dict.fromkeys(latin)))})"


class _Values(dict[str, str]):
    """A value that was not given shows as a dash instead of raising."""

    def __missing__(self, key: str) -> str:
        return "—"
