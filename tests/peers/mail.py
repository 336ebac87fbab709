"""A real mail server on loopback, in the ways it can be, and one that follows a script."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from warnings import filterwarnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Mailroom:
    """What a server does and got. refuses: its reply by recipient; accounts: passwords by login."""

    refuses: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    reply: str = "250 2.0.0 Taken as 4F2A"
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.reply[0] == "2":
            self.raw.append(envelope.content)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.senders.append(envelope.mail_from)
            self.encrypted.append(session.ssl is not None)
        return self.reply

    def signs_in(self, server: Any, session: Any, envelope: Any, way: str, given: Any) -> AuthResult:
        good = (
            isinstance(given, LoginPassword)
            and self.accounts.get(given.login.decode()) == given.password.decode()
        )
        if good:
            self.signed_in.append(way)
        return AuthResult(success=good, handled=good)


@asynccontextmanager
async def listening(room: Mailroom, tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[Mailroom]:
    """The room's server on a free port: STARTTLS where `tls` is given, unless `at_once`."""
    at_once = how.pop("at_once", False)
    asks: dict[str, Any] = {}
    if room.accounts:
        asks = {"authenticator": room.signs_in, "auth_required": True, "auth_require_tls": not at_once}
    if tls is not None and not at_once:
        asks |= {"tls_context": tls, "require_starttls": True}
    filterwarnings("ignore", "Requiring AUTH while", UserWarning)  # TLS was there from the start
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(room, hostname="mail.test", loop=loop, **asks, **how),
        "127.0.0.1",
        0,
        ssl=tls if at_once else None,
    )
    room.port = server.sockets[0].getsockname()[1]
    try:
        yield room
    finally:
        server.close()


@asynccontextmanager
async def scripted(*lines: str, then: str = "stay", every: float = 0) -> AsyncIterator[Mailroom]:
    """Says a line for the greeting and for every command; then «stay», «leave» or «go on» with the last."""
    room = Mailroom()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for place, line in enumerate(lines):
                if place:
                    room.raw.append(await reader.readuntil(b"\r\n"))
                writer.write(line.encode() + (b"" if every else b"\r\n") if line else b"")
                await writer.drain()
            if then == "stay":
                while asked := await reader.read(65536):
                    room.raw.append(asked)
            while then == "go on":
                writer.write(lines[-1].encode() + (b"" if every else b"\r\n"))
                await writer.drain()
                await asyncio.sleep(every)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    room.port = server.sockets[0].getsockname()[1]
    try:
        yield room
    finally:
        server.close()
