"""The tab «Электронный журнал наблюдения»: vital signs, newest first, and how they went."""

from __future__ import annotations

from textual.app import ComposeResult

from medcab_tui.domain.patients import Card
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.widgets.row_list import RowList


class ObservationPane(CardPane):
    """What was measured, when and by whom."""

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-observation")
        self.here = here
        self.rows = RowList(
            (),
            title=_("Electronic journal of observation"),
            id="observation-rows",
            empty=lambda: _("Nothing measured yet."),
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's."""
        self.wanted = card.patient.id
