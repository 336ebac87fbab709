"""What Home, Schedule, Documents and the journal show. Read-only rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from medcab_tui.domain.ids import Id


class Attention(StrEnum):
    """The three classes of red indicators (C015)."""

    OVERDUE = "overdue"
    TO_CONFIRM = "to_confirm"
    MESSAGE = "message"


class TaskState(StrEnum):
    AWAITING = "awaiting"
    IN_WORK = "in_work"
    DONE = "done"


class SourceKind(StrEnum):
    """What a line of Home leads to."""

    PATIENT = "patient"
    RESULT = "result"
    RECORD = "record"
    VISIT = "visit"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Source:
    """The thing itself, where a line of Home only tells of it."""

    kind: SourceKind
    id: Id


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """A line of «Требует внимания»: age first."""

    id: Id
    attention: Attention | None
    state: TaskState
    since: datetime
    due: datetime | None
    title: str
    patient: Id | None
    patient_name: str
    number: str
    responsible: str
    status: str
    """A word for the last column."""
    detail: str
    """Text for the preview."""


class AppointmentStatus(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


NOBODY = Id(b"")


class VisitKind(StrEnum):
    """What a visit is for, as the desk asks it."""

    FIRST = "first"
    REPEAT = "repeat"
    PREVENTIVE = "preventive"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Appointment:
    id: Id
    patient: Id
    patient_name: str
    doctor: str
    start: datetime
    """Local wall time at the institution, naive."""
    minutes: int
    status: AppointmentStatus
    reason: str
    version: int = 1
    doctor_id: Id = NOBODY
    room: str = ""
    kind: VisitKind | None = None
    cause: str = ""
    """Why it was cancelled."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    patient_name: str
    author: str


@dataclass(frozen=True, slots=True)
class Badges:
    """Counts for one section of the menu."""

    overdue: int = 0
    to_confirm: int = 0
    messages: int = 0


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row of the chain. The sentence is `code` + `params`, told in the reader's language."""

    sequence: int
    at: datetime
    worker: str
    code: str
    params: dict[str, str]
    outcome: str
