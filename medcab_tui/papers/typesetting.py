"""Documents as PDF/A files: values go into a template's page in a process with limits, kept warm.

Values reach the page as JSON through `sys.inputs` and never as source, so that nothing typed into a field is
read as Typst. The file is PDF/A-1b (DOMAIN.md §2: the format of electronic medical documents beside CDA), its
fonts are in it, and the same values give the same bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.papers.typesetter import CPU_SECONDS, ENOUGH, SET, WRONG

SECONDS: Final = 15.0
"""Of the wall clock, for one document."""
STANDARD: Final = "a-1b"

_ROOT: Final = Path(__file__).resolve().parents[2]
_PRELUDE: Final = Path(__file__).with_name("prelude.typ")
_MOST_ANSWER: Final = 32 * 1024 * 1024
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from medcab_tui.papers.typesetter import main;"
    " sys.exit(main(int(sys.argv[2])))"
)


class Typesetter:
    """Keeps one process that sets documents, started with the first and replaced when it ended.

    Its calls block a thread, never the event loop; several at once wait for one another.
    """

    def __init__(self, cpu_seconds: int = CPU_SECONDS) -> None:
        """cpu_seconds: of work, for one document."""
        self._cpu_seconds = cpu_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    async def pdf(self, page: str, values: dict[str, Any], at: datetime) -> bytes:
        """The document as a file. Invalid `paper.page` with Typst's own words if the template is wrong,
        `paper.heavy` if it takes too long or too much memory.
        """
        return await asyncio.to_thread(self.set, page, values, at)

    def set(self, page: str, values: dict[str, Any], at: datetime) -> bytes:
        """The same, for callers that run on no event loop."""
        asked = json.dumps(
            {
                "page": _prelude() + page,
                "values": json.dumps(values, ensure_ascii=True),
                "at": int(at.timestamp()),
                "standard": STANDARD,
            }
        ).encode()
        return self._set(asked)

    def close(self) -> None:
        """Ends the process: what it was told of patients goes with it."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _set(self, asked: bytes) -> bytes:
        with self._turn:
            status, body = self._asked(asked)
            if status == ENOUGH:
                status, body = self._asked(asked)
        if status == SET:
            return body
        if status == WRONG:
            raise Invalid("paper.page", None, said=body.decode("utf-8", "replace"))
        raise Invalid("paper.heavy")

    def _asked(self, asked: bytes) -> tuple[bytes, bytes]:
        """Status and answer; ENOUGH if the process had ended by itself, no status if it was ended."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _started(self._cpu_seconds)
        process = self._process
        try:
            return _spoken(process, struct.pack(">I", len(asked)) + asked)
        except OSError:
            return _ended(process), b""
        finally:
            if process.poll() is not None:
                self.close()


def _spoken(process: subprocess.Popen[bytes], asked: bytes) -> tuple[bytes, bytes]:
    """One question and its answer; a process that takes too long is ended, and gives none."""
    if process.stdin is None or process.stdout is None:
        return b"", b""
    late = threading.Timer(SECONDS, process.kill)
    late.daemon = True
    late.start()
    try:
        left = memoryview(asked)
        while left:
            left = left[process.stdin.write(left) or 0 :]
        head = _read(process.stdout, 5)
        (length,) = struct.unpack(">I", head[1:]) if len(head) == 5 else (0,)
        body = _read(process.stdout, length) if length <= _MOST_ANSWER else b""
    finally:
        late.cancel()
    if len(head) == 5 and len(body) == length:
        return head[:1], body
    return _ended(process), b""


def _ended(process: subprocess.Popen[bytes]) -> bytes:
    """ENOUGH if a process that gave no answer had ended by itself; nothing if a limit ended it."""
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return ENOUGH if process.returncode == 0 else b""


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = bytearray()
    while len(found) < size and (piece := pipe.read(size - len(found))):
        found += piece
    return bytes(found)


def _started(cpu_seconds: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-I", "-c", _START, str(_ROOT), str(cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError as error:
        raise Refused("paper.no_process") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _prelude() -> str:
    return _PRELUDE.read_text(encoding="utf-8")
