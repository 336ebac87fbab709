"""Filters and orders of the lists of a section: the bar in sight and its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from medcab_tui.locale import _
from medcab_tui.ui.shell.frame import SectionFrame
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.message import Message

    from medcab_tui.ui.shell.filters import FilterBar


class Narrowing(SectionFrame):
    """The part of a section that filters. Bars tell of themselves: a first frame imports none."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: list[FilterBar] = []
        """Those of the views that were built."""

    @property
    def filter_bar(self) -> FilterBar | None:
        """The bar over the list that is shown; None where the view has none."""
        return next((bar for bar in self.bars if _in_sight(bar)), None)

    async def bar_of(self, place: str) -> FilterBar | None:
        """Bring the bar with this name into sight, turning tabs if need be; None if it is not here."""
        bar = self.filter_bar
        return bar if bar is not None and bar.place == place else None

    def narrowable(self, action: str) -> bool:
        """Whether the verbs «filter» and «sort» work now."""
        bar = self.filter_bar
        return bar is not None and (bar.narrowable if action == "filter" else bar.sortable)

    def action_filter(self) -> None:
        """Open the filter over the list."""
        bar = self.filter_bar
        if bar is None or not bar.narrowable:
            self.say(_("This list has no filter: / narrows it as you type."))
        else:
            bar.open()

    def action_sort(self) -> None:
        """The next order of the list."""
        bar = self.filter_bar
        if bar is None or not bar.sortable:
            self.say(_("This list stands in one order only."))
        else:
            bar.turn_order()

    async def action_use_filter(self, place: str, name: str) -> None:
        """Narrow a list by a saved filter, as the palette asks for it."""
        bar = await self.bar_of(place)
        saved = await self.cabinet.preferences.filters(place)
        found = next((one for one in saved if one.name == name), None)
        if bar is None or found is None:
            self.say(_("This cannot be done here now."), "warning")
            return
        bar.want(found.wanted)

    def widen(self) -> bool:
        """Take the filter of the shown list away; false if there is none."""
        bar = self.filter_bar
        if bar is None or not bar.active:
            return False
        bar.clear()
        return True

    def on_filter_bar_left(self, event: Message) -> None:
        """The list under the bar has the keys again."""
        event.stop()
        bar = getattr(event, "bar", None)
        if self.focused is not bar and self.focused is not None:
            return
        lists = [rows for rows in bar.parent.query(RowList) if rows.focusable] if bar is not None else []
        self.set_focus(lists[0] if lists else None)


def _in_sight(bar: Widget) -> bool:
    return all(node.display for node in bar.ancestors if isinstance(node, Widget))
