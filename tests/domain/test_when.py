"""What is understood of a moment typed in words, and that nothing typed breaks it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.when import moment_meant

ZONE = "Europe/Moscow"
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)  # Monday, 12:15 on the wall
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.sampled_from(("Europe/Moscow", "Europe/Berlin", "Asia/Kamchatka", "America/New_York", "UTC"))


def meant(text: str, now: datetime = NOW, zone: str = ZONE) -> str:
    return f"{moment_meant(text, now, zone).astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        *((text, "Tue 2026-11-24 09:00") for text in ("завтра", "Завтра.", "до завтра", "1д", "через день")),
        *((text, "Tue 2026-11-24 09:00") for text in ("tomorrow", "in a day", "вт", "во вторник", "tue")),
        *((text, "Tue 2026-11-24 09:00") for text in ("в 9", "9:00", "9 утра", "утром", "к 9 утра", "9am")),
        *((text, "Wed 2026-11-25 09:00") for text in ("послезавтра", "пару дней", "day after tomorrow")),
        *((text, "Thu 2026-11-26 09:00") for text in ("через 3 дня", "3 дня", "3дн", "3д", "три дня", "3d")),
        *((text, "Mon 2026-11-30 09:00") for text in ("пн 9:00", "пн", "в понедельник", "next monday")),
        *((text, "Mon 2026-11-30 09:00") for text in ("через неделю", "in a week", "на следующей неделе")),
        *((text, "Mon 2026-12-07 09:00") for text in ("2н", "2 нед", "через 2 недели", "2w", "in two weeks")),
        *((text, "Wed 2026-12-23 09:00") for text in ("через месяц", "1 мес", "in a month")),
        *((text, "Mon 2026-11-23 15:30") for text in ("15:30", "15.30", "сегодня в 15:30", "at 3:30 pm")),
        *((text, "Mon 2026-11-23 13:15") for text in ("через час", "час", "1ч", "60 мин", "in an hour")),
        *((text, "Mon 2026-11-23 13:45") for text in ("1ч 30м", "1,5 часа", "полтора часа", "90 минут")),
        *((text, "Mon 2026-11-23 12:45") for text in ("полчаса", "через полчаса", "30м", "half an hour")),
        *((text, "Mon 2026-11-23 18:00") for text in ("вечером", "сегодня вечером", "evening")),
        *((text, "Tue 2026-12-01 09:00") for text in ("2026-12-01 9:00", "2026-12-01", "01.12.2026", "1.12")),
        *((text, "Tue 2026-12-01 09:00") for text in ("1 декабря", "до 1 дек", "1/12/26 09:00", "dec 1")),
        *((text, "Mon 2026-11-30 09:00") for text in ("gy 9:00", "gy 9^00", "ьщт 9Ж00", "xthtp ytltk.")),
        ("2026-12-01T09:30", "Tue 2026-12-01 09:30"),
        ("пт 15", "Fri 2026-11-27 15:00"),
        ("завтра в 3 дня", "Tue 2026-11-24 15:00"),
        ("пятница, 10.30", "Fri 2026-11-27 10:30"),
        ("10:00", "Tue 2026-11-24 10:00"),
        ("22.11", "Mon 2027-11-22 09:00"),
        ("полгода", "Sun 2027-05-23 09:00"),
    ],
)
def test_words_mean_a_moment(typed: str, moment: str) -> None:
    assert meant(typed) == moment


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((text, "when.unreadable") for text in ("", "9", "2", "н", "через", "завтра завтра", "25:00", "0д")),
        *((text, "when.unreadable") for text in ("2026-13-01", "31.02", "13pm", "через 2", "пн 9:60")),
        *((text, "when.unreadable") for text in ("ч", "мес", "завтра" * 20, "२ дня", "1-30")),
        ("сегодня", "when.clock"),
        ("today", "when.clock"),
        ("9999 лет", "when.far"),
    ],
)
def test_what_means_no_moment_is_refused_with_a_remedy(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        moment_meant(typed, NOW, ZONE)
    assert (refused.value.code, refused.value.field) == (code, "when")


@given(MOMENTS, ZONES, st.integers(1, 400), st.sampled_from(("{}д", "через {} дней", "in {} days", "{}н")))
def test_days_are_counted_on_the_calendar(now: datetime, zone: str, count: int, form: str) -> None:
    here = ZoneInfo(zone)
    found = moment_meant(form.format(count), now, zone).astimezone(here)
    days = count * (7 if form == "{}н" else 1)
    assert found.date() == now.astimezone(here).date() + timedelta(days=days)
    assert (found.hour, found.minute) == (9, 0)


@given(MOMENTS, ZONES, st.integers(1, 99), st.integers(0, 59))
def test_hours_pass_whatever_the_clock_does(now: datetime, zone: str, hours: int, minutes: int) -> None:
    typed = f"{hours}ч {minutes}м" if minutes else f"{hours} часов"
    assert moment_meant(typed, now, zone) - now == timedelta(hours=hours, minutes=minutes)


@given(MOMENTS, st.integers(0, 6), st.integers(0, 23), st.integers(0, 59))
def test_a_weekday_is_the_next_one_after_today(now: datetime, number: int, hour: int, minute: int) -> None:
    for names in (
        ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ):
        found = moment_meant(f"{names[number]} {hour}:{minute:02}", now, "UTC")
        assert (found.weekday(), found.hour, found.minute) == (number, hour, minute)
        assert 1 <= (found.date() - now.date()).days <= 7


@given(MOMENTS, st.integers(0, 23), st.integers(0, 59))
def test_a_time_alone_is_the_next_such_time(now: datetime, hour: int, minute: int) -> None:
    found = moment_meant(f"{hour}:{minute:02}", now, "UTC")
    assert timedelta() < found - now <= timedelta(days=1)
    assert (found.hour, found.minute) == (hour, minute)


@given(MOMENTS, MOMENTS)
def test_a_moment_written_out_is_itself(now: datetime, moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M", " %d/%m/%Y  %H:%M ", "%d %b %Y %H:%M"):
        assert moment_meant(minute.strftime(form), now, "UTC") == minute


PIECES = st.sampled_from(
    (
        "завтра через 2 3 15:30 пн н д ч м недели дня в до утра 31.02 2026-12-01 9 1,5 in a week at pm"
        " , . - + полтора"
    ).split()
)


@given(st.text(max_size=70) | st.lists(PIECES, max_size=6).map(" ".join), MOMENTS, ZONES)
def test_whatever_is_typed_is_a_moment_or_is_refused(typed: str, now: datetime, zone: str) -> None:
    try:
        assert moment_meant(typed, now, zone).tzinfo is UTC
    except Invalid as refused:
        assert refused.code in ("when.unreadable", "when.clock", "when.far")
