"""How Schedule says what it shows: visits, free times, and two bookings that meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from medcab_tui.domain.rooms import Appointment, VisitKind
from medcab_tui.domain.schedule import Booked
from medcab_tui.locale import N_, _
from medcab_tui.ui.home.words import VISITS
from medcab_tui.ui.shell.dates import stamp, weekday
from medcab_tui.ui.widgets.lines import Line, Run

KINDS: Final[dict[VisitKind, str]] = {
    VisitKind.FIRST: N_("first visit"),
    VisitKind.REPEAT: N_("repeated visit"),
    VisitKind.PREVENTIVE: N_("check-up"),
    VisitKind.PROCEDURE: N_("procedure"),
}

DAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)

CAUSES: Final = (
    N_("the patient asked to"),
    N_("the doctor is ill"),
    N_("booked by mistake"),
)
"""Reasons offered for cancelling."""

LENGTHS: Final = (5, 10, 15, 20, 30, 40, 45, 60, 90, 120)
"""Minutes to choose from for one visit."""


def status(one: Appointment) -> Run:
    """How far a visit is: a glyph and a word."""
    glyph, word, role = VISITS[one.status]
    return (f"{glyph} {_(word) if word else _('booked')}", role)


def what_for(one: Appointment) -> str:
    """Kind and reason: «повторный · контроль»."""
    kind = _(KINDS[one.kind]) if one.kind is not None else ""
    return " · ".join(part for part in (kind, one.reason) if part)


def moment(at: datetime) -> str:
    """«пн 2026-11-23 10:15»."""
    return f"{weekday(at)} {at:%Y-%m-%d %H:%M}"


def until(one: Appointment) -> str:
    """«10:15–10:30»."""
    return f"{one.start:%H:%M}–{one.start + timedelta(minutes=one.minutes):%H:%M}"


def told(one: Appointment) -> list[Line]:
    """A visit whole, in lines that may go on below."""
    facts = [what_for(one), _("room {room}").format(room=one.room) if one.room else "", one.doctor]
    said = " · ".join(fact for fact in facts if fact)
    lines: list[Line] = [
        ((f"{until(one)}  ", "dim"), (one.patient_name, "bold")),
        (status(one), ("   ", ""), (said, "dim")),
    ]
    if one.cause:
        lines.append(((_("reason: "), "dim"), (one.cause, "text")))
    return lines


def about(one: Appointment, birth: date | None = None) -> str:
    """Whom and what an action concerns: «Лапин Виктор Олегович, 1971-05-02 · пн 2026-11-23 10:15»."""
    who = f"{one.patient_name}, {birth.isoformat()}" if birth else one.patient_name
    return f"{who}\n{moment(one.start)} · {one.doctor}"


def clash(
    standing: Booked, name: str, birth: date | None, at: datetime, minutes: int, zone: str
) -> list[Line]:
    """Both bookings of one time: the one that stands, and the one that was wanted."""
    one = standing.visit
    booked = ""
    if standing.at is not None:
        booked = _("booked {when}, {by}").format(when=stamp(standing.at, zone), by=standing.by)
    facts = " · ".join(fact for fact in (one.doctor, what_for(one), booked) if fact)
    ends = at + timedelta(minutes=minutes)
    return [
        (
            ("1 ", "key"),
            (one.patient_name, "bold"),
            (f"  {standing.birth.isoformat()}  {until(one)}", "text"),
        ),
        (("  ", ""), (facts, "dim")),
        (
            ("2 ", "key"),
            (name, "bold"),
            (f"  {birth.isoformat()}  " if birth else "  ", "text"),
            (f"{at:%H:%M}–{ends:%H:%M}", "text"),
        ),
        (("  ", ""), (_("not booked: the time is taken"), "warning")),
    ]


def nearest(free: Sequence[datetime], day: date) -> Line:
    """«свободно: 10:45 · 11:00 · вт 11-24 09:15»."""
    if not free:
        return ((_("no free time in the next three months"), "warning"),)
    said = [f"{at:%H:%M}" if at.date() == day else f"{weekday(at)} {at:%m-%d %H:%M}" for at in free]
    return ((_("next free times: "), "dim"), (" · ".join(said), "text"))


def summary_of(free: Sequence[datetime], day: date) -> str:
    """The nearest free time in a word or two, empty if there is none."""
    if not free:
        return ""
    at = free[0]
    said = f"{at:%H:%M}" if at.date() == day else f"{weekday(at)} {at:%H:%M}"
    return _("next free: {when}").format(when=said)
