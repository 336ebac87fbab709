"""How Home says what it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from rich.cells import cell_len

from medcab_tui.domain.names import initials
from medcab_tui.domain.rooms import (
    Appointment,
    AppointmentStatus,
    Attention,
    AttentionRow,
    TaskState,
)
from medcab_tui.locale import N_, _
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.lines import Line, Run, fit, wrap

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
VISITS: Final[dict[AppointmentStatus, tuple[str, str, str]]] = {
    AppointmentStatus.BOOKED: ("○", "", "dim"),
    AppointmentStatus.ARRIVED: ("▶", N_("waits"), "bold warning"),
    AppointmentStatus.IN_PROGRESS: ("◐", N_("with the doctor"), "warning"),
    AppointmentStatus.DONE: ("✓", N_("attended"), "ok"),
    AppointmentStatus.NO_SHOW: ("✕", N_("no-show"), "dim"),
    AppointmentStatus.CANCELLED: ("✕", N_("cancelled"), "dim"),
}
"""Glyph, word and colour role of a visit."""


def mark(row: AttentionRow) -> Run:
    """The glyph of the row: its class if it needs attention, else how far it is."""
    return MARKS[row.attention] if row.attention else STATES[row.state]


def who(row: AttentionRow) -> str:
    """Whom or what the row is about."""
    return row.patient_name or numbered(row.number)


def numbered(number: str) -> str:
    """A number with its sign, whether or not it was kept with it."""
    return number if not number or number.startswith("№") else f"№ {number}"


def status(row: AttentionRow) -> Run:
    """The word of the last column, coloured only while something is to be done."""
    return (row.status, "danger" if row.attention else "dim")


def texts(row: AttentionRow) -> tuple[str, ...]:
    """What «Поиск» looks through."""
    return (row.title, row.patient_name, row.number, row.status, row.responsible, row.detail)


def preview(row: AttentionRow, now: datetime, zone: str, width: int) -> tuple[str, list[Line]]:
    """Title and lines for the row under the cursor: everything the list had to cut."""
    title = " · ".join(part for part in (row.title, row.patient_name) if part)
    facts = [stamp(row.since, zone)]
    if row.number:
        facts.append(numbered(row.number))
    if row.responsible:
        facts.append(_("responsible: {name}").format(name=row.responsible))
    lines: list[Line] = [(("   ".join(facts), "dim"),)]
    lines += [((line, "text"),) for line in wrap(row.detail, width)] if row.detail else []
    if row.due is not None:
        late = row.due < now
        said = _("was due {when}") if late else _("due {when}")
        lines.append(((said.format(when=stamp(row.due, zone)), "danger" if late else "text"),))
    return title, lines


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
    return (
        (f"{visit.start:%H:%M}  ", "dim"),
        *fit(((_named(visit.patient_name), name_role),), NAME),
        (" ", ""),
        (f"{glyph} {said}".rstrip(), role),
    )
