"""Lines of a text, or a picture of half cells, under a view that scrolls. Only what is seen is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from medcab_tui.domain.documents import Picture
from medcab_tui.domain.folding import fold
from medcab_tui.locale import N_
from medcab_tui.ui.widgets.glyphs import UPPER
from medcab_tui.ui.widgets.lines import Line, blank, fit, look_of, paint
from medcab_tui.ui.widgets.prose import wrapped
from medcab_tui.ui.widgets.soon import soon

LONGEST = 110
"""Cells of a line of text: longer ones are hard to read."""
_MANY = 400
"""Lines that are wrapped at once; more of them on a thread."""
SHADES = " .:-=+*#%@"
"""For terminals without colours: from dark to light."""


class Pages(ScrollView, can_focus=True):
    """A document's text, or one page as it looks."""

    DEFAULT_CSS = "Pages { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False, id="pages.up", tooltip=N_("Line up")),
        Binding("down", "scroll_down", show=False, id="pages.down", tooltip=N_("Line down")),
        Binding("pageup", "page_up", show=False, id="pages.pageup", tooltip=N_("Page up")),
        Binding("pagedown,space", "page_down", show=False, id="pages.pagedown", tooltip=N_("Page down")),
        Binding("home", "scroll_home", show=False, id="pages.home", tooltip=N_("To the beginning")),
        Binding("end", "scroll_end", show=False, id="pages.end", tooltip=N_("To the end")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._given: tuple[Line, ...] = ()
        self._words: tuple[str, ...] = ()
        self._lines: list[Line] = []
        self._wrapped_at = 0
        self._picture: Picture | None = None

    def show_text(self, lines: Sequence[Line], words: Sequence[str] = ()) -> None:
        """Show a text; lines in which one of the words stands are marked."""
        self._given, self._words, self._picture = tuple(lines), tuple(words), None
        self._wrapped_at = 0
        self.scroll_home(animate=False)
        self._lay()

    def show_picture(self, picture: Picture) -> None:
        """Show a picture: two pixels in every cell, one above the other."""
        self._picture = picture
        self.scroll_home(animate=False)
        self.virtual_size = Size(self.size.width, -(-picture.height // 2))
        self.refresh()

    def on_resize(self) -> None:
        self._lay()

    def _lay(self) -> None:
        width = min(LONGEST, self.size.width - 3)
        if self._picture is not None or width <= 0 or width == self._wrapped_at:
            return
        self._wrapped_at = width
        if len(self._given) <= _MANY:
            self._laid(_wrap(self._given, width), width)
        else:
            soon(self, self._lay_aside, width, group="wrap")

    async def _lay_aside(self, width: int) -> None:
        self._laid(await asyncio.to_thread(_wrap, self._given, width), width)

    def _laid(self, lines: list[Line], width: int) -> None:
        if width == self._wrapped_at and self._picture is None:
            self._lines = lines
            self.virtual_size = Size(self.size.width, len(lines))
            self.refresh()
            first = next((place for place, line in enumerate(lines) if self._hit(line)), 0)
            if first > self.size.height // 2:
                wanted = first - self.size.height // 3
                self.call_after_refresh(self.scroll_to, y=wanted, animate=False)  # not before it can scroll

    def render_line(self, y: int) -> Strip:
        place, width = y + self.scroll_offset.y, self.size.width
        if self._picture is not None:
            return self._pixels(self._picture, 2 * place, width)
        look = look_of(self)
        if place >= len(self._lines):
            return blank(look, width)
        line = self._lines[place]
        if self._hit(line):
            line = (("▌ ", "accent"), *((text, "bold accent") for text, _role in line))
        else:
            line = (("  ", ""), *line)
        return paint(look, fit(line, width), width)

    def _hit(self, line: Line) -> bool:
        if not self._words:
            return False
        there = fold(" ".join(text for text, _role in line))
        return any(part.startswith(word) for word in self._words for part in there.split())

    def _pixels(self, picture: Picture, y: int, width: int) -> Strip:
        look = look_of(self)
        if y >= picture.height:
            return blank(look, width)
        stride = 3 * picture.width
        upper = picture.pixels[y * stride : (y + 1) * stride]
        lower = picture.pixels[(y + 1) * stride : (y + 2) * stride] or upper
        shown = min(picture.width, width)
        settings = getattr(self.app, "settings", None)
        if getattr(look, "depth", "full") == "none" or getattr(settings, "ascii", False):
            text = "".join(_shade(upper, lower, 3 * x) for x in range(shown))
            return paint(look, ((text, "text"),), width)
        segments = [
            Segment(UPPER, _half(_rough(upper[3 * x : 3 * x + 3]), _rough(lower[3 * x : 3 * x + 3])))
            for x in range(shown)
        ]
        return Strip([*segments, Segment(" " * (width - shown), look.style(""))], width)


def _wrap(lines: Sequence[Line], width: int) -> list[Line]:
    return [part for line in lines for part in wrapped(line, width)]


def _rough(pixel: bytes) -> bytes:
    """Thirty-two steps of each colour: fewer changes of style to send, none that an eye would miss here."""
    return bytes(channel & 0xF8 for channel in pixel)


@lru_cache(4096)
def _half(upper: bytes, lower: bytes) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))


def _shade(upper: bytes, lower: bytes, x: int) -> str:
    light = sum(upper[x : x + 3]) + sum(lower[x : x + 3])
    return SHADES[light * (len(SHADES) - 1) // (6 * 255)]
