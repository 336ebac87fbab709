"""The tab «Результаты»: every test by every day, and the plot of the test under the cursor."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Observation, Series
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import WIDE, unacknowledged
from medcab_tui.ui.patients.printing import reference
from medcab_tui.ui.patients.results import (
    CELL,
    Grid,
    cell_role,
    cell_words,
    date_heads,
    further_lines,
    grid,
    plot_of,
    plotted,
)
from medcab_tui.ui.patients.results_compared import compared_columns
from medcab_tui.ui.shell.filter_lines import words_of_filter
from medcab_tui.ui.shell.filters import Choice, FilterBar, Order, sifted
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot import Plot
from medcab_tui.ui.widgets.row_list import RowList

FIXED = 3 + 17 + 9 + 9
"""Cells of the list that don't hold values: cursor and mark, name, reference, unit, gaps."""


class TestRow(Struct, frozen=True):
    """A row of the table: a test and its values by day. Its id is its code: values come and are corrected."""

    id: Id
    series: Series
    cells: tuple[Observation | None, ...]


class ResultsPane(CardPane):
    """Up and down choose the test, left and right the day; the chosen value is bracketed and told whole."""

    DEFAULT_CSS = """
    ResultsPane > .results-side { width: 1fr; height: 1fr; }
    ResultsPane > Plot { width: 44; height: 14; margin-left: 2; }
    ResultsPane.-narrow { layout: vertical; }
    ResultsPane.-narrow > Plot { width: 1fr; height: 40%; margin-left: 0; }
    ResultsPane.-plot > .results-side { display: none; }
    ResultsPane.-plot > Plot { width: 1fr; height: 1fr; margin-left: 0; }
    ResultsPane.-compared > Plot { display: none; }
    ResultsPane.-narrow > .results-side > Panel { margin-bottom: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "day(-1)", show=False, id="results.earlier", tooltip=N_("The day before")),
        Binding("right", "day(1)", show=False, id="results.later", tooltip=N_("The day after")),
        Binding("up", "test(-1)", show=False, id="results.above", tooltip=N_("The test above")),
        Binding("down", "test(1)", show=False, id="results.under", tooltip=N_("The next test")),
    ]

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-results")
        self.here = here
        self._grid = Grid((), (), ())
        self._day = 0
        self._base: date | None = None
        """The date that was marked to be compared with another."""
        self._known: frozenset[Id] = frozenset()
        self._fresh: frozenset[Id] = frozenset()
        """Values that came while the card was open."""
        self.rows = RowList(
            (),
            title=_("Results"),
            id="results-rows",
            empty=lambda: _("No results yet: they arrive by exchange."),
            markable=lambda row: bool(unread(row)),
            in_bulk=lambda row: all(value.plain for value in unread(row)),
        )
        self.bar = FilterBar("patients.results", result_choices, result_orders, id="results-filter")
        self._card: Card | None = None
        self._plot = Plot(focusable=True, id="results-plot")
        self._further = Panel(id="results-further")

    def compose(self) -> ComposeResult:
        yield Stack(self.bar, self.rows, self._further, classes="results-side")
        yield self._plot

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card's results; the newest day is chosen unless `keep`."""
        if self._card is not None and self._card.patient.id != card.patient.id:
            with self.prevent(FilterBar.Changed):
                self.bar.clear()
            keep = False
        chosen = self._grid.dates[self._day] if keep and self._day < len(self._grid.dates) else None
        self._card = card
        self._grid = grid(card.results, self.here.present().zone)
        dates = self._grid.dates
        self._day = dates.index(chosen) if chosen in dates else max(0, len(dates) - 1)
        if not keep or self._base not in dates:
            self.end_comparing()
        self._notice(card, keep=keep)
        self._columns()
        self._show_rows(keep=keep)
        self._tell()

    def chosen_day(self) -> tuple[date | None, tuple[Id, ...]]:
        """The day under the cursor, and every value of it."""
        if self._day >= len(self._grid.dates):
            return None, ()
        cells = [row[self._day] for row in self._grid.cells if self._day < len(row)]
        return self._grid.dates[self._day], tuple(one.id for one in cells if one is not None)

    def _notice(self, card: Card, *, keep: bool) -> None:
        """What came since the card was opened is counted until it was acknowledged."""
        waiting = {one.id for test in card.results for one in test.values if not one.acknowledged}
        every = frozenset(one.id for test in card.results for one in test.values)
        self._fresh = (self._fresh | (every - self._known)) & waiting if keep else frozenset()
        self._known = every
        said = [_("new: {n}").format(n=len(self._fresh))] if self._fresh else []
        if waiting:
            said.append(_("not acknowledged ● {n}").format(n=unacknowledged(card)))
        self.rows.set_title(_("Results"), " · ".join(said))

    def _show_rows(self, *, keep: bool) -> None:
        rows = [
            TestRow(Id(one.code.code.encode()), one, cells)
            for one, cells in zip(self._grid.series, self._grid.cells, strict=True)
        ]
        shown = sifted(rows, self.bar.wanted, _BY, told=_texts, orders=result_orders())
        self.rows.set_rows(shown, keep=keep)
        self.bar.show_found(len(shown))

    @on(FilterBar.Changed)
    def _narrowed(self, event: FilterBar.Changed) -> None:
        event.stop()
        self._show_rows(keep=True)
        self._tell()

    def select_test(self, code: str) -> None:
        """The cursor to the row of this test, and to the day of its newest value; no filter hides it."""
        if self.bar.active and not any(row.series.code.code == code for row in self.rows.rows):
            with self.prevent(FilterBar.Changed):
                self.bar.clear()
            self._show_rows(keep=True)
        for row in self.rows.rows:
            if isinstance(row, TestRow) and row.series.code.code == code:
                self.rows.select(row.id)
                self._day = max((at for at, value in enumerate(row.cells) if value is not None), default=0)
                self._columns()
                self._tell()

    @property
    def narrowed_by(self) -> list[str]:
        """What the filter over the tests asks for, in words."""
        return words_of_filter(self.bar.wanted, result_choices(), result_orders())

    def waiting(self) -> tuple[Observation, ...]:
        """What nobody acknowledged yet in the marked rows, else in the row under the cursor."""
        return tuple(
            value for row in self.rows.targets() if isinstance(row, TestRow) for value in unread(row)
        )

    # Two dates compared.

    @property
    def base(self) -> date | None:
        """The date that was marked to be compared with another."""
        return self._base

    @property
    def compared(self) -> bool:
        """Whether two dates stand side by side."""
        return self.has_class("-compared")

    def compare(self) -> None:
        """Mark the chosen date; with one marked before, both side by side; then the table again."""
        if not self._grid.dates:
            return
        chosen = self._grid.dates[self._day]
        if self.compared or self._base == chosen:
            self.end_comparing()
        elif self._base is None:
            self._base = chosen
        else:
            self.add_class("-compared")
        self._columns()
        self._tell()

    def end_comparing(self) -> bool:
        """No date is marked any more; false if none was."""
        was = self._base is not None
        self._base = None
        self.remove_class("-compared")
        return was

    def leave_comparing(self) -> bool:
        """Back to the table, if two dates are compared or one is marked."""
        left = self.end_comparing()
        if left:
            self._columns()
            self._tell()
        return left

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")
        self._columns()
        self._tell()

    def action_day(self, step: int) -> None:
        last = len(self._grid.dates) - 1
        wanted = self._day + step
        if self.compared and 0 <= wanted <= last and self._grid.dates[wanted] == self._base:
            wanted += step  # a date is compared with another
        if 0 <= wanted <= last:
            self._day = wanted
            self._columns()
            self._tell()

    def action_test(self, step: int) -> None:
        """Another test, while its plot has the keys."""
        self.rows.action_step(step)

    @property
    def plotted(self) -> bool:
        """Whether the plot stands alone."""
        return self.has_class("-plot")

    def toggle_plot(self) -> None:
        """The plot over the whole pane, or the table beside it again; two dates are compared in a table."""
        self.leave_comparing()
        self.set_class(not self.plotted, "-plot")
        self.take_keys()
        self._tell()

    def take_keys(self) -> None:
        """The keys go to what is shown."""
        (self._plot if self.plotted and self._plot.display else self.rows).focus()

    @on(Plot.Moved)
    def _point_chosen(self, event: Plot.Moved) -> None:
        event.stop()
        row = self.rows.cursor_row
        if isinstance(row, TestRow):
            day = day_in(plotted(row.series)[event.at].at, self.here.present().zone)
            self._day = self._grid.dates.index(day)
            self._columns()

    @on(RowList.Moved, "#results-rows")
    def _moved(self) -> None:
        self._tell()

    def _columns(self) -> None:
        """The days there is room for, the chosen one among them; the newest where there is a choice."""
        if self.compared and self._base is not None:
            self._compared_columns(self._base)
            return
        width = self.size.width if self.has_class("-narrow") else self.size.width - 46
        room = max(1, (width - 3 - FIXED) // (CELL + 1))
        dates = self._grid.dates
        last = len(dates)
        if self._day < last - room:
            last = self._day + room
        first = max(0, last - room)
        heads = [
            f"›{head}" if when == self._base else head
            for when, head in zip(dates[first:last], date_heads(dates[first:last]), strict=True)
        ]
        self.rows.set_columns(
            (
                Column(_name, lambda: _("Test"), flex=1, least=16),
                Column(lambda row: (reference(row.series.values[-1]), "dim"), lambda: _("norm"), width=9),
                Column(lambda row: (one_line(row.series.unit), "dim"), lambda: _("unit"), width=9),
                *(self._value_column(at, heads[at - first]) for at in range(first, last)),
            )
        )

    def _compared_columns(self, base: date) -> None:
        first, second = sorted((self._grid.dates.index(base), self._day))
        heads = (self._grid.dates[first].isoformat(), self._grid.dates[second].isoformat())
        name = Column(_name, lambda: _("Test"), flex=1, least=16)
        self.rows.set_columns(
            compared_columns(lambda row: (row.cells[first], row.cells[second]), name, heads)
        )

    def _value_column(self, at: int, head: str) -> Column:
        def cell(row: TestRow) -> Run:
            value = row.cells[at]
            chosen = at == self._day
            if value is None:
                return ("[—] " if chosen else "— ", "dim")
            words = cell_words(value, CELL - 2 if chosen else CELL, row.series)
            return f"[{words.strip()}]" if chosen else words, cell_role(value, strong=chosen)

        return Column(cell, head, width=CELL, align="right")

    def _tell(self) -> None:
        plot, row, zone = self._plot, self.rows.cursor_row, self.here.present().zone
        plot.display = isinstance(row, TestRow) and not self.compared and bool(plotted(row.series))
        if not isinstance(row, TestRow):
            self._further.show(())
            return
        points, low, high = plot_of(row.series, zone)
        value = row.cells[self._day] if self._day < len(row.cells) else None
        width = max(20, self.rows.size.width - 4)
        self._further.show(further_lines(row.series, value, zone, width), title="")
        if not plotted(row.series):
            return
        at = next((place for place, one in enumerate(plotted(row.series)) if one == value), None)
        norm = reference(row.series.values[-1])
        title = f"{one_line(row.series.code.display)}, {one_line(row.series.unit)}"
        note = _("norm {norm}").format(norm=norm) if norm else ""
        plot.show(points, low=low, high=high, at=at, title=title, note=note)


def result_choices() -> tuple[Choice, ...]:
    """What the results of a card can be narrowed by."""
    return (
        Choice(
            "state",
            _("state"),
            (
                ("waiting", _("not acknowledged")),
                ("outside", _("out of bounds now")),
                ("once_outside", _("ever out of bounds")),
            ),
        ),
    )


def result_orders() -> tuple[Order, ...]:
    """In what order tests can stand; their own is what needs attention first."""
    return (
        Order("name", _("by name"), key=lambda row: fold(row.series.code.display)),
        Order("newest", _("newest first"), key=lambda row: row.series.values[-1].at, down=True),
    )


def _states(row: TestRow) -> set[str]:
    found = {"waiting"} if unread(row) else set()
    if row.series.values[-1].abnormal:
        found.add("outside")
    if any(value.abnormal for value in row.series.values):
        found.add("once_outside")
    return found


def _texts(row: TestRow) -> tuple[str, ...]:
    return (row.series.code.display, row.series.code.code, row.series.unit, row.series.values[-1].source)


_BY = {"state": _states}


def unread(row: TestRow) -> tuple[Observation, ...]:
    """The values of a test that nobody acknowledged yet."""
    return tuple(value for value in row.series.values if not value.acknowledged)


def _name(row: TestRow) -> tuple[Run, ...]:
    mark: Run = ("● ", "danger") if unread(row) else ("  ", "text")
    return (mark, (one_line(row.series.code.display), "text"))
