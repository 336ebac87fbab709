"""Taking books in: the short lists that came with the program, and versions that an import has laid down."""

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
class LoadStarter(Action[int]):
    """Takes in the packaged short list of a book; gives how many entries it has.

    Anybody's first sign-in may do it: nothing enters the store but what this program brought.
    """

    code: ClassVar[str] = "reference.starter"
    permission: ClassVar[Permission] = Permission.READ_REFERENCE
    topics: ClassVar[frozenset[str]] = frozenset({"reference"})

    id: Id
    book: Book
    digest: str

    def apply(self, tx: Transaction) -> Done[int]:
        content = content_of(self.book)
        if digest_of(content) != self.digest:
            raise Refused("reference.gone")
        offered, entries = starter_of(self.book, content)
        count = tx.reference.load(offered, entries)
        params = {"book": self.book.value, "version": offered.version, "entries": str(count)}
        return Done(count, None, params, after=bytes.fromhex(self.digest))
