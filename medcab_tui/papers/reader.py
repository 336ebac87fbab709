"""Looks into files through a process of its own: what is in them cannot harm or hold up the cabinet."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from pathlib import Path
from typing import Any, Final

from medcab_tui.domain.documents import Examined, Format, Picture
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.papers.child import HEAVY, MISSING, REFUSED

SECONDS: Final = 20.0
"""Of the wall clock, for one file."""

_MOST_ANSWER: Final = 16 * 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from medcab_tui.papers.child import main;"
    " sys.exit(main(sys.argv[2:]))"
)
_CRASHES: Final = frozenset({-11, -7})
"""SIGSEGV and SIGBUS: the file broke its reader. Other signals are limits that were reached."""


async def examine(content: bytes) -> Examined:
    """What is in a file; Invalid if it is damaged, locked by a password, too large to be looked at."""
    told = json.loads(await _asked(content, "examine"))
    return Examined(
        Format(told["format"]),
        int(told["pages"]),
        int(told["width"]),
        int(told["height"]),
        tuple(told.get("text", ())),
        bool(told.get("cut", False)),
    )


async def picture(content: bytes, page: int, width: int, height: int) -> Picture:
    """A page or a picture in at most so many pixels. Refused `picture.extra` without what paints pictures."""
    answer = await _asked(content, "picture", str(page), str(width), str(height))
    across, down = struct.unpack_from(">II", answer)
    pixels = answer[8:]
    if len(pixels) != across * down * 3:
        raise Invalid("file.damaged", "path")
    return Picture(across, down, pixels)


async def _asked(content: bytes, *arguments: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-c", _START, str(_ROOT), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        answer = await asyncio.wait_for(_spoken(process, content), SECONDS)
    except TimeoutError as error:
        raise Invalid("file.heavy", "path") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise _refusal(process.returncode, answer)
    return answer


async def _spoken(process: asyncio.subprocess.Process, content: bytes) -> bytes:
    feeding = asyncio.ensure_future(_feed(process, content))
    answer = bytearray()
    try:
        while process.stdout is not None and (piece := await process.stdout.read(65536)):
            answer += piece
            if len(answer) > _MOST_ANSWER:
                raise Invalid("file.heavy", "path")
        await process.wait()
    finally:
        feeding.cancel()
    return bytes(answer)


async def _feed(process: asyncio.subprocess.Process, content: bytes) -> None:
    if process.stdin is not None:
        try:
            process.stdin.write(content)
            await process.stdin.drain()
            process.stdin.close()
        except (BrokenPipeError, ConnectionResetError):
            return  # it ended before it had read everything; its status says why


def _refusal(status: int, answer: bytes) -> Refused:
    if status == REFUSED:
        told: list[Any] = json.loads(answer)
        return Invalid(str(told[0]), "path", **{name: str(value) for name, value in told[1].items()})
    if status == MISSING:
        return Refused("picture.extra")
    return Invalid(
        "file.heavy" if status == HEAVY or (status < 0 and status not in _CRASHES) else "file.damaged", "path"
    )
