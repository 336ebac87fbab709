"""Every edition of what people edit. A body keeps the shape it was written in and is read up from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import apsw
import msgspec.json

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

_encoded: Final = msgspec.json.Encoder().encode
_ADD = (
    "INSERT INTO revision (object, version, author, at, reason, shape, body)"
    " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"
)
_ALL = (
    "SELECT r.version, r.at, r.reason, r.shape, r.body, a.worker, a.name, a.post, a.department"
    " FROM revision r CROSS JOIN author a ON a.id = r.author WHERE r.object = ? ORDER BY r.version DESC"
)
_ONE = "SELECT shape, body FROM revision WHERE object = ? AND version = ?"

Row = tuple[Id, int, int, int, str, int, str | bytes]
"""object, version, author, at, reason, shape, body: a text, or its UTF-8."""


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
    """A record as its present shape keeps it."""
    return packed(body).decode()


def packed(body: RecordBody) -> bytes:
    """The same as bytes: where much is loaded, no text is made of them on the way to the store."""
    coded = body.diagnosis
    return _encoded(
        {
            "kind": body.kind,
            "diagnosis": (coded.code, coded.display, coded.version) if coded is not None else None,
            "complaints": body.complaints,
            "objective": body.objective,
            "conclusion": body.conclusion,
            "plan": body.plan,
            "anamnesis": body.anamnesis,
        }
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
