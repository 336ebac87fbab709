"""Garbage is collected when nobody waits: after the answer to a key, not in the middle of it.

A card leaves some thousand objects behind that only the collector finds. Left to itself it comes when enough
are there, which is while the next card is made, and stops the loop for 3–15 ms.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Final

REST: Final = 0.1
"""Seconds without a paint after which a step is over and what it left is collected."""

LONG_REST: Final = 2.0
"""Seconds without a paint after which everything may be looked through."""

OFTEN: Final = 20
"""Young collections after which everything is worth looking through: that stops the loop for longer."""


class Sweeping:
    """Collects after paints. On the loop's thread only; where nothing is painted it does nothing."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._painted = 0.0
        self._due = self._swept = False
        self._young = 0

    def painted(self) -> None:
        """Something was sent to the terminal."""
        self._painted, self._swept = self._loop.time(), False
        if not self._due:
            self._wait(REST)

    def _wait(self, seconds: float) -> None:
        self._due = True
        self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self._due = False
        left = self._painted + (LONG_REST if self._swept else REST) - self._loop.time()
        if left > 0.001:
            self._wait(left)
        elif not self._swept:
            gc.collect(1)
            self._swept = True
            self._young += 1
            if self._young >= OFTEN:
                self._wait(LONG_REST - REST)
        else:
            gc.collect()
            self._young = 0
