"""What became of a test between two dates: by how much, and where to by the bounds of each. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from msgspec import Struct

from medcab_tui.domain.patients import Mark, Observation

_MOST_PERCENT = 9_999
"""Above that a share says nothing any more."""


class Direction(StrEnum):
    """Where to, as a reader asks it."""

    SAME = "same"
    INTO_NORM = "into_norm"
    OUT_OF_NORM = "out_of_norm"
    NEARER = "nearer"
    """Out of bounds still, but less."""
    FARTHER = "farther"
    ACROSS = "across"
    """From below the norm to above it, or back."""
    UP = "up"
    DOWN = "down"
    """Within the bounds, or without any."""
    OTHER = "other"
    """Other words, or numbers that cannot be told apart: limits, another unit."""
    MISSING = "missing"


class Change(Struct, frozen=True):
    """From an earlier value to a later one. by: the difference, where both are plain numbers in one unit.

    percent: of the earlier value, rounded; None where that is 0, of other sign, or too much to say anything.
    """

    direction: Direction
    by: Decimal | None = None
    percent: int | None = None


def change(before: Observation | None, after: Observation | None) -> Change:
    """What became of a test."""
    if before is None or after is None:
        return Change(Direction.MISSING)
    if (before.value, before.comparator, before.words, before.unit) == (
        after.value, after.comparator, after.words, after.unit
    ):  # fmt: skip
        return Change(Direction.SAME, Decimal(0) if _plain(before) else None, 0 if _plain(before) else None)
    by = _by(before, after)
    if by == 0:
        return Change(Direction.SAME, by, 0)
    return Change(_direction(before, after, by), by, _percent(before.value, by))


def _plain(result: Observation) -> bool:
    return result.value is not None and not result.comparator


def _by(before: Observation, after: Observation) -> Decimal | None:
    if before.value is None or after.value is None or not (_plain(before) and _plain(after)):
        return None
    return after.value - before.value if before.unit.strip() == after.unit.strip() else None


def _percent(before: Decimal | None, by: Decimal | None) -> int | None:
    if by is None or before is None or before <= 0:
        return None
    share = abs(by) * 100 / before
    if share > _MOST_PERCENT:
        return None
    return int(share.to_integral_value(ROUND_HALF_UP)) * (1 if by > 0 else -1)


def _direction(before: Observation, after: Observation, by: Decimal | None) -> Direction:
    was, now = before.mark, after.mark
    if was is not now and Mark.UNKNOWN not in (was, now):
        if now is Mark.WITHIN:
            return Direction.INTO_NORM
        if was is Mark.WITHIN:
            return Direction.OUT_OF_NORM
        return Direction.ACROSS if {was, now} == {Mark.LOW, Mark.HIGH} else Direction.OTHER
    if by is None:
        return Direction.OTHER
    if was is now and now in (Mark.LOW, Mark.HIGH):
        return Direction.FARTHER if (by > 0) == (now is Mark.HIGH) else Direction.NEARER
    return Direction.UP if by > 0 else Direction.DOWN
