"""Free times, hours and the clock on the wall: rules that hold for any week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.schedule import (
    DayLoad,
    check_before,
    check_booking,
    check_wall,
    following,
    free_starts,
    once,
)
from medcab_tui.domain.schedule_hours import Week, WorkingHours, check_hours, read_hours, told
from medcab_tui.domain.times import utc_of

MOSCOW, BERLIN = "Europe/Moscow", "Europe/Berlin"
MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))


@st.composite
def weekdays(draw: st.DrawFn, weekday: int = 0) -> WorkingHours:
    marks = sorted(draw(st.lists(quarters, min_size=4, max_size=4, unique=True)))
    pause = (marks[1], marks[2]) if draw(st.booleans()) else None
    return WorkingHours(weekday, marks[0], marks[3], draw(st.sampled_from((5, 10, 15))), "12", pause)


def visit(start: datetime, minutes: int, status: AppointmentStatus = AppointmentStatus.BOOKED) -> Appointment:
    return Appointment(Id(b"v" * 16), Id(b"p" * 16), "Лапин", "Иванова", start, minutes, status, "")


def interval(one: Appointment, zone: str) -> tuple[datetime, datetime]:
    begins = utc_of(one.start, zone)
    return begins, begins + timedelta(minutes=one.minutes)


@given(weekdays(), st.lists(st.tuples(quarters, st.integers(1, 240)), max_size=6), st.integers(5, 90))
def test_free_times_are_those_in_the_hours_that_meet_no_visit(
    hours: WorkingHours, visits: list[tuple[time, int]], minutes: int
) -> None:
    taken = [interval(visit(datetime.combine(MONDAY, at), length), MOSCOW) for at, length in visits]
    free = free_starts(MONDAY, hours, taken, zone=MOSCOW, now=LONG_AGO, minutes=minutes)
    assert list(free) == sorted(set(free))
    for at in free:
        begins, ends = interval(visit(at, minutes), MOSCOW)
        assert hours.fits(at, minutes)
        assert all(ends <= start or begins >= end for start, end in taken)
    for begins, ends in hours.spans:
        at = datetime.combine(MONDAY, begins)
        while at + timedelta(minutes=minutes) <= datetime.combine(MONDAY, ends):
            start, end = interval(visit(at, minutes), MOSCOW)
            meets = any(start < other[1] and end > other[0] for other in taken)
            assert (at in free) != meets
            at += timedelta(minutes=hours.minutes)


@given(weekdays(), st.integers(0, 1439))
def test_nothing_free_has_passed(hours: WorkingHours, minute: int) -> None:
    now = utc_of(datetime.combine(MONDAY, time()), MOSCOW) + timedelta(minutes=minute)
    free = free_starts(MONDAY, hours, (), zone=MOSCOW, now=now)
    assert all(utc_of(at, MOSCOW) >= now for at in free)
    assert len(free) <= hours.slots


def test_a_day_without_hours_has_no_free_time() -> None:
    assert free_starts(MONDAY, None, (), zone=MOSCOW, now=LONG_AGO) == ()


def test_a_visit_that_only_touches_leaves_the_time_free() -> None:
    hours = WorkingHours(0, time(9), time(10))
    nine = datetime.combine(MONDAY, time(9))
    gone = [interval(visit(nine, 15), MOSCOW), interval(visit(nine + timedelta(minutes=30), 15), MOSCOW)]
    free = free_starts(MONDAY, hours, gone, zone=MOSCOW, now=LONG_AGO)
    assert [f"{at:%H:%M}" for at in free] == ["09:15", "09:45"]


@given(st.integers(0, 365 * 96 - 1))
def test_a_wall_time_is_there_once_or_refused(quarter: int) -> None:
    wall = datetime(2026, 1, 1) + timedelta(minutes=15 * quarter)  # noqa: DTZ001 - wall time
    skipped = datetime(2026, 3, 29, 2) <= wall < datetime(2026, 3, 29, 3)  # noqa: DTZ001 - wall time
    twice = datetime(2026, 10, 25, 2) <= wall < datetime(2026, 10, 25, 3)  # noqa: DTZ001 - wall time
    assert once(wall, BERLIN) is not (skipped or twice)
    assert once(wall, MOSCOW)
    if skipped or twice:
        with pytest.raises(Invalid, match=r"visit\.gap" if skipped else r"visit\.twice"):
            check_wall(wall, BERLIN)


def test_free_times_leave_out_the_hour_that_is_skipped_and_the_one_that_repeats() -> None:
    night = WorkingHours(6, time(1), time(5), 30)
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        free = free_starts(day, night, (), zone=BERLIN, now=LONG_AGO)
        assert [f"{at:%H:%M}" for at in free] == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]


def test_a_visit_over_the_night_the_clock_is_set_back_ends_when_it_ends() -> None:
    before = datetime(2026, 10, 25, 1, 45)  # noqa: DTZ001 - wall time
    begins, ends = interval(visit(before, 90), BERLIN)
    assert ends - begins == timedelta(minutes=90)
    free = free_starts(
        before.date(), WorkingHours(6, time(3), time(4)), [(begins, ends)], zone=BERLIN, now=LONG_AGO
    )
    assert [f"{at:%H:%M}" for at in free] == ["03:00", "03:15", "03:30", "03:45"]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-11-23T09:00", "visit.past"),
        ("2026-11-24T09:00", "visit.no_reception"),
        ("2026-11-30T08:45", "visit.outside_hours"),
        ("2026-11-30T14:50", "visit.outside_hours"),
        ("2026-11-30T11:50", "visit.outside_hours"),
        ("2026-11-30T12:30", "visit.outside_hours"),
    ],
)
def test_what_cannot_be_booked_says_why(at: str, code: str) -> None:
    week = Week(1, (WorkingHours(0, time(9), time(15), pause=(time(12), time(13))),))
    now = utc_of(datetime(2026, 11, 23, 12), MOSCOW)  # noqa: DTZ001 - wall time
    with pytest.raises(Invalid) as refused:
        check_booking(datetime.fromisoformat(at), 15, week, MOSCOW, now)
    assert refused.value.code == code
    with pytest.raises(Invalid, match=r"hours\.missing|visit\.past"):
        check_booking(datetime.fromisoformat(at), 15, Week(0, ()), MOSCOW, now)
    check_booking(datetime.fromisoformat("2026-11-30T14:45"), 15, week, MOSCOW, now)


@given(weekdays())
def test_hours_are_read_back_from_what_is_told_of_them(hours: WorkingHours) -> None:
    opens, closes, pause = read_hours(told(hours))
    assert (opens, closes, pause) == (hours.opens, hours.closes, hours.pause)


@pytest.mark.parametrize(
    ("text", "told_back"),
    [
        ("9-15", "09:00–15:00"),
        ("9:30–12, 13.15-16", "09:30–12:00, 13:15–16:00"),
        ("8-12 и 13-14", "08:00–12:00, 13:00–14:00"),
    ],
)
def test_hours_are_understood_as_people_write_them(text: str, told_back: str) -> None:
    opens, closes, pause = read_hours(text)
    assert told(WorkingHours(0, opens, closes, pause=pause)) == told_back


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("утром", "hours.form"),
        ("9", "hours.form"),
        ("25-26", "hours.form"),
        ("9-12 13-14 15-16", "hours.form"),
        ("9-12 потом", "hours.form"),
        ("15-9", "hours.order"),
        ("9-13 12-15", "hours.pause"),
    ],
)
def test_what_are_no_hours_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_hours(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("days", "code", "field"),
    [
        ((WorkingHours(0, time(9), time(9)),), "hours.order", "day0"),
        ((WorkingHours(7, time(9), time(10)),), "hours.weekday", "day7"),
        ((WorkingHours(1, time(9), time(10)), WorkingHours(1, time(11), time(12))), "hours.weekday", "day1"),
        ((WorkingHours(0, time(9), time(15), pause=(time(8), time(10))),), "hours.pause", "day0"),
        ((WorkingHours(0, time(9), time(15), 4),), "hours.minutes", "minutes"),
        ((WorkingHours(0, time(9), time(9, 10)),), "hours.short", "day0"),
    ],
)
def test_a_week_that_cannot_be_is_refused(days: tuple[WorkingHours, ...], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_hours(days)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_visit_goes_from_booked_to_done_and_no_further() -> None:
    status, seen = AppointmentStatus.BOOKED, []
    while status is not AppointmentStatus.DONE:
        status = following(status)
        seen.append(status.value)
    assert seen == ["arrived", "in_progress", "done"]
    for over in (AppointmentStatus.DONE, AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW):
        with pytest.raises(Invalid, match=r"visit\.over"):
            following(over)


@given(st.sampled_from(AppointmentStatus), st.sampled_from(AppointmentStatus), st.booleans())
def test_only_what_one_change_made_is_taken_back(
    was: AppointmentStatus, is_now: AppointmentStatus, moved: bool
) -> None:
    nine = datetime.combine(MONDAY, time(9))
    before = visit(nine, 15, was)
    after = Appointment(
        before.id, before.patient, before.patient_name, before.doctor,
        nine + timedelta(hours=1) if moved else nine, 15, is_now, "", 2,
    )  # fmt: skip
    steps = {("booked", "arrived"), ("arrived", "in_progress"), ("in_progress", "done")}
    ended = was.value in {"booked", "arrived", "in_progress", "done"} and is_now.value in {
        "cancelled",
        "no_show",
    }
    possible = (
        was is is_now is AppointmentStatus.BOOKED
        if moved
        else (was.value, is_now.value) in steps or ended or was is is_now is AppointmentStatus.BOOKED
    )
    if possible:
        check_before(before, after)
    else:
        with pytest.raises(Invalid, match=r"visit\.not_before"):
            check_before(before, after)


def test_the_share_of_a_day_is_never_more_than_all() -> None:
    assert DayLoad(MONDAY, 6, 24).share == 0.25
    assert DayLoad(MONDAY, 30, 24).share == 1.0
    assert (DayLoad(MONDAY, 1, 0).share, DayLoad(MONDAY, 0, 0).share) == (1.0, 0.0)
