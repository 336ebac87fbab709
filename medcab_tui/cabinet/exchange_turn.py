"""One bounded turn with one service: what is due is sent, then what changed there is taken in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from medcab_tui.cabinet.asking_services import MOST_STUCK, Questions
from medcab_tui.cabinet.exchange_actions import TakeAnswer, TakeIn
from medcab_tui.cabinet.incoming import INCOMING
from medcab_tui.cabinet.outgoing import prepared
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import (
    ChangedThere,
    Denied,
    Operation,
    Receipt,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.domain.exchange_rows import Arrived, Sending, Waiting
from medcab_tui.domain.exchange_rules import (
    DOUBTED,
    MOST_CHANGES,
    MOST_OPERATIONS,
    NotOpened,
    Standing,
    after_failure,
    after_success,
    asked_for,
    code_of,
    wait_after,
)
from medcab_tui.store import exchange
from medcab_tui.store.exchange import Plan

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.services.adapter import Adapter
    from medcab_tui.store.transaction import Connection

    Doing = Callable[[Sequence[Action[Any]]], Awaitable[tuple[Outcome[Any], ...]]]

LONGEST_TURN: Final = 45.0
"""Seconds after which a turn begins nothing new: the lease must outlast it."""
BATCH: Final = 50
"""Changes of one transaction."""
NOTED_EVERY: Final = timedelta(minutes=10)
"""How often it is written down that a service is well, while nothing is exchanged."""
UNFIT: Final = "unfit"


class Link:
    """A connection in use: its adapter, once it is needed, and how it stands."""

    def __init__(
        self, name: str, version: int, opening: Callable[[str], Awaitable[Adapter]], questions: Questions
    ) -> None:
        self.name, self.version = name, version
        self.addresses: tuple[str, ...] = (name,)
        self.questions = questions
        self.standing = self.kept = Standing()
        self.due: datetime | None = None
        self.pulled: datetime | None = None
        self.interval = timedelta(seconds=60)
        self._opening = opening
        self._adapter: Adapter | None = None
        self._gives: bool | None = None
        self._well: datetime | None = None
        """When it answered last, if that is not written down yet."""

    def pulls(self, now: datetime) -> bool:
        """Whether it is to be asked what changed. A clock that was put back does not keep it from that."""
        if self._gives is False:
            return False
        return self.pulled is None or not self.pulled <= now < self.pulled + self.interval

    def take(self, plan: Plan, interval: timedelta) -> None:
        """How it stands in the store now, with what is known beside that."""
        kept = plan.standing
        self.kept, self.addresses, self.due, self.interval = kept, plan.addresses, plan.due, interval
        if self._well is not None and (kept.last_ok is None or kept.last_ok < self._well):
            kept = replace(kept, last_ok=self._well)
        self.standing = kept

    def ready(self, now: datetime) -> bool:
        """Whether there is something to do with it."""
        due = self.due is not None and self.due <= now
        return self.standing.closed(now) and (due or self.pulls(now))

    def next_turn(self, now: datetime) -> datetime | None:
        """When there will be."""
        if not self.standing.closed(now):
            return self.standing.broken_until
        pull = None if self._gives is False else now if self.pulled is None else self.pulled + self.interval
        return min((at for at in (self.due, pull) if at is not None), default=None)

    def was_well(self, now: datetime) -> None:
        """It answered."""
        self._well = now

    async def adapter(self) -> Adapter:
        """Its adapter; raises ServiceFault."""
        if self._adapter is None:
            try:
                self._adapter = await self._opening(self.name)
                self._gives = bool(self._adapter.info.gives)
            except Refused as refused:
                raise NotOpened(refused.code) from None
            except ServiceFault:
                raise
            except Exception as error:
                raise Unwell(type(error).__name__) from None
        return self._adapter

    async def let_go(self) -> None:
        """Closes the adapter, if there is one."""
        adapter, self._adapter = self._adapter, None
        if adapter is not None:
            await self.questions.close(adapter)


class Turn:
    """What happens between one look at a service and the next."""

    def __init__(self, desk: Desk, do: Doing, link: Link) -> None:
        self._desk, self._do, self._link = desk, do, link
        self._begun = asyncio.get_running_loop().time()
        self.sent = self.taken = self.failed = 0
        self._raw = ""

    async def go(self) -> None:
        """Sends and takes in; how it stands with the service is written once, at the end."""
        link = self._link
        try:
            if link.questions.stuck >= MOST_STUCK:
                raise Unreachable("stuck")
            adapter = await link.adapter()
            if await self._send(adapter):
                await self._take_in(adapter)
        except ServiceFault as fault:
            self._ill(fault)
        if link.questions.stuck >= MOST_STUCK:
            await link.let_go()
        await self._note()

    # Out.

    async def _send(self, adapter: Adapter) -> bool:
        """What is due, the first of each object, until nothing is; false if the service is not well."""
        link, met = self._link, set[bytes]()
        if link.due is None or link.due > self._now():
            return True
        left = 1 if link.standing.probing else MOST_OPERATIONS
        while left > 0:
            now = self._now()
            due = await self._desk.vault.read(
                lambda c, now=now, left=left: exchange.due(c, link.name, link.addresses, now, left)  # type: ignore[misc]
            )
            due = [one for one in due if one.object not in met]
            if not due:
                break
            for waiting in due:
                if self._late():
                    return False
                left -= 1
                if await self._push(adapter, waiting, met):
                    return False
        return self.failed == 0

    async def _push(self, adapter: Adapter, waiting: Waiting, met: set[bytes]) -> bool:
        """One operation; true if nothing more is to be asked of the service now."""
        link, now = self._link, self._now()
        again = now + wait_after(waiting.attempts + 1, self._chance())
        try:
            made = await self._claim(waiting, again)
            if made is None:
                return False
            receipt = await link.questions.push(adapter, made)
            await self._answered(waiting, receipt)
        except Rejected as fault:
            receipt = Receipt(Way.REFUSED, code=fault.code, text=fault.told, raw=fault.raw)
            await self._answered(waiting, receipt)
        except ChangedThere as fault:
            met.add(waiting.object)
            try:
                await self._meet(waiting, fault)
            except ServiceFault as worse:
                return await self._again(waiting, worse, again)
        except ServiceFault as fault:
            met.add(waiting.object)
            return await self._again(waiting, fault, again)
        self.sent += 1
        self._well()
        return False

    async def _claim(self, waiting: Waiting, again: datetime) -> Operation | None:
        """Notes the attempt before it is made: who is killed now finds it in doubt. None: gone meanwhile."""
        link = self._link

        def claim(connection: Connection) -> Operation | None:
            found = exchange.one(connection, waiting.seq)
            if found is None or not found.waits:
                return None
            exchange.claim(connection, waiting.seq, again)
            what = prepared(connection, waiting)
            return Operation(
                waiting.key.hex(), waiting.kind, waiting.object, what.body, waiting.made,
                waiting.attempts + 1, waiting.remote_id, waiting.etag, what.files,
            )  # fmt: skip

        try:
            return await self._desk.write(claim)
        except Refused as refused:
            raise Rejected(code=refused.code) from None
        finally:
            link.standing = replace(link.standing, last_try=self._now())

    async def _answered(self, waiting: Waiting, receipt: Receipt) -> None:
        ids = self._desk.surroundings.ids
        try:
            await self._do([TakeAnswer(ids.new(), waiting.seq, receipt, self._link.name)])
        except Invalid as wrong:
            raise Unwell(wrong.code) from None

    async def _meet(self, waiting: Waiting, fault: ChangedThere) -> None:
        """It was changed there too: both become one, or somebody has to look."""
        link = self._link
        theirs = link.questions.changed(fault.theirs, link.name)
        if (theirs.etag and theirs.etag == waiting.etag) or waiting.kind not in INCOMING:
            raise Unwell("changed to the same", raw=fault.raw)
        remote = theirs.remote_id or waiting.remote_id
        arrived = replace(theirs, kind=waiting.kind, cursor="", remote_id=remote)
        try:
            await self._do([TakeIn(self._desk.surroundings.ids.new(), arrived)])
        except (Invalid, Refused) as wrong:
            raise Unwell(wrong.code, raw=fault.raw) from None
        self.taken += 1

    async def _again(self, waiting: Waiting, fault: ServiceFault, again: datetime) -> bool:
        """Tried in vain; true where the service as a whole is not well."""
        if isinstance(fault, Throttled):
            again = max(again, self._now() + asked_for(fault, waiting.attempts + 1, self._chance()))
        code, told = code_of(fault), fault.told[:200]
        await self._desk.write(lambda c: exchange.failed(c, waiting.seq, again, code, told))
        self._ill(fault)
        whole = isinstance(fault, (Unreachable, Throttled, Denied))
        return whole or not self._link.standing.closed(self._now())

    # In.

    async def _take_in(self, adapter: Adapter) -> None:
        link, now = self._link, self._now()
        if not link.pulls(now) or self._late():
            return
        link.pulled = now
        since = await self._desk.vault.read(lambda c: exchange.cursor(c, link.name, ""))
        changes, fault = await link.questions.pull(adapter, since, link.name)
        if fault is None:
            self._well()
        if changes:
            stopped = await self._take(changes, since)
            if len(changes) >= MOST_CHANGES and not stopped:
                link.pulled = None  # there is more
        if fault is not None:
            raise fault

    async def _take(self, changes: list[Arrived], since: str) -> bool:
        """Takes changes in, in their order; true if one has to wait until the fate of ours is known."""
        link = self._link
        news, reached, stopped = await self._desk.vault.read(lambda c: self._news(c, changes))
        for first in range(0, len(news), BATCH):
            await self._take_batch(news[first : first + BATCH])
        if reached and reached != since and not (news and news[-1].cursor == reached):
            now = self._now()
            await self._desk.write(lambda c: exchange.keep_cursor(c, link.name, "", reached, now))
        return stopped

    def _news(self, connection: Connection, changes: list[Arrived]) -> tuple[list[Arrived], str, bool]:
        """What is news of it, the last of each object; how far that goes; whether something has to wait.

        Nothing is taken from the first change on of an object that has to wait: the next pull gives it again.
        """
        link, first, last = self._link.name, dict[tuple[str, str], int](), dict[tuple[str, str], int]()
        for number, one in enumerate(changes):
            last[one.kind, one.remote_id] = number
            first.setdefault((one.kind, one.remote_id), number)
        news: list[tuple[int, Arrived]] = []
        ours: dict[bytes, Sending] = {}
        end, stopped = len(changes), False
        for number, one in enumerate(changes):
            which = (one.kind, one.remote_id)
            if one.kind == "status":
                fresh = _is_news(connection, one, ours)
            else:
                fresh = one.kind in INCOMING and last[which] == number
                known = exchange.linked_remote(connection, link, one.remote_id) if fresh else None
                fresh = fresh and (known is None or not known.knows(one.etag))
                about = known.object if known is not None else None
                if fresh and exchange.in_doubt(connection, link, about, one.kind, DOUBTED):
                    end, stopped = first[which], True
                    break
            if fresh:
                news.append((number, one))
        reached = next((one.cursor for one in reversed(changes[:end]) if one.cursor), "")
        return [one for number, one in news if number < end], reached, stopped

    async def _take_batch(self, news: list[Arrived]) -> None:
        ids = self._desk.surroundings.ids
        try:
            await self._do([TakeIn(ids.new(), one) for one in news])
            self.taken += len(news)
            return
        except (Invalid, Refused):
            if len(news) == 1:
                self._unfit()
                return
        for one in news:
            await self._take_batch([one])

    def _unfit(self) -> None:
        """A change that cannot be taken in keeps nobody else's from it; the page of services tells of it."""
        self.failed += 1
        self._link.standing = replace(self._link.standing, code=UNFIT)

    # How it stands.

    def _well(self) -> None:
        link, now = self._link, self._now()
        link.standing = after_success(link.standing, now)
        link.was_well(now)

    def _ill(self, fault: ServiceFault) -> None:
        link = self._link
        link.standing = after_failure(link.standing, fault, self._now(), self._chance())
        self._raw = fault.raw
        self.failed += 1

    async def _note(self) -> None:
        """Writes how it stands where that is news."""
        link, was, now = self._link, self._link.kept, self._link.standing
        same = (was.failures, was.broken_until, was.code) == (now.failures, now.broken_until, now.code)
        told = was.last_ok
        aged = now.last_ok is not None and (
            told is None or not timedelta() <= now.last_ok - told < NOTED_EVERY
        )
        if same and not aged and not self.sent and not self.taken:
            return
        await self._desk.write(lambda c: exchange.keep_standing(c, link.name, now, self._raw))
        self._desk.watch.publish(frozenset({"services"}))

    def _late(self) -> bool:
        return asyncio.get_running_loop().time() - self._begun > LONGEST_TURN

    def _now(self) -> datetime:
        return self._desk.surroundings.clock.now()

    def _chance(self) -> bytes:
        return self._desk.surroundings.random.bytes(4)


def _is_news(connection: Connection, change: Arrived, ours: dict[bytes, Sending]) -> bool:
    """Whether an answer says of an operation of ours what is not known yet. ours: as told of so far."""
    if not change.key or change.receipt is None:
        return False
    sending = ours.get(change.key) or exchange.sending_of(connection, change.key)
    if sending is None or not sending.concerns(change.service) or not sending.learns(change.receipt):
        return False
    ours[change.key] = sending.after(change.receipt)
    return True
