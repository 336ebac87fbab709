"""«Нагрузка»: one glyph a day for four weeks, and how much of this week is taken."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.schedule import DayLoad
from medcab_tui.ui.home.load import WEEKS, first_day, lines_of
from medcab_tui.ui.widgets.glyphs import STEPS

TODAY = date(2026, 11, 23)


def loads(*booked: tuple[int, int]) -> list[DayLoad]:
    """(booked, capacity) a day from the first one shown; the rest are days without reception."""
    first = first_day(TODAY)
    rows = [*booked, *[(0, 0)] * (WEEKS * 7 - len(booked))]
    return [DayLoad(first + timedelta(days=n), some, most) for n, (some, most) in enumerate(rows)]


def test_a_day_is_as_high_as_it_is_full_and_today_stands_out() -> None:
    days = loads((0, 24), (12, 24), (24, 24), (30, 24), *[(0, 0)] * 10, (6, 24), (3, 24))
    glyphs, week = lines_of(days, TODAY)
    shown = "".join(text for text, _role in glyphs)
    assert shown[:4] == STEPS[0] + STEPS[round((len(STEPS) - 1) / 2)] + STEPS[-1] * 2
    assert shown[4:16] == "··· ······· "
    assert [text for text, role in glyphs if "bold" in role] == [shown[16]]
    assert week[0][0] == "на этой неделе 9 из 48"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=WEEKS * 7))
def test_four_weeks_are_always_four_weeks(booked: list[tuple[int, int]]) -> None:
    lines = lines_of(loads(*booked), TODAY)
    if not any(some or most for some, most in booked):
        assert lines == []
        return
    weeks = "".join(text for text, _role in lines[0]).split(" ")
    assert [len(week) for week in weeks] == [7] * WEEKS
    assert set("".join(weeks)) <= {*STEPS, "·"}
