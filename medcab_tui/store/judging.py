"""An encrypted file made, put in place, and judged when it does not open: what every way in needs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect, faults, files
from medcab_tui.store.slots import SlotFile


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
