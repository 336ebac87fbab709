"""What waits for a worker, and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import CardTask
from medcab_tui.domain.rooms import Attention, AttentionRow, Badges, Source, TaskState
from medcab_tui.domain.times import instant, moment

PLACES = ("home", "patients", "schedule", "documents", "settings")
_STATES = (TaskState.AWAITING, TaskState.IN_WORK, TaskState.DONE)
"""Kept as numbers in the order of attention."""

_ADD = (
    "INSERT INTO task (id, responsible, place, attention, state, since, due, title, patient, number, status,"
    " detail, source, source_id, answered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_OF_WORKER = (
    "SELECT t.id, t.attention, t.state, t.since, t.due, t.title, t.patient, t.number, t.status, t.detail,"
    " p.surname, p.given, p.patronymic, w.surname, w.given, w.patronymic FROM task t"
    " CROSS JOIN worker w ON w.id = t.responsible LEFT JOIN patient p ON p.id = t.patient"
    " WHERE t.responsible = ? ORDER BY t.state, t.since, t.id LIMIT ?"
)
_BADGES = (
    "SELECT place, attention, count(*), coalesce(sum(due < ?1), 0) FROM task INDEXED BY task_waiting"
    " WHERE responsible = ?2 AND state < 2 GROUP BY place, attention"
)
_OF_PATIENT = (
    "SELECT id, title, due, state FROM task WHERE patient = ? AND state < 2 ORDER BY since, id LIMIT ?"
)
_MOST_OF_PATIENT = 50


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something that will wait for a worker."""

    id: Id
    responsible: Id
    place: str
    attention: Attention | None
    state: TaskState
    since: datetime
    due: datetime | None
    title: str
    patient: Id | None
    number: str
    status: str
    detail: str
    source: Source | None = None


class HomeWrites:
    """What an action may do with tasks."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add_all(self, new: Sequence[NewTask]) -> None:
        """Adds tasks."""
        self._connection.executemany(
            _ADD,
            (
                (
                    task.id,
                    task.responsible,
                    task.place,
                    task.attention.value if task.attention else "",
                    _STATES.index(task.state),
                    instant(task.since),
                    instant(task.due) if task.due else None,
                    task.title,
                    task.patient,
                    task.number,
                    task.status,
                    task.detail,
                    task.source.kind.value if task.source else "",
                    task.source.id if task.source else None,
                    instant(task.since) if task.state is TaskState.DONE else None,
                )
                for task in new
            ),
        )


def attention(connection: apsw.Connection, worker: Id, now: datetime, limit: int) -> tuple[AttentionRow, ...]:
    """What waits for a worker: first what awaits an answer, then what is in work, then done; oldest first."""
    rows = connection.execute(_OF_WORKER, (worker, limit))
    return tuple(_row(columns, instant(now)) for columns in rows)


def badges(connection: apsw.Connection, worker: Id, now: datetime) -> dict[str, Badges]:
    """Open tasks by section and class; whatever is past its time counts as overdue."""
    counted = {place: dict.fromkeys(Attention, 0) for place in PLACES}
    for place, kind, total, late in connection.execute(_BADGES, (instant(now), worker)):
        if kind == Attention.OVERDUE:
            counted[place][Attention.OVERDUE] += total
            continue
        counted[place][Attention.OVERDUE] += late
        if kind:
            counted[place][Attention(kind)] += total - late
    return {
        place: Badges(kinds[Attention.OVERDUE], kinds[Attention.TO_CONFIRM], kinds[Attention.MESSAGE])
        for place, kinds in counted.items()
    }


def of_patient(connection: apsw.Connection, patient: Id) -> tuple[CardTask, ...]:
    """Open tasks about a patient."""
    return tuple(
        CardTask(Id(identity), title, None if due is None else moment(due), _STATES[state].value)
        for identity, title, due, state in connection.execute(_OF_PATIENT, (patient, _MOST_OF_PATIENT))
    )


def _row(columns: tuple[Any, ...], now: int) -> AttentionRow:
    identity, kind, state, since, due, title, patient, number, status, detail, *people = columns
    late = due is not None and due < now and _STATES[state] is not TaskState.DONE
    return AttentionRow(
        Id(identity),
        Attention.OVERDUE if late else (Attention(kind) if kind else None),
        _STATES[state],
        moment(since),
        None if due is None else moment(due),
        title,
        None if patient is None else Id(patient),
        "" if patient is None else names.initials(*people[:3]),
        number,
        names.initials(*people[3:]),
        status,
        detail,
    )
