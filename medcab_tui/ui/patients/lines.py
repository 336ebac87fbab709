"""What each panel of a card says, as lines of (text, style role). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from medcab_tui.domain.cleaning import one_line, visible
from medcab_tui.domain.patients import (
    Card,
    Coded,
    Encounter,
    Prescription,
    PrescriptionStatus,
    RecordBody,
)
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.printing import (
    KINDS,
    cut,
    padded,
    status_run,
)
from medcab_tui.ui.widgets.lines import Line, Run, width_of, wrap

EMPTY: Line = ()
EXPIRES_SOON = 7
"""Days before the end of a prescription when the card begins to say so."""

ALIVE = (
    PrescriptionStatus.REGISTERED,
    PrescriptionStatus.DISPENSED,
    PrescriptionStatus.PARTLY_DISPENSED,
    PrescriptionStatus.DEFERRED,
)
"""Statuses under which a patient takes, or is about to take, the medicine."""

SECTIONS: tuple[tuple[str, str], ...] = (
    ("complaints", N_("Complaints")),
    ("anamnesis", N_("History of illness")),
    ("objective", N_("Objective")),
    ("diagnosis", N_("Diagnosis")),
    ("conclusion", N_("Conclusion")),
    ("plan", N_("Plan")),
)
"""Parts of a record in the order in which they are written and read."""

LABEL = 13
WIDE = 96
"""Cells from which a card has a second column."""


class Present(Struct, frozen=True):
    """Where and when a card is looked at: what age, «expires in» and «overdue» are counted from."""

    now: datetime
    zone: str

    @property
    def today(self) -> date:
        return day_in(self.now, self.zone)


def area_words(area: str) -> str:
    """«участок 7»."""
    return _("area {area}").format(area=one_line(area)) if area else ""


def packed(
    runs: Sequence[Run], width: int, *, gap: str, join_first: str | None = None, role: str = "text"
) -> list[Line]:
    """Runs laid into as few lines as fit, in their order, `gap` between them."""
    lines: list[Line] = []
    line: list[Run] = []
    room = width - 1
    for run in runs:
        between = join_first if join_first is not None and len(line) == 1 and not lines else gap
        if line and width_of(line) + len(between) + len(run[0]) > room:
            lines.append(tuple(line))
            line = []
        if line:
            line.append((between, role))
        line.append((cut(run[0], room), run[1]))
    return [*lines, tuple(line)] if line else lines


def record_title(encounter: Encounter, zone: str) -> str:
    """«Осмотр 2026-11-20 · Иванова А. П. · ред. 2»."""
    kind = _("addendum") if encounter.addendum_to else _(KINDS[encounter.body.kind])
    parts = [f"{kind[:1].upper()}{kind[1:]} {day_in(encounter.at, zone)}", one_line(encounter.author.name)]
    if encounter.edition > 1:
        parts.append(_("ed. {n}").format(n=encounter.edition))
    if encounter.external:
        parts.append(one_line(encounter.origin) or _("from another system"))
    return " · ".join(parts)


def record_lines(body: RecordBody, width: int) -> list[Line]:
    """A record's text under its labels, wrapped; parts left empty are not shown."""
    lines: list[Line] = []
    for name, label in SECTIONS:
        text = diagnosis_words(body.diagnosis) if name == "diagnosis" else visible(getattr(body, name))
        if not text.strip():
            continue
        for number, piece in enumerate(wrap(text, width - LABEL - 2)):
            head = padded(_(label) if number == 0 else "", LABEL)
            lines.append(((f"  {head}", "dim"), (piece, "text")))
    return lines or [(("  " + _("the record has no text"), "dim"),)]


def addenda_lines(encounter: Encounter, zone: str, width: int) -> list[Line]:
    """What was added to a record since, each under who wrote it and when."""
    lines: list[Line] = []
    for one in encounter.addenda:
        lines.append((("  " + record_title(one, zone), "accent"),))
        lines += [(("    " + piece, "text"),) for piece in wrap(visible(one.body.conclusion), width - 6)]
    return lines


def diagnosis_words(diagnosis: Coded | None) -> str:
    """«I10 Эссенциальная гипертензия», empty for none."""
    return f"{one_line(diagnosis.code)} {one_line(diagnosis.display)}" if diagnosis else ""


def taking_lines(prescriptions: Sequence[Prescription], present: Present, width: int) -> list[Line]:
    """Medicines with their official status and the day they last until; the day shouts when it is near."""
    if not prescriptions:
        return [(("  " + _("no prescriptions"), "dim"),)]
    words = max(len(status_run(one.status)[0]) for one in prescriptions)
    days_left = max(len(until_run(one, present)[0]) for one in prescriptions)
    room = max(10, width - 2 - 2 - words - 2 - days_left)
    lines: list[Line] = []
    for one in prescriptions:
        status, role = status_run(one.status)
        until, until_role = until_run(one, present)
        lines.append(
            (
                ("  " + padded(one_line(one.text), room), "text"),
                ("  " + padded(status, words), role),
                ("  " + until, until_role),
            )
        )
    return lines


def until_run(one: Prescription, present: Present) -> Run:
    """«до 2027-01-19»; near its end it shouts, after it it says so, of a dead one the day it was issued."""
    left = (one.until - present.today).days
    words = _("until {day}").format(day=one.until)
    if one.status not in ALIVE:
        return one.issued.isoformat(), "dim"
    if left < 0:
        return f"✕ {words}", "dim"
    return (f"⚠ {words}", "danger") if left <= EXPIRES_SOON else (words, "dim")


def unacknowledged(card: Card) -> int:
    """How many results nobody has acknowledged yet."""
    return len([value for series in card.results for value in series.values if not value.acknowledged])
