"""What the journal shows a worker of what they did."""

from __future__ import annotations

import json
from typing import Any

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.journals import ACTIVITY, SIGN_INS, Journal
from medcab_tui.domain.names import initials
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.times import moment

_SHOWN = "j.sequence, j.at, j.code, j.params, j.outcome, w.surname, w.given, w.patronymic"
_MINE = (
    f"SELECT {_SHOWN} FROM journal j LEFT JOIN worker w ON w.id = j.worker WHERE j.worker = ?"
    " ORDER BY j.sequence DESC LIMIT ?"
)
_ABOUT_ME = f"SELECT {_SHOWN} FROM journal j LEFT JOIN worker w ON w.id = j.worker WHERE j.worker = ?"
_MY_AFTER = " AND j.sequence < ? ORDER BY j.sequence DESC LIMIT ?"
_MY_BEFORE = " AND j.sequence > ? ORDER BY j.sequence LIMIT ?"
_MY_TOTAL = "SELECT count(*) FROM journal j WHERE j.worker = ?"


def of_worker(connection: apsw.Connection, worker: Id, limit: int) -> tuple[JournalRow, ...]:
    """What a worker did, newest first."""
    return tuple(map(_row, connection.execute(_MINE, (worker, limit))))


def page_of_worker(
    connection: apsw.Connection,
    worker: Id,
    *,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
    limit: int = 50,
    of: Journal | None = None,
) -> tuple[JournalRow, ...]:
    """A page of what a worker did, newest first: the first, those after or before a row, or the oldest."""
    some, codes = _of(of)
    if last or before is not None:
        start = before if before is not None else 0
        rows = connection.execute(f"{_ABOUT_ME}{some}{_MY_BEFORE}", (worker, *codes, start, limit))
        return tuple(map(_row, rows))[::-1]
    start = after if after is not None else (1 << 63) - 1
    return tuple(
        map(_row, connection.execute(f"{_ABOUT_ME}{some}{_MY_AFTER}", (worker, *codes, start, limit)))
    )


def total_of_worker(connection: apsw.Connection, worker: Id, of: Journal | None = None) -> int:
    """How many rows of the journal are about a worker."""
    some, codes = _of(of)
    return int(connection.execute(_MY_TOTAL + some, (worker, *codes)).get)


def _of(journal: Journal | None) -> tuple[str, tuple[str, ...]]:
    """What narrows the rows to one of the journals, and its values."""
    if journal is None:
        return "", ()
    codes = sorted(SIGN_INS if journal is Journal.SIGN_INS else ACTIVITY)
    among = "NOT IN" if journal is Journal.CHANGES else "IN"
    return f" AND j.code {among} ({', '.join('?' * len(codes))})", tuple(codes)


def _row(columns: tuple[Any, ...]) -> JournalRow:
    sequence, at, code, params, outcome, *name = columns
    worker = initials(*name) if name[0] is not None else ""
    return JournalRow(sequence, moment(at), worker, code, json.loads(params), outcome)
