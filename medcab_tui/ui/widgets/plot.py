"""A plot of one test's values: axis, shaded band of the reference, labelled points. Reads without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.glyphs import ABOVE, BELOW, LIGHT, WITHIN
from medcab_tui.ui.widgets.lines import Line, Run, blank, fit, look_of, paint
from medcab_tui.ui.widgets.marks import decimal
from medcab_tui.ui.widgets.panel import INDENT, rule

LEAST_WIDTH, LEAST_HEIGHT = 24, 6
ROUNDINGS = (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
STEPS = tuple(Decimal(step) for step in ("1", "2", "5"))


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """A value and what stands under it («26-11»), oldest first."""

    label: str
    value: Decimal


class Plot(Widget):
    """Title, then the plot in the rest of the height. Below 24×6 it lists the values."""

    DEFAULT_CSS = "Plot { width: 1fr; height: 10; }"

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._title, self._note = title, ""
        self._points: tuple[PlotPoint, ...] = ()
        self._low: Decimal | None = None
        self._high: Decimal | None = None

    def show(
        self,
        points: Sequence[PlotPoint],
        *,
        low: Decimal | None = None,
        high: Decimal | None = None,
        title: str | None = None,
        note: str | None = None,
    ) -> None:
        """Points oldest first, and the reference that came with them; either end of it may be absent."""
        self._points, self._low, self._high = tuple(points), low, high
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        self.refresh()

    def render_line(self, y: int) -> Strip:
        look, (width, height) = look_of(self), self.size
        if self._title:
            if y == 0:
                return paint(look, rule(self._title, self._note, width), width)
            y, height = y - 1, height - 1
        lines = plot_lines(self._points, self._low, self._high, max(0, width - INDENT), height)
        if y >= len(lines):
            return blank(look, width)
        return paint(look, fit(((" " * INDENT, ""), *lines[y]), width), width)


def plot_lines(
    points: Sequence[PlotPoint], low: Decimal | None, high: Decimal | None, width: int, height: int
) -> list[Line]:
    """The plot in exactly `height` lines, the newest points first to stay; else values as a list."""
    if not points:
        return []
    if width < LEAST_WIDTH - INDENT or height < LEAST_HEIGHT - 1:
        return _listed(points, low, high, height)
    canvas = _Canvas(points, low, high, width, height)
    return canvas.lines() if canvas.fits else _listed(points, low, high, height)


def glyph(value: Decimal, low: Decimal | None, high: Decimal | None) -> str:
    """▲ above the reference, ▼ below, · within or without one."""
    if high is not None and value > high:
        return ABOVE
    if low is not None and value < low:
        return BELOW
    return WITHIN


class _Canvas:
    def __init__(
        self,
        points: Sequence[PlotPoint],
        low: Decimal | None,
        high: Decimal | None,
        width: int,
        height: int,
    ) -> None:
        self._low, self._high = low, high
        self._rows = height - 2
        slot = max(len(f"{WITHIN} {decimal(point.value)} ") for point in points)
        slot = max(slot, *(len(point.label) + 1 for point in points))
        values = [point.value for point in points]
        self._step, self._bottom = _scale(values, low, high, self._rows)
        ticks = [decimal(self._tick(row)) for row in range(self._rows)]
        self._axis = max(len(tick) for tick in ticks) + 2
        self._ticks = ticks
        self._wide = width - self._axis
        self._points = points[-max(1, self._wide // slot) :]
        self._places = _told_apart({point.value: self._rows_for(point.value) for point in points})
        self.fits = slot <= self._wide
        self._slot = self._wide // len(self._points)

    def lines(self) -> list[Line]:
        body = [self._line(row) for row in reversed(range(self._rows))]
        marks = "".join("┬".ljust(self._slot, RULE_H) for _ in self._points)
        labels = "".join(point.label.ljust(self._slot) for point in self._points)
        indent = " " * (self._axis - 1)
        return [
            *body,
            ((indent + "└" + marks.ljust(self._wide, RULE_H), "rule"),),
            ((indent + " " + labels, "dim"),),
        ]

    def _line(self, row: int) -> Line:
        ground = (LIGHT, "band") if self._in_band(row) else (" ", "")
        runs: list[Run] = [(self._ticks[row].rjust(self._axis - 2) + " ", "dim"), ("┤", "rule")]
        for point in self._points:
            if self._places[point.value] != row:
                runs.append((ground[0] * self._slot, ground[1]))
                continue
            sign = glyph(point.value, self._low, self._high)
            text = f"{sign} {decimal(point.value)}"
            runs.append((text, "bold ok" if sign == WITHIN else "bold danger"))
            runs.append((ground[0] * (self._slot - len(text)), ground[1]))
        runs.append((ground[0] * (self._wide - self._slot * len(self._points)), ground[1]))
        return tuple(runs)

    def _tick(self, row: int) -> Decimal:
        return self._bottom + self._step * row

    def _rows_for(self, value: Decimal) -> dict[int, Decimal]:
        """Rows that may show a value, and how far each is; none on the other side of the reference's end."""
        at = min(Decimal(self._rows - 1), max(Decimal(0), (value - self._bottom) / self._step))
        near, under, over = (int(at.to_integral_value(way)) for way in ROUNDINGS)
        within = self._in_band(near)
        return {row: abs(at - row) for row in (under, near, over) if self._in_band(row) == within}

    def _in_band(self, row: int) -> bool:
        if self._low is None and self._high is None:
            return False
        half = self._step / 2
        tick = self._tick(row)
        return (self._low is None or tick + half > self._low) and (
            self._high is None or tick - half < self._high
        )


RULE_H = "─"


def _scale(
    values: Sequence[Decimal], low: Decimal | None, high: Decimal | None, rows: int
) -> tuple[Decimal, Decimal]:
    """A round step and the lowest tick: values and the ends of the reference fit in `rows` ticks."""
    ends = [*values, *(end for end in (low, high) if end is not None)]
    least, greatest = min(ends), max(ends)
    exponent = min(0, *(int(end.as_tuple().exponent) for end in ends))
    while True:
        for base in STEPS:
            step = base.scaleb(exponent)
            bottom = (least / step).to_integral_value(ROUND_HALF_EVEN) * step
            top = (greatest / step).to_integral_value(ROUND_HALF_EVEN) * step
            if (top - bottom) / step + 1 <= rows:
                return step, _plain(bottom)
        exponent += 1


_Way = tuple[int, Decimal, tuple[int, ...]]
"""How many values share a row, how far they were moved in all, the row of each."""


def _told_apart(rows_for: Mapping[Decimal, Mapping[int, Decimal]]) -> dict[Decimal, int]:
    """The row of each value: the nearer one, or the other beside it where two values would share a row."""
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


def _listed(
    points: Sequence[PlotPoint], low: Decimal | None, high: Decimal | None, height: int
) -> list[Line]:
    lines: list[Line] = []
    for point in points[-max(1, height) :]:
        sign = glyph(point.value, low, high)
        role = "text" if sign == WITHIN else "bold danger"
        lines.append(((f"{point.label} ", "dim"), (f"{decimal(point.value)} {sign}", role)))
    return lines
