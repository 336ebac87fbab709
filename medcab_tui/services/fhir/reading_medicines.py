"""Medications, what was prescribed and what is taken, read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from medcab_tui.domain.interchange import Drug, Medicine, Piece, Ref
from medcab_tui.domain.patients import PrescriptionStatus
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import Json, Reading, codings

_STATUSES: Final = {
    "active": PrescriptionStatus.REGISTERED,
    "completed": PrescriptionStatus.DISPENSED,
    "on-hold": PrescriptionStatus.DEFERRED,
    "draft": PrescriptionStatus.DEFERRED,
    "intended": PrescriptionStatus.DEFERRED,
    "cancelled": PrescriptionStatus.CANCELLED,
    "stopped": PrescriptionStatus.CANCELLED,
    "not-taken": PrescriptionStatus.CANCELLED,
    "entered-in-error": PrescriptionStatus.ANNULLED,
}
_OTHERWISE: Final = PrescriptionStatus.REGISTERED
_OURS: Final = {one.value: one for one in PrescriptionStatus}
_UNITS: Final = {"h": "ч", "d": "дн.", "wk": "нед.", "mo": "мес.", "min": "мин", "s": "с", "a": "г."}


def medication(reading: Reading) -> Iterator[Piece]:
    """A Medication to which others refer."""
    drug = reading.concept(reading.resource.get("code"), "code")
    if drug is None:
        reading.left("code", "code.missing", whole=True)
        return
    yield Drug(reading.remote, drug)


def request(reading: Reading) -> Iterator[Piece]:
    """A MedicationRequest."""
    said = reading.resource
    supply = reading.one(said.get("dispenseRequest"), "dispenseRequest")
    period = reading.one(supply.get("validityPeriod"), "dispenseRequest.validityPeriod")
    issued = reading.day(said.get("authoredOn"), "authoredOn")[0]
    if issued is None:
        issued = reading.day(period.get("start"), "dispenseRequest.validityPeriod.start")[0]
    yield from _medicine(
        reading,
        _dose(reading, "dosageInstruction"),
        (issued, reading.day(period.get("end"), "dispenseRequest.validityPeriod.end")[0]),
        "requester",
        taken=False,
    )


def statement(reading: Reading) -> Iterator[Piece]:
    """A MedicationStatement."""
    said = reading.resource
    period = reading.one(said.get("effectivePeriod"), "effectivePeriod")
    issued = reading.day(said.get("effectiveDateTime") or period.get("start"), "effectivePeriod.start")[0]
    if issued is None:
        issued = reading.day(said.get("dateAsserted"), "dateAsserted")[0]
    until = reading.day(period.get("end"), "effectivePeriod.end")[0]
    yield from _medicine(reading, _dose(reading, "dosage"), (issued, until), "informationSource", taken=True)


def _medicine(
    reading: Reading, dose: str, days: tuple[date | None, date | None], who: str, *, taken: bool
) -> Iterator[Piece]:
    said = reading.resource
    drug, elsewhere = (
        reading.concept(said.get("medicationCodeableConcept"), "medicationCodeableConcept"),
        Ref(),
    )
    if drug is None and "medicationReference" in said:
        held = reading.one(said["medicationReference"], "medicationReference")
        inside = reading.contained(held.get("reference"))
        if inside:
            drug = reading.concept(inside.get("code"), "contained.code")
        else:
            elsewhere = reading.ref(held, "medicationReference")
    if drug is None and elsewhere == Ref():
        reading.left("medication", "code.missing", whole=True)
        return
    ours = [
        code for system, code in codings(said.get("statusReason")) if system == systems.PRESCRIPTION_STATUS
    ]
    status = _OURS.get(ours[0] if ours else "") or _STATUSES.get(reading.code("status"), _OTHERWISE)
    reasons = (reading.words(one, place) for one, place in reading.many(said.get("reasonCode"), "reasonCode"))
    yield Medicine(
        reading.remote,
        reading.ref(said.get("subject"), "subject"),
        status,
        drug,
        elsewhere,
        dose,
        *days,
        taken,
        reading.ref(said.get(who), who),
        reading.ref(said.get("context" if taken else "encounter"), "encounter"),
        ", ".join(filter(None, reasons)),
        reading.code("status") == "entered-in-error",
    )


def _dose(reading: Reading, name: str) -> str:
    """How to take it, every line of it."""
    told = []
    for one, place in reading.many(reading.resource.get(name), name):
        words = reading.line(one.get("text"), f"{place}.text") or reading.line(
            one.get("patientInstruction"), place
        )
        told.append(words or _counted(reading, one, place))
    return reading.line("; ".join(filter(None, told)), name)


def _counted(reading: Reading, said: Json, place: str) -> str:
    """«10 mg, 2 раза в 1 дн.», where nobody put it in words."""
    amounts = []
    for one, where in reading.many(said.get("doseAndRate"), f"{place}.doseAndRate"):
        dose = reading.one(one.get("doseQuantity"), f"{where}.doseQuantity")
        value = reading.number(dose.get("value"), f"{where}.doseQuantity.value")
        if value is not None:
            amounts.append(
                f"{value:f} {reading.line(dose.get('unit') or dose.get('code'), where, 64)}".strip()
            )
    timing = reading.one(said.get("timing"), f"{place}.timing")
    often = reading.words(timing.get("code"), f"{place}.timing.code")
    repeat = reading.one(timing.get("repeat"), f"{place}.timing.repeat")
    times, period = (
        repeat.get("frequency"),
        reading.number(repeat.get("period"), f"{place}.timing.repeat.period"),
    )
    if not often and isinstance(times, int) and period is not None:
        often = f"{times} р. в {period:f} {_UNITS.get(str(repeat.get('periodUnit')), '')}".strip()
    needed = "при необходимости" if said.get("asNeededBoolean") is True else ""
    route = reading.words(said.get("route"), f"{place}.route")
    return ", ".join(filter(None, (*amounts, often, needed, route)))
