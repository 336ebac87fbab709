"""A calendar of visits (RFC 5545): the zone stands in it, and a visit keeps its identity when it moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, ClassVar
from zoneinfo import ZoneInfo

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.tables import EVENT_KEYS, Cell, Format, Table, utc, wall

if TYPE_CHECKING:
    from icalendar import Component


class IcsExporter:
    format: ClassVar[Format] = Format.ICS
    media: ClassVar[str] = "text/calendar; charset=utf-8"

    def write(self, table: Table, to: BinaryIO) -> None:
        """Every row an event; its columns are those of `EVENT_KEYS`. Cancelled visits stand as cancelled."""
        import icalendar

        keys = [column.key for column in table.columns]
        if EVENT_KEYS - set(keys):
            raise ValueError("no events in this table")
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//medcab//medcab//RU")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", one_line(table.title))
        calendar.add("x-wr-timezone", table.zone)
        for row in table.rows:
            calendar.add_component(_event(dict(zip(keys, row, strict=True)), table))
        calendar.add_missing_timezones()
        to.write(calendar.to_ical())


def _event(said: dict[str, Cell], table: Table) -> Component:
    import icalendar

    event = icalendar.Event()
    start, length, version = said["start"], said["duration"], said["version"]
    if not (isinstance(start, datetime) and isinstance(length, timedelta) and isinstance(version, int)):
        raise TypeError("an event has a start, a length and a version")
    event.add("uid", one_line(str(said["uid"])))
    event.add("sequence", max(0, version - 1))
    event.add("dtstamp", utc(table.made, table.zone))
    event.add("dtstart", wall(start, table.zone).replace(tzinfo=ZoneInfo(table.zone)))
    event.add("duration", length)
    event.add("summary", one_line(str(said["summary"] or "")))
    for key, name in (("place", "location"), ("note", "description")):
        if said[key]:
            event.add(name, one_line(str(said[key])))
    event.add("status", "CANCELLED" if said["cancelled"] else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if said["cancelled"] else "OPAQUE")
    event.add("class", "CONFIDENTIAL" if table.private else "PRIVATE")
    return event
