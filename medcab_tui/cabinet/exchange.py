"""The exchange with connected services: what waits is sent, what changed there is taken in, turn by turn."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from medcab_tui.cabinet.asking_services import Questions
from medcab_tui.cabinet.exchange_turn import Link, Turn
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.exchange_rows import Conflict, ExchangeState, Sending, Stepped, WayStep
from medcab_tui.domain.ids import Id
from medcab_tui.store import access, exchange, exchange_writes, leases

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.cabinet.guard import Guard
    from medcab_tui.services.adapter import Adapter
    from medcab_tui.store.transaction import Connection

LEASE: Final = "sync"
ELSEWHERE: Final = timedelta(seconds=30)
"""When to look again while another process is at it."""
SOON: Final = timedelta(minutes=1)
"""What is held for longer is not said to be waiting: a letter that may not be read at night."""
BETWEEN: Final = timedelta(seconds=1)
"""The least time between two turns, whatever a service says."""
EVERY: Final = timedelta(seconds=60)
AWAITED: Final = timedelta(seconds=15)
"""How often a service is asked what changed; how often while more is to be heard of what was sent."""

Doing = Callable[[Sequence["Action[Any]"]], Awaitable["tuple[Outcome[Any], ...]"]]


class ExchangeRoom:
    """What goes out and comes in. do: does actions by the worker SYNC. opening: an adapter by its name."""

    def __init__(
        self, desk: Desk, do: Doing, opening: Callable[[str], Awaitable[Adapter]], *, deadline: float = 30.0
    ) -> None:
        self._desk, self._do, self._opening = desk, do, opening
        self._deadline = deadline
        self._links: dict[str, Link] = {}
        self._leased_until: datetime | None = None
        self._stepping = False

    # The engine.

    async def step(self, *, pull: bool = False) -> Stepped:
        """One bounded turn with every service that is switched on; pull: ask all of them what changed.

        Nothing is written where nothing is to be done. What breaks off anywhere goes on with the next turn:
        an operation keeps its key, and a cursor moves only together with the change it covers.
        """
        self._desk.require(Permission.EXCHANGE)
        if self._stepping:
            return Stepped(elsewhere=True, next_due=self._now() + BETWEEN)
        self._stepping = True
        try:
            return await self._step(pull)
        finally:
            self._stepping = False

    async def _step(self, pull: bool) -> Stepped:
        links, now = await self._look(), self._now()
        if pull:
            for link in links:
                link.pulled = None
        ready = [link for link in links if link.ready(now)]
        if not ready:
            return Stepped(next_due=_next(links, now))
        if not await self._take_lease():
            return Stepped(elsewhere=True, next_due=now + ELSEWHERE)
        turns = [Turn(self._desk, self._do, link) for link in ready]
        outcomes = await asyncio.gather(*(turn.go() for turn in turns), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        sent, taken = sum(turn.sent for turn in turns), sum(turn.taken for turn in turns)
        links, now = await self._look(), self._now()
        due = _next(links, now)
        due = due if due is None else max(due, now + BETWEEN)
        return Stepped(sent, taken, sum(turn.failed for turn in turns), due)

    async def close(self) -> None:
        """Lets every adapter go; another process may be at it from now on."""
        self._desk.require(Permission.EXCHANGE)
        await self._leave()
        links, self._links = list(self._links.values()), {}
        await asyncio.gather(*(link.let_go() for link in links), return_exceptions=True)

    async def _look(self) -> list[Link]:
        """Connections as they are now, in one read; one that was changed or switched off is let go."""
        now = self._now()
        plans = await self._desk.vault.read(lambda c: exchange.plans(c, now))
        for name in [one for one in self._links if one not in plans]:
            await self._links.pop(name).let_go()
        for name, plan in plans.items():
            link = self._links.get(name)
            if link is not None and link.version != plan.version:
                await link.let_go()
                link = None
            if link is None:
                link = Link(name, plan.version, self._opening, Questions(self._deadline))
            link.take(plan, AWAITED if plan.awaited else EVERY)
            self._links[name] = link
        return list(self._links.values())

    async def _take_lease(self) -> bool:
        """Only one process of all is at it; asked for again before it ends."""
        now = self._now()
        until = self._leased_until
        if until is not None and now <= until - leases.LENGTH / 2 and now > until - leases.LENGTH:
            return True
        taken = await self._desk.write(lambda c: leases.take(c, LEASE, self._holder, now))
        self._leased_until = now + leases.LENGTH if taken else None
        return taken

    async def _leave(self) -> None:
        """Gives the lease back."""
        if self._leased_until is not None:
            self._leased_until = None
            await self._desk.write(lambda c: leases.leave(c, LEASE, self._holder, self._now()))

    @cached_property
    def _holder(self) -> Id:
        return Id(self._desk.surroundings.random.bytes(16))

    def _now(self) -> datetime:
        return self._desk.surroundings.clock.now()

    # What people see of it.

    async def state(self) -> ExchangeState:
        """How the exchange stands, for the line on top."""
        now = self._now()
        return await self._desk.read(Permission.READ_HOME, lambda c: exchange.state(c, now, now + SOON))

    async def queue(self) -> tuple[Sending, ...]:
        """What waits to be sent, then what was sent, the latest first."""
        return await self._told(exchange.queue)

    async def sending(self, seq: int) -> Sending | None:
        """One operation as it stands."""
        found = await self._told(lambda c: one if (one := exchange.one(c, seq)) is None else (one,))
        return found[0] if found else None

    async def sendings(self, about: Id) -> tuple[Sending, ...]:
        """What was to be sent of an object, the latest first."""
        return await self._told(lambda c: exchange.of_object(c, about))

    async def way(self, about: Id) -> tuple[WayStep, ...]:
        """The way out of an object, step by step: the latest operation first (C194)."""
        return await self._steps(await self.sendings(about))

    async def way_of(self, sending: Sending) -> tuple[WayStep, ...]:
        """The way of one operation."""
        found = await self.sending(sending.seq)
        return await self._steps(() if found is None else (found,))

    async def _steps(self, sendings: Sequence[Sending]) -> tuple[WayStep, ...]:
        guard = self._desk.guard()

        def read(c: Connection) -> tuple[WayStep, ...]:
            open_ = {one.seq for one in sendings if self._may_read(one, guard, c)}
            steps = exchange.way(c, sendings)
            return tuple(one if one.seq in open_ else replace(one, told="", raw="") for one in steps)

        return await self._desk.read(Permission.SEND_OUT, read)

    async def _told(self, query: Callable[[Connection], Iterable[Sending] | None]) -> tuple[Sending, ...]:
        """Operations, with the words of answers where this worker may read them."""
        guard = self._desk.guard()

        def read(c: Connection) -> tuple[Sending, ...]:
            return tuple(
                one if self._may_read(one, guard, c) else dataclasses.replace(one, told="")
                for one in query(c) or ()
            )

        return await self._desk.read(Permission.SEND_OUT, read)

    def _may_read(self, sending: Sending, guard: Guard, connection: Connection) -> bool:
        """Answers may name patients: for those whose work shows them patients, as far as the card is open to
        them if they read cards, and for who sent it.
        """
        worker = self._desk.worker
        if sending.worker == worker.id or not worker.may(Permission.BOOK_VISITS):
            return sending.worker == worker.id
        return not worker.may(Permission.READ_CARD) or guard.open(
            connection,
            access.whose(connection, sending.object) or access.of_sending(connection, sending.seq),
        )

    async def conflicts(self) -> tuple[Conflict, ...]:
        """What was changed here and there in the same field, and nobody has looked at yet."""
        guard = self._desk.guard()
        return await self._desk.read(
            Permission.READ_CARD,
            lambda c: tuple(one for one in exchange_writes.conflicts(c) if guard.open(c, one.object)),
        )

    async def conflict(self, conflict: Id) -> Conflict:
        """One of them; Refused if there is none."""
        found = await self._desk.read(
            Permission.READ_CARD, lambda c: exchange_writes.one_conflict(c, conflict)
        )
        return await self._desk.read_card(Permission.READ_CARD, found.object, lambda _: found)


def _next(links: Sequence[Link], now: datetime) -> datetime | None:
    """When there will be something to do again."""
    return min((at for at in (link.next_turn(now) for link in links) if at is not None), default=None)
