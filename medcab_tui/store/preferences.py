"""Saved filters, by worker and list."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.preferences import SavedFilter, Wanted

SHAPE: Final = 1
UPCASTS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From a shape to the next one; bodies are never rewritten."""

OF_PLACE: Final = (
    "SELECT place, name, shape, body FROM saved_filter WHERE worker = ? AND place = ? ORDER BY name"
)
ALL: Final = (
    "SELECT place, name, shape, body FROM saved_filter WHERE worker = ? ORDER BY place, name LIMIT 500"
)
NAMES: Final = "SELECT name FROM saved_filter WHERE worker = ? AND place = ?"
KEEP: Final = (
    "INSERT INTO saved_filter (worker, place, name, shape, body) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (worker, place, name) DO UPDATE SET shape = excluded.shape, body = excluded.body"
)
DROP: Final = "DELETE FROM saved_filter WHERE worker = ? AND place = ? AND name = ?"


class PreferenceWrites:
    """Filters an action keeps and forgets."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def filter_names(self, worker: Id, place: str) -> tuple[str, ...]:
        """The names taken for this list."""
        return tuple(name for (name,) in self._connection.execute(NAMES, (worker, place)))

    def keep_filter(self, worker: Id, saved: SavedFilter) -> None:
        """Keeps a filter in place of the one of that name."""
        self._connection.execute(KEEP, (worker, saved.place, saved.name, SHAPE, _written(saved.wanted)))

    def drop_filter(self, worker: Id, place: str, name: str) -> bool:
        """Forgets a filter; false if there was none."""
        self._connection.execute(DROP, (worker, place, name))
        return self._connection.changes() > 0


def filters(connection: apsw.Connection, worker: Id, place: str | None = None) -> tuple[SavedFilter, ...]:
    """A worker's filters of one list, or of all, by name."""
    rows = (
        connection.execute(ALL, (worker,)) if place is None else connection.execute(OF_PLACE, (worker, place))
    )
    return tuple(SavedFilter(at, name, _read(shape, body)) for at, name, shape, body in rows)


def _written(wanted: Wanted) -> str:
    body = {"chosen": dict(wanted.chosen), "text": wanted.text, "order": wanted.order}
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


def _read(shape: int, body: str) -> Wanted:
    kept: dict[str, Any] = json.loads(body)
    for number in range(shape, SHAPE):
        kept = UPCASTS[number](kept)
    return Wanted(tuple(sorted(kept["chosen"].items())), kept["text"], kept["order"])
