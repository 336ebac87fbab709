"""«Сегодня»: the day's visits with the free slots between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.locale import _
from medcab_tui.ui.home.words import visit
from medcab_tui.ui.widgets.lines import Line, Run

SLOT = timedelta(minutes=15)


class Day(Struct, frozen=True):
    """The visits of a day and how much of it is taken."""

    lines: tuple[Line, ...]
    present: int
    """Which line is now, for a short panel."""
    taken: int
    offered: int

    def around(self, height: int) -> tuple[Line, ...]:
        """At most `height` lines, beginning shortly before now."""
        start = min(max(0, self.present - 1), max(0, len(self.lines) - height))
        return self.lines[start : start + height]

    def in_one_line(self) -> Line:
        """From now on, visit after visit; the end is cut where the room ends."""
        runs: list[Run] = []
        for line in self.lines[self.present :]:
            runs += [(f"{text.strip()} ", role) for text, role in line if text.strip()]
            runs.append(("  ", ""))
        return tuple(runs)


def day(visits: Sequence[Appointment], now: datetime) -> Day:
    """Visits in their order with free slots between the first and the last. `now` is naive wall time."""
    live = sorted(
        (one for one in visits if one.status is not AppointmentStatus.CANCELLED), key=lambda one: one.start
    )
    lines: list[Line] = []
    present = taken = offered = 0
    free_from: datetime | None = None
    for one in live:
        while free_from is not None and free_from + SLOT <= one.start:
            lines.append(((f"{free_from:%H:%M}  ", "dim"), (_("· free"), "dim")))
            offered += 1
            free_from += SLOT
        if one.start <= now:
            present = len(lines)
        lines.append(visit(one, now))
        slots = max(1, -(-one.minutes // 15))
        taken, offered = taken + slots, offered + slots
        ends = one.start + timedelta(minutes=one.minutes)
        free_from = ends if free_from is None else max(free_from, ends)
    return Day(tuple(lines), present, taken, offered)
