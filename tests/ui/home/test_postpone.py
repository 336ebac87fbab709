"""The moments that are offered, and what is understood of a typed one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.home.postpone import meant, offered

WALLS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2060, 1, 1))  # noqa: DTZ001


@given(WALLS)
def test_what_is_offered_lies_ahead(wall: datetime) -> None:
    hour, tomorrow, monday, week, typed = offered(wall)
    assert hour.wall == wall + timedelta(hours=1)
    assert tomorrow.wall is not None
    assert monday.wall is not None
    assert week.wall is not None
    assert tomorrow.wall.date() == wall.date() + timedelta(days=1)
    assert monday.wall.weekday() == 0
    assert week.wall.date() == wall.date() + timedelta(days=7)
    assert all(one.wall > wall for one in (hour, tomorrow, monday, week) if one.wall)
    assert typed.wall is None


@given(WALLS)
def test_a_moment_written_out_is_understood(wall: datetime) -> None:
    minute = wall.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M", " %d/%m/%Y  %H:%M "):
        assert meant(wall.strftime(form)) == minute
    assert meant(wall.strftime("%Y-%m-%d")) == minute.replace(hour=9, minute=0)


@pytest.mark.parametrize(
    "typed", ["", "завтра", "2026-13-01", "31.02.2027", "2026-11-24 25:00", "24.11", "9:00"]
)
def test_what_is_no_date_is_not_taken_for_one(typed: str) -> None:
    assert meant(typed) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_breaks_nothing(typed: str) -> None:
    assert meant(typed) is None or any(letter.isdigit() for letter in typed)
