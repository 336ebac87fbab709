"""A plot of one test's values: axis, shaded band of the reference, labelled points, a cursor on one of them.

Reads without colour: ▲ above the reference, ▼ below, · within; the chosen point stands in brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.locale import N_
from medcab_tui.ui.widgets.glyphs import ABOVE, BELOW, CUT, LIGHT, MARK, WITHIN
from medcab_tui.ui.widgets.lines import Line, Run, blank, fit, look_of, paint
from medcab_tui.ui.widgets.marks import decimal
from medcab_tui.ui.widgets.panel import INDENT, rule
from medcab_tui.ui.widgets.plot_scale import plottable, scale, shown_points

LEAST_WIDTH, LEAST_HEIGHT = 24, 6
RULE_H = "─"


class PlotPoint(Struct, frozen=True):
    """A value and what stands under it («26-11»), oldest first."""

    label: str
    value: Decimal
    told: str = ""
    """What the cursor tells of it: «2026-11-20 09:12 · ЛИС «Альфа» № 5512»."""


class Plot(Widget):
    """Title, then the plot in the rest of the height. Below 24×6 it lists the values.

    With a cursor the last line tells of the chosen point. Focused, the arrows move over the points.
    """

    DEFAULT_CSS = "Plot { width: 1fr; height: 10; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "point(-1)", show=False, id="plot.before", tooltip=N_("The point before")),
        Binding("right", "point(1)", show=False, id="plot.after", tooltip=N_("The next point")),
        Binding("home", "point(-10000)", show=False, id="plot.first", tooltip=N_("The first point")),
        Binding("end", "point(10000)", show=False, id="plot.last", tooltip=N_("The newest point")),
    ]

    class Moved(Message):
        """The cursor stands on another point."""

        def __init__(self, plot: Plot, at: int) -> None:
            super().__init__()
            self.plot, self.at = plot, at

        @property
        def control(self) -> Plot:
            return self.plot

    def __init__(
        self,
        title: str = "",
        *,
        focusable: bool = False,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self._title, self._note = title, ""
        self._points: tuple[PlotPoint, ...] = ()
        self._low: Decimal | None = None
        self._high: Decimal | None = None
        self._at: int | None = None

    def show(
        self,
        points: Sequence[PlotPoint],
        *,
        low: Decimal | None = None,
        high: Decimal | None = None,
        at: int | None = None,
        title: str | None = None,
        note: str | None = None,
    ) -> None:
        """Points oldest first, and the reference that came with them; either end of it may be absent.

        at: the number of the chosen point; without it there is no cursor.
        """
        self._points, self._low, self._high = tuple(points), low, high
        self._at = at if at is not None and 0 <= at < len(self._points) else None
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        self.refresh()

    @property
    def chosen(self) -> int | None:
        """The number of the point under the cursor."""
        return self._at

    def action_point(self, step: int) -> None:
        """The point beside the chosen one; the ends hold."""
        if self._points:
            last = len(self._points) - 1
            at = min(last, max(0, (last if self._at is None else self._at) + step))
            if at != self._at:
                self._at = at
                self.refresh()
                self.post_message(self.Moved(self, at))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        look, (width, height) = look_of(self), self.size
        if self._title:
            if y == 0:
                return paint(look, rule(self._title, self._note, width), width)
            y, height = y - 1, height - 1
        if self._at is not None and height > 1:
            height -= 1
            if y == height:
                return paint(look, fit(self._told(self._points[self._at]), width), width)
        lines = plot_lines(self._points, self._low, self._high, max(0, width - INDENT), height, self._at)
        if y >= len(lines):
            return blank(look, width)
        return paint(look, fit(((" " * INDENT, ""), *lines[y]), width), width)

    def _told(self, point: PlotPoint) -> Line:
        sign = glyph(point.value, self._low, self._high)
        mark: Run = (MARK.ljust(INDENT), "accent") if self.has_focus else (" " * INDENT, "")
        role = "bold text" if sign == WITHIN else "bold danger"
        return (mark, (f"{sign} {decimal(point.value)}", role), (f"  {point.told or point.label}", "dim"))


def plot_lines(
    points: Sequence[PlotPoint],
    low: Decimal | None,
    high: Decimal | None,
    width: int,
    height: int,
    at: int | None = None,
) -> list[Line]:
    """The plot in exactly `height` lines, the newest points and the chosen one; else values as a list."""
    if not points:
        return []
    low, high = (end if end is not None and end.is_finite() else None for end in (low, high))
    sound = plottable([low, high, *(point.value for point in points)])
    if not sound or width < LEAST_WIDTH - INDENT or height < LEAST_HEIGHT - 1:
        return _listed(points, low, high, height, at)
    canvas = _Canvas(points, low, high, width, height, at)
    return canvas.lines() if canvas.fits else _listed(points, low, high, height, at)


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
        at: int | None,
    ) -> None:
        self._low, self._high = low, high
        self._rows = height - 2
        brackets = 0 if at is None else 2
        slot = max(len(f"{WITHIN} {decimal(point.value)} ") for point in points) + brackets
        slot = max(slot, *(len(point.label) + 1 + brackets for point in points))
        self._scale = scale([point.value for point in points], low, high, self._rows)
        self._ticks = [decimal(self._scale.tick(row)) for row in range(self._rows)]
        self._axis = max(len(tick) for tick in self._ticks) + 2
        self._wide = width - self._axis
        first, last = shown_points(len(points), max(1, self._wide // slot), at)
        self._points = points[first:last]
        self._at = None if at is None else at - first
        self._before, self._after = first > 0, last < len(points)
        self._places = self._scale.places([point.value for point in self._points])
        self.fits = slot <= self._wide
        self._slot = self._wide // len(self._points)

    def lines(self) -> list[Line]:
        body = [self._line(row) for row in reversed(range(self._rows))]
        marks = "".join("┬".ljust(self._slot, RULE_H) for _ in self._points)
        labels: list[Run] = [(" " * (self._axis - 1) + (CUT if self._before else " "), "dim")]
        for place, point in enumerate(self._points):
            here = place == self._at
            text = f"[{point.label}]" if here else point.label
            labels += [(text, "bold accent" if here else "dim"), (" " * (self._slot - len(text)), "")]
        labels.append((CUT if self._after else "", "dim"))
        ruled = " " * (self._axis - 1) + "└" + marks.ljust(self._wide, RULE_H)
        return [*body, ((ruled, "rule"),), tuple(labels)]

    def _line(self, row: int) -> Line:
        ground = (LIGHT, "band") if self._scale.in_band(row) else (" ", "")
        runs: list[Run] = [(self._ticks[row].rjust(self._axis - 2) + " ", "dim"), ("┤", "rule")]
        for place, point in enumerate(self._points):
            if self._places[point.value] != row:
                runs.append((ground[0] * self._slot, ground[1]))
                continue
            sign = glyph(point.value, self._low, self._high)
            text = f"{sign} {decimal(point.value)}"
            text = f"[{text}]" if place == self._at else text
            runs.append((text, "bold ok" if sign == WITHIN else "bold danger"))
            runs.append((ground[0] * (self._slot - len(text)), ground[1]))
        runs.append((ground[0] * (self._wide - self._slot * len(self._points)), ground[1]))
        return tuple(runs)


def _listed(
    points: Sequence[PlotPoint], low: Decimal | None, high: Decimal | None, height: int, at: int | None
) -> list[Line]:
    lines: list[Line] = []
    first, last = shown_points(len(points), max(1, height), at)
    for number, point in enumerate(points[first:last], first):
        sign = glyph(point.value, low, high) if point.value.is_finite() else WITHIN
        role = "text" if sign == WITHIN else "bold danger"
        said = f"[{decimal(point.value)} {sign}]" if number == at else f"{decimal(point.value)} {sign}"
        lines.append(((f"{point.label} ", "dim"), (said, role)))
    return lines
