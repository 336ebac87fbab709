"""What is being typed, by worker, place and object. Outside versions and the journal."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.connect import keyed
from medcab_tui.store.faults import told
from medcab_tui.store.files import DATABASE

SHAPE: Final = 1
_KEEP = (
    "INSERT INTO draft (worker, place, object, kept, shape, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (worker, place, object) DO UPDATE SET kept = excluded.kept, shape = excluded.shape,"
    " body = excluded.body"
)
_GET = "SELECT body FROM draft WHERE worker = ? AND place = ? AND object = ?"
_DROP = "DELETE FROM draft WHERE worker = ? AND place = ? AND object = ?"
_ALL = "SELECT place, object, kept, body FROM draft WHERE worker = ? ORDER BY place, object LIMIT 1000"


class Draft(Struct, frozen=True):
    """Unfinished text."""

    place: str
    object: str
    kept: datetime
    body: dict[str, str]


def keep(
    connection: apsw.Connection, worker: Id, place: str, about: str, body: dict[str, str], at: datetime
) -> None:
    """Keeps a draft in place of the one before."""
    connection.execute(_KEEP, (worker, place, about, instant(at), SHAPE, _written(body)))


def keep_now(
    folder: Path, key: bytes, worker: Id, place: str, about: str, body: dict[str, str], at: datetime
) -> None:
    """Keeps a draft through a connection of its own, in the calling thread. Raises StoreFault."""
    path = folder / DATABASE
    with told(path), closing(keyed(path, key)) as connection, connection:
        keep(connection, worker, place, about, body, at)


def get(connection: apsw.Connection, worker: Id, place: str, about: str) -> dict[str, str] | None:
    """A draft's fields, None if there is none."""
    found = connection.execute(_GET, (worker, place, about)).fetchone()
    return None if found is None else _read(found[0])


def drop(connection: apsw.Connection, worker: Id, place: str, about: str) -> None:
    """Forgets a draft."""
    connection.execute(_DROP, (worker, place, about))


def all_of(connection: apsw.Connection, worker: Id) -> tuple[Draft, ...]:
    """Every draft of a worker."""
    return tuple(
        Draft(place, about, moment(kept), _read(body))
        for place, about, kept, body in connection.execute(_ALL, (worker,))
    )


def _written(body: dict[str, str]) -> str:
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


def _read(text: str) -> dict[str, str]:
    kept: Any = json.loads(text)
    return {str(name): str(value) for name, value in kept.items()}
