"""What a section offers to be written out: which list, how many rows, and how its table is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from medcab_tui.cabinet.exports import Pages
from medcab_tui.domain.exports import Listing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.tables import Format, Row, TableColumn

TABLES: Final = (Format.XLSX, Format.CSV, Format.JSON, Format.PDF)
"""Formats that take any table."""


class Columned(Struct, frozen=True):
    """Columns, and the rows that fill them."""

    columns: tuple[TableColumn, ...]
    pages: Pages


class Offered(Struct, frozen=True):
    """A list on the screen. title: in the reader's language; narrowed: by what; rows: how many there are.

    made: the table in a format, with names of patients or without. names: whether any can stand in it.
    patient, whose: of a card; «Кузнецова Мария Павловна, 1958-03-14» is only written where names are.
    """

    listing: Listing
    title: str
    rows: int
    made: Callable[[Format, bool], Columned]
    narrowed: str = ""
    formats: tuple[Format, ...] = TABLES
    names: bool = True
    patient: Id | None = None
    whose: str = ""


async def at_once(rows: Iterable[Row]) -> AsyncIterator[Sequence[Row]]:
    """What is there already, as one page."""
    yield tuple(rows)
