"""Results as a table: which dates make columns, what a cell says, which series comes first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Observation, ResultStatus, Series
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.patients.printing import MARKS, cut, moment, padded, reference
from medcab_tui.ui.widgets.lines import Line, Run, wrap
from medcab_tui.ui.widgets.marks import measured
from medcab_tui.ui.widgets.plot import PlotPoint

CELL = 8
"""Cells of a column of values, the gap before it counted."""

NORM = 10
NAME_LEAST = 12


class Grid(Struct, frozen=True):
    """A table of results: one row a series, one column a day, oldest column first."""

    series: tuple[Series, ...]
    dates: tuple[date, ...]
    cells: tuple[tuple[Observation | None, ...], ...]


def in_order(series: Sequence[Series]) -> tuple[Series, ...]:
    """Abnormal ones that nobody acknowledged first, other unacknowledged, out of bounds, the rest."""
    return tuple(sorted((one for one in series if one.values), key=_rank))


def _rank(series: Series) -> int:
    unread = [value for value in series.values if not value.acknowledged]
    if unread:
        return 0 if any(value.abnormal for value in unread) else 1
    return 2 if series.values[-1].abnormal else 3


def grid(series: Sequence[Series], zone: str) -> Grid:
    """Every series by every day on which any of them was measured; the last value of a day stands for it."""
    ordered = in_order(series)
    dates = tuple(sorted({day_in(value.at, zone) for one in ordered for value in one.values}))
    cells = []
    for one in ordered:
        by_day = {day_in(value.at, zone): value for value in one.values}
        cells.append(tuple(by_day.get(when) for when in dates))
    return Grid(ordered, dates, tuple(cells))


def date_heads(dates: Sequence[date]) -> tuple[str, ...]:
    """Short column heads: YY-MM where months differ, MM-DD within one year, else YY-MM-DD whole."""
    if len({(when.year, when.month) for when in dates}) == len(dates):
        return tuple(when.strftime("%y-%m") for when in dates)
    if len({when.year for when in dates}) == 1:
        return tuple(when.strftime("%m-%d") for when in dates)
    return tuple(when.strftime("%y-%m-%d") for when in dates)


def latest_lines(series: Sequence[Series], zone: str, width: int) -> list[Line]:
    """The two newest values of each series and its reference.

    Columns are headed by their month when all series agree on it, else «пред.» and «посл.»: a heading
    never says a date that is not the value's.
    """
    ordered = in_order(series)
    if not ordered:
        return [(("  " + _("no results yet"), "dim"),)]
    name = max(NAME_LEAST, width - 2 - 2 * CELL - NORM)
    lines: list[Line] = [_heads(_pair_heads(ordered, zone), name)]
    for one in ordered:
        pair = (one.values[-2] if len(one.values) > 1 else None, one.values[-1])
        lines.append(
            (
                _unread(one),
                (padded(one_line(one.code.display), name), "text"),
                *(_cell(value, one, newest=place == 1) for place, value in enumerate(pair)),
                ("  " + padded(reference(one.values[-1]), NORM - 2), "dim"),
            )
        )
    return lines


def _pair_heads(ordered: Sequence[Series], zone: str) -> tuple[str, str]:
    newest = {day_in(one.values[-1].at, zone).strftime("%y-%m") for one in ordered}
    before = {day_in(one.values[-2].at, zone).strftime("%y-%m") for one in ordered if len(one.values) > 1}
    if len(newest) == 1 and len(before) <= 1:
        return (before.pop() if before else "", newest.pop())
    return _("before"), _("latest")


def _heads(heads: Sequence[str], name: int) -> Line:
    # A value ends before its mark, a heading above the mark: one cell further right reads as one column.
    columns = "".join(padded(head, CELL, right=True) for head in heads)
    return ((" " * (2 + name) + columns + "  " + _("norm"), "heading"),)


def _unread(series: Series) -> Run:
    return ("● ", "danger") if any(not value.acknowledged for value in series.values) else ("  ", "text")


def _cell(value: Observation | None, series: Series, *, newest: bool) -> Run:
    if value is None:
        return padded("— ", CELL, right=True), "dim"
    words = cell_words(value, CELL, series)
    return padded(words, CELL, right=True), cell_role(value, strong=newest)


def cell_words(value: Observation, width: int = 40, series: Series | None = None) -> str:
    """«8,4▲», «5,1 », «*4,3 », «обнар…!»: the mark keeps its place, also where words are cut.

    In another unit than its series it is «~151▲»: numbers in one row must not be taken for one another.
    """
    other = OTHER_UNIT if series is not None and not _alike(value, series) else ""
    words = f"{other}{STATUSES[value.status]}{measured(value)}"
    return f"{cut(words, width - 1)}{MARKS[value.mark] or ' '}"


OTHER_UNIT = "~"
STATUSES = {ResultStatus.FINAL: "", ResultStatus.PRELIMINARY: "?", ResultStatus.CORRECTED: "*"}
"""What stands before a value that is not simply final; the line under the table says it in words."""


def further_lines(series: Series, value: Observation | None, zone: str, width: int) -> list[Line]:
    """What a cell and the plot have no room for: words, a correction, a limit, a unit of its own."""
    plain = value is not None and not value.words and not value.comparator and _alike(value, series)
    if value is None or (plain and value.status is ResultStatus.FINAL):
        return []
    said = [measured(value), one_line(value.unit), MARKS[value.mark]]
    parts = (" ".join(filter(None, said)), moment(value.at, zone), value.source, value.performer)
    told = " · ".join(one_line(part) for part in parts if part)
    lines: list[Line] = [((piece, cell_role(value, strong=True)),) for piece in wrap(told, width)]
    standing = _standing(series, value, zone)
    return [*lines, *(((piece, "warning"),) for piece in wrap(standing, width) if standing)]


def _standing(series: Series, value: Observation, zone: str) -> str:
    """«* испр.: было 6,3▲, 2026-11-20 09:12»; empty for what is simply final."""
    if value.status is ResultStatus.PRELIMINARY:
        return "? " + pgettext("result", "preliminary")
    if value.status is not ResultStatus.CORRECTED:
        return ""
    words = "* " + pgettext("result", "corrected")
    before = series.corrected_by(value)
    if before is None:
        return words
    was = f"{measured(before)}{MARKS[before.mark]}"
    return f"{words}: " + _("it was {value}, {when}").format(value=was, when=moment(before.at, zone))


def cell_role(value: Observation, *, strong: bool) -> str:
    """Out of bounds is red, and bold for the newest; the glyph says the same without colour."""
    if value.abnormal:
        return "bold danger" if strong else "danger"
    return "text"


def plot_of(series: Series, zone: str) -> tuple[list[PlotPoint], Decimal | None, Decimal | None]:
    """Points headed by their dates, and the bounds that came with the newest value. Words have none."""
    heads = date_heads([day_in(value.at, zone) for value in plotted(series)])
    points = [
        PlotPoint(head, value.value, f"{moment(value.at, zone)} · {one_line(value.source)}")
        for head, value in zip(heads, plotted(series), strict=True)
        if value.value is not None
    ]
    newest = series.values[-1]
    return points, newest.low, newest.high


def plotted(series: Series) -> tuple[Observation, ...]:
    """The values of a test that are numbers in the unit of the newest: others stand on another scale."""
    return tuple(value for value in series.values if value.value is not None and _alike(value, series))


def _alike(value: Observation, series: Series) -> bool:
    return value.unit.strip() == series.unit.strip()
