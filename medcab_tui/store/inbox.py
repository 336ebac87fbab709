"""The inbox beyond its first screen: exchanges, and every state page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import apsw

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.home import CLOSE_AFTER
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import AttentionRow, TaskState
from medcab_tui.domain.times import instant
from medcab_tui.store import home
from medcab_tui.store.tasks import STATES

Key: TypeAlias = tuple[datetime, Id]
"""Where a page begins: the moment and the id of the last row before it; see `key_of`."""

_OF_THREAD = (
    f"SELECT {home.TASK} FROM task t INDEXED BY task_by_thread {home.TASK_PEOPLE}"
    " WHERE t.thread = ? AND t.withdrawn IS NULL AND (t.responsible = ? OR t.sender = ?)"
    " ORDER BY t.since, t.id LIMIT ?"
)
_ONE = (
    f"SELECT {home.TASK} FROM task t {home.TASK_PEOPLE}"
    " WHERE t.id = ? AND t.withdrawn IS NULL AND (t.responsible = ? OR t.sender = ?)"
)
_TASKS = (
    f"SELECT {home.TASK} FROM task t INDEXED BY task_by_responsible {home.TASK_PEOPLE}"
    " WHERE t.responsible = ? AND t.state = ? AND (t.since, t.id) > (?, ?) ORDER BY t.since, t.id LIMIT ?"
)
_TASKS_DONE = (
    f"SELECT {home.TASK} FROM task t INDEXED BY task_answered {home.TASK_PEOPLE}"
    " WHERE t.responsible = ? AND t.state = 2 AND t.withdrawn IS NULL AND (t.answered, t.id) < (?, ?)"
    " ORDER BY t.answered DESC, t.id DESC LIMIT ?"
)
_RESULTS = f"SELECT {home.RESULT} FROM observation o INDEXED BY observation_waiting {home.RESULTS_JOINED}"
_RESULTS_AT = f"{_RESULTS} AND o.acknowledged = 0 AND o.at = ?"
_RESULTS_AFTER = f"{_RESULTS} AND o.acknowledged = 0 AND o.at > ? ORDER BY o.at LIMIT ?"
_ANSWERED = f"SELECT {home.RESULT} FROM observation o INDEXED BY observation_answered {home.RESULTS_JOINED}"
_ANSWERED_AT = f"{_ANSWERED} AND o.answered IS NOT NULL AND o.answered = ?"
_ANSWERED_BEFORE = (
    f"{_ANSWERED} AND o.answered IS NOT NULL AND o.answered < ? ORDER BY o.answered DESC LIMIT ?"
)
_VISITS = f"{home.VISIT} AND n.ends >= ? AND n.ends < ? ORDER BY n.ends LIMIT ?"

LONGEST_THREAD: Final = 200
_EARLIEST: Final = -(2**63)
_LATEST: Final = 2**63 - 1
_GREATEST: Final = b"\xff" * 17


def key_of(row: AttentionRow) -> Key:
    """Where the page after this row begins."""
    return (row.answered or row.since) if row.state is TaskState.DONE else row.since, row.id


def page(
    connection: apsw.Connection,
    worker: Id,
    state: TaskState,
    now: datetime,
    *,
    after: Key | None,
    limit: int,
    cards: bool = True,
) -> tuple[AttentionRow, ...]:
    """A window of everything in one state: what is open the oldest first, what is done the latest first."""
    reader = worker if cards else None
    done = state is TaskState.DONE
    rows = _done if done else _open
    found = {row.id: row for row in rows(connection, worker, reader, state, now, after, limit)}
    kept = sorted(found.values(), key=key_of, reverse=done)
    if after is not None:
        kept = [row for row in kept if (key_of(row) < after if done else key_of(row) > after)]
    return home.led(connection, tuple(kept[:limit]))


def thread(connection: apsw.Connection, worker: Id, task: Id, now: datetime) -> tuple[AttentionRow, ...]:
    """The exchange that a line belongs to, as far as this worker takes part in it, from its beginning."""
    found = connection.execute(_ONE, (task, worker, worker)).fetchone()
    if found is None:
        raise Refused("task.missing")
    one = home.task_row(found, now)
    if one.thread is None:
        return (one,)
    rows = connection.execute(_OF_THREAD, (one.thread, worker, worker, LONGEST_THREAD))
    return home.led(connection, tuple(home.task_row(columns, now) for columns in rows))


def _open(
    connection: apsw.Connection,
    worker: Id,
    reader: Id | None,
    state: TaskState,
    now: datetime,
    after: Key | None,
    limit: int,
) -> Iterator[AttentionRow]:
    at, identity = (_EARLIEST, b"") if after is None else (instant(after[0]), after[1])
    values: tuple[Any, ...] = (worker, STATES.index(state), at, identity, limit)
    for columns in connection.execute(_TASKS, values):
        yield home.task_row(columns, now)
    if state is not TaskState.AWAITING:
        return
    yield from _results(connection, reader, (_RESULTS_AT, _RESULTS_AFTER), at, now, limit)
    ended = instant(now) - CLOSE_AFTER // timedelta(microseconds=1)
    for columns in connection.execute(_VISITS, (worker, at, ended, limit + 1)):
        yield home.visit_row(columns, now)


def _done(
    connection: apsw.Connection,
    worker: Id,
    reader: Id | None,
    _state: TaskState,
    now: datetime,
    after: Key | None,
    limit: int,
) -> Iterator[AttentionRow]:
    at, identity = (_LATEST, _GREATEST) if after is None else (instant(after[0]), after[1])
    for columns in connection.execute(_TASKS_DONE, (worker, at, identity, limit)):
        yield home.task_row(columns, now)
    yield from _results(connection, reader, (_ANSWERED_AT, _ANSWERED_BEFORE), at, now, limit)


def _results(
    connection: apsw.Connection,
    reader: Id | None,
    asked: tuple[str, str],
    at: int,
    now: datetime,
    limit: int,
) -> Iterator[AttentionRow]:
    """Results beyond a moment and all those of the first and of the last moment: many come at one."""
    same, beyond = asked
    for columns in connection.execute(same, (reader, at)):
        yield home.result_row(columns, now)
    rows = [home.result_row(columns, now) for columns in connection.execute(beyond, (reader, at, limit))]
    yield from rows
    if len(rows) == limit:
        last = instant(key_of(rows[-1])[0])
        for columns in connection.execute(same, (reader, last)):
            yield home.result_row(columns, now)
