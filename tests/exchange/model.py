"""A model of a server with editions, and a line to it that loses, repeats, delays and garbles by a seed."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from medcab_tui.domain.exchange import (
    Capability,
    Change,
    ChangedThere,
    Checked,
    Operation,
    Receipt,
    Throttled,
    Unreachable,
    Unwell,
    Way,
)
from medcab_tui.services.adapter import Info


def no_settings() -> Any:
    """A model is not set up by anybody."""
    raise NotImplementedError


INFO = Info(
    "model",
    {"en": "Model"},
    frozenset({Capability.PATIENTS}),
    no_settings,
    takes=frozenset({"patient"}),
    gives=frozenset({"patient", "status"}),
)


@dataclass
class Kept:
    """An object at the server: its editions, the last of which stands."""

    editions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def etag(self) -> str:
        return f"e{len(self.editions)}"


class Server:
    """Keeps one edition after the other; knows the key of everything it ever did."""

    def __init__(self) -> None:
        self.objects: dict[str, Kept] = {}
        self.done: dict[str, Receipt] = {}
        self.log: list[str] = []
        self.executed: list[tuple[str, str]] = []

    def push(self, operation: Operation) -> Receipt:
        """Does it once; a key that was seen gives what it gave."""
        if operation.key in self.done:
            return self.done[operation.key]
        remote = operation.remote_id
        if not remote:
            remote = f"r{len(self.objects) + 1}"
            self.objects[remote] = Kept()
        elif operation.etag != self.objects[remote].etag:
            raise ChangedThere(self.change(remote, ""))
        kept = self.objects[remote]
        kept.editions.append(dict(operation.body))
        self.log.append(remote)
        self.executed.append((operation.key, remote))
        receipt = Receipt(Way.REGISTERED, remote, remote, kept.etag, raw='{"ok":true}')
        self.done[operation.key] = receipt
        return receipt

    def change(self, remote: str, cursor: str) -> Change:
        """An object as it stands now."""
        kept = self.objects[remote]
        return Change("patient", cursor, remote, kept.etag, kept.editions[-1])

    def changes(self, since: str) -> list[Change]:
        """What changed after a place."""
        first = int(since or "0")
        return [
            self.change(remote, str(first + number + 1)) for number, remote in enumerate(self.log[first:])
        ]


@dataclass
class Faults:
    """How often what happens to a question: shares of one. Zero everywhere: the line is good."""

    lost_before: float = 0.0
    lost_after: float = 0.0
    repeated: float = 0.0
    late: float = 0.0
    throttled: float = 0.0
    broken: float = 0.0
    garbage: float = 0.0


BAD = Faults(0.08, 0.08, 0.08, 0.06, 0.05, 0.05, 0.06)
GARBAGE: tuple[Any, ...] = (
    None, "ok", b"\xff", {"way": "registered"}, Receipt(Way.HELD), Receipt("sent"),  # type: ignore[arg-type]
    Receipt(Way.SENT, number=7), Receipt(Way.SENT, etag="\x00"),
    Receipt(Way.REGISTERED, remote_id="x" * 9999),
    [], object(),
)  # fmt: skip
GARBLED: tuple[Any, ...] = (
    None, "change", Change("patient", 5), Change("patient", "1", "r1", "z", {"birth": float("nan")}),  # type: ignore[arg-type]
    Change("patient", "1", "r1", "z", ["a"]), Change("patient", "", body={"a": "b" * 400_000}),  # type: ignore[arg-type]
)  # fmt: skip


class Model:
    """The adapter of one cabinet: asks the server over a bad line."""

    info: ClassVar[Info] = INFO

    def __init__(self, server: Server, chance: random.Random, faults: Callable[[], Faults]) -> None:
        self.server, self.chance, self.faults = server, chance, faults
        self.delayed: list[Operation] = []

    async def check(self) -> Checked:
        return Checked()

    async def push(self, operation: Operation) -> Receipt:
        faults, chance = self.faults(), self.chance
        draw = chance.random()
        for share, what in (
            (faults.lost_before, self._lost),
            (faults.late, lambda: self._late(operation)),
            (faults.throttled, self._throttled),
            (faults.broken, self._broken),
        ):
            if draw < share:
                what()
            draw -= share
        receipt = self.server.push(operation)
        if chance.random() < faults.repeated:
            self.delayed.append(operation)
            assert self.server.push(operation) == receipt
        if chance.random() < faults.lost_after:
            self._lost()
        if chance.random() < faults.garbage:
            return chance.choice(GARBAGE)  # type: ignore[no-any-return]
        return receipt

    async def pull(self, since: str) -> AsyncIterator[Change]:
        faults, chance = self.faults(), self.chance
        if chance.random() < faults.lost_before:
            self._lost()
        for change in self.server.changes(since):
            if chance.random() < faults.lost_after / 2:
                self._lost()
            if chance.random() < faults.garbage / 2:
                yield chance.choice(GARBLED)
            yield change
            if chance.random() < faults.repeated:
                yield change

    async def close(self) -> None:
        return None

    def deliver_late(self) -> None:
        """What got stuck on the way arrives now; nobody waits for the answer any more."""
        for operation in self.delayed:
            try:
                self.server.push(operation)
            except ChangedThere:
                continue
        self.delayed.clear()

    def _lost(self) -> None:
        raise Unreachable("lost")

    def _late(self, operation: Operation) -> None:
        self.delayed.append(operation)
        raise Unreachable("late")

    def _throttled(self) -> None:
        after = self.chance.choice((None, timedelta(seconds=7), timedelta(days=900), timedelta(seconds=-5)))
        raise Throttled(after=after)

    def _broken(self) -> None:
        raise self.chance.choice((Unwell("500"), ValueError("adapter"), KeyError("adapter"), OSError("line")))


def body_of(kept: Kept) -> Mapping[str, Any]:
    """What the server says now."""
    return kept.editions[-1]
