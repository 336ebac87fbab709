"""What may be written into the observation journal: vital signs, and what was wrong with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.vitals import Measured, check_measured
from medcab_tui.store import vitals
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

_JOURNAL = frozenset({"vitals", "home"})


@dataclass(frozen=True, slots=True)
class RecordVitals(Action[Id]):
    """Writes down what was measured at one moment."""

    code: ClassVar[str] = "vitals.recorded"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _JOURNAL

    id: Id
    patient: Id
    said: Measured

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_measured(self.said, tx.now, tx.patients.birth(self.patient), tx.zone)
        tx.vitals.add(self.id, self.patient, checked, tx.ids)
        tx.visits.tie_measured(self.patient, self.id, checked.at)
        return _done(self.id, self.patient, 1, said=checked)

    def like(self) -> tuple[object, ...]:
        return (self.patient, self.said.values)

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.vitals.stands(first)


@dataclass(frozen=True, slots=True)
class AmendVitals(Action[Id]):
    """Writes what was measured after all, with a reason; what stood there is kept. Stale if it moved on."""

    code: ClassVar[str] = "vitals.amended"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _JOURNAL

    id: Id
    measurement: Id
    seen: int
    said: Measured
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        patient, before = tx.vitals.standing(self.measurement, self.seen)
        checked = check_measured(self.said, tx.now, tx.patients.birth(patient), tx.zone)
        if checked == before.said:
            raise Invalid("vitals.unchanged", "line")
        version = tx.vitals.amend(before, checked, reason, tx.ids)
        return _done(self.measurement, patient, version, was=before.said, said=checked)


@dataclass(frozen=True, slots=True)
class WithdrawVitals(Action[Id]):
    """It was entered in error: the table shows it no more, and its editions stay to be read."""

    code: ClassVar[str] = "vitals.withdrawn"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _JOURNAL

    id: Id
    measurement: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        patient, before = tx.vitals.standing(self.measurement, self.seen)
        version = tx.vitals.mark(before, reason, withdrawn=True)
        return _done(self.measurement, patient, version, was=before.said)


@dataclass(frozen=True, slots=True)
class RestoreVitals(Action[Id]):
    """What was withdrawn stands again."""

    code: ClassVar[str] = "vitals.restored"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _JOURNAL

    id: Id
    measurement: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        patient, before = tx.vitals.standing(self.measurement, self.seen, withdrawn=True)
        version = tx.vitals.mark(before, "", withdrawn=False)
        return _done(self.measurement, patient, version, said=before.said)


def _done(
    measurement: Id, patient: Id, version: int, *, was: Measured | None = None, said: Measured | None = None
) -> Done[Id]:
    params = {"measurement": measurement.hex(), "patient": patient.hex(), "version": str(version)}
    body = {"patient": patient.hex(), "version": version, **(vitals.written(said) if said else {})}
    return Done(
        measurement,
        version,
        params,
        before=fingerprint(was) if was else b"",
        after=fingerprint(said) if said else b"",
        outgoing=(Outgoing(measurement, "vitals", json.dumps(body, sort_keys=True)),),
    )
