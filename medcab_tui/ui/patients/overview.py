"""The first tab of a card: records, the one under the cursor, medicines, results, a plot, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow, Series
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import WIDE, taking_lines, unacknowledged
from medcab_tui.ui.patients.matters import (
    newest_line,
    problem_lines,
    shortened,
    taken,
    task_lines,
    to_do,
)
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import record_columns
from medcab_tui.ui.patients.results import in_order, latest_lines, plot_of, plotted
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.domain.vitals import Measurement

ALWAYS = 3
"""Lines of a record that stay visible however much stands around it."""

LINES_OF_A_RECORD = 14
"""With fewer lines for the record the newest vital signs are left to their tab."""

RIGHT = 42
"""Cells of the second column."""

ROOMY = 122
"""Columns of a screen whose cards have that column."""

LOW, STACKED = 32, 38
"""Lines of the screen up to which gaps are left out, and from which what has no room beside stands below.

Not of this pane: its height changes while a card is laid out, and every class that changes is styled anew.
"""

PLOT = 12
PLOT_LEAST = 8


class Overview(CardPane):
    """Two columns where there is room, else records above their text, with the newest results in a line."""

    DEFAULT_CSS = """
    Overview > #overview-left { width: 1fr; height: 1fr; overflow: hidden; }
    Overview > #overview-right { width: 42; height: 1fr; margin-left: 2; overflow: hidden; }
    Overview.-narrow { layout: vertical; }
    Overview.-narrow > #overview-right { display: none; }
    Overview.-stacked > #overview-right {
        display: block; width: 1fr; margin: 1 0 0 0;
        layout: grid; grid-size: 2 2; grid-columns: 1fr 42; grid-rows: auto 1fr; grid-gutter: 1 2;
    }
    Overview.-stacked #overview-results { row-span: 2; }
    Overview.-stacked #overview-right Panel { margin-top: 0; }
    Overview RowList { height: auto; }
    Overview Panel, Overview Plot { margin-top: 1; }
    Overview #overview-problems { margin-top: 0; }
    Overview #overview-newest { display: none; }
    Overview.-narrow #overview-newest { display: block; }
    Overview.-stacked #overview-newest { display: none; }
    Overview.-low Panel { margin-top: 0; }
    Overview.-narrow #overview-signs, Overview.-low #overview-signs { display: none; }
    """
    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-overview")
        zone = here.present().zone
        self.here = here
        self._card: Card | None = None
        self._measured: Sequence[Measurement] = ()
        self.rows = RowList(
            record_columns(zone, here.marks),
            title=_("Records"),
            id="overview-records",
            empty=lambda: _("No records yet. н/y writes the first one."),
            gap=2,
        )
        self._text = RecordText(self._read, zone, here.marks.told_in, id="overview-record")
        self._taking = Panel(_("Takes"), id="overview-taking", indent=0)
        self._signs = Panel(_("Observation"), id="overview-signs", indent=0)
        self._newest = Panel(_("Results"), id="overview-newest", indent=0)
        self._problems = Panel(_("Problems"), id="overview-problems", indent=0)
        self._results = Panel(_("Results"), id="overview-results", indent=0)
        self._plot = Plot(id="overview-plot")
        self._tasks = Panel(_("To do for the patient"), id="overview-tasks", indent=0)

    def compose(self) -> ComposeResult:
        yield Vertical(self.rows, self._text, self._newest, self._taking, self._signs, id="overview-left")
        self._right = Vertical(self._problems, self._results, self._plot, self._tasks, id="overview-right")
        yield self._right

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card; `keep` leaves the cursor on its record."""
        self.wanted = card.patient.id
        measured = await self._read_signs(card.patient.id)
        if not self.refers_to(card.patient.id):
            return
        self._card, self._measured = card, measured
        self._text.renew(card.encounters)
        if card.latest is not None:
            self._text.know(card.latest)
        self.rows.set_rows(card.encounters, keep=keep)
        self._text.tell(_record(self.rows.cursor_row))
        self._paint()

    async def _read_signs(self, patient: Id) -> Sequence[Measurement]:
        """The newest vital signs, where the screen has room for them."""
        if self.screen.size.width < ROOMY or self.screen.size.height < STACKED:
            return ()
        from medcab_tui.ui.patients.newest_signs import MOST

        return await self.here.cabinet().vitals.of(patient, limit=MOST)

    def on_resize(self) -> None:
        narrow, height = self.size.width < WIDE, self.screen.size.height
        self.set_class(narrow, "-narrow")
        self.set_class(narrow and height >= STACKED, "-stacked")
        self.set_class(height < LOW, "-low")
        self._paint()

    @on(RowList.Moved, "#overview-records")
    def _moved(self) -> None:
        self._text.tell(_record(self.rows.cursor_row))

    async def _read(self, record: Id) -> Encounter:
        return await self.here.cabinet().patients.encounter(record)

    def _paint(self) -> None:
        card = self._card
        if card is None or not self.size.width:
            return
        beside, below = not self.has_class("-narrow"), self.has_class("-stacked")
        width, height = self.size.width, self.size.height
        if beside:
            self._paint_right(card, height)
            self._right.styles.height = "1fr"
            width -= RIGHT + 2
        elif below:
            taken_up = self._paint_below(card, width - RIGHT - 2, height // 2)
            self._right.styles.height = taken_up
            height -= taken_up + 1
        self._paint_left(card, width, height)

    def _paint_left(self, card: Card, width: int, height: int) -> None:
        """The list takes up to a third, medicines what they need, the text of the record what is left."""
        present, low = self.here.present(), self.has_class("-low")
        unread = unacknowledged(card)
        note = _("not acknowledged {n}").format(n=unread) if unread else ""
        newest = self.has_class("-narrow") and not self.has_class("-stacked")
        self._newest.show([newest_line(card.results, width)], note=note)
        listed = max(4, min(len(card.encounters) + 1, height // 3 + (0 if newest else 1)))
        self.rows.styles.max_height = listed
        gaps = 0 if low else 2 + newest
        left = height - min(listed, len(card.encounters) + 1) - gaps - (2 if newest else 0)
        taking = taking_lines(taken(card.prescriptions, present), present, width)
        taking = shortened(taking, max(2, left - 2 - ALWAYS), _("Prescriptions"))
        self._taking.show(taking)
        left -= len(taking) + 2
        self._text.most = max(ALWAYS, left - self._show_signs(card, width, left))
        self._text.paint()

    def _show_signs(self, card: Card, width: int, room: int) -> int:
        """The newest vital signs, if the text of the record keeps enough; how many lines they take."""
        self._signs.display = bool(self._measured) and room > LINES_OF_A_RECORD
        if not self._signs.display:
            return 0
        from medcab_tui.ui.patients.newest_signs import newest_signs

        lines = newest_signs(self._measured, card.patient.birth, self.here.present(), width)
        self._signs.show(lines)
        return len(lines) + 2

    def _paint_right(self, card: Card, height: int) -> None:
        """Tasks and results whole while they fit, then problems, then the plot."""
        present, width = self.here.present(), RIGHT - 1
        tasks = shortened(task_lines(to_do(card), present, width), max(2, height // 4), _("Home"))
        room = height - len(tasks) - 3 - 2
        results = latest_lines(card.results, present.zone, width)
        results = shortened(results, max(3, room - min(len(card.problems), 4)), _("Results"))
        problems = problem_lines(card.problems, width, max(2, room - len(results)))
        self._show_right(card, problems, results, tasks)
        used = len(tasks) + len(results) + len(problems) + 3 + 2
        self._show_plot(card.results, present.zone, height - used - 1)

    def _paint_below(self, card: Card, width: int, height: int) -> int:
        """Problems and tasks, results beside them; how many lines that is."""
        present = self.here.present()
        tasks = shortened(task_lines(to_do(card), present, width - 1), max(2, height // 3), _("Home"))
        problems = problem_lines(card.problems, width - 1, max(2, height - len(tasks) - 3))
        results = latest_lines(card.results, present.zone, RIGHT - 1)
        results = shortened(results, max(3, height - 1), _("Results"))
        self._show_right(card, problems, results, tasks)
        self._plot.display = False
        return max(len(problems) + len(tasks) + 3, len(results) + 1)

    def _show_right(
        self, card: Card, problems: Sequence[Line], results: Sequence[Line], tasks: Sequence[Line]
    ) -> None:
        ended, unread = sum(not one.active for one in card.problems), unacknowledged(card)
        self._problems.show(problems, note=_("closed {n}").format(n=ended) if ended else "")
        note = _("not acknowledged {n}").format(n=unread) if unread else ""
        self._results.show(results, note=note)
        self._tasks.show(tasks)

    def _show_plot(self, series: Sequence[Series], zone: str, room: int) -> None:
        """The plot, if it has room."""
        shown = next((one for one in in_order(series) if len(plotted(one)) > 1), None)
        self._plot.display = shown is not None and room >= PLOT_LEAST
        if shown is None or room < PLOT_LEAST:
            return
        points, low, high = plot_of(shown, zone)
        title = f"{one_line(shown.code.display)}, {one_line(shown.unit)}"
        self._plot.styles.height = min(PLOT, room)
        self._plot.show(points, low=low, high=high, title=title)


def _record(row: object) -> EncounterRow | None:
    return row if isinstance(row, EncounterRow) else None
