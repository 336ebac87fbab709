"""A connection and the thread it lives in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import apsw

from medcab_tui.store import connect
from medcab_tui.store.threads import ConnectionThread

T = TypeVar("T")

CLOSING_SECONDS: Final = 2.0
"""How long a closing cabinet waits for a transaction that is being written."""


class Line:
    """A connection and its thread."""

    def __init__(self, thread: ConnectionThread, connection: apsw.AsyncConnection) -> None:
        self.thread = thread
        self.connection = connection

    @classmethod
    async def open(
        cls,
        arguments: tuple[str, int, str | None],
        key: bytes,
        *,
        readonly: bool,
        writes: bool,
    ) -> Line:
        thread = ConnectionThread(interruptible=not writes)
        try:
            line = cls(thread, await thread.connect(*arguments))
        except BaseException:
            thread.close()
            raise
        try:
            await line.run(lambda c: connect.arm(c, key, readonly=readonly, queries_only=not writes))
        except BaseException:
            line.end(CLOSING_SECONDS, interrupt=True)
            raise
        return line

    async def run(self, call: Callable[[apsw.Connection], T]) -> T:
        result: T = await self.connection.async_run(call, self.connection)
        return result

    def end(self, seconds: float, *, interrupt: bool) -> None:
        if interrupt:
            self.connection.interrupt()
        if not self.thread.run_now(self.connection.close, seconds):
            self.connection.interrupt()
            self.thread.run_now(self.connection.close, seconds)
