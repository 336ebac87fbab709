"""The clock, ids, chance and the zone that everything below is given, real or fixed for tapes and tests."""

from __future__ import annotations

import os
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.sources import Clock, IdSource, RandomSource
from medcab_tui.domain.times import known_zone

MOSCOW = "Europe/Moscow"
_COUNTER_BITS = 42
"""12 bits of rand_a and the top 30 of rand_b count; 32 bits of chance remain."""


class Surroundings(Struct, frozen=True):
    """What the outside gives: passed from the top down, so that a tape replays to the same screens."""

    clock: Clock
    ids: IdSource
    random: RandomSource
    zone: str
    """IANA name of the institution's time zone."""

    @classmethod
    def real(cls, zone: str | None = None) -> Surroundings:
        """The machine's clock, its random source, and its zone unless one is given."""
        clock, chance = SystemClock(), SystemRandom()
        return cls(clock, CountedIds(clock, chance), chance, zone or machine_zone())

    @classmethod
    def fixed(cls, at: datetime, seed: int, zone: str = MOSCOW) -> Surroundings:
        """A clock that stands at `at` until advanced; ids and chance repeat. Never for real keys."""
        clock, chance = TapeClock(at), SeededRandom(seed)
        return cls(clock, CountedIds(clock, chance), chance, zone)


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class TapeClock:
    """A clock that only moves when told to."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware time")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        """Moves the time on."""
        self._at += by


class SystemRandom:
    """Unpredictable bytes from the operating system."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)


class SeededRandom:
    """Bytes that repeat for a seed: for tapes and tests only."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 — repeating is its purpose
        self._turn = threading.Lock()

    def bytes(self, count: int) -> bytes:
        with self._turn:
            return self._source.randbytes(count)


class CountedIds:
    """UUIDv7 whose counter goes on within a millisecond, under a fixed clock and when it is set back."""

    def __init__(self, clock: Clock, chance: RandomSource) -> None:
        self._clock = clock
        self._chance = chance
        self._turn = threading.Lock()
        self._stamp = -1
        self._count = 0

    def new(self) -> Id:
        with self._turn:
            stamp = int(self._clock.now().timestamp() * 1000)
            if stamp > self._stamp:
                self._stamp = stamp
                self._count = int.from_bytes(self._chance.bytes(4), "big")
            else:
                self._count += 1
                if self._count >> _COUNTER_BITS:
                    self._stamp += 1
                    self._count = 0
            return _uuid7(self._stamp, self._count, int.from_bytes(self._chance.bytes(4), "big"))


def machine_zone() -> str:
    """The machine's IANA zone, UTC if it doesn't say or says something else."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named:
        parts = Path("/etc/localtime").resolve().parts
        named = "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else ""
    return named if named and known_zone(named) else "UTC"


def _uuid7(stamp: int, count: int, tail: int) -> Id:
    high, low = count >> 30, count & 0x3FFFFFFF
    whole = stamp << 80 | 7 << 76 | high << 64 | 2 << 62 | low << 32 | tail
    return Id(whole.to_bytes(16, "big"))
