"""Disks that fail: SQLite file systems below the cipher that record, refuse, or tear what is written."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a disk: "write", "truncate", "sync", "delete", or "told" (acknowledged)."""

    what: str
    name: str = ""
    at: int = 0
    content: bytes = b""


class Disk(apsw.VFS):
    """The system's files; each call is first shown to `before(what, name)`, which may raise."""

    def __init__(self, before: Callable[[str, str], None] | None = None, *, record: bool = False) -> None:
        self.called = f"disk{next(_NUMBERS)}"
        self.before = before
        self.record = record
        self.steps: list[Step] = []
        self.opened: list[str] = []
        self.lock = threading.Lock()
        super().__init__(self.called, "unix")

    @property
    def encrypted(self) -> str:
        """The name under which SQLite reaches this disk through the cipher."""
        return f"multipleciphers-{self.called}"

    def happened(self, what: str, name: str, at: int = 0, content: bytes = b"") -> None:
        with self.lock:
            if self.before is not None:
                self.before(what, name)
            if self.record:
                self.steps.append(Step(what, name, at, content))

    def told(self, number: int) -> None:
        """Notes that somebody was told that this note is kept."""
        with self.lock:
            self.steps.append(Step("told", at=number))

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        short = Path(path).name if path else ""
        self.opened.append(short)
        self.happened("open", short)
        return _File(self, short, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        self.happened("delete", Path(name).name)
        super().xDelete(name, sync)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, short: str, name: Any, flags: list[int]) -> None:
        self.disk = disk
        self.short = short
        super().__init__("unix", name, flags)

    def xWrite(self, content: bytes, offset: int) -> None:  # noqa: N802
        self.disk.happened("write", self.short, offset, bytes(content))
        super().xWrite(content, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self.disk.happened("truncate", self.short, size)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.happened("sync", self.short)
        super().xSync(flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        if self.disk.before is not None:
            self.disk.happened("read", self.short)
        return super().xRead(amount, offset)


@contextmanager
def disk(before: Callable[[str, str], None] | None = None, *, record: bool = False) -> Iterator[Disk]:
    """A disk for the block."""
    made = Disk(before, record=record)
    try:
        yield made
    finally:
        made.unregister()


@dataclass(slots=True)
class Platter:
    """What the disk itself holds: what was synced, and what is still on its way to each file."""

    safe: dict[str, bytearray]
    coming: dict[str, list[Step]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """One step of the record."""
        if step.what in {"write", "truncate"}:
            self.coming.setdefault(step.name, []).append(step)
        elif step.what == "sync":
            for pending in self.coming.pop(step.name, []):
                apply(self.safe.setdefault(step.name, bytearray()), pending)
        elif step.what == "delete":
            self.coming.pop(step.name, None)
            self.safe.pop(step.name, None)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The power goes: what was not synced is there, or is not, or is torn between sectors."""
        files = {name: bytearray(content) for name, content in self.safe.items()}
        for name, pending in self.coming.items():
            for step in pending:
                fate = chance.choice(("kept", "lost", "torn"))
                if fate == "kept" or (fate == "torn" and step.what == "truncate"):
                    apply(files.setdefault(name, bytearray()), step)
                elif fate == "torn":
                    for piece in _torn(step, chance):
                        apply(files.setdefault(name, bytearray()), piece)
        return {name: bytes(content) for name, content in files.items()}


def apply(content: bytearray, step: Step) -> None:
    """Does to a file what the step did."""
    if step.what == "truncate":
        del content[step.at :]
        return
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.content)] = step.content


def _torn(step: Step, chance: random.Random) -> Iterator[Step]:
    first = (SECTOR - step.at % SECTOR) % SECTOR
    edges = [0, *range(first, len(step.content), SECTOR), len(step.content)]
    for begin, end in itertools.pairwise(edges):
        if chance.random() < 0.5:
            yield Step("write", step.name, step.at + begin, step.content[begin:end])
