"""The day as a list: visits in their order, and the free times between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from medcab_tui.cabinet.schedule import Span
from medcab_tui.domain.rooms import Appointment
from medcab_tui.domain.schedule import LIVE
from medcab_tui.locale import _
from medcab_tui.ui.schedule.words import status, what_for
from medcab_tui.ui.shell.dates import weekday
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.window import Note


class Moment(Struct, frozen=True):
    """A line of the day: a visit, or a free time."""

    at: datetime
    visit: Appointment | None = None

    @property
    def key(self) -> object:
        """What the cursor holds on to."""
        return self.visit.id if self.visit is not None else self.at


def moments(span: Span, day: date) -> list[Moment | Note]:
    """A day's lines by time; the break stands as a remark the cursor passes over."""
    rows: list[Moment] = [Moment(one.start, one) for one in span.visits if one.start.date() == day]
    rows += [Moment(at) for at in span.free if at.date() == day]
    rows.sort(key=lambda row: (row.at, row.visit is None))
    hours = span.week.on(day)
    if hours is None or hours.pause is None or not rows:
        return list(rows)
    begins, ends = (datetime.combine(day, at) for at in hours.pause)
    said = _("break {since}–{until}").format(since=f"{begins:%H:%M}", until=f"{ends:%H:%M}")
    before = [row for row in rows if row.at < begins]
    return [*before, Note(((said, "dim"),)), *rows[len(before) :]]


def of_visits(visits: Sequence[Appointment]) -> list[Moment]:
    """Found visits as lines."""
    return [Moment(one.start, one) for one in visits]


def nearest(rows: Sequence[Moment], at: datetime, span: Span) -> Moment | None:
    """The line of a time: what is free or stands exactly then, else what is going on, else what is next."""
    exact = sorted(
        (row for row in rows if row.at == at),
        key=lambda row: row.visit is not None and row.visit.status not in LIVE,
    )
    free = next((row for row in exact if row.visit is None), None)
    return free or next(iter((*exact, *(row for row in rows if _ends(row, span) > at))), None)


def _ends(row: Moment, span: Span) -> datetime:
    """When what stands in a line is over."""
    hours = span.week.on(row.at.date())
    minutes = row.visit.minutes if row.visit else hours.minutes if hours else 0
    return row.at + timedelta(minutes=minutes)


def columns(*, dated: bool) -> list[Column]:
    """How a line looks; with the date where the days differ."""
    day = Column(lambda row: (f"{weekday(row.at)} {row.at:%m-%d}", "dim"), width=8)
    rest = [
        Column(lambda row: (f"{row.at:%H:%M}", "dim"), width=5),
        Column(_who, flex=4, least=20),
        Column(_status, width=16),
        Column(lambda row: (_why(row), "dim"), flex=3, needs=70),
        Column(lambda row: (row.visit.room if row.visit else "", "dim"), width=6, needs=80),
    ]
    doctor = Column(lambda row: (row.visit.doctor if row.visit else "", "dim"), width=16, needs=90)
    return [day, *rest, doctor] if dated else rest


def _who(row: Moment) -> Run:
    return (row.visit.patient_name, "text") if row.visit is not None else (_("· free"), "dim")


def _status(row: Moment) -> Run:
    return status(row.visit) if row.visit is not None else ("", "")


def _why(row: Moment) -> str:
    return what_for(row.visit) if row.visit is not None else ""
