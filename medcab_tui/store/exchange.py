"""The exchange as the store keeps it: what is due, what was said to it, how far pulling has come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rows import ExchangeState, Linked, Sending, Waiting, WayStep
from medcab_tui.domain.exchange_rules import Standing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import instant, moment
from medcab_tui.store.bodies import read_base

MOST_SHOWN: Final = 200

_FREE: Final = (
    " AND NOT EXISTS (SELECT 1 FROM outbox e INDEXED BY outbox_open WHERE e.object = o.object"
    " AND e.service = o.service AND e.seq < o.seq AND e.state IN ('held', 'queued', 'conflict'))"
    " AND NOT EXISTS (SELECT 1 FROM conflict c INDEXED BY conflict_open WHERE c.object = o.object"
    " AND c.service = :link AND c.settled IS NULL)"
)
"""An earlier operation of the same object goes first, and none goes while somebody has to look."""
DUE: Final = (
    "SELECT o.seq, o.key, o.service, o.object, o.kind, o.worker, o.shape, o.payload, o.made, o.attempts,"
    " l.remote_id, l.etag FROM outbox o INDEXED BY outbox_waiting"
    " LEFT JOIN link l ON l.object = o.object AND l.service = :link"
    " WHERE o.service = :address AND o.state IN ('held', 'queued')"
    " AND (o.next_try <= :now OR o.made > :now)"
    f"{_FREE} ORDER BY o.next_try, o.seq LIMIT :most"
)
NEXT: Final = (
    "SELECT iif(o.made > :now, :now, o.next_try) FROM outbox o INDEXED BY outbox_waiting"
    " WHERE o.service = :address"
    f" AND o.state IN ('held', 'queued'){_FREE} ORDER BY o.next_try, o.seq LIMIT 1"
)
COUNT: Final = (
    "SELECT count(*) FROM outbox INDEXED BY outbox_waiting WHERE service = ?"
    " AND state IN ('held', 'queued') AND not_before <= ?"
)
AWAITING: Final = (
    "SELECT 1 FROM outbox INDEXED BY outbox_awaiting WHERE taken_by = ? AND state IN ('sent', 'accepted')"
    " LIMIT 1"
)
DOUBT: Final = (
    "SELECT 1 FROM outbox INDEXED BY outbox_waiting WHERE service = ? AND state IN ('held', 'queued')"
    " AND attempts BETWEEN 1 AND ? AND object = ?"
)
DOUBT_NEW: Final = (
    "SELECT 1 FROM outbox o INDEXED BY outbox_waiting WHERE o.service = :link"
    " AND o.state IN ('held', 'queued') AND o.attempts BETWEEN 1 AND :most AND o.kind = :kind"
    " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.object = o.object AND l.service = :link) LIMIT 1"
)
STATE: Final = (
    "SELECT last_ok, last_try, failures, broken_until, fault, told FROM service_state WHERE service = ?"
)
KEEP_STATE: Final = (
    "INSERT INTO service_state (service, last_ok, last_try, failures, broken_until, fault, told, raw)"
    " SELECT name, ?, ?, ?, ?, ?, ?, ? FROM service WHERE name = ?"
    " ON CONFLICT (service) DO UPDATE SET last_ok = excluded.last_ok, last_try = excluded.last_try,"
    " failures = excluded.failures, broken_until = excluded.broken_until, fault = excluded.fault,"
    " told = excluded.told, raw = excluded.raw"
)
CURSOR: Final = "SELECT place FROM cursor WHERE service = ? AND stream = ?"
KEEP_CURSOR: Final = (
    "INSERT INTO cursor (service, stream, place, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (service, stream) DO UPDATE SET place = excluded.place, at = excluded.at"
)
LINK: Final = "SELECT remote_id, etag, shape, base, met FROM link WHERE object = ? AND service = ?"
LINK_BY_REMOTE: Final = (
    "SELECT object, etag, shape, base, met FROM link INDEXED BY link_by_remote"
    " WHERE service = ? AND remote_id = ?"
)
SWITCHED_ON: Final = (
    "SELECT name, capabilities, version FROM service WHERE name > '' AND enabled = 1 ORDER BY name"
)
OPEN_CONFLICTS: Final = (
    "SELECT count(*) FROM conflict INDEXED BY conflict_found WHERE settled IS NULL AND found > 0"
)
_COLUMNS: Final = (
    "o.seq, o.service, o.object, o.kind, o.worker, o.made, o.not_before, o.next_try, o.attempts, o.state,"
    " o.taken_by, o.number, o.code, o.told,"
    " (SELECT count(*) FROM status_event s INDEXED BY status_event_by_outbox WHERE s.outbox = o.seq)"
)
ONE: Final = f"SELECT {_COLUMNS} FROM outbox o WHERE o.seq = ?"
BY_KEY: Final = f"SELECT {_COLUMNS} FROM outbox o WHERE o.key = ?"
UNSETTLED: Final = (
    f"SELECT {_COLUMNS} FROM outbox o INDEXED BY outbox_unsettled"
    " WHERE o.state IN ('held', 'queued', 'conflict') ORDER BY o.seq LIMIT ?"
)
LATEST: Final = f"SELECT {_COLUMNS} FROM outbox o WHERE o.seq > 0 ORDER BY o.seq DESC LIMIT ?"
OF_OBJECT: Final = (
    f"SELECT {_COLUMNS} FROM outbox o INDEXED BY outbox_by_object WHERE o.object = ?"
    " ORDER BY o.seq DESC LIMIT ?"
)
EVENTS: Final = (
    "SELECT at, way, number, code, told, raw FROM status_event INDEXED BY status_event_by_outbox"
    " WHERE outbox = ? ORDER BY seq"
)
_ANSWER: Final = (
    "UPDATE outbox SET state = ?, taken_by = iif(? = '', taken_by, ?),"
    " number = iif(? = '', number, ?), code = ?, told = ? WHERE seq = ?"
)
_EVENT: Final = (
    "INSERT INTO status_event (outbox, at, way, number, code, told, raw) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM: Final = "UPDATE outbox SET attempts = attempts + 1, next_try = ?, state = 'queued' WHERE seq = ?"
_AGAIN: Final = "UPDATE outbox SET next_try = ?, code = ?, told = ? WHERE seq = ? AND state = 'queued'"


class Plan(Struct, frozen=True):
    """What is to be done with a service that is switched on. awaited: more will be heard."""

    version: int
    addresses: tuple[str, ...]
    standing: Standing
    due: datetime | None
    awaited: bool


def plans(connection: apsw.Connection, now: datetime) -> dict[str, Plan]:
    """What is to be done with each service that is switched on."""
    return {
        name: Plan(
            version,
            addresses,
            standing(connection, name),
            next_due(connection, name, addresses, now),
            awaiting(connection, name),
        )
        for name, (version, addresses) in switched_on(connection).items()
    }


def switched_on(connection: apsw.Connection) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Services that are switched on: their version, and by which addresses each is meant: its name, and what
    it can first.
    """
    meant: dict[str, tuple[int, tuple[str, ...]]] = {}
    spoken: set[str] = set()
    for name, able, version in connection.execute(SWITCHED_ON):
        first = [one for one in json.loads(able) if one not in spoken]
        spoken.update(first)
        meant[name] = (version, (name, *(one for one in first if one in ("mail", "sms"))))
    return meant


def due(
    connection: apsw.Connection, link: str, addresses: Sequence[str], now: datetime, most: int
) -> list[Waiting]:
    """The first operation of each object that may be tried now, those that waited longest first.

    What was made in the future was made before the clock was put back: it does not wait for that.
    """
    found: list[Waiting] = []
    for address in addresses:
        values = {"link": link, "address": address, "now": instant(now), "most": most}
        for (
            seq,
            key,
            service,
            about,
            kind,
            worker,
            shape,
            payload,
            made,
            attempts,
            remote,
            etag,
        ) in connection.execute(DUE, values):
            found.append(
                Waiting(
                    seq, key, service, Id(about), kind, Id(worker), shape, payload, moment(made), attempts,
                    remote or "", etag or "",
                )
            )  # fmt: skip
    return found[:most]


def next_due(
    connection: apsw.Connection, link: str, addresses: Sequence[str], now: datetime
) -> datetime | None:
    """When something may be tried that nothing stands before; None if nothing waits."""
    moments = []
    for address in addresses:
        found = connection.execute(NEXT, {"link": link, "address": address, "now": instant(now)}).fetchone()
        if found is not None:
            moments.append(moment(found[0]))
    return min(moments, default=None)


def waiting(connection: apsw.Connection, addresses: Iterable[str], until: datetime) -> int:
    """How much waits to be sent and is not held beyond a moment."""
    at = instant(until)
    return sum(int(connection.execute(COUNT, (address, at)).get) for address in addresses)


def awaiting(connection: apsw.Connection, link: str) -> bool:
    """Whether the service has something of which more will be heard."""
    return connection.execute(AWAITING, (link,)).fetchone() is not None


def in_doubt(connection: apsw.Connection, link: str, about: Id | None, kind: str, most: int) -> bool:
    """Whether something was tried of which nobody knows if it was done: of an object, or of a new one."""
    if about is not None:
        return connection.execute(DOUBT, (link, most, about)).fetchone() is not None
    values = {"link": link, "most": most, "kind": kind}
    return connection.execute(DOUBT_NEW, values).fetchone() is not None


def standing(connection: apsw.Connection, link: str) -> Standing:
    """How it stands with a service."""
    found = connection.execute(STATE, (link,)).fetchone()
    if found is None:
        return Standing()
    last_ok, last_try, failures, broken_until, code, told = found
    return Standing(failures, _at(broken_until), _at(last_ok), _at(last_try), None, code, told)


def keep_standing(connection: apsw.Connection, link: str, now: Standing, raw: str = "") -> None:
    """Writes how it stands with a service, if there still is such a one."""
    row = (
        _instant(now.last_ok), _instant(now.last_try), now.failures, _instant(now.broken_until), now.code,
        now.told, raw, link,
    )  # fmt: skip
    connection.execute(KEEP_STATE, row)


def unreached(connection: apsw.Connection) -> tuple[str, ...]:
    """Services that are switched on and are not well."""
    return tuple(name for name in switched_on(connection) if standing(connection, name).failures)


def state(connection: apsw.Connection, now: datetime, soon: datetime) -> ExchangeState:
    """How the exchange stands, for the line on top."""
    meant = switched_on(connection)
    addresses = [address for _version, those in meant.values() for address in those]
    standings = [standing(connection, link) for link in meant]
    down = [one for one in standings if one.failures]
    since = [one.last_ok or one.last_try or now for one in down]
    return ExchangeState(
        len(meant),
        waiting(connection, addresses, soon),
        min(since, default=None),
        max((one.last_ok for one in standings if one.last_ok is not None), default=None),
        int(connection.execute(OPEN_CONFLICTS).get),
    )


def cursor(connection: apsw.Connection, link: str, stream: str) -> str:
    """How far pulling has come; "" at the beginning."""
    found = connection.execute(CURSOR, (link, stream)).fetchone()
    return "" if found is None else str(found[0])


def keep_cursor(connection: apsw.Connection, link: str, stream: str, place: str, now: datetime) -> None:
    """Keeps how far pulling has come."""
    connection.execute(KEEP_CURSOR, (link, stream, place, instant(now)))


def linked(connection: apsw.Connection, link: str, about: Id) -> Linked | None:
    """What a service calls an object."""
    found = connection.execute(LINK, (about, link)).fetchone()
    if found is None:
        return None
    remote, etag, shape, base, met = found
    return Linked(about, link, remote, etag, read_base(shape, base), tuple(json.loads(met)))


def linked_remote(connection: apsw.Connection, link: str, remote: str) -> Linked | None:
    """The object a service calls so."""
    found = connection.execute(LINK_BY_REMOTE, (link, remote)).fetchone()
    if found is None:
        return None
    about, etag, shape, base, met = found
    return Linked(Id(about), link, remote, etag, read_base(shape, base), tuple(json.loads(met)))


def answered(connection: apsw.Connection, seq: int, receipt: Receipt, now: datetime, *, by: str = "") -> None:
    """What a service said to an operation: its state now, and a step of its way."""
    r = receipt
    row = (r.way.value, by, by, r.number, r.number, r.code, r.text, seq)
    connection.execute(_ANSWER, row)
    connection.execute(_EVENT, (seq, instant(now), r.way.value, r.number, r.code, r.text, r.raw))


def claim(connection: apsw.Connection, seq: int, again: datetime) -> None:
    """It is tried now; should nobody be left to say what came of it, it is tried again then."""
    connection.execute(_CLAIM, (instant(again), seq))


def failed(connection: apsw.Connection, seq: int, again: datetime, code: str, told: str) -> None:
    """It was tried in vain, and will be again."""
    connection.execute(_AGAIN, (instant(again), code, told, seq))


def sending_of(connection: apsw.Connection, key: bytes) -> Sending | None:
    """The operation of this key."""
    found = connection.execute(BY_KEY, (key,)).fetchone()
    return None if found is None else _sending(found)


def one(connection: apsw.Connection, seq: int) -> Sending | None:
    """One operation."""
    found = connection.execute(ONE, (seq,)).fetchone()
    return None if found is None else _sending(found)


def queue(connection: apsw.Connection) -> tuple[Sending, ...]:
    """What waits, in the order it happened, then what was sent, the latest first."""
    open_ = [_sending(row) for row in connection.execute(UNSETTLED, (MOST_SHOWN,))]
    known = {row.seq for row in open_}
    rest = [_sending(row) for row in connection.execute(LATEST, (MOST_SHOWN,))]
    return (*open_, *(row for row in rest if row.seq not in known))


def of_object(connection: apsw.Connection, about: Id) -> tuple[Sending, ...]:
    """What was to be sent of an object, the latest first."""
    return tuple(_sending(row) for row in connection.execute(OF_OBJECT, (about, MOST_SHOWN)))


def way(connection: apsw.Connection, sendings: Iterable[Sending]) -> tuple[WayStep, ...]:
    """Every step of these, the latest operation first, each from its beginning."""
    steps: list[WayStep] = []
    for s in sendings:
        service = s.taken_by or s.address
        held = s.not_before > s.made
        events: list[tuple[Any, ...]] = connection.execute(EVENTS, (s.seq,)).fetchall()
        if held:
            steps.append(WayStep(s.seq, s.kind, service, s.made, Way.HELD))
        until = instant(s.not_before)
        if not held or s.state is Way.QUEUED or any(event[0] >= until for event in events):
            steps.append(WayStep(s.seq, s.kind, service, max(s.made, s.not_before), Way.QUEUED))
        for at, how, number, code, told, raw in events:
            steps.append(WayStep(s.seq, s.kind, service, moment(at), Way(how), number, code, told, raw))
        if s.waits and s.attempts:
            again = max(s.next_try, s.not_before)
            steps.append(WayStep(s.seq, s.kind, service, again, s.state, "", s.code, s.told))
    return tuple(steps)


def _sending(row: tuple[Any, ...]) -> Sending:
    (
        seq,
        address,
        about,
        kind,
        worker,
        made,
        not_before,
        next_try,
        attempts,
        how,
        taken,
        number,
        code,
        told,
        steps,
    ) = row
    return Sending(
        seq, address, Id(about), kind, Id(worker), moment(made), moment(not_before), moment(next_try),
        attempts, Way(how), taken, number, code, told, steps,
    )  # fmt: skip


def _at(kept: int | None) -> datetime | None:
    return None if kept is None else moment(kept)


def _instant(at: datetime | None) -> int | None:
    return None if at is None else instant(at)
