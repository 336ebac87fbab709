"""Entries of the reference books as the picker offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.icd10 import check_diagnosis
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.patients import Coded
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.offers import LOOKED_FOR

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.reference import Book, Entry


async def entries(
    cabinet: Cabinet, book: Book, text: str, *, keyed: bool = True, loose: bool = False
) -> tuple[Choice, ...]:
    """What fits in a book now, most used first; each value is a `Coded`.

    keyed: the code stands before the name. loose: what is typed may be no entry at all, so that Enter takes
    one only after an arrow chose it, or if it was typed to its end.
    """
    found = await cabinet.reference.search(book, text, limit=LOOKED_FOR)
    return tuple(_offered(entry, text, keyed=keyed, loose=loose) for entry in found)


async def diagnoses(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Entries of МКБ-10; a code that the book does not have counts if it is typed with its name."""
    from medcab_tui.domain.reference import Book

    found = await entries(cabinet, Book.ICD10, text)
    whole = await _written_whole(cabinet, text)
    if whole is None or any(choice.shown == text.strip() for choice in found):
        return found
    return (Choice(whole, whole.display, whole.code), *found)


async def posts(cabinet: Cabinet, text: str) -> tuple[Choice, ...]:
    """Posts as they stand beside a name, in small letters; any other text is a post as well."""
    from medcab_tui.domain.reference import Book

    found = await entries(cabinet, Book.POSTS, text, keyed=False, loose=True)
    named = ((choice, choice.title[:1].lower() + choice.title[1:]) for choice in found)
    return tuple(replace(choice, value=post, title=post) for choice, post in named)


async def _written_whole(cabinet: Cabinet, text: str) -> Coded | None:
    """What «I10 Эссенциальная гипертензия» stands for: the book's entry, or a code it does not have.

    A name that differs from the book's own for that code stands for nothing: one of the two is a slip.
    """
    from medcab_tui.domain.reference import Book

    code, _space, display = text.strip().partition(" ")
    coded = Coded(code.upper(), display.strip(), "")
    try:
        check_diagnosis(coded)
    except Invalid:
        return None
    listed = await cabinet.reference.entry(Book.ICD10, coded.code)
    if listed is None:
        return coded
    return listed.coded() if listed.display == coded.display else None


def _offered(entry: Entry, text: str, *, keyed: bool, loose: bool) -> Choice:
    named = _named_by(entry, text)
    safe = not loose or fold(text.strip()) in (fold(entry.display), fold(named))
    return Choice(entry.coded(), entry.display, entry.code if keyed else "", safe=safe, note=named)


def _named_by(entry: Entry, text: str) -> str:
    """The other name by which it was found: «гб», if what is shown does not say why it is here."""
    for typed in (fold(text).split(), fold(other_layout(text)).split()):
        shown = fold(f"{entry.code} {entry.display}")
        if not typed or all(any(_bare(word).startswith(part) for word in shown.split()) for part in typed):
            return ""
        for name in entry.also:
            words = fold(name).split()
            if all(any(word.startswith(part) for word in words) for part in typed):
                return name
    return ""


def _bare(word: str) -> str:
    return word.lstrip("[(«\"'")
