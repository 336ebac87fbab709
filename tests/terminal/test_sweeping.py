"""When garbage is collected: after what was painted, never while painting goes on."""

from __future__ import annotations

import asyncio
import gc

import pytest

from medcab_tui.ui.terminal import sweeping
from medcab_tui.ui.terminal.sweeping import Sweeping


class Hands:
    """A loop whose time goes on when it is told to."""

    def __init__(self) -> None:
        self.now, self.due = 100.0, list[tuple[float, object]]()

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, what: object) -> None:
        self.due.append((self.now + seconds, what))

    def pass_by(self, seconds: float) -> None:
        """Time goes by, and what is due is done when it is."""
        end = self.now + seconds
        while self.due and min(self.due, key=lambda one: one[0])[0] <= end:
            at, what = min(self.due, key=lambda one: one[0])
            self.due.remove((at, what))
            self.now = at
            what()  # type: ignore[operator]
        self.now = end


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The generations that were collected by being asked for."""
    found: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: found.append(generation))
    return found


def test_a_step_is_followed_by_one_young_collection_after_a_rest(collected: list[int]) -> None:
    loop = Hands()
    sweeps = Sweeping(loop)  # type: ignore[arg-type]
    for _paint in range(9):
        sweeps.painted()
        loop.pass_by(sweeping.REST * 0.9)
        assert not collected, "in the middle of what is being painted"
        assert len(loop.due) <= 1
    loop.pass_by(60)
    assert collected == [1]
    assert not loop.due, "an idle program wakes up for nothing"


def test_everything_is_looked_through_now_and_then_and_only_after_a_long_rest(collected: list[int]) -> None:
    loop = Hands()
    sweeps = Sweeping(loop)  # type: ignore[arg-type]
    for _step in range(sweeping.OFTEN + 5):
        sweeps.painted()
        loop.pass_by(sweeping.LONG_REST * 0.9)
    assert collected == [1] * (sweeping.OFTEN + 5)
    loop.pass_by(60)
    assert collected[-1] == 2
    sweeps.painted()
    loop.pass_by(60)
    assert collected.count(2) == 1
    assert not loop.due


async def test_what_goes_in_circles_is_gone_after_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "REST", 0.0)
    circle: list[object] = []
    circle.append(circle)
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects(generation=0))
        for _one in range(1_000):
            circle = []
            circle.append(circle)
        Sweeping(asyncio.get_running_loop()).painted()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(gc.get_objects(generation=0)) < before + 500
    finally:
        gc.enable()
