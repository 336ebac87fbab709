"""Connections to services: as they are set up, how they stand, where their secrets lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.exchange import Capability, Json
from medcab_tui.domain.ids import Id
from medcab_tui.domain.links import Link, Secret
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import authors, notebook

SHAPE: Final = 1
UPCASTS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From a shape of the settings' body to the next one; bodies are never rewritten."""

_KNOWN: Final = frozenset(capability.value for capability in Capability)
"""A newer program may have kept others."""
_COLUMNS: Final = (
    "s.id, s.name, s.adapter, s.title, s.enabled, s.capabilities, s.carries, s.version, t.last_ok,"
    " t.last_try, t.failures, t.broken_until, t.fault, t.told, t.raw, s.shape, s.settings"
)
_JOINED: Final = " FROM service s LEFT JOIN service_state t ON t.service = s.name"
ALL: Final = f"SELECT {_COLUMNS}{_JOINED} WHERE s.name > '' ORDER BY s.name"
ONE: Final = f"SELECT {_COLUMNS}{_JOINED} WHERE s.name = ?"
SECRETS: Final = "SELECT field, entry, value FROM service_secret WHERE service = ? ORDER BY field"
ABLE: Final = (
    "SELECT name, capabilities FROM service INDEXED BY service_enabled WHERE enabled = 1 ORDER BY name"
)
WAITING: Final = (
    "SELECT count(*) FROM outbox INDEXED BY outbox_waiting WHERE service = ? AND state IN ('held', 'queued')"
)
RECALL: Final = "UPDATE outbox SET state = 'recalled' WHERE service = ? AND state IN ('held', 'queued')"
FORGET: Final = ("DELETE FROM link WHERE service = ?", "DELETE FROM cursor WHERE service = ?")
"""What another service of the same name must not find."""
_ADD: Final = (
    "INSERT INTO service (name, id, adapter, title, shape, settings, capabilities)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_CHANGE: Final = (
    "UPDATE service SET version = version + 1, title = ?, shape = ?, settings = ?, capabilities = ?,"
    " carries = ? WHERE name = ?"
)
_SWITCH: Final = (
    "UPDATE service SET version = version + 1, enabled = ?, title = ?, capabilities = ?, carries = ?"
    " WHERE name = ?"
)
_PUT_AWAY: Final = "INSERT INTO service_secret (service, field, entry, value) VALUES (?, ?, ?, ?)"
_DROP_THOSE: Final = "DELETE FROM service_secret WHERE service = ?"
_FRESH: Final = "DELETE FROM service_state WHERE service = ?"
_REMOVE: Final = "DELETE FROM service WHERE name = ?"
_REVISION: Final = (
    "INSERT INTO revision (object, version, author, at, reason, shape, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
REVISIONS: Final = (
    "SELECT r.version, r.at, r.shape, r.body, a.name FROM revision r"
    " CROSS JOIN author a ON a.id = r.author WHERE r.object = ? ORDER BY r.version DESC"
)


Edition = tuple[int, datetime, str, Mapping[str, Json]]
"""Version, when, by whom, settings without secrets."""


class LinkWrites:
    """What an action may do with connections."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def one(self, name: str, seen: int) -> Link:
        """A connection; Refused if there is none, Stale if it is not at the version that was seen."""
        found = one(self._connection, name)
        if found.version != seen:
            raise Stale("link.stale", seen=str(seen), current=str(found.version))
        return found

    def add(
        self,
        id: Id,  # noqa: A002 - as the column is called
        name: str,
        adapter: str,
        title: Mapping[str, str],
        settings: Mapping[str, Json],
        capabilities: Iterable[Capability],
        secrets: Iterable[Secret],
    ) -> None:
        """A new connection, switched off; Invalid if there is one of this name."""
        if self._connection.execute(ONE, (name,)).fetchone() is not None:
            raise Invalid("link.name_taken", "name", name=name)
        row = (name, id, adapter, _json(title), SHAPE, _json(settings), _json(sorted(capabilities)))
        self._connection.execute(_ADD, row)
        self._put(name, secrets)
        self._revise(id, 1, settings, secrets)

    def change(
        self,
        link: Link,
        title: Mapping[str, str],
        settings: Mapping[str, Json],
        capabilities: Iterable[Capability],
        carries: Iterable[str],
        secrets: Iterable[Secret],
        kept: frozenset[str],
    ) -> int:
        """Other settings; gives the next version. How it stood with the old ones is forgotten.

        secrets: those that are new; kept: fields whose secrets stay; others are dropped.
        """
        kinds = sorted(carries) if link.enabled else []
        row = (_json(title), SHAPE, _json(settings), _json(sorted(capabilities)), _json(kinds), link.name)
        self._connection.execute(_CHANGE, row)
        stay = [one for one in secrets_of(self._connection, link.name) if one.field in kept]
        self._connection.execute(_DROP_THOSE, (link.name,))
        self._connection.execute(_FRESH, (link.name,))
        now = [*stay, *secrets]
        self._put(link.name, now)
        self._revise(link.id, link.version + 1, settings, now)
        return link.version + 1

    def switch(
        self,
        link: Link,
        *,
        enabled: bool,
        title: Mapping[str, str],
        capabilities: Iterable[Capability],
        carries: Iterable[str],
    ) -> int:
        """On or off; gives the next version. Switched on it begins without the faults of before."""
        row = (int(enabled), _json(title), _json(sorted(capabilities)), _json(sorted(carries)), link.name)
        self._connection.execute(_SWITCH, row)
        if enabled:
            self._connection.execute(_FRESH, (link.name,))
        return link.version + 1

    def remove(self, link: Link) -> int:
        """Takes a connection away, calls back all that waits for it and gives how much that was.

        Editions of its settings and what was sent by it stay; what a stand-in kept for itself goes.
        """
        waiting = int(self._connection.execute(WAITING, (link.name,)).get)
        for statement in (RECALL, *FORGET, _DROP_THOSE, _FRESH, _REMOVE):
            self._connection.execute(statement, (link.name,))
        notebook.forget(self._connection, link.name)
        return waiting

    def _put(self, name: str, secrets: Iterable[Secret]) -> None:
        rows = [(name, one.field, one.entry, "" if one.entry else one.value) for one in secrets]
        self._connection.executemany(_PUT_AWAY, rows)

    def _revise(self, id: Id, version: int, settings: Mapping[str, Json], secrets: Iterable[Secret]) -> None:  # noqa: A002
        body = _json({"settings": settings, "secrets": sorted(one.field for one in secrets)})
        number = authors.number_of(self._connection, self._author)
        self._connection.execute(_REVISION, (id, version, number, instant(self._now), "", SHAPE, body))


def all_of(connection: apsw.Connection) -> tuple[Link, ...]:
    """Every connection, by name."""
    by_capability = _first_with(connection)
    rows = connection.execute(ALL).fetchall()
    return tuple(_link(connection, row, by_capability) for row in rows)


def one(connection: apsw.Connection, name: str) -> Link:
    """One connection; Refused if there is none."""
    row = connection.execute(ONE, (name,)).fetchone()
    if row is None:
        raise Refused("link.missing", name=name)
    return _link(connection, row, _first_with(connection))


def secrets_of(connection: apsw.Connection, name: str) -> tuple[Secret, ...]:
    """The secrets of a connection, with the values that lie in the store."""
    return tuple(Secret(*row) for row in connection.execute(SECRETS, (name,)))


def revisions(connection: apsw.Connection, of: Id) -> tuple[Edition, ...]:
    """Editions of the settings, newest first: version, when, by whom, settings without secrets."""
    return tuple(
        (version, moment(at), by, _read(shape, body)["settings"])
        for version, at, shape, body, by in connection.execute(REVISIONS, (of,))
    )


def _first_with(connection: apsw.Connection) -> Mapping[str, str]:
    """By capability the first service that is switched on and has it: what is addressed by it goes there."""
    found: dict[str, str] = {}
    for name, able in connection.execute(ABLE):
        for capability in json.loads(able):
            found.setdefault(capability, name)
    return found


def _link(connection: apsw.Connection, row: tuple[Any, ...], first: Mapping[str, str]) -> Link:
    id, name, adapter, title, enabled, able, kinds, version, *state, shape, settings = row  # noqa: A001
    last_ok, last_try, failures, broken_until, fault, told, raw = state
    addressed = [name, *(capability for capability, service in first.items() if service == name)]
    waiting = sum(int(connection.execute(WAITING, (service,)).get) for service in addressed)
    kept = tuple(Secret(field, entry) for field, entry, _value in connection.execute(SECRETS, (name,)))
    return Link(
        Id(id),
        name,
        adapter,
        json.loads(title),
        bool(enabled),
        frozenset(Capability(kind) for kind in json.loads(able) if kind in _KNOWN),
        frozenset(json.loads(kinds)),
        version,
        None if last_ok is None else moment(last_ok),
        None if last_try is None else moment(last_try),
        failures or 0,
        None if broken_until is None else moment(broken_until),
        fault or "",
        told or "",
        raw or "",
        waiting,
        _read(shape, settings),
        kept,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(shape: int, body: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(body)
    for number in range(shape, SHAPE):
        kept = UPCASTS[number](kept)
    return kept
