"""The clock of a tape: stands still, moves only when the tape sleeps, and lets what is due happen."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from medcab_tui.demo import settle

if TYPE_CHECKING:
    from medcab_tui.cabinet.surroundings import TapeClock
    from medcab_tui.ui.app import MedcabApp

_PATIENCE = 5.0
"""Seconds until the idle watch, a thread, has done what was due."""
_BEYOND = 0.001


class Clockwork:
    """Moves the clock from one due moment to the next."""

    def __init__(self, clock: TapeClock) -> None:
        self._clock = clock

    async def advance(self, app: MedcabApp, seconds: float) -> None:
        """Let this much time pass: the idle watch warns and locks, and whatever tells the time tells it."""
        left = seconds
        while left > 0:
            part = min(left, _until_due(app) or left, _until_exchange(app) or left)
            self._clock.advance(timedelta(seconds=part))
            left -= part
            await _let_idle_watch_act(app)
            await (settle.tick(app) if left > 0 else settle.settled(app))
        await settle.tick(app)


def _until_due(app: MedcabApp) -> float | None:
    """Seconds until the idle watch has something to do; None without one."""
    idle = app.idle if app.cabinet is not None else None
    if idle is None:
        return None
    lock = idle.remaining()
    warning = lock - idle.limits.warning.total_seconds()
    return (warning if warning > 0 else max(0.0, lock)) + _BEYOND


def _until_exchange(app: MedcabApp) -> float | None:
    """Seconds until something is to be exchanged with a service; None if nothing is known to come."""
    exchanging, cabinet = app.exchanging, app.cabinet
    if exchanging is None or cabinet is None or exchanging.next_due is None:
        return None
    left = (exchanging.next_due - cabinet.surroundings.clock.now()).total_seconds()
    return left if left > 0 else None


async def _let_idle_watch_act(app: MedcabApp) -> None:
    idle = app.idle if app.cabinet is not None else None
    if idle is None or idle.remaining() > idle.limits.warning.total_seconds():
        return
    idle.look()
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if app.cabinet is None or (idle.remaining() > 0 and idle.warned):
            return
        await asyncio.sleep(0.002)
