"""What resources say, as the cabinet understands it; what it leaves out is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain import interchange as ic
from medcab_tui.domain.chart import KINDS, POLICY_KINDS, STAGES
from medcab_tui.domain.patients import AllergyGrade, Certainty, EncounterKind, PrescriptionStatus, Sex
from medcab_tui.services.fhir.mapping import KINDS as UNDERSTOOD
from medcab_tui.services.fhir.mapping import read
from tests.services.fhir import russian
from tests.services.fhir.charts import ZONE, opened

READS = {one.remote: one for one in opened(russian.BUNDLE)}
WHO = ic.Ref("Patient/p1")
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def _only(remote: str) -> Any:
    (piece,) = READS[remote].pieces
    return piece


def _left(one: ic.Read) -> list[tuple[str, str]]:
    return [(said.element, said.reason) for said in one.unkept]


def _of(resource: dict[str, Any], **said: Any) -> ic.Read:
    return read(resource | said, zone=ZONE)


def test_a_patient_as_rucore_writes_one() -> None:
    assert _only("Patient/p1") == ic.Person(
        "Patient/p1", "Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14),
        snils="11223344595", policy="7700000000000016", policy_kind=POLICY_KINDS[1], passport="4508123456",
        phone="+79123456789", phone2="+74951234567", email="kuznetsova@example.test",
        address="656000, г. Барнаул, ул. Ленина, д. 1, кв. 2", contact="Белова Анна, дочь, +79990000000",
    )  # fmt: skip
    assert _left(READS["Patient/p1"]) == [
        ("Patient.name[0]", "element.more"), ("Patient.identifier[3]", "element.more"),
    ]  # fmt: skip
    assert (
        "Patient?identifier=https://fhir.ru/ig/core/systems/snils|112-233-445 95" in READS["Patient/p1"].keys
    )


def test_everything_of_a_russian_chart_is_understood() -> None:
    left = {remote: _left(one) for remote, one in READS.items() if one.unkept}
    assert left == {
        "Patient/p1": [("Patient.name[0]", "element.more"), ("Patient.identifier[3]", "element.more")],
        "Observation/n1": [("Observation.referenceRange[1]", "element.more")],
    }
    assert _only("Practitioner/d1") == ic.Clinician("Practitioner/d1", "Смирнов А. И.")
    assert _only("PractitionerRole/r1") == ic.Post(
        "PractitionerRole/r1",
        ic.Ref("Practitioner/d1"),
        ic.Ref("Organization/o1"),
        "Врач-терапевт участковый",
    )
    illness = _only("Condition/c1")
    assert (illness.code.code, illness.kind, illness.stage, illness.since, illness.active) == (
        "E11.9", KINDS[0], STAGES[2], "2019-03", True,
    )  # fmt: skip
    allergy = _only("AllergyIntolerance/a1")
    assert (allergy.substance.display, allergy.grade, allergy.reaction, allergy.certainty, allergy.since) == (
        "Пенициллин", AllergyGrade.SEVERE, "крапивница, отёк Квинке", Certainty.CONFIRMED, "2004",
    )  # fmt: skip
    assert READS["Goal/z1"].pieces == (ic.Unknown("Goal/z1", "Goal", WHO),)


def test_of_several_codes_the_one_that_is_read_here_is_kept() -> None:
    said = next(entry["resource"] for entry in russian.BUNDLE["entry"] if entry["resource"].get("id") == "c1")
    codings = [
        {
            "system": "http://snomed.info/sct",
            "code": "44054006",
            "display": "Diabetes type 2",
            "userSelected": True,
        },
        {
            "system": "http://hl7.org/fhir/sid/icd-10-cm",
            "code": "E11.9",
            "display": "Type 2 diabetes mellitus",
        },
    ]
    (illness,) = _of(said, code={"coding": codings}).pieces
    assert isinstance(illness, ic.Illness)
    assert (illness.code.code, illness.code.display) == ("E11.9", "Type 2 diabetes mellitus")
    drug = {"coding": [{"system": "a", "code": "1"}, {"system": "b", "code": "2", "userSelected": True}]}
    (medicine,) = _of({"resourceType": "Medication", "id": "m"}, code=drug).pieces
    assert isinstance(medicine, ic.Drug)
    assert medicine.drug.code == "2"


def test_records_of_the_history() -> None:
    visit = _only("Encounter/e1")
    assert visit == ic.Note(
        "Encounter/e1", WHO, MORNING, EncounterKind.CONSULTATION, "Консультация эндокринолога",
        until=MORNING.replace(minute=30), diagnoses=(ic.Ref("Condition/c1"), ic.Ref("Condition/c9")),
        complaints="Сухость во рту", author=ic.Ref("PractitionerRole/r1", "Смирнов А. И."),
        organisation=ic.Ref("Organization/o1"),
    )  # fmt: skip
    vaccine = _only("Immunization/i1")
    assert (vaccine.kind, vaccine.title, vaccine.said) == (
        EncounterKind.IMMUNIZATION,
        "Гриппол плюс",
        "2025-10",
    )
    assert vaccine.conclusion == "Доза 0.5 мл\nСерия А-12"
    assert vaccine.at == datetime(2025, 9, 30, 21, tzinfo=UTC)  # midnight where the cabinet stands
    assert _only("Procedure/s1").conclusion == "Без осложнений."
    assert _only("CarePlan/l1").plan == "HbA1c раз в 3 месяца"
    summary = _only("Composition/k1")
    assert (summary.kind, summary.title, summary.author) == (
        EncounterKind.EPICRISIS, "Выписной эпикриз", ic.Ref("", "Орлова Е. В."),
    )  # fmt: skip
    assert (summary.complaints, summary.conclusion) == ("Слабость,\nжажда & зуд", "Лечение\nДиета\nМетформин")


def test_results_with_their_bounds_and_words() -> None:
    top, bottom = READS["Observation/bp"].pieces
    assert isinstance(top, ic.Finding)
    assert isinstance(bottom, ic.Finding)
    assert (top.remote, top.code.code, top.value, top.vital) == (
        "Observation/bp#1",
        "8480-6",
        Decimal(142),
        True,
    )
    assert (bottom.remote, bottom.value, bottom.ucum) == ("Observation/bp#2", Decimal(93), "mm[Hg]")
    assert top.panel == bottom.panel == ic.Concept("Артериальное давление", "85354-9", russian.LOINC)
    number = _only("Observation/n1")
    assert (number.value, number.comparator, number.unit, number.flag) == (Decimal("7.2"), ">", "%", "H")
    assert (number.low, number.high, number.norm) == (None, Decimal("6.0"), "до 6,0")
    assert (number.status, number.said, number.vital) == (ic.FindingStatus.CORRECTED, "2026-03-02", False)
    assert (number.code.display, number.code.code) == ("Гликированный гемоглобин", "1192236")
    words = _only("Observation/w1")
    assert (words.value, words.words, words.source.name) == (None, "не обнаружено", "Лаборатория № 2")
    report = _only("DiagnosticReport/g1")
    assert (report.conclusion, report.results) == ("Гипергликемия.", (ic.Ref("Observation/n1"),))
    assert report.files == (ic.Enclosed("Бланк", "application/pdf", russian.PDF),)


def test_medicines_and_documents() -> None:
    asked, taken = _only("MedicationRequest/x1"), _only("MedicationStatement/x2")
    assert (asked.drug, asked.elsewhere, asked.issued, asked.until) == (
        None, ic.Ref("Medication/m1"), date(2026, 3, 3), date(2026, 5, 1),
    )  # fmt: skip
    assert (asked.status, asked.dose) == (PrescriptionStatus.REGISTERED, "по 1 таблетке 2 раза в день")
    assert (taken.drug, taken.dose, taken.taken) == (
        ic.Concept("Эналаприл 10 мг"),
        "10 мг, 2 р. в 1 дн.",
        True,
    )
    assert _only("Medication/m1").drug == ic.Concept("Метформин 1000 мг")
    paper = _only("DocumentReference/f1")
    assert (paper.title, paper.kind, paper.issued) == ("Выписка из стационара", "Выписка", date(2026, 3, 2))
    assert paper.files == (ic.Enclosed("", "application/pdf", elsewhere=ic.Ref("Binary/b1")),)
    assert _only("Binary/b1").content == russian.PDF


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ([{"text": "Кузнецова Мария Павловна"}], ("Кузнецова", "Мария", "Павловна")),
        ([{"text": "Anna Maria Schmidt"}], ("Schmidt", "Anna", "Maria")),
        ([{"text": "Schmidt, Anna Maria"}], ("Schmidt", "Anna", "Maria")),
        ([{"family": "Abbott774", "given": ["Rosa77", "J."]}], ("Abbott", "Rosa", "J")),
        ([{"family": "O'Neil", "given": ["Seán"]}], ("O'Neil", "Seán", "")),
        ([{"family": "Ивaнов–Петров", "given": ["Пётр"]}], ("Иванов-Петров", "Пётр", "")),
        ([{"family": "Silva", "given": ["Ana", "Beatriz " * 9]}], ("Silva", "Ana", ("Beatriz " * 7).strip())),
        ([{"family": "Old", "given": ["A"], "period": {"end": "1"}}, {"family": "New", "given": ["B"]}],
         ("New", "B", "")),
        ([{"family": "1234", "given": ["Rosa"]}], None),
        ([{"family": "Suharto"}], None),
        ("Suharto", None),
        (None, None),
    ],
)  # fmt: skip
def test_names_of_the_world(name: object, kept: tuple[str, str, str] | None) -> None:
    one = _of(russian.PATIENT, name=name)
    if kept is None:
        assert one.pieces == ()
        assert one.unkept[-1].whole or one.unkept[-1].element != "Patient.name"
        assert ("Patient.name", "name.missing") in _left(one)
    else:
        (person,) = one.pieces
        assert isinstance(person, ic.Person)
        assert (person.surname, person.given, person.patronymic) == kept


def test_wrong_numbers_of_a_person_are_left_out_and_told() -> None:
    one = _of(
        russian.PATIENT,
        identifier=[
            {"system": "https://fhir.ru/ig/core/systems/snils", "value": "112-233-445 96"},
            {"system": "http://fhir.ru/ig/RuCore/systems/OMS", "value": "7700000000000017"},
            {"system": "https://fhir.ru/ig/core/systems/identity-document", "value": "12"},
        ],
        telecom=[
            {"system": "phone", "value": "555-123-4567"},  # ten digits may be anybody's
            {"system": "phone", "value": "+49 30 1234567"},
            {"system": "email", "value": "nobody"},
            {"system": "fax", "value": "1"},
        ],
        gender="other",
        birthDate="1958-03",
    )  # fmt: skip
    (person,) = one.pieces
    assert isinstance(person, ic.Person)
    assert (person.snils, person.policy, person.passport, person.phone, person.email) == ("", "", "", "", "")
    assert (person.sex, person.birth, person.born) == (None, None, "1958-03")
    assert [entry for entry in _left(one) if "name" not in entry[0]] == [
        ("Patient.gender", "element.value"), ("Patient.birthDate", "date.form"),
        ("Patient.identifier[0]", "snils"), ("Patient.identifier[1]", "policy"),
        ("Patient.identifier[2]", "passport"), ("Patient.telecom[0]", "phone"),
        ("Patient.telecom[1]", "phone"), ("Patient.telecom[2]", "email"),
        ("Patient.telecom[3]", "element.more"),
    ]  # fmt: skip


def test_that_no_allergy_is_known_is_no_allergy() -> None:
    said = next(entry["resource"] for entry in russian.BUNDLE["entry"] if entry["resource"].get("id") == "a1")
    none = russian.coded("http://snomed.info/sct", "716186003", "No known allergy")
    one = _of(said, code=none)
    assert (one.pieces, _left(one)) == ((), [("AllergyIntolerance.code", "allergy.none")])
    shock = [{"manifestation": [russian.coded("http://snomed.info/sct", "39579001", "Anaphylaxis")]}]
    (piece,) = _of(said, reaction=shock).pieces
    assert isinstance(piece, ic.Intolerance)
    assert (piece.grade, piece.reaction) == (AllergyGrade.ANAPHYLAXIS, "")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({"valueQuantity": {"value": "много"}}, "valueQuantity.value number.form, value value.missing"),
        ({"valueQuantity": {"value": 1, "comparator": "~"}},
         "valueQuantity.comparator element.value, value value.missing"),
        ({}, "value value.missing"),
        ({"valueString": "x", "effectiveDateTime": "2026-13-01"},
         "effectiveDateTime date.form, effectiveDateTime date.missing"),
        ({"valueString": "x", "code": {}}, "code code.missing"),
        ({"valueString": "x", "bodySite": {}}, "bodySite element.more"),
        ({"hasMember": [{"reference": "Observation/1"}]}, ""),
    ],
)  # fmt: skip
def test_what_is_left_of_a_result_is_told(said: dict[str, Any], left: str) -> None:
    told = (
        f"{element.partition('.')[2]} {reason}" for element, reason in _left(_of(russian.result("r"), **said))
    )
    assert ", ".join(told) == left


def test_a_visit_to_come_is_no_record() -> None:
    said = next(entry["resource"] for entry in russian.BUNDLE["entry"] if entry["resource"].get("id") == "e1")
    assert _left(_of(said, status="planned")) == [("Encounter.status", "status.unfit")]
    (wrong,) = _of(said, status="entered-in-error").pieces
    assert isinstance(wrong, ic.Note)
    assert wrong.withdrawn


def test_one_resource_has_one_name_however_it_is_referred_to() -> None:
    address = "https://fhir.example.test/r4/Patient/p1/_history/3"
    assert read(russian.PATIENT, address).keys[0] == read(russian.PATIENT).remote == "Patient/p1"
    unnamed = {key: value for key, value in russian.PATIENT.items() if key != "id"}
    again = read(dict(reversed(unnamed.items())))
    assert read(unnamed).remote == again.remote != read(unnamed | {"gender": "male"}).remote
    assert "112" not in again.remote
    assert read(unnamed, "urn:uuid:1").remote == "urn:uuid:1"


def test_long_names_of_two_people_are_two_names() -> None:
    system = "https://example.test/" + "a" * 300
    one, two = (
        {"resourceType": "Patient", "id": value, "identifier": [{"system": system, "value": value}]}
        for value in ("1", "2")
    )
    named = [set(read(person).keys) for person in (one, two)]
    assert not named[0] & named[1]
    for keys, value in zip(named, ("1", "2"), strict=True):
        about = {"reference": f"Patient?identifier={system}|{value}"}
        (problem,) = read(
            {"resourceType": "Condition", "id": "c", "subject": about, "code": {"text": "x"}}
        ).pieces
        assert isinstance(problem, ic.Illness)
        assert problem.patient.key in keys


@pytest.mark.parametrize("piece", ["<", "<br", "<a ", "A", "A/", "Aa/1/_history/", "urn:", "?"])
def test_a_text_of_a_million_letters_is_read_in_one_go(piece: str) -> None:
    long = piece * (1_000_000 // len(piece))
    said = {"resourceType": "Observation", "id": "o", "subject": {"reference": long}, "code": {"text": "x"}}
    assert read(said, long).remote == "Observation/o"
    parts = {"text": {"div": f"<div>{long}</div>"}, "section": [{"text": {"div": long}}]}
    assert read({"resourceType": "Composition", "subject": {"reference": "Patient/1"}, **parts}).remote
    assert all(len(key) <= 250 for key in read({"resourceType": "Patient"}, long).keys)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["2026", "2026-02-30", "Patient/p1", "#a", "9" * 400, "\ud800", "x\0y", "1E+99999"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(
        st.sampled_from("coding code system value text reference start display div given family".split()),
        inside,
        max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip
RESOURCES = [entry["resource"] for entry in russian.BUNDLE["entry"]]


@settings(max_examples=300)
@given(st.sampled_from(RESOURCES), st.data())
def test_nothing_that_comes_raises(resource: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(resource)))
    one = read(resource | {name: data.draw(junk)}, zone=ZONE)
    assert one.pieces or one.unkept or "Member" in name or resource["resourceType"] not in UNDERSTOOD
    assert {said.reason for said in one.unkept} <= set(ic.REASONS)
    for piece in one.pieces:
        repr(piece).encode()
        assert replace(piece).remote


def test_every_reason_has_a_sentence() -> None:
    from medcab_tui.ui.words.interchange import LEFT

    assert set(LEFT) == set(ic.REASONS)
