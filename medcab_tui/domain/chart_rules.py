"""What an allergy and a problem must be like to be kept. Pure: today's date is given."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from medcab_tui.domain import names
from medcab_tui.domain.chart import KINDS, NATURES, STAGES, Problem
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.patients import Allergy, Coded
from medcab_tui.domain.rules import check_line

_SINCE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def check_since(text: str, birth: date, today: date, field: str = "since") -> str:
    """A year, a month or a day of the patient's life: «2019», «2019-03», «2019-03-14». Raises Invalid."""
    text = text.strip()
    if not text:
        return ""
    found = _SINCE.fullmatch(text)
    try:
        first = date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        first = None
    if first is None or found is None:
        raise Invalid("since.form", field)
    if first > today:
        raise Invalid("since.future", field)
    if _last_day(first, bool(found[2]), bool(found[3])) < birth:
        raise Invalid("since.before_birth", field)
    return text


def _last_day(first: date, month: bool, day: bool) -> date:
    """The last day that a year, a month or a day may mean."""
    if day:
        return first
    if not month:
        return first.replace(month=12, day=31)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def check_allergy(allergy: Allergy, birth: date, today: date) -> Allergy:
    """The allergy as it will be kept. Raises Invalid about a wrong field."""
    substance, reaction = names.tidy(allergy.substance), names.tidy(allergy.reaction)
    check_line(substance, "substance", required=True)
    check_line(reaction, "reaction")
    code = allergy.code
    if code is not None and code.display != substance:
        raise Invalid("allergy.substance", "substance")
    since = check_since(allergy.since, birth, today)
    return replace(allergy, substance=substance, reaction=reaction, since=since)


def check_problem(problem: Problem, birth: date, today: date) -> Problem:
    """The problem as it will be kept. Raises Invalid about a wrong field."""
    from medcab_tui.domain.icd10 import check_diagnosis  # few screens need it

    check_diagnosis(problem.code, "code")
    for coded, book, field in (
        (problem.kind, KINDS, "kind"),
        (problem.stage, STAGES, "stage"),
        (problem.nature, NATURES, "nature"),
    ):
        _check_entry(coded, book, field)
    since = check_since(problem.since, birth, today)
    if problem.closed:
        check_closed(problem.closed, since, today)
    return problem if since == problem.since else replace(problem, since=since)


def check_closed(closed: str, since: str, today: date) -> None:
    """The day an illness ended: not to come, not before it began. Raises Invalid."""
    try:
        day = date.fromisoformat(closed)
    except ValueError:
        raise Invalid("since.form", "closed") from None
    if day > today:
        raise Invalid("since.future", "closed")
    if closed[: len(since)] < since:
        raise Invalid("problem.closed_early", "closed")


def _check_entry(coded: Coded | None, book: tuple[Coded, ...], field: str) -> None:
    """One of a short official list; one of another version of it is kept as it is."""
    if coded is not None and coded.version == book[0].version and coded not in book:
        raise Invalid("problem.entry", field)
