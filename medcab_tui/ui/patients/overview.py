"""The first tab of a card: records, the one under the cursor, medicines, results, a plot, tasks."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow, Series
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import (
    ALIVE,
    WIDE,
    problem_lines,
    taking_lines,
    task_lines,
    unacknowledged,
)
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import record_columns
from medcab_tui.ui.patients.results import in_order, latest_lines, plot_of
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot
from medcab_tui.ui.widgets.row_list import RowList

ALWAYS = 5
"""Lines of a record that stay visible however long the list above it is."""


class Overview(CardPane):
    """Two columns where there is room, else records above their text."""

    DEFAULT_CSS = """
    Overview > #overview-left { width: 1fr; height: 1fr; overflow: hidden; }
    Overview > #overview-right { width: 42; height: 1fr; margin-left: 2; overflow: hidden; }
    Overview.-narrow > #overview-right { display: none; }
    Overview RowList { height: auto; }
    Overview Panel, Overview Plot { margin-top: 1; }
    Overview #overview-problems { margin-top: 0; }
    Overview.-low Panel { margin-top: 0; }
    """

    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-overview")
        zone = here.present().zone
        self.here = here
        self._card: Card | None = None
        self.rows = RowList(
            record_columns(zone, here.marks),
            title=_("Records"),
            id="overview-records",
            empty=lambda: _("No records yet. н/y writes the first one."),
            gap=2,
        )
        self._text = RecordText(self._read, zone, here.marks.told_in, id="overview-record")
        self._taking = Panel(_("Takes"), id="overview-taking", indent=0)
        self._problems = Panel(_("Problems"), id="overview-problems", indent=0)
        self._results = Panel(_("Results"), id="overview-results", indent=0)
        self._plot = Plot(id="overview-plot")
        self._tasks = Panel(_("To do for the patient"), id="overview-tasks", indent=0)

    def compose(self) -> ComposeResult:
        yield Vertical(self.rows, self._text, self._taking, id="overview-left")
        yield Vertical(self._problems, self._results, self._plot, self._tasks, id="overview-right")

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card; `keep` leaves the cursor on its record."""
        self._card = card
        if card.latest is not None:
            self._text.know(card.latest)
        self.rows.set_rows(card.encounters, keep=keep)
        self._text.tell(_record(self.rows.cursor_row))
        self._paint()

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")
        self.set_class(self.size.height < 22, "-low")
        self._paint()

    @on(RowList.Moved, "#overview-records")
    def _moved(self) -> None:
        self._text.tell(_record(self.rows.cursor_row))

    async def _read(self, record: Id) -> Encounter:
        return await self.here.cabinet().patients.encounter(record)

    def _paint(self) -> None:
        card, present = self._card, self.here.present()
        if card is None:
            return
        right = 42
        left = self.size.width if self.has_class("-narrow") else self.size.width - right - 2
        taking = taking_lines([one for one in card.prescriptions if one.status in ALIVE], present, left)
        self._share_height(len(card.encounters), len(taking))
        self._taking.show(taking)
        ended = sum(not one.active for one in card.problems)
        closed = _("closed {n}").format(n=ended) if ended else ""
        self._problems.show(problem_lines(card.problems, right - 1), note=closed)
        unread = unacknowledged(card)
        note = _("not acknowledged {n}").format(n=unread) if unread else ""
        self._results.show(latest_lines(card.results, present.zone, right - 1), note=note)
        self._show_plot(card.results, present.zone)
        self._tasks.show(task_lines(card.tasks, present, right - 1))

    def _share_height(self, records: int, taking: int) -> None:
        """The list takes up to a third, medicines what they need, the text of the record what is left."""
        low, height = self.has_class("-low"), self.size.height
        gaps = 0 if low else 2
        listed = max(4, min(records + 1, height // 3 + 1))
        self.rows.styles.max_height = listed
        left = height - min(listed, records + 1) - (taking + 1) - gaps - 1
        self._text.most = max(ALWAYS, left)
        self._text.paint()

    def _show_plot(self, series: Sequence[Series], zone: str) -> None:
        plotted = next((one for one in in_order(series) if len(one.values) > 1), None)
        self._plot.display = plotted is not None and self.size.height >= 22
        if plotted is None:
            return
        points, low, high = plot_of(plotted, zone)
        title = f"{one_line(plotted.code.display)}, {one_line(plotted.unit)}"
        self._plot.show(points, low=low, high=high, title=title)


def _record(row: object) -> EncounterRow | None:
    return row if isinstance(row, EncounterRow) else None
