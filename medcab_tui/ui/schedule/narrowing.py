"""What lists of visits can be narrowed by: how far they are, what for, in which room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.locale import _
from medcab_tui.ui.home.words import VISITS
from medcab_tui.ui.schedule.day import Moment
from medcab_tui.ui.schedule.words import KINDS
from medcab_tui.ui.widgets.window import Note

if TYPE_CHECKING:
    from medcab_tui.domain.preferences import Wanted
    from medcab_tui.ui.shell.filters import Choice

FREE = "free"
"""Stands among the states: the times nobody has booked."""


def choices(visits: Iterable[Appointment]) -> tuple[Choice, ...]:
    """States and kinds there can be, and the rooms of these visits."""
    from medcab_tui.ui.shell.filters import Choice

    states = tuple((one.value, _(VISITS[one][1] or "booked")) for one in AppointmentStatus)
    offered = [
        Choice("status", _("status"), (*states, (FREE, _("free")))),
        Choice("kind", _("kind"), tuple((kind.value, _(word)) for kind, word in KINDS.items())),
    ]
    if rooms := sorted({one.room for one in visits if one.room}):
        offered.append(Choice("room", _("room"), tuple((room, room) for room in rooms)))
    return tuple(offered)


def narrowed(rows: Sequence[Moment | Note], wanted: Wanted) -> list[Moment | Note]:
    """The lines a filter lets through; remarks between them only where nothing is left out."""
    if not wanted.chosen:
        return list(rows)
    return [row for row in rows if isinstance(row, Moment) and _meant(row, wanted)]


def _meant(row: Moment, wanted: Wanted) -> bool:
    visit = row.visit
    status, kind, room = (wanted.option(name) for name in ("status", "kind", "room"))
    if visit is None:
        return status == FREE and not kind and not room
    return (
        (not status or visit.status.value == status)
        and (not kind or (visit.kind is not None and visit.kind.value == kind))
        and (not room or visit.room == room)
    )
