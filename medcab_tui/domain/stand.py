"""What a stand-in of a service was told to do, and what it shows: received things and letters. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from medcab_tui.domain.exchange import Way


class Deed(StrEnum):
    """What a stand-in can be told to do."""

    LATE = "late"
    REFUSE = "refuse"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    THROTTLED = "throttled"
    LOST = "lost"
    """It takes the operation, and its answer gets lost on the way."""


class Direction(Struct, frozen=True):
    """What it was told. code: what it refuses with. once: for the next operation only."""

    deed: Deed
    once: bool = True
    code: str = ""


class Said(Struct, frozen=True):
    """One answer. at: when; later than now: it will be said then. way: None for a change of something else,
    whose kind is `kind`.
    """

    at: datetime
    kind: str
    way: Way | None
    code: str = ""
    text: str = ""
    number: str = ""


class Received(Struct, frozen=True):
    """One operation it took in. told: one line of what it was; said: its answers, the first at once."""

    id: str
    kind: str
    told: str
    at: datetime
    said: tuple[Said, ...]

    def next(self, now: datetime) -> Said | None:
        """What it will say next; None if everything has been said."""
        return next((one for one in self.said if one.at > now), None)

    def last(self, now: datetime) -> Said | None:
        """The latest of what it has said of it."""
        return next((one for one in reversed(self.said) if one.at <= now), None)


class Letter(Struct, frozen=True):
    """A letter or an SMS as it lies in the stand-in. attached: names and sizes in bytes."""

    id: str
    sender: str
    to: str
    subject: str
    text: str
    at: datetime
    attached: tuple[tuple[str, int], ...] = ()


class Copy(Struct, frozen=True):
    """A patient as the stand-in keeps them."""

    remote_id: str
    name: str
    phone: str
    address: str
