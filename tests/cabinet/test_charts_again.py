"""Charts that come a second time: into cards that were merged, and with what was lacking at first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.import_taking import Taking
from medcab_tui.cabinet.imports import Asked
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import Tally
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store.transaction import Connection
from medcab_tui.ui.imports.words import listed
from tests.cabinet.test_taking_in_charts import FOREIGN, HER, HIM, RU, WORKUP, bundle, card, left, told

OBSERVATION, PRESSURE, _PULSE, VISIT, CONDITION, _HTN, ALLERGY, MEDICINE = WORKUP[:8]
_ROWS = (
    "SELECT (SELECT count(*) FROM observation WHERE patient = :p), (SELECT count(*) FROM encounter WHERE"
    " patient = :p), (SELECT count(*) FROM problem WHERE patient = :p), (SELECT count(*) FROM allergy WHERE"
    " patient = :p), (SELECT count(*) FROM prescription WHERE patient = :p),"
    " (SELECT count(*) FROM measurement WHERE patient = :p)"
)


class Import:
    """Files of one system, taken in one after the other."""

    def __init__(self, cabinet: Cabinet, folder: Path) -> None:
        self.cabinet, self.folder = cabinet, folder

    async def text(self, text: str, name: str = "charts.json") -> Tally:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return await self.cabinet.imports.run(await self.cabinet.imports.plan([path], Asked()))

    async def take(self, *resources: Mapping[str, Any]) -> Tally:
        return await self.text(bundle(*resources))

    async def rows(self, patient: Id) -> tuple[int, ...]:
        def read(c: Connection) -> tuple[int, ...]:
            return tuple(map(int, c.execute(_ROWS, {"p": patient}).fetchone() or ()))

        return await self.cabinet._desk.vault.read(read)


@pytest.fixture
def come(cabinet: Cabinet, tmp_path: Path) -> Import:
    return Import(cabinet, tmp_path)


async def test_what_comes_for_a_merged_card_is_in_the_one_that_stays_until_they_are_parted(
    cabinet: Cabinet, come: Import, maria: NewPatient
) -> None:
    await come.take(*WORKUP)
    leaves = (await card(cabinet, "Кузнецова")).patient
    new = cabinet.surroundings.ids.new
    there = replace(maria, surname="Орлова", snils="", policy="", phone="")
    stays = (await cabinet.do(AddPatient(new(), there, (leaves.id,)))).result
    settled = replace(details_of(leaves), surname="Орлова", area="7")
    merge = MergePatients(new(), stays, 1, leaves.id, leaves.version, settled, "одна и та же пациентка")
    merged = await cabinet.do(merge)
    before = await come.rows(stays)
    moved: list[dict[str, Any]] = [json.loads(json.dumps(one)) for one in WORKUP]
    moved[0]["valueQuantity"]["value"] = 8.1
    moved[4]["abatementDateTime"] = "2026-09"
    moved[6]["reaction"][0]["severity"] = "mild"
    moved[7]["dosageInstruction"] = [{"text": "500 мг"}]
    fresh = (
        {**OBSERVATION, "id": "o2", "effectiveDateTime": "2026-11-01"},
        {**PRESSURE, "id": "bp2", "effectiveDateTime": "2026-11-01T08:30:00+03:00"},
        {**VISIT, "id": "e2", "period": {"start": "2026-11-01"}},
        {**CONDITION, "id": "c9", "code": {"text": "Анемия"}},
        {**ALLERGY, "id": "a9", "code": {"text": "Мёд"}},
        {**MEDICINE, "id": "m9"},
        {**WORKUP[8], "id": "cov2", "beneficiary": HER},
    )
    again = await come.take(*moved, *fresh)
    assert left(again) == set()
    assert {key: n for key, n in told(again).items() if key.endswith(("new", "changed"))} == {
        "result new": 1, "result changed": 1, "vital new": 2, "record new": 1, "problem new": 1,
        "problem changed": 1, "allergy new": 1, "allergy changed": 1, "prescription new": 1,
        "prescription changed": 1, "verbatim new": 1,
    }  # fmt: skip
    assert await come.rows(stays) == before, "it came for the other card"

    async def shown(patient: Id) -> list[int]:
        seen = await cabinet.patients.card(patient)
        (series,) = seen.results
        assert sorted(str(one.value) for one in series.values) == ["7.9", "8.1"]
        assert [str(one.value) for one in series.superseded] == ["7.9"]
        assert {one.substance for one in seen.allergies} == {"Пенициллин", "Мёд"}
        assert {one.code.display for one in seen.problems} == {"Сахарный диабет 2 типа", "Анемия"}
        papers = await cabinet.documents.of_patient(patient)
        signs = await cabinet.vitals.of(patient)
        return [len(several) for several in (seen.encounters, seen.prescriptions, papers, signs)]

    whole = await shown(stays)
    assert whole == [3, 2, 1, 2]
    assert await cabinet.patients.total() == 2

    parted = PartPatients(new(), leaves.id, stays, merged.version or 0, "разные люди")
    await cabinet.do(parted)
    assert await shown(leaves.id) == whole, "what came while they were one is theirs whose it was there"
    other = await cabinet.patients.card(stays)
    assert (other.results, other.allergies, other.problems, other.encounters) == ((), (), (), ())
    assert left(await come.take(*moved, *fresh)) == set(), "what came before is known"
    moved[0]["valueQuantity"]["value"] = 8.4
    fresh[0]["valueQuantity"] = {**OBSERVATION["valueQuantity"], "value": 7.2}
    later = {**ALLERGY, "id": "a10", "code": {"text": "Рыба"}}
    last = await come.take(*moved, *fresh, later)
    assert (left(last), told(last)["result changed"], told(last)["allergy new"]) == (set(), 2, 1)
    mine = await cabinet.patients.card(leaves.id)
    assert sorted(str(one.value) for one in mine.results[0].values) == ["7.2", "8.4"]
    assert "Рыба" in {one.substance for one in mine.allergies}


async def test_what_there_is_said_anew_of_a_merged_person_is_told_and_not_taken(
    cabinet: Cabinet, come: Import, maria: NewPatient
) -> None:
    await come.take(RU)
    leaves = (await card(cabinet, "Кузнецова")).patient
    new = cabinet.surroundings.ids.new
    there = replace(maria, surname="Орлова", snils="", policy="", phone="")
    stays = (await cabinet.do(AddPatient(new(), there, (leaves.id,)))).result
    settled = replace(details_of(leaves), surname="Орлова")
    await cabinet.do(MergePatients(new(), stays, 1, leaves.id, leaves.version, settled, "одна и та же"))
    moved = RU | {"telecom": [{"system": "phone", "value": "8 912 000-00-00"}]}
    tally = await come.take(moved)
    assert left(tally) == {("Patient/p1", "", "import.edited")}
    for one in (stays, leaves.id):
        kept = (await cabinet.patients.card(one)).patient
        assert (kept.surname, kept.phone) == ("Орлова", "+79123456789")


async def test_who_lacked_sex_or_birth_comes_with_all_that_is_theirs_once_the_file_is_completed(
    cabinet: Cabinet, come: Import
) -> None:
    nobody = {"resourceType": "Patient", "id": "p3", "name": [{"family": "Белов", "given": ["Пётр"]}],
              "birthDate": "2011-05", "gender": "unknown"}  # fmt: skip
    theirs = {**OBSERVATION, "id": "his", "subject": HIM}
    child = {**ALLERGY, "id": "child", "patient": {"reference": "Patient/p3"}}
    sexless = {**FOREIGN, "gender": "other"}
    first = await come.take(RU, sexless, nobody, OBSERVATION, theirs, child)
    assert left(first) == {
        ("Patient/p2", "gender", "import.lacks_sex"),
        ("Patient/p3", "gender, birthDate", "import.lacks_both"),
        ("Observation/his", "subject", "import.no_patient"),
        ("AllergyIntolerance/child", "subject", "import.no_patient"),
    }  # fmt: skip
    assert first.whole == first.unkept == 4
    lines = {one.remote: listed(one) for one in first.not_kept}
    assert "charts.json:2" in lines["Patient/p2"]
    assert "male" in lines["Patient/p2"]
    assert "2011-05" in lines["Patient/p3"]
    completed = nobody | {"birthDate": "2011-05-17", "gender": "male"}
    rows = await cabinet.journal.my_total()
    second = await come.take(RU, FOREIGN, completed, OBSERVATION, theirs, child)
    assert left(second) == set()
    assert told(second) == {
        "patient same": 1, "patient new": 2, "result same": 1, "result new": 1, "allergy new": 1,
    }  # fmt: skip
    assert await cabinet.journal.my_total() > rows
    assert await cabinet.patients.total() == 3
    assert len((await card(cabinet, "Белов")).allergies) == 1
    third = await come.take(RU, FOREIGN, completed, OBSERVATION, theirs, child)
    assert {one.split()[1] for one in told(third)} == {"same"}


async def test_a_list_names_the_line_and_what_to_write_and_takes_only_who_was_left(
    cabinet: Cabinet, come: Import
) -> None:
    heading = "Фамилия;Имя;Отчество;Пол;Дата рождения\n"
    whole, half = "Серова;Анна;Ильинична;ж;14.03.1958\n", "Ли;Ким;;;2011\n"
    broken = "Ким;Ли;;неизвестно;05.2011\n"
    first = await come.text(heading + whole + half + broken, "list.csv")
    assert [(one.place, one.element, one.reason, one.whole) for one in first.not_kept] == [
        (3, "gender, birthDate", "import.row_both", True),
        (4, "gender, birthDate", "import.row_both", True),
    ]
    assert [one.values["said"] for one in first.not_kept] == ["2011", "05.2011"]
    assert all("«2011»" in listed(one) or "«05.2011»" in listed(one) for one in first.not_kept)
    completed = "Ли;Ким;;ж;17.05.2011\n"
    second = await come.text(heading + whole + completed + broken, "list.csv")
    assert told(second) == {"patient same": 1, "patient new": 1}
    assert [one.place for one in second.not_kept] == [4]
    assert await cabinet.patients.total() == 2


@pytest.mark.parametrize(("second", "told"), [("b.ndjson", 2), ("a.ndjson", 1)])
def test_what_is_left_of_one_file_stays_told_when_the_next_has_the_same_place(second: str, told: int) -> None:
    """Of one entry the whole says its part; of entries of two files each is told."""
    taking, read = SimpleNamespace(tally=Tally()), SimpleNamespace(kind="Patient", remote="Patient/p")
    for file, whole in (("a.ndjson", False), (second, True)):
        taking.arrived = SimpleNamespace(file=file, place=1, read=read)
        Taking.leave(cast("Taking", taking), "identifier", "import.number", whole=whole)
    assert len(taking.tally.not_kept) == taking.tally.unkept == told
