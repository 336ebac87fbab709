"""What matters first in a card: problems, medicines taken now, newest results, what is to be done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.home import ACKNOWLEDGE_WITHIN
from medcab_tui.domain.patients import Card, CardTask, Prescription, Series
from medcab_tui.locale import N_, _, pgettext
from medcab_tui.ui.patients.lines import ALIVE, Present
from medcab_tui.ui.patients.printing import padded
from medcab_tui.ui.patients.results import cell_role, cell_words, in_order
from medcab_tui.ui.patients.warning_lines import from_elsewhere
from medcab_tui.ui.widgets.glyphs import CUT
from medcab_tui.ui.widgets.lines import Line, Run, width_of

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Problem

PRELIMINARY = "1"
"""НСИ …11.1076: a diagnosis that is not yet founded."""

TASK_STATES = {"awaiting": N_("awaits confirmation"), "in_work": N_("in work"), "done": N_("done")}


def shortened(lines: Sequence[Line], room: int, where: str) -> list[Line]:
    """The lines; if there is no room for all the last says how many are left out, and which tab has them."""
    if len(lines) <= room:
        return list(lines)
    shown = max(0, room - 1)
    words = _("⋯ {n} more: {tab}").format(n=len(lines) - shown, tab=where)
    return [*lines[:shown], (("  " + words, "dim"),)]


# Problems.


def problem_lines(problems: Sequence[Problem], width: int, room: int = 99) -> list[Line]:
    """The illnesses that last: code, name, since when, from where if from elsewhere; where there is room the
    kind and how founded.
    """
    active = [one for one in problems if one.active]
    if not active:
        return [(("  " + _("no problems on the list"), "dim"),)]
    codes = max(len(one_line(one.code.code)) for one in active) + 1
    short = 2 * len(active) > room
    tails = [
        " ".join(filter(None, (from_elsewhere(one.origin) if short else "", one_line(one.since))))
        for one in active
    ]
    since = max(map(len, tails))
    names = max(8, width - codes - since - 6)
    lines = [
        (
            ("  " + padded(problem_code(one), codes), "accent"),
            (" " + padded(one_line(one.code.display), names), "text"),
            ("  " + padded(tail, since), "dim"),
        )
        for one, tail in zip(active, tails, strict=True)
    ]
    if short:
        return shortened(lines, room, _("Particulars"))
    whole: list[Line] = []
    for one, line in zip(active, lines, strict=True):
        whole.append(line)
        if words := " · ".join(filter(None, (from_elsewhere(one.origin), founded(one)))):
            unsure = one.stage is not None and one.stage.code == PRELIMINARY
            text = padded(words, max(8, width - codes - 3))
            whole.append(((" " * (codes + 3), "text"), (text, "warning" if unsure else "dim")))
    return whole


def problem_code(problem: Problem) -> str:
    """«E11.9», «I20.8?» while it is not founded."""
    unsure = problem.stage is not None and problem.stage.code == PRELIMINARY
    return one_line(problem.code.code) + ("?" if unsure else "")


def _kinds() -> dict[str, str]:
    """НСИ …11.1077 in a word."""
    return {
        "1": pgettext("illness", "main"),
        "2": pgettext("illness", "complication"),
        "3": pgettext("illness", "concomitant"),
        "4": pgettext("illness", "competing"),
        "5": pgettext("illness", "external cause"),
        "6": pgettext("illness", "background"),
        "7": pgettext("illness", "complication of a concomitant"),
    }


def _stages() -> dict[str, str]:
    """НСИ …11.1076 in a word."""
    return {
        PRELIMINARY: pgettext("diagnosis", "preliminary"),
        "2": pgettext("diagnosis", "clinical"),
        "3": pgettext("diagnosis", "final"),
    }


def founded(problem: Problem) -> str:
    """«основное, заключительный»: the kind of the diagnosis and how certain it is."""
    kind, stage = problem.kind, problem.stage
    words = [
        _kinds().get(kind.code, one_line(kind.display)) if kind else "",
        _stages().get(stage.code, one_line(stage.display)) if stage else "",
    ]
    return ", ".join(filter(None, words))


# Medicines.


def taken(prescriptions: Sequence[Prescription], present: Present) -> list[Prescription]:
    """What the patient takes now; what ends first stands first, what ended without an end to it last."""
    alive = [one for one in prescriptions if one.status in ALIVE]
    return sorted(alive, key=lambda one: (one.until < present.today, one.until))


# Results.


def newest_line(series: Sequence[Series], width: int) -> Line:
    """The newest values in one line: unacknowledged, then out of bounds, then the others, while they fit."""
    line: list[Run] = []
    room = width - 3
    for one in in_order(series):
        value = one.values[-1]
        unread = any(not each.acknowledged for each in one.values)
        runs: list[Run] = [
            ("  ", "text"),
            ("● " if unread else "", "danger"),
            (one_line(one.code.display) + " ", "dim"),
            (cell_words(value).strip(), cell_role(value, strong=True)),
        ]
        if width_of(line) + width_of(runs) > room:
            return (*line, ("  " + CUT, "dim"))
        line += [run for run in runs if run[0]]
    return tuple(line) or (("  " + _("no results yet"), "dim"),)


# What is to be done.


def to_do(card: Card) -> tuple[CardTask, ...]:
    """The tasks about this patient, and that results out of bounds wait to be acknowledged."""
    waiting = [
        (series, value)
        for series in card.results
        for value in series.values
        if not value.acknowledged and value.abnormal
    ]
    if not waiting:
        return card.tasks
    first = min((value for _series, value in waiting), key=lambda value: value.at)
    names = dict.fromkeys(one_line(series.code.display) for series, _value in waiting)
    title = _("acknowledge: {tests}").format(tests=", ".join(names))
    return (CardTask(first.id, title, first.at + ACKNOWLEDGE_WITHIN, ""), *card.tasks)


def task_lines(tasks: Sequence[CardTask], present: Present, width: int) -> list[Line]:
    """What has to be done for the patient; overdue first, with by how much."""
    if not tasks:
        return [(("  " + _("nothing to do"), "dim"),)]
    return [_task_line(task, present, width) for task in sorted(tasks, key=lambda t: not overdue(t, present))]


def overdue(task: CardTask, present: Present) -> bool:
    """Whether its time is over."""
    return task.due is not None and task.due < present.now


def task_state(state: str) -> str:
    """The word for a task's state; a state that is already a word stays as it is."""
    return _(TASK_STATES[state]) if state in TASK_STATES else one_line(state)


def _task_line(task: CardTask, present: Present, width: int) -> Line:
    if task.due is not None and overdue(task, present):
        late = max(1, (present.now - task.due) // timedelta(days=1))
        tail, role = _("{n} d").format(n=late), "danger"
        head: tuple[Run, ...] = ((" ", "text"), ("!", "badge"), (" ", "text"))
    else:
        tail, role = task_state(task.state), "warning"
        head = (("  ", "text") if not tail and task.due is None else (" ◐ ", "warning"),)
    room = width - width_of(head) - len(tail) - 2
    return (*head, (padded(one_line(task.title), room), "text"), ("  " + tail, role))
