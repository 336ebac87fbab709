"""A button: one line that is pressed by Enter or Space when it has the focus, or by a click."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.locale import N_
from medcab_tui.ui.widgets.glyphs import MARK
from medcab_tui.ui.widgets.lines import look_of, paint


class Press(Widget, can_focus=True):
    """«[ подписать 3 ]». Out of reach while it could do nothing."""

    DEFAULT_CSS = "Press { height: 1; width: 1fr; margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False, id="press.press", tooltip=N_("Press the button")),
    ]

    class Pressed(Message):
        """It was pressed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = ""

    def tell(self, text: str, *, enabled: bool) -> None:
        """What pressing it does, and whether it does it now."""
        if (text, enabled) != (self._text, self.can_focus):
            self._text, self.can_focus = text, enabled
            if not enabled and self.has_focus:
                self.screen.focus_previous("RowList")
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def action_press(self) -> None:
        """Do it."""
        if self.can_focus:
            self.post_message(self.Pressed())

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_press()

    def render_line(self, y: int) -> Strip:
        role = "bold accent" if self.can_focus else "dim"
        mark = MARK if self.has_focus else " "
        line = ((mark, "accent"), (f"[ {self._text} ]", role))
        return paint(look_of(self), line, self.size.width, "cursor" if self.has_focus else "background")
