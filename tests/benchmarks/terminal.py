"""A program in a real pty: keys in, bytes out, and the time of the last one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import statistics
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS, ROWS = 120, 40
QUIET = 0.12
"""Seconds without a byte after which an answer counts as finished."""
BURST = 0.035
"""Seconds of silence that end the first burst of an answer."""
PATIENCE = 60.0
"""Seconds after which a program that has not drawn what was waited for counts as stuck."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after a key: the seconds and bytes of the first burst, and of everything.

    A list answers at once; its preview may rest a moment, so that holding a key down reads nothing.
    """

    seconds: float
    size: int
    whole_seconds: float
    whole_size: int


@dataclass(slots=True)
class Figures:
    """The answers to one key pressed many times."""

    answers: list[Answer] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.answers:
            return "nothing was answered"
        milliseconds = [answer.seconds * 1000 for answer in self.answers]
        size = int(statistics.median(answer.size for answer in self.answers))
        told = f"{percentile(milliseconds, 0.5):.1f}/{percentile(milliseconds, 0.95):.1f} ms, {size:,} B"
        whole = int(statistics.median(answer.whole_size for answer in self.answers))
        if whole <= size * 1.1:
            return told
        rest = percentile([answer.whole_seconds * 1000 for answer in self.answers], 0.5)
        return f"{told} (then to {rest:.0f} ms, {whole:,} B)"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the sorted values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Program:
    """A program running in a pty of 120×40. Use it in a `with`."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self.terminal, other = os.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        names = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            command,
            stdin=other,
            stdout=other,
            stderr=other,
            env=environment | names,
            start_new_session=True,
            close_fds=True,
        )
        os.close(other)
        self.seen = b""

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_failure: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.terminal)

    def until(self, text: str, patience: float = PATIENCE) -> float:
        """Seconds from the start of the program until this text was on its way to the screen."""
        wanted = text.encode()
        deadline = time.perf_counter() + patience
        while wanted not in self.seen:
            if not self._read(deadline - time.perf_counter()):
                shown = self.seen[-300:].decode("utf-8", "replace")
                raise TimeoutError(f"{text!r} did not come; last: {shown!r}")
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 0.5) -> float:
        """Wait until nothing has come for a while; seconds from the start to the last byte."""
        last = time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return last - self.started

    def press(self, keys: str, quiet: float = QUIET) -> Answer | None:
        """Send keys and wait for the whole answer; None if there was none."""
        self.settle(0.02)
        before = len(self.seen)
        sent = time.perf_counter()
        os.write(self.terminal, keys.encode())
        burst: tuple[float, int] | None = None
        last, size, patience = sent, 0, 2.0
        while self._read(patience):
            now = time.perf_counter()
            if burst is None and last != sent and now - last > BURST:
                burst = last - sent, size
            last, size, patience = now, len(self.seen) - before, quiet
        if last == sent:
            return None
        first = burst or (last - sent, size)
        return Answer(first[0], first[1], last - sent, size)

    def measure(self, keys: Sequence[str], *, warm: int = 3) -> Figures:
        """The answers to these keys, one by one; the first few are not counted."""
        answers = [self.press(key) for key in keys][warm:]
        return Figures([answer for answer in answers if answer is not None])

    def memory(self) -> int:
        """Resident bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def idle(self, seconds: float) -> tuple[float, int]:
        """The share of a processor and the bytes that doing nothing costs."""
        self.settle(1.0)
        before, size = self._processor(), len(self.seen)
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)
        return (self._processor() - before) / seconds, len(self.seen) - size

    def _processor(self) -> float:
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], max(0.0, patience))
        if not ready:
            return False
        try:
            came = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.seen += came
        return bool(came)
