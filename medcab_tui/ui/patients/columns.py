"""Columns of the patient lists, and how a found beginning is shown in a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Hit, PatientRow
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.lines import area_words
from medcab_tui.ui.patients.printing import aged, full_name, short_sex
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.lit import lit

SIMILAR = "≈"


def patient_columns(today: Callable[[], date]) -> Sequence[Column]:
    """The list of all patients: name, sex, birth, age, the gravest allergy, area."""
    return _columns(lambda row: row, full_name, lambda row: row.birth.isoformat(), today, heads=True)


def hit_columns(today: Callable[[], date]) -> Sequence[Column]:
    """Found patients: the same columns, without headings, with what was typed lit up."""
    return _columns(lambda hit: hit.row, hit_name, hit_birth, today, heads=False)


def _columns(
    row: Callable[[Any], PatientRow],
    name: Callable[[Any], Any],
    birth: Callable[[Any], Any],
    today: Callable[[], date],
    *,
    heads: bool,
) -> Sequence[Column]:
    def title(words: str) -> Callable[[], str]:
        return lambda: _(words) if heads else ""

    return (
        Column(name, title(N_("Patient")), flex=3, least=20, most=40),
        Column(lambda one: short_sex(row(one).sex), title(N_("Sex")), width=3 if heads else 1),
        Column(birth, title(N_("Born")), width=10),
        Column(lambda one: aged(row(one).birth, today()), title(N_("Age")), width=8, align="right"),
        Column(lambda one: alert(row(one)), title(N_("Allergy")), flex=2, least=12, most=24),
        Column(lambda one: (area_words(row(one).area), "dim"), title(N_("Area")), width=12, needs=84),
    )


def alert(row: PatientRow) -> Run:
    """«‼ пенициллины», nothing for those without an allergy."""
    return (f"‼ {one_line(row.alert)}", "bold danger") if row.alert else ("", "text")


def hit_name(hit: Hit) -> Line:
    """The full name with the found beginnings of its words lit; a likeness is marked «≈»."""
    name = lit(full_name(hit.row), hit.matched)
    return ((f"{SIMILAR} ", "warning"), *name) if hit.similar else name


def hit_birth(hit: Hit) -> Line:
    """The birth date with the year or day that was asked for lit."""
    text = hit.row.birth.isoformat()
    found = max((len(part) for part in hit.matched if part and text.startswith(part)), default=0)
    return tuple(run for run in ((text[:found], "match"), (text[found:], "text")) if run[0])
