"""What a tape can say. Times are in seconds; patterns are compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from msgspec import Struct

DEFAULT_CLOCK = datetime.fromisoformat("2026-11-23T12:15:00+03:00")
"""Monday; the day of the demo cast."""
DEFAULT_SEED = 7
DEFAULT_PATIENTS = 200
DEFAULT_WAIT = 15.0
"""Seconds that `Wait+Screen` waits."""
DEFAULT_TYPING = 0.05
"""Seconds between two typed letters, shown to people watching and told in recordings."""


class SetTypingSpeed(Struct, frozen=True):
    seconds: float


class SetTheme(Struct, frozen=True):
    name: str


class TypeText(Struct, frozen=True):
    text: str
    seconds: float | None = None


class TypeCode(Struct, frozen=True):
    """Six digits of the second factor, as the app shows them that took the secret off the screen."""


class Press(Struct, frozen=True):
    """A key by its Textual name, some times."""

    key: str
    count: int = 1
    seconds: float | None = None


class Sleep(Struct, frozen=True):
    seconds: float


class WaitScreen(Struct, frozen=True):
    pattern: re.Pattern[str]
    seconds: float = DEFAULT_WAIT


class ExpectScreen(Struct, frozen=True):
    pattern: re.Pattern[str]


class RefuseScreen(Struct, frozen=True):
    pattern: re.Pattern[str]


class ExpectLine(Struct, frozen=True):
    pattern: re.Pattern[str]


class Hide(Struct, frozen=True):
    pass


class Show(Struct, frozen=True):
    pass


class Screenshot(Struct, frozen=True):
    path: Path


class Caption(Struct, frozen=True):
    text: str


Command = (
    SetTypingSpeed | SetTheme | TypeText | TypeCode | Press | Sleep | WaitScreen | ExpectScreen | RefuseScreen
    | ExpectLine | Hide | Show | Screenshot | Caption
)  # fmt: skip


class Step(Struct, frozen=True):
    """A command and where it stands: failures name it as file:line."""

    command: Command
    path: Path
    line: int
    text: str
    """The line as written."""


class Opening(Struct, frozen=True):
    """What a tape sets before its first key."""

    cols: int | None = None
    rows: int | None = None
    language: str | None = None
    seed: int = DEFAULT_SEED
    patients: int = DEFAULT_PATIENTS
    clock: datetime | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Tape:
    path: Path
    opening: Opening
    outputs: tuple[Path, ...]
    steps: tuple[Step, ...] = field(repr=False)


class TapeError(Exception):
    """A tape that cannot be read: file, line and why, in the language in use."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}" if line else f"{path}: {why}")
        self.path = path
        self.line = line
        self.why = why
