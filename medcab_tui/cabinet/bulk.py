"""Loading many objects at once: import, demo, exchange. One action, one journal row with count and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from medcab_tui.cabinet.actions import TOPICS, Action, Done
from medcab_tui.domain.accounts import Author, Permission, Worker, author_of
from medcab_tui.domain.documents import Attachment, Examined, check_content, kept_name
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient, Observation, Prescription, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus, Attention, Source, TaskState, VisitKind
from medcab_tui.domain.rules import check_line, check_patient, check_record, check_result, check_visit
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.encounters import NewRecord
from medcab_tui.store.laid import Laid
from medcab_tui.store.schedule_writes import NewAppointment
from medcab_tui.store.tasks import PLACES, NewTask
from medcab_tui.store.transaction import Transaction

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
    """One result of one patient; the observation carries its own id.

    responsible: the worker who is to acknowledge it; None: nobody was asked.
    """

    patient: Id
    observation: Observation
    responsible: Id | None = None


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
    room: str = ""
    kind: VisitKind | None = None


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
    source: Source | None = None
    """What Enter opens; without it the patient's card, if the task is about a patient."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
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
    | LoadedPrescription
    | LoadedAppointment
    | LoadedTask
    | LoadedDocument
)
"""What a batch may hold. An object comes after those it refers to, in the same batch or an earlier one."""


@dataclass(frozen=True, slots=True)
class LoadBatch(Action[int]):
    """Loads up to 500 objects, all or none; gives how many. Each passes the checks of other actions."""

    code: ClassVar[str] = "batch.loaded"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = TOPICS - {"accounts"}

    id: Id
    pieces: tuple[Loaded, ...]

    def apply(self, tx: Transaction) -> Done[int]:
        if len(self.pieces) > MOST:
            raise Invalid("batch.large", most=str(MOST))
        loading = _Loading(tx)
        loading.cards(self.pieces)
        loading.appointments([piece for piece in self.pieces if isinstance(piece, LoadedAppointment)])
        loading.tasks([piece for piece in self.pieces if isinstance(piece, LoadedTask)])
        loading.documents([piece for piece in self.pieces if isinstance(piece, LoadedDocument)])
        count = len(self.pieces)
        return Done(count, None, {"count": str(count), "hash": tx.payload.hex()}, after=tx.payload)


@dataclass(frozen=True, slots=True)
class LoadLaid(Action[int]):
    """A batch of cards that another process has checked and laid out: `laying.lay` makes it.

    It is told by its digest, in the journal as well; the rows are what the digest is of.
    """

    code: ClassVar[str] = LoadBatch.code
    permission: ClassVar[Permission] = LoadBatch.permission
    topics: ClassVar[frozenset[str]] = LoadBatch.topics

    id: Id
    count: int
    digest: bytes
    rows: bytes = field(compare=False, repr=False)

    def apply(self, tx: Transaction) -> Done[int]:
        if self.count > MOST:
            raise Invalid("batch.large", most=str(MOST))
        if hashlib.sha256(self.rows).digest() != self.digest:
            raise Invalid("action.reused")
        laid = Laid.unpacked(self.rows, tx.now)
        for worker in laid.workers:
            tx.accounts.worker(worker)
        tx.laid.enter(laid)
        return Done(self.count, None, {"count": str(self.count), "hash": tx.payload.hex()}, after=tx.payload)


class Laying:
    """Checks what stands in cards by the rules of other actions and lays it out as rows.

    Pure but for `birth`, which is asked about patients who were not laid here.
    """

    def __init__(self, now: datetime, today: date, birth: Callable[[Id], date]) -> None:
        self._now = now
        self._today = today
        self._birth = birth
        self._births: dict[Id, date] = {}

    def lay(self, pieces: Iterable[Loaded]) -> Laid:
        """The rows of patients, records, results and prescriptions; other pieces are left out."""
        laid = Laid(self._now)
        for piece in pieces:
            if isinstance(piece, LoadedResult):
                self._result(laid, piece)
            elif isinstance(piece, LoadedRecord):
                self._record(laid, piece)
            elif isinstance(piece, LoadedPatient):
                self._patient(laid, piece)
            elif isinstance(piece, LoadedPrescription):
                self._prescription(laid, piece)
        return laid

    def born(self, patient: Id) -> date:
        """When a patient was born; Refused if there is none."""
        found = self._births.get(patient)
        if found is None:
            found = self._births[patient] = self._birth(patient)
        return found

    def _patient(self, laid: Laid, piece: LoadedPatient) -> None:
        patient = check_patient(piece.patient, self._today)
        self._births[piece.id] = patient.birth
        for allergy in piece.allergies:
            check_line(allergy.substance, "substance", required=True)
        laid.patient(piece.id, patient, piece.allergies)

    def _record(self, laid: Laid, piece: LoadedRecord) -> None:
        check_record(piece.body, piece.at, self._now, self.born(piece.patient))
        if not piece.external:
            laid.workers.add(piece.author.worker)
        laid.record(
            NewRecord(
                piece.id, piece.patient, piece.at, piece.recorded, piece.body, piece.author, piece.external
            )
        )

    def _result(self, laid: Laid, piece: LoadedResult) -> None:
        self.born(piece.patient)
        check_result(piece.observation, self._now)
        if piece.responsible is not None:
            laid.workers.add(piece.responsible)
        laid.result(piece.patient, piece.observation, piece.responsible)

    def _prescription(self, laid: Laid, piece: LoadedPrescription) -> None:
        self.born(piece.patient)
        check_line(piece.prescription.text, "text", required=True)
        if piece.prescription.until < piece.prescription.issued:
            raise Invalid("prescription.until", "until")
        laid.prescription(piece.patient, piece.prescription, piece.author)


class _Loading:
    """One batch under way: checks and writes, asks the store about each patient and worker once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._laying = Laying(tx.now, tx.today, tx.patients.birth)
        self._workers: dict[Id, Worker] = {}

    def cards(self, pieces: Sequence[Loaded]) -> None:
        laid = self._laying.lay(pieces)
        for worker in laid.workers:
            self._worker(worker)
        self._tx.laid.enter(laid)

    def appointments(self, pieces: Sequence[LoadedAppointment]) -> None:
        for piece in pieces:
            self._laying.born(piece.patient)
            self._worker(piece.doctor)
            check_visit(piece.start, piece.zone, piece.minutes)
            check_line(piece.reason, "reason")
            check_line(piece.room, "room")
        self._tx.schedule.add_all(
            [
                NewAppointment(
                    p.id, p.patient, p.doctor, p.start, p.zone, p.minutes, p.status, p.reason, p.room, p.kind
                )
                for p in pieces
            ]
        )

    def tasks(self, pieces: Sequence[LoadedTask]) -> None:
        for piece in pieces:
            self._worker(piece.responsible)
            if piece.patient is not None:
                self._laying.born(piece.patient)
            check_line(piece.title, "title", required=True)
            if piece.place not in PLACES:
                raise Invalid("task.place", "place")
        self._tx.home.add_all(
            [
                NewTask(
                    p.id,
                    p.responsible,
                    p.place,
                    p.attention,
                    p.state,
                    p.since,
                    p.due,
                    p.title,
                    p.patient,
                    p.number,
                    p.status,
                    p.detail,
                    p.source,
                )
                for p in pieces
            ]
        )

    def documents(self, pieces: Sequence[LoadedDocument]) -> None:
        for piece in pieces:
            if piece.patient is not None:
                self._laying.born(piece.patient)
            check_line(piece.title, "title", required=True)
        self._tx.documents.add_all(
            [
                NewDocument(
                    p.id,
                    p.kind,
                    p.title,
                    p.number,
                    p.issued,
                    p.status,
                    p.patient,
                    author_of(self._worker(p.author)),
                    _attachment(p) if p.content else None,
                )
                for p in pieces
            ]
        )

    def _worker(self, worker: Id) -> Worker:
        if worker not in self._workers:
            self._workers[worker] = self._tx.accounts.worker(worker)
        return self._workers[worker]


def _attachment(piece: LoadedDocument) -> Attachment:
    found = Examined(check_content(piece.content), max(1, len(piece.text)), text=piece.text)
    return Attachment(kept_name(piece.name), piece.content, found)
