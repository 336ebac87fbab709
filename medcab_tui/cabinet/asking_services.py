"""Asking an adapter so that nothing it does reaches further: with a deadline, its faults typed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

from medcab_tui.domain.exchange import Change, Operation, Receipt, ServiceFault, Unreachable, Unwell
from medcab_tui.domain.exchange_rows import Arrived
from medcab_tui.domain.exchange_rules import MOST_CHANGES, checked_change, checked_fault, checked_receipt
from medcab_tui.services.adapter import Adapter

T = TypeVar("T")

DEADLINE: Final = 30.0
"""Seconds of one question."""
GRACE: Final = 1.0
"""Seconds in which a question that was broken off has to end."""
MOST_STUCK: Final = 3
"""Questions that do not end although they were broken off; then no more are asked."""


class Asked(Generic[T]):
    """What came of a question: a value, or the fault."""

    __slots__ = ("fault", "value")

    def __init__(self, value: T | None = None, fault: ServiceFault | None = None) -> None:
        self.value, self.fault = value, fault


class Questions:
    """Questions to one adapter. `stuck`: how many of them never ended."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline, self.grace = deadline, min(GRACE, deadline)
        self._stuck: set[asyncio.Task[Any]] = set()

    @property
    def stuck(self) -> int:
        return len(self._stuck)

    async def push(self, adapter: Adapter, operation: Operation) -> Receipt:
        """Hands one operation over; raises a ServiceFault and nothing else."""

        async def work() -> Receipt:
            return checked_receipt(await adapter.push(operation))

        return await self._ask(work)

    async def pull(
        self, adapter: Adapter, since: str, service: str
    ) -> tuple[list[Arrived], ServiceFault | None]:
        """What changed after a place, at most MOST_CHANGES; what came before a fault is good."""
        found: list[Arrived] = []

        async def work() -> None:
            changes = adapter.pull(since)
            try:
                async for change in changes:
                    found.append(checked_change(change, service))
                    if len(found) >= MOST_CHANGES:
                        break
            finally:
                close = getattr(changes, "aclose", None)
                if close is not None:
                    await close()

        try:
            await self._ask(work)
        except ServiceFault as fault:
            return list(found), fault
        return list(found), None

    def changed(self, theirs: object, service: str) -> Arrived:
        """The edition a service has instead of ours; raises Unwell."""
        if not isinstance(theirs, Change):
            raise Unwell("not a change")
        return checked_change(theirs, service)

    async def close(self, adapter: Adapter) -> None:
        """Lets an adapter go; it may be as ill as it likes."""
        with suppress(ServiceFault):
            await self._ask(adapter.close, seconds=self.grace, anyway=True)

    async def _ask(
        self, work: Callable[[], Awaitable[T]], seconds: float | None = None, *, anyway: bool = False
    ) -> T:
        if self.stuck >= MOST_STUCK and not anyway:
            raise Unreachable("stuck")
        task: asyncio.Task[Asked[T]] = asyncio.ensure_future(_guarded(work))
        try:
            done, _ = await asyncio.wait({task}, timeout=self.deadline if seconds is None else seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done:
            task.cancel()
            await asyncio.wait({task}, timeout=self.grace)
            if not task.done():
                self._stuck.add(task)
                task.add_done_callback(self._ended)
            raise Unreachable("deadline")
        if task.cancelled():
            raise Unwell("CancelledError")
        answer = task.result()
        if answer.fault is not None:
            raise answer.fault
        return answer.value  # type: ignore[return-value]

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._stuck.discard(task)
        if not task.cancelled():
            task.exception()


async def _guarded(work: Callable[[], Awaitable[T]]) -> Asked[T]:
    """Whatever is raised becomes a fault of the service; an interruption of the program stays one."""
    try:
        return Asked(await work())
    except asyncio.CancelledError:
        raise
    except ServiceFault as fault:
        return Asked(fault=checked_fault(fault))
    except BaseException as error:  # an adapter is not ours: not even what ends a program may pass
        return Asked(fault=Unwell(type(error).__name__))
