"""Columns of a list: what each shows, how wide, on which side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct

from medcab_tui.ui.widgets.lines import Cell, Line, fit, line_of, width_of

NARROWEST = 4
"""Cells a squeezed column keeps: three letters and «…»."""

_NUMBER = re.compile(r"^(\D*)(\d[\d  ]*)(?:([.,])(\d+))?")


class Column(Struct, frozen=True):
    """One column.

    title: a call, so that it speaks the language of the moment; "" for none.
    width: cells; ignored where `flex` is given.
    flex: share of what fixed columns leave; `least` is what it never goes below, `most` what it never needs
        more than (0: all there is), so that what belongs together stands together in a wide list.
    align: "decimal" lines numbers up on the comma, with `decimals` places kept after it.
    role: for cells that are plain text.
    needs: the column is left out of a list narrower than this.
    spills: in a row whose next column is empty it takes that one's room as well.
    """

    cell: Callable[[Any], Cell]
    title: Callable[[], str] | str = ""
    width: int = 0
    flex: int = 0
    least: int = 6
    most: int = 0
    align: Literal["left", "right", "decimal"] = "left"
    decimals: int = 0
    role: str = "text"
    needs: int = 0
    spills: bool = False

    def heading(self) -> str:
        return self.title if isinstance(self.title, str) else self.title()


class Layout(Struct, frozen=True):
    """Columns with the widths they got in a list of a given width."""

    columns: tuple[tuple[Column, int], ...]
    gap: int
    width: int

    def row(self, row: Any) -> Line:
        """The cells of a row, each in its width."""
        return self._line(lambda column: line_of(column.cell(row), column.role))

    def headings(self) -> Line:
        return self._line(lambda column: ((column.heading(), "heading"),))

    @property
    def headed(self) -> bool:
        return any(column.heading() for column, _ in self.columns)

    def _line(self, content: Callable[[Column], Line]) -> Line:
        runs: list[tuple[str, str]] = []
        taken = False
        for number, (column, width) in enumerate(self.columns):
            if taken:
                taken = False
                continue
            if number:
                runs.append((" " * self.gap, ""))
            room = width
            if column.spills and number + 1 < len(self.columns):
                following, its = self.columns[number + 1]
                taken = not width_of(content(following))
                room += its + self.gap if taken else 0
            runs.extend(_placed(column, content(column), room))
        return tuple(runs)


def lay_out(columns: Sequence[Column], width: int, gap: int) -> Layout:
    """Share `width` cells among the columns that belong in a list so wide; what is too wide is squeezed."""
    kept = [column for column in columns if width >= column.needs]
    fixed = sum(column.width for column in kept if not column.flex) + gap * max(0, len(kept) - 1)
    shares = sum(column.flex for column in kept)
    left = max(0, width - fixed)
    widths: list[int] = []
    for column in kept:
        if not column.flex:
            widths.append(column.width)
            continue
        own = max(column.least, left * column.flex // shares)
        own = min(own, column.most or own)
        left, shares = max(0, left - own), max(1, shares - column.flex)
        widths.append(own)
    return Layout(tuple(zip(kept, _squeezed(widths, width, gap), strict=False)), gap, width)


def _squeezed(widths: list[int], width: int, gap: int) -> list[int]:
    """The widest columns give way, cell by cell; when all are down to `NARROWEST` the last ones go."""
    kept = list(widths)
    while kept and (over := sum(kept) + gap * (len(kept) - 1) - width) > 0:
        widest = max(kept)
        if widest <= NARROWEST:
            kept.pop()
            continue
        place = kept.index(widest)
        below = max((own for own in kept if own < widest), default=NARROWEST)
        kept[place] -= min(over, max(1, (widest - max(below, NARROWEST)) // 2))
    return kept


def _placed(column: Column, line: Line, width: int) -> Line:
    if column.align == "decimal":
        after = column.decimals + (1 if column.decimals else 0)
        line = (*line, (" " * max(0, after - _after_separator(line)), ""))
    return fit(line, width, "left" if column.align == "left" else "right")


def _after_separator(line: Line) -> int:
    """Cells after the whole part of the number a line begins with: the comma, decimals, a glyph."""
    text = "".join(text for text, _ in line)
    found = _NUMBER.match(text.strip())
    if not found:
        return 0
    whole = len(found.group(1)) + len(found.group(2).rstrip())
    return len(text.strip()) - whole
