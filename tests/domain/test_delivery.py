"""Quiet hours and ways of telling: overnight, by weekday, over changes of the clock; the urgent passes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.delivery import Channel, Preferences, Quiet, held_until, quiet_meant, quiet_until
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.times import utc_of

MOSCOW = "Europe/Moscow"
BERLIN = "Europe/Berlin"
NIGHT = Quiet(time(22), time(7))


def wall(text: str, zone: str = MOSCOW) -> datetime:
    return utc_of(datetime.fromisoformat(text), zone)


@pytest.mark.capability("C029")
@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-23T21:59", None),
        ("2026-11-23T22:00", "2026-11-24T07:00"),
        ("2026-11-24T06:59", "2026-11-24T07:00"),
        ("2026-11-24T07:00", None),
        ("2026-11-24T12:00", None),
    ],
)
def test_a_night_is_quiet_from_evening_to_morning(now: str, end: str | None) -> None:
    chosen = Preferences(daily=NIGHT)
    assert quiet_until(chosen, wall(now), MOSCOW) == (wall(end) if end else None)


def test_a_weekday_has_its_own_hours_and_they_belong_to_the_day_they_begin_on() -> None:
    chosen = Preferences(daily=NIGHT, weekly=((5, Quiet(time(0), time(0))), (6, None)))
    assert quiet_until(chosen, wall("2026-11-27T23:00"), MOSCOW) == wall("2026-11-29T00:00"), (
        "Friday to Sunday"
    )
    assert quiet_until(chosen, wall("2026-11-28T12:00"), MOSCOW) == wall("2026-11-29T00:00")
    assert quiet_until(chosen, wall("2026-11-29T23:00"), MOSCOW) is None, "Sunday night belongs to Sunday"
    assert quiet_until(chosen, wall("2026-11-30T23:00"), MOSCOW) == wall("2026-12-01T07:00")
    usual = chosen.with_quiet(6, None, usual=True)
    assert usual.on(6) == NIGHT


def test_a_night_in_which_the_clock_is_set_lasts_to_the_same_morning() -> None:
    chosen = Preferences(daily=NIGHT)
    for evening, morning in (
        ("2026-03-28T23:00", "2026-03-29T07:00"),
        ("2026-10-24T23:00", "2026-10-25T07:00"),
    ):
        assert quiet_until(chosen, wall(evening, BERLIN), BERLIN) == wall(morning, BERLIN)


def test_what_is_urgent_passes_and_may_be_held_back_too() -> None:
    chosen, night = Preferences(daily=NIGHT), wall("2026-11-23T23:00")
    assert held_until(chosen, NoticeKind.RESULT, night, MOSCOW) == night
    assert held_until(chosen, NoticeKind.MESSAGE, night, MOSCOW) == wall("2026-11-24T07:00")
    assert held_until(chosen.passes(NoticeKind.RESULT), NoticeKind.RESULT, night, MOSCOW) > night


@pytest.mark.capability("C100")
def test_ways_are_turned_one_by_one() -> None:
    chosen = Preferences()
    assert chosen.of(NoticeKind.MESSAGE) == {Channel.LINE, Channel.TERMINAL}
    assert not chosen.of(NoticeKind.SERVICE)
    more = chosen.toggled(NoticeKind.MESSAGE, Channel.MAIL).toggled(NoticeKind.MESSAGE, Channel.LINE)
    assert more.of(NoticeKind.MESSAGE) == {Channel.MAIL, Channel.TERMINAL}
    assert more.of(NoticeKind.TASK) == chosen.of(NoticeKind.TASK)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22:00-07:00", NIGHT),
        ("22-7", NIGHT),
        (" 22.00 – 7.00 ", NIGHT),
        ("2200-0700", NIGHT),
        ("13-24", Quiet(time(13), time(0))),
        ("нет", None),
        ("None", None),
    ],
)
def test_quiet_hours_are_typed_in_many_ways(typed: str, meant: Quiet | None) -> None:
    assert quiet_meant(typed) == meant


@given(st.text(max_size=20) | st.from_regex(r"\d{1,2}[:.]?\d{0,2}-\d{1,2}[:.]?\d{0,2}", fullmatch=True))
def test_anything_typed_is_hours_or_refused_with_a_remedy(typed: str) -> None:
    try:
        found = quiet_meant(typed)
    except Invalid as refused:
        assert refused.code == "quiet.form"
    else:
        assert found is None or quiet_meant(str(found)) == found


DAYS = st.dictionaries(st.integers(0, 6), st.none() | st.builds(Quiet, st.times(), st.times()), max_size=7)


@given(
    st.none() | st.builds(Quiet, st.times(), st.times()),
    DAYS,
    st.integers(0, 60 * 24 * 400),
    st.sampled_from((MOSCOW, BERLIN, "America/New_York", "UTC")),
)
def test_the_end_of_quiet_is_ahead_and_no_longer_quiet(
    daily: Quiet | None, weekly: dict[int, Quiet | None], minutes: int, zone: str
) -> None:
    chosen = Preferences(daily=daily, weekly=tuple(sorted(weekly.items(), key=lambda one: one[0])))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    end = quiet_until(chosen, now, zone)
    if end is None:
        assert not covered(chosen, now, zone)
    else:
        assert now < end <= now + timedelta(days=9)
        assert covered(chosen, now, zone)
        if end < now + timedelta(days=5):
            assert quiet_until(chosen, end, zone) is None


def covered(chosen: Preferences, now: datetime, zone: str) -> bool:
    """Whether an instant lies in the quiet hours of its day or of the one before."""
    at = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for back in (0, 1):
        day = at.date() - timedelta(days=back)
        if (quiet := chosen.on(day.weekday())) is not None:
            start = utc_of(datetime.combine(day, quiet.start), zone)
            last = day if quiet.start < quiet.end else day + timedelta(days=1)
            if start <= now < utc_of(datetime.combine(last, quiet.end), zone):
                return True
    return False
