"""What Home, Schedule, Documents and the journal show. Read-only rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind, Service
from medcab_tui.domain.patients import Observation


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
    TASK = "task"
    """Another line of the inbox: the one that was answered."""
    REQUEST = "request"
    CONFLICT = "conflict"
    """Changed here and in a service: both versions wait to be looked at."""
    HOURS = "hours"
    """Of the worker with this id."""
    SERVICE = "service"
    """Of `domain.notices.Service`, by its name."""
    STORE = "store"
    """The page of settings its id names."""


class Source(Struct, frozen=True):
    """The thing itself, where a line of Home only tells of it."""

    kind: SourceKind
    id: Id


def service_source(service: Service) -> Source:
    """What a line about a service leads to."""
    return Source(SourceKind.SERVICE, Id(service.value.encode()))


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """A line of Home: a task, a result that nobody acknowledged, a visit that nobody said the end of."""

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
    version: int = 1
    asked: Attention | None = None
    """What is asked for, whether or not it is late by now."""
    source: Source | None = None
    postponed: datetime | None = None
    """Not shown before, if that is still to come."""
    answered: datetime | None = None
    reason: str = ""
    """Why it was refused."""
    full_name: str = ""
    """The patient's."""
    born: date | None = None
    result: Observation | None = None
    """The result this line is about."""
    kind: NoticeKind = NoticeKind.TASK
    thread: Id | None = None
    """The id of the first message of the exchange it belongs to."""
    sender: Id | None = None
    """Who asked or did it; None: the cabinet itself."""
    sender_name: str = ""
    code: str = ""
    """What the title is told from, with `params`, in the reader's language; empty: `title` was written."""
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    unsent: tuple[str, ...] = ()
    """Services that a letter about this line waits for."""


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


class Appointment(Struct, frozen=True):
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


class DocumentRow(Struct, frozen=True):
    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    patient_name: str
    author: str
    patient: Id | None = None
    version: int = 1
    format: str = ""
    """Of the file that belongs to it: pdf, jpg, png; empty if there is none."""
    size: int = 0
    """Bytes of that file."""
    withdrawn: bool = False
    """Entered in error; kept, and shown only when asked for."""
    reason: str = ""
    """Why it was withdrawn."""
    template: str = ""
    """Of the template it was made from; empty if it came as a file."""

    @property
    def made_here(self) -> bool:
        """Whether it was made from a template: it has fields, and can be amended."""
        return bool(self.template)


class Badges(Struct, frozen=True):
    """Counts for one section of the menu."""

    overdue: int = 0
    to_confirm: int = 0
    messages: int = 0


class JournalRow(Struct, frozen=True):
    """One row of the chain. The sentence is `code` + `params`, told in the reader's language."""

    sequence: int
    at: datetime
    worker: str
    code: str
    params: dict[str, str]
    outcome: str
