"""The tabs «История» and «Назначения»: a list, and what stands under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow, Prescription
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import WIDE, until_run
from medcab_tui.ui.patients.printing import status_run
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import History, accepting, record_choices, record_columns
from medcab_tui.ui.shell.filters import FilterBar
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.row_list import RowList


class HistoryPane(CardPane):
    """Every record there is, read as far as one looks, and the whole text of the one under the cursor."""

    DEFAULT_CSS = """
    HistoryPane > .records-side { width: 3fr; height: 1fr; }
    HistoryPane > VerticalScroll { width: 2fr; height: 1fr; margin-left: 2; scrollbar-size-vertical: 1; }
    HistoryPane.-narrow { layout: vertical; }
    HistoryPane.-narrow > .records-side { width: 1fr; height: 1fr; }
    HistoryPane.-narrow > VerticalScroll { width: 1fr; height: 55%; margin-left: 0; }
    """

    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-history")
        self.here = here
        zone = here.present().zone
        self._patient: Id | None = None
        self._first: Sequence[EncounterRow] = ()
        self._history: History | None = None
        self.bar = FilterBar("patients.history", record_choices, id="history-filter")
        self.rows = RowList(
            record_columns(zone, here.marks, author=True),
            title=_("History"),
            id="history-records",
            place=lambda row: row,
            empty=lambda: _("No records yet. н/y writes the first one."),
            gap=2,
            markable=lambda _row: True,
        )
        self._text = RecordText(self._read, zone, here.marks.told_in, id="history-record")
        self._scroll = VerticalScroll(self._text, id="history-scroll")

    def compose(self) -> ComposeResult:
        yield Stack(self.bar, self.rows, classes="records-side")
        yield self._scroll

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's history; `keep` leaves the cursor on its record."""
        self._text.renew(card.encounters)
        if card.latest is not None:
            self._text.know(card.latest)
        self._first = card.encounters
        if keep and self._history is not None and self._patient == card.patient.id:
            self._history.renew(card.encounters)
            await self.rows.reload()
            self._count()
        else:
            if self._patient != card.patient.id:
                with self.prevent(FilterBar.Changed):
                    self.bar.clear()
            self._patient = card.patient.id
            await self._read_anew()
        self._text.tell(_record(self.rows.cursor_row))

    async def _read_anew(self) -> None:
        if self._patient is not None:
            self._history = History(self._patient, self._first, self._more, accepting(self.bar.wanted))
            await self.rows.set_source(self._history)
            self._count()

    async def _read(self, record: Id) -> Encounter:
        return await self.here.cabinet().patients.encounter(record)

    async def _more(self, patient: Id, before: EncounterRow | None, limit: int) -> Sequence[EncounterRow]:
        """More records, with how they are signed."""
        rows = await self.here.cabinet().patients.encounters(patient, before=before, limit=limit)
        await self.here.marks.learn(rows)
        return rows

    def _count(self) -> None:
        self.bar.show_found(self._history.count if self._history is not None else None)

    @on(FilterBar.Changed)
    async def _narrowed(self, event: FilterBar.Changed) -> None:
        event.stop()
        await self._read_anew()
        self._text.tell(_record(self.rows.cursor_row))

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")

    @on(RowList.Moved, "#history-records")
    def _moved(self) -> None:
        self._text.tell(_record(self.rows.cursor_row))
        self._scroll.scroll_home(animate=False)


def _record(row: object) -> EncounterRow | None:
    return row if isinstance(row, EncounterRow) else None


class PrescriptionsPane(CardPane):
    """What was prescribed, with the official status of each. Read-only."""

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-prescriptions")
        self.here = here
        self.rows = RowList(
            self._columns(()),
            title=_("Prescriptions"),
            id="prescriptions-rows",
            empty=lambda: _("No prescriptions."),
        )

    def compose(self) -> ComposeResult:
        yield self.rows

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's prescriptions."""
        self.rows.set_columns(self._columns(card.prescriptions))
        self.rows.set_rows(card.prescriptions, keep=keep)

    def _columns(self, prescriptions: Sequence[Prescription]) -> tuple[Column, ...]:
        """The status as wide as the longest there is: what is left is the medicine's."""
        present = self.here.present
        status = max((len(status_run(one.status)[0]) for one in prescriptions), default=10)
        return (
            Column(lambda one: one_line(one.text), lambda: _("Prescription"), flex=1, least=20),
            Column(lambda one: status_run(one.status), lambda: _("Status"), width=status),
            Column(lambda one: (one.issued.isoformat(), "dim"), lambda: _("Issued"), width=10, needs=84),
            Column(lambda one: until_run(one, present()), lambda: _("Until"), width=15),
        )
