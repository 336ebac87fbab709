"""The one client every adapter over HTTP uses: one origin, no redirects, bounded in bytes and in time.

The far end may be broken or hostile. Whatever it does comes out as a fault of `domain.exchange`, within the
deadline; nothing secret stands in a fault, in an answer kept as raw, or in a log.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

from medcab_tui.domain.exchange import MOST_RAW, Denied, Json, Rejected, Unreachable, Unwell
from medcab_tui.domain.sources import Clock
from medcab_tui.services.http_faults import LEFT_TO_CALLER, fault_of, refused
from medcab_tui.services.http_line import Sent, carried
from medcab_tui.services.secure import context, is_loopback

if TYPE_CHECKING:
    import httpx

DEADLINE: Final = timedelta(seconds=30)
MOST_BYTES: Final = 8 * 1024 * 1024
_UNFIT: Final = frozenset(map(chr, (*range(32), 127)))
_WHOLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered. Names of headers in small letters; secrets of ours are struck out of `raw`."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def json(self) -> Json:
        """The body as JSON; Unwell if it is none, or such as no careful server would send."""
        from medcab_tui.services.strict_json import parsed

        try:
            return parsed(self.body)
        except ValueError:
            raise Unwell("http.json", raw=self.raw) from None

    @property
    def raw(self) -> str:
        """The status and the body as text, for a receipt: never headers, never a secret."""
        text = self.body[: MOST_RAW * 5].decode("utf-8", "replace")
        for secret in self.secrets:
            text = text.replace(secret, "•••")
        return f"HTTP {self.status}\n{text}"[:MOST_RAW]


def segments(*parts: str) -> str:
    """A path of these parts, each one segment whatever is in it. Rejected for «..» and the empty one."""
    for part in parts:
        if part in ("", ".", "..") or _UNFIT & set(part):
            raise Rejected("http.path")
    return "/" + "/".join(quote(part, safe="") for part in parts)


class Client:
    """Requests to one origin; belongs to the event loop it is first used in.

    origin: «https://host:port», a path before all others may follow; «http://» only to this machine. token:
    of a bearer; basic: login and password; headers: sent each time, taken for secrets; secrets: struck out
    of what is kept, too. deadline: of a whole request, from looking up the name to the last byte. most_bytes:
    of a body, unpacked. authorities: a PEM file trusted beside the system's. Raises Denied for an origin
    that may not be.
    """

    def __init__(
        self,
        origin: str,
        *,
        clock: Clock,
        token: str = "",
        basic: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: Collection[str] = (),
        deadline: timedelta = DEADLINE,
        most_bytes: int = MOST_BYTES,
        authorities: Path | None = None,
    ) -> None:
        self._origin, self._base = _origin_of(origin)
        self._clock, self._authorities = clock, authorities
        self._deadline, self._most = deadline.total_seconds(), most_bytes
        self._always = dict(headers or {})
        hidden = [token, *self._always.values(), *secrets]
        if token:
            self._always["Authorization"] = f"Bearer {token}"
        elif basic:
            packed = base64.b64encode(":".join(basic).encode("utf-8")).decode("ascii")
            self._always["Authorization"] = f"Basic {packed}"
            hidden += [basic[1], packed]
        self._secrets = tuple(sorted({one for one in hidden if len(one) > 3}, key=len, reverse=True))
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._opening = asyncio.Lock()

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        leaves: frozenset[int] = LEFT_TO_CALLER,
    ) -> Answer:
        """One request, one answer. path: below the origin, or a whole address there (of the next page).

        body: sent as JSON; form: as a form; content: as it is. leaves: statuses that are the caller's to
        judge. Raises the faults of `domain.exchange`; Unreachable does not say whether it was done there.
        """
        url = self._address(path, query)
        asked = dict(headers or {})
        if form is not None:
            content = urlencode(form).encode("ascii")
            asked.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        elif content is None and body is not None:
            content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8")
            asked.setdefault("Content-Type", "application/json; charset=utf-8")
        sent = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "medcab"}
        sent |= {**asked, **self._always}
        if any(_UNFIT & set(name + value) or not (name + value).isascii() for name, value in sent.items()):
            raise Rejected("http.header")
        answer = await self._exchange(method, url, sent, content)
        if 200 <= answer.status < 300 or answer.status in leaves:
            return answer
        raise refused(answer.status, answer.headers, answer.raw, self._clock.now())

    def next_page(self, link: str, of: str = "") -> str:
        """A link of an answer as a path of ours; Unwell if it leads to somebody else. of: where it stood."""
        try:
            return self._address(urljoin(self._address(of, None), link), None)
        except ValueError:
            raise Unwell("http.elsewhere") from None

    async def close(self) -> None:
        """Lets go of connections; may be called twice, and used again."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    def _address(self, path: str, query: Mapping[str, str] | None) -> str:
        """The whole address, of our origin and nobody else's."""
        if _UNFIT & set(path) or "\\" in path:
            raise Rejected("http.path")
        below = self._origin + self._base + ("" if path[:1] in ("/", "?") else "/") + path
        whole = path if _WHOLE.match(path) else below
        try:
            found = urlsplit(whole)
            same = _end(found) == _end(urlsplit(self._origin)) and found.username is None
        except ValueError:
            same = False
        if not same:
            raise Unwell("http.elsewhere")
        if any(part in (".", "..") for part in found.path.replace("%2e", ".").replace("%2E", ".").split("/")):
            raise Rejected("http.path")
        asked = "&".join(part for part in (found.query, urlencode(query or {})) if part)
        return self._origin + (found.path or "/") + (f"?{asked}" if asked else "")

    async def _exchange(
        self, method: str, url: str, sent: Mapping[str, str], content: bytes | None
    ) -> Answer:
        try:
            async with asyncio.timeout(self._deadline):
                transport = await self._opened()
                asked = Sent(method, url, sent, content, self._deadline, self._most)
                status, headers, body = await carried(transport, asked)
        except TimeoutError:
            raise Unreachable("http.late") from None
        except Exception as error:
            raise fault_of(error) from None
        return Answer(status, headers, body, self._secrets)

    async def _opened(self) -> httpx.AsyncHTTPTransport:
        async with self._opening:
            transport = self._transport
            if transport is None:
                transport = self._transport = await asyncio.to_thread(_transport, self._authorities)
            return transport


def _transport(authorities: Path | None) -> httpx.AsyncHTTPTransport:
    import logging

    import httpx

    for name in ("httpx", "httpcore"):  # addresses and headers are nobody's to read, of its parts neither
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Every request has its own connection: bytes a broken server sends after an answer are never taken for
    # the next one, and a connection dropped meanwhile is not mistaken for a request that failed.
    return httpx.AsyncHTTPTransport(
        verify=context(authorities), trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    )


def _origin_of(text: str) -> tuple[str, str]:
    """«https://host:port» and the path before all others."""
    try:
        found = urlsplit(text.strip())
        host, port = found.hostname or "", found.port
    except ValueError:
        raise Denied("http.origin") from None
    fit = not (_UNFIT & set(text.strip())) and "\\" not in text and text.isascii()
    if not fit or not host or found.username is not None or found.query or found.fragment:
        raise Denied("http.origin")
    if found.scheme != "https" and not (found.scheme == "http" and is_loopback(host)):
        raise Denied("http.plain")
    named = f"[{host}]" if ":" in host else host
    return f"{found.scheme}://{named}" + (f":{port}" if port else ""), found.path.rstrip("/")


def _end(found: SplitResult) -> tuple[str, str, int | None]:
    """Scheme, host and port, the usual one where none is named."""
    return found.scheme, found.hostname or "", found.port or {"https": 443, "http": 80}.get(found.scheme)
