"""Regional records (C039, C040): pulled without typing, their origin shown, nothing of ours written over."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AddAllergy, AmendAllergy
from medcab_tui.cabinet.patients_actions import AddPatient, AmendRecord
from medcab_tui.cabinet.region_actions import AskRegion
from medcab_tui.cabinet.visits_actions import BeginVisit
from medcab_tui.domain.errors import Invalid, Repeated
from medcab_tui.domain.exchange import Change
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty, NewPatient
from medcab_tui.domain.region import ORIGIN
from tests.exchange.test_exchange import Adding, Place
from tests.exchange.test_insurance import Insured

SERVICE = (
    "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
    " VALUES ('region', randomblob(16), 'model', '{}', 1, 1, '{}', '[\"chart.asked\"]', '[]')"
)
WHO = {"reference": "Patient/77"}
TASKS = (
    "SELECT code, params, detail, withdrawn IS NULL FROM task WHERE code LIKE 'region.%' ORDER BY since, id"
)


def person(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient", "id": "77", "gender": "female", "birthDate": "1958-03-14",
        "name": [{"family": "Кузнецова", "given": ["Мария", "Павловна"]}],
        "identifier": [{"system": "https://fhir.ru/ig/core/systems/snils", "value": "11223344595"}],
    } | more  # fmt: skip


def allergy(substance: str = "йод", number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance", "id": f"a{number}", "patient": WHO, "code": {"text": substance},
        "reaction": [{"manifestation": [{"text": "сыпь"}], "severity": "moderate"}],
    } | more  # fmt: skip


def visit(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter", "id": "e1", "status": "finished", "subject": WHO,
        "class": {"code": "AMB", "display": "Приём"}, "type": [{"text": "Консультация"}],
        "period": {"start": "2026-10-01T09:00:00+03:00"},
        "participant": [{"individual": {"display": "Рогова Е. Д."}}],
    } | more  # fmt: skip


def result(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": "r1", "status": "final", "subject": WHO,
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3", "display": "Калий"}]},
        "effectiveDateTime": "2026-10-01T09:00:00+03:00", "valueQuantity": {"value": 4.4, "unit": "ммоль/л"},
        "performer": [{"display": "Областная больница"}],
    } | more  # fmt: skip


def paper(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference", "id": "d1", "status": "current", "subject": WHO,
        "type": {"text": "выписка"}, "description": "Выписной эпикриз", "date": "2026-10-01T09:00:00+03:00",
        "author": [{"display": "Областная больница"}],
        "content": [
            {"attachment": {"contentType": "text/plain", "title": "x.txt", "data": "0L/RgNC40LLQtdGC"}}
        ],
    } | more  # fmt: skip


class Region(Place):
    """A cabinet whose regional system says what it is told to say."""

    said = 0

    async def says(self, *resources: dict[str, Any], deleted: str = "") -> None:
        self.adapter.changes = []
        for one in resources:
            Region.said += 1
            remote = f"{one['resourceType']}/{one['id']}"[:200].replace("\x00", "").replace("\x1b", "")
            self.adapter.changes.append(Change("resource", f"{Region.said:09}", remote, "", one))
        if deleted:
            Region.said += 1
            self.adapter.changes.append(Change("resource", f"{Region.said:09}", deleted, deleted=True))
        await self.step(61, pull=True)

    async def tasks(self) -> list[Any]:
        return await self.read(TASKS)


@pytest.fixture
async def region(cabinet: Cabinet) -> Region:
    await cabinet._desk.write(lambda c: c.execute(SERVICE))
    return Region(cabinet)


async def card(cabinet: Cabinet, patient: Id) -> Any:
    return await cabinet.patients.card(patient, opened=False)


@pytest.fixture
async def stand(cabinet: Cabinet, maria: NewPatient, add: Adding) -> AsyncIterator[Insured]:
    patient = await add(cabinet, maria)
    link = await cabinet.links.one("embedded")
    await cabinet.links.change(link, {"refuses": "0", "seconds": "45"})
    await cabinet.links.switch("embedded", enabled=True)
    yield Insured(cabinet, patient)
    await cabinet.exchange.close()


@pytest.mark.capability("C039", "C040")
async def test_the_stand_in_gives_a_chart_when_it_is_asked_and_the_same_once(stand: Insured) -> None:
    cabinet, new = stand.cabinet, stand.cabinet.surroundings.ids.new
    await cabinet.do(AskRegion(new(), stand.patient))
    with pytest.raises(Repeated):
        await cabinet.do(AskRegion(new(), stand.patient))
    for _turn in range(3):
        await stand.passes(minutes=2)
    found = await card(cabinet, stand.patient)
    (foreign,) = found.allergies
    assert (foreign.origin, foreign.version) == (ORIGIN, 1)
    assert [(one.origin, one.active) for one in found.problems] == [(ORIGIN, True)]
    (record,) = found.encounters
    assert (record.external, record.origin, record.author) == (True, ORIGIN, "Рогова Е. Д.")
    values = [value for series in found.results for value in series.values]
    assert len(values) == 2
    assert all(value.source.startswith(f"{ORIGIN} · ") and value.acknowledged for value in values)
    (document,) = await cabinet.documents.of_patient(stand.patient)
    assert document.author.startswith(ORIGIN)
    asked = await cabinet.insurance.charts_asked(stand.patient)
    assert [one.told for one in asked] == ["Передано сведений: 6"]
    assert found.patient.version == 1, "what the card says of the person is ours"

    stand.clock.advance(stand.cabinet.repeats_within)
    await cabinet.do(AskRegion(new(), stand.patient))
    for _turn in range(3):
        await stand.passes(minutes=2)
    again = await card(cabinet, stand.patient)
    assert (again.allergies, again.problems, again.encounters) == (
        found.allergies, found.problems, found.encounters,
    )  # fmt: skip
    assert again.results == found.results


@pytest.mark.capability("C040")
async def test_a_visit_that_begins_asks_once_a_day(stand: Insured) -> None:
    cabinet, new = stand.cabinet, stand.cabinet.surroundings.ids.new
    await cabinet.do(BeginVisit(new(), stand.patient))
    assert len(await cabinet.insurance.charts_asked(stand.patient)) == 1
    for _turn in range(3):
        await stand.passes(minutes=2)
    assert (await card(cabinet, stand.patient)).allergies


async def test_nothing_of_ours_is_written_over(region: Region, maria: NewPatient, add: Adding) -> None:
    cabinet, new = region.cabinet, region.cabinet.surroundings.ids.new
    patient = await add(cabinet, maria)
    ours = Allergy(new(), "Йод", AllergyGrade.SEVERE, "2019", None, "отёк", Certainty.CONFIRMED)
    await cabinet.do(AddAllergy(new(), patient, ours))
    await region.says(
        person(telecom=[{"system": "phone", "value": "+79990000000"}]), allergy(), allergy("мёд", 2)
    )
    found = await card(cabinet, patient)
    assert found.patient.phone == "+79123456789"
    assert {one.substance: one.origin for one in found.allergies} == {"Йод": "", "мёд": ORIGIN}
    honey = next(one for one in found.allergies if one.substance == "мёд")

    # Changed there alone: it is changed here. The same once more: nothing.
    change = allergy("мёд", 2, reaction=[{"manifestation": [{"text": "отёк"}], "severity": "severe"}])
    for _time in range(2):
        await region.says(change)
        changed = next(one for one in (await card(cabinet, patient)).allergies if one.substance == "мёд")
        assert (changed.reaction, changed.version, changed.origin) == ("отёк", 2, ORIGIN)

    # Changed here and there: ours stays, and it is told once; ours that is not linked is never touched.
    amended = dataclasses.replace(changed, certainty=Certainty.CONFIRMED, since="2020")
    await cabinet.do(AmendAllergy(new(), patient, 2, amended))
    for _time in range(2):
        await region.says(allergy("мёд", 2), allergy(reaction=[], number=1))
    now = await card(cabinet, patient)
    stays = next(one for one in now.allergies if one.id == honey.id)
    assert (stays.since, stays.reaction, stays.version) == ("2020", "отёк", 3)
    assert next(one for one in now.allergies if one.id == ours.id).reaction == "отёк"
    assert [code for code, *_rest in await region.tasks()] == ["region.edited"]
    await region.says(allergy("мёд", 2, verificationStatus={"coding": [{"code": "entered-in-error"}]}))
    assert stays.id in [one.id for one in (await card(cabinet, patient)).allergies], "ours was changed since"


@pytest.mark.capability("C039")
async def test_what_is_withdrawn_there_says_so_here(region: Region, maria: NewPatient, add: Adding) -> None:
    cabinet = region.cabinet
    patient = await add(cabinet, maria)
    await region.says(person(), allergy("мёд"), visit(), result(), paper())
    found = await card(cabinet, patient)
    assert [len(one) for one in (found.allergies, found.encounters, found.results)] == [1, 1, 1]
    error = {"status": "entered-in-error"}
    unsure = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    for _time in range(2):
        await region.says(allergy("мёд", **unsure), visit(**error), result(**error), paper(**error))
    gone = await card(cabinet, patient)
    assert gone.allergies == ()
    assert [one.substance for one in gone.withdrawn if isinstance(one, Allergy)] == ["мёд"]
    assert [one.origin for one in gone.encounters] == ["РМИС · отозвано там"]
    assert [value.source for series in gone.results for value in series.values] == ["РМИС · отозвано там"]
    assert await cabinet.documents.of_patient(patient) == ()
    await region.says(deleted="Encounter/e1")
    await region.says(deleted="Encounter/nobody")
    assert len((await card(cabinet, patient)).encounters) == 1


async def test_a_record_that_was_amended_here_stays_though_it_was_withdrawn_there(
    region: Region, maria: NewPatient, add: Adding
) -> None:
    cabinet, new = region.cabinet, region.cabinet.surroundings.ids.new
    patient = await add(cabinet, maria)
    await region.says(person(), visit())
    (record,) = (await card(cabinet, patient)).encounters
    whole = await cabinet.patients.encounter(record.id)
    await cabinet.do(AmendRecord(new(), record.id, 1, replace(whole.body, plan="контроль"), "дополнено"))
    await region.says(visit(status="entered-in-error"))
    (stays,) = (await card(cabinet, patient)).encounters
    assert (stays.origin, stays.edition) == (ORIGIN, 2)
    assert [code for code, *_rest in await region.tasks()] == ["region.edited"]


@pytest.mark.capability("C040")
async def test_what_is_nobodys_waits_with_the_reason_and_is_taken_in_once_it_is_known(
    region: Region, maria: NewPatient, add: Adding
) -> None:
    cabinet, new = region.cabinet, region.cabinet.surroundings.ids.new
    await region.says(person(), allergy("мёд"), visit())
    assert await region.read("SELECT count(*) FROM patient") == [(0,)], "no card is opened by a chart"
    ((code, params, detail, open_),) = await region.tasks()
    assert (code, json.loads(params)["why"], open_) == ("region.unmatched", "region.nobody", 1)
    assert detail == "Кузнецова Мария Павловна, 1958-03-14"
    patient = (await cabinet.do(AddPatient(new(), maria))).result
    await region.says(person())
    found = await card(cabinet, patient)
    assert [one.substance for one in found.allergies] == ["мёд"]
    assert len(found.encounters) == 1
    assert [open_ for *_rest, open_ in await region.tasks()] == [0], "nobody has to look any more"
    assert await region.read("SELECT count(*) FROM region_waiting") == [(0,)]


async def test_two_who_may_be_the_same_are_not_chosen_between(
    region: Region, maria: NewPatient, add: Adding
) -> None:
    plain = replace(maria, snils="", policy="", patronymic="")
    await add(region.cabinet, plain)
    await region.cabinet.do(
        AddPatient(
            region.cabinet.surroundings.ids.new(), replace(plain, phone="", area="3"),
            tuple(row.id for row in await region.cabinet.patients.likely_duplicates(plain)),
        )
    )  # fmt: skip
    await region.says(person(identifier=[]), {**allergy(), "patient": {"display": "кто-то"}})
    whys = sorted(json.loads(params)["why"] for _code, params, *_rest in await region.tasks())
    assert whys == ["region.two", "region.unnamed"]
    assert await region.read("SELECT count(*) FROM allergy") == [(0,)]


async def test_where_nobody_can_be_asked_it_is_said(cabinet: Cabinet, maria: NewPatient, add: Adding) -> None:
    patient = await add(cabinet, maria)
    with pytest.raises(Invalid, match=r"region\.no_service"):
        await cabinet.do(AskRegion(cabinet.surroundings.ids.new(), patient))


JUNK: tuple[Any, ...] = (
    None, "", "\x00\x1b[31m", "[b]x[/b]", 0, -1, 1e300, True, [], {}, [None], {"value": {}}, "2026-13-40",
    "9" * 400, {"reference": "Patient/77"}, {"reference": "Patient/78"}, "Ё" * 3000,
    {"coding": [{"system": 5, "code": []}]},
)  # fmt: skip


def spoiled(resource: Any, chance: random.Random) -> Any:
    """The same with something in it that should not be there, however deep."""
    if isinstance(resource, dict) and resource and chance.random() < 0.8:
        name = chance.choice(sorted(resource))
        return {**resource, name: spoiled(resource[name], chance)}
    if isinstance(resource, list) and resource and chance.random() < 0.8:
        return [spoiled(one, chance) for one in resource]
    return chance.choice(JUNK)


async def test_whatever_a_region_sends_stops_nobody_elses(
    region: Region, maria: NewPatient, add: Adding
) -> None:
    """What cannot be taken in is passed over, and what is sound beside it comes all the same."""
    chance = random.Random(11)
    patient = await add(region.cabinet, maria)
    await region.says(person())
    makers = (person, allergy, visit, result, paper)
    for number in range(40):
        odd = [spoiled(maker(), chance) for maker in makers]
        odd = [
            {"id": f"x{number}-{place}", "resourceType": "Basic", **one}
            for place, one in enumerate(odd)
            if isinstance(one, dict) and isinstance(one.get("resourceType", ""), str)
        ]
        for one in odd:
            one["id"] = str(one["id"])[:40] if isinstance(one["id"], str | int) else "odd"
        await region.says(*odd, allergy(f"проба {number}", 100 + number))
    found = await card(region.cabinet, patient)
    sound = [one for one in found.allergies if one.substance.startswith("проба ")]
    assert len(sound) == 40
    assert all(one.origin == ORIGIN for one in found.allergies)
    assert found.patient.version == 1
    assert await region.read("SELECT count(*) FROM patient") == [(1,)]
