"""The tabs «История» and «Назначения»: a list, and what stands under the cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import WIDE, Present, until_run
from medcab_tui.ui.patients.printing import status_run
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import History, accepting, record_choices, record_columns
from medcab_tui.ui.shell.filters import FilterBar
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.ui.signing.marks import Marks

MoreRecords = Callable[[Id, EncounterRow | None, int], Awaitable[Sequence[EncounterRow]]]


class HistoryPane(Horizontal):
    """Every record there is, read as far as one looks, and the whole text of the one under the cursor."""

    DEFAULT_CSS = """
    HistoryPane { height: 1fr; }
    HistoryPane > .records-side { width: 3fr; height: 1fr; }
    HistoryPane > VerticalScroll { width: 2fr; height: 1fr; margin-left: 2; scrollbar-size-vertical: 1; }
    HistoryPane.-narrow { layout: vertical; }
    HistoryPane.-narrow > .records-side { width: 1fr; height: 1fr; }
    HistoryPane.-narrow > VerticalScroll { width: 1fr; height: 55%; margin-left: 0; }
    """

    def __init__(
        self,
        read: Callable[[Id], Awaitable[Encounter]],
        more: MoreRecords,
        present: Callable[[], Present],
        marks: Marks,
    ) -> None:
        super().__init__(id="pane-history")
        zone = present().zone
        self._more = more
        self._patient: Id | None = None
        self._first: Sequence[EncounterRow] = ()
        self._history: History | None = None
        self.bar = FilterBar("patients.history", record_choices, id="history-filter")
        self.records = RowList(
            record_columns(zone, marks, author=True),
            title=_("History"),
            id="history-records",
            place=lambda row: row,
            empty=lambda: _("No records yet. н/y writes the first one."),
            gap=2,
            markable=lambda _row: True,
        )
        self._text = RecordText(read, zone, marks.told_in, id="history-record")
        self._scroll = VerticalScroll(self._text, id="history-scroll")

    def compose(self) -> ComposeResult:
        yield Vertical(self.bar, self.records, classes="records-side")
        yield self._scroll

    @property
    def selected(self) -> EncounterRow | None:
        """The record a verb acts on."""
        return _record(self.records.painted_row)

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's history; `keep` leaves the cursor on its record."""
        if card.latest is not None:
            self._text.know(card.latest)
        self._first = card.encounters
        if keep and self._history is not None and self._patient == card.patient.id:
            self._history.renew(card.encounters)
            await self.records.reload()
            self._count()
        else:
            if self._patient != card.patient.id:
                with self.prevent(FilterBar.Changed):
                    self.bar.clear()
            self._patient = card.patient.id
            await self._read_anew()
        self._text.tell(_record(self.records.cursor_row))

    async def _read_anew(self) -> None:
        if self._patient is not None:
            self._history = History(self._patient, self._first, self._more, accepting(self.bar.wanted))
            await self.records.set_source(self._history)
            self._count()

    def _count(self) -> None:
        self.bar.show_found(self._history.count if self._history is not None else None)

    @on(FilterBar.Changed)
    async def _narrowed(self, event: FilterBar.Changed) -> None:
        event.stop()
        await self._read_anew()
        self._text.tell(_record(self.records.cursor_row))

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")

    @on(RowList.Moved, "#history-records")
    def _moved(self) -> None:
        self._text.tell(_record(self.records.cursor_row))
        self._scroll.scroll_home(animate=False)


def _record(row: object) -> EncounterRow | None:
    return row if isinstance(row, EncounterRow) else None


class PrescriptionsPane(Horizontal):
    """What was prescribed, with the official status of each. Read-only."""

    DEFAULT_CSS = "PrescriptionsPane { height: 1fr; }"

    def __init__(self, present: Callable[[], Present]) -> None:
        super().__init__(id="pane-prescriptions")
        self._rows = RowList(
            (
                Column(lambda one: one_line(one.text), lambda: _("Prescription"), flex=1, least=20),
                Column(lambda one: status_run(one.status), lambda: _("Status"), width=27),
                Column(lambda one: (one.issued.isoformat(), "dim"), lambda: _("Issued"), width=10, needs=84),
                Column(lambda one: until_run(one, present()), lambda: _("Until"), width=15),
            ),
            title=_("Prescriptions"),
            id="prescriptions-rows",
            empty=lambda: _("No prescriptions."),
        )

    def compose(self) -> ComposeResult:
        yield self._rows

    def show(self, card: Card, *, keep: bool) -> None:
        """This patient's prescriptions."""
        self._rows.set_rows(card.prescriptions, keep=keep)
