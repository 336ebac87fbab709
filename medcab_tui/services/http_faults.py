"""What the far end did, as one of the faults the cabinet knows how to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from medcab_tui.domain.exchange import Denied, Rejected, ServiceFault, Throttled, Unreachable, Unwell

LEFT_TO_CALLER: Final = frozenset(
    {HTTPStatus.NOT_MODIFIED, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}
)
"""Answers that mean something only to who asked: unchanged, there already, changed meanwhile."""

LONGEST_WAIT: Final = timedelta(days=1)
"""Of what a server may ask us to wait."""

_WORDS: Final = ("message", "detail", "error_description", "title", "error", "description")
"""Where servers usually say in words what is wrong."""
_MOST_WORDS: Final = 300


def refused(
    status: int, headers: Mapping[str, str], raw: str, now: datetime, *, words: str = ""
) -> ServiceFault:
    """The fault a status means. raw: the answer with secrets struck out; its words are told."""
    told = words or _words(raw.partition("\n")[2]) or f"HTTP {status}"
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
        return Denied(told, raw=raw)
    after = wait_asked(headers.get("retry-after", ""), now)
    busy = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_EARLY)
    if busy or (status == HTTPStatus.SERVICE_UNAVAILABLE and after is not None):
        return Throttled(told, after=after, raw=raw)
    if 300 <= status < 400:
        return Unwell("http.redirect", raw=raw)
    if 400 <= status < 500 and status != HTTPStatus.REQUEST_TIMEOUT:
        return Rejected(told, code=str(status), raw=raw)
    return Unwell(told, raw=raw)


def wait_asked(text: str, now: datetime) -> timedelta | None:
    """How long «Retry-After» asks to wait, as seconds or as a date; None if it says neither."""
    typed = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", typed):
        return min(timedelta(seconds=int(typed)), LONGEST_WAIT)
    try:
        named = parsedate_to_datetime(typed)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = named if named.tzinfo else named.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), LONGEST_WAIT)


def fault_of(error: Exception) -> ServiceFault:
    """The fault that something raised on the line means. It takes over no text but what TLS says."""
    import ssl

    import httpx

    for one in _chain(error):
        if isinstance(one, ServiceFault):
            return one
        if isinstance(one, ssl.SSLCertVerificationError):
            return Unreachable("tls.untrusted", raw=one.verify_message)
        if isinstance(one, ssl.SSLError):
            return Unreachable("tls.failed", raw=one.reason or "")
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return Unreachable("http.late")
    if isinstance(error, httpx.RemoteProtocolError):
        broken_off = "closed" in str(error) or "disconnected" in str(error)
        return Unreachable("http.broken_off") if broken_off else Unwell("http.garbage")
    if isinstance(error, (httpx.LocalProtocolError, httpx.InvalidURL)):
        return Rejected("http.request")
    if isinstance(error, (httpx.TransportError, OSError)):
        return Unreachable("http.unreachable")
    return Unwell("http.garbage")


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _step in range(10):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _words(text: str) -> str:
    """What a refusal says for people, if it is JSON or a plain line; pages of HTML say nothing."""
    from medcab_tui.services.strict_json import parsed

    try:
        found = parsed(text.encode("utf-8"))
    except ValueError:
        line = text.strip().partition("\n")[0]
        return "" if line[:1] in ("<", "{", "[", "") else line[:_MOST_WORDS]
    if isinstance(found, str):
        return found[:_MOST_WORDS]
    if isinstance(found, Mapping):
        for name in _WORDS:
            value = found.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()[:_MOST_WORDS]
    return ""
