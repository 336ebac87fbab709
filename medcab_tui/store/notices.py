"""What tells one worker of what another did: taken back, joined into exchanges, and whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.messages import Received
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention, Source, SourceKind
from medcab_tui.domain.times import instant
from medcab_tui.store import merged

LATELY: Final = timedelta(days=365)
"""Whoever wrote into a card within this time treats the patient."""

RECEIVED: Final = (
    "SELECT responsible, kind, attention, sender, thread, title, code, params, patient, number, source,"
    " source_id FROM task WHERE id = ? AND withdrawn IS NULL"
)
_JOIN = "UPDATE task SET thread = ? WHERE id = ? AND thread IS NULL"
_TAKE_BACK = (
    "UPDATE task SET version = version + 1, state = 2, withdrawn = ?, answered = NULL, postponed = NULL"
    " WHERE about = ? AND about_version = ? AND state = 0 RETURNING responsible, code, since"
)
OUTDATED: Final = (
    "UPDATE task SET version = version + 1, state = 2, withdrawn = ?, answered = NULL, postponed = NULL"
    " WHERE about = ? AND responsible = ? AND code = ? AND state = 0"
)
REVIVED: Final = (
    "UPDATE task SET version = version + 1, state = 0, withdrawn = NULL"
    " WHERE about = ? AND responsible = ? AND code = ? AND withdrawn = ?"
)
TOLD_OF: Final = "SELECT responsible FROM task WHERE about = ? AND about_version = ?"
SENT: Final = (
    "SELECT sender, state FROM task WHERE id = ? AND withdrawn IS NULL AND about IS NULL"
    " AND kind IN ('message', 'application')"
)
_WITHDRAW = (
    "UPDATE task SET version = version + 1, state = 2, withdrawn = ?, answered = NULL, postponed = NULL"
    " WHERE id = ?"
)
NEXT_DOCTOR: Final = (
    "SELECT doctor FROM appointment WHERE patient = ? AND live = 1 AND starts >= ? ORDER BY starts LIMIT 1"
)
LAST_DOCTOR: Final = (
    "SELECT a.worker FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.patient = ? AND e.entered_in_error = 0 AND e.at >= ? ORDER BY e.at DESC, e.id DESC LIMIT 1"
)
WRITERS: Final = (
    "SELECT a.worker FROM revision r CROSS JOIN author a ON a.id = r.author"
    " WHERE r.object = ? AND r.version < ?"
)
WORKS_HERE: Final = "SELECT 1 FROM worker WHERE id = ? AND removed IS NULL"
OF_DOCUMENT: Final = "SELECT worker, patient, title FROM document WHERE id = ?"


class NoticeWrites:
    """What an action may do with what others are told."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def received(self, task: Id) -> Received:
        """A line of the inbox, whoever it waits for."""
        found = self._connection.execute(RECEIVED, (task,)).fetchone()
        if found is None:
            raise Refused("task.missing")
        responsible, kind, asked, sender, thread, title, code, params, patient, number, source, which = found
        return Received(
            task,
            Id(responsible),
            NoticeKind(kind),
            Attention(asked) if asked else None,
            _id(sender),
            _id(thread),
            title,
            code,
            json.loads(params),
            _id(patient),
            number,
            Source(SourceKind(source), Id(which)) if source else None,
        )

    def join(self, task: Id, thread: Id) -> None:
        """A line becomes part of an exchange, unless it is of one already."""
        self._connection.execute(_JOIN, (thread, task))

    def take_back(self, changed: Id, version: int, outdates: Mapping[str, Sequence[str]]) -> frozenset[Id]:
        """Withdraws what tells of a change where nobody answered it; gives who need not know any more.

        outdates: codes that gave way to a code when it was told, the latest first; it waits to be read again.
        """
        taken = take_back(self._connection, changed, version, self._now)
        for worker, code, since in taken:
            for one in outdates.get(code, ()):
                self._connection.execute(REVIVED, (changed, worker, one, since))
                if self._connection.changes():
                    break
        return _ids(taken)

    def outdate(self, changed: Id, codes: Sequence[str], worker: Id) -> None:
        """Withdraws what a worker has not read yet of earlier changes, by the codes it is told with."""
        at = instant(self._now)
        self._connection.executemany(OUTDATED, ((at, changed, worker, code) for code in codes))

    def told_of(self, changed: Id, version: int) -> frozenset[Id]:
        """Who was told of a change."""
        return _ids(self._connection.execute(TOLD_OF, (changed, version)))

    def withdraw(self, message: Id) -> None:
        """Takes a message of this worker back; Refused once somebody read it. News of a change stays."""
        found = self._connection.execute(SENT, (message,)).fetchone()
        if found is None or found[0] != self._author.worker:
            raise Refused("message.missing")
        if found[1] != 0:
            raise Refused("message.read")
        self._connection.execute(_WITHDRAW, (instant(self._now), message))

    def stands(self, message: Id) -> bool:
        """Whether a message or an application is there and was not taken back."""
        return self._connection.execute(SENT, (message,)).fetchone() is not None

    def doctors_of(self, patient: Id) -> frozenset[Id]:
        """Who treats a patient: the doctor of the next visit, and who wrote the last record within a year."""
        return doctors_of(self._connection, patient, self._now)

    def writers_of(self, record: Id, before: int) -> frozenset[Id]:
        """Who wrote the editions of a record before this one."""
        return _ids(self._connection.execute(WRITERS, (record, before)))

    def document(self, document: Id) -> tuple[Id, Id | None, str]:
        """A document's author, patient and title."""
        found = self._connection.execute(OF_DOCUMENT, (document,)).fetchone()
        if found is None:
            raise Refused("document.missing")
        worker, patient, title = found
        return Id(worker), _id(patient), title

    def works_here(self, worker: Id) -> bool:
        """Whether there still is somebody to be told."""
        return self._connection.execute(WORKS_HERE, (worker,)).fetchone() is not None


def take_back(connection: apsw.Connection, changed: Id, version: int, now: datetime) -> list[tuple[Any, ...]]:
    """Withdraws what tells of a change where nobody answered it; gives for whom it was, its code and when."""
    return connection.execute(_TAKE_BACK, (instant(now), changed, version)).fetchall()


def doctors_of(connection: apsw.Connection, patient: Id, now: datetime) -> frozenset[Id]:
    """Who treats a patient."""
    asked = ((NEXT_DOCTOR, now), (LAST_DOCTOR, now - LATELY))
    return _ids(
        row
        for one in merged.person(connection, patient)
        for sql, at in asked
        for row in connection.execute(sql, (one, instant(at)))
    )


def _ids(rows: Iterable[tuple[Any, ...]]) -> frozenset[Id]:
    return frozenset(Id(row[0]) for row in rows)


def _id(kept: bytes | None) -> Id | None:
    return None if kept is None else Id(kept)
