"""What happens to the folder before a store is open: founding, pending work, the steps of the schema."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, connect, faults, files, judging, migrate, swap
from medcab_tui.store.lock import PATIENCE, FolderLock
from medcab_tui.store.migrate import Migration
from medcab_tui.store.slots import SlotFile


def found(folder: Path, key: bytes, steps: Sequence[Migration], vfs: str | None) -> None:
    """Makes an empty database of the newest shape; it gets its name once it is whole and on the disk."""
    files.make_folder(folder)
    path = folder / files.DATABASE
    fresh = path.with_name(path.name + ".new")
    lock = FolderLock(folder)
    try:
        lock.alone()
        if path.exists():
            raise StoreFault("store.exists", path=str(path))
        files.remove_database(fresh)
        with faults.told(path):
            judging.make_database(fresh, key, vfs)
            with contextlib.closing(connect.keyed(fresh, key, vfs=vfs)) as connection:
                migrate.bring_up(connection, steps, path)
            judging.put_in_place(fresh, path)
    finally:
        lock.close()


def enter(folder: Path, key: bytes, readonly: bool, vfs: str | None) -> FolderLock:
    """Takes the shared lock on a folder that holds a database, and ends a re-key that was interrupted."""
    path = folder / files.DATABASE
    if not path.exists() and not swap.unfinished(folder):
        raise StoreFault("store.missing", path=str(path))
    if not readonly:
        files.keep_private(folder)
    lock = FolderLock(folder, readonly=readonly)
    try:
        if swap.unfinished(folder):
            lock.alone()
            swap.finish(folder)
        if not readonly and _pending(folder) and lock.alone_at_once():
            _settle(folder, key, vfs)
        lock.shared()
        faults.look_at(path)
    except BaseException:
        lock.close()
        raise
    return lock


def version(connection: apsw.Connection, steps: Sequence[Migration], path: Path) -> int:
    """The version of an open cabinet; StoreFault if it is another program's file or a newer one's."""
    if connection.pragma("application_id") != connect.APPLICATION:
        raise StoreFault("store.foreign", path=str(path))
    return migrate.refuse_newer(connection, steps, path)


def upgrade(folder: Path, key: bytes, steps: Sequence[Migration], lock: FolderLock, vfs: str | None) -> None:
    """Backs the store up and takes the pending steps, alone in the folder; gives it back shared."""
    path = folder / files.DATABASE
    lock.release()
    with contextlib.ExitStack() as stack:
        deadline = time.monotonic() + PATIENCE
        asked = False
        while not lock.alone_at_once():
            lock.shared()  # another process may have taken the same steps: then there is nothing to do
            with (
                judging.judged(folder, key),
                contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection,
            ):
                if migrate.refuse_newer(connection, steps, path) == len(steps):
                    return
            lock.release()
            if time.monotonic() > deadline:
                raise StoreFault("store.in_use", path=str(folder))
            if not asked:
                stack.enter_context(lock.asking())
                asked = True
            time.sleep(0.01 + id(lock) % 37 / 1000)  # so that two who wait do not step in time
    with judging.judged(folder, key), contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection:
        taken = migrate.refuse_newer(connection, steps, path)
        if taken < len(steps):
            backup.before_migration(folder, connection, key, taken)
            migrate.bring_up(connection, steps, path)
    lock.shared()


def _pending(folder: Path) -> bool:
    return (folder / files.SLOTS).exists() and SlotFile.load(folder).pending


def _settle(folder: Path, key: bytes, vfs: str | None) -> None:
    """After an interrupted re-key: keeps the generation whose key opens the database, drops the other."""
    slots = SlotFile.load(folder)
    files.remove_database(folder / (files.DATABASE + ".new"))
    if slots.pending and slots.knows(key) and connect.opens(folder / files.DATABASE, key, vfs=vfs):
        slots.trust(key)
        slots.keep(key)
        slots.save()
