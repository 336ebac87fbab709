"""Sees that a file of one's own themes was written: a thread that looks at names and times, and sleeps."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Final

EVERY: Final = 1.5
"""Seconds between two looks; one costs some microseconds and nothing is drawn."""


class ThemeWatch:
    """Looks at a folder until `stop`. The folder may not be there yet."""

    def __init__(
        self, folder: Path, *, ask: Callable[[Callable[[], None]], object], changed: Callable[[], None],
        every: float | None = None,
    ) -> None:  # fmt: skip
        """ask: hands `changed` to the event loop; may raise RuntimeError if it ended."""
        self._folder, self._ask, self._changed = folder, ask, changed
        self._every = EVERY if every is None else every
        self._stopped = Event()
        self._seen = seen(folder)
        self._thread = Thread(target=self._run, name="medcab-themes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            now = seen(self._folder)
            if now != self._seen:
                self._seen = now
                with contextlib.suppress(RuntimeError):
                    self._ask(self._changed)


def seen(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Names, times and sizes of the theme files in a folder; nothing if there is none."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(
                (entry.name, state.st_mtime_ns, state.st_size)
                for entry in entries
                if entry.name.endswith(".toml") and (state := entry.stat())
            )
    except OSError:
        return frozenset()
