"""Tables as files. One exporter for each format; what is written is data wherever it is opened."""

from __future__ import annotations

from typing import BinaryIO, ClassVar, Protocol

from medcab_tui.domain.tables import Format, Table


class Exporter(Protocol):
    """Writes a table. Called on a thread; closes nothing. OSError and what the rows raise go through."""

    format: ClassVar[Format]
    media: ClassVar[str]

    def write(self, table: Table, to: BinaryIO) -> None:
        """The whole table, its rows read one by one."""


def exporter(wanted: Format) -> Exporter:
    """The exporter of a format; its library is loaded when it is asked for."""
    match wanted:
        case Format.CSV:
            from medcab_tui.papers.exports.csv_file import CsvExporter

            return CsvExporter()
        case Format.XLSX:
            from medcab_tui.papers.exports.xlsx_file import XlsxExporter

            return XlsxExporter()
        case Format.JSON:
            from medcab_tui.papers.exports.json_file import JsonExporter

            return JsonExporter()
        case Format.ICS:
            from medcab_tui.papers.exports.ics_file import IcsExporter

            return IcsExporter()
        case Format.PDF:
            from medcab_tui.papers.exports.pdf_file import PdfExporter

            return PdfExporter()
