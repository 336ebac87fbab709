"""What happens to the folder before a store is open: founding, judging the file, pending work."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect, faults, files, migrate, swap
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
            make_database(fresh, key, vfs)
            with contextlib.closing(connect.keyed(fresh, key, vfs=vfs)) as connection:
                migrate.bring_up(connection, steps, path)
            put_in_place(fresh, path)
    finally:
        lock.close()


def make_database(path: Path, key: bytes, vfs: str | None = None) -> None:
    """An encrypted database of one page; StoreFault store.plaintext if it was not encrypted after all."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection:
        connection.pragma("application_id", connect.APPLICATION)
    faults.look_at(path)


def put_in_place(fresh: Path, path: Path) -> None:
    """Renames a closed database over the old one, which must be closed too and leave no log behind.

    An old log beside a new file would be played into it.
    """
    for ending in ("-wal", "-journal"):
        for database in (fresh, path):
            log = database.with_name(database.name + ending)
            if log.exists() and log.stat().st_size:
                raise StoreFault("store.busy", path=str(log))
            log.unlink(missing_ok=True)
    files.sync_file(fresh)
    fresh.replace(path)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    files.sync_folder(path.parent)


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
    from medcab_tui.store import backup

    path = folder / files.DATABASE
    lock.release()
    with contextlib.ExitStack() as stack:
        deadline = time.monotonic() + PATIENCE
        asked = False
        while not lock.alone_at_once():
            lock.shared()  # another process may have taken the same steps: then there is nothing to do
            with judged(folder, key), contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection:
                if migrate.refuse_newer(connection, steps, path) == len(steps):
                    return
            lock.release()
            if time.monotonic() > deadline:
                raise StoreFault("store.in_use", path=str(folder))
            if not asked:
                stack.enter_context(lock.asking())
                asked = True
            time.sleep(0.01 + id(lock) % 37 / 1000)  # so that two who wait do not step in time
    with judged(folder, key), contextlib.closing(connect.keyed(path, key, vfs=vfs)) as connection:
        taken = migrate.refuse_newer(connection, steps, path)
        if taken < len(steps):
            backup.before_migration(folder, connection, key, taken)
            migrate.bring_up(connection, steps, path)
    lock.shared()


@contextlib.contextmanager
def judged(folder: Path, key: bytes) -> Iterator[None]:
    """Tells a wrong key from a damaged file, which SQLite does not.

    The slots know which keys are theirs: if this one is, the file does not match it, so it is damaged.
    Another process may have re-keyed meanwhile; then the key is simply no longer right.
    """
    path = folder / files.DATABASE
    try:
        with faults.told(path):
            yield
    except StoreFault as fault:
        if isinstance(fault.__cause__, apsw.NotADBError) and not _fits(folder, key):
            raise StoreFault("store.wrong_key", path=str(path)) from fault
        raise


def _fits(folder: Path, key: bytes) -> bool:
    return (folder / files.SLOTS).exists() and SlotFile.load(folder).knows(key)


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
