"""One conversation with a mail server, on a thread; it can be broken off from outside at any moment."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from medcab_tui.domain.exchange import Denied, Rejected, ServiceFault, Throttled, Unreachable, Unwell
from medcab_tui.services.secure import context

T = TypeVar("T")

_MOST_SAID: Final = 64 * 1024
"""Bytes of all replies of one conversation."""
_OURS: Final = "[127.0.0.1]"
"""What we call ourselves: the machine's own name is nobody's business."""
_CLOSING: Final = 421
_FULL: Final = 452


@dataclass(frozen=True, slots=True)
class Where:
    """A server and how it is entered."""

    host: str
    port: int
    security: str
    login: str
    password: str = field(repr=False)
    authorities: Path | None
    seconds: float


class Session:
    """Connects, encrypts, signs in, does one thing. Raises the faults of `domain.exchange` only."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._line: _Line | None = None
        self._broken_off = False

    def check(self) -> str:
        """Whether letters would be taken; gives how the server greets."""
        return self._held(self._checked)

    def send(self, sender: str, to: str, content: bytes) -> tuple[int, str]:
        """Hands one letter over; gives the reply to it."""
        return self._held(lambda line: self._handed(line, sender, to, content))

    def break_off(self) -> None:
        """Ends it from another thread: whatever waits on the line fails at once."""
        self._broken_off = True
        if self._line is not None:
            self._line.break_off()

    def _held(self, work: Callable[[_Line], T]) -> T:
        try:
            line = self._line = self._opened()
            try:
                self._entered(line)
                return work(line)
            finally:
                line.leave()
        except ServiceFault:
            raise
        except ssl.SSLCertVerificationError as fault:
            raise Unreachable("tls.untrusted", raw=fault.verify_message) from None
        except ssl.SSLError:
            raise Unreachable("tls.failed") from None
        except smtplib.SMTPConnectError as fault:
            raise self._fault(fault.smtp_code, fault.smtp_error, Unwell) from None
        except smtplib.SMTPServerDisconnected:
            gossip = self._line is not None and self._line.said_too_much
            raise Unwell("smtp.garbage") if gossip else Unreachable("smtp.broken_off") from None
        except (smtplib.SMTPException, UnicodeError):
            raise Unwell("smtp.garbage") from None
        except TimeoutError:
            raise Unreachable("smtp.late") from None
        except (OSError, ValueError):  # a socket shut down under TLS raises either
            raise Unreachable("smtp.unreachable") from None

    def _checked(self, line: _Line) -> str:
        code, reply = line.noop()
        if not 200 <= code < 300:
            raise self._fault(code, reply, Unwell)
        return line.greeting

    def _opened(self) -> _Line:
        where = self._where
        secure = context(where.authorities) if where.security != "none" else None
        if self._broken_off:
            raise Unreachable("smtp.late")
        return _Line(where, secure, self)

    def taking(self, line: _Line) -> None:
        """The line exists, though the greeting is still to come."""
        self._line = line
        if self._broken_off:
            line.break_off()

    def _entered(self, line: _Line) -> None:
        """Greets, encrypts, signs in; a password never goes over a line that is not encrypted."""
        where = self._where
        self._greeted(line)
        if where.security == "starttls":
            if not line.has_extn("starttls"):
                raise Denied("smtp.no_starttls")
            try:
                line.starttls(context=line.secure)
            except smtplib.SMTPResponseException as fault:
                raise self._fault(fault.smtp_code, fault.smtp_error, Denied) from None
            self._greeted(line)
        if not where.login:
            return
        ways = line.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in ways:
            packed = _packed(f"\0{where.login}\0{where.password}")
            code, reply = line.docmd("AUTH", f"PLAIN {packed}")
        elif "LOGIN" in ways:
            code, reply = line.docmd("AUTH", f"LOGIN {_packed(where.login)}")
            if code == 334:
                code, reply = line.docmd(_packed(where.password))
        else:
            raise Denied("smtp.no_way_in")
        if code not in (235, 503):
            raise self._fault(code, reply, Denied)

    def _greeted(self, line: _Line) -> None:
        code, reply = line.ehlo()
        if not 200 <= code < 300:
            raise self._fault(code, reply, Unwell)

    def _handed(self, line: _Line, sender: str, to: str, content: bytes) -> tuple[int, str]:
        most = line.esmtp_features.get("size", "")
        if most.isdecimal() and 0 < int(most[:15]) < len(content):
            raise Rejected("mail.large", code="mail.large")
        size = [f"SIZE={len(content)}"] if line.has_extn("size") else []
        code, reply = line.mail(sender, size)
        if code != 250:
            too_large = code in (552, 554, 523)
            raise self._fault(code, reply, Rejected if too_large else Denied)
        code, reply = line.rcpt(to)
        if code not in (250, 251, 252):
            raise self._fault(code, reply, Denied if code in (530, 535) else Rejected)
        try:
            code, reply = line.data(content)
        except smtplib.SMTPDataError as fault:
            raise self._fault(fault.smtp_code, fault.smtp_error, Rejected) from None
        if not 200 <= code < 300:
            raise self._fault(code, reply, Rejected)
        return code, self._plain(reply)

    def _fault(self, code: int, reply: bytes | str, never: type[ServiceFault]) -> ServiceFault:
        """What a reply means. never: what one of 500 and more means; one of 400 passes."""
        words = self._plain(reply) or f"SMTP {code}"
        raw = f"{code} {words}"
        if code in (_CLOSING, _FULL):
            return Throttled(words, raw=raw)
        if 400 <= code < 500 or code < 400 or code > 599:
            return Unwell(words, raw=raw)
        return Rejected(words, code=str(code), raw=raw) if never is Rejected else never(words, raw=raw)

    def _plain(self, reply: bytes | str) -> str:
        """Words of the server, without what is secret if it repeats it."""
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        where = self._where
        for secret in (
            where.password,
            _packed(where.password),
            _packed(f"\0{where.login}\0{where.password}"),
        ):
            if len(secret) > 3:
                text = text.replace(secret, "•••")
        return " ".join(text.split())[:500]


class _Line(smtplib.SMTP):
    """A connection whose socket can be broken off, and whose server may say only so much."""

    def __init__(self, where: Where, secure: ssl.SSLContext | None, session: Session) -> None:
        self.secure, self._at_once = secure, secure if where.security == "tls" else None
        self._session = session
        self._end: socket.socket | None = None
        self.greeting = ""
        self.said_too_much = False
        super().__init__(local_hostname=_OURS, timeout=where.seconds)
        self._host = where.host
        code, reply = self.connect(where.host, where.port)
        if code != 220:
            self.close()
            raise smtplib.SMTPConnectError(code, reply)
        self.greeting = " ".join(reply.decode("utf-8", "replace").split())[:200]

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        made = socket.create_connection((host, port), timeout)
        self._end = made.dup()  # the socket itself is another one once it is encrypted
        self._session.taking(self)
        if self._at_once is not None:
            made = self._at_once.wrap_socket(made, server_hostname=host)
        return made

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Counted(self.sock.makefile("rb"), self)
        return super().getreply()

    def break_off(self) -> None:
        """Shuts the connection down under whoever waits on it."""
        end = self._end
        if end is not None:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Says good-bye, without waiting for an answer."""
        with suppress(OSError, ValueError):
            if self.sock is not None:
                self.send("QUIT\r\n")
        self.close()

    def close(self) -> None:
        super().close()
        end, self._end = self._end, None
        if end is not None:
            end.close()


class _Counted:
    """Lines of a reply, until there are too many."""

    def __init__(self, file: Any, line: _Line) -> None:
        self._file, self._line, self._left = file, line, _MOST_SAID

    def readline(self, most: int) -> bytes:
        line: bytes = self._file.readline(most)
        self._left -= len(line)
        if self._left < 0:
            self._line.said_too_much = True
            raise ConnectionAbortedError
        return line

    def close(self) -> None:
        self._file.close()


def _packed(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
