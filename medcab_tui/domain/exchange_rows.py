"""What waits to be sent, what came of it, and what two sides made of the same thing: rows of the exchange."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from msgspec import Struct

from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.ids import Id

SUPERSEDED: Final = "exchange.superseded"
"""Why an operation was never sent: what it said goes with a later one, or stands there already."""
GIVEN_UP: Final = "exchange.given_up"
"""Why an operation was never sent: a person said so."""
MOST_STEPS: Final = 100
"""Steps kept of one way, but for the last."""
_KEY: Final = re.compile(r"[0-9a-fA-F]{32}")


class Waiting(Struct, frozen=True):
    """An operation that is due: as the outbox keeps it, with what the service is known to call the object."""

    seq: int
    key: bytes
    address: str
    object: Id
    kind: str
    worker: Id
    shape: int
    payload: str
    made: datetime
    attempts: int
    remote_id: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """An operation as the queue and the way of an object show it.

    address: the connection, or «mail», «sms». taken_by: the connection that took it. told: what the service
    said last, in its own words. number: under which it stands there.
    """

    seq: int
    address: str
    object: Id
    kind: str
    worker: Id
    made: datetime
    not_before: datetime
    next_try: datetime
    attempts: int
    state: Way
    taken_by: str = ""
    number: str = ""
    code: str = ""
    told: str = ""
    steps: int = field(default=0, compare=False)
    """How many steps of its way are kept."""

    @property
    def waits(self) -> bool:
        """Whether it has not been taken yet: it can be called back."""
        return self.state in (Way.HELD, Way.QUEUED)

    def concerns(self, service: str) -> bool:
        """Whether a connection has a say in it: the one that took it, or who it is for if none has yet."""
        return service == (self.taken_by or self.address) or (
            not self.taken_by and self.address in ("mail", "sms")
        )

    def after(self, receipt: Receipt) -> Sending:
        """As it stands once this was said of it."""
        return replace(
            self, state=receipt.way, number=receipt.number or self.number, code=receipt.code,
            told=receipt.text, steps=self.steps + 1,
        )  # fmt: skip

    def learns(self, receipt: Receipt) -> bool:
        """Whether this is news of it: another way, or other words about the same one.

        What was registered can be told more about (a prescription is dispensed); other ends are the end. Of a
        service that never stops talking only an end is news any more.
        """
        over = self.state.final and not self.state is receipt.way is Way.REGISTERED
        if self.steps >= MOST_STEPS and (receipt.way is self.state or not receipt.way.final):
            return False
        return not over and self.after(receipt) != self


class WayStep(Struct, frozen=True):
    """One step of something sent (C194). raw: the answer as it came; of a step here empty."""

    seq: int
    """Of the operation."""
    kind: str
    service: str
    at: datetime
    way: Way
    number: str = ""
    code: str = ""
    told: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a service calls an object, the edition of it that is known, and what both sides said then."""

    object: Id
    service: str
    remote_id: str
    etag: str
    base: Mapping[str, str] = field(hash=False)
    met: tuple[str, ...] = ()
    """Editions that were taken in or made before."""

    def knows(self, etag: str) -> bool:
        """Whether an edition is no news."""
        return bool(etag) and (etag == self.etag or etag in self.met)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Changed here and there in the same field. base: what both had seen; mine, theirs: made of it."""

    id: Id
    version: int
    object: Id
    service: str
    kind: str
    worker: Id
    task: Id
    found: datetime
    base: Mapping[str, str] = field(hash=False)
    mine: Mapping[str, str] = field(hash=False)
    theirs: Mapping[str, str] = field(hash=False)
    remote_id: str = ""
    etag: str = ""
    settled: datetime | None = None
    sending: int | None = None
    """The operation that tells the service what was decided."""


class Arrived(Struct, frozen=True):
    """A change that came from a service, as an action takes it in. body: JSON text; cursor: "" moves none."""

    service: str
    kind: str
    cursor: str = ""
    remote_id: str = ""
    etag: str = ""
    body: str = "{}"
    answers: str = ""
    receipt: Receipt | None = None
    deleted: bool = False

    @property
    def key(self) -> bytes:
        """Of the operation it answers; empty where that can be none of ours."""
        return bytes.fromhex(self.answers) if _KEY.fullmatch(self.answers) else b""


class Stepped(Struct, frozen=True):
    """What one bounded turn did. next_due: when there will be something to do again; None: nothing known."""

    sent: int = 0
    taken: int = 0
    failed: int = 0
    next_due: datetime | None = None
    elsewhere: bool = False
    """Another process is at it."""


class Synced(Struct, frozen=True):
    """What exchanging once came to. unreached: services by their names."""

    services: int = 0
    sent: int = 0
    taken: int = 0
    waiting: int = 0
    conflicts: int = 0
    unreached: tuple[str, ...] = ()
    elsewhere: bool = False


class ExchangeState(Struct, frozen=True):
    """How the exchange stands, for the line on top.

    services: how many are switched on. waiting: what they have not taken yet. since: from when on one of them
    cannot be reached. last: when something was exchanged last. conflicts: what somebody has to look at.
    """

    services: int = 0
    waiting: int = 0
    since: datetime | None = None
    last: datetime | None = None
    conflicts: int = 0
