"""The journal: a SHA-256 chain, each link sealed with HMAC under the journal key.

What it proves: without today's key no row can be changed, removed, swapped or cut off unnoticed. Against
somebody who holds the key it proves only what was anchored outside the database (`anchor.log`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.crypto import expand

FIRST: Final = b"\0" * 32
"""What the first row's hash covers in place of a row before it."""

DONE: Final = "done"

_HEAD = "SELECT sequence, hash, seal FROM journal_head WHERE one = 1"
_SET_HEAD = (
    "INSERT INTO journal_head (one, sequence, hash, seal) VALUES (1, ?, ?, ?)"
    " ON CONFLICT (one) DO UPDATE"
    " SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal"
)
_ADD = (
    "INSERT INTO journal (sequence, at, worker, code, params, department, outcome, before, after, hash, seal)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHAIN = (
    "SELECT sequence, at, worker, code, params, department, outcome, before, after, hash, seal FROM journal"
    " WHERE sequence > ? ORDER BY sequence"
)
_SHOWN = "j.sequence, j.at, j.code, j.params, j.outcome, w.surname, w.given, w.patronymic"
_MINE = (
    f"SELECT {_SHOWN} FROM journal j LEFT JOIN worker w ON w.id = j.worker WHERE j.worker = ?"
    " ORDER BY j.sequence DESC LIMIT ?"
)
_SINCE = "SELECT sequence, code FROM journal WHERE sequence > ? ORDER BY sequence"
_LAST = "SELECT max(sequence) FROM journal"
_KEYS = "SELECT key FROM journal_key"
_KEEP_KEY = "INSERT OR IGNORE INTO journal_key (key) VALUES (?)"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row tells. Params name objects by id and numbers, never people by name."""

    worker: Id
    code: str
    params: Mapping[str, str]
    department: str
    outcome: str = DONE
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: after which row it was last whole, and what is wrong there."""

    sequence: int
    what: str


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
    link = _link(before.hash, columns)
    connection.execute(_ADD, (*columns, link, _seal(key, link)))
    connection.execute(_SET_HEAD, (sequence, link, _seal_head(key, sequence, link)))
    return Head(sequence, link)


def head(connection: apsw.Connection) -> Head:
    """The end of the chain; sequence 0 before the first row."""
    found = connection.execute(_HEAD).fetchone()
    return Head(found[0], found[1]) if found else Head(0, FIRST)


def keep_key(connection: apsw.Connection, key: bytes) -> None:
    """Keeps the journal key in the store before a re-key derives another one: old seals are still checked."""
    connection.execute(_KEEP_KEY, (key,))


def verify(connection: apsw.Connection, key: bytes, anchors: Mapping[int, bytes]) -> tuple[int, Break | None]:
    """Walks the chain against seals, head and anchors; gives the rows that hold and the first break."""
    keys = [key, *(old for (old,) in connection.execute(_KEYS))]
    sequence, link = 0, FIRST
    for *columns, kept, seal in connection.execute(_CHAIN, (0,)):
        if columns[0] != sequence + 1:
            return sequence, Break(sequence, "missing")
        made = _link(link, tuple(columns))
        if made != kept:
            return sequence, Break(columns[0], "changed")
        if not any(hmac.compare_digest(seal, _seal(known, made)) for known in keys):
            return sequence, Break(columns[0], "forged")
        sequence, link = columns[0], made
        if anchors.get(sequence, link) != link:
            return sequence - 1, Break(sequence, "anchor")
    found = connection.execute(_HEAD).fetchone()
    if found is None:
        whole = sequence == 0
    else:
        genuine = any(hmac.compare_digest(found[2], _seal_head(known, found[0], found[1])) for known in keys)
        whole = genuine and (found[0], found[1]) == (sequence, link)
    if not whole or any(anchored > sequence for anchored in anchors):
        return sequence, Break(sequence, "truncated")
    return sequence, None


def of_worker(connection: apsw.Connection, worker: Id, limit: int) -> tuple[JournalRow, ...]:
    """What a worker did, newest first."""
    return tuple(map(_row, connection.execute(_MINE, (worker, limit))))


def since(connection: apsw.Connection, sequence: int) -> Iterator[tuple[int, str]]:
    """Sequence and code of the rows after one."""
    return connection.execute(_SINCE, (sequence,))


def last(connection: apsw.Connection) -> int:
    """The sequence of the last row."""
    return int(connection.execute(_LAST).get or 0)


def _row(columns: tuple[Any, ...]) -> JournalRow:
    sequence, at, code, params, outcome, *name = columns
    worker = initials(*name) if name[0] is not None else ""
    return JournalRow(sequence, moment(at), worker, code, json.loads(params), outcome)


def _link(before: bytes, columns: tuple[Any, ...]) -> bytes:
    """The hash of a row and the one before; each column with its length, so that none runs into the next."""
    digest = hashlib.sha256(before)
    for value in columns:
        if isinstance(value, int):
            content = b"i" + value.to_bytes(8, "big", signed=True)
        elif isinstance(value, str):
            content = b"t" + value.encode("utf-8")
        else:
            content = b"b" + value
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.digest()


def _seal(key: bytes, link: bytes) -> bytes:
    return hmac.digest(key, b"row" + link, "sha256")


def _seal_head(key: bytes, sequence: int, link: bytes) -> bytes:
    return hmac.digest(key, b"head" + sequence.to_bytes(8, "big") + link, "sha256")
