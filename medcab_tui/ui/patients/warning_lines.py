"""What a patient can't bear, as every card and sheet says it first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import packed
from medcab_tui.ui.widgets.glyphs import STOP
from medcab_tui.ui.widgets.lines import Line, Run

WARNINGS = 3
"""Lines of warnings above the name; only grave ones take more."""

GRAVE = (AllergyGrade.ANAPHYLAXIS, AllergyGrade.SEVERE)


def alert_lines(allergies: Sequence[Allergy], waiting: Sequence[Run], width: int, most: int) -> list[Line]:
    """Every grave allergy, the others while there is room; without room what grave ones did is left out."""
    grave = sum(one.grade in GRAVE for one in allergies)
    lines: list[Line] = []
    for shown in range(len(allergies), max(0, grave - 1), -1):
        lines = packed([*_told(allergies, shown, alert_runs), *waiting], width, gap="   ")
        if len(lines) <= most:
            return lines
    if not grave:
        return lines or packed([*alert_runs(allergies), *waiting], width, gap="   ")
    return packed([*_told(allergies, grave, _names), *waiting], width, gap=" ")


def _told(
    allergies: Sequence[Allergy], shown: int, how: Callable[[Sequence[Allergy]], list[Run]]
) -> list[Run]:
    left = len(allergies) - shown
    more = [(_("⚠ further allergies: {n}").format(n=left), "warning")] if left else []
    return [*how(allergies[:shown]), *more]


def _names(allergies: Sequence[Allergy]) -> list[Run]:
    """«‼ пенициллины», without what it did."""
    return [
        (f" {STOP} {one_line(one.substance)} ", "danger_bar")
        if one.grade is AllergyGrade.ANAPHYLAXIS
        else (f"{STOP} {one_line(one.substance)}", "danger")
        for one in allergies
    ]


def alert_runs(allergies: Sequence[Allergy]) -> list[Run]:
    """Each allergy, the gravest first: anaphylaxis solid, reactions as warnings; or that none is recorded."""
    if not allergies:
        return [(_("no allergies recorded"), "dim")]
    return [_warning(allergy) for allergy in allergies]


def _warning(allergy: Allergy) -> Run:
    if allergy.grade is AllergyGrade.ANAPHYLAXIS:
        return f" ‼ {_warned(allergy)} ", "danger_bar"
    grave = allergy.grade is AllergyGrade.SEVERE
    return f"{'‼' if grave else '⚠'} {_warned(allergy)}", "danger" if grave else "warning"


def _warned(allergy: Allergy) -> str:
    """With where it came from, if from elsewhere: «йод — сыпь · РМИС»."""
    return " · ".join(filter(None, (allergy_words(allergy), from_elsewhere(allergy.origin))))


def from_elsewhere(origin: str) -> str:
    """What another system is called, in a word: «РМИС»."""
    return one_line(origin).partition(" · ")[0]


def allergy_words(allergy: Allergy) -> str:
    """«пенициллины — анафилаксия, 2019»: what it is and what it did, in a line."""
    since = one_line(allergy.since)
    unsure = _("to be confirmed") if allergy.certainty is Certainty.SUSPECTED else ""
    if allergy.grade is AllergyGrade.ANAPHYLAXIS:
        did = _("anaphylaxis")
    else:
        severe = _("severe reaction") if allergy.grade is AllergyGrade.SEVERE else _("reaction")
        did = one_line(allergy.reaction) or severe
    return f"{one_line(allergy.substance)} — " + ", ".join(part for part in (did, since, unsure) if part)
