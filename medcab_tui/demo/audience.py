"""People watching a tape in their terminal: how fast, with which captions, and how they stop it."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message

STOPPING = frozenset({"ctrl+c", "ctrl+q", "escape", "q"})
"""Keys with which somebody watching ends the tape."""
_READING = 18.0
"""Letters of a caption that are read in a second."""
_GLANCE = 0.05
_CAPTION = "\x1b7\x1b[{row};1H\x1b[0;7m {text}\x1b[K\x1b[0m\x1b8"


def reading_time(text: str) -> float:
    """Seconds in which a caption is read."""
    return max(1.0, len(text) / _READING)


class Audience:
    """Whoever sits before the terminal. Not there at all when a tape is played headless.

    cols, rows: the size the tape wants, kept if the terminal is at least as large.
    """

    def __init__(self, speed: float, cols: int | None, rows: int | None, *, captions: bool) -> None:
        self.speed = speed
        self.stopped = threading.Event()
        self._wanted = (cols, rows)
        self._captions = captions
        self._caption = ""
        self._row = 0
        self._driver: Driver | None = None
        self._from_tape = threading.local()

    def seated(self, driver: Driver) -> None:
        """The driver came up."""
        self._driver = driver

    def stage_of(self, cols: int, rows: int) -> tuple[int, int]:
        """How much of the terminal the app gets: what the tape wants, and a row left for captions."""
        free = rows - 1 if self._captions and rows > 24 else rows
        stage = min(cols, self._wanted[0] or cols), min(free, self._wanted[1] or free)
        self._row = min(rows, stage[1] + 1)
        return stage

    def lets_pass(self, message: Message) -> bool:
        """Keys of the tape pass; keys of the people only stop it, other messages pass."""
        if not isinstance(message, events.Key | events.Paste | events.MouseEvent):
            return True
        if getattr(self._from_tape, "now", False):
            return True
        if isinstance(message, events.Key) and message.key in STOPPING:
            self.stopped.set()
        return False

    def tape_speaks(self, speaks: bool) -> None:
        """Whether what this thread now sends comes from the tape."""
        self._from_tape.now = speaks

    async def pause(self, seconds: float) -> None:
        """Wait as long as people should see it, or until they stop it."""
        end = time.monotonic() + seconds / self.speed
        while (left := end - time.monotonic()) > 0 and not self.stopped.is_set():
            await asyncio.sleep(min(left, _GLANCE))

    async def caption(self, text: str) -> None:
        """Show a caption under the app, and let it be read."""
        self._caption = text
        self.repaint()
        await self.pause(reading_time(text))

    def repaint(self) -> None:
        """Draw the caption again; the app may have painted over it where there is no row to spare."""
        if self._driver is not None and self._caption and self._row:
            clean = "".join(letter for letter in self._caption if letter.isprintable())
            self._driver.write(_CAPTION.format(row=self._row, text=clean))
            self._driver.flush()
