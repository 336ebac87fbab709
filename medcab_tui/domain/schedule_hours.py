"""When a doctor receives: the hours of a week, and how people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.rules import check_line

SLOT: Final = 15
"""Minutes of a visit where nobody said otherwise."""

SHORTEST_SLOT, LONGEST_SLOT = 5, 240
"""Minutes that one visit may be given in working hours."""

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_BETWEEN = re.compile(r"[\s,;и]*")


class WorkingHours(Struct, frozen=True):
    """One weekday of a doctor: Monday is 0. The pause, if there is one, lies within."""

    weekday: int
    opens: time
    closes: time
    minutes: int = SLOT
    """How long a visit is unless said otherwise."""
    room: str = ""
    pause: tuple[time, time] | None = None

    @property
    def spans(self) -> tuple[tuple[time, time], ...]:
        """The times of reception without the pause."""
        if self.pause is None:
            return ((self.opens, self.closes),)
        begins, ends = self.pause
        return tuple(span for span in ((self.opens, begins), (ends, self.closes)) if span[0] < span[1])

    @property
    def slots(self) -> int:
        """How many visits of the usual length there is room for."""
        return sum(_length(*span) // self.minutes for span in self.spans)

    def fits(self, start: datetime, minutes: int) -> bool:
        """Whether a visit at this wall time lies within the hours and beside the pause."""
        begun = start.hour * 60 + start.minute
        return any(_of_day(a) <= begun and begun + minutes <= _of_day(b) for a, b in self.spans)


class Week(Struct, frozen=True):
    """A doctor's hours, and the version a change of them must name. 0: never set."""

    version: int
    days: tuple[WorkingHours, ...]

    def on(self, day: date) -> WorkingHours | None:
        """The hours of a calendar day; None if there is no reception."""
        return next((one for one in self.days if one.weekday == day.weekday()), None)


def check_hours(days: Sequence[WorkingHours]) -> tuple[WorkingHours, ...]:
    """A week in its order. Raises Invalid about the field `day0`…`day6`, `minutes` or `room`."""
    seen: set[int] = set()
    for one in days:
        field = f"day{one.weekday}"
        if not 0 <= one.weekday <= 6 or one.weekday in seen:
            raise Invalid("hours.weekday", field)
        seen.add(one.weekday)
        if one.opens >= one.closes:
            raise Invalid("hours.order", field)
        if one.pause is not None and not one.opens <= one.pause[0] < one.pause[1] <= one.closes:
            raise Invalid("hours.pause", field)
        if not SHORTEST_SLOT <= one.minutes <= LONGEST_SLOT:
            raise Invalid("hours.minutes", "minutes", least=str(SHORTEST_SLOT), most=str(LONGEST_SLOT))
        if not one.slots:
            raise Invalid("hours.short", field, minutes=str(one.minutes))
        check_line(one.room, "room")
    return tuple(sorted(days, key=lambda one: one.weekday))


def read_hours(text: str) -> tuple[time, time, tuple[time, time] | None]:
    """«9-12, 13:00–15:30» as opening, closing and the break between; raises Invalid hours.form."""
    spans = [_span(found) for found in _SPAN.finditer(text)]
    if not 1 <= len(spans) <= 2 or not _BETWEEN.fullmatch(_SPAN.sub("", text)):
        raise Invalid("hours.form")
    if any(begins >= ends for begins, ends in spans):
        raise Invalid("hours.order")
    pause = (spans[0][1], spans[1][0]) if len(spans) == 2 else None
    if pause is not None and pause[0] >= pause[1]:
        raise Invalid("hours.pause")
    return spans[0][0], spans[-1][1], pause


def told(hours: WorkingHours) -> str:
    """«09:00–12:00, 13:00–15:00»."""
    return ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in hours.spans)


def _span(found: re.Match[str]) -> tuple[time, time]:
    first, first_minute, last, last_minute = (int(group or 0) for group in found.groups())
    try:
        return time(first, first_minute), time(last, last_minute)
    except ValueError as error:
        raise Invalid("hours.form") from error


def _of_day(at: time) -> int:
    return at.hour * 60 + at.minute


def _length(first: time, last: time) -> int:
    return _of_day(last) - _of_day(first)
