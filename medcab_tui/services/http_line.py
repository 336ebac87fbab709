"""One request over the line: what comes back is counted as it is unpacked, and cut off when too much."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from medcab_tui.domain.exchange import Unwell

if TYPE_CHECKING:
    import httpx

_FREE: Final = 1024 * 1024
_MOST_RATIO: Final = 200
"""How many times larger than what came a body may become, past the first megabyte."""


class Sent(Struct, frozen=True):
    """A request, and how long and how much its answer may be."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    seconds: float
    most: int


async def carried(transport: httpx.AsyncHTTPTransport, sent: Sent) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in small letters, unpacked body. Raises what httpx raises, and Unwell."""
    import httpx

    limits = dict.fromkeys(("connect", "read", "write", "pool"), sent.seconds)
    request = httpx.Request(
        sent.method,
        sent.url,
        headers=dict(sent.headers),
        content=sent.content,
        extensions={"timeout": limits},
    )
    response = await transport.handle_async_request(request)
    try:
        headers = {name.lower(): value for name, value in response.headers.items()}
        announced = headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > sent.most:
            raise Unwell("http.large")
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise Unwell("http.garbage")
        body = await _unpacked(response.stream, headers.get("content-encoding", ""), sent.most)
        return response.status_code, headers, body
    finally:
        await response.aclose()


async def _unpacked(chunks: AsyncIterable[bytes], encoding: str, most: int) -> bytes:
    named = encoding.strip().casefold()
    if named not in ("", "identity", "gzip", "x-gzip"):
        raise Unwell("http.encoding")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in named else None
    body, came = bytearray(), 0
    async for chunk in chunks:
        came += len(chunk)
        body += chunk if unpacking is None else unpacking.decompress(chunk, most - len(body) + 1)
        if len(body) > max(_FREE, came * _MOST_RATIO) or len(body) > most:
            raise Unwell("http.large")
    if unpacking is not None and came and (not unpacking.eof or unpacking.unused_data):
        raise Unwell("http.garbage")
    return bytes(body)
