"""Loading many objects at once: import, demo, exchange. One action, one journal row with count and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from medcab_tui.cabinet.actions import TOPICS, Action, Done
from medcab_tui.cabinet.laying import Laying
from medcab_tui.cabinet.pieces import (
    Loaded,
    LoadedAppointment,
    LoadedDocument,
    LoadedPatient,
    LoadedPrescription,
    LoadedRecord,
    LoadedResult,
    LoadedTask,
    LoadedVitals,
)
from medcab_tui.domain.accounts import Permission, Worker, author_of
from medcab_tui.domain.documents import Attachment, Examined, check_content, kept_name
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rules import check_line, check_visit
from medcab_tui.domain.vitals import check_measured
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.laid import Laid
from medcab_tui.store.schedule_writes import NewAppointment
from medcab_tui.store.tasks import PLACES, NewTask
from medcab_tui.store.transaction import Transaction
from medcab_tui.store.vitals import NewMeasurement

__all__ = [
    "MOST", "Laying", "LoadBatch", "LoadLaid", "Loaded", "LoadedAppointment", "LoadedDocument",
    "LoadedPatient", "LoadedPrescription", "LoadedRecord", "LoadedResult", "LoadedTask", "LoadedVitals",
]  # fmt: skip

MOST = 500
"""Objects in one batch; an allergy is part of its patient and not counted."""


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
        loading.vitals([piece for piece in self.pieces if isinstance(piece, LoadedVitals)])
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
    rows: bytes = field(compare=False, repr=False)
    digest: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.rows).digest())

    def apply(self, tx: Transaction) -> Done[int]:
        if self.count > MOST:
            raise Invalid("batch.large", most=str(MOST))
        laid = Laid.unpacked(self.rows, tx.now)
        for worker in laid.workers:
            tx.accounts.require(worker)
        tx.laid.enter(laid)
        return Done(self.count, None, {"count": str(self.count), "hash": tx.payload.hex()}, after=tx.payload)


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

    def vitals(self, pieces: Sequence[LoadedVitals]) -> None:
        new = []
        for piece in pieces:
            if not piece.origin:
                self._worker(piece.author.worker)
            birth = self._laying.born(piece.patient)
            said = check_measured(piece.said, self._tx.now, birth, self._tx.zone)
            ids = tuple(self._tx.ids.new() for _ in said.values)
            new.append(
                NewMeasurement(piece.id, piece.patient, said, piece.recorded, piece.author, ids, piece.origin)
            )
        if new:
            self._tx.vitals.add_all(new)

    def tasks(self, pieces: Sequence[LoadedTask]) -> None:
        for piece in pieces:
            self._worker(piece.responsible)
            if piece.patient is not None:
                self._laying.born(piece.patient)
            if piece.sender is not None:
                self._worker(piece.sender)
            check_line(piece.title, "title", required=not piece.code)
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
                    p.kind,
                    p.thread,
                    p.sender,
                    p.code,
                    dict(p.params),
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
