"""What the columns of each book mean, as its publishers name them (DOMAIN.md §2 and the files themselves)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.reference import Book


class Columns(Struct, frozen=True):
    """Names of columns, in lower case.

    row: what `parent` points to, "" where that is the code. also: other names, several between `;` or |.
    actual: "0" in it means withdrawn; since when, `until` says, else `changed`, which of others says since
    when they are there. topmost: a row above others that stands under none is a group. groups: "1" in it
    means the same. renamed: columns kept under another name; dropped: those not kept.
    """

    code: str
    display: str
    row: str = ""
    parent: str = ""
    also: tuple[str, ...] = ()
    actual: str = ""
    changed: str = ""
    since: str = ""
    until: str = ""
    topmost: bool = False
    groups: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ("sort",)

    def taken(self) -> frozenset[str]:
        """The columns that become something else than themselves."""
        named = (self.code, self.display, self.row, self.parent, self.actual, self.changed, self.since)
        return frozenset((*named, self.until, self.groups, *self.also, *self.dropped))


HOUSE: Final = Columns(
    "code", "display", parent="parent", also=("also",), since="valid_from", until="valid_until"
)
"""The columns every book may come in: those of the starter lists."""

OFFICIAL: Final[dict[Book, Columns]] = {
    Book.ICD10: Columns(
        "mkb_code", "mkb_name", row="id", parent="id_parent", actual="actual", changed="date",
    ),
    Book.SPECIALTIES: Columns("id", "name", parent="parent", actual="rel", until="dateout", topmost=True),
    Book.POSTS: Columns(
        "id", "name", parent="pid", also=("equivalent",), actual="actual", until="data_end", groups="group",
    ),
    Book.DOCUMENT_KINDS: Columns("id", "name", since="start_date", until="end_date"),
    Book.UNITS: Columns("id", "fullname", also=("shortname", "printname")),
    Book.REGIONS: Columns("id", "subject", also=("synonym",)),
    Book.VITALS: Columns("id", "name", also=("synonym",), renamed={"unitcode": "unit"}),
    Book.INN: Columns("code", "ru", also=("en", "la"), renamed={"en": "english", "la": "latin"}),
    Book.ATC: Columns("atc", "name_ru"),
    Book.ANALYTES: Columns("id", "fullname", also=("shortname", "synonyms")),
    Book.SERVICES: Columns("s_code", "name", row="id", actual="rel", until="dateout"),
}  # fmt: skip

TELLING: Final[dict[Book, frozenset[str]]] = {
    Book.ICD10: frozenset({"mkb_code", "mkb_name"}),
    Book.INN: frozenset({"code", "ru", "la"}),
    Book.ATC: frozenset({"atc", "name_ru"}),
    Book.SERVICES: frozenset({"s_code", "name"}),
}
"""Columns that no other book has: a file is known by them when nothing else names it."""


def book_of_columns(columns: Collection[str]) -> Book | None:
    """The book whose columns these are and nobody else's."""
    there = {name.lower() for name in columns}
    return next((book for book, telling in TELLING.items() if telling <= there), None)


def columns_of(book: Book, columns: Collection[str]) -> Columns | None:
    """How a file of a book is to be read; None if it has neither the official columns nor ours."""
    there = {name.lower() for name in columns}
    for known in (OFFICIAL[book], HOUSE):
        if {known.code, known.display} <= there:
            return known
    return None
