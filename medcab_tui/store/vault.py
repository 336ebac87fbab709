"""The open store: one writing connection, two reading ones, each in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.domain.sources import RandomSource
from medcab_tui.store import connect, entry, faults, files, judging, migrate
from medcab_tui.store.line import CLOSING_SECONDS, Line
from medcab_tui.store.lock import FolderLock, wanted
from medcab_tui.store.migrate import Migration
from medcab_tui.store.slots import SlotFile

T = TypeVar("T")

READERS: Final = 2


class Vault:
    """An open encrypted store: one writer connection, two cancellable readers.

    Made by `create` and `open` only. Every method but `close_now` belongs to the event loop it was opened
    in. Raises StoreFault with the codes of `medcab_tui.store.faults`; errors of the given function pass
    through unchanged.
    """

    def __init__(self, folder: Path, lock: FolderLock, version: int) -> None:
        self.folder = folder
        self._path = folder / files.DATABASE
        self._lock = lock
        self._version = version
        self._writer: Line | None = None
        self._readers: list[Line] = []
        self._under_way = 0
        self._closed = False
        self.upgraded = False
        """Whether opening it took steps of the schema."""

    @classmethod
    async def create(
        cls,
        folder: Path,
        key: bytes,
        migrations: Sequence[Migration] | None = None,
        *,
        vfs: str | None = None,
    ) -> Vault:
        """Makes a new store and opens it; the file appears under its name only when it is whole."""
        steps = migrate.packaged() if migrations is None else migrations
        await asyncio.to_thread(entry.found, folder, key, steps, vfs)
        return await cls.open(folder, key, migrations=steps, vfs=vfs)

    @classmethod
    async def open(
        cls,
        folder: Path,
        key: bytes,
        *,
        readonly: bool = False,
        migrations: Sequence[Migration] | None = None,
        vfs: str | None = None,
    ) -> Vault:
        """Opens the store; runs pending migrations first, after an automatic backup, with nobody else inside.

        readonly: for a disk that cannot be written; every change is refused with store.read_only.
        """
        steps = migrate.packaged() if migrations is None else migrations
        lock = await asyncio.to_thread(entry.enter, folder, key, readonly, vfs)
        vault = cls(folder, lock, len(steps))
        try:
            await vault._connect(key, readonly=readonly, vfs=vfs)
            if await vault._behind(steps, readonly=readonly):
                vault._disconnect()
                await asyncio.to_thread(entry.upgrade, folder, key, steps, lock, vfs)
                vault.upgraded = True
                await vault._connect(key, readonly=readonly, vfs=vfs)
        except BaseException:
            vault.close_now()
            raise
        return vault

    @classmethod
    async def unlocked(
        cls,
        folder: Path,
        opening: Callable[[SlotFile], bytes],
        *,
        random: RandomSource | None = None,
        migrations: Sequence[Migration] | None = None,
    ) -> tuple[Vault, SlotFile]:
        """Opens the store with the key that `opening` takes from the slots, for example `unlock`.

        The slots come first; if the key does not fit the database after all, another process has re-keyed
        meanwhile: the slots are read again and asked once more. Gives the slots as they are now, trusted.
        """
        slots = SlotFile.load(folder, random)
        key = await asyncio.to_thread(opening, slots)
        try:
            vault = await cls.open(folder, key, migrations=migrations)
        except StoreFault as fault:
            if fault.code != "store.wrong_key":
                raise
            key = await asyncio.to_thread(opening, SlotFile.load(folder, random))
            vault = await cls.open(folder, key, migrations=migrations)
        try:
            slots = SlotFile.load(folder, random)
            slots.trust(key)
        except BaseException:
            vault.close_now()
            raise
        return vault, slots

    async def read(self, query: Callable[[apsw.Connection], T]) -> T:
        """Runs a synchronous function on a reading connection, inside one consistent snapshot.

        Cancelling the awaiting task stops the SQL; the next call works.
        """
        if self._closed or not self._readers:
            raise StoreFault("store.closed", path=str(self._path))
        line = min(self._readers, key=lambda reader: reader.thread.waiting)
        return await self._call(line, lambda connection: connect.transact(connection, query, "DEFERRED"))

    async def write(self, change: Callable[[apsw.Connection], T]) -> T:
        """Runs a synchronous function on the writing connection in one IMMEDIATE transaction.

        When it returns, the change is on the disk. When it raises, nothing was changed. If the awaiting task
        is cancelled before the transaction began, it never begins; after that it runs to its end.
        """
        if self._closed or self._writer is None:
            raise StoreFault("store.closed", path=str(self._path))
        return await self._call(self._writer, lambda connection: self._transaction(connection, change))

    @asynccontextmanager
    async def loading(self) -> AsyncIterator[None]:
        """While much is written: more pages kept in memory, and the log played in less often.

        What is on the disk when `write` returns stays the same.
        """
        if self._closed or self._writer is None:
            raise StoreFault("store.closed", path=str(self._path))
        await self._call(self._writer, connect.widen)
        try:
            yield
        finally:
            if not self._closed:
                await self._call(self._writer, connect.narrow)

    async def data_version(self) -> int:
        """A number that changes when another process commits; not by our own writes."""
        if self._closed or self._writer is None:
            raise StoreFault("store.closed", path=str(self._path))
        with faults.told(self._path):
            version = await self._writer.run(lambda connection: connection.pragma("data_version"))
        return int(version)

    @property
    def busy(self) -> int:
        """Reads and writes under way; looking at `data_version` is not counted."""
        return self._under_way

    def wanted(self) -> bool:
        """Whether another process asks for the folder alone: the cabinet should lock itself now."""
        return wanted(self.folder)

    async def close(self) -> None:
        """Closes every connection and lets go of the folder. Reads are stopped, a write may finish."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """Closes at once: from a signal handler or any thread. Reads are stopped, a write may finish.

        Takes at most a few seconds. Calling it again does nothing.
        """
        if self._closed:
            return
        self._closed = True
        self._disconnect()
        self._lock.close()

    async def _connect(self, key: bytes, *, readonly: bool, vfs: str | None) -> None:
        arguments = connect.arguments(self._path, readonly=readonly, vfs=vfs)
        try:
            with judging.judged(self.folder, key):
                self._writer = await Line.open(arguments, key, readonly=readonly, writes=True)
                for _number in range(READERS):
                    self._readers.append(await Line.open(arguments, key, readonly=readonly, writes=False))
        except StoreFault as fault:
            if readonly and isinstance(fault.__cause__, apsw.CantOpenError):
                # a log that was not played in lies there: reading it needs a place to write
                raise StoreFault("store.read_only", path=str(self._path)) from fault
            raise

    def _disconnect(self) -> None:
        for reader in self._readers:
            reader.end(CLOSING_SECONDS, interrupt=True)
        if self._writer is not None:
            self._writer.end(CLOSING_SECONDS, interrupt=False)
        self._readers, self._writer = [], None

    async def _behind(self, steps: Sequence[Migration], *, readonly: bool) -> bool:
        version = await self.read(lambda connection: entry.version(connection, steps, self._path))
        if version < len(steps) and readonly:
            raise StoreFault("store.read_only", path=str(self._path))
        return version < len(steps)

    async def _call(self, line: Line, call: Callable[[apsw.Connection], T]) -> T:
        self._under_way += 1
        try:
            return await line.run(call)
        except Exception as error:
            fault = faults.fault_of(error, self._path)
            if fault is None or fault is error:
                raise
            raise fault from error
        finally:
            self._under_way -= 1

    def _transaction(self, connection: apsw.Connection, change: Callable[[apsw.Connection], T]) -> T:
        def checked(connection: apsw.Connection) -> T:
            version = migrate.version_of(connection)
            if version != self._version:
                raise StoreFault("store.newer", path=str(self._path), version=str(version))
            return change(connection)

        return connect.transact(connection, checked)
