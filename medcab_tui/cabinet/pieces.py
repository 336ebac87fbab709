"""What a batch loads: objects whole, as they are told by whoever imports, makes or exchanges them."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import Allergy, NewPatient, Observation, Prescription, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus, Attention, Source, TaskState, VisitKind
from medcab_tui.domain.vitals import Measured


class LoadedPatient(Struct, frozen=True):
    """A card to be opened, with what the patient can't bear and suffers from."""

    id: Id
    patient: NewPatient
    allergies: tuple[Allergy, ...] = ()
    problems: tuple[Problem, ...] = ()


class LoadedRecord(Struct, frozen=True):
    """A record in its first edition. `at` is when it was so, `recorded` when it was written; both aware."""

    id: Id
    patient: Id
    at: datetime
    recorded: datetime
    body: RecordBody
    author: Author
    external: bool = False
    """Arrived from another system; its author need not be a worker here."""
    origin: str = ""
    """What that system is called."""
    addendum_to: Id | None = None


class LoadedResult(Struct, frozen=True):
    """One result of one patient; the observation carries its own id.

    responsible: the worker who is to acknowledge it; None: nobody was asked.
    """

    patient: Id
    observation: Observation
    responsible: Id | None = None


class LoadedVitals(Struct, frozen=True):
    """What was measured of one patient at one moment. `recorded` is when it was written down; aware."""

    id: Id
    patient: Id
    said: Measured
    recorded: datetime
    author: Author
    origin: str = ""
    """The other system it came from; its author need not be a worker here."""


class LoadedPrescription(Struct, frozen=True):
    """One prescription of one patient; the prescription carries its own id."""

    patient: Id
    prescription: Prescription
    author: Author


class LoadedAppointment(Struct, frozen=True):
    """A visit booked with a worker of this store. `start` is naive wall time in `zone`."""

    id: Id
    patient: Id
    doctor: Id
    start: datetime
    zone: str
    minutes: int
    status: AppointmentStatus
    reason: str = ""
    room: str = ""
    kind: VisitKind | None = None


class LoadedTask(Struct, frozen=True):
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
    source: Source | None = None
    """What Enter opens; without it the patient's card, if the task is about a patient."""
    kind: NoticeKind = NoticeKind.TASK
    thread: Id | None = None
    """The id of the first message of the exchange it belongs to."""
    sender: Id | None = None
    """A worker of this store; None: the cabinet itself."""
    code: str = ""
    """Instead of a title: what it is told from, with `params`; a code of `domain.notices.TOLD`."""
    params: tuple[tuple[str, str], ...] = ()


class LoadedDocument(Struct, frozen=True):
    """A document by its properties. `author` is a worker of this store.

    With `content` it has a file: a PDF, JPG or PNG of at most 10 MB under the name `name`; `text` is what
    stands on its pages, for the search.
    """

    id: Id
    kind: str
    title: str
    number: str
    issued: date
    status: str
    author: Id
    patient: Id | None = None
    name: str = ""
    content: bytes = b""
    text: tuple[str, ...] = ()


Loaded = (
    LoadedPatient
    | LoadedRecord
    | LoadedResult
    | LoadedVitals
    | LoadedPrescription
    | LoadedAppointment
    | LoadedTask
    | LoadedDocument
)
"""What a batch may hold. An object comes after those it refers to, in the same batch or an earlier one."""
