"""The tab «Направления»: where this patient was sent, and what became of it."""

from __future__ import annotations

from textual.app import ComposeResult

from medcab_tui.domain.documents import Asked
from medcab_tui.domain.patients import Card
from medcab_tui.locale import _
from medcab_tui.ui.documents.lists import file_word, status_of
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList

REFERRAL = "направление"
"""The kind of document that is listed here."""


class ReferralsPane(CardPane):
    """Referrals made from templates or attached, newest first. Read when the tab is shown."""

    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-referrals")
        self.here = here
        self.rows = RowList(
            (
                Column(lambda row: (f"{row.issued:%Y-%m-%d}", "dim"), lambda: _("Date"), width=10),
                Column(lambda row: row.title, lambda: _("Referral"), flex=3, least=15),
                Column(lambda row: row.number.removeprefix("№ "), lambda: _("Number"), width=10),
                Column(lambda row: here.marks.before(row.id, status_of(row)), lambda: _("Status"), width=13),
                Column(lambda row: (file_word(row), "dim"), width=3),
                Column(lambda row: (row.author, "dim"), lambda: _("Author"), width=16, needs=100),
            ),
            title=_("Referrals"),
            id="referrals-rows",
            markable=lambda row: not row.withdrawn,
            empty=lambda: _("No referrals of this patient. л/k writes one."),
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's referrals."""
        patient = self.wanted = card.patient.id
        found = await self.here.cabinet().documents.page(Asked(kind=REFERRAL, patient=patient))
        await self.here.marks.learn(found)
        if self.refers_to(patient):
            self.rows.set_rows(found, keep=keep)
