"""No generated row is one the app would refuse: the same people through single actions and through forms."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import shutil
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import Laying, LoadBatch, LoadedRecord
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.patients_actions import AddPatient, AmendRecord, WriteRecord
from medcab_tui.cabinet.schedule_actions import BookVisit
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo import cast, making, staff
from medcab_tui.demo.loading import Staff, lots
from medcab_tui.demo.making import Order
from medcab_tui.demo.people import Person, people
from medcab_tui.demo.seasons import Calendar
from medcab_tui.demo.tape.commands import DEFAULT_CLOCK
from medcab_tui.domain.accounts import Author, author_of
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterKind
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, VisitKind
from medcab_tui.ui.patients.models import patient_model, record_model

TODAY = date(2026, 11, 23)
NOON = DEFAULT_CLOCK.astimezone(ZoneInfo("Europe/Moscow"))


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(islice(people(5, TODAY), 40))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two hundred; every test gets a copy."""
    folder = tmp_path_factory.mktemp("made") / "store"
    surroundings = Surroundings.fixed(DEFAULT_CLOCK, 7)
    asyncio.run(cast.build(folder, 200, surroundings=surroundings, cost=cast.TAPE_COST))
    return folder


@pytest.fixture
def door(made: Path, tmp_path: Path) -> Door:
    shutil.copytree(made, tmp_path / "store")
    return Door(tmp_path / "store", Surroundings.fixed(DEFAULT_CLOCK, 99), cost=cast.TAPE_COST)


@pytest.fixture
async def cabinet(door: Door) -> AsyncIterator[Cabinet]:
    opened = await door.sign_in("ivanova", cast.PASSWORD)
    yield opened
    opened.close_now()


async def test_single_actions_take_them(cabinet: Cabinet, crowd: list[Person]) -> None:
    new = cabinet.surroundings.ids.new
    strangers = [replace(person.patient, snils="", policy="") for person in crowd]
    for person, stranger in zip(crowd, strangers, strict=True):
        patient = (await cabinet.do(AddPatient(new(), stranger))).result
        for visit in person.history.visits:
            at = visit.at.replace(tzinfo=NOON.tzinfo)
            record = (await cabinet.do(WriteRecord(new(), patient, at, visit.body))).result
            amended = replace(visit.body, plan=f"{visit.body.plan}, явка через год")
            await cabinet.do(AmendRecord(new(), record, 1, amended, "дополнен план"))
    assert await cabinet.patients.total() == 200 + len((*cast.named.cast(), cast.named.twice())) + len(crowd)


async def test_a_visit_can_be_booked_for_them_in_a_free_time(cabinet: Cabinet) -> None:
    """What is left free is free: the hours and the visits of the demo agree with the rules of booking."""
    patient = (await cabinet.patients.page(limit=120))[-1].id
    free = await cabinet.schedule.free(cabinet.worker.id, patient=patient)
    assert free
    new, doctor = cabinet.surroundings.ids.new(), cabinet.worker.id
    assert (await cabinet.do(BookVisit(new, patient, doctor, free[0], 15, VisitKind.FIRST))).result == new


def test_forms_take_them(crowd: list[Person]) -> None:
    card, record = patient_model(TODAY), record_model(NOON.replace(tzinfo=None))
    for person in crowd:
        new = person.patient
        form = card.model_validate(
            {
                "surname": new.surname,
                "given": new.given,
                "patronymic": new.patronymic,
                "sex": new.sex,
                "birth": new.birth.isoformat(),
                "snils": new.snils,
                "policy": new.policy,
                "phone": new.phone,
                "address": new.address,
                "area": new.area,
            }
        )
        assert (form.surname, form.snils, form.policy) == (new.surname, new.snils, new.policy)
        for visit in person.history.visits:
            body = visit.body
            written = record.model_validate(
                {
                    "kind": body.kind,
                    "at": visit.at.strftime("%Y-%m-%d %H:%M"),
                    "diagnosis": body.diagnosis,
                    "complaints": body.complaints,
                    "objective": body.objective,
                    "conclusion": body.conclusion,
                    "plan": body.plan,
                }
            )
            assert written.plan == body.plan


async def test_rows_laid_elsewhere_are_those_of_a_batch(door: Door) -> None:
    """`LoadBatch` and the processes beside it write the same."""
    admin = await door.sign_in("admin", cast.PASSWORD)
    workers = {one.login: author_of(one) for one in await admin.accounts.workers()}
    order = Order(21, 120, DEFAULT_CLOCK, "Europe/Moscow", Staff.of(workers, admin.surroundings.ids))
    pieces = [piece for _, _, things in making.made(order, 0, Calendar(TODAY)) for piece in things]
    laying = Laying(order.now, TODAY, making._nobody)
    laid = [laying.lay(lot).packed() for lot in lots(pieces)]
    assert laid == [batch.rows for batch in making.batches(order)]
    first = next(making.batches(order)).action(admin.surroundings.ids.new())
    altered = dataclasses.replace(first, rows=first.rows.replace("Иван".encode(), "Егор".encode()))
    assert first.digest == hashlib.sha256(first.rows).digest() != altered.digest
    for lot in lots(pieces):
        assert (await admin.do(LoadBatch(admin.surroundings.ids.new(), lot))).result == len(lot)
    admin.close_now()


async def test_laid_rows_are_a_batch_like_any_other(door: Door) -> None:
    """Once only, one row in the journal with count and hash, and not for everybody."""
    admin = await door.sign_in("admin", cast.PASSWORD)
    workers = {one.login: author_of(one) for one in await admin.accounts.workers()}
    order = Order(33, 40, DEFAULT_CLOCK, "Europe/Moscow", Staff.of(workers, admin.surroundings.ids))
    batch = next(making.batches(order))
    action = batch.action(admin.surroundings.ids.new())
    assert (await admin.do(action)).result == batch.objects
    assert (await admin.do(action)).repeated
    other = batch.rows.replace("Иван".encode(), "Егор".encode())
    with pytest.raises(Invalid, match=r"action\.reused"):
        await admin.do(dataclasses.replace(action, rows=other))
    row = (await admin.journal.mine())[0]
    assert (row.code, row.params["count"], len(row.params["hash"])) == (
        "batch.loaded",
        str(batch.objects),
        64,
    )
    await admin.sign_out()
    ivanova = await door.sign_in("ivanova", cast.PASSWORD)
    with pytest.raises(Forbidden):
        await ivanova.do(dataclasses.replace(action, id=ivanova.surroundings.ids.new()))
    named = (*cast.named.cast(), cast.named.twice())
    assert await ivanova.patients.total() == 200 + len(named) + batch.people
    await ivanova.sign_out()


async def visits_of(door: Door, login: str) -> list[Appointment]:
    opened = await door.sign_in(login, cast.PASSWORD)
    found = [v for week in range(-2, 5) for v in await opened.schedule.week(TODAY + timedelta(weeks=week))]
    mine = [visit for visit in found if visit.doctor_id in (opened.worker.id, Id(b""))]
    await opened.sign_out()
    return mine


@pytest.mark.capability("C061")
async def test_visits_lie_within_hours_and_never_overlap(door: Door) -> None:
    statuses: list[AppointmentStatus] = []
    for login in staff.BUSY:
        hours = {one.weekday: one for one in staff.hours_of(login)}
        visits = sorted(await visits_of(door, login), key=lambda visit: visit.start)
        assert visits, login
        live = [v for v in visits if v.status not in (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)]
        for visit in visits:
            assert hours[visit.start.weekday()].fits(visit.start, visit.minutes), visit
        for before, after in pairwise(live):
            assert before.start + timedelta(minutes=before.minutes) <= after.start
        statuses += [v.status for v in visits if v.start.date() < TODAY]
        future = [v for v in visits if v.start > NOON.replace(tzinfo=None)]
        assert all(visit.status is AppointmentStatus.BOOKED for visit in future)
    assert AppointmentStatus.BOOKED not in statuses
    assert 0.03 < statuses.count(AppointmentStatus.NO_SHOW) / len(statuses) < 0.15
    assert statuses.count(AppointmentStatus.DONE) > 0.8 * len(statuses)


async def test_somebody_who_was_here_has_a_record_of_it(door: Door) -> None:
    visits = [v for v in await visits_of(door, "morozova") if v.status is AppointmentStatus.DONE]
    assert visits
    opened = await door.sign_in("morozova", cast.PASSWORD)
    for visit in visits[:12]:
        card = await opened.patients.card(visit.patient)
        at = visit.start.replace(tzinfo=NOON.tzinfo)
        assert at in [row.at for row in card.encounters], visit
    await opened.sign_out()


async def test_results_wait_for_whoever_saw_the_patient(door: Door) -> None:
    waiting = 0
    for login in ("petrov", "morozova", "galiev"):
        opened = await door.sign_in(login, cast.PASSWORD)
        waiting += sum(row.result is not None for row in await opened.home.attention())
        await opened.sign_out()
    assert waiting > 0


def test_a_bad_row_would_be_refused() -> None:
    """The check that the others rely on does refuse."""
    author = Author(Id(bytes(16)), "Врач", "врач", "отделение")
    person = next(person for person in people(7, TODAY) if person.history.visits)
    laying = Laying(NOON, TODAY, lambda _: person.patient.birth)
    visit = person.history.visits[0]
    early = datetime.combine(person.patient.birth - timedelta(days=3), visit.at.time(), tzinfo=NOON.tzinfo)
    good = LoadedRecord(Id(bytes(16)), Id(bytes(16)), NOON, NOON, visit.body, author)
    for bad in (
        replace(good, at=early),
        replace(good, body=replace(visit.body, diagnosis=None, kind=EncounterKind.EXAMINATION)),
        replace(good, at=NOON + timedelta(days=1)),
    ):
        with pytest.raises(Exception, match=r"record|diagnosis"):
            laying.lay([bad])
    assert len(laying.lay([good]).encounters) == 1
