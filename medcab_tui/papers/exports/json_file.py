"""JSON: days and times as ISO 8601 writes them, numbers with a point as texts so that no digit is lost."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import BinaryIO, ClassVar

from medcab_tui.domain.tables import MINUTE, Cell, Format, Table, moment


class JsonExporter:
    format: ClassVar[Format] = Format.JSON
    media: ClassVar[str] = "application/json"

    def write(self, table: Table, to: BinaryIO) -> None:
        """One object; every row on a line of its own."""
        head = {
            "title": table.title,
            "made": table.made.isoformat(timespec="seconds"),
            "zone": table.zone,
            "notes": list(table.notes),
            "columns": [
                {"key": column.key, "title": column.title, "kind": column.kind.value}
                for column in table.columns
            ],
        }
        to.write(_bytes(head)[:-1] + b',"rows":[')
        keys = [column.key for column in table.columns]
        between = b"\n"
        for row in table.rows:
            cells = (_cell(cell, table.zone) for cell in row)
            to.write(between + _bytes(dict(zip(keys, cells, strict=True))))
            between = b",\n"
        to.write(b"\n]}\n")


def _bytes(value: object) -> bytes:
    """A lone half of a letter, which UTF-8 cannot hold, is written by its number."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _cell(cell: Cell, zone: str) -> str | int | None:
    match cell:
        case datetime():
            return moment(cell, zone).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case timedelta():
            return f"{'-' if cell < timedelta() else ''}PT{abs(cell) // MINUTE}M"
        case Decimal():
            return format(cell, "f")
    return cell
