"""The tabs above the content, and the patient everything is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.strip import Strip

from medcab_tui.locale import _
from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Run, clean, look_of, paint, sides, width_of


class Tab(Struct, frozen=True):
    """A view: its key («list») and its title in the reader's language."""

    key: str
    title: str


class Tabs(Labelled):
    """«Сводка» «Список» «Поиск», clickable; the active one stands on the content's background."""

    DEFAULT_CSS = "Tabs { height: 1; width: 1fr; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tabs: Tabs, key: str) -> None:
            super().__init__()
            self.tabs, self.key = tabs, key

        @property
        def control(self) -> Tabs:
            return self.tabs

    def __init__(
        self,
        tabs: Sequence[Tab] = (),
        *,
        active: str = "",
        indent: int = 2,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._tabs, self._active, self._indent = tuple(tabs), active, indent
        self._patient: str | None = None

    @property
    def active(self) -> str:
        return self._active

    def show(
        self,
        *,
        tabs: Sequence[Tab] | None = None,
        active: str | None = None,
        patient: str | None = None,
    ) -> None:
        """Change what is given. `patient`: «Кузнецова М. П.», "" for none. The same again paints nothing."""
        before = (self._tabs, self._active, self._patient)
        self._tabs = self._tabs if tabs is None else tuple(tabs)
        self._active = self._active if active is None else active
        self._patient = self._patient if patient is None else patient
        if (self._tabs, self._active, self._patient) != before:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        left: list[Run] = [(" " * self._indent, "")]
        for tab in self._tabs:
            active = tab.key == self._active
            title = f" [{tab.title}] " if active and look.depth != "full" else f"  {tab.title}  "
            left.append((title, "tab_active" if active else "tab"))
            left.append((" ", ""))
        right: list[Run] = []
        if self._patient is not None:
            right = [(_("patient: {name}").format(name=self._patient or "—"), "dim"), (" ", "")]
        return paint(look, sides(left, right, width), width, "panel")

    def spots(self) -> Iterator[Spot]:
        for start, _end, tab in self._places():
            yield Spot(start, 0, partial(self.post_message, self.Chosen(self, tab.key)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for start, end, tab in self._places():
            if start <= event.x < end:
                self.post_message(self.Chosen(self, tab.key))
                return

    def _places(self) -> Iterator[tuple[int, int, Tab]]:
        start = self._indent
        for tab in self._tabs:
            end = start + width_of(clean(((f"  {tab.title}  ", ""),)))
            yield start, end, tab
            start = end + 1
