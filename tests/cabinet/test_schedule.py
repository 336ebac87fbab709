"""Booking, moving, cancelling and marking visits, hours, and what is answered to two who want one time."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Outcome
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    BookVisit,
    CancelVisit,
    MarkNoShow,
    MoveVisit,
    RestoreVisit,
    SetWorkingHours,
)
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.visits_actions import CloseVisit
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, VisitKind
from medcab_tui.domain.schedule_hours import WorkingHours
from tests.cabinet.conftest import NOON

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
OTHER = Path(__file__).parent / "booking_process.py"

MONDAY = date(2026, 11, 23)
HOURS = tuple(
    WorkingHours(day, time(9), time(15), 15, "12", (time(12), time(13)) if day else None) for day in range(5)
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}")


async def receives(cabinet: Cabinet, days: tuple[WorkingHours, ...] = HOURS, seen: int = 0) -> int:
    action = SetWorkingHours(cabinet.surroundings.ids.new(), cabinet.worker.id, seen, days)
    return (await cabinet.do(action)).version or 0


async def book(cabinet: Cabinet, patient: Id, at: str = "23T14:00", **more: Any) -> Outcome[Id]:
    new = cabinet.surroundings.ids.new()
    doctor, minutes = more.pop("doctor", cabinet.worker.id), more.pop("minutes", 15)
    return await cabinet.do(BookVisit(new, patient, doctor, wall(at), minutes, VisitKind.FIRST, **more))


async def visit(cabinet: Cabinet, found: Id) -> Appointment:
    return (await cabinet.schedule.booked(found)).visit


@pytest.fixture
async def patient(cabinet: Cabinet, maria: NewPatient, add: Adding) -> Id:
    await receives(cabinet)
    return await add(cabinet, maria)


async def second(cabinet: Cabinet, maria: NewPatient, add: Adding) -> Id:
    other = replace(maria, given="Ольга", birth=date(1990, 8, 17), snils="", policy="", phone="")
    return await add(cabinet, other)


async def colleague(cabinet: Cabinet) -> Id:
    new = NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "врач", "Терапия", frozenset({Role.CLINICIAN}))
    return await cabinet.accounts.add_worker(new, "Другой-2026!")


@pytest.mark.capability("C056", "C062")
async def test_a_booked_visit_stands_in_the_day_and_takes_its_time(cabinet: Cabinet, patient: Id) -> None:
    before = await cabinet.schedule.free(cabinet.worker.id, since=wall("23T13:50"))
    done = await book(cabinet, patient, reason="  боль  в горле ", room="12")
    (found,) = await cabinet.schedule.day(MONDAY)
    assert (found.id, found.version, found.status) == (done.result, 1, AppointmentStatus.BOOKED)
    assert (found.reason, found.room, found.kind) == ("боль в горле", "12", VisitKind.FIRST)
    after = await cabinet.schedule.free(cabinet.worker.id, since=wall("23T13:50"))
    assert [f"{at:%H:%M}" for at in before][:2] == ["14:00", "14:15"]
    assert [f"{at:%H:%M}" for at in after][:2] == ["14:15", "14:30"]
    told = await cabinet.schedule.booked(done.result)
    assert (told.by, told.at, told.birth) == ("Иванова А. П.", NOON, date(1958, 3, 14))
    newest = (await cabinet.journal.mine())[0]
    assert (newest.code, newest.params["visit"]) == ("visit.booked", done.result.hex())
    assert "Кузнецова" not in str(newest.params)


async def test_doing_it_twice_books_once(cabinet: Cabinet, patient: Id) -> None:
    action = BookVisit(
        cabinet.surroundings.ids.new(), patient, cabinet.worker.id, wall("23T14:00"), 15, VisitKind.FIRST
    )
    first, again = await cabinet.do(action), await cabinet.do(action)
    assert (again.result, again.repeated) == (first.result, True)
    assert len(await cabinet.schedule.day(MONDAY)) == 1


@pytest.mark.capability("C060", "C061")
async def test_a_taken_time_names_the_visit_that_stands_there(
    cabinet: Cabinet, patient: Id, maria: NewPatient, add: Adding
) -> None:
    first = await book(cabinet, patient, minutes=30)
    other = await second(cabinet, maria, add)
    for at in ("23T14:00", "23T14:15"):
        with pytest.raises(Invalid) as refused:
            await book(cabinet, other, at)
        assert (refused.value.code, refused.value.field) == ("appointment.taken", "start")
        assert refused.value.values == {"other": first.result.hex()}
    await book(cabinet, other, "23T14:30")


async def test_a_patient_is_not_booked_twice_at_one_time(cabinet: Cabinet, patient: Id) -> None:
    doctor = await colleague(cabinet)
    hours = SetWorkingHours(cabinet.surroundings.ids.new(), doctor, 0, HOURS)
    await cabinet.do(hours)
    first = await book(cabinet, patient)
    with pytest.raises(Invalid) as refused:
        await book(cabinet, patient, doctor=doctor)
    assert (refused.value.code, refused.value.values["other"]) == (
        "appointment.patient_taken",
        first.result.hex(),
    )
    free = await cabinet.schedule.free(doctor, since=wall("23T13:55"), patient=patient, limit=1)
    assert free == (wall("23T14:15"),)


async def test_a_room_is_not_booked_twice_at_one_time(
    cabinet: Cabinet, patient: Id, maria: NewPatient, add: Adding
) -> None:
    doctor = await colleague(cabinet)
    await cabinet.do(SetWorkingHours(cabinet.surroundings.ids.new(), doctor, 0, HOURS))
    await book(cabinet, patient, room="12")
    other = await second(cabinet, maria, add)
    with pytest.raises(Invalid, match=r"appointment\.room_taken"):
        await book(cabinet, other, doctor=doctor, room="12")
    assert wall("23T14:00") not in (await cabinet.schedule.span(doctor, MONDAY)).free
    await book(cabinet, other, doctor=doctor, room="14")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("23T12:00", "visit.past"),
        ("24T12:15", "visit.outside_hours"),
        ("24T14:50", "visit.outside_hours"),
        ("28T10:00", "visit.no_reception"),
    ],
)
async def test_only_times_to_come_within_hours_are_booked(
    cabinet: Cabinet, patient: Id, at: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await book(cabinet, patient, at)
    assert (refused.value.code, refused.value.field) == (code, "start")
    assert await cabinet.schedule.week(MONDAY) == ()


async def test_moving_names_a_version_and_frees_the_time_before(cabinet: Cabinet, patient: Id) -> None:
    ids, doctor = cabinet.surroundings.ids, cabinet.worker.id
    booked = (await book(cabinet, patient)).result
    moved = await cabinet.do(MoveVisit(ids.new(), booked, 1, wall("24T09:15"), doctor))
    assert moved.version == 2
    assert (await visit(cabinet, booked)).start == wall("24T09:15")
    assert wall("23T14:00") in (await cabinet.schedule.span(doctor, MONDAY)).free
    with pytest.raises(Stale) as stale:
        await cabinet.do(MoveVisit(ids.new(), booked, 1, wall("24T10:00"), doctor))
    assert stale.value.values == {"seen": "1", "current": "2", "author": "Иванова А. П."}
    with pytest.raises(Invalid, match=r"visit\.outside_hours"):
        await cabinet.do(MoveVisit(ids.new(), booked, 2, wall("24T12:30"), doctor))
    assert (await visit(cabinet, booked)).version == 2


async def test_moving_onto_a_taken_time_changes_nothing(
    cabinet: Cabinet, patient: Id, maria: NewPatient, add: Adding
) -> None:
    first = (await book(cabinet, patient)).result
    other = (await book(cabinet, await second(cabinet, maria, add), "23T14:30")).result
    with pytest.raises(Invalid) as refused:
        await cabinet.do(
            MoveVisit(cabinet.surroundings.ids.new(), other, 1, wall("23T14:00"), cabinet.worker.id)
        )
    assert refused.value.values["other"] == first.hex()
    assert (await visit(cabinet, other)).start == wall("23T14:30")


async def test_cancelling_takes_a_reason_and_frees_the_time(cabinet: Cabinet, patient: Id) -> None:
    ids, booked = cabinet.surroundings.ids, (await book(cabinet, patient)).result
    with pytest.raises(Invalid, match=r"reason\.short"):
        await cabinet.do(CancelVisit(ids.new(), booked, 1, " я "))
    await cabinet.do(CancelVisit(ids.new(), booked, 1, "по просьбе пациента"))
    gone = await visit(cabinet, booked)
    assert (gone.status, gone.cause) == (AppointmentStatus.CANCELLED, "по просьбе пациента")
    assert wall("23T14:00") in (await cabinet.schedule.span(cabinet.worker.id, MONDAY)).free
    await book(cabinet, patient)
    with pytest.raises(Invalid, match=r"appointment\.taken"):
        was = replace(gone, version=1, cause="", status=AppointmentStatus.BOOKED)
        await cabinet.do(RestoreVisit(ids.new(), booked, 2, was))


async def test_a_visit_goes_on_by_steps_of_one_and_not_before_its_day(cabinet: Cabinet, patient: Id) -> None:
    ids, booked = cabinet.surroundings.ids, (await book(cabinet, patient)).result
    seen = []
    for version in (1, 2):
        await cabinet.do(AdvanceVisit(ids.new(), booked, version))
        seen.append((await visit(cabinet, booked)).status.value)
    with pytest.raises(Invalid, match=r"visit\.lasts"):
        await cabinet.do(AdvanceVisit(ids.new(), booked, 3))
    (begun,) = await cabinet.visits.of(patient)
    await cabinet.do(CloseVisit(ids.new(), begun.id, begun.version, "пациент ушёл"))
    seen.append((await visit(cabinet, booked)).status.value)
    assert seen == ["arrived", "in_progress", "done"]
    for over in (AdvanceVisit(ids.new(), booked, 4), CancelVisit(ids.new(), booked, 4, "поздно")):
        with pytest.raises(Invalid, match=r"visit\.over"):
            await cabinet.do(over)
    tomorrow = (await book(cabinet, patient, "24T09:00")).result
    for early in (AdvanceVisit(ids.new(), tomorrow, 1), MarkNoShow(ids.new(), tomorrow, 1)):
        with pytest.raises(Invalid, match=r"visit\.not_yet"):
            await cabinet.do(early)


async def test_nobody_came_once_the_time_has_come(cabinet: Cabinet, patient: Id) -> None:
    ids, booked = cabinet.surroundings.ids, (await book(cabinet, patient)).result
    cabinet.surroundings.clock.advance(timedelta(hours=2))  # type: ignore[attr-defined]
    await cabinet.do(MarkNoShow(ids.new(), booked, 1))
    assert (await visit(cabinet, booked)).status is AppointmentStatus.NO_SHOW
    with pytest.raises(Invalid, match=r"visit\.not_booked"):
        await cabinet.do(MarkNoShow(ids.new(), booked, 2))


async def test_every_change_can_be_taken_back_and_only_the_latest(cabinet: Cabinet, patient: Id) -> None:
    ids, doctor = cabinet.surroundings.ids, cabinet.worker.id
    booked = (await book(cabinet, patient)).result
    version = 1
    for change in (
        lambda seen: MoveVisit(ids.new(), booked, seen, wall("24T09:15"), doctor),
        lambda seen: AdvanceVisit(ids.new(), booked, seen),
        lambda seen: CancelVisit(ids.new(), booked, seen, "по ошибке"),
    ):
        before = await visit(cabinet, booked)
        done = await cabinet.do(change(version))
        with pytest.raises(Stale):
            await cabinet.do(RestoreVisit(ids.new(), booked, version, before))
        back = await cabinet.do(RestoreVisit(ids.new(), booked, done.version or 0, before))
        assert replace(await visit(cabinet, booked), version=before.version) == before
        version = back.version or 0
    undone = await cabinet.do(RestoreVisit(ids.new(), booked, version, None))
    assert (await visit(cabinet, booked)).status is AppointmentStatus.CANCELLED
    with pytest.raises(Invalid, match=r"visit\.not_booked"):
        await cabinet.do(RestoreVisit(ids.new(), booked, undone.version or 0, None))


async def test_what_never_was_cannot_be_brought_back(cabinet: Cabinet, patient: Id) -> None:
    booked = (await book(cabinet, patient)).result
    await cabinet.do(AdvanceVisit(cabinet.surroundings.ids.new(), booked, 1))
    now = await visit(cabinet, booked)
    forged = replace(now, version=1, status=AppointmentStatus.BOOKED, start=wall("24T10:00"))
    with pytest.raises(Invalid, match=r"visit\.not_before"):
        await cabinet.do(RestoreVisit(cabinet.surroundings.ids.new(), booked, 2, forged))


@pytest.mark.capability("C057")
async def test_hours_are_set_as_a_week_that_names_its_version(cabinet: Cabinet, patient: Id) -> None:
    week = await cabinet.schedule.hours(cabinet.worker.id)
    assert (week.version, week.days) == (1, HOURS)
    booked = (await book(cabinet, patient)).result
    assert await receives(cabinet, (WorkingHours(1, time(10), time(11), 20),), seen=1) == 2
    (only,) = (await cabinet.schedule.hours(cabinet.worker.id)).days
    assert only == WorkingHours(1, time(10), time(11), 20)
    with pytest.raises(Stale):
        await receives(cabinet, HOURS, seen=1)
    assert (await visit(cabinet, booked)).status is AppointmentStatus.BOOKED
    free = (await cabinet.schedule.span(cabinet.worker.id, MONDAY)).free
    assert [f"{at:%d %H:%M}" for at in free] == ["24 10:00", "24 10:20", "24 10:40"]


async def test_another_doctors_hours_take_an_administrator(door: Door, cabinet: Cabinet) -> None:
    doctor = await colleague(cabinet)
    ids = cabinet.surroundings.ids
    assert (await cabinet.do(SetWorkingHours(ids.new(), doctor, 0, HOURS))).version == 1
    await cabinet.sign_out()
    petrov = await door.sign_in("petrov", "Другой-2026!")
    with pytest.raises(Forbidden):
        await petrov.do(SetWorkingHours(ids.new(), cabinet.worker.id, 0, HOURS))
    assert (await petrov.do(SetWorkingHours(ids.new(), doctor, 1, HOURS[:1]))).version == 2
    assert [one.name for one in await petrov.schedule.doctors()] == ["Иванова А. П.", "Петров О. Д."]
    await petrov.sign_out()


async def test_only_doctors_receive(cabinet: Cabinet, patient: Id) -> None:
    clerk = NewWorker("lapina", "Лапина", "Дарья", "", "регистратор", "", frozenset({Role.ADMINISTRATOR}))
    desk = await cabinet.accounts.add_worker(clerk, "Окно-2026!x")
    with pytest.raises(Invalid, match=r"visit\.doctor"):
        await book(cabinet, patient, doctor=desk)
    with pytest.raises(Invalid, match=r"visit\.doctor"):
        await cabinet.do(SetWorkingHours(cabinet.surroundings.ids.new(), desk, 0, HOURS))
    assert desk not in [one.id for one in await cabinet.schedule.doctors()]


async def test_the_load_counts_visits_of_the_usual_length(cabinet: Cabinet, patient: Id) -> None:
    await book(cabinet, patient, minutes=40)
    gone = (await book(cabinet, patient, "24T09:00")).result
    await cabinet.do(CancelVisit(cabinet.surroundings.ids.new(), gone, 1, "по ошибке"))
    load = await cabinet.schedule.load(MONDAY, 7)
    assert [(one.booked, one.capacity) for one in load] == [(3, 24), *[(0, 20)] * 4, (0, 0), (0, 0)]


async def test_visits_are_found_by_their_patients(
    cabinet: Cabinet, patient: Id, maria: NewPatient, add: Adding
) -> None:
    await book(cabinet, patient)
    await book(cabinet, await second(cabinet, maria, add), "24T09:00")
    assert [one.start for one in await cabinet.schedule.find("кузн мар")] == [wall("23T14:00")]
    assert len(await cabinet.schedule.find("кузнецова")) == 2
    assert await cabinet.schedule.find("лапин") == ()
    assert await cabinet.schedule.find("") == ()
    assert [one.patient for one in await cabinet.schedule.find("", patient)] == [patient]
    (maria_first, *_) = await cabinet.schedule.whom("кузнецова 1958")
    assert (maria_first.name, maria_first.birth) == ("Кузнецова Мария Павловна", date(1958, 3, 14))
    assert not maria_first.alike
    await add(
        cabinet, replace(maria, birth=date(1961, 5, 5), snils="", policy="", phone="", patronymic="Ильинична")
    )
    told = {one.name: one.alike for one in await cabinet.schedule.whom("кузнецова")}
    assert told == {
        "Кузнецова Мария Ильинична": True,
        "Кузнецова Мария Павловна": True,
        "Кузнецова Ольга Павловна": False,
    }
    assert [one.alike for one in await cabinet.schedule.whom("кузницова")] == [True] * 3


async def test_visits_of_nobody_are_refused(cabinet: Cabinet) -> None:
    nobody = cabinet.surroundings.ids.new()
    await receives(cabinet)
    for refused in (
        book(cabinet, nobody),
        cabinet.do(AdvanceVisit(nobody, nobody, 1)),
        cabinet.schedule.booked(nobody),
    ):
        with pytest.raises(Refused, match=r"(patient|visit)\.missing"):
            await refused


@pytest.mark.capability("C061")
async def test_of_two_processes_that_book_one_time_exactly_one_succeeds(
    door: Door, cabinet: Cabinet, patient: Id, maria: NewPatient, add: Adding
) -> None:
    patients = [patient, await second(cabinet, maria, add)]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, str(OTHER), str(door.folder), whose.hex(), "2026-11-23T14:00",
            NOON.isoformat(), str(seed), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for seed, whose in enumerate(patients, 11)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        await process.stdin.drain()
    answers = [json.loads((await process.communicate())[0]) for process in processes]
    won, lost = sorted(answers, key=lambda answer: "refused" in answer)
    winner = patients[answers.index(won)]
    assert "booked" in won
    assert lost == {"refused": "appointment.taken", "stands": winner.hex(), "free": "13:00 13:15 13:30"}
    (standing,) = await cabinet.schedule.day(MONDAY)
    assert standing.id.hex() == won["booked"]


@pytest.mark.parametrize(
    ("at", "code"), [("2027-03-28T02:30", "visit.gap"), ("2027-10-31T02:30", "visit.twice")]
)
async def test_a_time_the_clock_skips_or_repeats_is_refused(
    tmp_path: Path, founding: Founding, maria: NewPatient, add: Adding, at: str, code: str
) -> None:
    door = Door(tmp_path / "berlin", Surroundings.fixed(NOON, 7, "Europe/Berlin"), cost=TEST_COST)
    cabinet, _recovery = await door.found(founding)
    await receives(cabinet, (WorkingHours(6, time(1), time(5), 30),))
    patient, ids = await add(cabinet, maria), cabinet.surroundings.ids
    start = datetime.fromisoformat(at)
    with pytest.raises(Invalid) as refused:
        await cabinet.do(BookVisit(ids.new(), patient, cabinet.worker.id, start, 30, VisitKind.FIRST))
    assert (refused.value.code, refused.value.field) == (code, "start")
    free = (await cabinet.schedule.span(cabinet.worker.id, start.date(), 1)).free
    assert [f"{one:%H:%M}" for one in free] == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]
    await cabinet.sign_out()


async def test_a_visit_moves_to_another_doctor_and_into_their_room(cabinet: Cabinet, patient: Id) -> None:
    doctor, ids = await colleague(cabinet), cabinet.surroundings.ids
    await cabinet.do(SetWorkingHours(ids.new(), doctor, 0, (replace(HOURS[1], room="7"),)))
    booked = (await book(cabinet, patient, room="12")).result
    await cabinet.do(MoveVisit(ids.new(), booked, 1, wall("24T09:00"), doctor))
    moved = await visit(cabinet, booked)
    assert (moved.doctor_id, moved.room, moved.doctor) == (doctor, "7", "Петров О. Д.")
