"""Loading many objects at once: import, demo, exchange. One action, one journal row with count and hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient, Observation, Prescription, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus, Attention, TaskState

MOST = 500
"""Objects in one batch; an allergy is part of its patient and not counted."""


@dataclass(frozen=True, slots=True)
class LoadedPatient:
    """A card to be opened, with what the patient can't bear."""

    id: Id
    patient: NewPatient
    allergies: tuple[Allergy, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """A record in its first edition. `at` is when it was so, `recorded` when it was written; both aware."""

    id: Id
    patient: Id
    at: datetime
    recorded: datetime
    body: RecordBody
    author: Author
    external: bool = False
    """Arrived from another system; its author need not be a worker here."""


@dataclass(frozen=True, slots=True)
class LoadedResult:
    """One result of one patient; the observation carries its own id."""

    patient: Id
    observation: Observation


@dataclass(frozen=True, slots=True)
class LoadedPrescription:
    """One prescription of one patient; the prescription carries its own id."""

    patient: Id
    prescription: Prescription
    author: Author


@dataclass(frozen=True, slots=True)
class LoadedAppointment:
    """A visit booked with a worker of this store. `start` is naive wall time in `zone`."""

    id: Id
    patient: Id
    doctor: Id
    start: datetime
    zone: str
    minutes: int
    status: AppointmentStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LoadedTask:
    """Something on Home that waits for a worker. Times are aware."""

    id: Id
    responsible: Id
    attention: Attention | None
    state: TaskState
    since: datetime
    due: datetime | None
    title: str
    status: str
    detail: str = ""
    number: str = ""
    patient: Id | None = None
    place: str = "home"
    """Whose badge counts it: home, patients, schedule, documents or settings."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document by its properties. `author` is a worker of this store."""

    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    author: Id
    patient: Id | None = None


Loaded = (
    LoadedPatient
    | LoadedRecord
    | LoadedResult
    | LoadedPrescription
    | LoadedAppointment
    | LoadedTask
    | LoadedDocument
)
"""What a batch may hold. An object comes after those it refers to, in the same batch or an earlier one."""
