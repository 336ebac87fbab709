"""Instants as the store keeps them, and days of an institution."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(at: datetime) -> int:
    """An aware time as whole microseconds since 1970 in UTC: sorts as numbers do, loses nothing."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(kept: int) -> datetime:
    """The aware UTC time of a kept instant."""
    return _EPOCH + timedelta(microseconds=kept)


def day_in(at: datetime, zone: str) -> date:
    """The calendar day of an instant where the institution is."""
    return at.astimezone(ZoneInfo(zone)).date()


def utc_of(wall: datetime, zone: str) -> datetime:
    """The instant of a naive wall time in a zone; the earlier one where the clock is set back."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=64)
def known_zone(zone: str) -> bool:
    """Whether a zone has rules on this machine."""
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        return False
    return True
