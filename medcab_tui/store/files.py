"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from medcab_tui.store.faults import told

DATABASE: Final = "cabinet.db"
SLOTS: Final = "slots.json"
COUNTERS: Final = "counters.json"
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a file of slots, counters or hashes: a thousand workers need a quarter of it."""


def replace(path: Path, content: bytes) -> None:
    """Puts `content` in the place of a file in one step that a power cut cannot split; mode 0600."""
    fresh = path.with_name(path.name + ".new")
    with told(path):
        fresh.unlink(missing_ok=True)  # left by a crash, or a link that somebody laid there
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(fresh, flags, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def read_small(path: Path) -> bytes:
    """A small file beside the database, whole; OSError for one that is too large or is no ordinary file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no ordinary file")
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, "too large")
    return content


def sync_folder(folder: Path) -> None:
    """Makes names in a folder as durable as what they stand for."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Waits until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, *, mend: bool = True) -> None:
    """A folder that only its owner may look into (0700), with its parents.

    mend: whether one that is there already is closed to others too.
    """
    with told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        if mend and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def keep_private(folder: Path) -> None:
    """Closes one's own folder to others (0700); somebody else's is left as it is, the doctor tells of it."""
    with told(folder):
        state = folder.stat()
        if state.st_uid == os.geteuid() and state.st_mode & 0o077:
            folder.chmod(0o700)


def remove_database(path: Path) -> None:
    """Removes a database that nobody needs, with the files SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
