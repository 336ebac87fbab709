"""How workers want to be told, and what waits to be sent to them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any, Final

import apsw

from medcab_tui.domain.delivery import SERVICES, Channel, Preferences, Quiet
from medcab_tui.domain.errors import Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.times import instant

SHAPE: Final = 1
UPCASTS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From a shape to the next one; bodies are never rewritten."""

READ: Final = "SELECT version, shape, body FROM delivery_preference WHERE worker = ?"
KEEP: Final = (
    "INSERT INTO delivery_preference (worker, version, shape, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (worker) DO UPDATE SET version = excluded.version, shape = excluded.shape,"
    " body = excluded.body"
)
WAITING: Final = (
    "SELECT o.service FROM outbox o INDEXED BY outbox_waiting CROSS JOIN task t ON t.id = o.object"
    " WHERE o.service IN ('mail', 'sms') AND o.state IN ('held', 'queued')"
    " AND t.responsible = ?"
)
ARRIVED: Final = (
    "SELECT kind FROM task INDEXED BY task_by_responsible WHERE responsible = :worker"
    " AND state IN (0, 1) AND attention <> '' AND since > :after AND (postponed IS NULL OR postponed <= :now)"
)
RETURNED: Final = (
    "SELECT count(*) FROM task INDEXED BY task_waiting WHERE responsible = :worker AND state < 2"
    " AND attention <> '' AND postponed > :after AND postponed <= :now"
)
RESULTS: Final = (
    "SELECT count(*) FROM observation INDEXED BY observation_waiting WHERE responsible = :worker"
    " AND acknowledged = 0 AND entered_in_error = 0"
    " AND (postponed > :after AND postponed <= :now OR postponed IS NULL AND recorded > :after)"
)


class DeliveryWrites:
    """What an action may do with the ways a worker is told by."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def preferences(self, worker: Id) -> Preferences:
        """What the worker chose."""
        return preferences(self._connection, worker)

    def keep(self, worker: Id, chosen: Preferences) -> int:
        """Keeps what was chosen on seeing `chosen.version`; gives the next one. Raises Stale."""
        current = preferences(self._connection, worker).version
        if current != chosen.version:
            raise Stale("delivery.stale", seen=str(chosen.version), current=str(current))
        self._connection.execute(KEEP, (worker, current + 1, SHAPE, _written(chosen)))
        return current + 1


def preferences(connection: apsw.Connection, worker: Id) -> Preferences:
    """What a worker chose; the usual if nothing."""
    found = connection.execute(READ, (worker,)).fetchone()
    return Preferences() if found is None else _read(*found)


def waiting(connection: apsw.Connection, worker: Id) -> dict[Channel, int]:
    """Letters and SMS to a worker that were not sent yet."""
    counted = Counter(service for (service,) in connection.execute(WAITING, (worker,)))
    return {channel: counted[service] for channel, service in SERVICES.items()}


def arrived(
    connection: apsw.Connection, worker: Id, after: datetime, now: datetime
) -> Mapping[NoticeKind, int]:
    """What came to ask for a worker's attention since a moment, by kind: new, or postponed until now."""
    values = {"worker": worker, "after": instant(after), "now": instant(now)}
    found = Counter(NoticeKind(kind) for (kind,) in connection.execute(ARRIVED, values))
    for kind, query in ((NoticeKind.REMINDER, RETURNED), (NoticeKind.RESULT, RESULTS)):
        if count := int(connection.execute(query, values).get):
            found[kind] += count
    return found


def _written(chosen: Preferences) -> str:
    body = {
        "channels": {kind.value: sorted(ways) for kind, ways in chosen.channels},
        "passing": sorted(chosen.passing),
        "daily": _hours(chosen.daily),
        "weekly": {str(day): _hours(quiet) for day, quiet in chosen.weekly},
        "mail": chosen.mail,
        "phone": chosen.phone,
        "language": chosen.language,
    }
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


def _hours(quiet: Quiet | None) -> list[str] | None:
    return None if quiet is None else [quiet.start.isoformat(), quiet.end.isoformat()]


def _read(version: int, shape: int, body: str) -> Preferences:
    kept: dict[str, Any] = json.loads(body)
    for number in range(shape, SHAPE):
        kept = UPCASTS[number](kept)
    return Preferences(
        tuple(
            sorted(
                (NoticeKind(kind), frozenset(map(Channel, ways))) for kind, ways in kept["channels"].items()
            )
        ),
        frozenset(map(NoticeKind, kept["passing"])),
        _quiet(kept["daily"]),
        tuple(sorted((int(day), _quiet(hours)) for day, hours in kept["weekly"].items())),
        version,
        kept["mail"],
        kept["phone"],
        kept.get("language", ""),
    )


def _quiet(hours: list[str] | None) -> Quiet | None:
    return None if hours is None else Quiet(*map(time.fromisoformat, hours))
