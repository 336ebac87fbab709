"""The log of faults: JSON lines, ASCII only, without names, numbers or texts of patients.

Messages of exceptions and local variables can hold what a person typed, so neither is written: a record says
which kind of fault it was and where in the program it happened.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from traceback import walk_tb

from medcab_tui import __version__
from medcab_tui.settings import log_folder

MAX_BYTES = 1_000_000
"""A log of this size is set aside once, as medcab.log.1, and a new one begun."""


def record(error: BaseException, *, event: str = "fault", folder: Path | None = None) -> str:
    """Write the fault down and return its id, which is what the person is shown.

    Never raises: a full or read-only disk must not hide the fault itself.
    """
    number = os.urandom(4).hex()
    line = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "event": event,
        "id": number,
        "version": __version__,
        "chain": [_told(each) for each in _chain(error)],
    }
    try:
        _append(folder or log_folder(), json.dumps(line, ensure_ascii=True))
    except OSError:
        return number
    return number


def path() -> Path:
    """The file the faults are written to."""
    return log_folder() / "medcab.log"


def _append(folder: Path, line: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "medcab.log"
    if file.exists() and file.stat().st_size > MAX_BYTES:
        file.replace(folder / "medcab.log.1")
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode("ascii"))
    finally:
        os.close(descriptor)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came from, the first cause last, at most ten."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found and len(found) < 10:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _told(error: BaseException) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": f"{type(error).__module__}.{type(error).__qualname__}",
        "frames": [
            f"{Path(frame.f_code.co_filename).name}:{line}:{frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ][-30:],
    }
    if isinstance(error, OSError):
        told["errno"] = error.errno
    code = getattr(error, "code", None)
    if isinstance(code, str):
        told["code"] = code[:64]
    return told
