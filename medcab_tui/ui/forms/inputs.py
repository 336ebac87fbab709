"""The two places to type in: one line, several lines. Neither blinks, neither swallows a section's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final, Protocol, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, TextArea

from medcab_tui.domain.templates import BLANK
from medcab_tui.locale import N_

_WORD: Final = re.compile(r"\w+$")


class Row(Protocol):
    """What an input asks of the field it is part of."""

    @property
    def goes_on(self) -> bool: ...

    def step_offers(self, delta: int) -> bool: ...

    def take_offer(self) -> bool: ...

    def done(self) -> None: ...

    def focused(self) -> None: ...

    def left(self) -> None: ...


class LineInput(Input):
    """One line. Arrows walk along the list under it, or to the next field; Enter takes or goes on."""

    DEFAULT_CSS = """
    LineInput.-textual-compact, LineInput.-textual-compact:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; max-width: 90;
        background: $medcab-panel; color: $medcab-text;
    }
    LineInput.-textual-compact:focus { background: $medcab-cursor-dim; background-tint: transparent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "walk(-1)", show=False, id="form.up", tooltip=N_("Up the list, or to the field above")),
        Binding(
            "down", "walk(1)", show=False, id="form.down", tooltip=N_("Down the list, or to the next field")
        ),
        Binding("enter", "take", show=False, id="form.take", tooltip=N_("Take what is chosen, or go on")),
    ]

    def __init__(self, text: str, *, replaced: bool = False, secret: bool = False) -> None:
        """`replaced`: the first letter typed takes the place of what stands there, as where one picks."""
        super().__init__(text, compact=True, select_on_focus=replaced, password=secret)
        self.cursor_blink = False

    def action_copy(self) -> None:
        """What is not shown is not copied either."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        if not self.password:
            super().action_cut()

    @property
    def row(self) -> Row:
        """The field this is part of."""
        return cast("Row", self.parent)

    def action_walk(self, delta: int) -> None:
        if self.row.step_offers(delta):
            return
        if delta > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_take(self) -> None:
        if not self.row.take_offer():
            self.row.done()
        elif self.row.goes_on:
            return
        self.screen.focus_next()

    def on_focus(self) -> None:
        self.row.focused()

    def on_blur(self) -> None:
        self.row.left()


class ProseInput(TextArea):
    """Several lines of plain text. Tab leaves it; the section keys stay the section's."""

    DEFAULT_CSS = """
    ProseInput.-textual-compact, ProseInput.-textual-compact:focus {
        border: none; padding: 0 1; width: 1fr; max-width: 90;
        scrollbar-size-vertical: 1; scrollbar-background: $medcab-panel;
        background: $medcab-panel; color: $medcab-text;
    }
    ProseInput.-textual-compact:focus { background: $medcab-cursor-dim; background-tint: transparent; }
    """

    class Expanded(Message):
        """An abbreviation gave way to its text."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, text: str) -> None:
        self.autotexts: Mapping[str, str] = {}
        """Abbreviations that give way to their texts at a space."""
        self.more_autotexts: Mapping[str, str] = {}
        """Those that do at Tab."""
        self._expanded: tuple[int, int, str] | None = None
        self._declined: tuple[int, int, str] | None = None
        """The abbreviation that was wanted as it stands: its expansion was taken back."""
        self._seen: set[int] = set()
        super().__init__(
            text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True, theme="css"
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self.move_cursor(self.document.end)

    @property
    def row(self) -> Row:
        """The field this is part of."""
        return cast("Row", self.parent)

    def begin_reading(self) -> None:
        """A text was put here that is to be read: from its first line on."""
        self._seen.clear()
        self.move_cursor((0, 0))

    @property
    def read_whole(self) -> bool:
        """Whether every line of the text was on the screen while the keys were here."""
        self._look()
        return self._seen.issuperset(range(self.wrapped_document.height))

    def _look(self) -> None:
        if self.has_focus and self.size.height:
            first = round(self.scroll_y)
            self._seen |= set(range(first, first + self.size.height))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._look()

    async def _on_key(self, event: events.Key) -> None:
        # Stock text areas take these to select a line and everything; here they open sections.
        if event.key in ("f6", "f7"):
            return
        if event.key in ("space", "tab") and self._expand(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def to_blank(self) -> bool:
        """Choose the first «…» of the text, so that the next letter takes its place. False: there is none."""
        for line in range(self.document.line_count):
            place = self.document.get_line(line).find(BLANK)
            if place >= 0:
                self.move_cursor((line, place))
                self.move_cursor((line, place + len(BLANK)), select=True)
                return True
        return False

    def put(self, text: str) -> None:
        """A text where the cursor stands, apart from the word before it."""
        line, column = self.cursor_location
        before = self.document.get_line(line)[:column]
        self.insert(f" {text}" if before and not before[-1].isspace() else text)

    def _expand(self, key: str) -> bool:
        """Put the text in place of the abbreviation before the cursor. False: there is none."""
        line, column = self.cursor_location
        whole = self.document.get_line(line)
        word = _WORD.search(whole[:column])
        if word is None or self.selected_text or whole[column : column + 1].isalnum():
            return False
        text = (self.autotexts if key == "space" else self.more_autotexts).get(word[0])
        place = (line, word.start(), word[0])
        if text is None or place == self._declined:
            return False
        self.replace(f"{text} " if key == "space" else text, (line, word.start()), (line, column))
        self._expanded = place
        self.post_message(self.Expanded(word[0]))
        return True

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """While a change of several lines is taken back, the cursor may for a moment stand below the text."""
        if self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def action_undo(self) -> None:
        """Take the last change back; an abbreviation that comes back stays one."""
        super().action_undo()
        if self._expanded is not None:
            line, column, word = self._expanded
            lines = self.document.line_count
            if line < lines and self.document.get_line(line)[column:].startswith(word):
                self._declined = self._expanded
            self._expanded = None

    def on_focus(self) -> None:
        self.row.focused()
        self._look()
        self.call_after_refresh(self._look)  # it may be scrolled to the cursor only now

    def on_blur(self) -> None:
        self.row.left()
