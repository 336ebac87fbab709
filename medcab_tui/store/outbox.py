"""What waits to be sent to connected services, in the order it happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant

SHAPE = 1

_ADD = (
    "INSERT INTO outbox (key, service, object, kind, worker, action, shape, payload, made, not_before,"
    " next_try, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
TAKING: Final = "SELECT name, carries FROM service INDEXED BY service_enabled WHERE enabled = 1"


class Outgoing(Struct, frozen=True):
    """Something a service may want to know: about which object, of what kind, and the payload as JSON.

    service: the one it is for, also while that one is not connected; "" for all that take its kind.
    not_before: held until then. but: the service it came from, which need not be told. by: whose change it is
    where that is not who acts.
    """

    object: Id
    kind: str
    payload: str
    service: str = ""
    not_before: datetime | None = None
    but: str = ""
    by: Id | None = None


def put(
    connection: apsw.Connection, outgoing: Sequence[Outgoing], *, action: Id, worker: Id, now: datetime
) -> int:
    """Writes a row for the service each is for, or for every one that takes its kind; gives how many."""
    if not outgoing:
        return 0
    carries = taking(connection) if any(not one.service for one in outgoing) else {}
    rows = list(_rows(outgoing, carries, action, worker, now))
    connection.executemany(_ADD, rows)
    return len(rows)


def taking(connection: apsw.Connection) -> Mapping[str, frozenset[str]]:
    """The kinds of operations each service takes that is switched on."""
    return {name: frozenset(json.loads(kinds)) for name, kinds in connection.execute(TAKING)}


def _rows(
    outgoing: Sequence[Outgoing],
    carries: Mapping[str, frozenset[str]],
    action: Id,
    worker: Id,
    now: datetime,
) -> Iterable[tuple[Any, ...]]:
    from medcab_tui.domain.exchange_rules import key_of  # a start needs none of the rules of exchange

    at = instant(now)
    for number, one in enumerate(outgoing):
        everywhere = sorted(name for name, kinds in carries.items() if one.kind in kinds and name != one.but)
        until = at if one.not_before is None else max(at, instant(one.not_before))
        for service in [one.service] if one.service else everywhere:
            key = key_of(action, number, service)
            yield (
                key, service, one.object, one.kind, one.by or worker, action, SHAPE, one.payload, at, until,
                until, "held" if until > at else "queued",
            )  # fmt: skip
