"""Visits as a table and as a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from medcab_tui.domain.exports import Listing
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.tables import EVENT_KEYS, Cell, Format, Kind, Row, TableColumn
from medcab_tui.locale import _
from medcab_tui.ui.exports.offered import TABLES, Columned, Offered, at_once
from medcab_tui.ui.schedule.words import KINDS, status

EVENT_COLUMNS = tuple(TableColumn(key, key) for key in sorted(EVENT_KEYS))


def schedule_offered(
    visits: Sequence[Appointment],
    days: tuple[date, date] | None,
    doctor: str,
    narrowed: Sequence[str],
) -> Offered:
    """The visits that are shown. days: the first and the last, unless visits were looked for."""
    when = ""
    if days is not None:
        first, last = days
        when = f"{first.isoformat()}–{last.isoformat()}" if first != last else first.isoformat()

    def made(wanted: Format, named: bool) -> Columned:
        if wanted is Format.ICS:
            return Columned(EVENT_COLUMNS, at_once(_events(visits, named=named)))
        return Columned(_columns(named=named), at_once(_row(one, named=named) for one in visits))

    return Offered(
        Listing.SCHEDULE,
        " ".join(part for part in (_("Schedule"), doctor, when) if part),
        len(visits),
        made,
        ", ".join(narrowed),
        (*TABLES, Format.ICS),
    )


def _columns(*, named: bool) -> tuple[TableColumn, ...]:
    columns = (
        TableColumn("start", _("Beginning"), Kind.DATETIME),
        TableColumn("duration", _("Length"), Kind.DURATION, 1),
        TableColumn("patient", _("Patient"), share=4),
        TableColumn("kind", _("Kind")),
        TableColumn("reason", _("Reason"), share=4),
        TableColumn("status", _("Status")),
        TableColumn("doctor", _("Doctor"), share=3),
        TableColumn("room", _("Room"), share=1),
    )
    return tuple(column for column in columns if named or column.key not in ("patient", "reason"))


def _row(one: Appointment, *, named: bool) -> Row:
    """Without names no reason either: what somebody came with can tell who it was."""
    kind = _(KINDS[one.kind]) if one.kind is not None else ""
    reason = "; ".join(part for part in (one.reason, one.cause) if part)
    who, why = ((one.patient_name,), (reason,)) if named else ((), ())
    word = status(one)[0].partition(" ")[2]
    return (one.start, timedelta(minutes=one.minutes), *who, kind, *why, word, one.doctor, one.room)


def _events(visits: Iterable[Appointment], *, named: bool) -> Iterable[Row]:
    for one in visits:
        kind = _(KINDS[one.kind]) if one.kind is not None else _("visit")
        said: dict[str, Cell] = {
            "uid": f"{one.id.hex()}@medcab",
            "version": one.version,
            "start": one.start,
            "duration": timedelta(minutes=one.minutes),
            "summary": one.patient_name if named else kind,
            "place": _("room {room}").format(room=one.room) if one.room else "",
            "note": "; ".join(part for part in (kind, one.reason, one.cause) if part) if named else "",
            "cancelled": 1 if one.status is AppointmentStatus.CANCELLED else None,
        }
        yield tuple(said[column.key] for column in EVENT_COLUMNS)
