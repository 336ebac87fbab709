"""Who a card or a sheet is about, and what endangers this person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.identifiers import print_phone, print_policy, print_snils
from medcab_tui.domain.patients import (
    Card,
    CardTask,
    Patient,
    Prescription,
)
from medcab_tui.locale import _
from medcab_tui.ui.patients.insurance_words import policy_run
from medcab_tui.ui.patients.lines import (
    ALIVE,
    EMPTY,
    EXPIRES_SOON,
    WIDE,
    Present,
    area_words,
    packed,
)
from medcab_tui.ui.patients.matters import overdue, problem_code, to_do
from medcab_tui.ui.patients.printing import aged, dated, days, heading_name, moment, short_sex
from medcab_tui.ui.patients.warning_lines import WARNINGS, alert_lines, from_elsewhere
from medcab_tui.ui.widgets.lines import Line, Run

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Problem


TWO = 2
"""Lines that contacts and problems share where there is no panel for problems."""


def header_lines(card: Card, present: Present, width: int) -> list[Line]:
    """Allergies and warnings, then who this is. Nothing stands above the gravest allergy."""
    lines = _warnings(card, present, width)
    if width >= WIDE:
        lines.append(EMPTY)
    lines += packed(_identity(card.patient, present), width, gap=" · ", join_first="   ")
    if width < WIDE:
        lines += _with_problems(card, present, width)
    else:
        lines += packed(
            [*_policy(card), *_contact(card), *_visit(card, present)], width, gap=" · ", role="dim"
        )
    return [((" ", "text"), *line) if line else line for line in lines]


def _warnings(card: Card, present: Present, width: int) -> list[Line]:
    """The allergies, then what else must not be missed."""
    waiting = _to_do(to_do(card), present) if width < WIDE else []
    waiting += [*_lasting(card, present), *_expiring(card.prescriptions, present)]
    return alert_lines(card.allergies, waiting, width, WARNINGS)


def _lasting(card: Card, present: Present) -> list[Run]:
    """«◐ приём идёт с 12:15», or that one of an earlier day was not closed."""
    if card.visit_since is None:
        return []
    when = moment(card.visit_since, present.zone)
    if when.startswith(present.today.isoformat()):
        return [("◐ " + _("visit since {time}").format(time=when[11:]), "warning")]
    return [("⚠ " + _("visit not closed: {when}").format(when=when), "warning")]


def _with_problems(card: Card, present: Present, width: int) -> list[Line]:
    """Policy, next visit, problems, contacts in two lines: a problem's name counts for more than a phone."""
    active = [one for one in card.problems if one.active]
    first, contacts = [*_policy(card), *_visit(card, present)], _contact(card)
    lines: list[Line] = []
    for named, last in _shrinking(len(active), contacts):
        told = problem_runs(active[:named]) + [(problem_code(one), "text") for one in active[named:]]
        lines = packed([*first, *told, *last], width, gap=" · ", role="dim")
        if len(lines) <= TWO:
            return lines
    return [*lines[: TWO - 1], (*lines[TWO - 1], (" …", "dim"))]


def _shrinking(problems: int, contacts: list[Run]) -> Iterator[tuple[int, list[Run]]]:
    """Ever less to say: how many problems are named, and which contacts stand after them."""
    least = min(1, problems)
    for last in (contacts, contacts[-1:], []):
        for named in range(problems, least - 1, -1):
            yield named, last
    yield 0, contacts[-1:]
    yield 0, []


def sheet_heading(card: Card, present: Present, width: int) -> list[Line]:
    """What heads every sheet about a patient: full name, birth date and age, then two lines of allergies,
    more only where grave ones need them.
    """
    patient = card.patient
    who: Line = (
        (heading_name(patient), "bold"),
        (" · ", "dim"),
        (patient.birth.isoformat(), "text"),
        (f" · {aged(patient.birth, present.today)}", "dim"),
    )
    alerts = alert_lines(card.allergies, (), width - 1, TWO)
    return [who, *(((" ", "text"), *line) for line in alerts)]


def problem_runs(problems: Sequence[Problem]) -> list[Run]:
    """The illnesses that last, in a line: «I10 Эссенциальная гипертензия»; from elsewhere «… (РМИС)»."""
    return [
        (" ".join(filter(None, (problem_code(one), one_line(one.code.display), _elsewhere(one)))), "text")
        for one in problems
        if one.active
    ]


def _elsewhere(problem: Problem) -> str:
    origin = from_elsewhere(problem.origin)
    return f"({origin})" if origin else ""


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
        (aged(patient.birth, present.today), "text"),
    ]
    if patient.snils:
        runs.append((_("SNILS {number}").format(number=print_snils(patient.snils)), "text"))
    return runs


def _policy(card: Card) -> list[Run]:
    if not card.patient.policy:
        return []
    number = _("OMS {number}").format(number=print_policy(card.patient.policy))
    state = policy_run(card.policy_state)
    return [(number, "dim"), *([state] if state is not None else [])]


def _contact(card: Card) -> list[Run]:
    patient, said = card.patient, []
    if patient.area:
        said.append(area_words(patient.area))
    if patient.phone:
        said.append(print_phone(patient.phone))
    return [(text, "dim") for text in said]


def _visit(card: Card, present: Present) -> list[Run]:
    if card.next_visit is None:
        return []
    return [(_("visit {when}").format(when=dated(card.next_visit, present.zone)), "dim")]
