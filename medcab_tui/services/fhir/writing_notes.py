"""Records of the history, written: by what they are where that holds all of them, else as sections."""

from __future__ import annotations

from medcab_tui.domain.interchange import Note, Ref
from medcab_tui.domain.patients import EncounterKind
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.pieces import (
    ABSENT,
    Resource,
    coding,
    concept,
    filled,
    moment,
    ours,
    ref,
    refs,
    when,
)
from medcab_tui.services.fhir.sections import CODES, DIAGNOSIS, PARTS, TITLES, narrative

_DONE = {True: "entered-in-error", False: "completed"}


def note(one: Note) -> Resource:
    """A record as a resource that gives back all of it."""
    told = {part for part in PARTS if getattr(one, part)}
    bare = one.organisation == Ref() and one.appends == Ref() and one.diagnosis is None
    if one.title and bare:
        if one.kind is EncounterKind.PROCEDURE and told <= {"conclusion"}:
            return _procedure(one)
        plain = one.kind is EncounterKind.IMMUNIZATION and told <= {"conclusion"} and one.until is None
        if plain and not one.diagnoses:
            return _immunization(one)
        if one.kind is EncounterKind.CARE_PLAN and told <= {"conclusion", "plan"}:
            return _care_plan(one)
    if one.remote.startswith("Encounter/") and one.appends == Ref():
        return _encounter(one)
    return _composition(one)


def _procedure(one: Note) -> Resource:
    period = {"start": when(one.at, one.said), "end": moment(one.until)} if one.until else None
    return filled(
        {
            "resourceType": "Procedure",
            "status": _DONE[one.withdrawn],
            "code": {"text": one.title},
            "subject": ref(one.patient),
            "encounter": ref(one.encounter),
            "performedDateTime": None if period else when(one.at, one.said),
            "performedPeriod": period,
            "performer": [{"actor": actor} for actor in refs((one.author,))],
            "reasonReference": refs(one.diagnoses),
            "note": [{"text": one.conclusion}] if one.conclusion else [],
        }
    )


def _immunization(one: Note) -> Resource:
    return filled(
        {
            "resourceType": "Immunization",
            "status": _DONE[one.withdrawn],
            "vaccineCode": {"text": one.title},
            "patient": ref(one.patient),
            "encounter": ref(one.encounter),
            "occurrenceDateTime": when(one.at, one.said),
            "performer": [{"actor": actor} for actor in refs((one.author,))],
            "note": [{"text": one.conclusion}] if one.conclusion else [],
        }
    )


def _care_plan(one: Note) -> Resource:
    return filled(
        {
            "resourceType": "CarePlan",
            "status": "entered-in-error" if one.withdrawn else "active" if one.until is None else "completed",
            "intent": "plan",
            "title": one.title,
            "description": one.plan,
            "subject": ref(one.patient),
            "encounter": ref(one.encounter),
            "period": filled({"start": when(one.at, one.said), "end": moment(one.until)}),
            "author": ref(one.author),
            "addresses": refs(one.diagnoses),
            "note": [{"text": one.conclusion}] if one.conclusion else [],
        }
    )


def _encounter(one: Note) -> Resource:
    kind = [ours("record-kind", one.kind.value)]
    return filled(
        {
            "resourceType": "Encounter",
            "status": "entered-in-error" if one.withdrawn else "finished",
            "class": {"system": systems.ACT, "code": "AMB"},
            "type": [filled({"coding": kind, "text": one.title})],
            "subject": ref(one.patient),
            "participant": [{"individual": actor} for actor in refs((one.author,))],
            "period": filled({"start": when(one.at, one.said), "end": moment(one.until)}),
            "reasonCode": [
                *filter(None, (concept(one.diagnosis),)),
                *({"text": line} for line in one.complaints.splitlines()),
            ],
            "diagnosis": [{"condition": condition} for condition in refs(one.diagnoses)],
            "serviceProvider": ref(one.organisation),
            "partOf": ref(one.encounter),
        }
    )


def _composition(one: Note) -> Resource:
    code, name = CODES[one.kind]
    about = coding(systems.LOINC, code, name)
    about["coding"].append(ours("record-kind", one.kind.value))
    period = filled({"start": when(one.at, one.said), "end": moment(one.until)}) if one.until else None
    held = filled(
        {
            "resourceType": "Condition",
            "id": "diagnosis",
            "code": concept(one.diagnosis),
            "subject": ref(one.patient),
        }
    )
    found = [{"reference": "#diagnosis"}] if one.diagnosis is not None else []
    sections: list[Resource] = [
        {"title": title, "code": coding(systems.LOINC, loinc, english), "text": narrative(getattr(one, part))}
        for part, (loinc, english, title) in PARTS.items()
        if getattr(one, part)
    ]
    if found or one.diagnoses:
        loinc, english, title = DIAGNOSIS
        entry = found + refs(one.diagnoses)
        section = {"title": title, "code": coding(systems.LOINC, loinc, english), "entry": entry}
        if one.diagnosis is not None:
            section["text"] = narrative(f"{one.diagnosis.code} {one.diagnosis.display}".strip())
        sections.insert(0, section)
    return filled(
        {
            "resourceType": "Composition",
            "contained": [held] if found else [],
            "status": "entered-in-error" if one.withdrawn else "final",
            "type": about,
            "subject": ref(one.patient),
            "encounter": ref(one.encounter),
            "date": when(one.at, one.said),
            "author": refs((one.author,)) or [ABSENT],
            "title": one.title or TITLES[one.kind],
            "custodian": ref(one.organisation),
            "relatesTo": [{"code": "appends", "targetReference": target} for target in refs((one.appends,))],
            "event": [{"period": period}] if period else [],
            "section": sections,
        }
    )
