"""What the database remembers of the file of key slots, so that an older copy of the file is noticed.

The row comes first and the file second: before the file is replaced, the row says what is coming; after it,
what is there. A crash in between leaves a file that is one of the two. Whoever reads or changes both holds
`lock.beside`, so that they are never seen in the middle of somebody's change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import apsw

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect, files
from medcab_tui.store.faults import told

_ROW = "SELECT digest, coming FROM slot_file WHERE one = 1"
_COMING = (
    "INSERT INTO slot_file (one, digest, coming) VALUES (1, ?, ?)"
    " ON CONFLICT (one) DO UPDATE SET coming = excluded.coming"
)
_SETTLED = (
    "INSERT INTO slot_file (one, digest) VALUES (1, ?)"
    " ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, coming = NULL"
)
NOTHING = b"\0" * 32
"""In the place of the digest of a file that was not there yet."""


@contextlib.contextmanager
def changing(
    folder: Path, keys: Iterable[bytes], before: bytes, after: bytes, *, anyway: bool
) -> Iterator[None]:
    """Replaces the file in the block: `before` and `after` are its digests.

    keys: one of them opens the database. Raises StoreFault store.slots_older if the file that is about to be
    replaced is not the one that is remembered, unless `anyway`.
    """
    path = folder / files.DATABASE
    with told(path), contextlib.ExitStack() as stack:
        connection = _opened(path, keys)
        if connection is None:
            yield
            return
        stack.callback(connection.close)
        if not anyway and not _is(connection, before):
            raise StoreFault("store.slots_older", path=str(folder / files.SLOTS))
        connect.transact(connection, lambda c: c.execute(_COMING, (before, after)).get)
        yield
        with contextlib.suppress(
            apsw.Error
        ):  # the file is there and the row knows it: the next to look settles
            settle(connection, after)


def remembered(folder: Path, key: bytes, digest: bytes) -> bool:
    """Whether the store in this folder remembers a file with this digest.

    A store that remembers none, being older than this, takes the file as it is.
    """
    path = folder / files.DATABASE
    with told(path), contextlib.ExitStack() as stack:
        connection = _opened(path, (key,))
        if connection is None:
            return True
        stack.callback(connection.close)
        if not _is(connection, digest):
            return False
        if connection.execute(_ROW).fetchone() != (digest, None):
            settle(connection, digest)
    return True


def fits(connection: apsw.Connection, digest: bytes) -> bool:
    """Whether an open database remembers a file with this digest, or remembers none."""
    return not _there(connection) or _is(connection, digest)


def settle(connection: apsw.Connection, digest: bytes) -> None:
    """Writes down what the file is, if this database remembers such things."""
    if _there(connection):
        connect.transact(connection, lambda c: c.execute(_SETTLED, (digest,)).get)


def _is(connection: apsw.Connection, digest: bytes) -> bool:
    row = connection.execute(_ROW).fetchone()
    return row is None or digest in row


def _there(connection: apsw.Connection) -> bool:
    return connection.table_exists("main", "slot_file")


def _opened(path: Path, keys: Iterable[bytes]) -> apsw.Connection | None:
    """A connection to a database that remembers, None if there is none or none of the keys opens it."""
    if not path.exists() or not path.stat().st_size:
        return None
    for key in keys:
        try:
            connection = connect.keyed(path, key)
        except apsw.NotADBError:
            continue
        if _there(connection):
            return connection
        connection.close()
        return None
    return None
