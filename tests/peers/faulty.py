"""A server of a script: whoever connects is answered by the next line of it, broken in the way it says."""

from __future__ import annotations

import asyncio
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from socket import SO_LINGER, SOL_SOCKET
from types import TracebackType

Turn = Callable[["Caller"], Awaitable[None]]
"""What the server does with one connection."""


class Caller:
    """One connection as the server sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def request(self) -> bytes:
        """The whole request: its head, and as much of a body as it announces."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return head + (await self._reader.readexactly(length) if length else b"")

    async def say(self, *pieces: bytes, every: float = 0) -> None:
        """Sends pieces, with a pause after each."""
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            await asyncio.sleep(every)

    def reset(self) -> None:
        """Breaks the connection off with a reset."""
        taken = self._writer.get_extra_info("socket")
        taken.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def half_close(self) -> None:
        """Says that nothing more will come, and stays."""
        self._writer.write_eof()

    async def gone(self) -> None:
        """Waits until the other end has gone."""
        with suppress(OSError):
            while await self._reader.read(65536):
                pass


class FaultServer:
    """Listens on loopback. `script`: the next turns; when it is over every request gets `{"ok": true}`.

    requests: what came in, whole. connections: how many there were.
    """

    def __init__(self, *script: Turn, tls: ssl.SSLContext | None = None) -> None:
        self.script = list(script)
        self.requests: list[bytes] = []
        self.connections = 0
        self._tls = tls
        self._turns: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> FaultServer:
        self._server = await asyncio.start_server(self._met, "127.0.0.1", 0, ssl=self._tls)
        port = self._server.sockets[0].getsockname()[1]
        self.origin = f"http{'s' if self._tls else ''}://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        if task is not None:
            self._turns.add(task)
        caller = Caller(reader, writer)
        turn = self.script.pop(0) if self.script else answers(b'{"ok": true}')
        try:
            if not getattr(turn, "unread", False):
                self.requests.append(await caller.request())
            await turn(caller)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            with suppress(OSError, RuntimeError):
                writer.close()


def answers(
    body: bytes, status: str = "200 OK", *headers: str, kind: str = "application/json", length: int = -1
) -> Turn:
    """A whole answer; length: said in the place of the true one."""
    said = len(body) if length < 0 else length
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {said}", *headers, "", "")
    return says("\r\n".join(lines).encode("latin-1"), body)


def says(*pieces: bytes, every: float = 0) -> Turn:
    """Any bytes, then the end."""

    async def turn(caller: Caller) -> None:
        await caller.say(*pieces, every=every)

    return turn


def resets(*pieces: bytes) -> Turn:
    """Some bytes, then a reset, the request having been read."""

    async def turn(caller: Caller) -> None:
        await caller.say(*pieces)
        caller.reset()

    return turn


def resets_at_once() -> Turn:
    """A reset before anything of the request is read."""

    async def turn(caller: Caller) -> None:
        caller.reset()

    return unread(turn)


def unread(turn: Turn) -> Turn:
    """The same before anything of the request is read."""
    turn.unread = True  # type: ignore[attr-defined]
    return turn


def half_closes(*pieces: bytes) -> Turn:
    """Some bytes, an end of what is said, and then it stays."""

    async def turn(caller: Caller) -> None:
        await caller.say(*pieces)
        caller.half_close()
        await caller.gone()

    return turn


def keeps_silent() -> Turn:
    """Takes the request and never answers."""

    async def turn(caller: Caller) -> None:
        await caller.gone()

    return turn


def goes_on(first: bytes, again: bytes, every: float = 0) -> Turn:
    """Something, and then the same again without an end."""

    async def turn(caller: Caller) -> None:
        await caller.say(first)
        while True:
            await caller.say(again, every=every)

    return turn
