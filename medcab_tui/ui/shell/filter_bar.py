"""A filter over a list as it is seen: nothing, one line, or its choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.domain.preferences import SavedFilter, Wanted
from medcab_tui.locale import _
from medcab_tui.ui.shell.filter_lines import (
    Choice,
    Order,
    closed_line,
    option_line,
    saved_line,
    text_line,
    words_of_filter,
)
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, blank, cut, look_of, paint, sides, width_of


class BarLook(Widget):
    """What is wanted, and how it is shown. The keys come on top."""

    DEFAULT_CSS = """
    BarLook { width: 1fr; height: auto; display: none; }
    BarLook.-shown { display: block; }
    """

    class Changed(Message, namespace="filter_bar"):
        """Something else is wanted."""

        def __init__(self, bar: BarLook) -> None:
            super().__init__()
            self.bar = bar

        @property
        def control(self) -> BarLook:
            return self.bar

    def __init__(
        self,
        place: str,
        choices: Callable[[], Sequence[Choice]],
        orders: Callable[[], Sequence[Order]],
        *,
        text: bool,
        id: str | None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.place = place
        self._choices, self._orders, self._takes_text = choices, orders, text
        self._wanted = Wanted()
        self._found: int | None = None
        self._saved: tuple[SavedFilter, ...] = ()
        self._line = self._picked = 0
        self._open = False
        self._name: str | None = None
        self._trouble = ""

    @property
    def wanted(self) -> Wanted:
        """What the list is to show now."""
        return self._wanted

    @property
    def is_open(self) -> bool:
        """Whether the choices are shown."""
        return self._open

    @property
    def active(self) -> bool:
        """Whether the list is not as it always is."""
        return self._wanted != Wanted()

    def show_found(self, count: int | None) -> None:
        """How many rows came through."""
        if count != self._found:
            self._found = count
            self.refresh()

    def want(self, wanted: Wanted) -> None:
        """Want something else, and tell it."""
        if wanted != self._wanted:
            self._wanted, self._trouble = wanted, ""
            self._reshape()
            self.post_message(self.Changed(self))

    @property
    def _lines(self) -> list[str]:
        """What can be gone to: the choices by name, then text and saved filters."""
        names = [choice.name for choice in self._choices()]
        return [*names, *(["~text"] if self._takes_text else []), *(["~saved"] if self._saved else [])]

    def _reshape(self) -> None:
        self.set_class(self._open or self.active, "-shown")
        self.refresh(layout=True)

    def hints(self) -> list[KeyHint]:
        """The keys of the open bar."""
        return [
            KeyHint("↑↓", _("line")),
            KeyHint("←→", _("choose")),
            KeyHint("Enter", _("to the list")),
            KeyHint("^S", _("keep")),
            KeyHint("Del", _("take away")),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines) + 1 if self._open else 1

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        lines = self._shown(width)
        if y >= len(lines):
            return blank(look, width, "bar")
        return paint(look, cut(lines[y], width), width, "bar")

    def _shown(self, width: int) -> list[Line]:
        if not self._open:
            return [self._summary(width)]
        choices = self._choices()
        titles = [*(choice.title for choice in choices), _("text"), _("saved")]
        title_width = max(width_of(((title, ""),)) for title in titles)
        lines: list[Line] = []
        for place, name in enumerate(self._lines):
            here = place == self._line and self._name is None
            if name == "~text":
                lines.append(text_line(_("text"), self._wanted.text, here=here, title_width=title_width))
            elif name == "~saved":
                lines.append(saved_line(self._saved, self._picked, here=here, title_width=title_width))
            else:
                lines.append(
                    option_line(
                        choices[place],
                        self._wanted.option(name),
                        here=here,
                        title_width=title_width,
                        width=width,
                    )
                )
        return [*lines, self._bottom(width)]

    def _bottom(self, width: int) -> Line:
        if self._trouble:
            return sides(((" ✕ ", "danger"), (self._trouble, "danger")), (), width)
        if self._name is not None:
            name: Line = ((f" {_('name of the filter:')} ", "title"), (self._name, "text"), ("▏", "accent"))
            return sides(name, ((_("Enter saves it, Esc leaves it") + " ", "dim"),), width)
        return self._summary(width)

    def _summary(self, width: int) -> Line:
        said = words_of_filter(self._wanted, self._choices(), self._orders())
        return closed_line(said, self._found, width, cleared=not self._open)
