"""What regional systems were asked for, what of theirs waits to be recognised, where things are from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.region import ChartAsked
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.authors import number_of

MOST: Final = 20
MOST_WAITING: Final = 500
"""Of one person at once: the rest waits for the next time."""

LATEST: Final = (
    "SELECT r.id, r.asked, a.name, r.answered, r.service, r.told"
    " FROM region_ask r INDEXED BY region_ask_by_patient CROSS JOIN author a ON a.id = r.author"
    " WHERE r.patient = ? ORDER BY r.asked DESC, r.id DESC LIMIT ?"
)
_ASK: Final = "INSERT INTO region_ask (id, patient, asked, author) VALUES (?, ?, ?, ?)"
_ANSWER: Final = "UPDATE region_ask SET answered = ?, service = ?, told = ? WHERE id = ?"
WAITING: Final = (
    "SELECT remote, body, task FROM region_waiting INDEXED BY region_waiting_of"
    " WHERE service = ? AND person = ? ORDER BY arrived LIMIT ?"
)
_WAIT: Final = (
    "INSERT INTO region_waiting (service, remote, person, body, why, arrived, task)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (service, remote) DO UPDATE SET person = excluded.person, body = excluded.body,"
    " why = excluded.why, arrived = excluded.arrived, task = excluded.task"
)
_GO_ON: Final = "DELETE FROM region_waiting WHERE service = ? AND remote = ?"
TASK_OF: Final = (
    "SELECT task FROM region_waiting INDEXED BY region_waiting_of WHERE service = ? AND person = ? LIMIT 1"
)
_CLOSE: Final = (
    "UPDATE task SET version = version + 1, state = 2, withdrawn = ?, answered = NULL, postponed = NULL"
    " WHERE id = ? AND withdrawn IS NULL"
)
_FROM: Final = {
    "allergy": "UPDATE allergy SET origin = ? WHERE patient = ? AND id = ?",
    "problem": "UPDATE problem SET origin = ? WHERE patient = ? AND id = ?",
    "record": "UPDATE encounter SET origin = ? WHERE patient = ? AND id = ?",
}
RESULT: Final = (
    "UPDATE observation SET source = ?, version = version + 1 WHERE patient = ? AND id = ? AND version = ?"
)


class Waiting(Struct, frozen=True):
    """Something of a person nobody here is known to be."""

    remote: str
    body: str
    task: Id


class RegionWrites:
    """What an action may do with what regional systems are asked and say."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    def ask(self, question: Id, patient: Id) -> None:
        """Somebody asks for a chart."""
        author = number_of(self._connection, self._author)
        self._connection.execute(_ASK, (question, patient, instant(self._now), author))

    def answered(self, question: Id, service: str, told: str) -> None:
        """What was said to it."""
        self._connection.execute(_ANSWER, (instant(self._now), service, told, question))

    def latest(self, patient: Id) -> ChartAsked | None:
        """The last time a patient's chart was asked for."""
        return next(iter(asked(self._connection, patient, 1)), None)

    def wait(self, service: str, remote: str, person: str, body: str, why: str, task: Id) -> None:
        """Keeps what came until it is known whose it is."""
        row = (service, remote, person, body, why, instant(self._now), task)
        self._connection.execute(_WAIT, row)

    def task_of(self, service: str, person: str) -> Id | None:
        """The line that tells that something of a person waits."""
        found = self._connection.execute(TASK_OF, (service, person)).fetchone()
        return None if found is None else Id(found[0])

    def waiting(self, service: str, person: str) -> tuple[Waiting, ...]:
        """What waits of a person, in the order it came."""
        rows: list[tuple[Any, ...]] = self._connection.execute(
            WAITING, (service, person, MOST_WAITING)
        ).fetchall()
        return tuple(Waiting(remote, body, Id(task)) for remote, body, task in rows)

    def go_on(self, service: str, waiting: Waiting) -> None:
        """It waits no more, and nobody has to look."""
        self._connection.execute(_GO_ON, (service, waiting.remote))
        self._connection.execute(_CLOSE, (instant(self._now), waiting.task))

    def mark(self, kind: str, patient: Id, written: Id, origin: str) -> None:
        """What stands beside something that came: where it is from. kind: «allergy», «problem», «record»."""
        self._connection.execute(_FROM[kind], (origin, patient, written))

    def mark_result(self, patient: Id, written: Id, version: int, source: str) -> bool:
        """The same of a result; False if it is not at that version."""
        self._connection.execute(RESULT, (source, patient, written, version))
        return self._connection.changes() > 0


def asked(connection: apsw.Connection, patient: Id, most: int = MOST) -> tuple[ChartAsked, ...]:
    """When a patient's chart was asked for, the latest first."""
    return tuple(_asked(row) for row in connection.execute(LATEST, (patient, most)))


def _asked(row: Sequence[Any]) -> ChartAsked:
    one, at, asker, answered, service, told = row
    done = None if answered is None else moment(answered)
    return ChartAsked(Id(one), moment(at), asker, done, service, told)
