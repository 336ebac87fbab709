"""Taking books in: the short lists that came with the program, and versions that an import laid down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.cabinet.reference_starter import content_of, digest_of, starter_of
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.reference import Book
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LoadStarters(Action[int]):
    """Takes in packaged short lists, by book and SHA-256; gives how many entries they have together.

    Anybody's first need of a book may do it: nothing enters the store but what this program brought.
    """

    code: ClassVar[str] = "reference.starter"
    permission: ClassVar[Permission] = Permission.READ_REFERENCE
    topics: ClassVar[frozenset[str]] = frozenset({"reference"})

    id: Id
    lists: tuple[tuple[Book, str], ...]

    def apply(self, tx: Transaction) -> Done[int]:
        count = 0
        for book, digest in self.lists:
            content = content_of(book)
            if digest_of(content) != digest:
                raise Refused("reference.gone")
            count += tx.reference.load(*starter_of(book, content))
        books = ", ".join(book.value for book, _ in self.lists)
        return Done(count, None, {"books": books, "entries": str(count)}, after=tx.payload)


@dataclass(frozen=True, slots=True)
class AdoptEdition(Action[int]):
    """Makes a version that an import laid down the one of its name; gives how many entries it has.

    digest: SHA-256 of the source, hex. Until this nobody sees the rows; after it everybody does, at once.
    """

    code: ClassVar[str] = "reference.imported"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = frozenset({"reference"})

    id: Id
    book: Book
    version: str
    number: int
    digest: str

    def apply(self, tx: Transaction) -> Done[int]:
        count, before = tx.reference.adopt(self.number)
        params = {
            "book": self.book.value,
            "version": self.version,
            "entries": str(count),
            "before": str(before),
        }
        return Done(count, None, params, after=bytes.fromhex(self.digest))
