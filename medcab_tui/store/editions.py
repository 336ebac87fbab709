"""Editions of what stands in a card beside its records: the person, allergies, problems.

What came with a whole card has no edition of its own until it is changed: then the first one is kept too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Edition, Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty, Coded, NewPatient, Sex
from medcab_tui.domain.records import field_names
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import revisions
from medcab_tui.store.authors import author_of, number_of

SHAPE: Final = 1
NOBODY: Final = Author(Id(bytes(16)), "", "", "")
"""Who wrote what came with a whole card."""

_KEPT = "SELECT 1 FROM revision WHERE object = ? AND version = ?"
_ALL = (
    "SELECT r.version, r.at, r.reason, r.body, a.worker, a.name, a.post, a.department"
    " FROM revision r CROSS JOIN author a ON a.id = r.author WHERE r.object = ? ORDER BY r.version DESC"
)
_LAST_AUTHOR = (
    "SELECT a.name FROM revision r CROSS JOIN author a ON a.id = r.author"
    " WHERE r.object = ? AND r.version = ?"
)
_OWN = ("id", "version", "origin")
"""Fields that are not part of what is said."""

Body: TypeAlias = NewPatient | Allergy | Problem
Said = TypeVar("Said", NewPatient, Allergy, Problem)


def keep(
    connection: apsw.Connection,
    edited: Id,
    version: int,
    body: Body,
    *,
    author: Author,
    at: datetime,
    reason: str = "",
    withdrawn: bool = False,
) -> None:
    """Keeps an edition."""
    text = json.dumps(_plain(body) | ({"withdrawn": True} if withdrawn else {}), ensure_ascii=False)
    number = number_of(connection, author)
    revisions.add_all(connection, [(edited, version, number, instant(at), reason, SHAPE, text)])


def keep_first(connection: apsw.Connection, edited: Id, version: int, body: Body, recorded: datetime) -> None:
    """Keeps the edition that is about to be followed by another, if it came with a whole card."""
    if not is_kept(connection, edited, version):
        keep(connection, edited, version, body, author=NOBODY, at=recorded)


def is_kept(connection: apsw.Connection, edited: Id, version: int) -> bool:
    """Whether this edition is kept: of what came in a batch the first one is not, until it is changed."""
    return connection.execute(_KEPT, (edited, version)).fetchone() is not None


def last_author(connection: apsw.Connection, edited: Id, version: int) -> str:
    """Who wrote an edition; empty if nobody is known to have."""
    found = connection.execute(_LAST_AUTHOR, (edited, version)).fetchone()
    return str(found[0]) if found else ""


def all_of(
    connection: apsw.Connection, edited: Id, read: Callable[[dict[str, Any]], Said]
) -> tuple[Edition, ...]:
    """Every edition, newest first."""
    return tuple(
        Edition(
            version, author_of(author), moment(at), reason, read(kept := json.loads(body)),
            bool(kept.get("withdrawn")),
        )
        for version, at, reason, body, *author in connection.execute(_ALL, (edited,))
    )  # fmt: skip


def _plain(body: Any) -> dict[str, Any]:
    return {name: _value(getattr(body, name)) for name in field_names(type(body)) if name not in _OWN}


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return [value.code, value.display, value.version] if isinstance(value, Coded) else value


def details(kept: dict[str, Any]) -> NewPatient:
    """What was said of the person."""
    said = _without_mark(kept)
    return NewPatient(
        **said
        | {
            "sex": Sex(said["sex"]),
            "birth": date.fromisoformat(said["birth"]),
            "policy_kind": _coded(said["policy_kind"]),
        }
    )


def allergy(edited: Id) -> Callable[[dict[str, Any]], Allergy]:
    """Reads what was said of an allergy."""

    def read(kept: dict[str, Any]) -> Allergy:
        said = _without_mark(kept)
        return Allergy(
            id=edited,
            **said
            | {
                "grade": AllergyGrade(said["grade"]),
                "certainty": Certainty(said["certainty"]),
                "code": _coded(said["code"]),
            },
        )

    return read


def problem(edited: Id) -> Callable[[dict[str, Any]], Problem]:
    """Reads what was said of a problem."""

    def read(kept: dict[str, Any]) -> Problem:
        said = _without_mark(kept)
        coded = {name: _coded(said[name]) for name in ("code", "kind", "stage", "nature")}
        return Problem(id=edited, **said | coded)

    return read


def _without_mark(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "withdrawn"}


def _coded(kept: list[str] | None) -> Coded | None:
    return Coded(*kept) if kept else None
