"""What workers were reminded of, and which process is at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.reminders import Due, ReminderKind, Subject
from medcab_tui.domain.times import instant
from medcab_tui.store import leases
from medcab_tui.store.accounts import REMINDS_SINCE
from medcab_tui.store.falling_due import CODE, MOST, OPEN, Plan, all_rows, plan

__all__ = ["CODE", "MOST", "Plan", "ReminderWrites", "plan", "told_last"]

LEASE: Final = "reminders"
_BEGIN: Final = (
    "INSERT INTO figure (name, number) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET number = excluded.number"
)
LINES: Final = (
    "SELECT r.task FROM reminder r CROSS JOIN task t ON t.id = r.task"
    " WHERE r.worker = ? AND r.kind = ? AND r.subject = ? AND t.state = 0"
)
_KEEP: Final = "INSERT INTO reminder (worker, kind, subject, threshold, at, task) VALUES (?, ?, ?, ?, ?, ?)"
_WITHDRAW: Final = (
    "UPDATE task SET state = 2, withdrawn = ?, answered = ?, version = version + 1 WHERE id = ? AND state = 0"
)


class ReminderWrites:
    """What an action may do with reminders."""

    def __init__(self, connection: apsw.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def begin(self) -> None:
        """From now on this store reminds; of what lies before nobody is."""
        self._connection.execute(_BEGIN, (REMINDS_SINCE, instant(self._now)))

    def take(self, holder: Id) -> bool:
        """Takes the lease; false while another process is at it."""
        return leases.take(self._connection, LEASE, holder, self._now)

    def leave(self, holder: Id) -> None:
        """Gives the lease back."""
        leases.leave(self._connection, LEASE, holder, self._now)

    def plan(self, zone: str) -> Plan:
        """What is to be done now."""
        return plan(self._connection, self._now, zone)

    def lines(self, subject: Subject) -> tuple[Id, ...]:
        """Lines of the inbox that told of a subject before and were not answered."""
        rows = self._connection.execute(LINES, (subject.worker, subject.kind.value, subject.key))
        return tuple(sorted({Id(task) for (task,) in rows}))

    def lines_of_kind(self, worker: Id, kind: ReminderKind) -> tuple[Id, ...]:
        """A worker's unanswered lines of one kind."""
        rows = all_rows(self._connection, OPEN, (worker,))
        return tuple(Id(line) for line, code, _params, _state in rows if code == f"{CODE}{kind.value}")

    def keep(self, told: Due, task: Id | None) -> None:
        """Keeps that a reminder was told, in which line, and that the missed ones never will be."""
        subject, at = told.subject, instant(self._now)
        known = (subject.worker, subject.kind.value, subject.key)
        self._connection.execute(_KEEP, (*known, told.threshold.name, at, task))
        self._connection.executemany(_KEEP, ((*known, one.name, at, None) for one in told.missed))

    def withdraw(self, lines: Sequence[Id]) -> None:
        """Takes lines away that say nothing any more; one that was answered meanwhile stays."""
        at = instant(self._now)
        self._connection.executemany(_WITHDRAW, ((at, at, line) for line in lines))


def told_last(connection: apsw.Connection) -> datetime | None:
    """When somebody was reminded of something last."""
    return leases.last(connection, LEASE)
