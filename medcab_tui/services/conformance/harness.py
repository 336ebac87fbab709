"""What an adapter is driven by: settings with secrets to look for, a notebook in memory, watched calls."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import pytest
from msgspec.structs import replace

from medcab_tui.domain.exchange import (
    MOST_RAW,
    Capability,
    Change,
    Json,
    Operation,
    Receipt,
    Rejected,
    ServiceFault,
    Way,
)
from medcab_tui.domain.ids import Id
from medcab_tui.services.adapter import Adapter, Given, Info
from medcab_tui.services.formats import FORMATS

T = TypeVar("T")

MOMENT: Final = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
SECONDS: Final = 60.0
"""An adapter that has not answered by then counts as hanging."""
BLOCKED: Final = 1.0
"""Seconds for which a call may keep the event loop from everything else."""
LETS_GO: Final = 3.0
"""Seconds in which a cancelled call ends."""
MOST_CHANGES: Final = 1_000
_BEAT: Final = 0.02
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_TAKEN: Final = frozenset({Way.SENT, Way.ACCEPTED, Way.REGISTERED, Way.REFUSED})


class Standing:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.at = MOMENT

    def now(self) -> datetime:
        return self.at

    def pass_by(self, by: timedelta) -> None:
        self.at += by


class Counting:
    """Ids and chance that repeat."""

    def __init__(self) -> None:
        self._random = random.Random(7)  # noqa: S311 - repeating is its purpose

    def new(self) -> Id:
        return Id(self._random.randbytes(16))

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class Pages:
    """A notebook in memory. What is put in goes through JSON, as in the cabinet."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    async def get(self, space: str, key: str) -> Json:
        return cast("Json", json.loads(self._kept.get((space, key), "null")))

    async def put(self, space: str, key: str, value: Json) -> None:
        self._kept[space, key] = json.dumps(value)

    async def drop(self, space: str, key: str) -> None:
        self._kept.pop((space, key), None)

    async def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        for of, key in sorted(self._kept):
            if of == space and key > after:
                yield key, json.loads(self._kept[of, key])

    @property
    def text(self) -> str:
        """Everything in it."""
        return "\n".join(self._kept.values())


class Pulse:
    """Feels from a thread whether a loop goes on; what the whole machine stood still for is not counted."""

    def __init__(self, doing: Callable[[], str]) -> None:
        self._doing = doing
        self.worst = (0.0, "")
        """Seconds for which a call kept the loop, and the call."""

    @contextmanager
    def felt(self) -> Iterator[None]:
        """Of the running loop, meanwhile."""
        loop, over = asyncio.get_running_loop(), threading.Event()
        feeling = threading.Thread(target=self._feel, args=(loop, over), daemon=True)
        feeling.start()
        try:
            yield
        finally:
            over.set()
            feeling.join(1.0)

    def _feel(self, loop: asyncio.AbstractEventLoop, over: threading.Event) -> None:
        while not over.is_set():
            came, sent, what, slept = threading.Event(), time.monotonic(), "", 0.0
            try:
                loop.call_soon_threadsafe(came.set)
            except RuntimeError:
                return
            while not came.is_set() and not over.is_set():
                before, what = time.monotonic(), self._doing()
                came.wait(_BEAT)
                slept += max(0.0, time.monotonic() - before - _BEAT)
            kept = time.monotonic() - sent - slept
            if kept > self.worst[0]:
                self.worst = (kept, what)
            over.wait(_BEAT)


@dataclass(slots=True)
class Bench:
    """One adapter under test, and how it is called."""

    adapter: type[Adapter]
    info: Info
    plain: Mapping[str, Any]
    """Its settings as the file gave them."""
    secrets: tuple[str, ...]
    clock: Standing = field(default_factory=Standing)
    chance: Counting = field(default_factory=Counting)
    pages: Pages = field(default_factory=Pages)
    told: list[str] = field(default_factory=list)
    """Whatever it said, to look for secrets in."""
    written: list[str] = field(default_factory=list)
    """Files it opened for writing."""
    doing: str = ""
    """The call that is under way."""
    _pulse: Pulse = field(init=False)

    def __post_init__(self) -> None:
        self._pulse = Pulse(lambda: self.doing)

    def settings(self) -> Any:
        """The settings, built anew."""
        return self.info.settings().model_validate(dict(self.plain))

    def given(self) -> Given:
        """What it is made with."""
        return Given("conformance", self.settings(), self.clock, self.chance, self.chance, self.pages)

    def run(self, work: Callable[[Bench], Coroutine[Any, Any, None]]) -> None:
        """One test: in a loop of its own, then what it left behind is looked at."""

        async def watched() -> None:
            with self._pulse.felt():
                await work(self)

        with watching(self.written):
            asyncio.run(watched())
        worst, what = self._pulse.worst
        if worst > BLOCKED:
            pytest.fail(f"{what} blocks the event loop for {worst:.1f} s: nothing else can run")
        if self.written:
            pytest.fail(f"it wrote outside its notebook: {self.written[:5]}")
        self.look_for_secrets()

    def look_for_secrets(self) -> None:
        """No secret in anything it said, nor in how it and its settings print."""
        for secret in self.secrets:
            for text in self.told:
                if secret in text:
                    pytest.fail(f"a secret of its settings stands in what it said: {text[:80]!r}")

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Adapter]:
        """A connection, closed afterwards."""
        adapter = self.adapter(self.given())
        try:
            yield adapter
        finally:
            self.told += [repr(adapter), str(adapter)]
            await self.timed(adapter.close(), "close")

    async def timed(self, call: Awaitable[T], what: str) -> T:
        """A call that must end in time."""
        self.doing = what
        try:
            async with asyncio.timeout(SECONDS):
                return await call
        except TimeoutError:
            pytest.fail(f"{what} has not ended within {SECONDS:.0f} s")

    async def answered(self, call: Awaitable[T], what: str) -> T | ServiceFault:
        """What a call gave, or the fault it raised; anything else it raises is told by name."""
        try:
            return await self.timed(call, what)
        except ServiceFault as fault:
            self.told += [str(fault), fault.told, fault.raw, repr(fault)]
            right = isinstance(fault.told, str) and isinstance(fault.raw, str)
            assert right, f"{what}: told and raw of a fault are texts"
            return fault
        except Exception as error:
            kind = type(error)
            pytest.fail(
                f"{what} raised {kind.__module__}.{kind.__qualname__}: only faults of"
                " medcab_tui.domain.exchange may leave an adapter"
            )

    async def pushed(self, adapter: Adapter, operation: Operation) -> Receipt | ServiceFault:
        """What became of an operation."""
        gave = await self.answered(adapter.push(operation), f"push of «{operation.kind}»")
        if isinstance(gave, ServiceFault):
            return gave
        assert isinstance(gave, Receipt), f"push gives a Receipt, not {type(gave).__name__}"
        self.check_receipt(gave)
        return gave

    def check_receipt(self, receipt: Receipt) -> None:
        """A receipt that can be kept."""
        assert receipt.way in _TAKEN, f"the way of a receipt is one of {sorted(_TAKEN)}, not {receipt.way!r}"
        for name in ("number", "remote_id", "etag", "code", "text", "raw"):
            value = getattr(receipt, name)
            assert isinstance(value, str), f"{name} of a receipt is a text"
            self.told.append(value)
        assert len(receipt.raw) <= MOST_RAW, f"raw of a receipt has at most {MOST_RAW} characters"
        self.told.append(repr(receipt))

    async def pulled(self, adapter: Adapter, since: str = "") -> list[Change] | ServiceFault:
        """Changes after a cursor."""

        gave = await self.answered(_collected(adapter, since), "pull")
        if not isinstance(gave, ServiceFault):
            for change in gave:
                self.check_change(change)
        return gave

    def check_change(self, change: Change) -> None:
        """A change that can be taken over."""
        assert isinstance(change, Change), f"pull gives a Change, not {type(change).__name__}"
        assert change.kind in self.info.gives, f"a change of kind «{change.kind}», which info.gives has not"
        assert isinstance(change.cursor, str), "the cursor of a change is a text"
        assert change.cursor, "the cursor of a change is not empty"
        assert len(change.cursor) <= 512, "the cursor of a change has at most 512 characters"
        if change.kind == "status":
            assert change.answers, "a change «status» names the key of the operation it answers"
            assert change.receipt is not None, "a change «status» has a receipt"
            self.check_receipt(change.receipt)
        self.told += [json.dumps(dict(change.body)), repr(change)]

    def operation(self, kind: str, **of: Any) -> Operation:
        """An operation of a kind with the body of its sample."""
        known = FORMATS.get(kind)
        body = dict(known.sample) if known is not None else {"title": "Образец"}
        if "to" in body and Capability.SMS not in self.info.capabilities:
            body["to"] = "anna@example.org"
        made = Operation(
            key=self.chance.bytes(16).hex(),
            kind=kind,
            object=self.chance.new(),
            body=body,
            made=self.clock.now(),
        )
        return replace(made, **of)


async def _collected(adapter: Adapter, since: str) -> list[Change]:
    found: list[Change] = []
    async for change in adapter.pull(since):
        found.append(change)
        if len(found) > MOST_CHANGES:
            pytest.fail(f"pull gives no end of changes: more than {MOST_CHANGES}")
    return found


def unproved(fault: ServiceFault, what: str) -> bool:
    """Whether a service did not answer, so that nothing was shown: a warning. Rejected is an answer."""
    if isinstance(fault, Rejected):
        return False
    import warnings

    warnings.warn(
        f"{what}: not shown, the service answered {type(fault).__name__} {fault.told}", stacklevel=2
    )
    return True


_watched: list[list[str]] = []
_hooked: list[bool] = []


@contextmanager
def watching(written: list[str]) -> Iterator[None]:
    """Notes every file that is opened for writing meanwhile, by whatever thread."""
    if not _hooked:
        sys.addaudithook(_note)
        _hooked.append(True)
    _watched.append(written)
    try:
        yield
    finally:
        _watched.remove(written)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watched or event not in ("open", "os.mkdir", "os.rename", "os.remove", "sqlite3.connect"):
        return
    name = str(arguments[0])
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
        if not flags & _WRITES:
            return
    if "__pycache__" in name or name == os.devnull or not Path(name).name or name.isdigit():
        return
    for written in _watched:
        written.append(f"{event}: {name}")
