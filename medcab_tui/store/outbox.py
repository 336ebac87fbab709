"""What waits to be sent to connected services, in the order it happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant

SHAPE = 1
_ADD = (
    "INSERT INTO outbox (service, object, kind, action, shape, payload, not_before)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something a service may want to know: about which object, of what kind, and the payload as JSON.

    service: the one it is for, also while that one is not connected; "" for all that take its kind.
    not_before: held until then.
    """

    object: Id
    kind: str
    payload: str
    service: str = ""
    not_before: datetime | None = None


Carries = Mapping[str, frozenset[str]]
"""The kinds of operations each connected service takes."""


def put(
    connection: apsw.Connection, operation: Outgoing, carries: Carries, *, action: Id, not_before: datetime
) -> int:
    """Writes a row for the service it is for, or for every one that takes this kind; gives how many."""
    taking = sorted(service for service, kinds in carries.items() if operation.kind in kinds)
    services = [operation.service] if operation.service else taking
    held = operation.not_before or not_before
    connection.executemany(
        _ADD,
        (
            (
                service,
                operation.object,
                operation.kind,
                action,
                SHAPE,
                operation.payload,
                instant(held),
            )
            for service in services
        ),
    )
    return len(services)
