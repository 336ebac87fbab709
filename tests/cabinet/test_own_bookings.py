"""Whoever may book gives no card to themselves: a visit opens it that somebody else had a hand in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch, LoadedAppointment
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    BookVisit,
    CancelVisit,
    MoveVisit,
    RestoreVisit,
    SetWorkingHours,
)
from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import AppointmentStatus, VisitKind
from tests.cabinet.outside import CHIEF, COLLEAGUE, PASSWORD, SURGEON, Chart, fill, give_away, hire
from tests.cabinet.test_outside import notes, opened, refusal, sits
from tests.cabinet.test_schedule import HOURS, wall

LOOKED = "SELECT json_extract(params, '$.way') FROM journal WHERE code = 'card.opened' ORDER BY sequence"


class Desk:
    """A patient of another department, and two who book."""

    def __init__(self, cabinet: Cabinet, door: Door, chart: Chart, colleague: Id) -> None:
        self.cabinet, self.door, self.chart, self.colleague = cabinet, door, chart, colleague
        self.new = cabinet.surroundings.ids.new

    async def way(self) -> str:
        return await refusal(self.cabinet.patients.card(self.chart.patient))

    async def book(self, doctor: Id, at: str = "23T14:00", by: Cabinet | None = None) -> Id:
        booking = BookVisit(self.new(), self.chart.patient, doctor, wall(at), 15, VisitKind.FIRST)
        return (await (by or self.cabinet).do(booking)).result

    async def as_colleague(self, work: Callable[[Cabinet], Awaitable[Any]]) -> Any:
        other = await self.door.sign_in(COLLEAGUE.login, PASSWORD)
        try:
            return await work(other)
        finally:
            await other.sign_out()

    def passes(self, **time: int) -> None:
        cast("TapeClock", self.cabinet.surroundings.clock).advance(timedelta(**time))


@pytest.fixture
async def desk(cabinet: Cabinet, door: Door, maria: NewPatient) -> Desk:
    chart = await fill(cabinet, maria)
    await hire(cabinet, CHIEF, COLLEAGUE)
    (colleague,) = (one.id for one in await cabinet.accounts.workers() if one.login == COLLEAGUE.login)
    for worker in (cabinet.worker.id, colleague):
        await cabinet.do(SetWorkingHours(cabinet.surroundings.ids.new(), worker, 0, HOURS))
    await give_away(cabinet)
    return Desk(cabinet, door, chart, colleague)


@pytest.mark.capability("C014", "C109")
async def test_a_visit_given_to_oneself_opens_nothing_until_a_reason_was_given_once(desk: Desk) -> None:
    cabinet, me = desk.cabinet, desk.cabinet.worker.id
    await desk.book(me)
    assert await desk.way() == "card.outside"
    await opened(cabinet, desk.chart.patient, "пришла без записи")
    assert await desk.way() == ""
    chief = await sits(desk.door, CHIEF.login)
    assert [why for _who, why, _patient in await notes(chief)] == ["пришла без записи"]
    await chief.sign_out()
    desk.passes(days=1)
    assert await desk.way() == "", "the visit stands, and its reason was given"
    desk.passes(days=7)
    assert await desk.way() == "card.outside"
    await cabinet._desk.settled()
    ways = await cabinet._desk.vault.read(lambda c: [way for (way,) in c.execute(LOOKED)])
    assert ways == ["reason", "visit"]


async def test_a_reason_given_for_the_card_it_was_merged_into_counts_while_they_are_one(
    desk: Desk, maria: NewPatient
) -> None:
    cabinet, new = desk.cabinet, desk.new
    named = replace(maria, surname="Лебедева", birth=date(1971, 5, 2), snils="", policy="", phone="")
    await hire(cabinet, SURGEON)
    surgeon = await sits(desk.door, SURGEON.login)
    both = (replace(named, surname="Гусева", birth=date(1982, 6, 3)), named)
    booked, stays = [(await surgeon.do(AddPatient(new(), one))).result for one in both]
    await surgeon.sign_out()
    booking = BookVisit(new(), booked, cabinet.worker.id, wall("23T14:00"), 15, VisitKind.FIRST)
    await cabinet.do(booking)
    surgeon = await sits(desk.door, SURGEON.login)
    merged = await surgeon.do(MergePatients(new(), stays, 1, booked, 1, named, "один человек"))
    await surgeon.sign_out()
    assert await refusal(cabinet.patients.card(stays)) == "card.outside"
    await opened(cabinet, stays, "пришла без записи")
    desk.passes(days=1)
    assert await refusal(cabinet.patients.card(stays)) == "", "the visit stands, and its reason was given"
    surgeon = await sits(desk.door, SURGEON.login)
    await surgeon.do(PartPatients(new(), booked, stays, merged.version or 0, "разные люди"))
    await surgeon.sign_out()
    ways = [await refusal(cabinet.patients.card(one)) for one in (booked, stays)]
    assert ways == ["card.outside"] * 2, "a visit of one, a reason for another"


async def test_waiting_does_not_make_it_a_reason(desk: Desk) -> None:
    await desk.book(desk.cabinet.worker.id, "27T14:00")
    for _ in range(3):
        assert await desk.way() == "card.outside"
        desk.passes(days=1)


@pytest.mark.capability("C109")
async def test_a_visit_that_somebody_else_booked_or_confirmed_opens_the_card(desk: Desk) -> None:
    me = desk.cabinet.worker.id
    await desk.as_colleague(lambda other: desk.book(me, by=other))
    assert await desk.way() == "", "the desk booked it"


async def test_the_desk_marks_that_the_patient_came(desk: Desk) -> None:
    mine = await desk.book(desk.cabinet.worker.id)
    assert await desk.way() == "card.outside"
    await desk.as_colleague(lambda other: other.do(AdvanceVisit(desk.new(), mine, 1)))
    assert await desk.way() == ""


async def test_cancelling_ones_own_booking_confirms_nothing(desk: Desk) -> None:
    mine = await desk.book(desk.cabinet.worker.id)
    before = (await desk.cabinet.schedule.booked(mine)).visit
    await desk.as_colleague(lambda other: other.do(CancelVisit(desk.new(), mine, 1, "не та запись")))
    await desk.cabinet.do(RestoreVisit(desk.new(), mine, 2, before))
    assert await desk.way() == "card.outside"


async def test_taking_a_colleagues_visit_over_opens_nothing_and_putting_ones_own_back_does(
    desk: Desk,
) -> None:
    cabinet, me = desk.cabinet, desk.cabinet.worker.id
    theirs = await desk.book(desk.colleague)
    await cabinet.do(MoveVisit(desk.new(), theirs, 1, wall("23T14:00"), me))
    assert await desk.way() == "card.outside"
    await cabinet.do(CancelVisit(desk.new(), theirs, 2, "не та запись"))
    own = await desk.as_colleague(lambda other: desk.book(me, by=other))
    before = (await cabinet.schedule.booked(own)).visit
    await cabinet.do(MoveVisit(desk.new(), own, 1, wall("23T14:00"), desk.colleague))
    assert await desk.way() == "card.outside"
    await cabinet.do(RestoreVisit(desk.new(), own, 2, before))
    assert await desk.way() == "", "it was theirs, and is again"


async def test_what_a_restored_visit_was_before_is_not_taken_on_trust(desk: Desk) -> None:
    cabinet, me = desk.cabinet, desk.cabinet.worker.id
    theirs = await desk.book(desk.colleague)
    await cabinet.do(MoveVisit(desk.new(), theirs, 1, wall("23T14:15"), desk.colleague))
    standing = (await cabinet.schedule.booked(theirs)).visit
    said = replace(standing, version=1, doctor_id=me, doctor=cabinet.worker.surname)
    await cabinet.do(RestoreVisit(desk.new(), theirs, 2, said))
    assert await desk.way() == "card.outside"


async def test_a_follow_up_booked_while_the_card_is_open_lets_in_on_its_day(desk: Desk) -> None:
    me = desk.cabinet.worker.id
    await desk.as_colleague(lambda other: desk.book(me, by=other))
    await desk.book(me, "30T14:00")
    desk.passes(days=14)
    assert await desk.way() == ""


async def test_moving_ones_own_loaded_visit_to_another_time_keeps_the_card_open(desk: Desk) -> None:
    cabinet = desk.cabinet
    loaded = LoadedAppointment(
        desk.new(), desk.chart.patient, cabinet.worker.id, wall("23T14:00"), "Europe/Moscow", 15,
        AppointmentStatus.BOOKED,
    )  # fmt: skip
    await cabinet.do(LoadBatch(desk.new(), (loaded,)))
    assert await desk.way() == ""
    await cabinet.do(MoveVisit(desk.new(), loaded.id, 1, wall("23T14:30"), cabinet.worker.id))
    assert await desk.way() == ""
