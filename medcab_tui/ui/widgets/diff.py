"""Two editions of anything: side by side where there is room, else as one; or one of them alone, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, Literal, TypeAlias

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.compare import Edition, Pair, changed_titles, compare, count_changes
from medcab_tui.ui.widgets.glyphs import MARK
from medcab_tui.ui.widgets.lines import Line, Run, blank, broken, clean, fit, look_of, paint, width_of
from medcab_tui.ui.widgets.panel import INDENT, rule

__all__ = ["Diff", "Edition", "changed_titles", "count_changes"]

SIDE_BY_SIDE = 90
"""Cells from which both editions stand side by side."""

Side: TypeAlias = Literal["both", "old", "new"]
SIDES: Final[tuple[Side, ...]] = ("both", "old", "new")

_Laid: TypeAlias = "tuple[Line, int]"
"""A line, and the number of the change it belongs to; -1 for none."""


class Diff(Widget):
    """Removed words in [-…-], added ones in {+…+}, coloured too; what is unchanged is folded."""

    DEFAULT_CSS = "Diff { width: 1fr; height: auto; }"

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._title, self._note = title, ""
        self._old: Edition = ""
        self._new: Edition = ""
        self._heads: tuple[str, str] | None = None
        self._side: Side = "both"
        self._at = -1
        self._width = 0
        self._lines: list[_Laid] = []

    def show(
        self,
        old: Edition,
        new: Edition,
        *,
        heads: tuple[str, str] | None = None,
        title: str | None = None,
        note: str | None = None,
    ) -> None:
        """Compare two texts, or two mappings of a field's title to its text, in the order of the fields.

        heads: which edition is which: «ред. 2 2026-11-19 Иванова А. П.».
        """
        self._old, self._new, self._heads, self._at = old, new, heads, -1
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        self._lay_again()

    def set_title(self, title: str, note: str = "") -> None:
        """Title and note of the rule above the comparison."""
        taller = bool(title) != bool(self._title)
        self._title, self._note = title, note
        self.refresh(layout=taller)

    @property
    def changes(self) -> int:
        """How many places differ."""
        return count_changes(self._old, self._new)

    @property
    def changed(self) -> tuple[str, ...]:
        """The titles of the fields that differ."""
        return changed_titles(self._old, self._new)

    @property
    def side(self) -> Side:
        """Which edition is shown: both, or one of them whole."""
        return self._side

    @side.setter
    def side(self, side: Side) -> None:
        self._side, self._at = side, -1
        self._lay_again()

    def turn_side(self, step: int = 1) -> Side:
        """Both, the old one alone, the new one alone, and round again."""
        self.side = SIDES[(SIDES.index(self._side) + step) % len(SIDES)]
        return self._side

    def go_to_change(self, step: int) -> bool:
        """To the next change, or the one before, round the end; false if nothing is marked."""
        lines = self._laid_out(self.size.width)
        count = 1 + max((change for _line, change in lines), default=-1)
        if not count:
            return False
        self._at = (self._at + step) % count if self._at >= 0 else (0 if step > 0 else count - 1)
        places = [place for place, (_line, change) in enumerate(lines) if change == self._at]
        region = Region(0, self.virtual_region.y + places[0] + bool(self._title), 1, len(places))
        if self.parent is not None and isinstance(self.parent, Widget):
            self.parent.scroll_to_region(region, animate=False, force=True)
        self.refresh()
        return True

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
        line, change = lines[y]
        mark: Run = (
            (MARK.ljust(INDENT), "accent") if change >= 0 and change == self._at else (" " * INDENT, "")
        )
        return paint(look, fit((mark, *line), width), width)

    def _lay_again(self) -> None:
        self._width = 0
        self.refresh(layout=True)

    def _laid_out(self, width: int) -> list[_Laid]:
        if width != self._width:
            self._width = width
            pairs = compare(self._old, self._new, fold=self._side == "both")
            room = max(1, width - INDENT)
            lay = _two_sides if self._side == "both" and width >= SIDE_BY_SIDE else _one_below_another
            self._lines = [*_headed(self._heads, self._side, width), *lay(pairs, self._side, room)]
        return self._lines


def _headed(heads: tuple[str, str] | None, side: Side, width: int) -> Iterator[_Laid]:
    if heads is None:
        return
    if side != "both":
        yield ((heads[SIDES.index(side) - 1], "dim"),), -1
    elif width >= SIDE_BY_SIDE:
        yield _beside(((heads[0], "dim"),), ((heads[1], "dim"),), (width - INDENT - 3) // 2), -1
    else:
        whole: Line = ((f"{heads[0]} → {heads[1]}", "dim"),)
        if width_of(whole) <= width - INDENT:
            yield whole, -1
        else:
            yield ((heads[0], "dim"),), -1
            yield ((f"→ {heads[1]}", "dim"),), -1


def _one_below_another(pairs: Sequence[Pair], side: Side, width: int) -> Iterator[_Laid]:
    for pair, change in _numbered(pairs):
        lines = pair.merged if side == "both" else (pair.old,) if side == "old" else (pair.new,)
        shown = [line for line in lines if line or not pair.changed]
        yield from ((line, change) for line in wrap_runs(shown, width))


def _two_sides(pairs: Sequence[Pair], _side: Side, width: int) -> Iterator[_Laid]:
    half = (width - 3) // 2
    for pair, change in _numbered(pairs):
        lefts, rights = wrap_runs([pair.old], half), wrap_runs([pair.new], half)
        for left, right in zip_longest(lefts, rights, fillvalue=()):
            yield _beside(left, right, half), change


def _numbered(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, int]]:
    """Changed lines that follow each other are one change."""
    number, inside = -1, False
    for pair in pairs:
        number += pair.changed and not inside
        inside = pair.changed
        yield pair, number if inside else -1


def _beside(left: Line, right: Line, half: int) -> Line:
    return (*fit(left, half), (" │ ", "rule"), *fit(right, half))


def wrap_runs(lines: Sequence[Line], width: int) -> list[Line]:
    """Styled prose in lines of at most `width` cells, broken between words; what is indented stays so."""
    wrapped: list[Line] = []
    for line in lines:
        runs = clean(line)
        indent = runs[:1] if len(runs) > 1 and runs[0][0].isspace() and not runs[0][1] else ()
        left = width_of(indent)
        current: list[Run] = list(indent)
        used = left
        for text, role in runs[len(indent) :]:
            for piece in _pieces(text, max(1, width - left)):
                size = width_of(((piece, role),))
                if used > left and used + size > width:
                    wrapped.append(tuple(current))
                    current, used = list(indent), left
                    if piece.isspace():
                        continue
                current.append((piece, role))
                used += size
        wrapped.append(tuple(current))
    return wrapped


def _pieces(text: str, width: int) -> Iterator[str]:
    for piece in re.findall(r"\s+|\S+", text):
        yield from broken(piece, width)
