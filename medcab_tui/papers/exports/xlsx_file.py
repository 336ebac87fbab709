"""XLSX: texts as texts, numbers as numbers, days as days. No cell is a formula or a link."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.tables import Cell, Format, Table, plain, wall

_EARLIEST: Final = date(1900, 3, 1)
"""Before it spreadsheets count a day that never was."""
_MOST_LETTERS: Final = 32_767
_MOST_DIGITS: Final = 15
"""A spreadsheet's number holds no more."""
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_LOOKS: Final = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "duration": "[h]:mm"}


class XlsxExporter:
    format: ClassVar[Format] = Format.XLSX
    media: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, table: Table, to: BinaryIO) -> None:
        """A sheet with the table and one with the notes; rows never stand in memory together."""
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError

        with _pieces() as folder:
            book = xlsxwriter.Workbook(
                _Outlet(to),
                {
                    "constant_memory": True,
                    "tmpdir": folder,
                    "strings_to_formulas": False,
                    "strings_to_urls": False,
                    "strings_to_numbers": False,
                },
            )
            try:
                book.set_properties({"title": _text(table.title), "created": table.made.replace(tzinfo=None)})
                _sheet(book, table)
                _notes(book, table)
                book.close()
            except FileCreateError as error:
                raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error


class _Outlet:
    """The file as the archive sees it. Once it refused a piece it takes no other: an archive that is thrown
    away writes its end when nobody is there any more to be told."""

    def __init__(self, to: BinaryIO) -> None:
        self._to: BinaryIO | None = to

    def write(self, content: bytes) -> int:
        if self._to is None:
            return len(content)
        try:
            return self._to.write(content)
        except BaseException:
            self._to = None
            raise

    def tell(self) -> int:
        return self._to.tell() if self._to is not None else 0

    def seek(self, at: int, whence: int = 0) -> int:
        return self._to.seek(at, whence) if self._to is not None else 0

    def flush(self) -> None:
        if self._to is not None:
            self._to.flush()


@contextmanager
def _pieces() -> Iterator[str]:
    """A folder for the pieces of the file while it is made: in memory where there is one, so that no disk
    keeps what was meant for one file."""
    there = str(_MEMORY) if os.access(_MEMORY, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(prefix="medcab-", dir=there) as folder:
        yield folder


def _sheet(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("1")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"valign": "top"})
    looks = {name: book.add_format({"num_format": form, "valign": "top"}) for name, form in _LOOKS.items()}
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, max(8 * column.share, len(column.title) + 2))
        sheet.write_string(0, at, _text(column.title), head)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            _write(sheet, line, at, cell, table.zone, text, number, looks)


def _write(
    sheet: Any, line: int, at: int, cell: Cell, zone: str, text: Any, number: Any, looks: dict[str, Any]
) -> None:
    match cell:
        case None | "":
            return
        case datetime() if wall(cell, zone).date() >= _EARLIEST:
            sheet.write_datetime(line, at, wall(cell, zone), looks["datetime"])
        case date() if not isinstance(cell, datetime) and cell >= _EARLIEST:
            sheet.write_datetime(line, at, cell, looks["date"])
        case timedelta() if cell >= timedelta():
            sheet.write_datetime(line, at, cell, looks["duration"])
        case int() | Decimal() if _holds(cell):
            sheet.write_number(line, at, cell, number)
        case _:
            sheet.write_string(line, at, _text(plain(cell, zone)), text)


def _holds(value: int | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of a number."""
    exact = Decimal(value)
    return exact.is_finite() and len(exact.as_tuple().digits) <= _MOST_DIGITS and abs(exact.adjusted()) < 300


def _text(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= _MOST_LETTERS else shown[: _MOST_LETTERS - 1] + "…"


def _notes(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("2")
    sheet.set_column(0, 0, 90)
    for line, said in enumerate((table.title, *table.notes)):
        sheet.write_string(line, 0, _text(said))
