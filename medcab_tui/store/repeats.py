"""What was asked for a little while ago, by the hash of its content."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import apsw
from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant, moment

LATELY: Final = "SELECT at, worker, object FROM request_made WHERE likeness = ? AND at > ?"
KEEP: Final = (
    "INSERT INTO request_made (likeness, at, worker, object) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (likeness) DO UPDATE SET at = excluded.at, worker = excluded.worker,"
    " object = excluded.object"
)
FORGET: Final = "DELETE FROM request_made WHERE at <= ?"


class Made(Struct, frozen=True):
    """The first of two requests that are the same. object: what came of it, None where that has no id."""

    at: datetime
    worker: Id
    object: Id | None


def lately(connection: apsw.Connection, likeness: bytes, now: datetime, within: timedelta) -> Made | None:
    """The same request, if it was made within this time; None if it was not."""
    found = connection.execute(LATELY, (likeness, instant(now - within))).fetchone()
    if found is None:
        return None
    return Made(moment(found[0]), Id(found[1]), Id(found[2]) if found[2] is not None else None)


def keep(
    connection: apsw.Connection,
    likeness: bytes,
    now: datetime,
    worker: Id,
    result: object,
    within: timedelta,
) -> None:
    """Notes a request; those whose time is over go."""
    connection.execute(FORGET, (instant(now - within),))
    made = result if isinstance(result, bytes) and len(result) == 16 else None
    connection.execute(KEEP, (likeness, instant(now), worker, made))
