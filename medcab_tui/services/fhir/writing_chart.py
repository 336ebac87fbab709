"""Conditions, allergies, medicines and documents, written."""

from __future__ import annotations

import base64
from typing import Final

from medcab_tui.domain.interchange import Drug, Enclosed, Illness, Intolerance, Medicine, Paper
from medcab_tui.domain.patients import AllergyGrade, Certainty, PrescriptionStatus
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.pieces import (
    ABSENT,
    Resource,
    coded,
    coding,
    concept,
    filled,
    moment,
    ours,
    part,
    ref,
    refs,
)

_ACTIVE: Final = {
    PrescriptionStatus.REGISTERED: "active",
    PrescriptionStatus.DISPENSED: "completed",
    PrescriptionStatus.PARTLY_DISPENSED: "active",
    PrescriptionStatus.DEFERRED: "on-hold",
    PrescriptionStatus.CANCELLED: "cancelled",
    PrescriptionStatus.ANNULLED: "cancelled",
}
_TAKEN: Final = _ACTIVE | dict.fromkeys(
    (PrescriptionStatus.CANCELLED, PrescriptionStatus.ANNULLED), "stopped"
)
_WRONG: Final = "entered-in-error"


def condition(one: Illness) -> Resource:
    """A Condition; kind and nature by НСИ stand among its categories, how founded it is as its stage."""
    usual = "encounter-diagnosis" if one.diagnosis else "problem-list-item"
    categories = [
        coding(systems.CONDITION_CATEGORY, usual),
        coded(systems.NOSOLOGY, one.kind),
        coded(systems.NATURE, one.nature),
    ]
    stage = coded(systems.STAGE, one.stage)
    certainty = one.certainty or (_WRONG if one.withdrawn else "")
    clinical = (
        "" if certainty == _WRONG else "active" if one.active else "resolved" if one.closed else "inactive"
    )
    return filled(
        {
            "resourceType": "Condition",
            "clinicalStatus": coding(systems.CLINICAL, clinical) if clinical else None,
            "verificationStatus": coding(systems.VERIFICATION, certainty) if certainty else None,
            "category": [found for found in categories if found],
            "code": concept(one.code),
            "subject": ref(one.patient),
            "encounter": ref(one.encounter),
            **part("onset", one.since),
            **part("abatement", one.closed),
            "recordedDate": moment(one.recorded),
            "stage": [{"summary": stage}] if stage else [],
            "note": [{"text": one.note}] if one.note else [],
        }
    )


def allergy(one: Intolerance) -> Resource:
    """An AllergyIntolerance; the gravest there is has a code among its manifestations."""
    certainty = "confirmed" if one.certainty is Certainty.CONFIRMED else "unconfirmed"
    verified = coding(systems.ALLERGY_VERIFICATION, _WRONG if one.withdrawn else certainty)
    if one.certainty is Certainty.SUSPECTED and not one.withdrawn:
        verified["coding"].append(ours("certainty", one.certainty.value))
    shown: list[Resource] = [{"text": one.reaction}] if one.reaction else []
    severity = one.grade.value
    if one.grade is AllergyGrade.ANAPHYLAXIS:
        severity = AllergyGrade.SEVERE.value
        shown.insert(0, coding(systems.SNOMED, systems.ANAPHYLAXIS, "Anaphylaxis"))
    known = one.grade is not AllergyGrade.REACTION
    reaction = {"manifestation": shown or [ABSENT]} | ({"severity": severity} if known else {})
    grave = one.grade in (AllergyGrade.ANAPHYLAXIS, AllergyGrade.SEVERE)
    return filled(
        {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": None
            if one.withdrawn
            else coding(systems.ALLERGY_CLINICAL, "active" if one.active else "inactive"),
            "verificationStatus": verified,
            "criticality": "high" if grave else None,
            "code": concept(one.substance),
            "patient": ref(one.patient),
            **part("onset", one.since),
            "reaction": [reaction] if known or one.reaction else [],
        }
    )


def medication(one: Drug) -> Resource:
    """A Medication."""
    return {"resourceType": "Medication", "code": concept(one.drug)}


def medicine(one: Medicine) -> Resource:
    """A MedicationRequest or a MedicationStatement; how it stands by the gateway's word beside FHIR's."""
    status = _WRONG if one.withdrawn else (_TAKEN if one.taken else _ACTIVE)[one.status]
    reason = {"coding": [ours("prescription-status", one.status.value)]}
    days = filled({"start": _day(one.issued), "end": _day(one.until)})
    shared = {
        "medicationCodeableConcept": concept(one.drug),
        "medicationReference": ref(one.elsewhere),
        "subject": ref(one.patient),
        "reasonCode": [{"text": one.reason}] if one.reason else [],
    }
    dose = [{"text": one.dose}] if one.dose else []
    if one.taken:
        return filled(
            {"resourceType": "MedicationStatement", "status": status, "statusReason": [reason]} | shared
            | {"context": ref(one.encounter), "effectivePeriod": days, "informationSource": ref(one.author),
               "dosage": dose}
        )  # fmt: skip
    until = {"validityPeriod": {"end": _day(one.until)}} if one.until else None
    return filled(
        {"resourceType": "MedicationRequest", "status": status, "statusReason": reason, "intent": "order"}
        | shared
        | {"encounter": ref(one.encounter), "authoredOn": _day(one.issued), "requester": ref(one.author),
           "dosageInstruction": dose, "dispenseRequest": until}
    )  # fmt: skip


def document(one: Paper) -> Resource:
    """A DocumentReference with its files inside."""
    period = {"start": _day(one.issued)} if one.issued else None
    return filled(
        {
            "resourceType": "DocumentReference",
            "masterIdentifier": {"value": one.number} if one.number else None,
            "status": _WRONG if one.withdrawn else "current",
            "type": {"text": one.kind} if one.kind else None,
            "subject": ref(one.patient),
            "author": refs((one.author,)),
            "description": one.title,
            "content": [{"attachment": attachment(file)} for file in one.files],
            "context": filled({"encounter": refs((one.encounter,)), "period": period}),
        }
    )


def attachment(one: Enclosed) -> Resource:
    """An Attachment."""
    data = base64.b64encode(one.content).decode() if one.content else None
    return filled({"contentType": one.media, "data": data, "url": one.elsewhere.key, "title": one.name})


def _day(one: object) -> str:
    return str(one) if one is not None else ""
