"""The idle watch locks, warns ahead, and closes the store itself when nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from medcab_tui.ui.terminal.idle import IdleLimits, IdleWatch

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clocks:
    """A wall clock and a steady clock, moved by hand."""

    def __init__(self) -> None:
        self.wall, self.steady = START, 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds


class Loop:
    """Stands for the event loop: answers at once, or never."""

    def __init__(self) -> None:
        self.stuck = False
        self.locked, self.warned, self.closed = Event(), Event(), Event()
        self.left = 0

    def ask(self, what: Callable[[], None]) -> None:
        if not self.stuck:
            what()

    def warn(self, left: int) -> None:
        self.left = left
        self.warned.set()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def watch(clocks: Clocks, loop: Loop) -> Iterator[IdleWatch]:
    def lock() -> None:
        made.end()
        loop.locked.set()

    made = IdleWatch(
        clocks, ask=loop.ask, lock=lock, warn=loop.warn, close_now=loop.closed.set,
        limits=IdleLimits(timedelta(minutes=5), timedelta(seconds=30), timedelta(hours=12)),
        monotonic=clocks.monotonic, answer=0.2,
    )  # fmt: skip
    yield made
    made.stop()


def look(watch: IdleWatch) -> None:
    """Make the thread look at the clocks now."""
    watch.look()


def test_it_warns_thirty_seconds_ahead_and_then_locks(watch: IdleWatch, clocks: Clocks, loop: Loop) -> None:
    watch.begin()
    clocks.pass_(269)
    look(watch)
    assert not loop.warned.wait(0.1)
    clocks.pass_(2)
    look(watch)
    assert loop.warned.wait(5)
    assert loop.left == 29
    assert not loop.locked.is_set()
    clocks.pass_(30)
    look(watch)
    assert loop.locked.wait(5)
    assert not loop.closed.wait(0.4)


def test_a_key_begins_the_time_anew(watch: IdleWatch, clocks: Clocks, loop: Loop) -> None:
    watch.begin()
    clocks.pass_(280)
    look(watch)
    assert loop.warned.wait(5)
    watch.touch()
    clocks.pass_(280)
    assert watch.remaining() == 20
    assert not loop.locked.is_set()


def test_twelve_hours_end_whatever_is_typed(watch: IdleWatch, clocks: Clocks, loop: Loop) -> None:
    watch.begin()
    for _ in range(12 * 60):
        clocks.pass_(60)
        watch.touch()
    look(watch)
    assert loop.locked.wait(5)


@pytest.mark.parametrize("wall", [-3600, 0])
def test_a_clock_set_back_keeps_nothing_open(
    watch: IdleWatch, clocks: Clocks, loop: Loop, wall: float
) -> None:
    watch.begin()
    clocks.steady += 301
    clocks.wall += timedelta(seconds=wall)
    look(watch)
    assert loop.locked.wait(5)


def test_a_machine_that_slept_is_locked_when_it_wakes(watch: IdleWatch, clocks: Clocks, loop: Loop) -> None:
    watch.begin()
    clocks.wall += timedelta(hours=1)
    look(watch)
    assert loop.locked.wait(5)


def test_a_loop_that_does_not_answer_has_its_store_closed(
    watch: IdleWatch, clocks: Clocks, loop: Loop
) -> None:
    watch.begin()
    loop.stuck = True
    clocks.pass_(301)
    look(watch)
    assert loop.closed.wait(5)
    assert not loop.locked.is_set()


def test_a_lock_that_does_not_come_to_its_end_has_the_store_closed(clocks: Clocks, loop: Loop) -> None:
    watch = IdleWatch(
        clocks, ask=loop.ask, lock=loop.locked.set, warn=loop.warn, close_now=loop.closed.set,
        monotonic=clocks.monotonic, answer=0.2,
    )  # fmt: skip
    watch.begin()
    clocks.pass_(301)
    look(watch)
    assert loop.locked.wait(5)
    assert loop.closed.wait(5)
    watch.stop()


def test_a_locked_cabinet_is_not_locked_again(watch: IdleWatch, clocks: Clocks, loop: Loop) -> None:
    watch.begin()
    watch.end()
    clocks.pass_(3600)
    look(watch)
    assert not loop.locked.wait(0.2)
    watch.begin()
    assert watch.remaining() == 300
