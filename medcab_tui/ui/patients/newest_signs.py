"""The newest vital signs as lines of the overview. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medcab_tui.domain.vitals import Measurement, VitalKind, grown, side
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.patients.vital_words import HEADS
from medcab_tui.ui.widgets.glyphs import ABOVE, BELOW, CUT
from medcab_tui.ui.widgets.lines import Line, Run, width_of
from medcab_tui.ui.widgets.marks import decimal

MOST = 4
"""Moments that are shown; all of them stand in their own tab."""


def newest_signs(measured: Sequence[Measurement], birth: date, present: Present, width: int) -> list[Line]:
    """«2026-11-20 10:05  АД 136/84  ЧСС 72  Т 36,6», what is out of bounds marked."""
    adult = grown(birth, present.today)
    return [_line(one, adult, present, width) for one in measured[:MOST]]


def _line(one: Measurement, adult: bool, present: Present, width: int) -> Line:
    line: list[Run] = [(f"  {moment(one.at, present.zone)}", "dim")]
    values = dict(one.said.values)
    lower = values.pop(VitalKind.DIASTOLIC, None)
    for kind, value in values.items():
        sides = [side(kind, value, adult=adult)]
        words = decimal(value)
        if kind is VitalKind.SYSTOLIC and lower is not None:
            sides.append(side(VitalKind.DIASTOLIC, lower, adult=adult))
            words = f"{words}/{decimal(lower)}"
        mark = ABOVE if 1 in sides else BELOW if -1 in sides else ""
        runs: tuple[Run, ...] = (
            (f"  {_(HEADS[kind])} ", "dim"),
            (words + mark, "danger" if mark else "text"),
        )
        if width_of((*line, *runs)) > width - 3:
            return (*line, (f"  {CUT}", "dim"))
        line += runs
    return tuple(line)
