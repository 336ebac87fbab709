"""The reference books as a worker chooses from them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.reference import Book, Edition, Entry, Unfit, in_force
from medcab_tui.domain.times import day_in
from medcab_tui.store import reference, reference_search

if TYPE_CHECKING:
    from medcab_tui.cabinet.reference_import import Asked, Source, TakenIn

MOST_OFFERED = 200


class ReferenceRoom:
    """Codes and their names."""

    def __init__(self, desk: Desk, do: Callable[[Action[Any]], Awaitable[Outcome[Any]]]) -> None:
        self._desk = desk
        self._do = do
        self._settled = False

    async def search(
        self,
        book: Book,
        text: str,
        limit: int = 8,
        on: date | None = None,
        *,
        version: str | None = None,
    ) -> tuple[Entry, ...]:
        """The entries that fit what was typed and may be chosen on a day (today), the best first.

        The beginning of a code, or beginnings of words in any order; abbreviations and other names; the other
        layout of the keyboard. What this worker chose most comes first; without a text it is all there is.
        version: to look into another one than that of the day.
        """
        await self.settle()
        day, worker = on or self._today(), self._desk.worker.id
        most = max(1, min(limit, MOST_OFFERED))

        def find(connection: Any) -> tuple[Entry, ...]:
            editions = reference.editions(connection, book)
            if version is None:
                edition = in_force(editions, day)
            else:
                edition = next((each for each in editions if each.version == version), None)
            if edition is None:
                return ()
            return reference_search.find(connection, edition, worker, text, day, most)

        return await self._desk.read(Permission.READ_REFERENCE, find)

    async def entry(self, book: Book, code: str, version: str | None = None) -> Entry | None:
        """The entry of a code in one version, or in that of today, else in the latest that has it."""
        await self.settle()
        day = self._today()

        def find(connection: Any) -> Entry | None:
            editions = reference.editions(connection, book)
            if version is not None:
                chosen = [each for each in editions if each.version == version]
            else:
                now = in_force(editions, day)
                chosen = sorted(editions, key=lambda each: (each != now, -each.number))
            found = (reference.entry(connection, edition, code) for edition in chosen)
            return next((each for each in found if each is not None), None)

        return await self._desk.read(Permission.READ_REFERENCE, find)

    async def editions(self, book: Book | None = None) -> tuple[Edition, ...]:
        """The versions of a book, or of every book."""
        await self.settle()
        return await self._desk.read(Permission.READ_REFERENCE, lambda c: reference.editions(c, book))

    async def entries(self, edition: Edition, after: str = "", limit: int = 50) -> tuple[Entry, ...]:
        """Entries of a version by code, from the one after a code on; groups and withdrawn ones too."""
        return await self._desk.read(
            Permission.READ_REFERENCE, lambda c: reference.entries(c, edition, after, limit)
        )

    async def refused(self, edition: Edition, after: int = 0, limit: int = 200) -> tuple[Unfit, ...]:
        """The rows of a version's source that were not taken, from the one after a number on."""
        return await self._desk.read(
            Permission.READ_REFERENCE, lambda c: reference.refused(c, edition, after, limit)
        )

    async def look_at(self, path: Path) -> None:
        """Raises Invalid about `path` where no book can be read from it: missing, denied, a folder."""
        self._desk.require(Permission.KEEP_STORE)
        from medcab_tui.papers.reference_files import look_at

        await asyncio.to_thread(look_at, path)  # read once more when it is imported: it may have changed

    async def read_files(self, paths: Sequence[Path], asked: Asked) -> list[Source]:
        """What files hold, as one version of one book or several; nothing is changed. Raises Invalid."""
        await self._desk.confirm(Permission.KEEP_STORE)
        from medcab_tui.cabinet.reference_import import read_books

        return await asyncio.to_thread(read_books, paths, asked, self._today())

    async def take_in(self, source: Source, report: Callable[[int, int], None] | None = None) -> TakenIn:
        """Imports one version: beside the others of its book, in place of one of the same version.

        `report` is told how many of how many entries lie in the store. Nobody sees them before all do; broken
        off or cancelled, it leaves the book as it was. What was imported before changes nothing.
        """
        await self._desk.confirm(Permission.KEEP_STORE)
        from medcab_tui.cabinet.reference_laying import take_in

        await self.settle()
        return await take_in(self._desk, self._do, source, report or (lambda done, wanted: None))

    async def settle(self) -> None:
        """Takes in the short lists that came with this program, where the store has others or none.

        Once a sitting. A store that cannot be written is searched as it is.
        """
        if self._settled:
            return
        from medcab_tui.cabinet.reference_actions import LoadStarters
        from medcab_tui.cabinet.reference_starter import packaged

        there = {
            each.digest
            for each in await self._desk.read(Permission.READ_REFERENCE, reference.editions)
            if each.starter
        }
        self._settled = True
        lists = tuple((book, digest) for book, digest in packaged() if digest not in there)
        if not lists:
            return
        # the same in every process and on every tape: two that begin at once do it once
        told = ",".join(digest for _, digest in lists)
        identity = Id(hashlib.sha256(f"starters {told}".encode()).digest()[:16])
        with suppress(Invalid, StoreFault):  # a colleague was faster, or nothing can be written here
            await self._do(LoadStarters(identity, lists))

    def _today(self) -> date:
        return day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone)
