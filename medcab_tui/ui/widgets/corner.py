"""Two arrows above the menu: back and forth along the way one came."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual import events
from textual.message import Message
from textual.strip import Strip

from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Line, blank, fit, look_of, paint

BACK, FORTH = 1, 4
"""Where the arrows begin."""


class Corner(Labelled):
    """«← →», each only while it leads somewhere; clickable."""

    DEFAULT_CSS = "Corner { height: 1; }"

    class Chosen(Message):
        """An arrow was clicked: -1 is back, 1 is forth."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._back = self._forth = False

    def show(self, *, back: bool, forth: bool) -> None:
        """Which of the arrows lead somewhere."""
        if (back, forth) != (self._back, self._forth):
            self._back, self._forth = back, forth
            self.refresh()

    def spots(self) -> Iterator[Spot]:
        for x, step, leads in ((BACK, -1, self._back), (FORTH, 1, self._forth)):
            if leads:
                yield Spot(x, 0, partial(self.post_message, self.Chosen(step)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self._back and event.x < FORTH - 1:
            self.post_message(self.Chosen(-1))
        elif self._forth and FORTH - 1 <= event.x <= FORTH + 1:
            self.post_message(self.Chosen(1))

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if not (self._back or self._forth):
            return blank(look, width, "panel")
        back, forth = "←" if self._back else " ", "→" if self._forth else " "
        line: Line = ((" ", ""), (back, "accent"), ("  ", ""), (forth, "accent"))
        return paint(look, fit(line, width), width, "panel")
