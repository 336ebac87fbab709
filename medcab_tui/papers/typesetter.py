"""What sets documents: a process of its own with little time and memory that can open no file and no socket.

Started and kept by `papers.typesetting`. A request is four bytes of length and JSON: the source of the page,
the values as JSON text, the moment, the standard. The answer is a status byte, four bytes of length, the
bytes of the file or the words of what went wrong. Its root is a folder that is gone, and it may open no
further descriptor, so that what a template names cannot be read, linked to or fetched.
"""

from __future__ import annotations

import json
import os
import resource
import select
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 5
"""For one document."""
CPU_TOTAL: Final = 120
"""After so many seconds of work a fresh process takes over."""
MOST_DOCUMENTS: Final = 500
IDLE_SECONDS: Final = 120.0
SET, WRONG, ENOUGH = b"+", b"-", b"."
"""Of an answer; the last is said by nobody: the process ended by itself."""


def main(cpu_seconds: int = CPU_SECONDS) -> int:
    """Sets documents until the other side closes, nothing was asked for a while, or enough was done."""
    import typst

    root = tempfile.mkdtemp(prefix="medcab-")
    compiler = typst.Compiler(
        input=b"", root=root, ignore_system_fonts=True, package_path=root, package_cache_path=root
    )
    Path(root).rmdir()
    _limit()
    for _number in range(MOST_DOCUMENTS):
        sys.stdout.buffer.flush()
        if not select.select([0], [], [], IDLE_SECONDS)[0]:
            return 0
        asked = _read()
        if asked is None:
            return 0
        spent = _spent()
        if spent > CPU_TOTAL:
            return 0
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + cpu_seconds + 1, CPU_TOTAL * 2))
        _answer(*_set(compiler, typst.TypstError, json.loads(asked)))
    return 0


def _limit() -> None:
    os.nice(5)
    for limited, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limited, (most, most))


def _set(compiler: Any, fault: type[BaseException], asked: dict[str, Any]) -> tuple[bytes, bytes]:
    try:
        made = compiler.compile(
            input=asked["page"].encode(),
            format="pdf",
            sys_inputs={"paper": asked["values"]},
            pdf_standards=[asked["standard"]],
            timestamp=int(asked["at"]),
        )
    except fault as error:
        return WRONG, str(error).encode("utf-8", "replace")[:4_000]
    return SET, made


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _read() -> bytes | None:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    body = sys.stdin.buffer.read(length)
    return body if len(body) == length else None


def _answer(status: bytes, body: bytes) -> None:
    sys.stdout.buffer.write(status + struct.pack(">I", len(body)) + body)
    sys.stdout.buffer.flush()
