"""One thread for one connection: what `apsw.Connection.as_async` asks for, fitted to the store.

apsw's own controller keeps the process alive with its thread and interrupts writes when their task is
cancelled. Here the threads are daemons, a write that has begun runs to its end, and a connection can be
closed from a signal handler or another thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import apsw

T = TypeVar("T")

STEPS_BETWEEN_LOOKS = 4000
"""Virtual machine steps between two looks whether the reader was cancelled: some 50 µs of a query."""


class _Order:
    """A call on its way to the thread. Whoever takes `claim` first, the thread or a cancellation, has it."""

    __slots__ = ("answer", "call", "cancelled", "claim")

    def __init__(self, call: Callable[[], Any], answer: asyncio.Future[Any] | None) -> None:
        self.call = call
        self.answer = answer
        self.claim = threading.Lock()
        self.cancelled = False


class ConnectionThread:
    """An `apsw.AsyncConnectionController` with one daemon thread.

    interruptible: whether cancelling the awaiting task stops the SQL (reads) or waits for it (writes).
    """

    def __init__(self, *, interruptible: bool) -> None:
        self.interruptible = interruptible
        self.waiting = 0
        self._loop = asyncio.get_running_loop()
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._current: _Order | None = None
        self._ended = False
        self._thread = threading.Thread(name="medcab store", target=self._work, daemon=True)
        self._thread.start()

    async def connect(self, *arguments: Any) -> apsw.AsyncConnection:
        """Opens a connection that lives in this thread."""
        token = apsw.async_controller.set(lambda: self)  # type: ignore[arg-type]
        try:
            return await apsw.Connection.as_async(*arguments)
        finally:
            apsw.async_controller.reset(token)

    def configure(self, connection: apsw.Connection) -> None:
        """Called by apsw in the thread once the connection is there."""
        if self.interruptible:
            connection.set_progress_handler(self._unwanted, STEPS_BETWEEN_LOOKS, id=self)

    async def send(self, call: Callable[[], T]) -> T:
        """Runs a call in the thread and gives its result."""
        answer: asyncio.Future[T] = self._loop.create_future()
        order = _Order(call, answer)
        self.waiting += 1
        answer.add_done_callback(self._answered)
        self._put(order)
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            if order.claim.acquire(blocking=False):
                answer.cancel()
                raise
            order.cancelled = True
            await self._outcome(answer)
            raise

    def run_now(self, call: Callable[[], object], seconds: float) -> bool:
        """Runs a call in the thread from outside the event loop; False if it did not end in time."""
        ended = threading.Event()

        def work() -> None:
            try:
                call()
            finally:
                ended.set()

        self._put(_Order(work, None))
        return ended.wait(seconds)

    def close(self) -> None:
        """Called by apsw after the connection was closed: the thread ends."""
        self._orders.put(None)

    async def _outcome(self, answer: asyncio.Future[Any]) -> None:
        # a write that began will be on the disk or rolled back: whoever cancelled it must not overtake it
        while not self.interruptible and not answer.done():
            try:
                await asyncio.wait({answer})
            except asyncio.CancelledError:
                continue

    def _answered(self, answer: asyncio.Future[Any]) -> None:
        self.waiting -= 1
        if not answer.cancelled():
            answer.exception()  # a cancelled caller never looks; asyncio would print it

    def _unwanted(self) -> bool:
        return self._current is not None and self._current.cancelled

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            if not order.claim.acquire(blocking=False):
                continue
            self._current = order
            try:
                result = order.call()
            except BaseException as error:
                self._tell(order, None, error)
            else:
                self._tell(order, result, None)
            self._current = None
        self._ended = True
        self._turn_away()

    def _put(self, order: _Order) -> None:
        self._orders.put(order)
        if self._ended:
            self._turn_away()

    def _turn_away(self) -> None:
        """Nobody may wait for a thread that has ended."""
        with contextlib.suppress(queue.Empty):
            while True:
                order = self._orders.get_nowait()
                if order is None or not order.claim.acquire(blocking=False):
                    continue
                if order.answer is None:
                    order.call()
                else:
                    self._tell(order, None, apsw.ConnectionClosedError("the store was closed"))

    def _tell(self, order: _Order, result: object, error: BaseException | None) -> None:
        answer = order.answer
        if answer is None:
            return

        def tell() -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the event loop has gone; nobody waits for the answer
            return
