"""What widgets stand on: a container that shows nothing but its background, one strip for all its lines.

Textual paints every line of a container anew each time its place changes, and covers it by what stands there.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Ground:
    """A container without border and without a picture of its own. No widget: Textual styles by the first."""

    def render_lines(self: Widget, crop: Region) -> list[Strip]:  # type: ignore[misc] # mixed into widgets
        fill = self.background_colors[1]
        strip = _blank(crop.width, fill.rich_color)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, fill)
        return [strip] * crop.height


class Stack(Ground, Vertical):
    """One above the other."""


class Abreast(Ground, Horizontal):
    """One beside the other."""


@lru_cache(256)
def _blank(width: int, fill: Color) -> Strip:
    """The same strip for the same place: what it was cut into is remembered with it."""
    return Strip.blank(width, Style.from_color(bgcolor=fill))
