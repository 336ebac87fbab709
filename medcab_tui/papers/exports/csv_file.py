"""CSV as spreadsheets in Russia open it: a byte order mark, semicolons, commas in numbers, no formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import BinaryIO, ClassVar, Final

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.tables import Cell, Format, Table, plain

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With what a cell begins that spreadsheets may take for a formula (SECURITY.md: threats)."""


class CsvExporter:
    format: ClassVar[Format] = Format.CSV
    media: ClassVar[str] = "text/csv; charset=utf-8"

    def write(self, table: Table, to: BinaryIO) -> None:
        """The head, then the rows; notes have no place here."""
        text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=False)
        try:
            writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
            writer.writerow([harmless(column.title) for column in table.columns])
            for row in table.rows:
                writer.writerow([_cell(cell, table.zone) for cell in row])
            text.flush()
        finally:
            text.detach()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no terminal for an order."""
    shown = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{shown}" if text.startswith(_STARTS) or shown.startswith(_STARTS) else shown


def _cell(cell: Cell, zone: str) -> str:
    number = isinstance(cell, int) or (isinstance(cell, Decimal) and cell.is_finite())
    said = plain(cell, zone)
    return said if number else harmless(said)
