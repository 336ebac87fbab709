"""Which process does what only one should do at a time: a row with an end, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant, moment

LENGTH: Final = timedelta(minutes=2)
"""How long a process that was killed in the middle keeps the others out."""

HELD: Final = "SELECT holder, taken, until FROM lease WHERE name = ?"
TAKE: Final = (
    "INSERT INTO lease (name, holder, taken, until) VALUES (?, ?, ?, ?) ON CONFLICT (name)"
    " DO UPDATE SET holder = excluded.holder, taken = excluded.taken, until = excluded.until"
)


def take(connection: apsw.Connection, name: str, holder: Id, now: datetime) -> bool:
    """Takes the lease or prolongs one's own; false while another process holds it.

    One that was taken in the future, or for longer than LENGTH, is of a clock that has been set back since.
    """
    at = instant(now)
    found = connection.execute(HELD, (name,)).fetchone()
    if found is not None:
        held_by, taken, until = found
        if held_by != holder and taken <= at < until <= at + instant_length():
            return False
    connection.execute(TAKE, (name, holder, at, at + instant_length()))
    return True


def leave(connection: apsw.Connection, name: str, holder: Id, now: datetime) -> None:
    """Gives the lease back; when it was taken last stays known."""
    connection.execute(TAKE, (name, holder, instant(now), instant(now)))


def last(connection: apsw.Connection, name: str) -> datetime | None:
    """When the lease was taken last, None if never."""
    found = connection.execute(HELD, (name,)).fetchone()
    return None if found is None else moment(found[1])


def instant_length() -> int:
    """LENGTH as the store counts time."""
    return LENGTH // timedelta(microseconds=1)
