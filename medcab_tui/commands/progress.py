"""One line that shows how far a long piece of work is, how fast it goes and how long it will take."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from medcab_tui.locale import _, ngettext

_EVERY = 0.1
"""Seconds between two paintings."""
_SETTLED = 2.0
"""Seconds after which a rate means something."""
_TENTHS = 10
_WIDEST = 30
_NARROWEST = 10


class Bar:
    """Told how many of how many are done: one line painted over on a terminal, ten lines elsewhere."""

    def __init__(
        self,
        title: str,
        after: str,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        columns: int | None = None,
    ) -> None:
        self._title = title
        self._after = after
        """What is done when all are there."""
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._columns = columns
        self._begun = clock()
        self._painted = float("-inf")
        self._tenth = 0

    def __call__(self, done: int, wanted: int) -> None:
        if not self._stream.isatty():
            self._tell_tenth(done, wanted)
            return
        now = self._clock()
        if not done:
            self._begun = now
        if done < wanted and now - self._painted < _EVERY:
            return
        self._painted = now
        self._paint(self._after if done >= wanted > 0 else self._line(done, wanted))

    def end(self) -> None:
        """Take the line away."""
        if self._stream.isatty():
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _line(self, done: int, wanted: int) -> str:
        counted = f"{_grouped(done)} / {_grouped(wanted)}"
        told = [counted, *self._pace(done, wanted), _("Ctrl+C stops")]
        columns = self._columns or shutil.get_terminal_size().columns
        while len(told) > 1:
            room = columns - len(self._title) - len(" · ".join(told)) - 4
            if room >= _NARROWEST:
                break
            told.pop()
        else:
            room = columns - len(self._title) - len(counted) - 4
        width = max(0, min(_WIDEST, room))
        filled = width * done // max(1, wanted)
        return " ".join([self._title, "█" * filled + "░" * (width - filled), " · ".join(told)])

    def _pace(self, done: int, wanted: int) -> list[str]:
        passed = self._clock() - self._begun
        if passed < _SETTLED or not done:
            return []
        rate = done / passed
        left = round((wanted - done) / rate)
        return [_left(left), _("{rate} per second").format(rate=_grouped(round(rate)))]

    def _paint(self, line: str) -> None:
        columns = self._columns or shutil.get_terminal_size().columns
        self._stream.write("\r" + line[: columns - 1] + "\x1b[K")
        self._stream.flush()

    def _tell_tenth(self, done: int, wanted: int) -> None:
        tenth = _TENTHS * done // max(1, wanted)
        if wanted >= 1000 and tenth > self._tenth:
            self._tenth = tenth
            self._stream.write(f"{self._title}: {_grouped(done)} / {_grouped(wanted)}\n")
            self._stream.flush()


def _left(seconds: int) -> str:
    if seconds < 60:
        return ngettext("{n} second left", "{n} seconds left", seconds).format(n=seconds)
    minutes = -(-seconds // 60)
    return ngettext("{n} minute left", "{n} minutes left", minutes).format(n=minutes)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
