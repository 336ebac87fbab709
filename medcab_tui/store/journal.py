"""The journal: a SHA-256 chain, each link sealed with HMAC under the journal key.

What it proves: without today's key no row can be changed, removed, swapped or cut off unnoticed. Against
somebody who holds the key it proves only what was anchored outside the database (`anchor.log`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import apsw
from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant
from medcab_tui.store.crypto import expand
from medcab_tui.store.journal_chain import FIRST, link_of, seal_of, seal_of_head

DONE: Final = "done"

HEAD: Final = "SELECT sequence, hash, seal FROM journal_head WHERE one = 1"
"""Where the chain ends, and its seal."""

_SET_HEAD = (
    "INSERT INTO journal_head (one, sequence, hash, seal) VALUES (1, ?, ?, ?)"
    " ON CONFLICT (one) DO UPDATE"
    " SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal"
)
_ADD = (
    "INSERT INTO journal (sequence, at, worker, code, params, department, outcome, before, after, hash, seal)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINK = "SELECT hash FROM journal WHERE sequence = ?"
_SINCE = "SELECT sequence, code FROM journal WHERE sequence > ? ORDER BY sequence"
_LAST = "SELECT max(sequence) FROM journal"
_KEEP_KEY = "INSERT OR IGNORE INTO journal_key (key) VALUES (?)"


class Head(Struct, frozen=True):
    """The end of the chain."""

    sequence: int
    hash: bytes


class Entry(Struct, frozen=True):
    """What one row tells. Params name objects by id and numbers, never people by name."""

    worker: Id
    code: str
    params: Mapping[str, str]
    department: str
    outcome: str = DONE
    before: bytes = b""
    after: bytes = b""


class Anchor(Struct, frozen=True):
    """A head of the chain as it was noted outside the database."""

    sequence: int
    hash: bytes


def journal_key(data_key: bytes) -> bytes:
    """The key of the seals, derived from the data key."""
    return expand(data_key, "medcab journal")


def append(connection: apsw.Connection, key: bytes, entry: Entry, at: datetime) -> Head:
    """Adds a row to the chain; gives the new head."""
    before = head(connection)
    sequence = before.sequence + 1
    columns = (
        sequence,
        instant(at),
        bytes(entry.worker),
        entry.code,
        json.dumps(dict(entry.params), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        entry.department,
        entry.outcome,
        entry.before,
        entry.after,
    )
    link = link_of(before.hash, columns)
    connection.execute(_ADD, (*columns, link, seal_of(key, link)))
    connection.execute(_SET_HEAD, (sequence, link, seal_of_head(key, sequence, link)))
    return Head(sequence, link)


def head(connection: apsw.Connection) -> Head:
    """The end of the chain; sequence 0 before the first row."""
    found = connection.execute(HEAD).fetchone()
    return Head(found[0], found[1]) if found else Head(0, FIRST)


def keep_key(connection: apsw.Connection, key: bytes) -> None:
    """Keeps the journal key in the store before a re-key derives another one: old seals are still checked."""
    connection.execute(_KEEP_KEY, (key,))


def has(connection: apsw.Connection, sequence: int, link: str) -> bool:
    """Whether the row of this number is the one with this hash, in hexadecimal."""
    found = link_at(connection, sequence) if 0 < sequence < 1 << 63 else None
    return found is not None and found.hex() == link


def link_at(connection: apsw.Connection, sequence: int) -> bytes | None:
    """The hash of a row; None where there is no such row."""
    found = connection.execute(_LINK, (sequence,)).get
    return found if isinstance(found, bytes) else None


def since(connection: apsw.Connection, sequence: int) -> Iterator[tuple[int, str]]:
    """Sequence and code of the rows after one."""
    return connection.execute(_SINCE, (sequence,))


def last(connection: apsw.Connection) -> int:
    """The sequence of the last row."""
    return int(connection.execute(_LAST).get or 0)
