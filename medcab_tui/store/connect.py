"""A keyed connection to an encrypted file, set up the one way the store allows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import apsw

from medcab_tui.store.crypto import KEY_LENGTH

T = TypeVar("T")

APPLICATION: Final = 0x4D434142
"""«MCAB»: `PRAGMA application_id` of a cabinet."""

BUSY_SECONDS: Final = 5.0
"""How long a transaction waits for another process before it gives up with store.busy."""

_FORBIDDEN_PRAGMAS: Final = frozenset(
    {
        "key", "rekey", "hexkey", "hexrekey", "textkey", "textrekey", "hmac_check", "mc_legacy_wal", "cipher",
        "cipher_salt", "legacy", "legacy_page_size", "kdf_iter", "plaintext_header_size", "writable_schema",
        "temp_store_directory", "data_store_directory", "trusted_schema",
    }
)  # fmt: skip
_SETTLED_PRAGMAS: Final = frozenset(
    {"synchronous", "journal_mode", "temp_store", "cell_size_check", "mmap_size"}
)


def keyed(path: Path, key: bytes, *, readonly: bool = False, vfs: str | None = None) -> apsw.Connection:
    """Opens an encrypted file in this thread; `apsw.NotADBError` if the key does not fit."""
    connection = apsw.Connection(*arguments(path, readonly=readonly, vfs=vfs))
    try:
        arm(connection, key, readonly=readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def arguments(path: Path, *, readonly: bool, vfs: str | None) -> tuple[str, int, str | None]:
    """What `apsw.Connection` and its `as_async` take; never creates a file.

    A file on a disk that cannot be written is opened as unchanging when no log lies beside it: SQLite
    could not make its shared-memory file there.
    """
    if not readonly:
        return str(path), apsw.SQLITE_OPEN_READWRITE, vfs
    log = path.with_name(path.name + "-wal")
    settled = not log.exists() or log.stat().st_size == 0
    uri = path.resolve().as_uri() + ("?immutable=1" if settled else "")
    return uri, apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI, vfs


def arm(
    connection: apsw.Connection, key: bytes, *, readonly: bool = False, queries_only: bool = False
) -> None:
    """Gives a fresh connection its key and its rules, and proves the key by reading the schema.

    The key goes raw and through `pragma`, not `execute`: a statement would stay in the cache. A wrong key
    is answered with «ok», hence the reading.
    """
    if len(key) != KEY_LENGTH:
        raise ValueError("the data key has 32 bytes")
    connection.set_busy_handler(_patience())
    connection.pragma("cipher", "chacha20")
    connection.pragma("hexkey", (b"raw:" + key).hex())
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    connection.pragma("temp_store", 2)
    connection.pragma("foreign_keys", True)
    connection.pragma("cell_size_check", True)
    if not readonly:
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
    if queries_only or readonly:
        connection.pragma("query_only", True)
    else:
        connection.transaction_mode = "IMMEDIATE"
    connection.authorizer = _allow


def widen(connection: apsw.Connection) -> None:
    """For loading much: pages in memory, KiB when negative; pages in the log before it is played in."""
    connection.pragma("cache_size", -32_768)
    connection.pragma("wal_autocheckpoint", 8_192)


def narrow(connection: apsw.Connection) -> None:
    """Back to SQLite's own figures; what the pages took is given back."""
    connection.pragma("cache_size", -2_000)
    connection.pragma("wal_autocheckpoint", 1_000)
    connection.pragma("shrink_memory")


def _allow(action: int, first: str | None, second: str | None, base: str | None, inner: str | None) -> int:
    if action in (apsw.SQLITE_ATTACH, apsw.SQLITE_DETACH):
        return apsw.SQLITE_DENY
    if action == apsw.SQLITE_PRAGMA:
        name = (first or "").lower()
        if name in _FORBIDDEN_PRAGMAS or (name in _SETTLED_PRAGMAS and second is not None):
            return apsw.SQLITE_DENY
    return apsw.SQLITE_OK


def _patience() -> Callable[[int], bool]:
    """Waits in short steps while another process writes, so that two of them take turns; gives up in time.

    SQLite's own waiting grows to 100 ms a step and let one of two writers starve.
    """
    since = 0.0

    def wait(tries: int) -> bool:
        nonlocal since
        if tries == 0:
            since = time.monotonic()
        if time.monotonic() - since > BUSY_SECONDS:
            return False
        time.sleep(0.0005 if tries < 20 else 0.002)
        return True

    return wait


def transact(connection: apsw.Connection, work: Callable[[apsw.Connection], T], mode: str = "IMMEDIATE") -> T:
    """Runs `work` in one transaction that is on the disk when this returns, and gone when it raises.

    `with connection` will not do: when a COMMIT fails, apsw rolls back with its exception still pending,
    the authorizer cannot run then and denies, and the transaction would stay open.
    """
    if connection.in_transaction:  # a cancelled read may have been stopped before it could end its own
        connection.execute("ROLLBACK")
    connection.execute(f"BEGIN {mode}")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself after some errors of the disk
            connection.execute("ROLLBACK")
        raise
    return result


def opens(path: Path, key: bytes, *, vfs: str | None = None) -> bool:
    """Whether this key opens this file; other faults are raised."""
    try:
        keyed(path, key, vfs=vfs).close()
    except apsw.NotADBError:
        return False
    return True
