"""The regional system: what other institutions wrote about a patient, as FHIR resources, when it is asked.

Nothing is looked up: what there is of somebody follows from who they are, the same whenever it is asked.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from medcab_tui.domain.exchange import Json
from medcab_tui.services.embedded.chance import Chance
from medcab_tui.services.embedded.records import words
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"chart.asked"})
CODES: Final = ("PATIENT_MPI_MISMATCH",)
_NSI: Final = "urn:oid:1.2.643.5.1.13.13.11"
_HL7: Final = "http://terminology.hl7.org/CodeSystem"
_HOSPITAL: Final = "Областная больница (имитация)"
_DOCTOR: Final = "Рогова Е. Д."
_FIRST: Final = datetime(2024, 1, 10, 8, 30, tzinfo=UTC)
"""When the earliest of these visits was."""

_ALLERGIES: Final = (
    ("сульфаниламиды", "крапивница", "moderate"), ("йодсодержащий контраст", "сыпь", "mild"),
    ("кодеин", "тошнота, сыпь", "moderate"),
)  # fmt: skip
_PROBLEMS: Final = (
    ("K21.0", "Гастроэзофагеальный рефлюкс с эзофагитом"), ("M17.1", "Другой первичный гонартроз"),
    ("J45.0", "Астма с преобладанием аллергического компонента"),
)  # fmt: skip
_TESTS: Final = (
    ("2093-3", "Холестерин общий", "ммоль/л", "mmol/L", "3.0", "5.2", 48),
    ("14682-9", "Креатинин", "мкмоль/л", "umol/L", "58", "96", 78),
)


def take(asked: Asked) -> Taken:
    """Accepted; then the patient as they are known there, what is known, and how much it was."""
    given = asked.operation.body.get("patient")
    person: Mapping[str, Json] = given if isinstance(given, Mapping) else {}
    number = f"Р-{asked.chance.digits('number', 7)}"
    told = " ".join(filter(None, (line(person, "surname"), line(person, "given")))) or "Без имени"
    if not line(person, "surname") or _birth(person) is None:
        return Taken(refused("PATIENT_NOT_NAMED", "Не сказано, о ком", number), told=told)
    code = asked.chance.refused(CODES)
    wait = asked.chance.wait("chart", 0.5)
    if code:
        return Taken(accepted(number), (Step(wait, refused(code, words(code), number)),), told=told)
    named = "|".join(line(person, name) for name in ("surname", "given", "patronymic", "birth"))
    who = Chance(asked.chance.conduct, named)
    remote = f"rmis-{who.digits('number', 12)}"
    resources = list(_chart(remote, person, who))
    steps = [
        Step(
            wait + timedelta(milliseconds=place), None, "resource",
            f"{resource['resourceType']}/{resource['id']}", 'W/"1"', resource,
        )
        for place, resource in enumerate(resources)
    ]  # fmt: skip
    last = registered(number, f"Передано сведений: {len(resources) - 1}")
    return Taken(accepted(number), (*steps, Step(wait + timedelta(milliseconds=len(steps)), last)), told=told)


def _chart(remote: str, person: Mapping[str, Json], who: Chance) -> Iterator[dict[str, Json]]:
    """Patient, allergy, problem, record, results, document: all of one visit elsewhere."""
    subject: dict[str, Json] = {"reference": f"Patient/{remote}"}
    at = _FIRST + timedelta(days=int(who.share("day") * 700))
    yield _person(remote, person)
    substance, reaction, severity = who.pick("allergy", _ALLERGIES)
    yield {
        "resourceType": "AllergyIntolerance", "id": f"{remote}-a1", "patient": subject,
        "clinicalStatus": _coded(f"{_HL7}/allergyintolerance-clinical", "active"),
        "verificationStatus": _coded(f"{_HL7}/allergyintolerance-verification", "confirmed"),
        "code": {"text": substance},
        "reaction": [{"manifestation": [{"text": reaction}], "severity": severity}],
    }  # fmt: skip
    code, name = who.pick("problem", _PROBLEMS)
    icd10: dict[str, Json] = {
        "coding": [{"system": f"{_NSI}.1005", "version": "2.27", "code": code, "display": name}]
    }
    yield {
        "resourceType": "Condition", "id": f"{remote}-p1", "subject": subject, "code": icd10,
        "clinicalStatus": _coded(f"{_HL7}/condition-clinical", "active"),
        "verificationStatus": _coded(f"{_HL7}/condition-ver-status", "confirmed"),
        "category": [_coded(f"{_HL7}/condition-category", "problem-list-item")],
        "onsetString": str(at.year),
    }  # fmt: skip
    yield {
        "resourceType": "Encounter", "id": f"{remote}-e1", "status": "finished", "subject": subject,
        "class": {"system": f"{_HL7}/v3-ActCode", "code": "AMB", "display": "Приём"},
        "type": [{"text": f"Консультация: {name}"}],
        "period": {"start": at.isoformat()},
        "participant": [{"individual": {"display": _DOCTOR}}],
        "serviceProvider": {"display": _HOSPITAL},
        "reasonCode": [icd10],
    }  # fmt: skip
    for number, (loinc, test, unit, ucum, low, high, base) in enumerate(_TESTS, 1):
        value = base + int(who.share(loinc) * base * 0.3)
        number_said: Json = value / 10 if base < 60 else value
        yield {
            "resourceType": "Observation", "id": f"{remote}-r{number}", "status": "final", "subject": subject,
            "category": [_coded(f"{_HL7}/observation-category", "laboratory")],
            "code": {"coding": [{"system": "http://loinc.org", "code": loinc, "display": test}]},
            "effectiveDateTime": at.isoformat(),
            "valueQuantity": {
                "value": number_said, "unit": unit, "system": "http://unitsofmeasure.org", "code": ucum,
            },
            "referenceRange": [{"low": {"value": _number(low)}, "high": {"value": _number(high)}}],
            "performer": [{"display": _HOSPITAL}],
        }  # fmt: skip
    text = f"{_HOSPITAL}\nКонсультация {at:%Y-%m-%d}\nДиагноз: {code} {name}\nВрач {_DOCTOR}\n"
    yield {
        "resourceType": "DocumentReference", "id": f"{remote}-d1", "status": "current", "subject": subject,
        "type": {"text": "выписка"}, "description": f"Консультация: {name}", "date": at.isoformat(),
        "author": [{"display": _HOSPITAL}],
        "content": [{
            "attachment": {
                "contentType": "text/plain; charset=utf-8", "title": "konsultaciya.txt",
                "data": base64.b64encode(text.encode()).decode(),
            },
        }],
    }  # fmt: skip


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _person(remote: str, person: Mapping[str, Json]) -> dict[str, Json]:
    numbers: list[Json] = []
    for field, system in (("snils", "snils"), ("policy", "oms")):
        if value := line(person, field):
            numbers.append({"system": f"https://fhir.ru/ig/core/systems/{system}", "value": value})
    given: list[Json] = [part for part in (line(person, "given"), line(person, "patronymic")) if part]
    return {
        "resourceType": "Patient", "id": remote, "identifier": numbers,
        "name": [{"use": "official", "family": line(person, "surname"), "given": given}],
        "gender": "female" if line(person, "sex") == "f" else "male",
        "birthDate": line(person, "birth"),
    }  # fmt: skip


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _birth(person: Mapping[str, Json]) -> date | None:
    try:
        return date.fromisoformat(line(person, "birth"))
    except ValueError:
        return None
