"""What a tape can say. Times are in seconds; patterns are compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

DEFAULT_CLOCK = datetime.fromisoformat("2026-11-23T12:15:00+03:00")
"""Monday; the day of the demo cast."""
DEFAULT_SEED = 7
DEFAULT_PATIENTS = 200
DEFAULT_WAIT = 15.0
"""Seconds that `Wait+Screen` waits."""
DEFAULT_TYPING = 0.05
"""Seconds between two typed letters, shown to people watching and told in recordings."""


@dataclass(frozen=True, slots=True)
class SetTypingSpeed:
    seconds: float


@dataclass(frozen=True, slots=True)
class SetTheme:
    name: str


@dataclass(frozen=True, slots=True)
class TypeText:
    text: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TypeCode:
    """Six digits of the second factor, as the app shows them that took the secret off the screen."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key by its Textual name, some times."""

    key: str
    count: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Sleep:
    seconds: float


@dataclass(frozen=True, slots=True)
class WaitScreen:
    pattern: re.Pattern[str]
    seconds: float = DEFAULT_WAIT


@dataclass(frozen=True, slots=True)
class ExpectScreen:
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RefuseScreen:
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ExpectLine:
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hide:
    pass


@dataclass(frozen=True, slots=True)
class Show:
    pass


@dataclass(frozen=True, slots=True)
class Screenshot:
    path: Path


@dataclass(frozen=True, slots=True)
class Caption:
    text: str


Command = (
    SetTypingSpeed | SetTheme | TypeText | TypeCode | Press | Sleep | WaitScreen | ExpectScreen | RefuseScreen
    | ExpectLine | Hide | Show | Screenshot | Caption
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A command and where it stands: failures name it as file:line."""

    command: Command
    path: Path
    line: int
    text: str
    """The line as written."""


@dataclass(frozen=True, slots=True)
class Opening:
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
