"""How Home says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.cells import cell_len

from medcab_tui.domain.ages import age as years_old
from medcab_tui.domain.home import is_visit
from medcab_tui.domain.names import initials
from medcab_tui.domain.patients import Mark, Observation, ResultStatus
from medcab_tui.domain.rooms import (
    Appointment,
    AppointmentStatus,
    Attention,
    AttentionRow,
    TaskState,
)
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _, pgettext
from medcab_tui.ui.home.kinds import kind_title
from medcab_tui.ui.home.told import standing_words, told
from medcab_tui.ui.shell.dates import local
from medcab_tui.ui.widgets.lines import Line, Run, fit
from medcab_tui.ui.widgets.marks import measured

NAME: Final = 15
"""Cells of a name in «Сегодня»."""

MARKS: Final[dict[Attention, Run]] = {
    Attention.OVERDUE: ("!", "bold danger"),
    Attention.TO_CONFIRM: ("✓", "danger"),
    Attention.MESSAGE: ("✉", "danger"),
}
STATES: Final[dict[TaskState, Run]] = {
    TaskState.AWAITING: ("○", "warning"),
    TaskState.IN_WORK: ("◐", "warning"),
    TaskState.DONE: ("✓", "ok"),
}
BOUNDS: Final[dict[Mark, str]] = {
    Mark.LOW: "▼", Mark.HIGH: "▲", Mark.WITHIN: "", Mark.UNKNOWN: "", Mark.ABNORMAL: "!",
}  # fmt: skip
VISITS: Final[dict[AppointmentStatus, tuple[str, str, str]]] = {
    AppointmentStatus.BOOKED: ("○", "", "dim"),
    AppointmentStatus.ARRIVED: ("▶", N_("waits"), "bold warning"),
    AppointmentStatus.IN_PROGRESS: ("◐", N_("with the doctor"), "warning"),
    AppointmentStatus.DONE: ("✓", N_("attended"), "ok"),
    AppointmentStatus.NO_SHOW: ("✕", N_("no-show"), "dim"),
    AppointmentStatus.CANCELLED: ("✕", N_("cancelled"), "dim"),
}
"""Glyph, word and colour role of a visit."""


def state_title(state: TaskState) -> str:
    """«ожидающие подтверждения», «в работе», «завершённые»."""
    return {
        TaskState.AWAITING: pgettext("tasks", "awaiting confirmation"),
        TaskState.IN_WORK: pgettext("tasks", "in work"),
        TaskState.DONE: pgettext("tasks", "finished"),
    }[state]


def attention_title(kind: Attention) -> str:
    """A class of what needs attention, in the plural."""
    return {
        Attention.OVERDUE: pgettext("attention", "overdue"),
        Attention.TO_CONFIRM: pgettext("attention", "to be confirmed"),
        Attention.MESSAGE: pgettext("attention", "messages"),
    }[kind]


def mark(row: AttentionRow) -> Run:
    """The glyph of the row: its class if it needs attention, else how far it is."""
    return MARKS[row.attention] if row.attention else STATES[row.state]


def valued(result: Observation) -> str:
    """«7,9 % ▲»: value, unit, where it lies against the bounds that came with it; «испр.» of a correction."""
    corrected = result.status is ResultStatus.CORRECTED
    said = pgettext("result", "corrected") if corrected else ""
    return " ".join(filter(None, (measured(result), result.unit.strip(), BOUNDS[result.mark], said)))


def title(row: AttentionRow) -> str:
    """What the row is about."""
    if row.code:
        return told(row.code, row.params)
    if row.result is not None:
        return f"{row.title} {valued(row.result)}"
    if is_visit(row):
        return _("Visit {when}").format(when=row.title)
    return row.title


def who(row: AttentionRow, now: datetime, zone: str) -> str:
    """Whom or what the row is about, with the age: «Кузнецова М. П. 68»."""
    if not row.patient_name or row.born is None:
        return whom(row)
    return f"{row.patient_name} {years_old(row.born, day_in(now, zone))}"


def whom(row: AttentionRow) -> str:
    """Whom or what the row is about: «Кузнецова М. П.»; of a message without either, who sent it."""
    return row.patient_name or numbered(row.number) or row.sender_name


def numbered(number: str) -> str:
    """A number with its sign, whether or not it was kept with it."""
    return number if not number or number.startswith("№") else f"№ {number}"


def status_words(row: AttentionRow, now: datetime, zone: str) -> str:
    """How the row stands, in a word or two."""
    if row.postponed is not None and row.postponed > now and row.state is not TaskState.DONE:
        return _("until {when}").format(when=f"{local(row.postponed, zone):%m-%d %H:%M}")
    if row.result is not None:
        return (
            pgettext("result", "acknowledged")
            if row.result.acknowledged
            else pgettext("result", "not acknowledged")
        )
    if is_visit(row):
        return pgettext("visit", "not closed")
    return standing_words(row.status)


def status(row: AttentionRow, now: datetime, zone: str) -> Run:
    """The word of the last column, coloured only while something is to be done."""
    calm = row.attention is Attention.MESSAGE and row.result is not None
    role = "text" if calm else "danger" if row.attention else "dim"
    return (status_words(row, now, zone), role)


def texts(row: AttentionRow, now: datetime, zone: str) -> tuple[str, ...]:
    """What «Поиск» looks through."""
    return (
        title(row),
        row.full_name,
        row.patient_name,
        row.number,
        status_words(row, now, zone),
        row.responsible,
        row.sender_name,
        kind_title(row.kind),
        row.detail,
        row.reason,
    )


def about(rows: Sequence[AttentionRow]) -> str:
    """What a sheet is headed with: full name and birth date, then what it is about."""
    told = []
    for row in rows:
        whom = f"{row.full_name}, {row.born}" if row.full_name and row.born else row.full_name
        told.append(" · ".join(part for part in (whom, title(row), numbered(row.number)) if part))
    return "\n".join(told)


def short(name: str) -> str:
    """«Кузнецова М. П.» from a full name; what is short already stays."""
    surname, *rest = name.split()[:3] or [name]
    if not rest or any("." in part for part in rest):
        return name
    return initials(surname, *rest, *[""] * (2 - len(rest)))


def _named(name: str) -> str:
    """«Третьякова Т.» where both initials have no room."""
    initialled = short(name)
    if cell_len(initialled) <= NAME:
        return initialled
    head, dot, _second = initialled.partition(". ")
    return f"{head}." if dot else initialled


def visit(visit: Appointment, now: datetime) -> Line:
    """«12:15  Ёлкин Д. С.  ▶ ждёт 6 м». `now` is the wall time of the institution."""
    glyph, word, role = VISITS[visit.status]
    said = _(word) if word else ""
    if visit.status is AppointmentStatus.ARRIVED:
        minutes = max(0, int((now - visit.start).total_seconds()) // 60)
        said = _("waits {n} m").format(n=minutes) if 0 < minutes < 180 else said
    gone = visit.status in (AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED)
    name_role = "bold" if visit.status is AppointmentStatus.ARRIVED else "dim" if gone else "text"
    # Whoever may not know the patients still sees that the time is taken.
    named = (_named(visit.patient_name), name_role) if visit.patient_name else (_("taken"), "dim")
    return (
        (f"{visit.start:%H:%M}  ", "dim"),
        *fit((named,), NAME),
        (" ", ""),
        (f"{glyph} {said}".rstrip(), role),
    )
