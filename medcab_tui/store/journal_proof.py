"""Whether the journal is whole: the walk along its chain, and what a restored backup cannot answer for."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.times import moment
from medcab_tui.store.journal import HEAD, Anchor, Entry, append, head, link_at
from medcab_tui.store.journal_chain import FIRST, link_of, seal_of, seal_of_head

RESTORED: Final = "store.restored"

_CHAIN = (
    "SELECT sequence, at, worker, code, params, department, outcome, before, after, hash, seal FROM journal"
    " WHERE sequence > ? ORDER BY sequence"
)
_RESTORINGS = "SELECT sequence, at, params FROM journal WHERE sequence > 0 AND code = ? ORDER BY sequence"
_KEYS = "SELECT key FROM journal_key"


class Break(Struct, frozen=True):
    """A place where the chain does not hold: after which row it was last whole, and what is wrong there."""

    sequence: int
    what: str


class Restored(Struct, frozen=True):
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


class Walk(Struct, frozen=True):
    """How many rows hold, the first break, and the backups that were put in the place of the store."""

    rows: int
    broken: Break | None
    restored: tuple[Restored, ...]


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
            made = link_of(link, tuple(columns))
            if made != kept:
                broken = Break(columns[0], "changed")
                break
            if not any(hmac.compare_digest(seal, seal_of(known, made)) for known in keys):
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
        place for place, anchor in enumerate(anchors) if link_at(connection, anchor.sequence) != anchor.hash
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


def excused(connection: apsw.Connection, anchors: Sequence[Anchor]) -> frozenset[Anchor]:
    """Those of the anchors that rows about restored backups say the store cannot answer for."""
    rows = connection.execute(_RESTORINGS, (RESTORED,))
    told = [Restored(sequence, moment(at), json.loads(params)) for sequence, at, params in rows]
    return frozenset(anchors[place] for place in _excused(anchors, told) if 0 <= place < len(anchors))


def _ends_at(connection: apsw.Connection, keys: Sequence[bytes], sequence: int, link: bytes) -> bool:
    """Whether the sealed head is the end that the walk came to."""
    found = connection.execute(HEAD).fetchone()
    if found is None:
        return sequence == 0
    genuine = any(hmac.compare_digest(found[2], seal_of_head(known, found[0], found[1])) for known in keys)
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
