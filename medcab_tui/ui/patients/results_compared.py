"""Two dates of the results side by side: what was, what is, by how much it changed and where to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Observation
from medcab_tui.domain.result_change import Change, Direction, change
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.patients.printing import reference
from medcab_tui.ui.patients.results import cell_role, cell_words
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.marks import decimal

VALUE, CHANGE, DIRECTION = 11, 14, 18
"""Cells of the columns."""

Cells = Callable[[Any], tuple[Observation | None, Observation | None]]


def compared_columns(cells: Cells, name: Column, heads: tuple[str, str]) -> tuple[Column, ...]:
    """The columns of a comparison. cells: a row's values of the earlier and the later date."""

    def value(place: int) -> Callable[[Any], Run]:
        def cell(row: Any) -> Run:
            found = cells(row)[place]
            if found is None:
                return ("— ", "dim")
            return cell_words(found, VALUE), cell_role(found, strong=place == 1)

        return cell

    return (
        name,
        Column(value(0), heads[0], width=VALUE, align="right"),
        Column(value(1), heads[1], width=VALUE, align="right"),
        Column(lambda row: change_run(change(*cells(row))), lambda: _("change"), width=CHANGE, align="right"),
        Column(lambda row: direction_run(change(*cells(row))), lambda: _("direction"), width=DIRECTION),
        Column(lambda row: (_norm(cells(row)), "dim"), lambda: _("norm"), width=11, needs=88),
        Column(lambda row: (_unit(cells(row)), "dim"), lambda: _("unit"), width=9, needs=98),
    )


def change_run(found: Change) -> Run:
    """«↑ 1,5 (+20 %)»."""
    if found.direction is Direction.SAME:
        return ("=", "dim")
    if found.by is None:
        return ("", "dim")
    arrow = "↑" if found.by > 0 else "↓"
    share = f" ({found.percent:+d} %)".replace("-", "−") if found.percent else ""
    return f"{arrow} {decimal(abs(found.by))}{share}", _role(found.direction)


def direction_run(found: Change) -> Run:
    """Where to, in words: the arrow and the colour say no more than they do."""
    words = {
        Direction.SAME: pgettext("comparison", "the same"),
        Direction.INTO_NORM: pgettext("comparison", "back to normal"),
        Direction.OUT_OF_NORM: pgettext("comparison", "left the norm"),
        Direction.NEARER: pgettext("comparison", "nearer to the norm"),
        Direction.FARTHER: pgettext("comparison", "farther off"),
        Direction.ACROSS: pgettext("comparison", "across the norm"),
        Direction.UP: pgettext("comparison", "higher"),
        Direction.DOWN: pgettext("comparison", "lower"),
        Direction.OTHER: pgettext("comparison", "other"),
        Direction.MISSING: "",
    }
    return words[found.direction], _role(found.direction)


def _role(direction: Direction) -> str:
    if direction in (Direction.OUT_OF_NORM, Direction.FARTHER, Direction.ACROSS):
        return "bold danger"
    if direction in (Direction.INTO_NORM, Direction.NEARER):
        return "ok"
    return "text" if direction in (Direction.UP, Direction.DOWN, Direction.OTHER) else "dim"


def _norm(pair: tuple[Observation | None, Observation | None]) -> str:
    """The bounds of the later value; where the earlier one came with others, both."""
    said = [reference(one) for one in pair if one is not None]
    return " / ".join(dict.fromkeys(filter(None, said)))


def _unit(pair: tuple[Observation | None, Observation | None]) -> str:
    return " / ".join(dict.fromkeys(one_line(one.unit) for one in pair if one is not None and one.unit))
