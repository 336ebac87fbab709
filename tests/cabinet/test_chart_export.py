"""A whole card on its way out: all of it is there, comes in again elsewhere, and the journal knows."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import json
import re
import stat
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fhirkit
import pypdfium2
import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, LoadedDocument, LoadedPatient, LoadedPrescription, LoadedRecord
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_export import Way
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.imports import Asked
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Role, author_of
from medcab_tui.domain.documents import CHUNK
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, StoreFault
from medcab_tui.domain.exports import ChartFormat, ChartOrder
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import NotKept
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Certainty,
    Coded,
    EncounterKind,
    NewPatient,
    Prescription,
    PrescriptionStatus,
    RecordBody,
)
from medcab_tui.store import whole_chart
from tests.cabinet.conftest import FOUNDING, NOON
from tests.services.fhir import russian

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Cabinet]:
    """The cabinet of another institution."""
    founding = dataclasses.replace(FOUNDING, organisation="Больница № 3")
    cabinet, _code = await Door(tmp_path / "other", Surroundings.fixed(NOON, 99), cost=TEST_COST).found(
        founding
    )
    yield cabinet
    cabinet.close_now()


async def taken_in(cabinet: Cabinet, source: Path) -> list[NotKept]:
    plan = await cabinet.imports.plan([source], Asked(source="там"))
    return (await cabinet.imports.run(plan)).not_kept


async def whose(cabinet: Cabinet, text: str) -> Id:
    (hit,) = (await cabinet.patients.search(text)).hits
    return hit.row.id


async def write(
    cabinet: Cabinet, patient: Id, wanted: ChartFormat, target: Path, way: Way | None = None
) -> Path:
    return await cabinet.chart_export.write(ChartOrder(patient, wanted, target, "карта"), way or Way())


def told(path: Path, mine: str) -> list[Any]:
    """What a Bundle says, in an order of its own, without the names that each cabinet gives."""
    bundle = json.loads(path.read_bytes(), parse_float=Decimal)
    text = json.dumps([entry["resource"] for entry in bundle["entry"]], ensure_ascii=False, default=str)
    text = re.sub(r"urn:uuid:[0-9a-f-]{36}", "urn", text).replace(mine, "здесь")
    return sorted(json.loads(text), key=lambda one: json.dumps(one, sort_keys=True, ensure_ascii=False))


async def journaled(cabinet: Cabinet) -> list[tuple[str, dict[str, str]]]:
    return [(row.outcome, row.params) for row in await cabinet.journal.mine() if row.code == "chart.exported"]


@pytest.mark.capability("C039")
@pytest.mark.parametrize("profile", ["russian", "type2_diabetes", "hypertension"])
async def test_a_card_that_came_in_goes_out_and_comes_in_elsewhere_with_all_that_was_understood(
    cabinet: Cabinet, elsewhere: Cabinet, tmp_path: Path, profile: str
) -> None:
    source = tmp_path / "source.json"
    bundle: Any = russian.BUNDLE
    if profile != "russian":
        import carebundle  # a second of every worker's time

        bundle = json.loads(carebundle.to_json(carebundle.generate_bundle(profile=profile, seed=3)))
    source.write_text(json.dumps(bundle), "utf-8")
    await taken_in(cabinet, source)
    person = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Patient")
    name = next(one for one in person["name"] if one["use"] == "official")
    patient = await whose(cabinet, f"{name['family']} {name['given'][0]}")
    await cabinet.step_up.prove(password=FOUNDING.password)
    first = await write(cabinet, patient, ChartFormat.FHIR, tmp_path / "first")
    assert [f"{one.path}: {one.message}" for one in fhirkit.validate(first.read_bytes())] == []
    left = await taken_in(elsewhere, first)
    assert {one.reason for one in left} <= {"import.elsewhere"}  # of a document its file had not come either
    await elsewhere.step_up.prove(password=FOUNDING.password)
    again = await whose(elsewhere, f"{name['family']} {name['given'][0]}")
    second = await write(elsewhere, again, ChartFormat.FHIR, tmp_path / "second")
    assert told(first, cabinet.organisation.name) == told(second, elsewhere.organisation.name)
    assert len(told(first, "-")) > 15


async def test_what_was_written_here_comes_in_elsewhere(
    cabinet: Cabinet, elsewhere: Cabinet, maria: NewPatient, tmp_path: Path
) -> None:
    new, author = cabinet.surroundings.ids.new, author_of(cabinet.worker)
    patient, record = new(), new()
    at, later = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    allergy = Allergy(
        new(),
        "пенициллин",
        AllergyGrade.ANAPHYLAXIS,
        "2004",
        Coded("1", "пенициллин", "2.1"),
        "отёк",
        Certainty.SUSPECTED,
    )
    body = RecordBody(
        EncounterKind.EXAMINATION, Coded("E11.9", "Сахарный диабет", "2.24"), "Жажда <сильная> & зуд",
        "Кожа сухая\n\nХрипов нет", "Декомпенсация", "Диета № 9", "Болен с 2019 г.",
    )  # fmt: skip
    more = RecordBody(body.kind, body.diagnosis, conclusion="Уточнено")
    prescribed = Prescription(
        new(),
        "Метформин 1000 мг, 2 раза в день",
        PrescriptionStatus.PARTLY_DISPENSED,
        date(2026, 3, 2),
        date(2026, 5, 1),
    )
    await cabinet.do(
        LoadBatch(new(), (
            LoadedPatient(patient, maria, (allergy,)),
            LoadedRecord(record, patient, at, at, body, author),
            LoadedRecord(new(), patient, later, later, more, author, addendum_to=record),
            LoadedPrescription(patient, prescribed, author),
            LoadedDocument(
                new(), "справка", "Снимок", "С-1", date(2026, 3, 2), "приложен", cabinet.worker.id, patient,
                "снимок.png", PNG,
            ),
        ))
    )  # fmt: skip
    await cabinet.step_up.prove(password=FOUNDING.password)
    path = await write(cabinet, patient, ChartFormat.FHIR, tmp_path)
    assert path == tmp_path / "карта.fhir.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert fhirkit.validate(path.read_bytes()) == []
    await taken_in(elsewhere, path)
    card = await elsewhere.patients.card(await whose(elsewhere, "кузнецова 1958"))
    assert replace(card.patient, id=patient, area="7") == replace(
        (await cabinet.patients.card(patient)).patient
    )
    (there,) = card.allergies
    assert dataclasses.replace(there, id=allergy.id) == allergy
    newer, older = card.encounters
    first = await elsewhere.patients.encounter(older.id)
    assert (newer.addendum_to, [one.body for one in first.addenda]) == (older.id, [more])
    assert (first.body, first.at, first.author.name) == (body, at, author.name)
    assert (first.author.post, first.author.department) == (author.post, author.department)
    assert first.external
    assert [replace(one, id=prescribed.id) for one in card.prescriptions] == [prescribed]
    (document,) = await elsewhere.documents.page()
    assert (document.title, document.number) == ("Снимок", "С-1")


@pytest.fixture
async def filled(cabinet: Cabinet, tmp_path: Path) -> Id:
    source = tmp_path / "source.json"
    source.write_text(json.dumps(russian.BUNDLE), "utf-8")
    await taken_in(cabinet, source)
    await cabinet.step_up.prove(password=FOUNDING.password)
    return await whose(cabinet, "кузнецова")


async def test_the_pages_hold_what_stands_in_the_card(cabinet: Cabinet, filled: Id, tmp_path: Path) -> None:
    path = await write(cabinet, filled, ChartFormat.PDF, tmp_path)
    pages = pypdfium2.PdfDocument(path.read_bytes())
    text = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    for part in (
        "Поликлиника № 12", "Кузнецова Мария Павловна", "14.03.1958", "112-233-445 95",
        "Пенициллин: крапивница", "E11.9", "с 03.2019", "Метформин 1000 мг", "АД 142/93", ">7,2 %",
        "≤ 6,0", "исправлен", "не обнаружено", "Жалобы: Сухость во рту", "HbA1c раз в 3 месяца",
        "Выписка из стационара", "стр. 1 из",
    ):  # fmt: skip
        assert part in text, part


async def test_plain_json_holds_the_names_that_its_document_tells(
    cabinet: Cabinet, filled: Id, tmp_path: Path
) -> None:
    said = json.loads((await write(cabinet, filled, ChartFormat.JSON, tmp_path)).read_bytes())
    told = (Path(__file__).parents[2] / "docs" / "chart-json.md").read_text("utf-8")
    assert (said["format"], said["version"], said["organisation"]) == ("medcab-chart", 1, "Поликлиника № 12")
    assert said["patient"]["birth"] == "1958-03-14"
    for part in ("allergies", "problems", "records", "results", "measurements", "prescriptions", "documents"):
        assert said[part], part
        assert f"### {part}" in told
        section = told.partition(f"### {part}")[2].partition("###")[0]
        assert {name for one in said[part] for name in one} == set(
            re.findall(r"^\| `(\w+)`", section, re.M)
        ), part
    values = [(one["comparator"], one["value"], one["words"]) for one in said["results"]]
    assert sorted(values, key=str) == [("", None, "не обнаружено"), (">", "7.2", "")]


async def test_the_journal_knows_whose_card_and_nothing_is_overwritten(
    cabinet: Cabinet, filled: Id, tmp_path: Path
) -> None:
    taken = tmp_path / "мои.json"
    taken.write_text("моё")
    with pytest.raises(Invalid) as refused:
        await write(cabinet, filled, ChartFormat.JSON, taken)
    assert (refused.value.code, taken.read_text()) == ("export.exists", "моё")
    assert await journaled(cabinet) == []
    path = await write(
        cabinet, filled, ChartFormat.FHIR, tmp_path / "ещё.json"
    )  # FHIR is JSON: the name will do
    assert path.name == "ещё.json"
    params = {"format": "fhir", "patient": filled.hex()}
    assert await journaled(cabinet) == [("done", params)]
    way = Way()
    way.stop()
    with pytest.raises(Refused, match=r"export\.failed"):
        await write(cabinet, filled, ChartFormat.FHIR, tmp_path / "стоп", way)
    assert not (tmp_path / "стоп.fhir.json").exists()
    assert ("failed", params) in await journaled(cabinet)
    assert "Кузнецова" not in json.dumps(await journaled(cabinet), ensure_ascii=False)


async def test_who_may_not_read_the_card_takes_none_away_nor_does_anybody_without_a_proof(
    cabinet: Cabinet, filled: Id, tmp_path: Path
) -> None:
    cabinet.step_up.close()
    with pytest.raises(Refused, match=r"step_up\.needed"):
        await write(cabinet, filled, ChartFormat.FHIR, tmp_path / "a")
    cabinet._desk.worker = replace(cabinet.worker, roles=frozenset({Role.LICENSING}))
    with pytest.raises(Forbidden):
        await write(cabinet, filled, ChartFormat.FHIR, tmp_path / "b")
    assert sorted(one.name for one in tmp_path.glob("[ab]*")) == []


async def test_files_that_are_too_large_together_are_told_of_before_they_are_read(
    cabinet: Cabinet, filled: Id, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_chart, "MOST_BYTES", 0)
    with pytest.raises(Invalid, match=r"export\.large"):
        await write(cabinet, filled, ChartFormat.FHIR, tmp_path / "всё")
    assert (await write(cabinet, filled, ChartFormat.PDF, tmp_path / "страницы")).exists()
    assert not (tmp_path / "всё.fhir.json").exists()
    said = json.loads((await write(cabinet, filled, ChartFormat.JSON, tmp_path / "всё")).read_bytes())
    assert any(one["file"] for one in said["documents"]), "JSON holds none of them at once"


async def test_json_reads_one_piece_of_a_file_at_a_time_and_all_of_each(
    cabinet: Cabinet, maria: NewPatient, tmp_path: Path
) -> None:
    new, day = cabinet.surroundings.ids.new, date(2026, 3, 2)
    patient = new()
    files = [PNG + bytes([number]) * (3 * CHUNK + number) for number in range(1, 9)]
    await cabinet.do(LoadBatch(new(), (LoadedPatient(patient, maria),)))
    for number, content in enumerate(files):
        one = LoadedDocument(
            new(), "снимок", f"Снимок {number}", "", day, "приложен", cabinet.worker.id, patient, "x.png",
            content,
        )  # fmt: skip
        await cabinet.do(LoadBatch(new(), (one,)))
    await cabinet.step_up.prove(password=FOUNDING.password)
    way = Way()
    tracemalloc.start()
    path = await write(cabinet, patient, ChartFormat.JSON, tmp_path / "снимки", way)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * CHUNK + 2_000_000 < sum(map(len, files)) / 2
    assert (way.written, way.entries) == (9, 9)
    found = json.loads(path.read_bytes())["documents"]
    assert sorted(base64.b64decode(one["file"]["content"]) for one in found) == sorted(files)
    await cabinet._desk.write(lambda c: c.execute("UPDATE file_chunk SET content = x'00' WHERE number = 3"))
    with pytest.raises(StoreFault, match=r"store\.damaged"):
        await write(cabinet, patient, ChartFormat.JSON, tmp_path / "повреждено")
    assert not (tmp_path / "повреждено.json").exists()


async def test_writing_that_is_given_up_leaves_no_file(cabinet: Cabinet, filled: Id, tmp_path: Path) -> None:
    working = asyncio.ensure_future(write(cabinet, filled, ChartFormat.PDF, tmp_path / "долго"))
    while not (tmp_path / "долго.pdf").exists():
        await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert not (tmp_path / "долго.pdf").exists()
