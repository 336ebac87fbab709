"""Where values stand in a plot: a round step, a row for each, a window over more points than fit. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from msgspec import Struct

WIDEST = 24
"""Digits from the greatest number's first to the finest one's last; what needs more is listed."""

_ROUNDINGS = (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
_STEPS = tuple(Decimal(step) for step in ("1", "2", "5"))


def plottable(values: Sequence[Decimal | None]) -> bool:
    """Whether numbers can stand on one axis: finite, and near enough to each other to be told exactly."""
    given = [value for value in values if value is not None]
    if not all(value.is_finite() for value in given):
        return False
    first = max((value.adjusted() for value in given if value), default=0)
    return max(0, first) - min(0, 0, *(_exponent(value) for value in given)) < WIDEST


class Scale(Struct, frozen=True):
    """The lowest tick, the step between two, and the reference, over `rows` rows; row 0 is the lowest."""

    bottom: Decimal
    step: Decimal
    rows: int
    low: Decimal | None
    high: Decimal | None

    def tick(self, row: int) -> Decimal:
        """The value a row stands for."""
        return self.bottom + self.step * row

    def in_band(self, row: int) -> bool:
        """Whether a row lies within the reference; without one none does."""
        if self.low is None and self.high is None:
            return False
        half = self.step / 2
        tick = self.tick(row)
        return (self.low is None or tick + half > self.low) and (self.high is None or tick - half < self.high)

    def within(self, value: Decimal) -> bool:
        """Whether a value lies within the reference, or there is none."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def places(self, values: Sequence[Decimal]) -> dict[Decimal, int]:
        """The row of each value: the nearer one, or the other beside it where two would share a row."""
        return _told_apart({value: self._rows_for(value) for value in values})

    def _rows_for(self, value: Decimal) -> dict[int, Decimal]:
        """Rows that may show a value, and how far each is; none on the other side of the reference's end."""
        at = min(Decimal(self.rows - 1), max(Decimal(0), (value - self.bottom) / self.step))
        near, under, over = (int(at.to_integral_value(way)) for way in _ROUNDINGS)
        within = self.in_band(near)
        return {row: abs(at - row) for row in (under, near, over) if self.in_band(row) == within}


def scale(values: Sequence[Decimal], low: Decimal | None, high: Decimal | None, rows: int) -> Scale:
    """A round step and the lowest tick: values and the ends of the reference fit in `rows` ticks."""
    ends = [*values, *(end for end in (low, high) if end is not None)]
    least, greatest = min(ends), max(ends)
    exponent = min(0, 0, *(_exponent(end) for end in ends))
    if greatest > least:
        exponent = max(exponent, (greatest - least).adjusted() - len(str(rows)) - 1)
    while True:
        for base in _STEPS:
            step = base.scaleb(exponent)
            bottom = (least / step).to_integral_value(ROUND_HALF_EVEN) * step
            top = (greatest / step).to_integral_value(ROUND_HALF_EVEN) * step
            if (top - bottom) / step + 1 <= rows:
                return Scale(_plain(bottom), step, rows, low, high)
        exponent += 1


def shown_points(count: int, room: int, at: int | None) -> tuple[int, int]:
    """The first point there is room for and the one after the last: the newest, the chosen one among them."""
    last = count
    if at is not None and at < last - room:
        last = at + room
    return max(0, last - room), last


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent) if value else 0


_Way = tuple[int, Decimal, tuple[int, ...]]
"""How many values share a row, how far they were moved in all, the row of each."""


def _told_apart(rows_for: Mapping[Decimal, Mapping[int, Decimal]]) -> dict[Decimal, int]:
    values = sorted(rows_for)
    best: list[_Way] = [(0, Decimal(0), ())]
    for value in values:
        ways: dict[int, _Way] = {}
        for row, far in rows_for[value].items():
            for shared, moved, chosen in best:
                if chosen and chosen[-1] > row:
                    continue
                same = shared + bool(chosen and chosen[-1] == row)
                way = (same, moved + far, (*chosen, row))
                ways[row] = min(ways.get(row, way), way)
        best = list(ways.values())
    return dict(zip(values, min(best)[2], strict=True))


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
