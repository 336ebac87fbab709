"""The client of every adapter over HTTP, against a server that breaks in every way it can."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx  # noqa: F401 - what is imported first takes no part of a deadline
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.cabinet.surroundings import TapeClock
from medcab_tui.domain.exchange import (
    MOST_RAW,
    Denied,
    Rejected,
    ServiceFault,
    Throttled,
    Unreachable,
    Unwell,
)
from medcab_tui.services.http import Client, segments
from medcab_tui.services.http_faults import wait_asked
from medcab_tui.services.strict_json import MOST_DEPTH, parsed
from tests.peers.certificates import Certificates, certificates
from tests.peers.faulty import (
    Caller,
    FaultServer,
    Turn,
    answers,
    goes_on,
    half_closes,
    keeps_silent,
    resets,
    resets_at_once,
    says,
    unread,
)

__all__ = ["certificates"]

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
TOKEN = "a-very-secret-token"
NAMED = "a:b"
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SHORT, AMPLE = timedelta(seconds=0.5), timedelta(seconds=10)
MOST = 300_000


def client(origin: str, authorities: Path | None = None, deadline: timedelta = AMPLE) -> Client:
    return Client(
        origin,
        clock=TapeClock(NOW),
        token=TOKEN,
        deadline=deadline,
        most_bytes=MOST,
        authorities=authorities,
    )


def packed(size: int) -> bytes:
    return gzip.compress(b" " * size)


def bomb(size: int) -> Turn:
    async def turn(caller: Caller) -> None:
        await answers(packed(size), "200 OK", "Content-Encoding: gzip")(caller)

    return turn


FAULTS: dict[str, tuple[Turn, type[ServiceFault], str]] = {
    "500": (answers(b'{"message": "it is broken"}', "500 Oops"), Unwell, "it is broken"),
    "500 as a page": (answers(b"<html><b>sorry</b>", "500 Oops", kind="text/html"), Unwell, "HTTP 500"),
    "503 without a time": (answers(b"", "503 No"), Unwell, "HTTP 503"),
    "503 with a time": (answers(b"", "503 No", "Retry-After: 7"), Throttled, "HTTP 503"),
    "429": (answers(b"", "429 Slower", "Retry-After: 120"), Throttled, "HTTP 429"),
    "429 without a time": (answers(b"", "429 Slower"), Throttled, "HTTP 429"),
    "401": (answers(b'{"error": "who are you"}', "401 No"), Denied, "who are you"),
    "403": (answers(b"not you", "403 No", kind="text/plain"), Denied, "not you"),
    "400": (answers(b'{"detail": "no such policy"}', "400 Bad"), Rejected, "no such policy"),
    "404": (answers(b"[1]", "404 None"), Rejected, "HTTP 404"),
    "408": (answers(b"", "408 Late"), Unwell, "HTTP 408"),
    "redirect to another host": (
        answers(b"", "302 Found", "Location: http://192.0.2.9/steal"),
        Unwell,
        "http.redirect",
    ),
    "redirect home": (answers(b"", "307 Moved", "Location: /elsewhere"), Unwell, "http.redirect"),
    "reset before it was read": (resets_at_once(), Unreachable, ""),
    "reset after it was read": (resets(), Unreachable, ""),
    "reset within the answer": (resets(HEAD + b"Content-Length: 9\r\n\r\n{"), Unreachable, ""),
    "nothing said": (says(), Unreachable, "http.broken_off"),
    "half closed within the answer": (
        half_closes(HEAD + b"Content-Length: 9\r\n\r\n{"),
        Unreachable,
        "http.broken_off",
    ),
    "half closed before it": (half_closes(), Unreachable, "http.broken_off"),
    "fewer bytes than announced": (answers(b"{}", length=20), Unreachable, "http.broken_off"),
    "chunks without an end": (says(CHUNKED + b"2\r\n{}\r\n"), Unreachable, "http.broken_off"),
    "silence": (keeps_silent(), Unreachable, "http.late"),
    "drip of the body": (goes_on(CHUNKED, b"1\r\n \r\n", 0.02), Unreachable, "http.late"),
    "drip of a header": (goes_on(HEAD + b"X-A: ", b"a", 0.02), Unreachable, "http.late"),
    "drip of headers": (goes_on(HEAD, b"X-A: a\r\n", 0.02), Unreachable, "http.late"),
    "headers without an end": (goes_on(HEAD, b"X-A: " + b"a" * 5000 + b"\r\n"), Unwell, "http.garbage"),
    "«continue» without an end": (goes_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Unreachable, "http.late"),
    "another protocol": (says(b"220 mail.example ESMTP\r\n\r\n"), Unwell, "http.garbage"),
    "garbage": (says(bytes(range(256)) * 8), Unwell, "http.garbage"),
    "garbage in chunks": (says(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"), Unwell, "http.garbage"),
    "no end of bytes": (goes_on(HEAD + b"\r\n", b" " * 65536), Unwell, "http.large"),
    "announced too large": (says(HEAD + b"Content-Length: 999999999999\r\n\r\n"), Unwell, "http.large"),
    "huge gzip": (bomb(60_000_000), Unwell, "http.large"),
    "gzip that is none": (answers(b"no gzip", "200 OK", "Content-Encoding: gzip"), Unwell, "http.garbage"),
    "gzip cut short": (
        answers(packed(5000)[:-6], "200 OK", "Content-Encoding: gzip"),
        Unwell,
        "http.garbage",
    ),
    "unknown packing": (answers(b"{}", "200 OK", "Content-Encoding: br"), Unwell, "http.encoding"),
    "packed twice": (answers(b"{}", "200 OK", "Content-Encoding: gzip, gzip"), Unwell, "http.encoding"),
}

NO_JSON = {
    "page": b"<!doctype html><title>Wi-Fi</title>",
    "NaN": b'{"value": NaN}',
    "infinity": b'[-Infinity, "x"]',
    "infinite": b'{"value": 1e999}',
    "deep": b"[" * 100_000,
    "deep and whole": b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1),
    "long number": b'{"value": ' + b"9" * 100_000 + b"}",
    "long fraction": b"0." + b"1" * 5000,
    "said twice": b'{"id": "1", "x": {"id": "1", "id": "2"}}',
    "Windows-1251": '{"name": "Иванова"}'.encode("cp1251"),
    "UTF-16": '{"name": "Иванова"}'.encode("utf-16"),
    "half of a pair": b'{"name": "\\ud83d"}',
    "cut short": b'{"name": "Iv',
    "empty": b"",
    "two values": b"{}{}",
    "quotes without an end": b'"' + b'\\"' * 100_000,
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize("case", FAULTS)
async def test_whatever_breaks_is_a_fault_in_time_and_tells_no_secret(
    case: str, logged: pytest.LogCaptureFixture
) -> None:
    turn, fault, told = FAULTS[case]
    async with FaultServer(turn) as server:
        # A busy machine answers late too: only where a fault is to come late is little time given.
        ours = client(server.origin, deadline=SHORT if told == "http.late" else AMPLE)
        started = time.monotonic()
        with pytest.raises(fault) as raised:
            await ours.request("POST", "/Patient", body={"name": "Иванова"})
        assert time.monotonic() - started < 15, "whatever a server does, it is not waited for"
        assert type(raised.value) is fault
        assert told in raised.value.told
        said = f"{raised.value!r} {raised.value.told} {raised.value.raw} {logged.text}"
        assert TOKEN not in said
        assert "Иванова" not in said
        assert not [one.name for one in logged.records if one.name.startswith("http")]
        assert (await ours.request("GET", "/Patient")).json() == {"ok": True}, "and it can be used again"
        assert server.connections == 2, "one try each: trying again is not the client's to decide"
        await ours.close()


@pytest.mark.parametrize("case", NO_JSON)
async def test_what_is_no_careful_json_is_refused(case: str) -> None:
    async with FaultServer(answers(NO_JSON[case])) as server:
        ours = client(server.origin)
        answer = await ours.request("GET", "/x")
        started = time.monotonic()
        with pytest.raises(Unwell) as raised:
            answer.json()
        assert time.monotonic() - started < 15
        assert raised.value.told == "http.json"
        assert len(raised.value.raw) <= MOST_RAW
        await ours.close()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=12,
    ),
    st.booleans(),
)  # fmt: skip
def test_json_of_careful_servers_is_read_as_it_is(value: object, plain: bool) -> None:
    written = json.dumps(value, ensure_ascii=plain)
    try:
        body = written.encode("utf-8")
    except UnicodeEncodeError:
        return  # keys of hypothesis may hold half a pair
    if "\\ud" not in written.casefold() and all(len(part) <= 40 for part in written.split()):
        assert parsed(body) == value


async def test_a_good_answer_comes_whole_packed_or_not() -> None:
    body = json.dumps({"name": "Кузнецова", "n": 3.5, "big": "я" * 20_000}).encode()
    turns = (
        answers(body),
        answers(gzip.compress(body), "200 OK", "Content-Encoding: gzip"),
        says(b"HTTP/1.1 100 Continue\r\n\r\n", CHUNKED, b"1\r\n{\r\n", b"1\r\n}\r\n0\r\n\r\n"),
        answers(b"\xef\xbb\xbf{}"),
        says(b"HTTP/1.1 204 Nothing\r\n\r\n"),
        answers(b"", "201 Created", "ETag: W/\"7\"", "Location: /Patient/1"),
    )  # fmt: skip
    async with FaultServer(*turns) as server:
        ours = client(server.origin + "/fhir/")
        first = await ours.request("PUT", segments("Patient", "a/b я"), body={"имя": "Мария"})
        assert first.json() == (await ours.request("GET", "x", query={"q": "a b&c"})).json()
        assert (await ours.request("POST", "/x", form={"text": "код 1&2"})).json() == {}
        assert (await ours.request("GET", "/x")).json() == {}
        assert (await ours.request("DELETE", "/x")).body == b""
        created = await ours.request("POST", "/x", content=b"MSH|", headers={"Content-Type": "x/hl7"})
        assert (created.status, created.headers["etag"]) == (201, 'W/"7"')
        await ours.close()
    assert server.requests[0].startswith(b"PUT /fhir/Patient/a%2Fb%20%D1%8F HTTP/1.1\r\n")
    assert '{"имя": "Мария"}'.encode() in server.requests[0]
    assert server.requests[1].startswith(b"GET /fhir/x?q=a+b%26c HTTP/1.1\r\n")
    assert server.requests[2].endswith(b"text=%D0%BA%D0%BE%D0%B4+1%262")
    assert all(f"Authorization: Bearer {TOKEN}".encode() in one for one in server.requests)
    assert server.requests[5].endswith(b"\r\n\r\nMSH|")


async def test_bytes_after_an_answer_are_not_the_answer_to_the_next() -> None:
    stolen = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"of": "other"}'
    async with FaultServer(says(HEAD + b"Content-Length: 2\r\n\r\n{}" + stolen)) as server:
        ours = client(server.origin)
        assert (await ours.request("GET", "/x")).json() == {}
        assert (await ours.request("GET", "/x")).json() == {"ok": True}
        await ours.close()


async def test_what_only_the_caller_can_judge_is_an_answer() -> None:
    turns = [answers(b"", f"{status} So") for status in (304, 409, 412, 404)]
    async with FaultServer(*turns) as server:
        ours = client(server.origin)
        assert [(await ours.request("GET", "/x")).status for _ in range(3)] == [304, 409, 412]
        assert (await ours.request("GET", "/x", leaves=frozenset({404}))).status == 404
        await ours.close()


async def test_a_link_to_somebody_else_never_gets_the_token() -> None:
    async with FaultServer() as ours_server, FaultServer() as other:
        ours = client(ours_server.origin + "/fhir")
        port = other.origin.rpartition(":")[2]
        for link in (
            f"{other.origin}/fhir?page=2",
            f"//127.0.0.1:{port}/fhir?page=2",
            "https://127.0.0.1/fhir?page=2",
            ours_server.origin.replace("127.0.0.1", "localhost"),
            ours_server.origin.replace("//", f"//127.0.0.1:{port}@"),
            ours_server.origin.replace("//", "//user@"),
            "ftp://127.0.0.1/x",
            "http://[::1/x",
        ):
            with pytest.raises(Unwell, match="http.elsewhere"):
                ours.next_page(link)
            if "://" in link:
                with pytest.raises(Unwell, match="http.elsewhere"):
                    await ours.request("GET", link)
        for link in (f"{ours_server.origin}/fhir?page=2", "/fhir?page=2", "?page=2"):
            await ours.request("GET", ours.next_page(link, f"{ours_server.origin}/fhir?page=1"))
        await ours.request("GET", "//evil.example/x")
        await ours.request("GET", "/x?back=https://evil.example/")
        await ours.close()
    assert other.connections == 0
    assert [one.split(b" ")[1] for one in ours_server.requests] == [
        *[b"/fhir?page=2"] * 3,
        b"/fhir//evil.example/x",
        b"/fhir/x?back=https://evil.example/",
    ]


async def test_nothing_slips_into_paths_and_headers() -> None:
    async with FaultServer() as server:
        ours = client(server.origin)
        for path in ("/a\r\nX-Evil: 1", "/a b\n", "/..", "/a/../b", "/a/%2e%2E/b", "/a\\b", "/\x00"):
            with pytest.raises(Rejected):
                await ours.request("GET", path)
        for value in ("a\r\nX-Evil: 1", "a\nb", "я", "a\x00"):
            with pytest.raises(Rejected):
                await ours.request("GET", "/x", headers={"X-A": value})
        for part in ("", ".", "..", "a\r\nb", "\x7f"):
            with pytest.raises(Rejected):
                segments("Patient", part)
        await ours.close()
        for origin in (
            "ftp://127.0.0.1",
            f"https://{NAMED}@c",
            "https://",
            "x",
            "https://a\r\nb",
            "https://a?b",
        ):
            with pytest.raises(Denied, match="http"):
                client(origin)
        for origin in ("http://192.0.2.1", "http://example.org", "http://127.0.0.1.example.org"):
            with pytest.raises(Denied, match="http.plain"):
                client(origin)
        with pytest.raises(Denied, match="tls.authorities"):
            await client(server.origin, Path("/nowhere/at/all.pem")).request("GET", "/x")
    assert server.connections == 0


async def test_a_server_that_repeats_the_token_does_not_put_it_on_a_screen() -> None:
    echo = json.dumps({"message": f"bad token {TOKEN}"}).encode()
    async with FaultServer(answers(echo, "401 No"), answers(echo)) as server:
        ours = client(server.origin)
        with pytest.raises(Denied) as raised:
            await ours.request("GET", "/x")
        assert raised.value.told == "bad token •••"
        assert TOKEN not in raised.value.raw + (await ours.request("GET", "/x")).raw
        await ours.close()


async def test_basic_and_headers_of_ones_own() -> None:
    async with FaultServer(answers(b"wrong: Aladdin-sesame", "403 No")) as server:
        ours = Client(
            server.origin, clock=TapeClock(NOW), basic=("врач", "Aladdin-sesame"), headers={"X-Key": "kkkk"}
        )
        with pytest.raises(Denied) as raised:
            await ours.request("GET", "/x")
        assert "sesame" not in raised.value.told
        await ours.close()
    assert b"Authorization: Basic 0LLRgNCw0Yc6QWxhZGRpbi1zZXNhbWU=" in server.requests[0]
    assert b"X-Key: kkkk" in server.requests[0]


async def test_certificates_are_always_looked_at(certificates: Certificates) -> None:
    long = timedelta(seconds=5)
    for kind in ("expired", "other_host", "self_signed"):
        async with FaultServer(tls=certificates.server(kind)) as server:
            ours = client(server.origin, certificates.authority, long)
            with pytest.raises(Unreachable, match="tls.untrusted") as raised:
                await ours.request("GET", "/x")
            assert raised.value.raw
            assert not server.requests
            await ours.close()
    async with FaultServer(answers(b"{}"), tls=certificates.server("good")) as server:
        strange = client(server.origin, None, long)
        with pytest.raises(Unreachable, match="tls.untrusted"):
            await strange.request("GET", "/x")
        ours = client(server.origin, certificates.authority, long)
        assert (await ours.request("GET", "/x")).json() in ({}, {"ok": True})
        await ours.close()
        await ours.close()
        assert (await ours.request("GET", "/x")).status == 200
        await ours.close()
    async with FaultServer(unread(says(b"220 mail.example ESMTP\r\n"))) as plain:
        mistaken = client(plain.origin.replace("http", "https"), certificates.authority, long)
        with pytest.raises(Unreachable, match="tls.failed"):
            await mistaken.request("GET", "/x")


async def test_nobody_there_and_a_request_called_back() -> None:
    async with FaultServer(keeps_silent()) as server:
        ours = client(server.origin, deadline=timedelta(seconds=30))
        asked = asyncio.create_task(ours.request("GET", "/x"))
        while not server.requests:
            await asyncio.sleep(0.01)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert (await ours.request("GET", "/x")).json() == {"ok": True}
    with pytest.raises(Unreachable, match="http.unreachable"):
        await ours.request("GET", "/x")


def test_what_retry_after_says() -> None:
    assert wait_asked("120", NOW) == timedelta(seconds=120)
    assert wait_asked("Mon, 23 Nov 2026 09:16:00 GMT", NOW) == timedelta(minutes=1)
    assert wait_asked("Mon, 23 Nov 2020 09:16:00 GMT", NOW) == timedelta()
    assert wait_asked("999999999", NOW) == timedelta(days=1)
    for text in ("", "soon", "-5", "1e9", "9" * 5000, "Mon, 99 Nov 2026 99:99:99 GMT", "١٢"):
        assert wait_asked(text, NOW) is None
