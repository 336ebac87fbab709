"""Locks a cabinet that nobody touches: a thread, so that a stuck event loop can't keep it open."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Condition, Event, Thread
from typing import Final, Protocol

from msgspec import Struct

ANSWER: Final = 2.0
"""Seconds from asking for the lock until `end` must have been called; then the thread closes the store."""

_LOOK: Final = 20.0
"""Seconds after which the clock is looked at again: a machine that slept wakes no sleeping thread."""


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Aware, UTC."""


class IdleLimits(Struct, frozen=True):
    """How long a cabinet stays open."""

    idle: timedelta = timedelta(minutes=5)
    """Without a key."""
    warning: timedelta = timedelta(seconds=30)
    """How long ahead of the idle lock it is announced."""
    absolute: timedelta = timedelta(hours=12)
    """After sign-in, whatever is typed."""


class IdleWatch:
    """Runs between `begin` (signed in) and `end` (locked), again and again, until `stop`.

    ask: hands a callable to the event loop (`loop.call_soon_threadsafe`); may raise RuntimeError if it ended.
    lock, warn: called on the loop; lock leads to `end`, warn gets the seconds left. close_now: called on this
    thread if `end` is not called in time; stops queries and closes the store.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        ask: Callable[[Callable[[], None]], object],
        lock: Callable[[], None],
        warn: Callable[[int], None],
        close_now: Callable[[], None],
        limits: IdleLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        answer: float = ANSWER,
    ) -> None:
        self.limits = limits or IdleLimits()
        self._clock = clock
        self._monotonic = monotonic
        self._ask = ask
        self._lock = lock
        self._warn = warn
        self._close_now = close_now
        self._answer = answer
        self._changed = Condition()
        self._open = False
        self._ended = Event()
        self._stopped = False
        self._warned = False
        self._began = self._touched = (0.0, clock.now())
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Somebody signed in."""
        with self._changed:
            self._began = self._touched = self._instant()
            self._open, self._warned = True, False
            if self._thread is None:
                self._thread = Thread(target=self._run, name="medcab-idle", daemon=True)
                self._thread.start()
            self._changed.notify()

    def touch(self) -> None:
        """A key was pressed. Cheap; called from the input thread for every key."""
        self._touched = self._instant()
        self._warned = False

    @property
    def warned(self) -> bool:
        """Whether the lock was announced and nothing was touched since."""
        return self._warned

    def look(self) -> None:
        """Look at the clock now: it jumped, as a tape's clock does."""
        with self._changed:
            self._changed.notify_all()

    def end(self) -> None:
        """The cabinet is locked."""
        with self._changed:
            self._open = False
            self._ended.set()
            self._changed.notify()

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def remaining(self) -> float:
        """Seconds until the lock."""
        idle = self.limits.idle.total_seconds() - self._since(self._touched)
        return min(idle, self.limits.absolute.total_seconds() - self._since(self._began))

    def _instant(self) -> tuple[float, datetime]:
        return self._monotonic(), self._clock.now()

    def _since(self, instant: tuple[float, datetime]) -> float:
        """The longer of both: one stands still while the machine sleeps, one can be set back."""
        steady, wall = instant
        return max(self._monotonic() - steady, (self._clock.now() - wall).total_seconds())

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stopped:
                    return
                if not self._open:
                    self._changed.wait()
                    continue
                left = self.remaining()
                warn_in = left - self.limits.warning.total_seconds()
                if left > 0 and (warn_in > 0 or self._warned):
                    self._changed.wait(min(_LOOK, warn_in if warn_in > 0 else left))
                    continue
                self._open = left > 0
            if left > 0:
                self._announce(left)
            else:
                self._expire()

    def _announce(self, left: float) -> None:
        self._warned = True
        with contextlib.suppress(RuntimeError):
            self._ask(lambda: self._warn(max(1, round(left))))

    def _expire(self) -> None:
        self._ended.clear()
        with contextlib.suppress(RuntimeError):
            self._ask(self._lock)
        if not self._ended.wait(self._answer):
            with contextlib.suppress(Exception):
                self._close_now()
