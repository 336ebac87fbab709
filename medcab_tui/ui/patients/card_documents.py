"""The tab «Документы» of a card: the patient's documents, newest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _
from medcab_tui.ui.documents.lists import file_word, status_of
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.ui.signing.marks import Marks

MOST = 50
"""Documents that the tab lists; all of them stand in section 4."""

ReadDocuments = Callable[[Id], Awaitable[Sequence[DocumentRow]]]


class DocumentsPane(Horizontal):
    """Read when the tab is shown: the card itself opens without them."""

    DEFAULT_CSS = "DocumentsPane { height: 1fr; }"

    def __init__(self, read: ReadDocuments, marks: Marks) -> None:
        super().__init__(id="pane-documents")
        self._read, self._marks = read, marks
        self._wanted: Id | None = None
        self.rows = RowList(
            (
                Column(lambda row: (f"{row.issued:%Y-%m-%d}", "dim"), lambda: _("Date"), width=10),
                Column(lambda row: row.title, lambda: _("Document"), flex=3, least=15),
                Column(lambda row: row.number.removeprefix("№ "), lambda: _("Number"), width=10, needs=84),
                Column(lambda row: marks.before(row.id, status_of(row)), lambda: _("Status"), width=13),
                Column(lambda row: (file_word(row), "dim"), width=3),
                Column(lambda row: (row.author, "dim"), lambda: _("Author"), width=16, needs=100),
            ),
            title=_("Documents"),
            id="card-documents",
            markable=lambda row: not row.withdrawn,
            empty=lambda: _("No documents of this patient. а/f attaches a file: PDF, JPG or PNG."),
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's documents; of two reads under way the later one counts."""
        patient = self._wanted = card.patient.id
        found = await self._read(patient)
        await self._marks.learn(found)
        if patient != self._wanted:
            return
        self.rows.set_rows(found, keep=keep)
        self.rows.set_title(_("Documents"), _("newest {n}").format(n=MOST) if len(found) >= MOST else "")
