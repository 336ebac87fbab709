"""What may be written about patients: opening a card, writing a record, amending one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.exchange_patient import fields_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, RecordBody
from medcab_tui.domain.reference import Book
from medcab_tui.domain.rules import check_addendum, check_patient, check_reason, check_record
from medcab_tui.domain.visits import PartKind
from medcab_tui.store import revisions
from medcab_tui.store.encounters import NewRecord
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AddPatient(Action[Id]):
    """Opens a card. `despite`: the likely duplicates that were shown; refused while there are unseen ones."""

    code: ClassVar[str] = "patient.added"
    permission: ClassVar[Permission] = Permission.ADD_PATIENT
    topics: ClassVar[frozenset[str]] = frozenset({"patients"})

    id: Id
    patient: NewPatient
    despite: tuple[Id, ...] = ()

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_patient(self.patient, tx.today)
        unseen = [row for row in tx.patients.likely_duplicates(checked) if row.id not in self.despite]
        if unseen:
            raise Invalid("patient.duplicate", "surname", count=str(len(unseen)))
        tx.patients.add(self.id, checked)
        tx.chart.keep_opened(self.id, checked)
        tx.access.admit(self.id, self.code)
        return Done(
            self.id,
            1,
            {"patient": self.id.hex(), "despite": str(len(self.despite))},
            after=fingerprint(checked),
            outgoing=(Outgoing(self.id, "patient", json.dumps(fields_of(checked), sort_keys=True)),),
        )

    def like(self) -> tuple[object, ...]:
        return (self.patient,)


@dataclass(frozen=True, slots=True)
class WriteRecord(Action[Id]):
    """Writes a new record. `at` is when it was so, aware."""

    code: ClassVar[str] = "record.written"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = frozenset({"encounters"})

    id: Id
    patient: Id
    at: datetime
    body: RecordBody

    def apply(self, tx: Transaction) -> Done[Id]:
        check_record(self.body, self.at, tx.now, tx.patients.birth(self.patient))
        tx.encounters.add_all([NewRecord(self.id, self.patient, self.at, tx.now, self.body, tx.author)])
        tx.visits.tie(self.patient, PartKind.RECORD, self.id)
        if self.body.diagnosis is not None:
            tx.reference.used(Book.ICD10, self.body.diagnosis.code)
        return Done(
            self.id,
            1,
            {"encounter": self.id.hex(), "patient": self.patient.hex()},
            after=fingerprint(self.body),
            outgoing=(Outgoing(self.id, "encounter", revisions.written(self.body)),),
        )

    def like(self) -> tuple[object, ...]:
        return (self.patient, self.at.date(), self.body)


@dataclass(frozen=True, slots=True)
class AddToRecord(Action[Id]):
    """Adds a note to a record that was signed or came from elsewhere: such a one stands as it is."""

    code: ClassVar[str] = "record.added_to"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = frozenset({"encounters"})

    id: Id
    encounter: Id
    text: str

    def apply(self, tx: Transaction) -> Done[Id]:
        text = check_addendum(self.text)
        root = tx.encounters.one(self.encounter)
        if root.addendum_to is not None:
            root = tx.encounters.one(root.addendum_to)
        if not root.external and not tx.signatures.stands(root.id):
            raise Invalid("record.unsigned", "conclusion")
        body = RecordBody(root.body.kind, None, conclusion=text)
        new = NewRecord(self.id, root.patient, tx.now, tx.now, body, tx.author, addendum_to=root.id)
        tx.encounters.add_all([new])
        tx.visits.tie(root.patient, PartKind.RECORD, self.id)
        return Done(
            self.id,
            1,
            {"encounter": self.id.hex(), "patient": root.patient.hex(), "to": root.id.hex()},
            after=fingerprint(body),
            outgoing=(Outgoing(self.id, "encounter", revisions.written(body)),),
        )

    def like(self) -> tuple[object, ...]:
        return (self.encounter, self.text)


@dataclass(frozen=True, slots=True)
class AmendRecord(Action[Id]):
    """Writes the next edition of a record, with a reason; the old text is kept. Stale if it moved on."""

    code: ClassVar[str] = "record.amended"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = frozenset({"encounters", "home"})

    id: Id
    encounter: Id
    seen: int
    body: RecordBody
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        standing = tx.encounters.standing(self.encounter, self.seen)
        now = tx.encounters.one(self.encounter)
        bare = now.external or now.addendum_to is not None
        check_record(self.body, standing.at, tx.now, tx.patients.birth(standing.patient), external=bare)
        before = tx.encounters.body(self.encounter, standing.version)
        if before == self.body:
            raise Invalid("record.unchanged", "conclusion")
        version = tx.encounters.amend(self.encounter, standing.version, self.body, reason)
        if self.body.diagnosis is not None and self.body.diagnosis != before.diagnosis:
            tx.reference.used(Book.ICD10, self.body.diagnosis.code)
        return Done(
            self.encounter,
            version,
            {"encounter": self.encounter.hex(), "patient": standing.patient.hex(), "version": str(version)},
            before=fingerprint(before),
            after=fingerprint(self.body),
            outgoing=(Outgoing(self.encounter, "encounter", revisions.written(self.body)),),
        )
