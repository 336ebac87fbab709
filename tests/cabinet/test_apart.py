"""Another's adapter blocks its own thread: the cabinet's loop turns on, and the question ends in time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from medcab_tui.cabinet import apart
from medcab_tui.cabinet.apart import Apart, Elsewhere, Thread
from medcab_tui.cabinet.asking_services import Questions
from medcab_tui.domain.exchange import Change, Checked, Operation, Receipt, Unreachable, Unwell, Way
from medcab_tui.services.adapter import Adapter


class Pages:
    """A notebook that only the loop of the cabinet may turn."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.thread = threading.current_thread()

    async def get(self, space: str, key: str) -> Any:
        assert threading.current_thread() is self.thread
        return self.kept.get(key)

    async def put(self, space: str, key: str, value: Any) -> None:
        assert threading.current_thread() is self.thread
        self.kept[key] = value

    async def drop(self, space: str, key: str) -> None:
        assert threading.current_thread() is self.thread
        self.kept.pop(key, None)

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Any]]:
        assert threading.current_thread() is self.thread
        for one in sorted(self.kept.items()):
            yield one


class Slow:
    """Blocks as a careless adapter does, until it is let go."""

    info = None

    def __init__(self, notebook: Any) -> None:
        self.let_go = threading.Event()
        self.notebook = notebook
        self.threads: set[str] = set()
        self.ended = False

    async def check(self) -> Checked:
        self.threads.add(threading.current_thread().name)
        await self.notebook.put("space", "a", 1)
        await self.notebook.put("space", "b", await self.notebook.get("space", "a"))
        await self.notebook.drop("space", "a")
        return Checked(str([one async for one in self.notebook.scan("space")]))

    async def pull(self, since: str) -> AsyncIterator[Change]:
        try:
            for number in range(3):
                await asyncio.sleep(0)
                yield Change("patient", f"{since}{number}", str(number), "", {})
        finally:
            self.ended = True

    async def push(self, operation: Operation) -> Receipt:
        self.let_go.wait(20)  # what no adapter should do
        return Receipt(Way.ACCEPTED, "7", "7")

    async def close(self) -> None:
        self.threads.add(threading.current_thread().name)


@pytest.fixture
def slow() -> Slow:
    return Slow(None)


def asked(slow: Slow) -> Adapter:
    return cast("Adapter", Apart(cast("Adapter", slow), Thread("service slow")))


async def test_one_that_blocks_holds_up_nobody_else(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BEAT", 0.05)
    adapter, questions = asked(slow), Questions(0.1)
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.002)

    beside = asyncio.create_task(turning())
    try:
        with pytest.raises(Unreachable):
            await questions.push(adapter, cast("Operation", None))
        assert turns > 10
        with pytest.raises(Unreachable):  # still blocked: it is not asked again, and that is told
            await questions.push(adapter, cast("Operation", None))
    finally:
        slow.let_go.set()
        beside.cancel()
    async with asyncio.timeout(10):
        while True:  # it answers again as soon as it is free
            try:
                assert (await questions.push(adapter, cast("Operation", None))).way is Way.ACCEPTED
                break
            except Unreachable:
                await asyncio.sleep(0.01)
    await questions.close(adapter)


async def test_what_it_gives_arrives_and_its_notebook_is_kept_here(slow: Slow) -> None:
    slow.notebook = Elsewhere(Pages(), asyncio.get_running_loop())
    adapter, questions = asked(slow), Questions(5)
    assert (await adapter.check()).told == "[('b', 1)]"
    found, fault = await questions.pull(adapter, "c", "slow")
    assert [one.cursor for one in found] == ["c0", "c1", "c2"]
    assert fault is None
    assert slow.ended
    async for _change in adapter.pull(""):
        break  # broken off
    await questions.close(adapter)
    assert slow.threads == {"service slow"}


async def test_what_it_raises_is_a_fault_of_the_service(slow: Slow) -> None:
    async def raising(_operation: Operation) -> Receipt:
        raise SystemExit(3)

    slow.push = raising  # type: ignore[method-assign]
    adapter = asked(slow)
    with pytest.raises(Unwell):
        await Questions(1).push(adapter, cast("Operation", None))
