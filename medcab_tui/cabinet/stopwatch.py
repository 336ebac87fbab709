"""How long ago something was: by a clock nobody can set where the machine's time is used."""

from __future__ import annotations

import time
from datetime import timedelta

from medcab_tui.cabinet.surroundings import SystemClock
from medcab_tui.domain.sources import Clock

_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Sleep included."""


class Stopwatch:
    """Runs from the moment it is made. Setting the wall clock neither stops it nor turns it back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = self._instant()

    def passed(self) -> timedelta:
        """Since then; `timedelta.max` if a clock that stands in for the machine's was set back."""
        passed = self._instant() - self._began
        return timedelta(seconds=passed) if passed >= 0 else timedelta.max

    def _instant(self) -> float:
        if isinstance(self._clock, SystemClock):
            return time.clock_gettime(_RUNNING)
        return self._clock.now().timestamp()
