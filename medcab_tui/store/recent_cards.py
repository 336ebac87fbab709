"""The cards that workers opened of late."""

from __future__ import annotations

from datetime import datetime, timedelta

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged
from medcab_tui.store.patient_rows import COLUMNS, row_of

_REMEMBER = (
    "INSERT INTO recent_card (worker, patient, opened) VALUES (?, ?, ?)"
    " ON CONFLICT (worker, patient) DO UPDATE SET opened = excluded.opened"
)
_FORGET = (
    "DELETE FROM recent_card WHERE worker = ?1 AND opened < (SELECT min(opened) FROM"
    " (SELECT opened FROM recent_card WHERE worker = ?1 ORDER BY opened DESC LIMIT ?2))"
)
_RECENT = (
    f"SELECT {COLUMNS} FROM recent_card r CROSS JOIN patient n ON n.id = r.patient WHERE r.worker = ?"
    " ORDER BY r.opened DESC LIMIT ?"
)
_NOTED = "SELECT noted FROM recent_card WHERE worker = ? AND patient = ?"
_NOTE = "UPDATE recent_card SET noted = ? WHERE worker = ? AND patient = ?"
_MOST_RECENT = 50
"""Cards that are kept of one worker."""


def remember(connection: apsw.Connection, worker: Id, patient: Id, at: datetime) -> None:
    """Keeps that a worker opened a card."""
    connection.execute(_REMEMBER, (worker, patient, instant(at)))
    connection.execute(_FORGET, (worker, _MOST_RECENT))


def looked(connection: apsw.Connection, worker: Id, patient: Id, at: datetime, apart: timedelta) -> bool:
    """Whether this look into a card is to be journaled: not if one was a short while before it."""
    noted = connection.execute(_NOTED, (worker, patient)).fetchone()
    if noted is not None and at - apart < moment(noted[0]) <= at:
        return False
    connection.execute(_NOTE, (instant(at), worker, patient))
    return True


def recent(connection: apsw.Connection, worker: Id, limit: int) -> tuple[PatientRow, ...]:
    """The cards a worker opened of late, the last first."""
    rows = tuple(row_of(columns) for _, *columns in connection.execute(_RECENT, (worker, limit)))
    if not merged.exist(connection):
        return rows
    from medcab_tui.store import patients  # Home shows these, and needs no more of patients

    return patients.led(connection, rows)
