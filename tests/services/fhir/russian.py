"""Charts as clinics here write them: RuCore's identifiers, dictionaries of НСИ, invented people."""

from __future__ import annotations

import base64
from typing import Any

NSI = "urn:oid:1.2.643.5.1.13.13."
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
PDF = b"%PDF-1.4 invented"

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "https://fhir.ru/ig/core/systems/snils", "value": "112-233-445 95"},
        {
            "system": "https://fhir.ru/ig/core/systems/oms",
            "value": "7700000000000016",
            "type": {
                "coding": [
                    {
                        "system": "https://fhir.ru/ig/core/CodeSystem/core-cs-nsi-coverage-document",
                        "code": "1",
                    },
                    {"system": f"{NSI}11.1035", "code": "2"},
                ]
            },
        },
        {
            "system": "https://fhir.ru/ig/core/systems/identity-document",
            "value": "4508_123456",
            "type": {"coding": [{"system": f"{NSI}99.2.48", "code": "1"}]},
        },
        {"system": "urn:oid:1.2.643.5.1.13.13.12.2.77.8312.100.1.1.10", "value": "735486"},
    ],
    "name": [
        {"use": "maiden", "family": "Соколова", "given": ["Мария"]},
        {"use": "official", "family": "Кузнецова", "given": ["Мария", "Павловна"]},
    ],
    "telecom": [
        {"system": "phone", "use": "home", "value": "tel:8(495)123-45-67"},
        {"system": "phone", "use": "mobile", "value": "+7 912 345-67-89"},
        {"system": "email", "value": "kuznetsova@example.test"},
    ],
    "gender": "female",
    "birthDate": "1958-03-14",
    "address": [{"postalCode": "656000", "city": "г. Барнаул", "line": ["ул. Ленина, д. 1, кв. 2"]}],
    "contact": [
        {
            "relationship": [{"text": "дочь"}],
            "name": {"family": "Белова", "given": ["Анна"]},
            "telecom": [{"value": "+79990000000"}],
        }
    ],
}

WHO = {"reference": "Patient/p1"}
DOCTOR = {"reference": "PractitionerRole/r1", "display": "Смирнов А. И."}


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def pressure(identity: str = "bp") -> dict[str, Any]:
    """Blood pressure: two components of one observation."""

    def part(code: str, name: str, value: int) -> dict[str, Any]:
        quantity = {"value": value, "unit": "мм рт. ст.", "system": UCUM, "code": "mm[Hg]"}
        return {"code": coded(LOINC, code, name), "valueQuantity": quantity}

    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "category": [coded(f"{HL7}observation-category", "vital-signs", "Vital Signs")],
        "code": coded(LOINC, "85354-9", "Артериальное давление"),
        "subject": WHO,
        "effectiveDateTime": "2026-03-02T09:15:00+07:00",
        "component": [
            part("8480-6", "Систолическое давление", 142),
            part("8462-4", "Диастолическое давление", 93),
        ],
    }


def result(identity: str, **said: Any) -> dict[str, Any]:
    """A result of glycated haemoglobin, with whatever is said otherwise."""
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "category": [coded(f"{HL7}observation-category", "laboratory", "Laboratory")],
        "code": {
            "coding": [
                {"system": LOINC, "code": "4548-4", "display": "Hemoglobin A1c"},
                {"system": f"{NSI}11.1080", "code": "1192236", "display": "HbA1c"},
            ],
            "text": "Гликированный гемоглобин",
        },
        "subject": WHO,
        "effectiveDateTime": "2026-03-02",
        "performer": [{"reference": "Organization/o1", "display": "Лаборатория № 2"}],
    } | said


BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": one}
        for one in (
            {"resourceType": "Organization", "id": "o1", "name": "Лаборатория № 2"},
            {
                "resourceType": "Practitioner",
                "id": "d1",
                "name": [{"family": "Смирнов", "given": ["Александр", "Иванович"]}],
            },
            {
                "resourceType": "PractitionerRole",
                "id": "r1",
                "practitioner": {"reference": "Practitioner/d1"},
                "organization": {"reference": "https://fhir.example.test/r4/Organization/o1"},
                "code": [coded(f"{NSI}11.1002", "110", "Врач-терапевт участковый")],
            },
            PATIENT,
            {
                "resourceType": "Condition",
                "id": "c1",
                "clinicalStatus": coded(f"{HL7}condition-clinical", "active", "Active"),
                "category": [coded(f"{NSI}11.1077", "1", "Основное заболевание")],
                "stage": [{"summary": coded(f"{NSI}11.1076", "3", "Заключительный клинический диагноз")}],
                "code": coded(f"{NSI}11.1005", "E11.9", "Инсулиннезависимый сахарный диабет без осложнений"),
                "subject": WHO,
                "onsetDateTime": "2019-03",
            },
            {
                "resourceType": "AllergyIntolerance",
                "id": "a1",
                "clinicalStatus": coded(f"{HL7}allergyintolerance-clinical", "active", "Active"),
                "verificationStatus": coded(
                    f"{HL7}allergyintolerance-verification", "confirmed", "Confirmed"
                ),
                "code": {"text": "Пенициллин"},
                "patient": WHO,
                "onsetDateTime": "2004",
                "reaction": [
                    {"manifestation": [{"text": "крапивница"}], "severity": "mild"},
                    {"manifestation": [{"text": "отёк Квинке"}], "severity": "severe"},
                ],
            },
            {
                "resourceType": "Encounter",
                "id": "e1",
                "status": "finished",
                "class": {"system": f"{HL7}v3-ActCode", "code": "AMB", "display": "ambulatory"},
                "type": [{"text": "Консультация эндокринолога"}],
                "subject": WHO,
                "participant": [{"individual": DOCTOR}],
                "period": {"start": "2026-03-02T09:00:00+07:00", "end": "2026-03-02T09:30:00+07:00"},
                "reasonCode": [{"text": "Сухость во рту"}],
                "diagnosis": [
                    {"condition": {"reference": "Condition/c9"}, "rank": 2},
                    {"condition": {"reference": "Condition/c1"}, "rank": 1},
                ],
                "serviceProvider": {"reference": "Organization/o1"},
            },
            pressure(),
            result(
                "n1",
                status="corrected",
                valueQuantity={"value": 7.20, "comparator": ">", "unit": "%", "system": UCUM, "code": "%"},
                interpretation=[coded(f"{HL7}v3-ObservationInterpretation", "H", "High")],
                referenceRange=[
                    {"high": {"value": 6.0, "unit": "%"}, "text": "до 6,0"},
                    {"text": "другая"},
                ],
            ),
            result("w1", valueCodeableConcept={"text": "не обнаружено"}),
            {
                "resourceType": "DiagnosticReport",
                "id": "g1",
                "status": "final",
                "code": {"text": "Биохимия крови"},
                "subject": WHO,
                "effectiveDateTime": "2026-03-02",
                "result": [{"reference": "Observation/n1"}],
                "conclusion": "Гипергликемия.",
                "presentedForm": [
                    {
                        "contentType": "application/pdf",
                        "data": base64.b64encode(PDF).decode(),
                        "title": "Бланк",
                    }
                ],
            },
            {"resourceType": "Medication", "id": "m1", "code": {"text": "Метформин 1000 мг"}},
            {
                "resourceType": "MedicationRequest",
                "id": "x1",
                "status": "active",
                "intent": "order",
                "medicationReference": {"reference": "Medication/m1"},
                "subject": WHO,
                "authoredOn": "2026-03-02T22:30:00Z",
                "requester": DOCTOR,
                "dosageInstruction": [{"text": "по 1 таблетке 2 раза в день"}],
                "dispenseRequest": {"validityPeriod": {"end": "2026-05-01"}},
            },
            {
                "resourceType": "MedicationStatement",
                "id": "x2",
                "status": "completed",
                "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Эналаприл 10 мг"}}],
                "medicationReference": {"reference": "#m"},
                "subject": WHO,
                "effectivePeriod": {"start": "2025-01-01", "end": "2025-12-31"},
                "dosage": [
                    {
                        "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                        "doseAndRate": [{"doseQuantity": {"value": 10, "unit": "мг"}}],
                    }
                ],
            },
            {
                "resourceType": "Immunization",
                "id": "i1",
                "status": "completed",
                "vaccineCode": {"text": "Гриппол плюс"},
                "patient": WHO,
                "occurrenceDateTime": "2025-10",
                "lotNumber": "А-12",
                "doseQuantity": {"value": 0.5, "unit": "мл"},
            },
            {
                "resourceType": "Procedure",
                "id": "s1",
                "status": "completed",
                "code": coded(f"{NSI}11.1070", "A11.12.009", "Взятие крови из периферической вены"),
                "subject": WHO,
                "performedDateTime": "2026-03-02T08:00:00+07:00",
                "note": [{"text": "Без осложнений."}],
            },
            {
                "resourceType": "CarePlan",
                "id": "l1",
                "status": "active",
                "intent": "plan",
                "title": "План ведения при диабете",
                "subject": WHO,
                "period": {"start": "2026-03-02"},
                "activity": [{"detail": {"status": "scheduled", "code": {"text": "HbA1c раз в 3 месяца"}}}],
            },
            {
                "resourceType": "DocumentReference",
                "id": "f1",
                "status": "current",
                "type": {"text": "Выписка"},
                "subject": WHO,
                "date": "2026-03-02T10:00:00+07:00",
                "description": "Выписка из стационара",
                "content": [{"attachment": {"contentType": "application/pdf", "url": "Binary/b1"}}],
            },
            {
                "resourceType": "Binary",
                "id": "b1",
                "contentType": "application/pdf",
                "data": base64.b64encode(PDF).decode(),
            },
            {
                "resourceType": "Composition",
                "id": "k1",
                "status": "final",
                "type": coded(LOINC, "18842-5", "Discharge summary"),
                "subject": WHO,
                "date": "2026-02-10T12:00:00+07:00",
                "author": [{"display": "Орлова Е. В."}],
                "title": "Выписной эпикриз",
                "section": [
                    {
                        "title": "Жалобы",
                        "code": coded(LOINC, "10154-3", "Chief complaint"),
                        "text": {
                            "status": "generated",
                            "div": "<div><p>Слабость,</p><p>жажда &amp; зуд</p></div>",
                        },
                    },
                    {
                        "title": "Лечение",
                        "text": {"status": "generated", "div": "<div>Диета<br/>Метформин</div>"},
                    },
                ],
            },
            {
                "resourceType": "Goal",
                "id": "z1",
                "lifecycleStatus": "active",
                "description": {"text": "HbA1c"},
                "subject": WHO,
            },
        )
    ],
}
