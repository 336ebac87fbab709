"""The first tab of a card: records, the one under the cursor, medicines, results, a plot, tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow, Series
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import ALIVE, WIDE, Present, taking_lines, task_lines, unacknowledged
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import record_columns
from medcab_tui.ui.patients.results import in_order, latest_lines, plot_of
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot
from medcab_tui.ui.widgets.row_list import RowList

ALWAYS = 5
"""Lines of a record that stay visible however long the list above it is."""


class Overview(Horizontal):
    """Two columns where there is room, else records above their text."""

    DEFAULT_CSS = """
    Overview { height: 1fr; }
    Overview > #overview-left { width: 1fr; height: 1fr; overflow: hidden; }
    Overview > #overview-right { width: 42; height: 1fr; margin-left: 2; overflow: hidden; }
    Overview.-narrow > #overview-right { display: none; }
    Overview RowList { height: auto; }
    Overview Panel, Overview Plot { margin-top: 1; }
    Overview #overview-results { margin-top: 0; }
    Overview.-low Panel { margin-top: 0; }
    """

    def __init__(self, read: Callable[[Id], Awaitable[Encounter]], present: Callable[[], Present]) -> None:
        super().__init__(id="pane-overview")
        self._read = read
        self._present = present
        self._card: Card | None = None

    def compose(self) -> ComposeResult:
        zone = self._present().zone
        with Vertical(id="overview-left"):
            yield RowList(
                record_columns(zone),
                title=_("Records"),
                id="overview-records",
                empty=lambda: _("No records yet. н/y writes the first one."),
            )
            yield RecordText(self._read, zone, id="overview-record")
            yield Panel(_("Takes"), id="overview-taking", indent=0)
        with Vertical(id="overview-right"):
            yield Panel(_("Results"), id="overview-results", indent=0)
            yield Plot(id="overview-plot")
            yield Panel(_("To do for the patient"), id="overview-tasks", indent=0)

    @property
    def records(self) -> RowList:
        return self.query_one("#overview-records", RowList)

    @property
    def text(self) -> RecordText:
        return self.query_one("#overview-record", RecordText)

    @property
    def selected(self) -> EncounterRow | None:
        """The record a verb acts on."""
        row = self.records.cursor_row
        return row if isinstance(row, EncounterRow) else None

    def show(self, card: Card, *, keep: bool) -> None:
        """This card; `keep` leaves the cursor on its record."""
        self._card = card
        if card.latest is not None:
            self.text.know(card.latest)
        self.records.set_rows(card.encounters, keep=keep)
        self.text.tell(self.selected)
        self._paint()

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")
        self.set_class(self.size.height < 22, "-low")
        self._paint()

    @on(RowList.Moved, "#overview-records")
    def _moved(self) -> None:
        self.text.tell(self.selected)

    def _paint(self) -> None:
        card, present = self._card, self._present()
        if card is None:
            return
        right = 42
        left = self.size.width if self.has_class("-narrow") else self.size.width - right - 2
        taking = taking_lines([one for one in card.prescriptions if one.status in ALIVE], present, left)
        self._share_height(len(card.encounters), len(taking))
        self.query_one("#overview-taking", Panel).show(taking)
        unread = unacknowledged(card)
        note = _("not acknowledged {n}").format(n=unread) if unread else ""
        results = self.query_one("#overview-results", Panel)
        results.show(latest_lines(card.results, present.zone, right - 1), note=note)
        self._plot(card.results, present.zone)
        self.query_one("#overview-tasks", Panel).show(task_lines(card.tasks, present, right - 1))

    def _share_height(self, records: int, taking: int) -> None:
        """The list takes up to a third, medicines what they need, the text of the record what is left."""
        low, height = self.has_class("-low"), self.size.height
        gaps = 0 if low else 2
        listed = max(4, min(records + 1, height // 3 + 1))
        self.records.styles.max_height = listed
        left = height - min(listed, records + 1) - (taking + 1) - gaps - 1
        text = self.text
        text.most = max(ALWAYS, left)
        text.paint()

    def _plot(self, series: Sequence[Series], zone: str) -> None:
        plot = self.query_one("#overview-plot", Plot)
        plotted = next((one for one in in_order(series) if len(one.values) > 1), None)
        plot.display = plotted is not None and self.size.height >= 22
        if plotted is None:
            return
        points, low, high = plot_of(plotted, zone)
        title = f"{one_line(plotted.code.display)}, {one_line(plotted.unit)}"
        plot.show(points, low=low, high=high, title=title)
