"""What waits for a worker, and how much of it: tasks, results nobody acknowledged, visits nobody closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.home import ACKNOWLEDGE_WITHIN, CLOSE_AFTER, CLOSE_WITHIN
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import CardTask, Observation
from medcab_tui.domain.rooms import Attention, AttentionRow, Badges, Source, SourceKind, TaskState
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged
from medcab_tui.store.results import OBSERVATION, observation
from medcab_tui.store.tasks import PLACES, STATES

_OPEN_VISIT = "n.status IN ('booked', 'arrived', 'in_progress')"
TASK: Final = (
    "t.id, t.attention, t.state, t.since, t.due, t.title, t.patient, t.number, t.status, t.detail, t.version,"
    " t.source, t.source_id, t.postponed, t.answered, t.reason, t.kind, t.sender, t.thread, t.code, t.params,"
    " p.surname, p.given, p.patronymic, p.birth, w.surname, w.given, w.patronymic,"
    " s.surname, s.given, s.patronymic,"
    " (SELECT group_concat(o.service, ' ') FROM outbox o INDEXED BY outbox_open"
    " WHERE o.object = t.id AND o.state IN ('held', 'queued', 'conflict') AND o.kind = 'notice.letter')"
)
TASK_PEOPLE: Final = (
    "CROSS JOIN worker w ON w.id = t.responsible LEFT JOIN patient p ON p.id = t.patient"
    " LEFT JOIN worker s ON s.id = t.sender"
)
_TASKS_PRESSING = (
    f"SELECT {TASK} FROM task t INDEXED BY task_pressing {TASK_PEOPLE} WHERE t.responsible = ?"
    " AND t.state < 2 AND (t.attention <> 'message' OR t.due IS NOT NULL)"
    " ORDER BY t.state, t.since, t.id LIMIT ?"
)
_MESSAGES = (
    f"SELECT {TASK} FROM task t INDEXED BY task_by_responsible {TASK_PEOPLE} WHERE t.responsible = ?"
    " AND t.state < 2 AND t.attention = 'message' AND t.due IS NULL"
    " ORDER BY t.state, t.since, t.id LIMIT ?"
)
_TASKS_DONE = (
    f"SELECT {TASK} FROM task t INDEXED BY task_answered {TASK_PEOPLE} WHERE t.responsible = ?"
    " AND t.state = 2 AND t.withdrawn IS NULL ORDER BY t.answered DESC, t.id DESC LIMIT ?"
)
_PEOPLE = "p.surname, p.given, p.patronymic, p.birth, w.surname, w.given, w.patronymic"
RESULT: Final = f"o.patient, o.postponed, o.answered, {_PEOPLE}, {OBSERVATION}"
RESULTS_JOINED: Final = (
    "CROSS JOIN worker w ON w.id = o.responsible CROSS JOIN patient p ON p.id = o.patient"
    " WHERE o.responsible = ? AND o.entered_in_error = 0"
)
_RESULTS = (
    f"SELECT {RESULT} FROM observation o INDEXED BY observation_waiting {RESULTS_JOINED}"
    " AND o.acknowledged = 0 AND o.abnormal = ? ORDER BY o.at LIMIT ?"
)
_RESULTS_DONE = (
    f"SELECT {RESULT} FROM observation o INDEXED BY observation_answered {RESULTS_JOINED}"
    " AND o.answered IS NOT NULL ORDER BY o.answered DESC LIMIT ?"
)
VISIT: Final = (
    f"SELECT n.id, n.patient, n.ends, n.wall, n.reason, {_PEOPLE}"
    " FROM appointment n INDEXED BY appointment_open"
    " CROSS JOIN worker w ON w.id = n.doctor CROSS JOIN patient p ON p.id = n.patient"
    f" WHERE n.doctor = ? AND {_OPEN_VISIT}"
)
_VISITS = f"{VISIT} AND n.ends < ? ORDER BY n.ends LIMIT ?"
_NOW_SHOWN = "(postponed IS NULL OR postponed <= :now)"
BADGES: Final = (
    "SELECT place, coalesce(sum(late), 0), coalesce(sum(NOT late AND attention = 'to_confirm'), 0),"
    " coalesce(sum(NOT late AND attention = 'message'), 0) FROM ("
    "SELECT place, attention, attention = 'overdue' OR coalesce(due < :now, 0) AS late"
    f" FROM task INDEXED BY task_waiting WHERE responsible = :worker AND state < 2 AND {_NOW_SHOWN}"
    ") GROUP BY place"
    " UNION ALL SELECT 'home', coalesce(sum(abnormal AND at < :unread), 0),"
    " coalesce(sum(abnormal AND at >= :unread), 0), coalesce(sum(NOT abnormal), 0)"
    " FROM observation INDEXED BY observation_waiting"
    f" WHERE responsible = :reader AND acknowledged = 0 AND entered_in_error = 0 AND {_NOW_SHOWN}"
    " UNION ALL SELECT 'schedule', coalesce(sum(ends < :late), 0), coalesce(sum(ends >= :late), 0), 0"
    " FROM appointment n INDEXED BY appointment_open"
    f" WHERE doctor = :worker AND {_OPEN_VISIT} AND ends < :ended"
)
"""All the menu counts, in one look at three indexes."""
_OF_PATIENT = (
    "SELECT id, title, due, state FROM task WHERE patient = ? AND state < 2 AND attention <> 'message'"
    " AND code = '' ORDER BY since, id LIMIT ?"
)
_TREND = (
    f"SELECT {OBSERVATION} FROM observation o WHERE o.patient = ? AND o.code = ? AND o.at <= ?"
    " AND o.entered_in_error = 0 ORDER BY o.at DESC, o.id DESC LIMIT ?"
)
_MOST_OF_PATIENT = 50
_LEAVES_LAST: Final = {Attention.OVERDUE: 0, Attention.TO_CONFIRM: 0, None: 1, Attention.MESSAGE: 2}
"""Where there are too many rows to show: what stays, what goes first."""

DONE_SHOWN = 50
"""Of what is done the latest."""


def attention(
    connection: apsw.Connection, worker: Id, now: datetime, limit: int, *, cards: bool = True
) -> tuple[AttentionRow, ...]:
    """What waits for a worker: what needs attention first, the late before the rest, each the oldest first;
    then what is in work, then what was done, the latest first.

    cards: whether the worker may see patients' results; they are left out otherwise.
    """
    reader = worker if cards else None
    at = instant(now)
    rows = [task_row(columns, now) for columns in connection.execute(_TASKS_PRESSING, (worker, limit))]
    rows += [result_row(columns, now) for columns in connection.execute(_RESULTS, (reader, 1, limit))]
    ended = at - _micro(CLOSE_AFTER)
    rows += [visit_row(columns, now) for columns in connection.execute(_VISITS, (worker, ended, limit))]
    room = max(0, limit - len(rows))  # however many messages wait, they hide nothing that must be confirmed
    messages = [task_row(columns, now) for columns in connection.execute(_MESSAGES, (worker, room))]
    messages += [result_row(columns, now) for columns in connection.execute(_RESULTS, (reader, 0, room))]
    messages.sort(key=_order)
    rows += messages[:room]
    done = [task_row(columns, now) for columns in connection.execute(_TASKS_DONE, (worker, DONE_SHOWN))]
    done += [result_row(columns, now) for columns in connection.execute(_RESULTS_DONE, (reader, DONE_SHOWN))]
    done.sort(key=lambda row: (row.answered or row.since, row.id), reverse=True)
    rows.sort(key=lambda row: (_LEAVES_LAST[row.attention], *_order(row)))
    del rows[limit:]
    rows.sort(key=shown_order)
    return led(connection, (*rows, *done[:DONE_SHOWN]))


def led(connection: apsw.Connection, rows: tuple[AttentionRow, ...]) -> tuple[AttentionRow, ...]:
    """Lines about a card that was merged since are told as about the person."""
    if not merged.exist(connection):
        return rows
    return tuple(_led(connection, row, row.patient) if row.patient is not None else row for row in rows)


def _led(connection: apsw.Connection, row: AttentionRow, patient: Id) -> AttentionRow:
    name = merged.called(connection, patient)
    if name is None:
        return row
    return replace(
        row,
        patient_name=names.initials(*name[:3]),
        full_name=names.full_name(*name[:3]),
        born=date.fromisoformat(name[3]),
    )


def badges(
    connection: apsw.Connection, worker: Id, now: datetime, *, cards: bool = True
) -> dict[str, Badges]:
    """What needs attention by section and class, as `attention` shows it."""
    counted = {place: [0, 0, 0] for place in PLACES}
    for place, *counts in connection.execute(BADGES, moments(worker, now, cards=cards)):
        counted[place] = [sum(pair) for pair in zip(counted[place], counts, strict=True)]
    return {place: Badges(*counts) for place, counts in counted.items()}


def moments(worker: Id, now: datetime, *, cards: bool = True) -> dict[str, object]:
    """What the badges ask with."""
    at = instant(now)
    return {
        "worker": worker,
        "reader": worker if cards else None,
        "now": at,
        "unread": at - _micro(ACKNOWLEDGE_WITHIN),
        "ended": at - _micro(CLOSE_AFTER),
        "late": at - _micro(CLOSE_WITHIN),
    }


def trend(
    connection: apsw.Connection, patient: Id, result: Observation, count: int
) -> tuple[Observation, ...]:
    """The last values of one test up to this one, the oldest first."""
    rows = [
        observation(columns)
        for one in merged.person(connection, patient)
        for columns in connection.execute(_TREND, (one, result.code.code, instant(result.at), count))
    ]
    return tuple(sorted(rows, key=lambda value: (value.at, value.id))[-count:])


@merged.listed(lambda _task: 0)
def of_patient(connection: apsw.Connection, patient: Id) -> tuple[CardTask, ...]:
    """Open tasks about a patient; what one worker writes or is told is not of the card."""
    return tuple(
        CardTask(Id(identity), title, None if due is None else moment(due), STATES[state].value)
        for identity, title, due, state in connection.execute(_OF_PATIENT, (patient, _MOST_OF_PATIENT))
    )


def task_row(columns: tuple[Any, ...], now: datetime) -> AttentionRow:
    """A line from `TASK`."""
    identity, asked, state, since, due, title, patient, number, status, detail, version = columns[:11]
    source, source_id, postponed, answered, reason, kind, sender, thread, code, params = columns[11:21]
    people, unsent = columns[21:-1], columns[-1]
    kept, standing = Attention(asked) if asked else None, STATES[state]
    until = _moment(postponed)
    late = due is not None and due < instant(now)
    return AttentionRow(
        Id(identity),
        _shown(Attention.OVERDUE if late else kept, standing, until, now),
        standing,
        moment(since),
        _moment(due),
        title,
        None if patient is None else Id(patient),
        "" if patient is None else names.initials(*people[:3]),
        number,
        names.initials(*people[4:7]),
        status,
        detail,
        version=version,
        asked=kept,
        source=Source(SourceKind(source), Id(source_id)) if source else None,
        postponed=until,
        answered=_moment(answered),
        reason=reason,
        full_name="" if patient is None else names.full_name(*people[:3]),
        born=_day(people[3]),
        kind=NoticeKind(kind),
        thread=None if thread is None else Id(thread),
        sender=None if sender is None else Id(sender),
        sender_name="" if sender is None else names.initials(*people[7:]),
        code=code,
        params={} if params == "{}" else json.loads(params),
        unsent=tuple(sorted(unsent.split())) if unsent else (),
    )


def result_row(columns: tuple[Any, ...], now: datetime) -> AttentionRow:
    """A line from `RESULT`."""
    patient, postponed, answered, *rest = columns
    people, result = rest[:7], observation(tuple(rest[7:]))
    standing = TaskState.DONE if result.acknowledged else TaskState.AWAITING
    asked = Attention.TO_CONFIRM if result.abnormal else Attention.MESSAGE
    due = result.at + ACKNOWLEDGE_WITHIN if asked is Attention.TO_CONFIRM else None
    until = _moment(postponed)
    late = due is not None and due < now
    return AttentionRow(
        result.id,
        _shown(Attention.OVERDUE if late else asked, standing, until, now),
        standing,
        result.at,
        due,
        result.code.display,
        Id(patient),
        names.initials(*people[:3]),
        "",
        names.initials(*people[4:]),
        "",
        "",
        version=result.version,
        asked=asked,
        source=Source(SourceKind.RESULT, result.id),
        postponed=until,
        answered=_moment(answered),
        full_name=names.full_name(*people[:3]),
        born=_day(people[3]),
        result=result,
        kind=NoticeKind.RESULT,
    )


def visit_row(columns: tuple[Any, ...], now: datetime) -> AttentionRow:
    """A line from `VISIT`."""
    identity, patient, ends, wall, reason, *people = columns
    ended = moment(ends)
    late = ended < now - CLOSE_WITHIN
    return AttentionRow(
        Id(identity),
        Attention.OVERDUE if late else Attention.TO_CONFIRM,
        TaskState.AWAITING,
        ended,
        ended + CLOSE_WITHIN,
        wall.replace("T", " ")[:16],
        Id(patient),
        names.initials(*people[:3]),
        "",
        names.initials(*people[4:]),
        "",
        reason,
        asked=Attention.TO_CONFIRM,
        source=Source(SourceKind.VISIT, Id(identity)),
        full_name=names.full_name(*people[:3]),
        born=_day(people[3]),
    )


def _shown(
    asked: Attention | None, state: TaskState, postponed: datetime | None, now: datetime
) -> Attention | None:
    """What a line asks for now: nothing once it is done, nor while it is postponed."""
    hidden = state is TaskState.DONE or (postponed is not None and postponed > now)
    return None if hidden else asked


def shown_order(row: AttentionRow) -> tuple[object, ...]:
    """What needs attention first, the late before the rest, the oldest first."""
    return (row.attention is None, row.attention is not Attention.OVERDUE, *_order(row))


def _order(row: AttentionRow) -> tuple[int, datetime, bytes]:
    return (0 if row.attention else STATES.index(row.state), row.since, row.id)


def _moment(kept: int | None) -> datetime | None:
    return None if kept is None else moment(kept)


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)


def _micro(passed: timedelta) -> int:
    return passed // timedelta(microseconds=1)
