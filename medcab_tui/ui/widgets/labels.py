"""Labels over what a widget shows: a few cells painted over its lines, without a layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.lines import look_of


class Spot(Struct, frozen=True):
    """A place of a widget that a label leads to: the cell where it begins, and what going there does."""

    x: int
    y: int
    act: Callable[[], object]


class Label(Struct, frozen=True):
    """A short text over the widget's own."""

    x: int
    y: int
    text: str


class Labelled(Widget):
    """A widget that can show labels; only their cells are painted again."""

    _labels: tuple[Label, ...] = ()

    def spots(self) -> Iterable[Spot]:
        """Where labels may stand, in the widget's own cells: its corner, if it takes the focus."""
        if self.focusable:
            yield Spot(0, 0, self.focus)

    def put_labels(self, labels: Sequence[Label]) -> None:
        """Show these labels instead of those before; none takes all away."""
        before, self._labels = self._labels, tuple(labels)
        # One region a line: Textual sends each from the widget's edge to the region's end.
        lines: dict[int, tuple[int, int]] = {}
        for one in set(before) ^ set(self._labels):
            least, most = lines.get(one.y, (one.x, one.x))
            lines[one.y] = min(least, one.x), max(most, one.x + len(one.text))
        if lines:
            self.refresh(*(Region(x, y, end - x, 1) for y, (x, end) in lines.items()))

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        if self._labels:
            style = look_of(self).style("bold accent", "cursor")
            for one in self._labels:
                if crop.y <= one.y < crop.bottom:
                    line = strips[one.y - crop.y]
                    strips[one.y - crop.y] = _over(line, one.x - crop.x, Segment(one.text, style))
        return strips


def _over(strip: Strip, x: int, label: Segment) -> Strip:
    """The strip with the label in place of what stood there; what lies outside is cut."""
    width = strip.cell_length
    shown = Strip([label]).crop(max(0, -x), max(0, width - x))
    x = max(0, x)
    if x >= width or not shown.cell_length:
        return strip
    return Strip.join([strip.crop(0, x), shown, strip.crop(x + shown.cell_length, width)])
