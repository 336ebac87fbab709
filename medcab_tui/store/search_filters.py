"""Conditions inside a range of patients: each is a piece of SQL and the values bound to it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from medcab_tui.domain.searching import ANY_YEAR, Birth

# The first condition is there for speed: most rows fail it, and nothing is put together for them.
_HAS_WORD = " AND instr(n.fold, ?) AND (instr(n.fold, ?) OR instr(n.fold, ?))"
_HAS_ANY_WORD = " AND instr(n.fold, ?) AND (instr(n.fold, ?) = 1 OR instr(n.fold, ?) OR instr(n.fold, ?))"
_HAS_DIGITS = (
    " AND (substr(n.snils, 1, ?) = ? OR substr(n.policy, 1, ?) = ? OR substr(n.phone, -?) = ?"
    " OR substr(n.snils, -?) = ?)"
)


class Filter(Struct, frozen=True):
    """SQL that begins with AND, or nothing."""

    sql: str
    values: tuple[object, ...]


def has_words(words: tuple[str, ...], *, whole: bool = False) -> Filter:
    """Each word begins a later part of the name; with `whole`, any part."""
    if whole:
        begun = (value for word in words for value in (word, word, f" {word}", f"-{word}"))
        return Filter(_HAS_ANY_WORD * len(words), tuple(begun))
    later = (value for word in words for value in (word, f" {word}", f"-{word}"))
    return Filter(_HAS_WORD * len(words), tuple(later))


def born(births: Iterable[Birth]) -> Filter:
    """Born when every one of the numbers says."""
    sql, values = "", []
    for birth in births:
        if birth.ending:
            sql += " AND substr(n.birth, 5) = ?"
            values.append(birth.ending)
        if birth.ranges != ANY_YEAR:
            ranges = " OR ".join("n.birth >= ? AND n.birth < ?" for _ in birth.ranges)
            sql += f" AND ({ranges})"
            values += [end for pair in birth.ranges for end in pair]
    return Filter(sql, tuple(values))


def has_digits(number: str) -> Filter:
    """One of a patient's numbers begins, or phone or СНИЛС ends, with this one; `n` is patient itself."""
    phone = number[1:] if len(number) == 11 and number[0] in "78" else number
    count = len(number)
    values = (count, number, count, number, len(phone), phone, count, number)
    return Filter(_HAS_DIGITS, values)


def both(*filters: Filter) -> Filter:
    """All of them."""
    return Filter("".join(one.sql for one in filters), tuple(v for one in filters for v in one.values))


def without(words: tuple[str, ...], one: str) -> tuple[str, ...]:
    """The words but for the first that is `one`."""
    place = words.index(one)
    return words[:place] + words[place + 1 :]
