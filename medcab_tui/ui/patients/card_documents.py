"""The tab «Документы» of a card: the patient's documents, newest first."""

from __future__ import annotations

from textual.app import ComposeResult

from medcab_tui.domain.patients import Card
from medcab_tui.locale import _
from medcab_tui.ui.documents.lists import file_word, status_of
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList

MOST = 50
"""Documents that the tab lists; all of them stand in section 4."""


class DocumentsPane(CardPane):
    """Read when the tab is shown: the card itself opens without them."""

    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-documents")
        self.here = here
        self.rows = RowList(
            (
                Column(lambda row: (f"{row.issued:%Y-%m-%d}", "dim"), lambda: _("Date"), width=10),
                Column(lambda row: row.title, lambda: _("Document"), flex=3, least=15),
                Column(lambda row: row.number.removeprefix("№ "), lambda: _("Number"), width=10, needs=84),
                Column(lambda row: here.marks.before(row.id, status_of(row)), lambda: _("Status"), width=13),
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
        patient = self.wanted = card.patient.id
        found = await self.here.cabinet().documents.of_patient(patient)
        await self.here.marks.learn(found)
        if not self.refers_to(patient):
            return
        self.rows.set_rows(found, keep=keep)
        self.rows.set_title(_("Documents"), _("newest {n}").format(n=MOST) if len(found) >= MOST else "")
