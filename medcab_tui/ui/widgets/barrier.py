"""The last barrier before the terminal: what every line of every widget passes through.

`HostileFilter` replaces control, bidirectional and zero-width characters that got past a widget's cleaning;
`AsciiFilter` puts ASCII twins in place of glyphs where the setting asks for it; `ColourlessFilter` strips
colours instead of sending greys; `FewerColours` names the terminal's own colours where all it could show are
not wanted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from medcab_tui.ui.look.depth import Depth, depth_of
from medcab_tui.ui.widgets.glyphs import ASCII_TABLE, ASCII_TWINS

if TYPE_CHECKING:
    from textual.app import App

_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_GLYPHS = re.compile(f"[{re.escape(''.join(ASCII_TWINS))}]")


_SYSTEMS = {"16": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}


def line_filters(app: App[Any], *, ascii_only: bool = False, depth: Depth = "full") -> list[LineFilter]:
    """What `App.get_line_filters` returns. Colours are stripped where NO_COLOR or the setting says so, and
    sent as numbers of the terminal's own where `depth` is less than it could show.
    """
    filters: list[LineFilter] = [HostileFilter()]
    if ascii_only:
        filters.append(AsciiFilter())
    if app.no_color or depth == "none":
        filters.append(ColourlessFilter())
    elif depth in _SYSTEMS and depth_of(app) != depth:
        filters.append(FewerColours(_SYSTEMS[depth]))
    return filters


class HostileFilter(LineFilter):
    """No control, bidirectional or zero-width character leaves, whatever a widget drew."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments; those without such characters are returned as they are."""
        search = _HOSTILE.search
        if not any(search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment if segment.control else Segment(_HOSTILE.sub(_placeholder, segment.text), segment.style)
            for segment in segments
        ]


class AsciiFilter(LineFilter):
    """Glyphs of the interface as ASCII characters of the same width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with glyphs replaced; letters, Cyrillic too, stay."""
        search = _GLYPHS.search
        return [
            Segment(segment.text.translate(ASCII_TABLE), segment.style, segment.control)
            if search(segment.text)
            else segment
            for segment in segments
        ]


class ColourlessFilter(LineFilter):
    """Bold, reverse, underline stay; colours go, and with them most of the bytes."""

    def __init__(self, enabled: bool = True) -> None:
        super().__init__(enabled)
        self._without: dict[Style, Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours; neighbours that now look alike become one."""
        return list(
            Segment.simplify(Segment(text, self._strip(style), control) for text, style, control in segments)
        )

    def _strip(self, style: Style | None) -> Style | None:
        if style is None:
            return None
        found = self._without.get(style)
        if found is None:
            found = self._without[style] = style.without_color
        return found


class FewerColours(LineFilter):
    """Colours as numbers of the terminal's own palette, though it could show more."""

    def __init__(self, system: ColorSystem, enabled: bool = True) -> None:
        super().__init__(enabled)
        self._system = system
        self._narrow: dict[Style, Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with the nearest colour of the palette."""
        return [Segment(text, self._narrowed(style), control) for text, style, control in segments]

    def _narrowed(self, style: Style | None) -> Style | None:
        if style is None:
            return None
        found = self._narrow.get(style)
        if found is None:
            ground = Style(
                color=style.color.downgrade(self._system) if style.color else None,
                bgcolor=style.bgcolor.downgrade(self._system) if style.bgcolor else None,
            )
            found = self._narrow[style] = style + ground
        return found


def _placeholder(match: re.Match[str]) -> str:
    return "␛" if match.group() == "\x1b" else "�"
