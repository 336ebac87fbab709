"""What files of books hold, ready to be taken in: which book, which version, which rows fit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.reference import Book, Entry, Offered, Unfit, book_of_oid
from medcab_tui.domain.reference_columns import book_of_columns, columns_of
from medcab_tui.domain.reference_rows import Line, day_of, entries_of
from medcab_tui.papers import reference_files
from medcab_tui.papers.reference_files import MOST_ROWS, Sheet

MOST_FILES: Final = 500
LONGEST_TITLE: Final = 250
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,31}")


class Asked(Struct, frozen=True):
    """What whoever imports says of the files, where they do not say it themselves."""

    book: Book | None = None
    version: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class Source(Struct, frozen=True):
    """One version of one book as one file has it, or several that are its pages."""

    offered: Offered
    encoding: str
    entries: list[Entry]
    unfit: list[Unfit]


class TakenIn(Struct, frozen=True):
    """What came of an import. already: the same was there, nothing changed. before: entries it replaced."""

    offered: Offered
    encoding: str
    entries: int
    unfit: tuple[Unfit, ...]
    already: bool = False
    before: int = 0


def read_books(paths: Sequence[Path], asked: Asked, today: date) -> list[Source]:
    """Reads files and puts pages together. Raises Invalid about the field `path`, naming the file."""
    if len(paths) > MOST_FILES:
        raise Invalid("reference.files", "path", most=str(MOST_FILES))
    known: dict[tuple[Book, str], list[Sheet]] = {}
    for path in paths:
        try:
            sheet = reference_files.opened(path)
            book = _book_of(sheet, asked)
            known.setdefault((book, _version_of(book, sheet, asked, today)), []).append(sheet)
        except Invalid as refused:
            refused.values.setdefault("name", path.name)
            raise
    return [_source(book, version, sheets, asked) for (book, version), sheets in known.items()]


def read_book(name: str, content: bytes, asked: Asked, today: date) -> Source:
    """The same of bytes that were read already."""
    sheet = reference_files.read_sheet(name, content)
    book = _book_of(sheet, asked)
    return _source(book, _version_of(book, sheet, asked, today), [sheet], asked)


def _book_of(sheet: Sheet, asked: Asked) -> Book:
    said = book_of_oid(sheet.oid)
    if asked.book is not None:
        if said not in (None, asked.book):
            raise Invalid("reference.other_book", "path", oid=sheet.oid)
        return asked.book
    book = said or (None if sheet.oid else book_of_columns(sheet.columns))
    if book is None and sheet.oid:
        raise Invalid("reference.unknown_oid", "path", oid=sheet.oid)
    if book is None:
        raise Invalid("reference.unknown", "path")
    return book


def _version_of(book: Book, sheet: Sheet, asked: Asked, today: date) -> str:
    version = (asked.version or sheet.version).strip()
    if not version:
        if book.oid:
            raise Invalid("reference.version", "path")
        version = (asked.valid_from or today).isoformat()
    if _VERSION.fullmatch(version) is None:
        raise Invalid("reference.version_form", "path", version=version[:40])
    return version


def _source(book: Book, version: str, sheets: Sequence[Sheet], asked: Asked) -> Source:
    first = sheets[0]
    columns = columns_of(book, dict.fromkeys(name for sheet in sheets for name in sheet.columns))
    if columns is None:
        raise Invalid("reference.columns", "path", name=first.source)
    lines, unfit = _together(sheets)
    total = max((sheet.total for sheet in sheets if sheet.total is not None), default=None)
    if len(lines) + len(unfit) > MOST_ROWS:
        raise Invalid("reference.rows", "path", most=str(MOST_ROWS), name=first.source)
    if total is not None and len(lines) + len(unfit) != total:
        there = str(len(lines) + len(unfit))
        raise Invalid("reference.pages", "path", there=there, total=str(total), name=first.source)
    entries, wrong = entries_of(book, columns, lines, version)
    if not entries:
        raise Invalid("reference.empty", "path", name=first.source, refused=str(len(wrong) + len(unfit)))
    return Source(
        _offered(book, version, sheets, asked),
        first.encoding,
        entries,
        sorted([*unfit, *wrong], key=lambda row: row.place),
    )


def _together(sheets: Sequence[Sheet]) -> tuple[list[Line], list[Unfit]]:
    """The rows of all pages, numbered on from page to page."""
    if len(sheets) == 1:
        return sheets[0].lines, sheets[0].unfit
    lines: list[Line] = []
    unfit: list[Unfit] = []
    done = 0
    for sheet in sheets:
        lines += [Line(done + line.place, line.cells) for line in sheet.lines]
        unfit += [Unfit(done + row.place, row.code, row.reason, row.values) for row in sheet.unfit]
        places = [line.place for line in sheet.lines] + [row.place for row in sheet.unfit]
        done += max(places, default=0)
    return lines, unfit


def _offered(book: Book, version: str, sheets: Sequence[Sheet], asked: Asked) -> Offered:
    first = sheets[0]
    try:
        updated = day_of(first.updated)
    except ValueError:
        updated = None  # the day is a help, not what the book is about
    since, until = asked.valid_from or updated, asked.valid_until
    if since is not None and until is not None and until <= since:
        raise Invalid("reference.days", "path")
    digest = first.digest
    if len(sheets) > 1:
        digest = hashlib.sha256("".join(sorted(sheet.digest for sheet in sheets)).encode()).hexdigest()
    source = first.source if len(sheets) == 1 else f"{first.source} … {sheets[-1].source}"
    title = " ".join(first.title.split())[:LONGEST_TITLE]
    return Offered(book, version, title, source, digest, valid_from=since, valid_until=until)
