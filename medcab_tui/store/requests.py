"""What waits for another's approval: asking, deciding, and the lists of both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.requests import (
    FieldChange,
    HandedOver,
    NewRequest,
    Request,
    RequestKind,
    RequestState,
)
from medcab_tui.domain.times import instant, moment

STATES: Final = (
    RequestState.WAITING,
    RequestState.APPROVED,
    RequestState.DECLINED,
    RequestState.WITHDRAWN,
)
"""Kept as numbers in this order."""

SHAPE: Final = 1
MOST: Final = 200
"""Requests in one list."""

_ADD = (
    "INSERT INTO request (id, kind, subject, asker, decider, asked, title, note, patient, shape, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = (
    "r.id, r.version, r.kind, r.subject, r.asker, r.decider, r.asked, r.title, r.note, r.state, r.body,"
    " r.patient, r.decided, r.decided_by, r.reason, a.surname, a.given, a.patronymic,"
    " d.surname, d.given, d.patronymic, b.surname, b.given, b.patronymic, p.surname, p.given, p.patronymic"
)
_JOINED = (
    " CROSS JOIN worker a ON a.id = r.asker LEFT JOIN worker d ON d.id = r.decider"
    " LEFT JOIN worker b ON b.id = r.decided_by LEFT JOIN patient p ON p.id = r.patient"
)
_ONE = f"SELECT {_COLUMNS} FROM request r{_JOINED} WHERE r.id = ?"
_TO_DECIDE = (
    f"SELECT {_COLUMNS} FROM request r INDEXED BY request_to_decide{_JOINED}"
    " WHERE r.state = 0 AND r.decider IS ? ORDER BY r.asked, r.id LIMIT ?"
)
_ASKED = (
    f"SELECT {_COLUMNS} FROM request r INDEXED BY request_by_asker{_JOINED}"
    " WHERE r.asker = ? ORDER BY r.asked DESC, r.id DESC LIMIT ?"
)
_DECIDED = (
    f"SELECT {_COLUMNS} FROM request r INDEXED BY request_by_decider{_JOINED}"
    " WHERE r.decided_by = ? ORDER BY r.decided DESC, r.id DESC LIMIT ?"
)
_WAITING = "SELECT id FROM request INDEXED BY request_about WHERE kind = ? AND subject = ? AND state = 0"
_CLOSE = (
    "UPDATE request SET state = ?, decided = ?, decided_by = ?, reason = ?, version = version + 1"
    " WHERE id = ? AND version = ?"
)
_TELLING = (
    "SELECT id FROM task INDEXED BY task_of_request"
    " WHERE source = 'request' AND source_id = ? AND attention = 'to_confirm'"
)
_TASK = "SELECT responsible, version, state, status, title, patient, code, params FROM task WHERE id = ?"
_HAND_ON = "UPDATE task SET responsible = ?, status = ?, postponed = NULL, version = version + 1 WHERE id = ?"
_ANSWER = "UPDATE task SET state = ?, status = ?, answered = ?, version = version + 1 WHERE id = ?"


class RequestWrites:
    """What an action may do with requests."""

    def __init__(self, connection: apsw.Connection, now: datetime, worker: Id) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def add(self, new: NewRequest) -> None:
        """Keeps what is asked; Refused if the same is being asked already."""
        asked = self._connection.execute(_WAITING, (new.kind.value, new.subject)).fetchone()
        if asked is not None:
            raise Refused("request.asked")
        self._connection.execute(
            _ADD,
            (
                new.id, new.kind.value, new.subject, self._worker, new.decider, instant(self._now), new.title,
                new.note, new.patient, SHAPE, _written(new),
            ),
        )  # fmt: skip

    def one(self, request: Id, seen: int) -> Request:
        """A request at the version that was seen; Stale if it moved on. 0: at any."""
        found = one(self._connection, request)
        if seen and found.version != seen:
            raise Stale("request.stale", seen=str(seen), current=str(found.version))
        return found

    def close(self, request: Request, state: RequestState, reason: str = "") -> int:
        """Decided or withdrawn by whoever acts; gives the new version."""
        values = (STATES.index(state), instant(self._now), self._worker, reason, request.id, request.version)
        self._connection.execute(_CLOSE, values)
        return request.version + 1

    def open_again(self, request: Request) -> int:
        """It waits as before it was decided; Refused if the same has been asked anew since."""
        asked = self._connection.execute(_WAITING, (request.kind.value, request.subject)).fetchone()
        if asked is not None:
            raise Refused("request.asked")
        self._connection.execute(_CLOSE, (0, None, None, "", request.id, request.version))
        return request.version + 1

    def task(self, task: Id) -> HandedOver:
        """A task that is handed over, whosever it is; Refused if there is none."""
        for responsible, version, state, status, title, patient, code, params in self._connection.execute(
            _TASK, (task,)
        ):
            about = None if patient is None else Id(patient)
            return HandedOver(
                task, Id(responsible), version, state == 2, status, title, about, code, json.loads(params)
            )
        raise Refused("task.missing")

    def pass_on(self, task: Id, to: Id, status: str) -> None:
        """The task is another's from now on, and is not hidden any more."""
        self._connection.execute(_HAND_ON, (to, status, task))

    def tell_answered(self, request: Id, status: str) -> None:
        """The lines that asked for a decision are done with."""
        self._answer(request, (2, status, instant(self._now)))

    def tell_waiting(self, request: Id, status: str) -> None:
        """The lines that ask for a decision wait again."""
        self._answer(request, (0, status, None))

    def _answer(self, request: Id, values: tuple[object, ...]) -> None:
        rows = self._connection.execute(_TELLING, (request,)).fetchall()
        self._connection.executemany(_ANSWER, [(*values, identity) for (identity,) in rows])


def one(connection: apsw.Connection, request: Id) -> Request:
    """A request; Refused if there is none."""
    for columns in connection.execute(_ONE, (request,)):
        return _request(columns)
    raise Refused("request.missing")


def to_decide(connection: apsw.Connection, worker: Id, *, administers: bool) -> tuple[Request, ...]:
    """What waits for this worker's decision, the oldest first; of what any administrator may decide too."""
    found = [_request(columns) for columns in connection.execute(_TO_DECIDE, (worker, MOST))]
    if administers:
        found += [_request(columns) for columns in connection.execute(_TO_DECIDE, (None, MOST))]
    return tuple(sorted(found, key=lambda request: (request.asked, request.id)))


def asked_by(connection: apsw.Connection, worker: Id) -> tuple[Request, ...]:
    """What this worker asked, the latest first."""
    return tuple(_request(columns) for columns in connection.execute(_ASKED, (worker, MOST)))


def decided_by(connection: apsw.Connection, worker: Id) -> tuple[Request, ...]:
    """What this worker decided or withdrew, the latest first."""
    return tuple(_request(columns) for columns in connection.execute(_DECIDED, (worker, MOST)))


def _written(new: NewRequest) -> str:
    rows = [[change.field, change.before, change.after] for change in new.changes]
    return json.dumps({"changes": rows, "code": new.code, "params": dict(new.params)}, ensure_ascii=False)


def _request(columns: Sequence[Any]) -> Request:
    identity, version, kind, subject, asker, decider, asked, title, note, state, body = columns[:11]
    patient, decided, decided_by, reason, *people = columns[11:]
    kept = json.loads(body)
    return Request(
        Id(identity),
        version,
        RequestKind(kind),
        Id(subject),
        Id(asker),
        names.initials(*people[:3]),
        None if decider is None else Id(decider),
        _name(people[3:6]),
        moment(asked),
        title,
        note,
        STATES[state],
        tuple(FieldChange(*row) for row in kept["changes"]),
        None if patient is None else Id(patient),
        _name(people[9:12]),
        None if decided is None else moment(decided),
        None if decided_by is None else Id(decided_by),
        _name(people[6:9]),
        reason,
        kept["code"],
        kept["params"],
    )


def _name(parts: Sequence[Any]) -> str:
    return "" if parts[0] is None else names.initials(*parts)
