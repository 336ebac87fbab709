"""Tasks: adding them, and how they go on. Every change keeps what was before it, to be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct, field
from msgspec.structs import replace

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.home import Standing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import Asks, NoticeKind
from medcab_tui.domain.rooms import Attention, Source, TaskState
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.authors import number_of

PLACES: Final = ("home", "patients", "schedule", "documents", "settings")
STATES: Final = (TaskState.AWAITING, TaskState.IN_WORK, TaskState.DONE)
"""Kept as numbers in the order of attention."""

SHAPE: Final = 1
_ADD = (
    "INSERT INTO task (id, responsible, place, attention, state, since, due, title, patient, number, status,"
    " detail, source, source_id, answered, kind, sender, thread, code, params, about, about_version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_STANDING = (
    "SELECT version, state, attention, status, postponed, answered, reason, kind, responsible"
    " FROM task WHERE id = ?"
)
_CHANGE = (
    "UPDATE task SET version = ?, state = ?, status = ?, postponed = ?, answered = ?, reason = ? WHERE id = ?"
)
_KEEP = "INSERT INTO revision (object, version, author, at, reason, shape, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_KEPT = "SELECT body FROM revision WHERE object = ? AND version = ?"


class NewTask(Struct, frozen=True):
    """Something that will wait for a worker."""

    id: Id
    responsible: Id
    place: str
    attention: Attention | None
    state: TaskState
    since: datetime
    due: datetime | None
    title: str
    patient: Id | None
    number: str
    status: str
    detail: str
    source: Source | None = None
    kind: NoticeKind = NoticeKind.TASK
    thread: Id | None = None
    """The id of the first message of the exchange it belongs to."""
    sender: Id | None = None
    """Who asks; None: the cabinet itself."""
    code: str = ""
    """Instead of a title: what it is told from in the reader's language, with `params`."""
    params: Mapping[str, str] = field(default_factory=dict)
    about: tuple[Id, int] | None = None
    """The change it tells of: an object and the version this change made. Nobody is told of one twice."""


def told_line(
    identity: Id,
    responsible: Id,
    since: datetime,
    kind: NoticeKind,
    code: str,
    params: Mapping[str, str] | None = None,
    *,
    asks: Asks = Asks.READING,
    attention: Attention = Attention.MESSAGE,
    place: str = "home",
    detail: str = "",
    patient: Id | None = None,
    number: str = "",
    source: Source | None = None,
    thread: Id | None = None,
    sender: Id | None = None,
    about: tuple[Id, int] | None = None,
) -> NewTask:
    """A line that waits for somebody and has no title of its own: it is told from its code."""
    return NewTask(
        id=identity,
        responsible=responsible,
        place=place,
        attention=attention,
        state=TaskState.AWAITING,
        since=since,
        due=None,
        title="",
        patient=patient,
        number=number,
        status=asks.value,
        detail=detail,
        source=source,
        kind=kind,
        thread=thread,
        sender=sender,
        code=code,
        params=params or {},
        about=about,
    )


class HomeWrites:
    """What an action may do with tasks."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author
        self.added: list[NewTask] = []
        """All that this transaction added."""

    def add_all(self, new: Sequence[NewTask]) -> None:
        """Adds tasks."""
        self.added += new
        self._connection.executemany(_ADD, (_columns(task) for task in new))

    def standing(self, task: Id, seen: int) -> Standing:
        """How a task of this worker stands; Stale if it is not at the version that was seen."""
        found = self._connection.execute(_STANDING, (task,)).fetchone()
        if found is None:
            raise Refused("task.missing")
        version, state, asked, status, postponed, answered, reason, kind, responsible = found
        if responsible != self._author.worker:
            raise Refused("task.others")
        if version != seen:
            raise Stale("task.stale", seen=str(seen), current=str(version))
        return Standing(
            task,
            version,
            STATES[state],
            Attention(asked) if asked else None,
            status,
            None if postponed is None else moment(postponed),
            None if answered is None else moment(answered),
            reason,
            NoticeKind(kind),
        )

    def change(self, before: Standing, after: Standing) -> int:
        """Writes how the task stands now and keeps how it stood; gives the new version."""
        version = before.version + 1
        self._connection.execute(
            _CHANGE,
            (
                version,
                STATES.index(after.state),
                after.status,
                None if after.postponed is None else instant(after.postponed),
                None if after.answered is None else instant(after.answered),
                after.reason,
                before.id,
            ),
        )
        body = json.dumps({"was": _written(before), "now": _written(after)}, ensure_ascii=False)
        author = number_of(self._connection, self._author)
        row = (before.id, version, author, instant(self._now), after.reason, SHAPE, body)
        self._connection.execute(_KEEP, row)
        return version

    def before(self, now: Standing) -> Standing:
        """How the task stood before its last change; Refused if it was never changed."""
        for (body,) in self._connection.execute(_KEPT, (now.id, now.version)):
            return _read(now, json.loads(body)["was"])
        raise Refused("revision.missing")


def _columns(task: NewTask) -> tuple[object, ...]:
    return (
        task.id,
        task.responsible,
        task.place,
        task.attention.value if task.attention else "",
        STATES.index(task.state),
        instant(task.since),
        instant(task.due) if task.due else None,
        task.title,
        task.patient,
        task.number,
        task.status,
        task.detail,
        task.source.kind.value if task.source else "",
        task.source.id if task.source else None,
        instant(task.since) if task.state is TaskState.DONE else None,
        task.kind.value,
        task.sender,
        task.thread,
        task.code,
        json.dumps(task.params, ensure_ascii=False, sort_keys=True) if task.params else "{}",
        *(task.about or (None, None)),
    )


def _written(task: Standing) -> dict[str, Any]:
    return {
        "state": task.state.value,
        "status": task.status,
        "postponed": None if task.postponed is None else instant(task.postponed),
        "answered": None if task.answered is None else instant(task.answered),
        "reason": task.reason,
    }


def _read(task: Standing, kept: dict[str, Any]) -> Standing:
    return replace(
        task,
        state=TaskState(kept["state"]),
        status=kept["status"],
        postponed=None if kept["postponed"] is None else moment(kept["postponed"]),
        answered=None if kept["answered"] is None else moment(kept["answered"]),
        reason=kept["reason"],
    )
