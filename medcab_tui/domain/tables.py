"""A table on its way out of the cabinet: columns with kinds, rows read once, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

MOST_ROWS: Final = 100_000
"""Of one table: more of them are for a backup, not for a person."""

MOST_ROWS_TYPESET: Final = 2_000
"""Of a table that is set on pages: some sixty of them."""

MINUTE: Final = timedelta(minutes=1)


class Kind(StrEnum):
    """What the cells of a column hold, beside nothing at all."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    """Aware, or of the clock on the table's wall."""
    DURATION = "duration"


Cell: TypeAlias = str | int | Decimal | date | datetime | timedelta | None
Row: TypeAlias = tuple[Cell, ...]


class Format(StrEnum):
    """In what a table can be written; the value ends the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PDF = "pdf"
    ICS = "ics"


EVENT_KEYS: Final = frozenset(
    {"uid", "version", "start", "duration", "summary", "place", "note", "cancelled"}
)
"""Columns of a table of which a calendar can be made; `cancelled` holds 1 or nothing."""


class TableColumn(Struct, frozen=True):
    """A column. key: stable, JSON's word for it; title: in the reader's language; share: of a page."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    share: int = 2


class Table(Struct, frozen=True):
    """rows: read once, in their order. notes: who made it, when, of what; they go wherever text can.

    zone: of the wall clock its times are told by. made: the moment, aware. paged: what a page's foot says,
    with {n} and {all}. private: names of patients stand in it.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[Row]
    zone: str
    made: datetime
    notes: tuple[str, ...] = ()
    paged: str = "{n} / {all}"
    private: bool = False


def wall(at: datetime, zone: str) -> datetime:
    """The time on the wall, naive."""
    return at if at.tzinfo is None else at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def moment(at: datetime, zone: str) -> datetime:
    """The moment, aware: a time on the wall is of the table's zone."""
    return at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))


def utc(at: datetime, zone: str) -> datetime:
    """The moment in UTC."""
    return moment(at, zone).astimezone(UTC)


def hours_minutes(length: timedelta) -> str:
    """«1:05», «−0:15»; seconds are left out."""
    minutes = abs(length) // MINUTE
    sign = "−" if length < timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def plain(cell: Cell, zone: str) -> str:
    """A cell as text for a reader: a number with a comma, a day as ISO writes it."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{wall(cell, zone):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case timedelta():
            return hours_minutes(cell)
        case int():
            return str(cell)
        case Decimal():
            return format(cell, "f").replace(".", ",")
    return cell
