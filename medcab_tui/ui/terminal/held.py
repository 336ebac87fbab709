"""The terminal as it was before us: taken once, given back on every way out.

Imports nothing but the operating system, since the first frame is painted through it before anything else.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
from typing import Final

_LEAVE: Final = (
    b"\x18"  # cancels a sequence cut in the middle
    b"\x1b[?2026l\x1b[0m"  # no held update, no colour
    b"\x1b[?2004l\x1b[?7h"  # no bracketed paste, lines wrap
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"  # no mouse
    b"\x1b[?1004l"  # no focus reports
    b"\x1b[<u"  # the keyboard protocol that was there before; must come before leaving the screen
    b"\x1b[?1049l\x1b[?25h"  # the shell's own screen and cursor
)

_PATIENCE: Final = 0.2
"""Seconds that giving back waits for a terminal that takes nothing."""


class HeldTerminal:
    """A terminal switched to raw keys, with the settings it had before."""

    def __init__(self, keys: int, screen: int) -> None:
        """Take the terminal. keys, screen: descriptors to read from and to draw on.

        Raises termios.error if `keys` is no terminal.
        """
        self.keys = keys
        self.screen = _own_descriptor(screen)
        self.nonblocking = self.screen != screen
        self.painted = False
        """Whether the alternate screen is already on."""
        self._before = termios.tcgetattr(keys)
        self._taken = False
        self.take()

    def take(self) -> None:
        """No echo, no lines, no signals from keys; what was typed ahead stays in the buffer."""
        raw = termios.tcgetattr(self.keys)
        raw[0] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
        )
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN] = 1
        raw[6][termios.VTIME] = 0
        termios.tcsetattr(self.keys, termios.TCSANOW, raw)
        self._taken = True

    def give_back(self) -> None:
        """Restore settings and screen. Never raises, never waits for a terminal that stopped reading.

        What was typed and not read is thrown away: it was meant for the cabinet, not for the shell.
        """
        if not self._taken:
            return
        self._taken = False
        if self.painted:
            self._leave_screen()
            self.painted = False
        with contextlib.suppress(termios.error, OSError):
            termios.tcflush(self.keys, termios.TCIFLUSH)
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(self.keys, termios.TCSANOW, self._before)

    def flush_input(self) -> None:
        """Throw away what was typed and not read yet."""
        with contextlib.suppress(termios.error, OSError):
            termios.tcflush(self.keys, termios.TCIFLUSH)

    def _leave_screen(self) -> None:
        with contextlib.suppress(termios.error, OSError, ValueError):
            if not select.select([], [self.screen], [], 0)[1]:
                termios.tcflush(self.screen, termios.TCOFLUSH)
            rest = _LEAVE
            while rest and select.select([], [self.screen], [], _PATIENCE)[1]:
                rest = rest[os.write(self.screen, rest) :]


_held: HeldTerminal | None = None


def hold(keys: int = 0, screen: int | None = None) -> HeldTerminal:
    """The one held terminal of this process, taken now unless the first frame did already."""
    global _held  # noqa: PLW0603 - a process has one terminal, and a signal must find it
    if _held is None:
        _held = HeldTerminal(keys, _drawn_on() if screen is None else screen)
    return _held


def give_back() -> None:
    """Give back the terminal if this process holds one."""
    if _held is not None:
        _held.give_back()


def _drawn_on() -> int:
    """Standard output, or standard error when output was redirected."""
    return 1 if os.isatty(1) or not os.isatty(2) else 2


def _own_descriptor(screen: int) -> int:
    """The same terminal opened again, so that not waiting is set for us alone and not for the shell."""
    with contextlib.suppress(OSError):
        return os.open(os.ttyname(screen), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    return screen


def leave_early_on_signals() -> None:
    """Before there is an app to keep anything: a signal gives the terminal back and ends the process."""
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _give_back_and_end)


def _give_back_and_end(number: int, _frame: object) -> None:
    give_back()
    os._exit(128 + number)
