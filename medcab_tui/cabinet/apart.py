"""An adapter of another package works on a thread of its own: one that blocks holds up nobody else.

Its coroutines run in an event loop on that thread. Whoever asks waits for them as for anything else and can
break off; a thread that never comes back is left behind, and ends with the program.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

from medcab_tui.domain.exchange import (
    Change,
    Checked,
    Json,
    Notebook,
    Operation,
    Receipt,
    Unreachable,
    Unwell,
)
from medcab_tui.services.adapter import Adapter

T = TypeVar("T")

BEAT: Final = 5.0
"""Seconds in which the thread has to show that it lives before it is asked once more."""


class Thread:
    """An event loop on a thread, begun with the first question."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """What the work gives there; breaking off here breaks it off there, if it can be."""

        async def there() -> T:
            try:
                return await work()
            except (SystemExit, KeyboardInterrupt) as error:  # would end the loop, and nobody be told
                raise Unwell(type(error).__name__) from None

        loop = self._loop or self._begin()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), loop))

    async def alive(self) -> None:
        """Raises Unreachable if the thread is still busy with what it was asked before."""
        try:
            async with asyncio.timeout(BEAT):
                await self.run(_nothing)
        except TimeoutError:
            raise Unreachable("stuck") from None

    def end(self) -> None:
        """The thread ends as soon as it can."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)

    def _begin(self) -> asyncio.AbstractEventLoop:
        loop = self._loop = asyncio.new_event_loop()
        # A daemon: one that hangs in another's code must not keep the program from ending.
        threading.Thread(target=_turn, args=(loop,), name=self._name, daemon=True).start()
        return loop


class Apart:
    """An adapter as the cabinet sees it, while it works elsewhere."""

    def __init__(self, adapter: Adapter, thread: Thread) -> None:
        self.info = adapter.info
        self.adapter = adapter
        self._thread = thread

    async def check(self) -> Checked:
        return await self._ask(self.adapter.check)

    async def push(self, operation: Operation) -> Receipt:
        return await self._ask(lambda: self.adapter.push(operation))

    async def pull(self, since: str) -> AsyncIterator[Change]:
        changes = await self._ask(lambda: _begun(self.adapter, since))
        try:
            while True:
                try:
                    change = await self._thread.run(lambda: anext(changes))
                except StopAsyncIteration:
                    return
                yield change
        finally:
            close = getattr(changes, "aclose", None)
            if close is not None:
                await self._thread.run(close)

    async def close(self) -> None:
        try:
            await self._ask(self.adapter.close)
        finally:
            self._thread.end()

    async def _ask(self, work: Callable[[], Awaitable[T]]) -> T:
        await self._thread.alive()
        return await self._thread.run(work)


class Elsewhere:
    """The notebook for an adapter on a thread: what it keeps is kept on the loop of the cabinet."""

    def __init__(self, notebook: Notebook, loop: asyncio.AbstractEventLoop) -> None:
        self._notebook, self._loop = notebook, loop

    async def get(self, space: str, key: str) -> Json:
        return await self._here(lambda: self._notebook.get(space, key))

    async def put(self, space: str, key: str, value: Json) -> None:
        await self._here(lambda: self._notebook.put(space, key, value))

    async def drop(self, space: str, key: str) -> None:
        await self._here(lambda: self._notebook.drop(space, key))

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        async def all_of_it() -> list[tuple[str, Json]]:
            return [one async for one in self._notebook.scan(space, after)]

        for one in await self._here(all_of_it):
            yield one

    async def _here(self, work: Callable[[], Awaitable[T]]) -> T:
        async def there() -> T:
            return await work()

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), self._loop))


async def _begun(adapter: Adapter, since: str) -> Any:
    """The iterator itself, made on the thread that will turn it."""
    return aiter(adapter.pull(since))


async def _nothing() -> None:
    return None


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        with suppress(Exception):
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
        loop.close()
