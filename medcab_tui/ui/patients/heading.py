"""Who a card or a sheet is about, and what endangers this person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from medcab_tui.domain.ages import age
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.identifiers import print_phone, print_policy, print_snils
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Card,
    CardTask,
    Certainty,
    Patient,
    Prescription,
)
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import (
    ALIVE,
    EMPTY,
    EXPIRES_SOON,
    WIDE,
    Present,
    area_words,
    overdue,
    packed,
)
from medcab_tui.ui.patients.printing import dated, days, heading_name, short_sex, years
from medcab_tui.ui.widgets.lines import Line, Run

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Problem


TWO = 2
"""Lines that contacts and problems share where there is no panel for problems."""


def header_lines(card: Card, present: Present, width: int) -> list[Line]:
    """Allergies and warnings, then who this is. Nothing stands above the gravest allergy."""
    waiting = _expiring(card.prescriptions, present) + (_to_do(card.tasks, present) if width < WIDE else [])
    lines = packed([*alert_runs(card.allergies), *waiting], width, gap="   ")
    if width >= WIDE:
        lines.append(EMPTY)
    lines += packed(_identity(card.patient, present), width, gap=" · ", join_first="   ")
    contact = packed(_contact(card, present), width, gap=" · ", role="dim")
    lines += _with_problems(_contact(card, present), card.problems, width) if width < WIDE else contact
    return [((" ", "text"), *line) if line else line for line in lines]


def _with_problems(contact: list[Run], problems: Sequence[Problem], width: int) -> list[Line]:
    """Problems after the contacts in two lines: as many names as fit, of the others the codes."""
    active = [one for one in problems if one.active]
    for named in range(len(active), -1, -1):
        shown = problem_runs(active[:named]) + [(one_line(one.code.code), "text") for one in active[named:]]
        lines = packed([*contact, *shown], width, gap=" · ", role="dim")
        if len(lines) <= TWO:
            return lines
    return [*lines[: TWO - 1], (*lines[TWO - 1], (" …", "dim"))]


def sheet_heading(card: Card, present: Present, width: int) -> list[Line]:
    """Two lines that head every sheet about a patient: full name, birth date and age, then the allergies."""
    patient = card.patient
    who: Line = (
        (heading_name(patient), "bold"),
        (" · ", "dim"),
        (patient.birth.isoformat(), "text"),
        (f" · {years(age(patient.birth, present.today))}", "dim"),
    )
    alerts = packed(alert_runs(card.allergies), width - 1, gap="   ")
    return [who, *(((" ", "text"), *line) for line in alerts[:2])]


def alert_runs(allergies: Sequence[Allergy]) -> list[Run]:
    """Each allergy, the gravest first: anaphylaxis solid, reactions as warnings; or that none is recorded."""
    if not allergies:
        return [(_("no allergies recorded"), "dim")]
    return [_warning(allergy) for allergy in allergies]


def _warning(allergy: Allergy) -> Run:
    if allergy.grade is AllergyGrade.ANAPHYLAXIS:
        return f" ‼ {allergy_words(allergy)} ", "danger_bar"
    grave = allergy.grade is AllergyGrade.SEVERE
    return f"{'‼' if grave else '⚠'} {allergy_words(allergy)}", "danger" if grave else "warning"


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


def problem_runs(problems: Sequence[Problem]) -> list[Run]:
    """The illnesses that last, in a line: «I10 Эссенциальная гипертензия»."""
    return [
        (f"{one_line(one.code.code)} {one_line(one.code.display)}", "text") for one in problems if one.active
    ]


def _expiring(prescriptions: Iterable[Prescription], present: Present) -> list[Run]:
    soon = [
        ((one.until - present.today).days, one)
        for one in prescriptions
        if one.status in ALIVE and 0 <= (one.until - present.today).days <= EXPIRES_SOON
    ]
    if not soon:
        return []
    left, first = min(soon, key=lambda pair: pair[0])
    when = _("today") if left == 0 else _("in {days}").format(days=days(left))
    return [(_("⚠ prescription ends {when}: {text}").format(when=when, text=one_line(first.text)), "warning")]


def _to_do(tasks: Sequence[CardTask], present: Present) -> list[Run]:
    """Where there is no room for the tasks themselves: how many there are, and how many are overdue."""
    if not tasks:
        return []
    late = sum(overdue(task, present) for task in tasks)
    words = _("to do: {n}").format(n=len(tasks))
    return [
        (f"! {words}, " + _("overdue: {n}").format(n=late), "danger") if late else (f"◐ {words}", "warning")
    ]


def _identity(patient: Patient, present: Present) -> list[Run]:
    runs = [
        (heading_name(patient), "bold"),
        (short_sex(patient.sex), "text"),
        (patient.birth.isoformat(), "text"),
        (years(age(patient.birth, present.today)), "text"),
    ]
    if patient.snils:
        runs.append((_("SNILS {number}").format(number=print_snils(patient.snils)), "text"))
    return runs


def _contact(card: Card, present: Present) -> list[Run]:
    patient, said = card.patient, []
    if patient.policy:
        said.append(_("OMS {number}").format(number=print_policy(patient.policy)))
    if patient.area:
        said.append(area_words(patient.area))
    if patient.phone:
        said.append(print_phone(patient.phone))
    if card.next_visit is not None:
        said.append(_("visit {when}").format(when=dated(card.next_visit, present.zone)))
    return [(text, "dim") for text in said]
