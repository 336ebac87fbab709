"""Cards that turned out to be of one person: what joins them, what stands against it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Patient


class MergedCard(Struct, frozen=True):
    """A card that leads to another one since a moment."""

    id: Id
    surname: str
    given: str
    patronymic: str
    birth: date
    at: datetime
    by: str
    version: int
    """What the standing card was at when it was merged into it."""


class Clash(StrEnum):
    """What has to be known, or settled, before two cards become one."""

    VISIT = "visit"
    """A visit lasts in the card that would lead away: it is closed first."""
    SENDING = "sending"
    """Something of it waits to be sent: it still goes out, as what it was."""
    CONFLICT = "conflict"
    """Two versions of it wait to be looked at."""
    BOOKED = "booked"
    """Both have appointments that overlap."""
    SEX = "sex"
    BIRTH = "birth"
    LINKED = "linked"
    """A service knows both, as two."""

    @property
    def forbids(self) -> bool:
        """Whether nothing can be merged while it is so; the others are only told."""
        return self in (Clash.VISIT, Clash.CONFLICT)


class Held(Struct, frozen=True):
    """One of two cards: who it says it is, and how much it holds, by the names of tabs."""

    patient: Patient
    opened: datetime
    counts: Mapping[str, int]


class Both(Struct, frozen=True):
    """Two cards side by side, and what stands between them."""

    stays: Held
    leaves: Held
    clashes: tuple[Clash, ...]
