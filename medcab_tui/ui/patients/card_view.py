"""A patient's card: who this is on top, then tabs. One read fills it; only the shown tab is built."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from textual.app import ComposeResult

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, EncounterRow
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.card_tabs import TABS, CardTabs, told_tabs
from medcab_tui.ui.patients.heading import header_lines
from medcab_tui.ui.patients.lines import unacknowledged
from medcab_tui.ui.patients.particulars import Particular, ParticularsPane
from medcab_tui.ui.patients.results_pane import ResultsPane
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel


class CardView(Stack):
    """Header, tabs and the shown tab of one card; without a card it says how to open one."""

    DEFAULT_CSS = """
    CardView { height: 1fr; }
    CardView > #card-pane { height: 1fr; margin-top: 1; }
    CardView.-low > #card-pane { margin-top: 0; }
    CardView.-empty > CardTabs, CardView.-empty > #card-pane { display: none; }
    """

    def __init__(self, here: Here) -> None:
        super().__init__(id="card", classes="-empty")
        self.here, self.marks = here, here.marks
        self._panes: dict[str, CardPane] = {}
        self._filled: dict[str, Card] = {}
        self._tab = "overview"
        self._head = Panel(id="card-head", indent=0)
        self._place = Stack(id="card-pane")
        self.tabs = CardTabs(id="card-tabs")
        self.card: Card | None = None
        self._outside: Callable[[int], list[Line]] | None = None

    def compose(self) -> ComposeResult:
        yield self._head
        yield self.tabs
        yield self._place

    @property
    def tab(self) -> str:
        """The shown tab: a key of `TABS`."""
        return self._tab

    @property
    def pane(self) -> CardPane | None:
        """The shown tab's pane, once a card fills it."""
        return self._panes.get(self._tab) if self.card is not None else None

    @property
    def selected(self) -> EncounterRow | None:
        """The record a verb acts on; None where the shown tab has none under its cursor."""
        return self.pane.selected if self.pane is not None else None

    async def prepare(self) -> None:
        """Build the first tab before there is a card to fill it with."""
        if "overview" not in self._panes:
            pane = self._panes["overview"] = self._built("overview")
            await self._place.mount(pane)

    async def show(self, card: Card) -> None:
        """This card; the cursor stays where it was if it is the same patient's."""
        await self.marks.learn(card.encounters)
        same = self.card is not None and self.card.patient.id == card.patient.id
        if not same:
            self._filled.clear()
            self._tab = "overview"
        self.card = card
        self.remove_class("-empty")
        self._paint_head()
        await self.show_tab(self._tab)

    def expect(self, wanted: Id | None) -> None:
        """Another patient's card is being read: nobody's is shown meanwhile."""
        if self.card is not None and self.card.patient.id != wanted:
            self.card = None
            self._outside = None
            self.add_class("-empty")
            self._head.show([(("  " + _("reading…"), "dim"),)])

    def show_outside(self, tell: Callable[[int], list[Line]]) -> None:
        """The card takes a reason first: what `tell` says of it in so many cells stands in its place."""
        self.card = None
        self._filled.clear()
        self._outside = tell
        self.add_class("-empty")
        self._paint_head()

    def show_none(self) -> None:
        """No patient is pinned."""
        self.card = None
        self._outside = None
        self._filled.clear()
        self.add_class("-empty")
        words = _("No card is open. F3 finds a patient, Enter opens the card.")
        self._head.show([(("  " + words, "dim"),)])

    async def show_tab(self, name: str) -> None:
        """Show a tab, building it if it never was, filled with the present card."""
        card = self.card
        if card is None:
            return
        had_focus = self.has_pseudo_class("focus-within") and not self.tabs.has_focus
        self._tab = name
        self._paint_head()
        pane = self._panes.get(name)
        if pane is None:
            pane = self._panes[name] = self._built(name)
            await self._place.mount(pane)
        for key, other in self._panes.items():
            other.display = key == name
        if had_focus:
            self.focus_pane()
        before = self._filled.get(name)
        if before is not card:
            self._filled[name] = card
            keep = before is not None and before.patient.id == card.patient.id
            await pane.show(card, keep=keep)

    def focus_pane(self) -> None:
        """The keys go to the list of the shown tab."""
        pane = self._panes.get(self._tab)
        if pane is not None:
            pane.take_keys()

    def select(self, key: object) -> None:
        """The cursor to this record, or whatever the shown tab lists."""
        pane = self._panes.get(self._tab)
        if pane is not None:
            pane.select(key)

    def select_test(self, code: str) -> None:
        """The cursor to this test, where results are shown."""
        pane = self._panes.get(self._tab)
        if isinstance(pane, ResultsPane):
            pane.select_test(code)

    @property
    def results(self) -> ResultsPane | None:
        """The table of results, if it is shown."""
        pane = self._panes.get(self._tab)
        return pane if isinstance(pane, ResultsPane) and self.card is not None else None

    @property
    def document(self) -> DocumentRow | None:
        """The document that Enter opens, where documents are listed."""
        row = self.pane.rows.painted_row if self.pane is not None else None
        return row if isinstance(row, DocumentRow) else None

    @property
    def particular(self) -> Particular | None:
        """The line of «Сведения» that a verb acts on, if they are shown."""
        pane = self.pane
        return pane.particular if isinstance(pane, ParticularsPane) else None

    def select_particular(self, key: object) -> None:
        """The cursor to this line of «Сведения», where they are shown."""
        if isinstance(self.pane, ParticularsPane):
            self.pane.select(key)

    def on_resize(self) -> None:
        self.set_class(self.size.height < 28, "-low")
        self._paint_head()

    def _built(self, name: str) -> CardPane:
        place = next(tab.pane for tab in TABS if tab.key == name)
        module, _colon, kind = place.partition(":")
        pane: CardPane = getattr(import_module(f"{__package__}.{module}"), kind)(self.here)
        return pane

    @property
    def chosen(self) -> list[EncounterRow | DocumentRow]:
        """The marked records or documents of the shown tab, else the one under its cursor."""
        pane = self.pane
        if pane is None or not pane.signs:
            return []
        return [row for row in pane.rows.targets() if isinstance(row, EncounterRow | DocumentRow)]

    def advance(self) -> None:
        """Marks go, and the cursor to the next row."""
        if self.pane is not None:
            self.pane.rows.advance(self.pane.rows.targets())

    def _paint_head(self) -> None:
        card = self.card
        if card is None:
            if self._outside is not None:
                self._head.show(self._outside(max(20, self.size.width)))
            return
        self._outside = None
        self._head.show(header_lines(card, self.here.present(), max(20, self.size.width)))
        self.tabs.show(told_tabs({"results": unacknowledged(card)}), self._tab)
