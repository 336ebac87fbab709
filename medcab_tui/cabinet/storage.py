"""The store as a thing to be looked after: its size, whether it is sound, and copies of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.storage_actions import NoteCopy, NoteUnsoundCopy, NoteUnsoundStore
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, soundness
from medcab_tui.store.backup import Stopped

__all__ = ["Copy", "Stopped", "StorageRoom"]


class Copy(Struct, frozen=True):
    """A backup that lies in a folder."""

    path: Path
    made: datetime
    size: int
    """Bytes."""


class StorageRoom:
    """What is asked about the store and its copies; long work tells how far it is and can be stopped."""

    def __init__(self, desk: Desk, do: Callable[[Action[None]], Awaitable[object]]) -> None:
        self._desk = desk
        self._do = do

    async def size(self) -> int:
        """Bytes of the store's files."""
        self._desk.require(Permission.LOOK_AT_STORE)
        return await asyncio.to_thread(_bytes, self._desk.vault.folder)

    async def counts(self) -> dict[str, int]:
        """How many rows of each kind there are. Each kind is a read of its own, so cancelling is quick."""
        self._desk.require(Permission.LOOK_AT_STORE)
        found: dict[str, int] = {}
        for table in soundness.COUNTED:
            found[table] = await self._desk.read(
                Permission.LOOK_AT_STORE, partial(soundness.count, table=table)
            )
        return found

    async def check(self, report: Callable[[float], None]) -> tuple[str, ...]:
        """Checks every table with its indexes; gives what does not hold, nothing if all does.

        report: told the share that is done, 0 to 1. Cancelling stops the check at once.
        """
        look = Permission.LOOK_AT_STORE
        tables = await self._desk.read(look, soundness.tables)
        whole, done = sum(weight for _name, weight in tables), 0
        problems: list[str] = []
        for name, weight in tables:
            report(done / max(1, whole))
            problems += await self._desk.read(look, partial(soundness.check, table=name))
            done += weight
        report(1.0)
        if problems:
            with suppress(StoreFault):  # a damaged store may not take the news either
                await self._do(NoteUnsoundStore(self._desk.surroundings.ids.new(), len(problems)))
        return tuple(problems)

    async def copies(self, folder: Path) -> tuple[Copy, ...]:
        """The backups in a folder, the newest first."""
        await self._desk.confirm(Permission.KEEP_STORE)
        return await asyncio.to_thread(_copies, folder)

    async def back_up(self, target: Path, report: Callable[[float], bool]) -> None:
        """Copies the store into a new folder and reads the copy to its last page.

        report: told in another thread how far the copying is, 0 to 1, and whether to go on; 1 means that the
        copy is being read back. Raises Stopped, and then nothing is left; StoreFault store.exists and others.
        """
        await self._desk.confirm(Permission.KEEP_STORE)
        key, folder = self._desk.key, self._desk.vault.folder
        await asyncio.to_thread(_back_up, folder, key, target, report)
        await self._do(NoteCopy(self._desk.surroundings.ids.new(), target.name))

    async def verify(self, copy: Path, stopped: Callable[[], bool] = lambda: False) -> None:
        """Reads a backup to its last page. Raises StoreFault if anything in it does not hold, Stopped."""
        await self._desk.confirm(Permission.KEEP_STORE)
        try:
            await asyncio.to_thread(backup.verify_backup, copy, self._desk.key, stopped)
        except StoreFault:
            await self._do(NoteUnsoundCopy(self._desk.surroundings.ids.new(), copy.name))
            raise


def _back_up(folder: Path, key: bytes, target: Path, report: Callable[[float], bool]) -> None:
    backup.backup(folder, key, target, report=lambda done, all_: report(min(0.99, done / max(1, all_))))
    try:
        if not report(1.0):
            raise Stopped
        backup.verify_backup(target, key, lambda: not report(1.0))
    except BaseException:  # a copy nobody can rely on is not left lying about
        shutil.rmtree(target, ignore_errors=True)
        raise


def _copies(folder: Path) -> tuple[Copy, ...]:
    found = [
        Copy(path, datetime.fromtimestamp((path / backup.MANIFEST).stat().st_mtime, UTC), _bytes(path))
        for path in backup.copies(folder)
    ]
    return tuple(sorted(found, key=lambda copy: copy.made, reverse=True))


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
