"""A program in a pseudo-terminal with a pyte screen: what a person sees and types."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

DEADLINE = 20.0
"""Seconds after which what should have happened has not."""

ROOT = Path(__file__).parents[2]


class OnPty:
    """Starts a command, feeds what it draws to a screen, types into it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        controlling: bool = True,
    ) -> None:
        """controlling: whether the kernel sends SIGHUP when the terminal goes."""
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.status: int | None = None
        self.started = time.monotonic()
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.controlling = controlling
        self.pid = os.fork()
        if self.pid == 0:
            with contextlib.suppress(BaseException):
                self._become(command, env or {})
            os._exit(127)

    def _become(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        os.setsid()
        if self.controlling:
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for descriptor in (0, 1, 2):
            os.dup2(self.slave, descriptor)
        os.closerange(3, 256)
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("SSH_")}
        surroundings |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)} | dict(env)
        os.chdir(ROOT)
        os.execvpe(command[0], list(command), surroundings)

    def send(self, typed: bytes | str) -> None:
        """Type."""
        os.write(self.master, typed.encode() if isinstance(typed, str) else typed)

    def pump(self, wait: float = 0.05) -> bool:
        """Take what the program drew; whether there was anything."""
        if self.master < 0:
            time.sleep(wait)
            return False
        if not select.select([self.master], [], [], wait)[0]:
            return False
        try:
            drawn = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += drawn
        self.stream.feed(drawn)
        return bool(drawn)

    def until(self, condition: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait for a condition, drawing meanwhile; fails with the screen if it never comes."""
        end = time.monotonic() + deadline
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"never came: {what}\n{self.text}")
            self.pump()

    def until_text(self, text: str, deadline: float = DEADLINE) -> None:
        """Wait until the screen shows text."""
        self.until(lambda: text in self.text, repr(text), deadline)

    def until_quiet(self, quiet: float = 0.3) -> None:
        """Wait until nothing was drawn for a while."""
        while self.pump(quiet):
            pass

    @property
    def text(self) -> str:
        """The screen, lines without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def wait_end(self, deadline: float = DEADLINE) -> int:
        """Wait until the program ended; its exit code, or minus the signal that ended it."""
        self.until(self._ended, "the end of the program", deadline)
        assert self.status is not None
        return os.waitstatus_to_exitcode(self.status)

    def _ended(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
                while self.master >= 0 and self.pump(0):
                    pass
        return self.status is not None

    @property
    def settings_now(self) -> list[object]:
        """The terminal's settings as termios gives them."""
        return termios.tcgetattr(self.slave)

    def cpu_ticks(self) -> int:
        """User and system ticks the program used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def close(self) -> None:
        """End the program and let go of the terminal."""
        if self.status is None and not self._ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        if self.master >= 0:
            os.close(self.master)
            os.close(self.slave)


def python(script: Path | str, *arguments: str) -> list[str]:
    """The command that runs a script with this interpreter."""
    return [sys.executable, str(script), *arguments]
