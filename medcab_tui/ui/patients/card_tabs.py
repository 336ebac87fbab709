"""The tabs inside a card: what there is, with what waits in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from medcab_tui.locale import N_, _
from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Run, cut, look_of, paint, width_of

GAP = 2


class CardTab(Struct, frozen=True):
    """A tab of a card; its pane is a `CardPane`, and its module is loaded when it is first shown."""

    key: str
    title: str
    short: str
    """Said while another tab is open and there is no room for all titles."""
    pane: str
    """«module:Class» beside this one."""


TABS: tuple[CardTab, ...] = (
    CardTab("overview", N_("Overview"), N_("Overview"), "overview:Overview"),
    CardTab("history", N_("History"), N_("Hist."), "other_panes:HistoryPane"),
    CardTab("results", N_("Results"), N_("Res."), "results_pane:ResultsPane"),
    CardTab("prescriptions", N_("Prescriptions"), N_("Presc."), "other_panes:PrescriptionsPane"),
    CardTab("referrals", N_("Referrals"), N_("Ref."), "referrals_pane:ReferralsPane"),
    CardTab("documents", N_("Documents"), N_("Doc."), "card_documents:DocumentsPane"),
    CardTab("observation", N_("Observation"), N_("Obs."), "observation_pane:ObservationPane"),
    CardTab("particulars", N_("Particulars"), N_("Part."), "particulars:ParticularsPane"),
    CardTab("journal", N_("Journal"), N_("Jour."), "journal_pane:JournalPane"),
)


class Told(Struct, frozen=True):
    """A tab as it is painted: its key, its title, the short one, and how much waits in it."""

    key: str
    title: str
    short: str
    waits: int = 0

    def words(self, *, short: bool) -> str:
        title = self.short if short else self.title
        return f"{title} {self.waits}" if self.waits else title


def told_tabs(waits: dict[str, int]) -> list[Told]:
    """All tabs in the reader's language."""
    return [Told(tab.key, _(tab.title), _(tab.short), waits.get(tab.key, 0)) for tab in TABS]


class CardTabs(Labelled, can_focus=True):
    """«Обзор История Результаты 2 Назначения». Arrows and the mouse choose."""

    FILLS: ClassVar[bool] = False
    """One line of tabs never takes the whole screen."""
    DEFAULT_CSS = "CardTabs { height: 1; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False, id="card.tab.left", tooltip=N_("Tab to the left")),
        Binding("right", "turn(1)", show=False, id="card.tab.right", tooltip=N_("Tab to the right")),
    ]

    class Chosen(Message):
        """Another tab was asked for."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tabs: tuple[Told, ...] = ()
        self._active = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The tabs there are, in order."""
        return tuple(tab.key for tab in self._tabs)

    @property
    def active(self) -> str:
        return self._active

    def show(self, tabs: Sequence[Told], active: str) -> None:
        """These tabs, this one active."""
        if (tuple(tabs), active) != (self._tabs, self._active):
            self._tabs, self._active = tuple(tabs), active
            self.refresh()

    def turned(self, step: int) -> str:
        """The tab that lies `step` away, around the ends."""
        keys = self.keys
        return keys[(keys.index(self._active) + step) % len(keys)] if self._active in keys else ""

    def action_turn(self, step: int) -> None:
        self.post_message(self.Chosen(self.turned(step)))

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        worded, gap = self._worded()
        runs: list[Run] = []
        for tab, words in worded:
            active = tab.key == self._active
            role = "bold underline accent" if active else "dim"
            bracketed = active and look.depth != "full"
            mark = "▌" if active and self.has_focus else "[" if bracketed else " "
            runs += [
                (mark, "accent"),
                (words, role),
                ("]".ljust(gap) if bracketed else " " * gap, "text"),
            ]
        if runs:
            runs[-1] = (runs[-1][0].rstrip(), "text")
        return paint(look, cut(tuple(runs), width), width)

    def _worded(self) -> tuple[list[tuple[Told, str]], int]:
        """Every tab with its title, and the gap after each; without room all but the open one are short."""
        whole = [(tab, tab.words(short=False)) for tab in self._tabs]
        short = [(tab, tab.words(short=tab.key != self._active)) for tab in self._tabs]
        for worded, gap in ((whole, GAP), (short, GAP)):
            if sum(1 + width_of(((words, ""),)) + gap for _tab, words in worded) - gap <= self.size.width:
                return worded, gap
        return short, 1

    def spots(self) -> Iterator[Spot]:
        for start, _end, tab in self._places():
            yield Spot(start, 0, partial(self.post_message, self.Chosen(tab.key)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for start, end, tab in self._places():
            if start <= event.x < end:
                self.post_message(self.Chosen(tab.key))
                return

    def _places(self) -> Iterator[tuple[int, int, Told]]:
        start = 0
        worded, gap = self._worded()
        for tab, words in worded:
            end = start + 1 + width_of(((words, ""),)) + gap
            yield start, end, tab
            start = end

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
