"""The tab «Направления»: where this patient was sent and what was ordered, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from textual import on
from textual.app import ComposeResult

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.documents import Asked
from medcab_tui.domain.orders import Order
from medcab_tui.domain.patients import Card
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.documents.lists import file_word, status_of
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.order_words import order_came, order_status, order_title
from medcab_tui.ui.patients.printing import padded
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Cell, Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList

REFERRAL = "направление"
"""The kind of document that is listed here."""

LABEL = 14


class ReferralsPane(CardPane):
    """Referrals on paper and orders to the laboratory, newest first. Read when the tab is shown."""

    DEFAULT_CSS = """
    ReferralsPane { layout: vertical; }
    ReferralsPane > RowList { height: auto; max-height: 70%; }
    ReferralsPane > Panel { margin-top: 1; }
    """
    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-referrals")
        self.here = here
        self.rows = RowList(
            (
                Column(self._day, lambda: _("Date"), width=10),
                Column(_title, lambda: _("Referral"), flex=3, least=15),
                Column(_number, lambda: _("Number"), width=12, needs=70),
                Column(self._status, lambda: _("Status"), width=22),
                Column(_came, width=14, needs=86),
                Column(_author, lambda: _("Author"), width=16, needs=104),
            ),
            title=_("Referrals"),
            id="referrals-rows",
            markable=lambda row: isinstance(row, DocumentRow) and not row.withdrawn,
            empty=lambda: _("No referrals of this patient. л/k writes one."),
        )
        self._whole = Panel(id="referral", indent=0)

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self._whole

    @property
    def order(self) -> Order | None:
        """The order to the laboratory that a verb acts on."""
        row = self.rows.painted_row
        return row if isinstance(row, Order) else None

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's referrals and orders."""
        patient = self.wanted = card.patient.id
        cabinet = self.here.cabinet()
        papers = await cabinet.documents.page(Asked(kind=REFERRAL, patient=patient))
        orders = await cabinet.orders.of(patient)
        await self.here.marks.learn(papers)
        if not self.refers_to(patient):
            return
        self.rows.set_rows(sorted((*papers, *orders), key=self._when, reverse=True), keep=keep)
        self._tell()

    def on_resize(self) -> None:
        self._tell()

    @on(RowList.Moved, "#referrals-rows")
    def _moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        row, lines = self.rows.cursor_row, list[Line]()
        facts = _order_facts(row) if isinstance(row, Order) else []
        for label, text in facts:
            for number, piece in enumerate(wrap(text, max(20, self.size.width - LABEL - 4))):
                lines.append((("  " + padded(label if number == 0 else "", LABEL), "dim"), (piece, "text")))
        self._whole.show(lines, title=_("Order to the laboratory") if lines else "")

    def _on(self, row: Any) -> date:
        return day_in(row.ordered, self.here.present().zone) if isinstance(row, Order) else row.issued

    def _when(self, row: Any) -> tuple[date, bytes]:
        return self._on(row), row.id

    def _day(self, row: Any) -> Cell:
        return (self._on(row).isoformat(), "dim")

    def _status(self, row: Any) -> Cell:
        if isinstance(row, Order):
            return order_status(row)
        return self.here.marks.before(row.id, status_of(row))


def _title(row: Any) -> Cell:
    return order_title(row) if isinstance(row, Order) else row.title


def _number(row: Any) -> Cell:
    return one_line(row.number).removeprefix("№ ")


def _came(row: Any) -> Cell:
    return (order_came(row) if isinstance(row, Order) else file_word(row), "dim")


def _author(row: Any) -> Cell:
    return (row.by_name if isinstance(row, Order) else row.author, "dim")


def _order_facts(order: Order) -> list[tuple[str, str]]:
    facts = (
        (pgettext("order", "Tests"), ", ".join(one_line(test.display) for test in order.tests)),
        (_("Urgency"), _("urgent") if order.urgent else ""),
        (_("Diagnosis"), one_line(order.diagnosis)),
        (_("Reason"), one_line(order.reason)),
        (_("Laboratory"), one_line(order.told)),
        (pgettext("order", "Came"), order_came(order) if order.results or order.documents else ""),
    )
    return [(label, text) for label, text in facts if text]
