"""The cards that workers opened of late."""

from __future__ import annotations

from datetime import datetime

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.times import instant
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
_MOST_RECENT = 50
"""Cards that are kept of one worker."""


def remember(connection: apsw.Connection, worker: Id, patient: Id, at: datetime) -> None:
    """Keeps that a worker opened a card."""
    connection.execute(_REMEMBER, (worker, patient, instant(at)))
    connection.execute(_FORGET, (worker, _MOST_RECENT))


def recent(connection: apsw.Connection, worker: Id, limit: int) -> tuple[PatientRow, ...]:
    """The cards a worker opened of late, the last first."""
    return tuple(row_of(columns) for _, *columns in connection.execute(_RECENT, (worker, limit)))
