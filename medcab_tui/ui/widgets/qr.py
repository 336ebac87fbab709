"""A QR code drawn in half blocks: two modules in a cell, dark on light whatever the theme.

Paper is white and ink is black here, the one place where a widget names colours: an app's camera reads
nothing else. Without colours the sides of the theme decide what stands for light.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.lines import look_of

Matrix = tuple[tuple[bool, ...], ...]
"""Rows of modules, quiet zone included; True is dark."""

QUIET: Final = 4
"""Light modules around it, as the standard asks."""

_INK: Final = {True: "#000000", False: "#ffffff"}
_HALF: Final = "▀"


def matrix_of(candidates: Iterable[Sequence[str]], *, version: int) -> Matrix:
    """The first of these texts, given in parts, that fits into a code of this version at most."""
    import segno

    for parts in candidates:
        content: Any = list(parts)  # each part in the mode that takes least room; its types do not say so
        code = segno.make(content, error="l", boost_error=False, micro=False)
        if int(str(code.version)) <= version:
            return tuple(tuple(bool(dark) for dark in row) for row in code.matrix_iter(border=QUIET))
    raise ValueError("none of these is short enough")


class QrCode(Widget):
    """As many cells as it takes."""

    DEFAULT_CSS = "QrCode { width: auto; height: auto; }"

    def __init__(self, matrix: Matrix, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._matrix = matrix

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return len(self._matrix)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return -(-len(self._matrix) // 2)

    def render_line(self, y: int) -> Strip:
        rows, width = self._matrix, len(self._matrix)
        upper = rows[2 * y] if 2 * y < len(rows) else (False,) * width
        lower = rows[2 * y + 1] if 2 * y + 1 < len(rows) else (False,) * width
        look = look_of(self)
        paint = _coloured if look.colour else _with_light_ink if look.dark else _with_dark_ink
        return Strip([paint(above, below) for above, below in zip(upper, lower, strict=True)])


def _coloured(above: bool, below: bool) -> Segment:
    return Segment(_HALF, Style(color=_INK[above], bgcolor=_INK[below]))


def _with_light_ink(above: bool, below: bool) -> Segment:
    """What is drawn is light: the terminal writes light on dark."""
    return _with_dark_ink(not above, not below)


def _with_dark_ink(above: bool, below: bool) -> Segment:
    return Segment({(True, True): "█", (True, False): "▀", (False, True): "▄"}.get((above, below), " "))
