"""PDF: a table set on pages with its notes above and page numbers below."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.tables import Format, Kind, Table, plain, wall

_PAGE = Path(__file__).with_name("table.typ")
_RIGHT = frozenset({Kind.NUMBER, Kind.DURATION})


class PdfExporter:
    format: ClassVar[Format] = Format.PDF
    media: ClassVar[str] = "application/pdf"

    def write(self, table: Table, to: BinaryIO) -> None:
        """The whole table at once; Invalid `paper.heavy` if it is more than can be set."""
        from medcab_tui.papers.typesetting import Typesetter

        typesetter = Typesetter()
        try:
            page = _PAGE.read_text(encoding="utf-8")
            to.write(asyncio.run(typesetter.pdf(page, _values(table), table.made)))
        finally:
            typesetter.close()


def _values(table: Table) -> dict[str, Any]:
    day = wall(table.made, table.zone)
    return {
        "title": visible(table.title),
        "author": {"name": ""},
        "issued": {"year": day.year, "month": day.month, "day": day.day},
        "notes": [visible(note) for note in table.notes],
        "paged": table.paged,
        "columns": [
            {"title": visible(column.title), "share": column.share, "right": column.kind in _RIGHT}
            for column in table.columns
        ],
        "rows": [[visible(plain(cell, table.zone)) for cell in row] for row in table.rows],
    }
