"""SIGHUP, SIGTERM and SIGINT: keep what was typed, close the store, give the terminal back, leave.

Textual dies of these signals without unmounting. Here a thread hears them whatever the event loop does; the
loop gets a short while to leave in order, then the thread does the same by force.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Final, NoReturn, Protocol

from medcab_tui.ui.terminal import held

SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)

DEADLINE: Final = 2.0
"""Seconds the event loop has to leave in order."""


class Store(Protocol):
    """What must be closed before leaving: a cabinet."""

    def close_now(self) -> None:
        """Stop queries and close, from any thread."""


class Leaving(Protocol):
    """The app, as far as leaving in haste goes."""

    cabinet: Any

    def keep_drafts_now(self) -> None:
        """Write what was typed into the store, synchronously, on the event loop's thread."""


class SignalWatch:
    """Hears the signals from `start` until the process ends."""

    def __init__(self, app: Leaving, loop: asyncio.AbstractEventLoop, *, deadline: float = DEADLINE) -> None:
        self._app = app
        self._loop = loop
        self._deadline = deadline
        self._heard = 0
        self._out, self._in = os.pipe()
        os.set_blocking(self._in, False)

    def start(self) -> None:
        """Install the handlers. Main thread only, before the loop runs."""
        for number in SIGNALS:
            signal.signal(number, _only_wake)
        signal.set_wakeup_fd(self._in, warn_on_full_buffer=False)
        Thread(target=self._listen, name="medcab-signals", daemon=True).start()

    def _listen(self) -> None:
        """The wake-up descriptor is written by the interpreter's C handler, even while the loop is stuck.

        The kernel may give a signal to any thread, and then nothing wakes the main one to run its handler: a
        turn of the loop does.
        """
        while self._heard not in SIGNALS:
            self._heard = os.read(self._out, 1)[0]
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(_take_a_turn)
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._leave_in_order)
        Event().wait(self._deadline)
        self._leave_by_force()

    def _leave_in_order(self) -> None:
        with contextlib.suppress(Exception):
            self._app.keep_drafts_now()
        close_store(self._app)
        self._end()

    def _leave_by_force(self) -> NoReturn:
        """From this thread, whatever the loop holds: closing may hang too."""
        closing = Thread(target=close_store, args=(self._app,), name="medcab-closing", daemon=True)
        closing.start()
        closing.join(self._deadline / 2)
        self._end()

    def _end(self) -> NoReturn:
        held.give_back()
        os._exit(128 + self._heard)


def close_store(app: Leaving) -> None:
    """Close the store of an app if it has one open; whatever goes wrong, go on leaving."""
    close: Callable[[], None] | None = getattr(getattr(app, "cabinet", None), "close_now", None)
    if close is not None:
        with contextlib.suppress(Exception):
            close()


def _take_a_turn() -> None:
    """Nothing: handlers of signals run on the way here."""


def _only_wake(_number: int, _frame: object) -> None:
    """The interpreter writes the number to the wake-up descriptor; nothing else is to be done here."""
