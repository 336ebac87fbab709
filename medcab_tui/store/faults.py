"""What can be wrong with the file, told as `StoreFault` codes that a person can act on.

store.missing     there is no cabinet here (or a part of it is gone)
store.empty       the file has no bytes; it is not made anew over it
store.plaintext   an SQLite file that nobody encrypted: not ours
store.foreign     some other file
store.wrong_key   ours by its looks, but the key does not open it
store.damaged     the key is right and the content is not
store.read_only   the disk or the file cannot be written
store.full        no room left
store.busy        others held it for too long, or a file changed meanwhile; try again
store.in_use      another program must lock its cabinet first
store.newer       made by a newer program
store.slots_damaged     the file of key slots
store.counters_damaged  the file of failed attempts
store.closed      the cabinet was locked while the call was under way
store.exists      there is something already where a new one should go
store.io          the disk answered with an error
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from medcab_tui.domain.errors import StoreFault

HEADER = slice(16, 24)
LOOKS = bytes((0x10, 0x00, 2, 2, 32, 64, 32, 32))
"""Bytes 16–23 stay readable: pages of 4096 bytes, WAL twice, 32 bytes a page for the cipher's tag."""
PAGE = 4096

_BY_ERROR: tuple[tuple[type[BaseException], str], ...] = (
    (apsw.BusyError, "store.busy"),
    (apsw.LockedError, "store.busy"),
    (apsw.CorruptError, "store.damaged"),
    (apsw.NotADBError, "store.damaged"),
    (apsw.FormatError, "store.damaged"),
    (apsw.FullError, "store.full"),
    (apsw.ReadOnlyError, "store.read_only"),
    (apsw.PermissionsError, "store.read_only"),
    (apsw.CantOpenError, "store.io"),
    (apsw.IOError, "store.io"),
    (apsw.ProtocolError, "store.busy"),
    (apsw.InterruptError, "store.closed"),
    (apsw.ConnectionClosedError, "store.closed"),
)

_BY_ERRNO = {
    errno.EROFS: "store.read_only",
    errno.EACCES: "store.read_only",
    errno.EPERM: "store.read_only",
    errno.ENOSPC: "store.full",
    errno.EDQUOT: "store.full",
    errno.ENOENT: "store.missing",
}


def fault_of(error: BaseException, path: Path) -> StoreFault | None:
    """The fault an error of SQLite or of the system stands for; None if it is no fault of the file."""
    if isinstance(error, StoreFault):
        return error
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return StoreFault(code, path=str(path))
    if isinstance(error, apsw.AuthError) and error.__context__ is not None:
        # apsw ends a savepoint with the disk's error still pending, which no authorizer can answer
        return fault_of(error.__context__, path)
    if isinstance(error, OSError):
        return StoreFault(_BY_ERRNO.get(error.errno or 0, "store.io"), path=str(path))
    return None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns errors of SQLite and of the system inside the block into StoreFault; others pass."""
    try:
        yield
    except Exception as error:
        fault = fault_of(error, path)
        if fault is None or fault is error:
            raise
        raise fault from error


def look_at(path: Path) -> None:
    """Looks at a database file before SQLite touches it; raises StoreFault if it cannot be a cabinet."""
    with told(path), path.open("rb") as file:
        first = file.read(PAGE)
    if not first:
        raise StoreFault("store.empty", path=str(path))
    if first.startswith(b"SQLite format 3"):
        raise StoreFault("store.plaintext", path=str(path))
    if len(first) < PAGE or not any(first):
        raise StoreFault(
            "store.damaged" if _ours(first) or not any(first) else "store.foreign", path=str(path)
        )
    if not _ours(first):
        raise StoreFault("store.foreign", path=str(path))


def _ours(first: bytes) -> bool:
    return first[HEADER] == LOOKS
