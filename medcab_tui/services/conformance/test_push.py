"""Handing operations over: once, whatever happens; with any body; never with another error than a fault."""

from __future__ import annotations

import asyncio
import time
from typing import Final

import pytest
from msgspec.structs import replace

from medcab_tui.domain.exchange import File, Json, Operation, Receipt, Rejected, ServiceFault
from medcab_tui.services.adapter import Adapter
from medcab_tui.services.conformance.harness import LETS_GO, Bench, unproved

DEEP: Final = 60


def _deep() -> Json:
    value: Json = "дно"
    for _level in range(DEEP):
        value = {"ещё": value}
    return value


ODD: Final[dict[str, dict[str, Json]]] = {
    "empty": {},
    "numbers for texts": dict.fromkeys(("title", "to", "text", "number", "surname", "birth", "sex"), 5),
    "lists for texts": {name: ["a", None, 1.5] for name in ("title", "to", "text", "patient", "sha256")},
    "nothing in anything": dict.fromkeys(("title", "to", "text", "number", "surname", "policy")),
    "letters nobody sees": {"title": "\x00\x1b[31m\u202e\u200b\ud800", "to": "a\r\nBcc: b@example.org"},
    "markup": {"title": "[b]{0.__class__}%s</html>", "text": "=HYPERLINK(1)", "to": "'; DROP TABLE x; --"},
    "very long": {"title": "ё" * 300_000, "text": "x" * 300_000, "to": "1" * 5_000},
    "very many": {f"field{number}": number for number in range(3_000)},
    "very deep": {"title": "Образец", "more": _deep()},
}


def test_the_same_key_does_nothing_twice(bench: Bench) -> None:
    """The engine sends again whatever it has no receipt of."""

    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                operation = bench.operation(kind)
                first = await bench.pushed(adapter, operation)
                if isinstance(first, ServiceFault) and unproved(first, f"«{kind}» twice"):
                    continue
                second = await bench.pushed(adapter, replace(operation, attempt=2))
                if isinstance(first, Rejected):
                    assert isinstance(second, Rejected), f"«{kind}» was rejected, then taken, with one key"
                else:
                    assert second == first, f"«{kind}» with the same key gives another receipt"

    bench.run(work)


def test_a_key_is_known_after_a_restart(bench: Bench) -> None:
    """By the service, or by the notebook; one that cannot know says so in its guide, here it is a warning."""

    async def work(bench: Bench) -> None:
        for kind in sorted(bench.info.takes):
            operation = bench.operation(kind)
            async with bench.opened() as adapter:
                first = await bench.pushed(adapter, operation)
            async with bench.opened() as adapter:
                second = await bench.pushed(adapter, replace(operation, attempt=2))
            if isinstance(first, Receipt) and second != first:
                unproved(ServiceFault("another receipt"), f"«{kind}» once more after a restart")

    bench.run(work)


def test_a_kind_it_does_not_take_is_rejected(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            gave = await bench.pushed(adapter, bench.operation("nobody.knows.this"))
            assert isinstance(gave, Rejected), (
                f"push of a kind that is not in info.takes raises Rejected, not {type(gave).__name__}"
            )

    bench.run(work)


@pytest.mark.parametrize("odd", list(ODD))
def test_a_body_may_be_anything(bench: Bench, odd: str) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                await bench.pushed(adapter, bench.operation(kind, body=ODD[odd]))
            await bench.answered(adapter.check(), "check after an odd body")

    bench.run(work)


def test_files_may_be_anything(bench: Bench) -> None:
    files = (
        File("выписка.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(1_000_000), (b"0\x03CMS",)),
        File("../../etc/passwd", "text/html; x=\r\n", b""),
        File("", "", b"\x00\xff", (b"",)),
    )

    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                for some in (files[:1], files[1:], files):
                    await bench.pushed(adapter, bench.operation(kind, files=some))

    bench.run(work)


def test_what_it_calls_an_object_is_taken_back(bench: Bench) -> None:
    """An edition of an object that it never heard of is a fault or a receipt, no error."""

    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                await bench.pushed(adapter, bench.operation(kind, remote_id="../nobody", etag='W/"\r\n"'))
                first = await bench.pushed(adapter, bench.operation(kind))
                if isinstance(first, Receipt) and first.remote_id:
                    again = bench.operation(kind, remote_id=first.remote_id, etag=first.etag)
                    await bench.pushed(adapter, again)

    bench.run(work)


@pytest.mark.parametrize("after", [0.0, 0.01, 0.1])
def test_broken_off_it_lets_go_and_stays_usable(bench: Bench, after: float) -> None:
    """A deadline is a cancellation: it ends at once, and the same key later still does nothing twice."""

    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                operation = bench.operation(kind)
                await _broken_off(bench, adapter, operation, after)
                gave = await bench.pushed(adapter, replace(operation, attempt=2))
                if isinstance(gave, ServiceFault) and unproved(gave, f"«{kind}» after it was broken off"):
                    continue
                again = await bench.pushed(adapter, replace(operation, attempt=3))
                assert type(again) is type(gave), f"«{kind}» after it was broken off: two answers to one key"

    bench.run(work)


async def _broken_off(bench: Bench, adapter: Adapter, operation: Operation, after: float) -> None:
    what = f"push of «{operation.kind}»"
    calling = asyncio.ensure_future(bench.pushed(adapter, operation))
    await asyncio.wait({calling}, timeout=after)
    calling.cancel()
    began = time.monotonic()
    await asyncio.wait({calling}, timeout=LETS_GO * 3)
    took = time.monotonic() - began
    assert calling.done(), f"{what}: a cancelled call goes on"
    assert took < LETS_GO, f"{what}: a cancelled call took {took:.1f} s to end"
    if not calling.cancelled():
        calling.exception()


def test_many_at_once_are_all_answered(bench: Bench) -> None:
    async def work(bench: Bench) -> None:
        async with bench.opened() as adapter:
            for kind in sorted(bench.info.takes):
                made: list[Operation] = [bench.operation(kind) for _each in range(5)]
                for gave in await asyncio.gather(*(bench.pushed(adapter, one) for one in made)):
                    assert isinstance(gave, Receipt | ServiceFault)

    bench.run(work)
