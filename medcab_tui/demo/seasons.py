"""Days on which generated people come: working days of some years, and how the year weighs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

YEARS = 7
RECENT = 3
"""Years within which short illnesses lie."""

_HOLIDAYS = frozenset({(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
"""Month and day of the holidays of the Labour Code that do not move."""


def is_working(day: date) -> bool:
    """Whether a polyclinic receives on that day."""
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS


class Calendar:
    """The working days before today, oldest first. Days are told by their place in it."""

    def __init__(self, today: date) -> None:
        self.today = today
        past = (today - timedelta(days=back) for back in range(YEARS * 366, 0, -1))
        self.days: tuple[date, ...] = tuple(day for day in past if is_working(day))
        self._drawn: dict[tuple[int, ...], Sequence[int]] = {}

    @property
    def last(self) -> int:
        """The place of the last working day before today."""
        return len(self.days) - 1

    def seasonal(self, season: tuple[int, ...]) -> Sequence[int]:
        """Places of recent days, each as often as its month weighs: an even choice of them is seasonal."""
        drawn = self._drawn.get(season)
        if drawn is None:
            drawn = self._drawn[season] = [
                place
                for place in range(self._recent, len(self.days))
                for _ in range(season[self.days[place].month - 1])
            ]
        return drawn

    @cached_property
    def _recent(self) -> int:
        since = self.today - timedelta(days=RECENT * 365)
        return next(place for place, day in enumerate(self.days) if day > since)
