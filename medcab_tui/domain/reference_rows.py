"""What a row of a book must be like to be taken in, and what is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.names import tidy
from medcab_tui.domain.reference import Book, Entry, Unfit
from medcab_tui.domain.reference_columns import Columns

LONGEST_CODE: Final = 64
LONGEST_NAME: Final = 1_000
LONGEST_CELL: Final = 4_000
_SHAPES: Final[dict[Book, re.Pattern[str]]] = {
    Book.ICD10: re.compile(r"[A-Z]\d\d(\.\d{1,2})?|[A-Z]\d\d-[A-Z]\d\d|[IVX]{1,6}"),
    Book.ATC: re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?"),
}
_ANY_CODE: Final = re.compile(r"[\w./*+-]+")
_CHOSEN: Final[dict[Book, re.Pattern[str]]] = {
    Book.ICD10: re.compile(r"[A-Z]\d\d(\.\d{1,2})?"),
    Book.ATC: re.compile(r"[A-Z]\d\d[A-Z][A-Z]\d\d"),
}
"""Codes one chooses; the others of these books stand for those below them."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[A-Za-z]")
_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_DAY_FIRST: Final = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.+Z]*)?")
_NAMES: Final = re.compile(r"[;|]")


class _Wrong(Exception):
    """Why a row is not taken."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class Line(Struct, frozen=True):
    """One row as it came: its number in the source, and its cells by column in lower case."""

    place: int
    cells: Mapping[str, str]


def entries_of(
    book: Book, columns: Columns, lines: Iterable[Line], version: str
) -> tuple[list[Entry], list[Unfit]]:
    """The entries of a source in its order, and the rows that were not taken."""
    rows = list(lines)
    numbered = columns.row or columns.code
    codes = {
        number: row.cells.get(columns.code, "").strip() for row in rows if (number := _cell(row, numbered))
    }
    above = {_cell(row, columns.parent) for row in rows} if columns.topmost else set()
    entries: list[Entry] = []
    unfit: list[Unfit] = []
    first: dict[str, int] = {}
    for row in rows:
        code = _cell(row, columns.code)
        try:
            entry = _entry(book, columns, row, version, codes, above)
            if (before := first.setdefault(entry.code, row.place)) != row.place:
                raise _Wrong("row.duplicate", first=str(before))
        except _Wrong as wrong:
            unfit.append(Unfit(row.place, code[:LONGEST_CODE], wrong.reason, wrong.values))
        else:
            entries.append(entry)
    return entries, unfit


def day_of(text: str) -> date | None:
    """A day as books write one: «07.10.2020», also with a time, or «2020-10-07»; ValueError if it is none."""
    stripped = text.strip()
    if not stripped:
        return None
    if found := _DAY_FIRST.fullmatch(stripped):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(stripped):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(text)


def mixed_word(text: str) -> str:
    """The first word in which Cyrillic and Latin letters stand together, "" if there is none."""
    if not (_LATIN.search(text) and _CYRILLIC.search(text)):
        return ""
    words = (found[0] for found in _LETTERS.finditer(text))
    return next((word for word in words if _LATIN.search(word) and _CYRILLIC.search(word)), "")


def _entry(
    book: Book,
    columns: Columns,
    row: Line,
    version: str,
    codes: Mapping[str, str],
    above: set[str],
) -> Entry:
    code, display = _cell(row, columns.code), tidy(row.cells.get(columns.display, ""))
    _check_code(book, code)
    if not display:
        raise _Wrong("row.no_name")
    if len(display) > LONGEST_NAME:
        raise _Wrong("row.long", column=columns.display, most=str(LONGEST_NAME))
    for column, value in row.cells.items():
        if len(value) > LONGEST_CELL:
            raise _Wrong("row.long", column=column, most=str(LONGEST_CELL))
        if visible(value) != value:
            raise _Wrong("row.control", column=column)
    also = _other_names(columns, row, display)
    if word := next(filter(None, map(mixed_word, (display, *also))), ""):
        raise _Wrong("row.mixed", word=word)
    parent = _parent(columns, row, codes)
    since, until, closed = _validity(columns, row)
    chosen = _CHOSEN.get(book)
    group = (
        (chosen is not None and chosen.fullmatch(code) is None)
        or (columns.topmost and not parent and code in above)
        or (bool(columns.groups) and _cell(row, columns.groups) == "1")
    )
    extra = _extra(columns, row)
    return Entry(code, display, version, also, parent, group, since, until, closed, extra)


def _check_code(book: Book, code: str) -> None:
    if not code:
        raise _Wrong("row.no_code")
    if len(code) > LONGEST_CODE:
        raise _Wrong("row.long", column="code", most=str(LONGEST_CODE))
    if mixed_word(code):
        raise _Wrong("row.mixed", word=code)
    if _SHAPES.get(book, _ANY_CODE).fullmatch(code) is None:
        raise _Wrong("row.code", code=code)


def _other_names(columns: Columns, row: Line, display: str) -> tuple[str, ...]:
    named = [display]
    for column in columns.also:
        named += [name for part in _NAMES.split(row.cells.get(column, "")) if (name := tidy(part))]
    return tuple(dict.fromkeys(named))[1:]


def _parent(columns: Columns, row: Line, codes: Mapping[str, str]) -> str:
    number = _cell(row, columns.parent)
    if not number:
        return ""
    if number not in codes:
        raise _Wrong("row.parent", parent=number)
    return codes[number]


def _validity(columns: Columns, row: Line) -> tuple[date | None, date | None, bool]:
    days: dict[str, date | None] = {}
    for column in (columns.changed, columns.since, columns.until):
        try:
            days[column] = day_of(row.cells.get(column, "")) if column else None
        except ValueError:
            raise _Wrong("row.date", column=column, value=row.cells[column].strip()[:40]) from None
    withdrawn = _cell(row, columns.actual) == "0"
    changed = days[columns.changed] if columns.changed else None
    since = days[columns.since] if columns.since else (None if withdrawn else changed)
    until = days[columns.until] if columns.until else (changed if withdrawn else None)
    if since is not None and until is not None and until < since:
        raise _Wrong("row.order", since=since.isoformat(), until=until.isoformat())
    return since, until, withdrawn and until is None


def _extra(columns: Columns, row: Line) -> dict[str, str]:
    taken = columns.taken()
    kept: dict[str, str] = {}
    for column, value in row.cells.items():
        name = columns.renamed.get(column, column)
        if (column not in taken or column in columns.renamed) and (stripped := value.strip()):
            kept[name] = stripped
    return kept


def _cell(row: Line, column: str) -> str:
    return row.cells.get(column, "").strip() if column else ""
