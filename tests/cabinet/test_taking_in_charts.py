"""Charts of other systems: what becomes of each resource, a second time, after an edit, in doubt."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, LoadedPatient
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.import_people import Opened, recognised
from medcab_tui.cabinet.imports import Asked
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import Doubt, Fate, Kept, NotKept, Tally
from medcab_tui.domain.patients import Card, NewPatient, Sex
from tests.papers import made

RU = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1958-03-14",
      "name": [{"family": "Кузнецова", "given": ["Мария", "Павловна"]}],
      "identifier": [{"system": "https://fhir.ru/ig/core/systems/snils", "value": "112-233-445 95"}],
      "telecom": [{"system": "phone", "value": "8 912 345-67-89"}]}  # fmt: skip
FOREIGN = {"resourceType": "Patient", "id": "p2", "gender": "male", "birthDate": "1967-04-02",
           "name": [{"family": "O'Neil-Smith", "given": ["Cato"]}]}  # fmt: skip
HER = {"reference": "Patient/p1"}
HIM = {"reference": "Patient/p2"}
LAB = {"coding": [{"system": "http://loinc.org", "code": "4548-4", "display": "HbA1c"}]}
WORKUP: tuple[dict[str, Any], ...] = (
    # whoever refers comes before whoever is referred to: it must not matter
    {"resourceType": "Observation", "id": "o1", "status": "final", "subject": HER, "code": LAB,
     "effectiveDateTime": "2026-10-01T08:30:00+03:00", "performer": [{"reference": "Organization/lab"}],
     "valueQuantity": {"value": 7.9, "unit": "%", "code": "%", "system": "http://unitsofmeasure.org"},
     "referenceRange": [{"high": {"value": 6.5}}]},
    {"resourceType": "Observation", "id": "bp", "status": "final", "subject": HER,
     "category": [{"coding": [{"code": "vital-signs"}]}], "effectiveDateTime": "2026-10-01T08:30:00+03:00",
     "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "BP"}]},
     "component": [
         {"code": {"coding": [{"system": "http://loinc.org", "code": code, "display": code}]},
          "valueQuantity": {"value": value, "unit": "mm Hg", "code": "mm[Hg]"}}
         for code, value in (("8480-6", 140), ("8462-4", 85))
     ]},
    {"resourceType": "Observation", "id": "pulse", "status": "final", "subject": HER,
     "category": [{"coding": [{"code": "vital-signs"}]}], "effectiveDateTime": "2026-10-01T08:30:00+03:00",
     "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
     "valueQuantity": {"value": 78, "unit": "/min", "code": "/min"}},
    {"resourceType": "Encounter", "id": "e1", "status": "finished", "subject": HER,
     "type": [{"text": "Осмотр терапевта"}], "period": {"start": "2026-10-01T08:00:00+03:00"},
     "diagnosis": [{"condition": {"reference": "Condition/c1"}}],
     "participant": [{"individual": {"reference": "PractitionerRole/r1"}}]},
    {"resourceType": "Condition", "id": "c1", "subject": HER, "onsetDateTime": "2019-03",
     "code": {"coding": [{"system": "urn:oid:1.2.643.5.1.13.13.11.1005", "version": "2.24", "code": "E11.9",
                          "display": "Сахарный диабет 2 типа"}]}},
    {"resourceType": "Condition", "id": "c2", "subject": HIM,
     "code": {"coding": [{"system": "http://snomed.info/sct", "code": "59621000", "display": "HTN"}]}},
    {"resourceType": "AllergyIntolerance", "id": "a1", "patient": HER,
     "code": {"text": "Пенициллин"}, "reaction": [
         {"severity": "severe", "manifestation": [{"text": "сыпь"}]}]},
    {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "subject": HER,
     "authoredOn": "2026-10-01", "medicationReference": {"reference": "Medication/d1"},
     "dosageInstruction": [{"text": "1000 мг 2 раза в день"}]},
    {"resourceType": "Coverage", "id": "cov", "status": "active", "beneficiary": HIM,
     "costToBeneficiary": [{"valueMoney": {"value": 12.50}}]},
    {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": HER, "code": LAB,
     "effectiveDateTime": "2026-10-01", "conclusion": "Гликемия не компенсирована"},
    {"resourceType": "Medication", "id": "d1", "code": {"text": "метформин"}},
    {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/w1"},
     "organization": {"reference": "Organization/lab"}, "code": [{"text": "терапевт"}]},
    {"resourceType": "Practitioner", "id": "w1",
     "name": [{"family": "Рябов", "given": ["Николай", "Валерьевич"]}]},
    {"resourceType": "Organization", "id": "lab", "name": "Лаборатория № 4"},
    RU, FOREIGN,
)  # fmt: skip
"""A visit with all that goes with it."""

Take = Callable[..., Awaitable[Tally]]


def bundle(*resources: Mapping[str, Any]) -> str:
    entries = [{"resource": dict(one)} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, ensure_ascii=False)


@pytest.fixture
def take(cabinet: Cabinet, tmp_path: Path) -> Take:
    """Imports resources, or the text of a file."""

    async def taking(*what: Any, name: str = "charts.json", trial: bool = False, **asked: Any) -> Tally:
        path = tmp_path / name
        path.write_bytes((what[0] if isinstance(what[0], str) else bundle(*what)).encode())
        plan = await cabinet.imports.plan([path], Asked(**asked))
        return await (cabinet.imports.rehearse if trial else cabinet.imports.run)(plan)

    return taking


def told(tally: Tally) -> dict[str, int]:
    return {f"{kept} {fate}": n for (kept, fate), n in tally.fates.items() if kept is not Kept.NAME}


def left(tally: Tally) -> set[tuple[str, str, str]]:
    return {(one.remote, one.element, one.reason) for one in tally.not_kept}


async def card(cabinet: Cabinet, surname: str) -> Card:
    (hit,) = (await cabinet.patients.search(surname)).hits
    return await cabinet.patients.card(hit.row.id)


async def test_a_bundle_becomes_cards_and_the_same_bundle_nothing_more(cabinet: Cabinet, take: Take) -> None:
    first = await take(*WORKUP)
    assert left(first) == set()
    assert told(first) == {
        "patient new": 2, "problem new": 2, "allergy new": 1, "record new": 2, "result new": 1,
        "vital new": 3, "prescription new": 1, "verbatim new": 1,
    }  # fmt: skip

    her = await card(cabinet, "Кузнецова")
    assert (her.patient.snils, her.patient.phone) == ("11223344595", "+79123456789")
    (problem,) = her.problems
    assert (problem.code.code, problem.code.version, problem.since) == ("E11.9", "2.24", "2019-03")
    visit = next(one for one in her.encounters if "Осмотр" in one.summary or one.diagnosis)
    assert visit.diagnosis is not None
    assert visit.diagnosis.code == "E11.9", "taken from the Condition it refers to"
    whole = await cabinet.patients.encounter(visit.id)
    assert whole.body.conclusion == "Осмотр терапевта"
    assert (whole.author.name, whole.author.post, whole.author.department, whole.external, whole.origin) == (
        "Рябов Н. В.", "терапевт", "Лаборатория № 4", True, "FHIR",
    )  # fmt: skip
    (series,) = her.results
    (result,) = series.values
    assert (str(result.value), str(result.high), result.acknowledged, result.source) == (
        "7.9", "6.5", True, "Лаборатория № 4",
    )  # fmt: skip
    assert result.abnormal
    assert her.allergies[0].substance == "Пенициллин"
    assert her.prescriptions[0].text == "метформин, 1000 мг 2 раза в день"
    him = await card(cabinet, "O'Neil")
    assert (him.problems[0].code.code, him.problems[0].code.version) == ("59621000", "SNOMED CT")
    (paper,) = await cabinet.documents.of_patient(him.patient.id)
    kept = await cabinet.documents.kept(paper.id)
    assert '"value": 12.5' in kept.examined.text[0]

    again = await take(*reversed(WORKUP), name="moved.json")
    assert {one.split()[1] for one in told(again)} == {"same"}
    assert sum(told(again).values()) == sum(told(first).values())
    other = await take(
        "\n".join(json.dumps(one | {"meta": {"versionId": "9"}}) for one in WORKUP), name="x.ndjson"
    )
    assert {one.split()[1] for one in told(other)} == {"same"}, "when it was handed over says nothing"
    assert await cabinet.patients.total() == 2


async def test_what_changed_there_changes_here_unless_it_was_edited_here(
    cabinet: Cabinet, take: Take
) -> None:
    await take(*WORKUP)
    her = await card(cabinet, "Кузнецова")
    observation, bp, pulse, encounter, condition, _foreign, allergy, medicine, coverage = (
        json.loads(json.dumps(one)) for one in WORKUP[:9]
    )
    observation["valueQuantity"]["value"] = 8.1
    bp["component"][0]["valueQuantity"]["value"] = 150
    encounter["type"] = [{"text": "Повторный осмотр"}]
    condition["abatementDateTime"] = "2026-09"
    allergy["reaction"][0]["severity"] = "mild"
    medicine["dosageInstruction"] = [{"text": "500 мг"}]
    coverage["status"] = "cancelled"
    moved = RU | {"telecom": [{"system": "phone", "value": "8 912 000-00-00"}]}
    changed = await take(moved, observation, bp, pulse, encounter, condition, allergy, medicine, coverage)
    assert told(changed) == {
        "patient changed": 1, "result changed": 1, "vital changed": 2, "vital same": 1, "record changed": 1,
        "problem changed": 1, "allergy changed": 1, "prescription changed": 1, "verbatim changed": 1,
    }  # fmt: skip
    now = await cabinet.patients.card(her.patient.id)
    assert now.patient.phone == "+79120000000"
    assert now.problems[0].closed == "2026-09-30"
    assert now.prescriptions[0].text == "метформин, 500 мг"
    (series,) = now.results
    assert [str(one.value) for one in (*series.superseded, *series.values)] == ["7.9", "8.1"]
    (measured,) = await cabinet.vitals.of(her.patient.id)
    assert sorted(str(value) for _, value in measured.said.values) == ["150", "78", "85"]

    details = replace(details_of(now.patient), address="Тула, ул. Мира, 1")
    await cabinet.do(
        AmendPatient(cabinet.surroundings.ids.new(), now.patient.id, now.patient.version, details)
    )
    later = await take(RU | {"birthDate": "1958-03-15"})
    assert told(later) == {"patient edited": 1}
    assert left(later) == {("Patient/p1", "", "import.edited")}
    kept = await cabinet.patients.card(her.patient.id)
    assert (kept.patient.birth, kept.patient.address) == (date(1958, 3, 14), "Тула, ул. Мира, 1")
    bp["component"][0]["valueQuantity"]["value"] = 160
    assert told(await take(bp)) == {"vital changed": 2}, "its other parts moved on with it"
    assert told(await take(*WORKUP[:1], RU | {"id": "p9"}, name="o.json"))["result changed"] == 1


HER_HERE = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14), "11223344595")
HIM_HERE = NewPatient("O'Neil-Smith", "Cato", "", Sex.MALE, date(1967, 4, 2))


def person(**more: Any) -> NewPatient:
    return replace(HER_HERE, **more)


class Nowhere:
    """A store without patients: those who are here were opened in the same batch."""

    def alike(self, _digits: str) -> tuple[Id, ...]:
        return ()

    def namesakes(self, _fold: str, _birth: str) -> tuple[Id, ...]:
        return ()

    @property
    def imports(self) -> Nowhere:
        return self


@pytest.mark.parametrize(
    ("here", "there", "sure"),
    [
        (person(), HER_HERE, True),
        (person(surname="Орлова"), HER_HERE, True),  # married since
        (person(snils=""), HER_HERE, True),  # the whole name and birth
        (person(snils="", policy="7700000000000016"), HER_HERE, True),
        (person(snils="00150881600"), HER_HERE, None),  # a namesake with a number of her own
        (person(birth=date(1960, 1, 1)), HER_HERE, False),  # the same number, another birth
        (person(surname="Иванова", given="Ольга"), HER_HERE, False),  # the same number, nobody like her
        (person(snils="", patronymic=""), HER_HERE, False),
        (person(snils="", sex=Sex.MALE), HER_HERE, False),
        (person(snils="", patronymic="Петровна"), HER_HERE, None),
        (person(snils="", birth=date(1958, 3, 15)), HER_HERE, None),
        (HIM_HERE, HIM_HERE, False),  # two names and a birth prove little
        (replace(HIM_HERE, birth=date(1967, 4, 3)), HIM_HERE, None),
    ],
)
def test_people_are_recognised_and_never_merged_when_it_is_doubtful(
    here: NewPatient, there: NewPatient, sure: bool | None
) -> None:
    opened, identity = Opened(cast("Any", Nowhere())), Id(bytes(16))
    opened.add(identity, here)
    assert recognised(opened, there) == {
        True: (identity, []), False: (None, [identity]), None: (None, []),
    }[sure]  # fmt: skip


def test_of_two_who_may_be_meant_nobody_is() -> None:
    opened = Opened(cast("Any", Nowhere()))
    ids = [Id(bytes([n]) * 16) for n in range(3)]
    opened.add(ids[0], person(snils=""))
    opened.add(ids[1], person(snils="", policy="7700000000000016"))
    assert recognised(opened, HER_HERE) == (None, ids[:2])
    opened.add(ids[2], person())
    assert recognised(opened, HER_HERE) == (ids[2], []), "a number tells them apart"


async def test_who_is_here_is_left_as_they_are_and_gets_what_belongs_to_them(
    cabinet: Cabinet, take: Take
) -> None:
    new = cabinet.surroundings.ids.new
    her, him = LoadedPatient(new(), replace(HER_HERE, surname="Орлова")), LoadedPatient(new(), HIM_HERE)
    await cabinet.do(LoadBatch(new(), (her, him)))
    came = (RU, FOREIGN, WORKUP[0], {**WORKUP[0], "id": "his", "subject": HIM})
    for trial in (True, False):
        tally = await take(*came, trial=trial)
        assert told(tally)["patient here"] == 1
        assert tally.doubtful == 1
        known, doubtful = (one for one in tally.not_kept if one.kind == "Patient")
        assert (known.reason, known.whole) == ("import.here", False)
        assert doubtful.values["who"] == "O'Neil-Smith C., 1967-04-02"
    assert left(tally) == {
        ("Patient/p1", "", "import.here"), ("Patient/p2", "", "import.doubtful"),
        ("Observation/his", "subject", "import.no_patient"),
    }  # fmt: skip
    found = await cabinet.patients.card(her.id)
    assert details_of(found.patient) == her.patient
    assert found.results
    assert told(await take(*came, doubt=Doubt.SAME)) == {
        "patient same": 1, "patient here": 1, "result same": 1, "result new": 1,
    }  # fmt: skip
    assert (await cabinet.patients.card(him.id)).results
    assert await cabinet.patients.total() == 2


async def test_one_more_card_where_that_is_asked_for_but_never_two_of_a_number(
    cabinet: Cabinet, take: Take
) -> None:
    new = cabinet.surroundings.ids.new
    await cabinet.do(LoadBatch(new(), (LoadedPatient(new(), person(birth=date(1960, 1, 1))),)))
    refused = await take(RU, doubt=Doubt.NEW)
    assert left(refused) == {("Patient/p1", "identifier", "patient.number_taken")}
    await take(FOREIGN, source="A")
    assert told(await take(FOREIGN, source="B", doubt=Doubt.NEW)) == {"patient new": 1}
    assert await cabinet.patients.total() == 3


async def test_the_same_name_of_another_person_is_noticed(cabinet: Cabinet, take: Take) -> None:
    await take(*WORKUP)
    tally = await take({**FOREIGN, "id": "p1"}, {**WORKUP[0], "subject": HIM}, name="other.json")
    assert left(tally) == {
        ("Patient/p1", "", "import.other_person"), ("Observation/o1", "", "import.other_person"),
    }  # fmt: skip
    assert told(await take({**FOREIGN, "id": "p1"}, source="other", doubt=Doubt.SAME)) == {"patient here": 1}


async def test_what_cannot_be_kept_is_told_and_costs_nothing_else(cabinet: Cabinet, take: Take) -> None:
    tally = await take(
        RU,
        {**FOREIGN, "id": "nosex", "gender": "other"},
        {**FOREIGN, "id": "unborn", "birthDate": "1990"},
        {**FOREIGN, "id": "future", "birthDate": "2030-01-01"},
        {**WORKUP[0], "id": "of-nobody", "subject": {}},
        {**WORKUP[0], "id": "of-unknown", "subject": {"reference": "Patient/none"}},
        {**WORKUP[0], "id": "future-o", "effectiveDateTime": "2030-01-01"},
        {**WORKUP[0], "id": "unborn-o", "effectiveDateTime": "1900-01-01"},
        {**WORKUP[0], "id": "withdrawn", "status": "entered-in-error"},
        {**WORKUP[4], "id": "early", "onsetDateTime": "1931"},
        {**WORKUP[7], "id": "nodate", "authoredOn": None},
        {**WORKUP[2], "id": "half", "code": {"coding": [{"code": "8480-6", "display": "S"}]}},
        {**WORKUP[7], "id": "end-of-time", "authoredOn": "9999-12-31",
         "medicationReference": {"display": "метформин"}},
        {"resourceType": 17},
        WORKUP[0],
    )  # fmt: skip
    reasons = {(one.remote, one.reason) for one in tally.not_kept}
    assert reasons >= {
        ("Patient/nosex", "import.lacks_sex"), ("Patient/unborn", "import.lacks_birth"),
        ("Patient/future", "birth.future"),
        ("Observation/of-nobody", "import.nobodys"), ("Observation/of-unknown", "import.no_patient"),
        ("Observation/future-o", "record.future"), ("Observation/unborn-o", "record.before_birth"),
        ("Observation/withdrawn", "import.withdrawn"), ("Condition/early", "since.before_birth"),
        ("MedicationRequest/end-of-time", "record.future"), ("", "import.no_resource"),
    }  # fmt: skip
    assert told(tally)["result new"] == 2, "a pressure without its other half is a result as well"
    assert told(tally)["problem new"] == 1, "an impossible day is left out, not the illness"
    from medcab_tui.ui.imports.words import listed, outcome, reason

    for one in tally.not_kept:
        assert reason(one), one
        assert "{" not in listed(one)
    assert dict(outcome(tally))


def test_a_list_of_what_was_not_kept_comes_alive_nowhere() -> None:
    from medcab_tui.ui.imports.words import listed

    hostile = NotKept("=HYPERLINK(x).json", 3, "@Kind\x1b[31m\tx\n", "+a\tb\u202e", "", "element.more")
    told = listed(hostile)
    cells = told.split("\t")
    assert len(cells) == 4
    assert all(cell.isprintable() for cell in cells)
    assert [cell[:2] for cell in cells[:3]] == ["'=", "'@", "'+"]


async def test_files_come_with_documents(cabinet: Cabinet, take: Take, tmp_path: Path) -> None:
    def reference(identity: str, attachment: dict[str, Any]) -> dict[str, Any]:
        return {"resourceType": "DocumentReference", "id": identity, "status": "current", "subject": HER,
                "description": identity, "date": "2026-09-01T10:00:00Z",
                "content": [{"attachment": attachment}]}  # fmt: skip

    png = base64.b64encode(made.png()).decode()
    text = base64.b64encode("Выписка: жалоб нет".encode()).decode()
    came = (
        RU,
        {"resourceType": "Binary", "id": "b", "contentType": "image/png", "data": png},
        reference("picture", {"contentType": "image/png", "data": png, "title": "снимок.png"}),
        reference("elsewhere", {"url": "Binary/b"}),
        reference("words", {"contentType": "text/plain; charset=utf-8", "data": text}),
        reference(
            "strange", {"contentType": "application/zip", "data": base64.b64encode(b"PK\x03\x04").decode()}
        ),
        reference("lost", {"url": "http://example.org/file.pdf"}),
    )
    tally = await take(*came)
    assert told(tally)["document new"] == 5
    assert {(one.remote.rpartition("/")[2], one.reason) for one in tally.not_kept} == {
        ("strange", "content.form"), ("lost", "import.elsewhere"),
    }  # fmt: skip
    her = await card(cabinet, "Кузнецова")
    papers = {one.title: one for one in await cabinet.documents.of_patient(her.patient.id)}
    assert {title: one.format for title, one in papers.items()} == {
        "picture": "png", "elsewhere": "png", "words": "txt", "strange": "", "lost": "",
    }  # fmt: skip
    assert (await cabinet.documents.kept(papers["words"].id)).examined.text == ("Выписка: жалоб нет",)
    await cabinet.step_up.prove(password="Demo-2026!")
    target = await cabinet.documents.export(papers["words"].id, tmp_path)
    assert target.read_text() == "Выписка: жалоб нет"
    assert told(await take(*came, name="again.json"))["document same"] == 5


async def test_lists_of_patients(cabinet: Cabinet, take: Take) -> None:
    rows = (
        "№ карты;Ф.И.О.;Д.Р.;Пол;СНИЛС;Телефон;Телефон 2;Участок\n"
        "17;Кузнецова Мария Павловна;14.03.1958;ж;112-233-445 95;8 912 345-67-89;;7\n"
        "18;Сидоров Олег;1.2.1970;;;;;\n"
        "19;Ли Бо;1960-02-03;муж;123;;;\n"
        "20;Кузнецова Мария Павловна;14.03.1958;ж;112-233-445 95;;;\n"
    )
    tally = await take(rows, name="list.csv")
    assert told(tally) == {"patient new": 2, "patient here": 1}, "the same person twice in a list is one"
    assert {(one.place, one.element, one.reason) for one in tally.not_kept} == {
        (3, "gender", "import.row_sex"), (4, "СНИЛС", "snils"), (5, "", "import.here"),
    }  # fmt: skip
    assert told(await take(rows, name="later.csv")) == {"patient same": 3}
    moved = await take(rows.replace("8 912 345-67-89", "8 912 000-00-00"), name="list.csv")
    assert told(moved)["patient changed"] == 1
    with pytest.raises(Invalid, match=r"import\.no_names"):
        await take("a;b\n1;2", name="x.csv")
    named = await take(
        "a;b;c\nИванов;Пётр Ильич;1.1.1980",
        name="x.csv",
        columns={"name": "", "surname": "a", "given": "b", "birth": "3", "sex": ""},
    )
    assert left(named) == {(named.not_kept[0].remote, "gender", "import.row_sex")}


async def test_stopping_keeps_whole_batches_and_the_next_run_goes_on(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medcab_tui.cabinet.import_reading.BATCH", 50)
    results = [
        {**WORKUP[0], "id": f"o{n}", "effectiveDateTime": f"2026-01-{n % 28 + 1:02d}"} for n in range(200)
    ]
    path = tmp_path / "many.json"
    path.write_text(bundle(RU, *results))
    before = (await cabinet.journal.verify()).rows
    plan = await cabinet.imports.plan([path], Asked())
    seen: list[int] = []
    stopped = await cabinet.imports.run(plan, lambda done, _all: seen.append(done), lambda: seen[-1] > 100)
    assert stopped.stopped
    assert told(stopped) == {"patient new": 1, "result new": 100}
    assert (await cabinet.journal.verify()).rows == before + 3, "a row for every batch"
    again = await cabinet.imports.run(await cabinet.imports.plan([path], Asked()))
    assert told(again) == {"patient same": 1, "result same": 100, "result new": 100}
    verdict = await cabinet.journal.verify()
    assert verdict.whole


async def test_an_import_that_was_killed_goes_on(
    cabinet: Cabinet, door: Door, take: Take, tmp_path: Path
) -> None:
    await cabinet.sign_out()
    results = [{**WORKUP[0], "id": f"o{n}"} for n in range(2_000)]
    path = tmp_path / "charts.json"
    path.write_text(bundle(RU, *results))
    other = Path(__file__).with_name("importing_process.py")
    process = subprocess.Popen(
        [sys.executable, str(other), str(door.folder), str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while (line := process.stdout.readline()) and int(line) < 200:
        pass
    process.kill()
    acknowledged = int([line, *process.stdout.readlines()][-1])
    process.wait()
    assert 200 <= acknowledged < 2_000, "it was killed in the midst"
    again = await door.sign_in("ivanova", "Demo-2026!")
    tally = await again.imports.run(await again.imports.plan([path], Asked()))
    fates = told(tally)
    assert fates["patient same"] == 1
    assert fates["result same"] + fates["result new"] == 2_000
    assert acknowledged - 1 <= fates["result same"] <= acknowledged + 19, "at most the batch that was written"
    (series,) = (await card(again, "Кузнецова")).results
    assert len(series.values) == 2_000
    assert (await again.journal.verify()).whole
    again.close_now()


async def test_a_trial_changes_nothing_and_a_changed_file_is_noticed(
    cabinet: Cabinet, take: Take, tmp_path: Path
) -> None:
    before = (await cabinet.journal.verify()).rows
    trial = await take(*WORKUP, trial=True)
    assert told(trial)["patient new"] == 2
    assert told(trial)["result new"] == 4
    assert await cabinet.patients.total() == 0
    assert (await cabinet.journal.verify()).rows == before
    plan = await cabinet.imports.plan([tmp_path / "charts.json"], Asked())
    (tmp_path / "charts.json").write_text(bundle(FOREIGN))
    with pytest.raises(Invalid, match=r"import\.changed"):
        await cabinet.imports.run(plan)


async def test_kinds_of_resources_without_end_are_counted_as_one(cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "kinds.json"
    path.write_text(bundle(*({"resourceType": f"Kind{n}", "id": "1"} for n in range(700)), RU))
    plan = await cabinet.imports.plan([path], Asked())
    assert len(plan.files[0].counts) == 502
    assert plan.total == 701
    assert plan.files[0].counts["Patient"] == 1
    assert told(await cabinet.imports.run(plan))["patient new"] == 1


async def test_a_broken_file_is_left_whole_and_the_others_come(cabinet: Cabinet, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    folder.mkdir()
    (folder / "cut.json").write_text(bundle(FOREIGN)[:-9])
    with pytest.raises(Invalid, match=r"import\.cut"):
        await cabinet.imports.plan([folder], Asked())
    (folder / "good.json").write_text(bundle(RU))
    tally = await cabinet.imports.run(await cabinet.imports.plan([folder], Asked()))
    assert told(tally) == {"patient new": 1}
    assert [(one.file, one.reason, one.place) for one in tally.not_kept] == [("cut.json", "import.cut", 0)]


async def test_only_who_keeps_the_store_imports(cabinet: Cabinet, door: Door, tmp_path: Path) -> None:
    await cabinet.step_up.prove(password="Demo-2026!")
    clerk = NewWorker("clerk", "Белова", "О", "", "медсестра", "", frozenset({Role.NURSE, Role.CLINICIAN}))
    await cabinet.accounts.add_worker(clerk, "Demo-2026!")
    await cabinet.sign_out()
    path = tmp_path / "charts.json"
    path.write_text(bundle(RU))
    nurse = await door.sign_in("clerk", "Demo-2026!")
    with pytest.raises(Forbidden):
        await nurse.imports.plan([path], Asked())
    nurse.close_now()


async def test_thousands_of_resources_a_second_in_bounded_memory(cabinet: Cabinet, tmp_path: Path) -> None:
    """The figure itself is measured by `make bench`; here a wide margin below it."""
    path = tmp_path / "many.ndjson"
    with path.open("w") as file:
        file.write(json.dumps(RU) + "\n")
        for number in range(3_000):
            file.write(json.dumps({**WORKUP[0], "id": str(number)}) + "\n")
    began = time.process_time()
    tally = await cabinet.imports.run(await cabinet.imports.plan([path], Asked()))
    assert told(tally)["result new"] == 3_000
    assert time.process_time() - began < 6


NASTY = (
    None, "", 0, -1, 10**30, 1e-30, True, [], {}, [None], [{}], ["x"], {"x": 1}, "\0", "\u202eabc",
    "x" * 5_000, "0001-01-01", "9999-12-31", "2026", "2026-02", "2026-10-01T08:30:00+14:00",
    "Patient/p2", "#x", "<", HIM,
    {"coding": [{"code": "E11.9"}]}, [{"coding": [{"system": 5}]}], "Иванов\nПётр", "\x1b[31m",
)  # fmt: skip


def twisted(one: Any, chance: random.Random) -> Any:
    """The same with something that does not belong there, somewhere."""
    if isinstance(one, dict) and one:
        name = chance.choice([*one])
        if name == "resourceType":
            return one
        return {**one, name: twisted(one[name], chance)}
    if isinstance(one, list) and one and chance.random() < 0.8:
        return [twisted(one[0], chance), *one[1:]]
    return chance.choice(NASTY)


async def test_twisted_resources_stop_nothing(
    cabinet: Cabinet, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    for turn in range(40):
        came = [twisted(one, chance) if chance.random() < 0.6 else one for one in WORKUP]
        tally = await take(*came, name=f"{turn}.json")
        reasons = {one.reason for one in tally.not_kept if one.whole}
        assert "resource.form" not in reasons, "each is left for a reason of its own"
    assert (await cabinet.journal.verify()).whole


async def test_memory_holds_a_batch_however_many_there_are(
    cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medcab_tui.cabinet.import_reading.BATCH", 50)
    monkeypatch.setattr("medcab_tui.papers.charts.resources._PIECE", 16 * 1024)

    async def peak(count: int) -> int:
        path = tmp_path / f"{count}.ndjson"
        lines = [json.dumps({**WORKUP[0], "id": f"{count}-{n}"}) for n in range(count)]
        path.write_text("\n".join([json.dumps(RU), *lines]))
        del lines
        plan = await cabinet.imports.plan([path], Asked())
        tracemalloc.start()
        await cabinet.imports.run(plan)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    await peak(100)
    few, many = await peak(200), await peak(1_600)
    assert many < few + 300_000, (few, many)


async def test_a_look_that_nobody_waits_for_ends(cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_text(bundle(*[WORKUP[0]] * 20_000))
    told: list[int] = []
    reading = asyncio.create_task(cabinet.imports.plan([path], Asked(), lambda done, _all: told.append(done)))
    await asyncio.sleep(0.02)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert max(told, default=0) < path.stat().st_size, "it was not read to its end"


async def test_cancelling_waits_for_what_is_written(cabinet: Cabinet, take: Take, tmp_path: Path) -> None:
    path = tmp_path / "charts.json"
    path.write_text(bundle(*WORKUP))
    plan = await cabinet.imports.plan([path], Asked())
    work = asyncio.create_task(cabinet.imports.run(plan))
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    whole = await take(*WORKUP)
    assert sum(told(whole).values()) == 13
    assert await cabinet.patients.total() == 2
    assert Fate.NEW in {fate for _, fate in whole.fates}
