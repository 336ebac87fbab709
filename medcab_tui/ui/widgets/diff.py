"""Two editions of a text: side by side where there is room, else as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.compare import compare, count_changes
from medcab_tui.ui.widgets.lines import Line, Run, blank, broken, clean, fit, look_of, paint, width_of
from medcab_tui.ui.widgets.panel import INDENT, rule

__all__ = ["Diff", "count_changes"]

SIDE_BY_SIDE = 90
"""Cells from which both editions stand side by side."""


class Diff(Widget):
    """Removed words in [-…-], added ones in {+…+}, coloured too; unchanged lines are folded."""

    DEFAULT_CSS = "Diff { width: 1fr; height: auto; }"

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._title, self._note = title, ""
        self._texts = ("", "")
        self._heads: tuple[str, str] | None = None
        self._width = 0
        self._lines: list[Line] = []

    def show(
        self,
        old: str,
        new: str,
        *,
        heads: tuple[str, str] | None = None,
        title: str | None = None,
        note: str | None = None,
    ) -> None:
        """Compare two texts. `heads` say which edition is which: «ред. 2 2026-11-19 Иванова А. П.»."""
        self._texts, self._heads = (old, new), heads
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        self._width = 0
        self.refresh(layout=True)

    @property
    def changes(self) -> int:
        """How many places differ."""
        return count_changes(*self._texts)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._laid_out(width)) + bool(self._title)

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if self._title:
            if y == 0:
                return paint(look, rule(self._title, self._note, width), width)
            y -= 1
        lines = self._laid_out(width)
        if y >= len(lines):
            return blank(look, width)
        return paint(look, fit(((" " * INDENT, ""), *lines[y]), width), width)

    def _laid_out(self, width: int) -> list[Line]:
        if width != self._width:
            self._width = width
            lay = _two_sides if width >= SIDE_BY_SIDE else _one_text
            self._lines = lay(*self._texts, self._heads, max(1, width - INDENT))
        return self._lines


def _one_text(old: str, new: str, heads: tuple[str, str] | None, width: int) -> list[Line]:
    named: list[Line] = [((f"{heads[0]} → {heads[1]}", "dim"),)] if heads else []
    return [*named, *wrap_runs([pair.merged for pair in compare(old, new)], width)]


def _two_sides(old: str, new: str, heads: tuple[str, str] | None, width: int) -> list[Line]:
    half = (width - 3) // 2
    lines: list[Line] = []
    if heads:
        lines.append(_beside(((heads[0], "dim"),), ((heads[1], "dim"),), half))
    for pair in compare(old, new):
        if pair.merged and not pair.old and not pair.new:
            continue
        lefts, rights = wrap_runs([pair.old], half), wrap_runs([pair.new], half)
        lines.extend(_beside(left, right, half) for left, right in zip_longest(lefts, rights, fillvalue=()))
    return lines


def _beside(left: Line, right: Line, half: int) -> Line:
    return (*fit(left, half), (" │ ", "rule"), *fit(right, half))


def wrap_runs(lines: Sequence[Line], width: int) -> list[Line]:
    """Styled prose in lines of at most `width` cells, broken between words."""
    wrapped: list[Line] = []
    for line in lines:
        current: list[Run] = []
        used = 0
        for text, role in clean(line):
            for piece in _pieces(text, width):
                size = width_of(((piece, role),))
                if used and used + size > width:
                    wrapped.append(tuple(current))
                    current, used = [], 0
                    if piece.isspace():
                        continue
                current.append((piece, role))
                used += size
        wrapped.append(tuple(current))
    return wrapped


def _pieces(text: str, width: int) -> Iterator[str]:
    for piece in re.findall(r"\s+|\S+", text):
        yield from broken(piece, width)
