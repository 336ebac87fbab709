"""Reference books: official dictionaries of codes and the house's own lists (DOMAIN.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.patients import Coded

_NSI: Final = "1.2.643.5.1.13.13."


class Book(StrEnum):
    """A book by the name the store knows it under; `oid` is the official one."""

    ICD10 = "icd10"
    SPECIALTIES = "specialties"
    POSTS = "posts"
    DOCUMENT_KINDS = "document_kinds"
    UNITS = "units"
    REGIONS = "regions"
    VITALS = "vitals"
    INN = "inn"
    ATC = "atc"
    ANALYTES = "analytes"
    SERVICES = "services"

    @property
    def oid(self) -> str:
        """The identifier in the state's register of dictionaries; "" for a list of our own."""
        return _OIDS.get(self, "")


_OIDS: Final[dict[Book, str]] = {
    Book.ICD10: f"{_NSI}11.1005",
    Book.SPECIALTIES: f"{_NSI}11.1066",
    Book.POSTS: f"{_NSI}11.1002",
    Book.DOCUMENT_KINDS: f"{_NSI}11.1520",
    Book.UNITS: f"{_NSI}11.1358",
    Book.REGIONS: f"{_NSI}99.2.206",
    Book.VITALS: f"{_NSI}99.2.262",
    Book.ANALYTES: f"{_NSI}11.1080",
    Book.SERVICES: f"{_NSI}11.1070",
}


def book_of_oid(oid: str) -> Book | None:
    """The book with this official identifier."""
    return next((book for book, known in _OIDS.items() if known == oid), None)


class Entry(Struct, frozen=True):
    """One code of a book in one version.

    also: abbreviations and other words it is called by. parent: the code above it, "" at the top.
    group: stands for those below it and is never chosen. valid_until: the first day it may not be chosen
    any more. extra: the other columns («genitive», «dative», «latin», «atc», «unit», «loinc» …).
    """

    code: str
    display: str
    version: str = ""
    also: tuple[str, ...] = ()
    parent: str = ""
    group: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    closed: bool = False
    """Withdrawn, nobody knows since when."""
    extra: Mapping[str, str] = field(default_factory=dict)

    def coded(self) -> Coded:
        """What a record keeps of it, whatever becomes of the book."""
        return Coded(self.code, self.display, self.version)

    def offered(self, on: date) -> bool:
        """Whether it may be chosen on a day."""
        if self.group or self.closed or (self.valid_from is not None and on < self.valid_from):
            return False
        return self.valid_until is None or on < self.valid_until


class Edition(Struct, frozen=True):
    """One version of one book as it lies in the store.

    starter: the short list that came with this program; it is used where no other edition is. valid_from,
    valid_until: as the source says; the day after the last. digest: SHA-256 of the source, hex. refused: rows
    of the source that were not taken.
    """

    number: int
    book: Book
    version: str
    title: str
    starter: bool
    valid_from: date | None
    valid_until: date | None
    imported: datetime
    source: str
    digest: str
    entries: int
    refused: int


class Offered(Struct, frozen=True):
    """A version that is to be taken in, without its entries; see `Edition`."""

    book: Book
    version: str
    title: str
    source: str
    digest: str
    starter: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


class Unfit(Struct, frozen=True):
    """A row of a source that was not taken. place: its number there; reason: a code that ui/words tells."""

    place: int
    code: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Orders versions as people do: 2.9 before 2.10, 12.14 before 12.96."""
    parts = version.replace("-", ".").replace("_", ".").split(".")
    return tuple(
        (1, int(part[:9]), "") if part[:9].isascii() and part.isdecimal() else (0, 0, part) for part in parts
    )


def in_force(editions: Iterable[Edition], on: date) -> Edition | None:
    """The edition one chooses from on a day: the highest version of those valid then.

    For a day before every edition the earliest serves; the starter list only where nothing was imported.
    One that ran out serves where nothing followed it: an old book is better than none.
    """
    found = tuple(editions)
    imported = [edition for edition in found if not edition.starter]
    ranked = sorted(imported or found, key=_order)
    begun = [each for each in ranked if each.valid_from is None or each.valid_from <= on]
    lasting = [each for each in begun if each.valid_until is None or on < each.valid_until]
    for choice in (lasting, begun):
        if choice:
            return choice[-1]
    return min(ranked, key=lambda each: each.valid_from or date.min, default=None)


def lasts_until(edition: Edition, editions: Iterable[Edition]) -> date | None:
    """The day from which an edition serves no more: as it says itself, or when the next version begins."""
    later = [
        each.valid_from
        for each in editions
        if each.book is edition.book
        and each.starter == edition.starter
        and _order(each) > _order(edition)
        and each.valid_from is not None
    ]
    ends = [day for day in (edition.valid_until, *later) if day is not None]
    return min(ends, default=None)


def _order(edition: Edition) -> tuple[tuple[tuple[int, int, str], ...], int]:
    return version_key(edition.version), edition.number
