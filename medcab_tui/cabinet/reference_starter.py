"""The short lists that come with the program: `domain/starter/README.md` says how they are written."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final

from medcab_tui.domain.reference import Book, Entry, Offered

_TAKEN: Final = frozenset({"code", "display", "also", "parent", "valid_from", "valid_until"})


def content_of(book: Book) -> bytes:
    """The packaged file of a book; b"" if there is none."""
    packaged = files("medcab_tui.domain").joinpath("starter", f"{book.value}.csv")
    return packaged.read_bytes() if packaged.is_file() else b""


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, hex."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=1)
def packaged() -> tuple[tuple[Book, str], ...]:
    """The books that came with this program, each with the SHA-256 of its list."""
    found = ((book, content_of(book)) for book in Book)
    return tuple((book, digest_of(content)) for book, content in found if content)


def starter_of(book: Book, content: bytes) -> tuple[Offered, tuple[Entry, ...]]:
    """What a packaged file holds. ValueError if it is not written as its README says."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=";", strict=True))
    (named, version), columns, *lines = rows
    if named != "version" or not {"code", "display"} <= set(columns):
        raise ValueError(f"{book.value}: the first line names the version, the second the columns")
    entries = []
    for cells in lines:
        if len(cells) != len(columns):
            raise ValueError(f"{book.value}: {cells[0]} has {len(cells)} fields of {len(columns)}")
        row = dict(zip(columns, cells, strict=True))
        entries.append(
            Entry(
                row["code"],
                row["display"],
                version,
                tuple(name for each in row.get("also", "").split("|") if (name := each.strip())),
                row.get("parent", ""),
                valid_from=_day(row.get("valid_from", "")),
                valid_until=_day(row.get("valid_until", "")),
                extra={name: value for name, value in row.items() if name not in _TAKEN and value},
            )
        )
    offered = Offered(book, version, "", f"{book.value}.csv", digest_of(content), starter=True)
    return offered, tuple(entries)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
