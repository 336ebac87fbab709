"""Records of visits: their properties here, what they say in the revisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, Encounter, EncounterKind, EncounterRow, RecordBody, Revision
from medcab_tui.domain.rules import summary_of
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged, revisions
from medcab_tui.store.authors import author_of, number_of

_ADD = (
    "INSERT INTO encounter (id, patient, at, recorded, kind, code, display, dictionary, summary, author,"
    " external, origin, addendum_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_AMEND = (
    "UPDATE encounter SET version = version + 1, kind = ?, code = ?, display = ?, dictionary = ?,"
    " summary = ?, author = ? WHERE id = ?"
)
_STATE = (
    "SELECT e.version, e.patient, e.at, a.name FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.id = ? AND e.entered_in_error = 0"
)
_LIST = (
    "e.id, e.at, e.kind, e.code, e.display, e.dictionary, e.summary, e.version, a.name, e.external, e.origin,"
    " e.addendum_to"
)
_NEWEST = (
    f"SELECT {_LIST} FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.patient = ? AND e.entered_in_error = 0 ORDER BY e.at DESC, e.id DESC LIMIT ?"
)
_OLDER = (
    f"SELECT {_LIST} FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.patient = ? AND e.entered_in_error = 0 AND (e.at, e.id) < (?, ?)"
    " ORDER BY e.at DESC, e.id DESC LIMIT ?"
)
_ONE = (
    "SELECT e.id, e.version, e.patient, e.at, e.recorded, e.external, e.origin, e.addendum_to,"
    " a.worker, a.name, a.post, a.department"
    " FROM encounter e CROSS JOIN author a ON a.id = e.author WHERE e.id = ?"
)
_ADDENDA = (
    "SELECT e.id, e.version, e.patient, e.at, e.recorded, e.external, e.origin, e.addendum_to,"
    " a.worker, a.name, a.post, a.department FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.addendum_to = ? AND e.entered_in_error = 0 ORDER BY e.at, e.id"
)
_VERSION = "SELECT version FROM encounter WHERE id = ?"


class NewRecord(Struct, frozen=True):
    """A record in its first edition, checked."""

    id: Id
    patient: Id
    at: datetime
    recorded: datetime
    body: RecordBody
    author: Author
    external: bool = False
    origin: str = ""
    addendum_to: Id | None = None


class Standing(Struct, frozen=True):
    """What an amendment needs to know of a record."""

    version: int
    patient: Id
    at: datetime


class EncounterWrites:
    """What an action may do with records."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def add_all(self, new: Sequence[NewRecord]) -> None:
        """Adds records in their first edition."""
        authors = {record.author: 0 for record in new}
        for author in authors:
            authors[author] = number_of(self._connection, author)
        rows = [columns(record, authors[record.author]) for record in new]
        enter(self._connection, [row for row, _ in rows], [edition for _, edition in rows])

    def standing(self, encounter: Id, seen: int) -> Standing:
        """How a record stands; Stale if it is not at the edition that was seen."""
        found = self._connection.execute(_STATE, (encounter,)).fetchone()
        if found is None:
            raise Refused("encounter.missing")
        version, patient, at, author = found
        if version != seen:
            raise Stale("encounter.stale", seen=str(seen), current=str(version), author=author)
        return Standing(version, Id(patient), moment(at))

    def one(self, encounter: Id) -> Encounter:
        """A record whole; Refused if there is none."""
        return one(self._connection, encounter)

    def body(self, encounter: Id, version: int) -> RecordBody:
        """The text of an edition."""
        return revisions.body_of(self._connection, encounter, version)

    def amend(self, encounter: Id, version: int, body: RecordBody, reason: str) -> int:
        """Writes the next edition by this worker; gives its number."""
        author = number_of(self._connection, self._author)
        self._connection.execute(
            _AMEND, (body.kind.value, *_coded(body.diagnosis), summary_of(body), author, encounter)
        )
        text = revisions.written(body)
        revisions.add_all(
            self._connection,
            [(encounter, version + 1, author, instant(self._now), reason, revisions.SHAPE, text)],
        )
        return version + 1


def columns(record: NewRecord, author: int) -> tuple[tuple[Any, ...], revisions.Row]:
    """A record's properties and its first edition as rows; the author by number."""
    body, recorded = record.body, instant(record.recorded)
    properties = (
        record.id,
        record.patient,
        instant(record.at),
        recorded,
        body.kind.value,
        *_coded(body.diagnosis),
        summary_of(body),
        author,
        int(record.external),
        record.origin,
        record.addendum_to,
    )
    edition = (record.id, 1, author, recorded, "", revisions.SHAPE, revisions.packed(body))
    return properties, edition


def enter(
    connection: apsw.Connection, rows: Iterable[tuple[Any, ...]], editions: list[revisions.Row]
) -> None:
    """Writes rows of records and of their first editions."""
    connection.executemany(_ADD, rows)
    revisions.add_all(connection, editions)


def page(
    connection: apsw.Connection, patient: Id, before: EncounterRow | None, limit: int
) -> tuple[EncounterRow, ...]:
    """A patient's records, newest first, older than a given one; of a person with several cards of all."""
    found: list[EncounterRow] = []
    cards = merged.person(connection, patient)
    for one_of in cards:
        if before is None:
            rows = connection.execute(_NEWEST, (one_of, limit))
        else:
            rows = connection.execute(_OLDER, (one_of, instant(before.at), before.id, limit))
        found += [_row(columns) for columns in rows]
    if len(cards) > 1:
        found.sort(key=lambda row: (row.at, row.id), reverse=True)
    return tuple(found[:limit])


def one(connection: apsw.Connection, encounter: Id) -> Encounter:
    """A record whole; Refused if there is none."""
    found = connection.execute(_ONE, (encounter,)).fetchone()
    if found is None:
        raise Refused("encounter.missing")
    added = connection.execute(_ADDENDA, (encounter,)).fetchall()
    return _whole(connection, found, tuple(_whole(connection, row) for row in added))


def _whole(
    connection: apsw.Connection, columns: tuple[Any, ...], addenda: tuple[Encounter, ...] = ()
) -> Encounter:
    identity, version, patient, at, recorded, external, origin, addendum_to, *author = columns
    return Encounter(
        Id(identity),
        version,
        Id(patient),
        moment(at),
        moment(recorded),
        revisions.body_of(connection, Id(identity), version),
        author_of(author),
        version,
        bool(external),
        origin,
        _maybe(addendum_to),
        addenda,
    )


def versions(connection: apsw.Connection, encounter: Id) -> tuple[Revision, ...]:
    """Every edition of a record, newest first; Refused if there is no such record."""
    if connection.execute(_VERSION, (encounter,)).fetchone() is None:
        raise Refused("encounter.missing")
    return revisions.all_of(connection, encounter)


def _row(columns: tuple[Any, ...]) -> EncounterRow:
    identity, at, kind, code, display, dictionary, summary, version, author, external, origin, added = columns
    coded = Coded(code, display, dictionary) if code is not None else None
    return EncounterRow(
        Id(identity),
        moment(at),
        EncounterKind(kind),
        coded,
        summary,
        version,
        author,
        bool(external),
        origin,
        _maybe(added),
    )


def _maybe(kept: bytes | None) -> Id | None:
    return None if kept is None else Id(kept)


def _coded(coded: Coded | None) -> tuple[str | None, str | None, str | None]:
    return (coded.code, coded.display, coded.version) if coded else (None, None, None)
