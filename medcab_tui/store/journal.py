"""The journal: a SHA-256 chain, each link sealed with HMAC under the journal key.

What it proves: without today's key no row can be changed, removed, swapped or cut off unnoticed. Against
somebody who holds the key it proves only what was anchored outside the database (`anchor.log`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.crypto import expand

FIRST: Final = b"\0" * 32
"""What the first row's hash covers in place of a row before it."""

DONE: Final = "done"
RESTORED: Final = "store.restored"

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
_LINK = "SELECT hash FROM journal WHERE sequence = ?"
_RESTORINGS = "SELECT sequence, at, params FROM journal WHERE sequence > 0 AND code = ? ORDER BY sequence"
_SHOWN = "j.sequence, j.at, j.code, j.params, j.outcome, w.surname, w.given, w.patronymic"
_MINE = (
    f"SELECT {_SHOWN} FROM journal j LEFT JOIN worker w ON w.id = j.worker WHERE j.worker = ?"
    " ORDER BY j.sequence DESC LIMIT ?"
)
_ABOUT_ME = f"SELECT {_SHOWN} FROM journal j LEFT JOIN worker w ON w.id = j.worker WHERE j.worker = ?"
_MY_AFTER = f"{_ABOUT_ME} AND j.sequence < ? ORDER BY j.sequence DESC LIMIT ?"
_MY_BEFORE = f"{_ABOUT_ME} AND j.sequence > ? ORDER BY j.sequence LIMIT ?"
_MY_TOTAL = "SELECT count(*) FROM journal WHERE worker = ?"
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


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain as it was noted outside the database."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Restored:
    """A row that says: a backup was put in the place of the store, and rows were lost by it."""

    sequence: int
    at: datetime
    params: Mapping[str, str]

    @property
    def after(self) -> int:
        """The last row that was not lost."""
        return int(self.params["after"])

    @property
    def lost(self) -> int:
        """How many rows are known to have followed it."""
        return int(self.params["lost"])


@dataclass(frozen=True, slots=True)
class Walk:
    """How many rows hold, the first break, and the backups that were put in the place of the store."""

    rows: int
    broken: Break | None
    restored: tuple[Restored, ...]


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


def verify(connection: apsw.Connection, key: bytes, anchors: Sequence[Anchor]) -> Walk:
    """Walks the chain against seals, head and anchors, in the order these were written."""
    keys = [key, *(old for (old,) in connection.execute(_KEYS))]
    wanted = {anchor.sequence for anchor in anchors}
    links: dict[int, bytes] = {}
    restored: list[Restored] = []
    sequence, link, broken = 0, FIRST, None
    try:
        for *columns, kept, seal in connection.execute(_CHAIN, (0,)):
            if columns[0] != sequence + 1:
                broken = Break(sequence, "missing")
                break
            made = _link(link, tuple(columns))
            if made != kept:
                broken = Break(columns[0], "changed")
                break
            if not any(hmac.compare_digest(seal, _seal(known, made)) for known in keys):
                broken = Break(columns[0], "forged")
                break
            sequence, link = columns[0], made
            if sequence in wanted:
                links[sequence] = link
            if columns[3] == RESTORED:
                restored.append(Restored(sequence, moment(columns[1]), json.loads(columns[4])))
    except UnicodeDecodeError:  # a text that is none: nobody but a forger wrote it
        broken = Break(sequence + 1, "changed")
    excused = _excused(anchors, restored)
    counted = [anchor for place, anchor in enumerate(anchors) if place not in excused]
    odd = [one.sequence for one in counted if links.get(one.sequence, one.hash) != one.hash]
    if odd and (broken is None or min(odd) <= broken.sequence):
        return Walk(min(odd) - 1, Break(min(odd), "anchor"), tuple(restored))
    cut = any(anchor.sequence > sequence for anchor in counted)
    if broken is None and (cut or not _ends_at(connection, keys, sequence, link)):
        broken = Break(sequence, "truncated")
    return Walk(sequence, broken, tuple(restored))


def note_restored(
    connection: apsw.Connection, key: bytes, worker: Worker, anchors: Sequence[Anchor], at: datetime
) -> None:
    """Writes down which anchors a restored store cannot answer for, before anything else is written to it.

    From then on `verify` excuses exactly these and tells of the row; a line changed in the file meanwhile
    excuses none. If all anchors agree, nothing was lost and nothing is written.
    """
    odd = [
        place
        for place, anchor in enumerate(anchors)
        if connection.execute(_LINK, (anchor.sequence,)).get != anchor.hash
    ]
    if not odd:
        return
    lost = [anchors[place].sequence for place in odd]
    since = min(head(connection).sequence, min(lost) - 1)
    params = {
        "after": str(since),
        "lost": str(max(lost) - since),
        "lines": str(len(anchors)),
        "digest": _digest(anchors),
        "odd": ",".join(map(str, odd)),
    }
    append(connection, key, Entry(worker.id, RESTORED, params, worker.department), at)


def has(connection: apsw.Connection, sequence: int, link: str) -> bool:
    """Whether the row of this number is the one with this hash, in hexadecimal."""
    found = connection.execute(_LINK, (sequence,)).get if 0 < sequence < 1 << 63 else None
    return isinstance(found, bytes) and found.hex() == link


def excused(connection: apsw.Connection, anchors: Sequence[Anchor]) -> frozenset[Anchor]:
    """Those of the anchors that rows about restored backups say the store cannot answer for."""
    rows = connection.execute(_RESTORINGS, (RESTORED,))
    told = [Restored(sequence, moment(at), json.loads(params)) for sequence, at, params in rows]
    return frozenset(anchors[place] for place in _excused(anchors, told) if 0 <= place < len(anchors))


def of_worker(connection: apsw.Connection, worker: Id, limit: int) -> tuple[JournalRow, ...]:
    """What a worker did, newest first."""
    return tuple(map(_row, connection.execute(_MINE, (worker, limit))))


def page_of_worker(
    connection: apsw.Connection,
    worker: Id,
    *,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
    limit: int = 50,
) -> tuple[JournalRow, ...]:
    """A page of what a worker did, newest first: the first, those after or before a row, or the oldest."""
    if last or before is not None:
        rows = connection.execute(_MY_BEFORE, (worker, before if before is not None else 0, limit))
        return tuple(map(_row, rows))[::-1]
    start = after if after is not None else (1 << 63) - 1
    return tuple(map(_row, connection.execute(_MY_AFTER, (worker, start, limit))))


def total_of_worker(connection: apsw.Connection, worker: Id) -> int:
    """How many rows of the journal are about a worker."""
    return int(connection.execute(_MY_TOTAL, (worker,)).get)


def since(connection: apsw.Connection, sequence: int) -> Iterator[tuple[int, str]]:
    """Sequence and code of the rows after one."""
    return connection.execute(_SINCE, (sequence,))


def last(connection: apsw.Connection) -> int:
    """The sequence of the last row."""
    return int(connection.execute(_LAST).get or 0)


def _ends_at(connection: apsw.Connection, keys: Sequence[bytes], sequence: int, link: bytes) -> bool:
    """Whether the sealed head is the end that the walk came to."""
    found = connection.execute(_HEAD).fetchone()
    if found is None:
        return sequence == 0
    genuine = any(hmac.compare_digest(found[2], _seal_head(known, found[0], found[1])) for known in keys)
    return genuine and (found[0], found[1]) == (sequence, link)


def _excused(anchors: Sequence[Anchor], restored: Sequence[Restored]) -> set[int]:
    """Places of the anchors of rows that restored backups do not have."""
    excused: set[int] = set()
    for row in restored:
        with suppress(KeyError, ValueError):  # a row that excuses nothing
            if row.params["digest"] == _digest(anchors[: int(row.params["lines"])]):
                excused.update(map(int, row.params["odd"].split(",")))
    return excused


def _digest(anchors: Sequence[Anchor]) -> str:
    content = b"".join(anchor.sequence.to_bytes(8, "big") + anchor.hash for anchor in anchors)
    return hashlib.sha256(content).hexdigest()


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
