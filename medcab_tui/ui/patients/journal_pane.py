"""The tab «Журнал» of a card: who looked and who changed what."""

from __future__ import annotations

from textual.app import ComposeResult

from medcab_tui.domain.patients import Card
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.widgets.row_list import RowList


class JournalPane(CardPane):
    """Rows of the journal that concern this patient, newest first."""

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-journal")
        self.here = here
        self.rows = RowList(
            (),
            title=_("Journal"),
            id="card-journal-rows",
            empty=lambda: _("Nothing is written here yet."),
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's."""
        self.wanted = card.patient.id
