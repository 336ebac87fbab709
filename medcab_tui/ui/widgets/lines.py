"""Lines of styled text: cleaned, cut to cells, painted with as few changes of style as the eye needs.

A run is a text and the roles it has; a line is runs in order. Text is cleaned here, so whatever people or
other systems wrote reaches a widget's line without control characters and in exactly the cells it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from medcab_tui.domain.cleaning import one_line
from medcab_tui.ui.look import DEFAULT, Look, load_palettes
from medcab_tui.ui.widgets.glyphs import CUT

if TYPE_CHECKING:
    from textual.widget import Widget

Run: TypeAlias = tuple[str, str]
"""A text and its roles: («не подтверждён», «danger»)."""

Line: TypeAlias = tuple[Run, ...]
Cell: TypeAlias = "str | Run | Line"
"""What a table cell may give: plain text, one run, or several."""

Align: TypeAlias = Literal["left", "right"]


def look_of(widget: Widget) -> Look:
    """The look of the running app; the default one where the app has none (a bare test)."""
    look = getattr(widget.app, "look", None)
    return look if isinstance(look, Look) else _default_look()


def line_of(cell: Cell, role: str = "text") -> Line:
    """A cell as a line; plain text takes `role`."""
    if isinstance(cell, str):
        return ((cell, role),) if cell else ()
    if len(cell) == 2 and isinstance(cell[0], str):
        return (cell,)
    return cell


def clean(line: Iterable[Run]) -> Line:
    """The line with every text on one line and without control characters; empty runs dropped."""
    return tuple((shown, role) for text, role in line if (shown := _shown(text)))


def width_of(line: Iterable[Run]) -> int:
    """Cells the (clean) line takes."""
    return sum(cell_len(text) for text, _ in line)


def cut(line: Line, width: int) -> Line:
    """The (clean) line in at most `width` cells; what is cut ends in «…»."""
    if width <= 0:
        return ()
    if width_of(line) <= width:
        return line
    kept: list[Run] = []
    left = width - 1
    for text, role in line:
        size = cell_len(text)
        if size > left:
            kept.append((_head(text, left) + CUT, role))
            break
        kept.append((text, role))
        left -= size
    return tuple(kept)


def fit(line: Iterable[Run], width: int, align: Align = "left") -> Line:
    """The line cleaned, cut and padded to exactly `width` cells."""
    kept = clean(line)
    taken = width_of(kept)
    if taken > width:
        kept = cut(kept, width)
        taken = width_of(kept)
    blank = " " * max(0, width - taken)
    if not blank:
        return kept
    return ((blank, ""), *kept) if align == "right" else (*kept, (blank, ""))


def sides(left: Iterable[Run], right: Iterable[Run], width: int, fill: Run = (" ", "")) -> Line:
    """Left and right ends of one line; `fill` between them. Without room the right end yields first."""
    start, end = clean(left), clean(right)
    if width_of(start) + width_of(end) >= width:
        end = cut(end, max(0, width - width_of(start) - 1))
        start = cut(start, width - width_of(end))
    gap = width - width_of(start) - width_of(end)
    return (*start, (fill[0] * gap, fill[1]), *end)


def paint(look: Look, line: Iterable[Run], width: int, on: str = "background") -> Strip:
    """A (clean) line as exactly `width` cells on a fill; neighbours of one style become one segment."""
    segments: list[Segment] = []
    runs = list(line)
    runs.append((" " * (width - width_of(runs)), ""))
    for text, roles in runs:
        if not text:
            continue
        style = look.style(roles, on)
        if segments and (previous := _joined(segments[-1], text, style)) is not None:
            segments[-1] = previous
        else:
            segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width, look.style("", on))


def blank(look: Look, width: int, on: str = "background") -> Strip:
    """An empty line on a fill."""
    return Strip.blank(width, look.style("", on))


def headline(text: str) -> str:
    """A title in capitals; the number of a form keeps its letters: «057/у-04»."""
    return " ".join(
        word if any(letter.isdigit() for letter in word) else word.upper() for word in text.split(" ")
    )


def wrap(text: str, width: int) -> list[str]:
    """Prose in lines of at most `width` cells, broken at spaces; for previews, never for tables."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrapped(_shown(paragraph), max(1, width)))
    return lines


def broken(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells."""
    pieces = []
    while cell_len(word) > width:
        head = _head(word, width).rstrip() or word[0]
        pieces.append(head)
        word = word[len(head) :]
    return [*pieces, word]


def _wrapped(paragraph: str, width: int) -> list[str]:
    lines, current = [], ""
    for word in paragraph.split(" "):
        joined = f"{current} {word}" if current else word
        if cell_len(joined) <= width:
            current = joined
            continue
        if current:
            lines.append(current)
        pieces = broken(word, width)
        lines.extend(pieces[:-1])
        current = pieces[-1]
    return [*lines, current]


def _shown(text: str) -> str:
    return text if text.isascii() and text.isprintable() else one_line(text)


def _head(text: str, width: int) -> str:
    return set_cell_size(text, width) if width > 0 else ""


def _joined(before: Segment, text: str, style: Style) -> Segment | None:
    own = before.style or Style.null()
    if own == style:
        return Segment(before.text + text, own)
    if text.isspace() and own.bgcolor == style.bgcolor and _plain(own) and _plain(style):
        return Segment(before.text + text, own)
    return None


@lru_cache(512)
def _plain(style: Style) -> bool:
    """Whether a blank in this style shows nothing but its background."""
    return not (style.underline or style.reverse or style.strike)


@lru_cache(1)
def _default_look() -> Look:
    return Look(load_palettes()[DEFAULT])


__all__ = [
    "Align",
    "Cell",
    "Line",
    "Run",
    "blank",
    "broken",
    "clean",
    "cut",
    "fit",
    "line_of",
    "look_of",
    "paint",
    "sides",
    "width_of",
    "wrap",
]
