"""Loading many objects at once: import, demo, exchange. One action, one journal row with count and hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from medcab_tui.cabinet.actions import TOPICS, Action, Done
from medcab_tui.domain.accounts import Author, Permission, Worker, author_of
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient, Observation, Prescription, RecordBody
from medcab_tui.domain.rooms import AppointmentStatus, Attention, Source, TaskState
from medcab_tui.domain.rules import check_line, check_patient, check_record, check_result, check_visit
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.encounters import NewRecord
from medcab_tui.store.home import PLACES, NewTask
from medcab_tui.store.schedule_writes import NewAppointment
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
        loading.patients([piece for piece in self.pieces if isinstance(piece, LoadedPatient)])
        loading.records([piece for piece in self.pieces if isinstance(piece, LoadedRecord)])
        loading.results([piece for piece in self.pieces if isinstance(piece, LoadedResult)])
        loading.prescriptions([piece for piece in self.pieces if isinstance(piece, LoadedPrescription)])
        loading.appointments([piece for piece in self.pieces if isinstance(piece, LoadedAppointment)])
        loading.tasks([piece for piece in self.pieces if isinstance(piece, LoadedTask)])
        loading.documents([piece for piece in self.pieces if isinstance(piece, LoadedDocument)])
        count = len(self.pieces)
        return Done(count, None, {"count": str(count), "hash": tx.payload.hex()}, after=tx.payload)


class _Loading:
    """One batch on its way: who is known already is asked for once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._births: dict[Id, date] = {}
        self._workers: dict[Id, Worker] = {}

    def patients(self, pieces: Sequence[LoadedPatient]) -> None:
        checked = [
            (piece.id, check_patient(piece.patient, self._tx.today), piece.allergies) for piece in pieces
        ]
        for identity, patient, allergies in checked:
            self._births[identity] = patient.birth
            for allergy in allergies:
                check_line(allergy.substance, "substance", required=True)
        self._tx.patients.add_all(checked)

    def records(self, pieces: Sequence[LoadedRecord]) -> None:
        for piece in pieces:
            check_record(piece.body, piece.at, self._tx.now, self._birth(piece.patient))
            if not piece.external:
                self._worker(piece.author.worker)
        self._tx.encounters.add_all(
            [NewRecord(p.id, p.patient, p.at, p.recorded, p.body, p.author, p.external) for p in pieces]
        )

    def results(self, pieces: Sequence[LoadedResult]) -> None:
        for piece in pieces:
            self._birth(piece.patient)
            check_result(piece.observation, self._tx.now)
            if piece.responsible is not None:
                self._worker(piece.responsible)
        self._tx.results.add_all([(p.patient, p.observation, p.responsible) for p in pieces])

    def prescriptions(self, pieces: Sequence[LoadedPrescription]) -> None:
        for piece in pieces:
            self._birth(piece.patient)
            check_line(piece.prescription.text, "text", required=True)
            if piece.prescription.until < piece.prescription.issued:
                raise Invalid("prescription.until", "until")
        self._tx.results.prescribe_all([(p.patient, p.prescription, p.author) for p in pieces])

    def appointments(self, pieces: Sequence[LoadedAppointment]) -> None:
        for piece in pieces:
            self._birth(piece.patient)
            self._worker(piece.doctor)
            check_visit(piece.start, piece.zone, piece.minutes)
        self._tx.schedule.add_all(
            [
                NewAppointment(p.id, p.patient, p.doctor, p.start, p.zone, p.minutes, p.status, p.reason)
                for p in pieces
            ]
        )

    def tasks(self, pieces: Sequence[LoadedTask]) -> None:
        for piece in pieces:
            self._worker(piece.responsible)
            if piece.patient is not None:
                self._birth(piece.patient)
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
                self._birth(piece.patient)
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
                )
                for p in pieces
            ]
        )

    def _birth(self, patient: Id) -> date:
        if patient not in self._births:
            self._births[patient] = self._tx.patients.birth(patient)
        return self._births[patient]

    def _worker(self, worker: Id) -> Worker:
        if worker not in self._workers:
            self._workers[worker] = self._tx.accounts.worker(worker)
        return self._workers[worker]
