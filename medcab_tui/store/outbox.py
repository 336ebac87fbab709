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
class Operation:
    """Something a service may want to know: about which object, of what kind, and the payload as JSON."""

    object: Id
    kind: str
    payload: str


Carries = Mapping[str, frozenset[str]]
"""The kinds of operations each connected service takes."""


def put(
    connection: apsw.Connection, operation: Operation, carries: Carries, *, action: Id, not_before: datetime
) -> int:
    """Writes a row for every service that takes this kind; gives how many."""
    services = sorted(service for service, kinds in carries.items() if operation.kind in kinds)
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
                instant(not_before),
            )
            for service in services
        ),
    )
    return len(services)
