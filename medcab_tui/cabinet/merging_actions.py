"""Two cards of one person become one, and stand apart again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_patient import fields_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Patient
from medcab_tui.domain.rules import check_patient, check_reason
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

NOTHING: tuple[Outgoing, ...] = ()
_TOPICS = frozenset({"patients", "encounters", "vitals", "documents", "schedule", "home"})


@dataclass(frozen=True, slots=True)
class MergePatients(Action[Id]):
    """One card leads to the other from now on; what both hold is read as one. Rows stay where they are.

    patient: the card that stays. other: the one that leads to it. details: what is said of the person after.
    Refused while a visit lasts in the other card, or two versions of either wait to be looked at.
    """

    code: ClassVar[str] = "patient.merged"
    permission: ClassVar[Permission] = Permission.MERGE_PATIENTS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    patient: Id
    seen: int
    other: Id
    seen_other: int
    details: NewPatient
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        if self.patient == self.other:
            raise Refused("merge.same")
        if tx.merges.leads_away(self.patient) or tx.merges.leads_away(self.other):
            raise Refused("merge.leads_away")
        for one in (self.patient, self.other):  # before they are one: each must be open by itself
            tx.access.require(one)
        before = tx.chart.person(self.patient, self.seen)
        tx.chart.person(self.other, self.seen_other)
        tx.merges.refuse_clashes(self.patient, self.other)
        checked = check_patient(self.details, tx.today)
        version, outgoing = before.version, NOTHING
        if details_of(before) != checked:
            version = tx.chart.amend_person(before, checked, reason, own=self.other)
            outgoing = (_told(self.patient, checked),)
        tx.merges.join(self.patient, self.other, before.version, version, details_of(before), checked)
        tx.chart.warn(self.patient)
        return Done(
            self.patient,
            version,
            {"patient": self.patient.hex(), "other": self.other.hex(), "version": str(version)},
            before=fingerprint(details_of(before)),
            after=fingerprint(checked),
            outgoing=outgoing,
        )


@dataclass(frozen=True, slots=True)
class PartPatients(Action[Id]):
    """A card that led to another stands by itself again, with all that was written in it and nothing more.

    What was written since stays in the card where it was written. What the merge changed of the other one's
    identity goes back, field by field, where nobody changed it after.
    """

    code: ClassVar[str] = "patient.parted"
    permission: ClassVar[Permission] = Permission.MERGE_PATIENTS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    other: Id
    patient: Id
    """The card it led to, as it was seen."""
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        stays, before, after = tx.merges.led(self.other)
        if stays != self.patient:
            raise Refused("merge.missing")
        tx.access.require(stays)  # while they are one
        now = tx.chart.person(stays, self.seen)
        back = _back(now, tx.chart.details_at(stays, before), tx.chart.details_at(stays, after))
        tx.merges.part(self.other)
        version, outgoing = now.version, NOTHING
        if back != details_of(now):
            version = tx.chart.amend_person(now, back, reason)
            outgoing = (_told(stays, back),)
        tx.chart.warn(stays)
        tx.chart.warn(self.other)
        return Done(
            stays,
            version,
            {"patient": stays.hex(), "other": self.other.hex(), "version": str(version)},
            before=fingerprint(details_of(now)),
            after=fingerprint(back),
            outgoing=outgoing,
        )


def _back(now: Patient, before: NewPatient, after: NewPatient) -> NewPatient:
    """What the merge changed as it was before, unless it was changed again since."""
    present = details_of(now)
    chosen = {}
    for name in NewPatient.__struct_fields__:
        was, became, stands = (getattr(one, name) for one in (before, after, present))
        chosen[name] = was if became != was and stands == became else stands
    return NewPatient(**chosen)


def _told(patient: Id, details: NewPatient) -> Outgoing:
    return Outgoing(patient, "patient", json.dumps(fields_of(details), sort_keys=True))
