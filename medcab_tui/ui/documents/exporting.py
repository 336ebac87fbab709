"""The list of documents as a table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.exports import PAGE
from medcab_tui.domain.documents import Asked
from medcab_tui.domain.exports import Listing
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.tables import MOST_ROWS, Kind, Row, TableColumn
from medcab_tui.locale import _
from medcab_tui.ui.documents.lists import EveryDocument, FoundDocuments, file_word, place_of, row_of
from medcab_tui.ui.exports.offered import Columned, Offered

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet


async def documents_offered(cabinet: Cabinet, text: str, asked: Asked, narrowed: Sequence[str]) -> Offered:
    """Every document of a list that is asked for so, however long it is."""
    room = cabinet.documents
    most = MOST_ROWS + 1
    rows = await (room.found(text, asked, most) if text else room.total(asked, most))
    source = FoundDocuments(room, text, asked) if text else EveryDocument(room, asked)
    return Offered(
        Listing.DOCUMENTS,
        _("Documents"),
        rows,
        lambda _format, named: Columned(_columns(named=named), _pages(source, named=named)),
        ", ".join(narrowed),
    )


def _columns(*, named: bool) -> tuple[TableColumn, ...]:
    columns = (
        TableColumn("date", _("Date"), Kind.DATE),
        TableColumn("number", _("Number")),
        TableColumn("kind", _("Kind"), share=3),
        TableColumn("title", _("Document"), share=5),
        TableColumn("patient", _("Patient"), share=4),
        TableColumn("status", _("Status")),
        TableColumn("author", _("Author"), share=3),
        TableColumn("file", _("File"), share=1),
    )
    return tuple(column for column in columns if named or column.key != "patient")


async def _pages(source: EveryDocument | FoundDocuments, *, named: bool) -> AsyncIterator[Sequence[Row]]:
    after: Any = None
    while page := await source.page(after=after, limit=PAGE):
        yield [_row(row, named=named) for one in page if (row := row_of(one)) is not None]
        after = place_of(page[-1])


def _row(row: DocumentRow, *, named: bool) -> Row:
    """Without names a patient's document goes by its kind: people write names into titles."""
    title = row.title if named or row.patient is None else row.kind
    status = _("withdrawn") if row.withdrawn else row.status
    patient = (row.patient_name,) if named else ()
    number = row.number.removeprefix("№ ")
    return (row.issued, number, row.kind, title, *patient, status, row.author, file_word(row))
