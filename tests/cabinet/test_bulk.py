"""Batches: whole or not at all, once, checked like everything else, one row in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import (
    LoadBatch,
    LoadedAppointment,
    LoadedDocument,
    LoadedPatient,
    LoadedPrescription,
    LoadedRecord,
    LoadedResult,
    LoadedTask,
    LoadLaid,
)
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.keeping import TOGETHER
from medcab_tui.cabinet.laying import Laying
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Author, author_of
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    Mark,
    NewPatient,
    Observation,
    Prescription,
    PrescriptionStatus,
    RecordBody,
)
from medcab_tui.domain.rooms import AppointmentStatus, Attention, Badges, TaskState
from medcab_tui.store import patient_index
from medcab_tui.store.transaction import Connection

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
GLUCOSE = Coded("14749-6", "Глюкоза", "3.50")
BODY = RecordBody(EncounterKind.CONSULTATION, Coded("E11.9", "Сахарный диабет", "2.24"), plan="Диета")


class Making:
    """Pieces about one patient."""

    def __init__(self, cabinet: Cabinet, maria: NewPatient) -> None:
        self.cabinet = cabinet
        self.new = cabinet.surroundings.ids.new
        self.patient = self.new()
        self.person = LoadedPatient(
            self.patient,
            maria,
            (
                Allergy(self.new(), "йод", AllergyGrade.REACTION, ""),
                Allergy(self.new(), "пенициллины", AllergyGrade.ANAPHYLAXIS, "2019"),
            ),
        )

    def record(self) -> LoadedRecord:
        author = Author(Id(b"elsewhere"), "Чужой В. В.", "врач", "Другая больница")
        return LoadedRecord(self.new(), self.patient, NOW, NOW, BODY, author, external=True)

    def result(self, value: str, days: int, code: Coded = GLUCOSE) -> LoadedResult:
        at = NOW - timedelta(days=days)
        low, high = Decimal("3.9"), Decimal("6.1")
        seen = Observation(
            self.new(), code, Decimal(value), "ммоль/л", "mmol/L", low, high, at, "ЛИС", acknowledged=False
        )
        return LoadedResult(self.patient, seen)

    def prescription(self) -> LoadedPrescription:
        status, day = PrescriptionStatus.REGISTERED, date(2026, 11, 20)
        made = Prescription(self.new(), "метформин 1000 мг", status, day, day + timedelta(days=60))
        return LoadedPrescription(self.patient, made, author_of(self.cabinet.worker))

    def visit(self, at: str, minutes: int = 15) -> LoadedAppointment:
        start, doctor = datetime.fromisoformat(at), self.cabinet.worker.id
        status = AppointmentStatus.BOOKED
        return LoadedAppointment(
            self.new(), self.patient, doctor, start, "Europe/Moscow", minutes, status, "контроль"
        )

    def task(self, **changes: object) -> LoadedTask:
        made = LoadedTask(
            self.new(),
            self.cabinet.worker.id,
            Attention.TO_CONFIRM,
            TaskState.AWAITING,
            NOW - timedelta(days=2),
            None,
            "HbA1c 7,9 %",
            "не подтверждён",
            patient=self.patient,
            place="patients",
        )
        return replace(made, **changes)  # type: ignore[arg-type]

    def document(self, day: int) -> LoadedDocument:
        return LoadedDocument(
            self.new(),
            "справка",
            "Справка 086/у",
            f"2026-{day}",
            date(2026, 11, day),
            "выдана",
            self.cabinet.worker.id,
            self.patient,
        )

    async def load(self, *pieces: object) -> int:
        return (await self.cabinet.do(LoadBatch(self.new(), pieces))).result  # type: ignore[arg-type]


@pytest.fixture
def making(cabinet: Cabinet, maria: NewPatient) -> Making:
    return Making(cabinet, maria)


@pytest.mark.capability("C035")
async def test_a_card_shows_all_that_was_loaded(making: Making) -> None:
    record, cholesterol = making.record(), Coded("2093-3", "Холестерин", "3.50")
    count = await making.load(
        making.person,
        record,
        making.result("8.40", 1),
        making.result("5.1", 90),
        making.result("3.0", 30),
        making.result("5.2", 3, cholesterol),
        making.prescription(),
        making.visit("2026-12-07T10:15"),
        making.task(),
    )
    assert count == 9
    card = await making.cabinet.patients.card(making.patient)
    assert [allergy.substance for allergy in card.allergies] == ["пенициллины", "йод"]
    assert (card.encounters[0].author, card.encounters[0].external) == ("Чужой В. В.", True)
    assert card.latest is not None
    assert card.latest.body == BODY
    glucose, other = card.results
    assert (glucose.code, other.code) == (GLUCOSE, cholesterol)
    assert [str(result.value) for result in glucose.values] == ["5.1", "3.0", "8.40"]
    assert [result.mark for result in glucose.values] == [Mark.WITHIN, Mark.LOW, Mark.HIGH]
    assert card.prescriptions[0].text == "метформин 1000 мг"
    assert card.next_visit == datetime(2026, 12, 7, 7, 15, tzinfo=UTC)
    assert card.next_visit_zone == "Europe/Moscow"
    assert [task.title for task in card.tasks] == ["HbA1c 7,9 %"]
    found = await making.cabinet.patients.search("кузн мар 1958")
    assert found.hits[0].row.alert == "пенициллины"


async def test_one_row_in_the_journal_and_once_only(making: Making) -> None:
    batch = LoadBatch(making.new(), (making.person, making.record()))
    assert (await making.cabinet.do(batch)).result == 2
    again = await making.cabinet.do(batch)
    assert (again.result, again.repeated) == (2, True)
    rows = [row for row in await making.cabinet.journal.mine() if row.code == "batch.loaded"]
    assert len(rows) == 1
    assert rows[0].params["count"] == "2"
    assert len(rows[0].params["hash"]) == 64
    assert await making.cabinet.patients.total() == 1


Change = Callable[[Making], object]
BAD: list[tuple[Change, str]] = [
    (lambda m: replace(m.person, patient=replace(m.person.patient, snils="11223344596")), "snils.checksum"),
    (lambda m: replace(m.record(), body=replace(BODY, plan=" ")), "record.empty"),
    (lambda m: replace(m.record(), external=False), "worker.missing"),
    (lambda m: replace(m.record(), patient=m.new()), "patient.missing"),
    (lambda m: m.result("NaN", 1), "result.number"),
    (lambda m: m.result("5", -1), "record.future"),
    (lambda m: m.visit("2026-12-07T10:00+03:00"), "visit.start"),
    (lambda m: m.visit("2026-12-07T10:00", minutes=0), "visit.minutes"),
    (lambda m: replace(m.visit("2026-12-07T10:00"), zone="Луна/Море"), "visit.zone"),
    (lambda m: m.visit("2026-12-07T09:05"), "appointment.taken"),
    (lambda m: m.task(title=""), "text.missing"),
    (lambda m: m.task(place="nowhere"), "task.place"),
    (lambda m: m.task(responsible=m.new()), "worker.missing"),
    (lambda m: replace(m.document(1), title="а" * 251), "text.long"),
]


@pytest.mark.parametrize(("bad", "code"), BAD)
async def test_one_bad_object_refuses_the_whole_batch(making: Making, bad: Change, code: str) -> None:
    await making.load(making.person, making.visit("2026-12-07T09:00"))
    second = replace(making.person, id=making.new(), allergies=())
    with pytest.raises(Refused) as refused:
        await making.load(second, bad(making))
    assert refused.value.code == code
    assert await making.cabinet.patients.total() == 1


async def test_a_batch_has_five_hundred_at_most(making: Making) -> None:
    await making.load(making.person)
    assert await making.load(*(making.result("5", day) for day in range(500))) == 500
    with pytest.raises(Invalid, match=r"batch\.large"):
        await making.load(*(making.result("5", day) for day in range(501)))


@pytest.mark.capability("C061")
async def test_visits_exclude_each_other_and_neighbours_do_not(making: Making) -> None:
    await making.load(making.person, making.visit("2026-12-07T09:00", 30), making.visit("2026-12-07T09:30"))
    for at, minutes in (("2026-12-07T09:29", 1), ("2026-12-07T08:00", 61), ("2026-12-07T09:40", 5)):
        with pytest.raises(Invalid, match=r"appointment\.taken"):
            await making.load(making.visit(at, minutes))
    cancelled = replace(making.visit("2026-12-07T09:00"), status=AppointmentStatus.CANCELLED)
    assert await making.load(cancelled, making.visit("2026-12-07T08:00", 60)) == 2


async def test_the_day_and_the_week_are_told_by_wall_time(making: Making) -> None:
    await making.load(
        making.person,
        making.visit("2026-11-23T12:15"),
        making.visit("2026-11-23T09:00"),
        making.visit("2026-11-29T23:50", 10),
        making.visit("2026-11-30T00:00"),
    )
    day = await making.cabinet.schedule.day(date(2026, 11, 23))
    assert [visit.start.isoformat() for visit in day] == ["2026-11-23T09:00:00", "2026-11-23T12:15:00"]
    assert day[0].patient_name == "Кузнецова Мария Павловна"
    assert day[0].doctor == "Иванова А. П."
    assert len(await making.cabinet.schedule.week(date(2026, 11, 23))) == 3


@pytest.mark.capability("C015")
async def test_home_and_badges(making: Making) -> None:
    past = NOW - timedelta(hours=1)
    await making.load(
        making.person,
        making.task(),
        making.task(since=NOW - timedelta(days=5), due=past, title="просрочено"),
        making.task(attention=Attention.MESSAGE, place="documents", title="письмо"),
        making.task(attention=None, state=TaskState.IN_WORK, place="documents", title="в работе"),
        making.task(attention=Attention.OVERDUE, place="home", title="давно"),
        making.task(attention=Attention.OVERDUE, state=TaskState.DONE, due=past, title="сделано"),
    )
    rows = await making.cabinet.home.attention()
    assert [row.title for row in rows] == [
        "просрочено",
        "давно",
        "HbA1c 7,9 %",
        "письмо",
        "в работе",
        "сделано",
    ]
    assert rows[0].attention is Attention.OVERDUE, "past its time, whatever it was"
    assert rows[0].patient_name == "Кузнецова М. П."
    assert rows[0].responsible == "Иванова А. П."
    badges = await making.cabinet.home.badges()
    assert badges["patients"] == Badges(overdue=1, to_confirm=1)
    assert badges["documents"] == Badges(messages=1)
    assert badges["home"] == Badges(overdue=1)
    assert badges["schedule"] == badges["settings"] == Badges()


async def test_what_another_process_laid_out_is_by_those_who_work_here(making: Making) -> None:
    def laid(record: LoadedRecord) -> LoadLaid:
        laying = Laying(NOW, NOW.date(), lambda _patient: date(1958, 3, 14))
        return LoadLaid(making.new(), 2, laying.lay((making.person, record)).packed())

    own = replace(making.record(), author=author_of(making.cabinet.worker), external=False)
    with pytest.raises(Refused, match=r"worker\.missing"):
        await making.cabinet.do(laid(replace(making.record(), external=False)))
    assert await making.cabinet.patients.total() == 0
    asked = laid(own)
    assert (await making.cabinet.do(asked)).result == 2
    assert (await making.cabinet.do(asked)).repeated
    with pytest.raises(Invalid, match=r"action\.reused"):
        await making.cabinet.do(LoadLaid(asked.id, 2, laid(making.record()).rows))
    card = await making.cabinet.patients.card(making.patient)
    assert (await making.cabinet.patients.encounter(card.encounters[0].id)).body == BODY


async def test_documents_are_newest_first(making: Making) -> None:
    await making.load(making.person, making.document(3), making.document(20), making.document(11))
    rows = await making.cabinet.documents.page()
    assert [row.number for row in rows] == ["2026-20", "2026-11", "2026-3"]
    assert (rows[0].patient_name, rows[0].author) == ("Кузнецова М. П.", "Иванова А. П.")
    assert len(await making.cabinet.documents.page(limit=2)) == 2


def crowd(cabinet: Cabinet, maria: NewPatient, size: int) -> Iterator[LoadBatch]:
    """One patient a batch, born on days that follow each other, last ones first in the list."""
    new = cabinet.surroundings.ids.new
    for number in range(size):
        letter = chr(ord("а") + (size - number) % 32)
        birth = maria.birth + timedelta(days=number)
        patient = replace(maria, surname=f"Кузнец{letter}", birth=birth, snils="", policy="")
        yield LoadBatch(new(), (LoadedPatient(new(), patient),))


TABLES = (
    "patient", "patient_by_name", "patient_by_year", "patient_by_day", "patient_by_phone", "patient_digits",
    "surname", "surname_slip", "given_name", "figure",
)  # fmt: skip


def contents(connection: Connection) -> dict[str, list[object]]:
    return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


async def test_loading_much_gives_what_batches_one_by_one_give(
    making: Making, maria: NewPatient, tmp_path: Path, founding: Founding
) -> None:
    plain, _code = await Door(tmp_path / "plain", Surroundings.fixed(NOW, 7), cost=TEST_COST).found(founding)
    many, _code = await Door(tmp_path / "many", Surroundings.fixed(NOW, 7), cost=TEST_COST).found(founding)
    for batch in crowd(plain, maria, 3 * TOGETHER + 1):
        await plain.do(batch)
    heard: list[frozenset[str]] = []
    many.subscribe(heard.append)
    await many.keeping.load(crowd(many, maria, 3 * TOGETHER + 1))
    assert await many._desk.vault.read(contents) == await plain._desk.vault.read(contents)
    rows = await many.journal.mine(500)
    assert [row.code for row in rows].count("batch.loaded") == 3 * TOGETHER + 1
    assert rows == await plain.journal.mine(500)
    assert (await many.journal.verify()).whole
    assert len(heard) == 5, "four transactions and the search"
    await plain.sign_out()
    await many.sign_out()


async def test_loading_that_breaks_off_keeps_what_was_written_and_the_search_finds_it(
    making: Making, maria: NewPatient
) -> None:
    def breaking() -> Iterator[LoadBatch]:
        yield from crowd(making.cabinet, maria, 2 * TOGETHER + 3)
        raise ValueError("the source is broken")

    with pytest.raises(ValueError, match="broken"):
        await making.cabinet.keeping.load(breaking())
    assert await making.cabinet.patients.total() == 2 * TOGETHER
    assert len((await making.cabinet.patients.search("кузн")).hits) == 2 * TOGETHER
    assert len(await making.cabinet.patients.page(limit=100)) == 2 * TOGETHER


async def test_a_wrong_batch_takes_those_of_its_transaction_along_and_no_others(
    making: Making, maria: NewPatient
) -> None:
    wrong = LoadBatch(making.new(), (replace(making.person, patient=replace(maria, surname="")),))
    batches = [*crowd(making.cabinet, maria, TOGETHER + 2), wrong]
    with pytest.raises(Invalid):
        await making.cabinet.keeping.load(iter(batches))
    assert await making.cabinet.patients.total() == TOGETHER
    assert len((await making.cabinet.patients.search("кузн")).hits) == TOGETHER


async def test_a_search_that_a_crash_left_out_is_made_by_whoever_signs_in(
    door: Door, making: Making, maria: NewPatient
) -> None:
    await making.cabinet._desk.write(patient_index.defer)
    await making.cabinet.do_all(tuple(crowd(making.cabinet, maria, 5)))
    assert (await making.cabinet.patients.search("кузн")).hits == ()
    making.cabinet.close_now()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert len((await again.patients.search("кузн")).hits) == 5
    assert await again.patients.total() == 5
    await again.sign_out()


async def test_a_store_with_patients_is_never_left_without_its_search(
    making: Making, maria: NewPatient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await making.load(making.person)
    monkeypatch.setattr(patient_index, "_FEW", 1)
    found: list[int] = []

    def watched() -> Iterator[LoadBatch]:
        yield from crowd(making.cabinet, maria, TOGETHER)
        found.append(1)

    assert not await making.cabinet._desk.write(patient_index.defer)
    await making.cabinet.keeping.load(watched())
    assert found
    assert len((await making.cabinet.patients.search("кузн")).hits) == TOGETHER + 1


async def test_several_actions_are_done_together_or_not_at_all(making: Making, maria: NewPatient) -> None:
    first, second = crowd(making.cabinet, maria, 2)
    outcomes = await making.cabinet.do_all((first, second))
    assert [outcome.repeated for outcome in outcomes] == [False, False]
    repeated = await making.cabinet.do_all((second, first))
    assert [outcome.repeated for outcome in repeated] == [True, True]
    assert await making.cabinet.patients.total() == 2
