"""Results that wait for somebody: acknowledging and postponing them, and taking that back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.home import SeenResult
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant
from medcab_tui.store import merged
from medcab_tui.store.authors import number_of

SHAPE: Final = 1
_KEY = "patient = ? AND code = ? AND at = ? AND id = ? AND entered_in_error = 0"
_STANDING = f"SELECT version, acknowledged, postponed FROM observation WHERE {_KEY}"
_ACKNOWLEDGE = (
    "UPDATE observation SET version = version + 1, acknowledged = 1, answered = ?, postponed = NULL"
    f" WHERE {_KEY}"
)
_WITHDRAW = f"UPDATE observation SET version = version + 1, acknowledged = 0, answered = NULL WHERE {_KEY}"
_POSTPONE = f"UPDATE observation SET version = version + 1, postponed = ? WHERE {_KEY}"
_KEEP = "INSERT INTO revision (object, version, author, at, reason, shape, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_BY = (
    "SELECT 1 FROM revision r CROSS JOIN author a ON a.id = r.author"
    " WHERE r.object = ? AND r.version = ? AND a.worker = ?"
)
_KEPT = "SELECT body FROM revision WHERE object = ? AND version = ?"

_Key = tuple[Id, str, int, Id]


class WaitingWrites:
    """What an action may do with results that wait. Each was seen at a version; Stale if one moved on."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def acknowledge(self, results: Sequence[SeenResult]) -> None:
        """Somebody has read them; Refused if one was acknowledged before."""
        for result in results:
            if self._standing(result)[0]:
                raise Refused("result.acknowledged")
            self._connection.execute(_ACKNOWLEDGE, (instant(self._now), *_key(self._connection, result)))
        self._keep(results, '{"acknowledged":true}')

    def withdraw(self, results: Sequence[SeenResult]) -> None:
        """They wait again; Refused if one does anyhow."""
        for result in results:
            if not self._standing(result)[0]:
                raise Refused("result.waits")
            self._connection.execute(_WITHDRAW, _key(self._connection, result))
        self._keep(results, '{"acknowledged":false}')

    def answered_here(self, result: SeenResult) -> bool:
        """Whether the version that was seen is this worker's own answer."""
        asked = (result.id, result.seen, self._author.worker)
        return self._connection.execute(_BY, asked).fetchone() is not None

    def postpone(self, results: Sequence[SeenResult], until: datetime) -> None:
        """They are not shown until then; Refused if one was acknowledged."""
        for result in results:
            acknowledged, postponed = self._standing(result)
            if acknowledged:
                raise Refused("result.acknowledged")
            self._connection.execute(_POSTPONE, (instant(until), *_key(self._connection, result)))
            self._keep((result,), json.dumps({"was": postponed, "postponed": instant(until)}))

    def recall(self, results: Sequence[SeenResult]) -> None:
        """They are shown as they were before they were postponed."""
        for result in results:
            self._standing(result)
            kept = self._connection.execute(_KEPT, (result.id, result.seen)).fetchone()
            body = json.loads(kept[0]) if kept else {}
            if "postponed" not in body:
                raise Refused("result.waits")
            self._connection.execute(_POSTPONE, (body["was"], *_key(self._connection, result)))
            self._keep((result,), json.dumps({"was": body["postponed"], "postponed": body["was"]}))

    def _standing(self, result: SeenResult) -> tuple[bool, int | None]:
        found = self._connection.execute(_STANDING, _key(self._connection, result)).fetchone()
        if found is None:
            raise Refused("result.missing")
        version, acknowledged, postponed = found
        if version != result.seen:
            raise Stale("result.stale", seen=str(result.seen), current=str(version))
        return bool(acknowledged), postponed

    def _keep(self, results: Sequence[SeenResult], body: str) -> None:
        """Who answered, and when, beside the result."""
        author, at = number_of(self._connection, self._author), instant(self._now)
        self._connection.executemany(
            _KEEP, ((result.id, result.seen + 1, author, at, "", SHAPE, body) for result in results)
        )


def _key(connection: apsw.Connection, result: SeenResult) -> _Key:
    """Under which card of the person it lies, and where."""
    rest = (result.code, instant(result.at), result.id)
    return merged.holder(connection, result.patient, _STANDING, *rest), *rest
