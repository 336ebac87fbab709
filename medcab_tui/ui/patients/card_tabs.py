"""The tabs inside a card: those that exist now, with what waits in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from medcab_tui.locale import N_
from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Run, cut, look_of, paint, width_of
from medcab_tui.ui.widgets.tabs import Tab

GAP = 2


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
        self._tabs: tuple[Tab, ...] = ()
        self._active = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The tabs there are, in order."""
        return tuple(tab.key for tab in self._tabs)

    @property
    def active(self) -> str:
        return self._active

    def show(self, tabs: Sequence[Tab], active: str) -> None:
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
        runs: list[Run] = []
        for tab in self._tabs:
            active = tab.key == self._active
            role = "bold underline accent" if active else "dim"
            bracketed = active and look.depth != "full"
            mark = "▌" if active and self.has_focus else "[" if bracketed else " "
            runs += [
                (mark, "accent"),
                (tab.title, role),
                ("]".ljust(GAP) if bracketed else " " * GAP, "text"),
            ]
        return paint(look, cut(tuple(runs), width), width)

    def spots(self) -> Iterator[Spot]:
        for start, _end, tab in self._places():
            yield Spot(start, 0, partial(self.post_message, self.Chosen(tab.key)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for start, end, tab in self._places():
            if start <= event.x < end:
                self.post_message(self.Chosen(tab.key))
                return

    def _places(self) -> Iterator[tuple[int, int, Tab]]:
        start = 0
        for tab in self._tabs:
            end = start + 1 + width_of(((tab.title, ""),)) + GAP
            yield start, end, tab
            start = end

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
