"""Every edition of what people edit. A body keeps the shape it was written in and is read up from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import apsw

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, RecordBody, Revision
from medcab_tui.domain.times import moment
from medcab_tui.store.authors import author_of

SHAPE: Final = 2
UPCASTS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    1: lambda kept: {**kept, "anamnesis": ""},
}
"""From a shape to the next one: bodies are never rewritten, they are read up."""

_quoted: Final = json.encoder.encode_basestring
"""A text as JSON, letters of every alphabet as they are."""
_ADD = "INSERT INTO revision (object, version, author, at, reason, shape, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ALL = (
    "SELECT r.version, r.at, r.reason, r.shape, r.body, a.worker, a.name, a.post, a.department"
    " FROM revision r CROSS JOIN author a ON a.id = r.author WHERE r.object = ? ORDER BY r.version DESC"
)
_ONE = "SELECT shape, body FROM revision WHERE object = ? AND version = ?"

Row = tuple[Id, int, int, int, str, int, str]
"""object, version, author, at, reason, shape, body."""


def add_all(connection: apsw.Connection, rows: list[Row]) -> None:
    """Adds editions."""
    connection.executemany(_ADD, rows)


def all_of(connection: apsw.Connection, edited: Id) -> tuple[Revision, ...]:
    """Every edition, newest first."""
    return tuple(
        Revision(version, author_of(author), moment(at), reason, read(shape, body))
        for version, at, reason, shape, body, *author in connection.execute(_ALL, (edited,))
    )


def body_of(connection: apsw.Connection, edited: Id, version: int) -> RecordBody:
    """The text of one edition."""
    for shape, body in connection.execute(_ONE, (edited, version)):
        return read(shape, body)
    raise Refused("revision.missing")


def written(body: RecordBody) -> str:
    """A record as its present shape keeps it. Put together by hand: many are, when much is loaded."""
    coded = body.diagnosis
    named = ",".join(map(_quoted, (coded.code, coded.display, coded.version))) if coded else ""
    return (
        f'{{"kind":{_quoted(body.kind.value)},"diagnosis":{f"[{named}]" if coded else "null"},'
        f'"complaints":{_quoted(body.complaints)},"objective":{_quoted(body.objective)},'
        f'"conclusion":{_quoted(body.conclusion)},"plan":{_quoted(body.plan)},'
        f'"anamnesis":{_quoted(body.anamnesis)}}}'
    )


def read(shape: int, text: str) -> RecordBody:
    """A record from what was kept in any shape so far."""
    kept = json.loads(text)
    while shape < SHAPE:
        kept = UPCASTS[shape](kept)
        shape += 1
    diagnosis = kept["diagnosis"]
    return RecordBody(
        EncounterKind(kept["kind"]),
        Coded(*diagnosis) if diagnosis else None,
        kept["complaints"],
        kept["objective"],
        kept["conclusion"],
        kept["plan"],
        kept["anamnesis"],
    )
