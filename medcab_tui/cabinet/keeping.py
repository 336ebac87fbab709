"""Keeping the store itself: verified copies, and bringing one back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet import anchors, witness
from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.bulk import LoadBatch, LoadLaid
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.storage_actions import NoteCopy
from medcab_tui.domain.accounts import Permission
from medcab_tui.store import backup, patient_index, search_tables
from medcab_tui.store.journal import Head
from medcab_tui.store.keyring import Ring

if TYPE_CHECKING:
    from medcab_tui.store.transaction import Connection


TOGETHER = 16
"""Batches in one transaction while much is loaded."""


class Keeping:
    """What a worker who keeps the store may do with it as a whole."""

    def __init__(
        self, desk: Desk, do_all: Callable[[Sequence[Action[Any]]], Awaitable[Sequence[Outcome[Any]]]]
    ) -> None:
        self._desk = desk
        self._do_all = do_all

    async def back_up(self, target: Path) -> None:
        """Copies the store into a new folder, then reads the copy to its last page.

        Work goes on meanwhile. Raises StoreFault store.exists if the folder is there: nothing is overwritten.
        """
        await self._desk.confirm(Permission.KEEP_STORE)
        key, folder = self._desk.key, self._desk.vault.folder
        await asyncio.to_thread(backup.backup, folder, key, target)
        await asyncio.to_thread(backup.verify_backup, target, key)
        await self._do_all((NoteCopy(self._desk.surroundings.ids.new(), target.name),))

    async def load(self, batches: Iterator[LoadBatch] | Iterator[LoadLaid]) -> None:
        """Loads any number of batches, some in each transaction; the next are made while those are written.

        Into an all but empty store the cards come first and the search tables at the end, in one go: a search
        meanwhile misses those who are new. Interrupted, what was written stays, and the tables are made by
        whoever signs in next.
        """
        self._desk.require(Permission.KEEP_STORE)
        some = tuple(islice(batches, TOGETHER))
        if len(some) < TOGETHER:
            await self._do_all(some)
            return
        await self._desk.confirm(Permission.KEEP_STORE)
        async with self._desk.vault.loading():
            deferred = await self._desk.write(patient_index.defer)
            try:
                await self._write_all(chain([some], iter(lambda: tuple(islice(batches, TOGETHER)), ())))
            except asyncio.CancelledError:
                deferred = False  # nobody waits for the tables now
                raise
            finally:
                if deferred:
                    await self._desk.write(patient_index.reindex)
                    self._desk.watch.publish(frozenset({"patients"}))

    async def _write_all(self, lots: Iterator[tuple[Action[int], ...]]) -> None:
        writing: asyncio.Future[Sequence[Outcome[int]]] | None = None
        try:
            for lot in lots:
                if writing is not None:
                    await writing
                writing = asyncio.ensure_future(self._do_all(lot))
                await asyncio.sleep(0)
        finally:
            if writing is not None:
                await writing

    async def reindex(self) -> int:
        """Makes the search tables anew from cards and documents; gives how many patients they hold now."""
        await self._desk.confirm(Permission.KEEP_STORE)

        def anew(connection: Connection) -> tuple[int, Head]:
            count = search_tables.make_anew(connection)
            return count, self._desk.append(connection, self._desk.entry("store.reindexed"))

        async with self._desk.vault.loading():
            count, head = await self._desk.write(anew)
        await self._desk.anchor(head)
        self._desk.watch.publish(frozenset({"patients", "documents"}))
        return count


def bring_back(source: Path, folder: Path, ring: Ring | None = None) -> Path | None:
    """Puts a backup in the place of a store that nobody has open; the keyring is told of it.

    Every file is compared with the manifest first. Gives where the set that lay there was put, None if there
    was nothing. Raises StoreFault; then nothing was changed.
    """

    def deciding(store: bytes) -> None:
        anchors.note_restored(folder, store)
        if ring is not None:
            witness.note_restored(ring, folder, store)

    return backup.restore(source, folder, deciding=deciding)
