"""Beside the records of the overview, or under them: problems, results, a plot, what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Card, Series
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import Present, unacknowledged
from medcab_tui.ui.patients.matters import problem_lines, shortened, task_lines, to_do
from medcab_tui.ui.patients.results import in_order, latest_lines, plot_of, plotted
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot

RIGHT = 42
"""Cells of the column."""

PLOT = 12
PLOT_LEAST = 8


class Beside(Stack):
    """A column where there is room for one; else, on a high screen, two columns under the record."""

    DEFAULT_CSS = """
    Beside { width: 42; height: 1fr; margin-left: 2; overflow: hidden; }
    Beside Panel, Beside Plot { margin-top: 1; }
    Beside #overview-problems { margin-top: 0; }
    Beside.-below {
        width: 1fr; margin: 1 0 0 0;
        layout: grid; grid-size: 2 2; grid-columns: 1fr 42; grid-rows: auto 1fr; grid-gutter: 1 2;
    }
    Beside.-below #overview-results { row-span: 2; }
    Beside.-below Panel { margin-top: 0; }
    """

    def __init__(self, present: Callable[[], Present]) -> None:
        super().__init__(id="overview-right")
        self._present = present
        self._problems = Panel(_("Problems"), id="overview-problems", indent=0)
        self._results = Panel(_("Results"), id="overview-results", indent=0)
        self._plot = Plot(id="overview-plot")
        self._tasks = Panel(_("To do for the patient"), id="overview-tasks", indent=0)

    def compose(self) -> ComposeResult:
        yield from (self._problems, self._results, self._plot, self._tasks)

    def paint_beside(self, card: Card, height: int) -> None:
        """Tasks and results whole while they fit, then problems, then the plot."""
        self.styles.height = "1fr"
        present, width = self._present(), RIGHT - 1
        tasks = shortened(task_lines(to_do(card), present, width), max(2, height // 4), _("Home"))
        room = height - len(tasks) - 3 - 2
        results = latest_lines(card.results, present.zone, width)
        results = shortened(results, max(3, room - min(len(card.problems), 4)), _("Results"))
        problems = problem_lines(card.problems, width, max(2, room - len(results)))
        self._show(card, problems, results, tasks)
        used = len(tasks) + len(results) + len(problems) + 3 + 2
        self._show_plot(card.results, present.zone, height - used - 1)

    def paint_below(self, card: Card, width: int, height: int) -> int:
        """Problems and tasks, results beside them, in so many lines at most; how many they are."""
        present = self._present()
        tasks = shortened(task_lines(to_do(card), present, width - 1), max(2, height // 3), _("Home"))
        problems = problem_lines(card.problems, width - 1, max(2, height - len(tasks) - 3))
        results = latest_lines(card.results, present.zone, RIGHT - 1)
        results = shortened(results, max(3, height - 1), _("Results"))
        self._show(card, problems, results, tasks)
        self._plot.display = False
        used = max(len(problems) + len(tasks) + 3, len(results) + 1)
        self.styles.height = used
        return used

    def _show(
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
