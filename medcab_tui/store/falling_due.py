"""What workers are to be reminded of now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import apsw
from msgspec import Struct, field

from medcab_tui.domain.home import ACKNOWLEDGE_WITHIN
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.reminders import REPORTS, RULES, Due, ReminderKind, Subject, due
from medcab_tui.domain.times import day_in, instant, moment, utc_of
from medcab_tui.store.accounts import REMINDS_SINCE

MOST: Final = 200
"""Reminders told in one transaction."""
WORKERS: Final = "SELECT id FROM worker INDEXED BY worker_by_name WHERE removed IS NULL AND fold >= ''"
_BEGUN: Final = "SELECT number FROM figure WHERE name = ?"
TASKS: Final = (
    "SELECT id, due, kind, patient, since FROM task INDEXED BY task_by_responsible WHERE responsible = ?"
    " AND state IN (0, 1) AND due > ? AND due <= ? AND code NOT GLOB 'reminder.*'"
)
RESULTS: Final = (
    "SELECT id, at FROM observation INDEXED BY observation_waiting WHERE responsible = ? AND at <= ?"
    " AND abnormal = 1 AND acknowledged = 0 AND entered_in_error = 0"
)
VISITS: Final = (
    "SELECT wall FROM appointment INDEXED BY appointment_by_doctor WHERE doctor = ?"
    " AND wall >= ? AND wall < ? AND live = 1 ORDER BY wall, id"
)
UNCLOSED: Final = (
    "SELECT id, patient, began FROM visit INDEXED BY visit_open"
    " WHERE doctor = ? AND closed IS NULL AND void = 0"
)
_LASTS: Final = "SELECT 1 FROM visit WHERE id = ? AND closed IS NULL AND void = 0"
POSTPONED: Final = (
    "SELECT id, postponed FROM task INDEXED BY task_waiting WHERE responsible = ? AND state < 2"
    " AND postponed > ? AND postponed <= ?"
)
POSTPONED_RESULTS: Final = (
    "SELECT id, postponed FROM observation INDEXED BY observation_waiting WHERE responsible = ?"
    " AND acknowledged = 0 AND entered_in_error = 0 AND postponed > ? AND postponed <= ?"
)
TOLD: Final = "SELECT threshold FROM reminder WHERE worker = ? AND kind = ? AND subject = ?"
OPEN: Final = (
    "SELECT n.id, n.code, n.params, s.state FROM task n INDEXED BY task_by_responsible"
    " LEFT JOIN task s ON s.id = n.source_id AND n.source = 'task'"
    " WHERE n.responsible = ? AND n.state = 0 AND n.code GLOB 'reminder.*'"
)
CODE: Final = "reminder."
"""Begins the code of every line that a reminder makes."""


class Plan(Struct, frozen=True):
    """What a run has to do. begins: this store never reminded before, and starts now.

    moot: lines of earlier reminders whose matter is settled. late: how many of a worker's results are late.
    """

    dues: tuple[Due, ...] = ()
    moot: tuple[Id, ...] = ()
    begins: bool = False
    late: dict[Id, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.dues or self.moot or self.begins)


def plan(connection: apsw.Connection, now: datetime, zone: str) -> Plan:
    """What is to be done now: reminders of all workers, MOST at a time, and lines that are moot."""
    begun = connection.execute(_BEGUN, (REMINDS_SINCE,)).fetchone()
    since = now if begun is None else min(moment(begun[0]), now)
    dues: list[Due] = []
    moot: list[Id] = []
    late: dict[Id, int] = {}
    for (found,) in all_rows(connection, WORKERS, ()):
        worker = Id(found)
        for subject in _subjects(connection, worker, now, since, zone):
            if subject.kind is ReminderKind.RESULTS:
                late[worker] = late.get(worker, 0) + 1
            told = due(subject, frozenset(), now, since, zone)
            if told is not None:
                told = due(subject, _told(connection, subject), now, since, zone)
            if told is not None and len(dues) < MOST:
                dues.append(told)
        moot += _moot(connection, worker, now, zone, late.get(worker, 0))
    return Plan(tuple(dues), tuple(moot), begun is None or moment(begun[0]) > now, late)


def _subjects(
    connection: apsw.Connection, worker: Id, now: datetime, since: datetime, zone: str
) -> Iterator[Subject]:
    yield from _tasks(connection, worker, now)
    late = instant(now - ACKNOWLEDGE_WITHIN)
    for result, at in all_rows(connection, RESULTS, (worker, late)):
        over = moment(at) + ACKNOWLEDGE_WITHIN
        yield Subject(worker, ReminderKind.RESULTS, _key(result, over), over, Id(result))
    yield from _visits(connection, worker, now, zone)
    for visit, patient, at in all_rows(connection, UNCLOSED, (worker,)):
        began = moment(at)
        wall = began.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        values = (("began", wall), ("reception", visit.hex()))
        yield Subject(worker, ReminderKind.UNCLOSED, _key(visit, began), began, None, Id(patient), values)
    between = (worker, instant(since), instant(now))
    for query in (POSTPONED, POSTPONED_RESULTS):
        for waiting, until in all_rows(connection, query, between):
            back = moment(until)
            yield Subject(worker, ReminderKind.POSTPONED, _key(waiting, back), back, Id(waiting))


def _tasks(connection: apsw.Connection, worker: Id, now: datetime) -> Iterator[Subject]:
    ahead = max(RULES[ReminderKind.TASK].ahead, RULES[ReminderKind.REPORT].ahead)
    rows = all_rows(connection, TASKS, (worker, instant(now), instant(now + ahead)))
    for task, until, kind, patient, given in rows:
        reminded = ReminderKind.REPORT if NoticeKind(kind) in REPORTS else ReminderKind.TASK
        about, ends = None if patient is None else Id(patient), moment(until)
        yield Subject(worker, reminded, _key(task, ends), ends, Id(task), about, since=moment(given))


def _visits(connection: apsw.Connection, worker: Id, now: datetime, zone: str) -> Iterator[Subject]:
    """The visits of today and tomorrow, each day together; its moment is the beginning of the first."""
    for ahead in (0, 1):
        day = day_in(now, zone) + timedelta(days=ahead)
        bounds = (f"{day.isoformat()}T", f"{(day + timedelta(days=1)).isoformat()}T")
        walls = [wall for (wall,) in connection.execute(VISITS, (worker, *bounds))]
        if walls:
            first, last = datetime.fromisoformat(walls[0]), datetime.fromisoformat(walls[-1])
            values = {
                "day": day.isoformat(),
                "count": str(len(walls)),
                "first": f"{first:%H:%M}",
                "last": f"{last:%H:%M}",
            }
            begins = utc_of(first, zone)
            yield Subject(worker, ReminderKind.VISITS, day.isoformat(), begins, values=tuple(values.items()))


def _moot(connection: apsw.Connection, worker: Id, now: datetime, zone: str, late: int) -> Iterator[Id]:
    """Lines whose task was answered, results confirmed, day begun, visit closed."""
    for line, code, params, state in all_rows(connection, OPEN, (worker,)):
        kind = code.removeprefix(CODE)
        begun = kind == ReminderKind.VISITS and _first(json.loads(params), zone) < now
        ended = kind == ReminderKind.UNCLOSED and not _lasts(connection, json.loads(params))
        if state == 2 or begun or ended or (kind == ReminderKind.RESULTS and not late):
            yield Id(line)


def _lasts(connection: apsw.Connection, params: dict[str, str]) -> bool:
    """Whether the visit a line tells of is still not closed."""
    visit = bytes.fromhex(params.get("reception", ""))
    return connection.execute(_LASTS, (visit,)).fetchone() is not None


def _first(params: dict[str, str], zone: str) -> datetime:
    """When the first visit of a day begins that a line tells of."""
    return utc_of(datetime.fromisoformat(f"{params['day']}T{params['first']}"), zone)


def _told(connection: apsw.Connection, subject: Subject) -> frozenset[str]:
    rows = connection.execute(TOLD, (subject.worker, subject.kind.value, subject.key))
    return frozenset(name for (name,) in rows)


def all_rows(connection: apsw.Connection, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    """What a question finds, read to its end before anything else is asked."""
    return list(connection.execute(sql, values))


def _key(subject: bytes, at: datetime) -> str:
    return f"{subject.hex()}@{instant(at)}"
