"""«Нагрузка»: how full the days of four weeks are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from medcab_tui.domain.schedule import DayLoad
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.plot_small import columns

WEEKS: Final = 4


def first_day(today: date) -> date:
    """The Monday two weeks back: what was, and what comes."""
    return today - timedelta(days=today.weekday() + 14)


def lines_of(days: Sequence[DayLoad], today: date) -> list[Line]:
    """One glyph a day, weeks apart; today in bold. Then how much this week holds."""
    if not any(day.capacity or day.booked for day in days):
        return []
    runs: list[Run] = []
    for place, day in enumerate(days):
        if place and place % 7 == 0:
            runs.append((" ", ""))
        runs.append((_glyph(day), "bold accent" if day.day == today else "accent"))
    week = [day for day in days if day.day.isocalendar()[:2] == today.isocalendar()[:2]]
    booked, capacity = sum(day.booked for day in week), sum(day.capacity for day in week)
    if capacity:
        said = _("this week {n} of {all}").format(n=booked, all=capacity)
    else:
        said = ngettext("this week {n} visit", "this week {n} visits", booked).format(n=booked)
    return [tuple(runs), ((said, "dim"),)]


def this_week(days: Sequence[DayLoad], today: date) -> str:
    """The seven glyphs of this week, where there is no room for four; empty if nothing is known of it."""
    week = [day for day in days if day.day.isocalendar()[:2] == today.isocalendar()[:2]]
    known = any(day.capacity or day.booked for day in week)
    return "".join(_glyph(day) for day in week) if known else ""


def _glyph(day: DayLoad) -> str:
    return columns([day.share if day.capacity or day.booked else None])
