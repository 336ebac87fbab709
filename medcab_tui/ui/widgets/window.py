"""The few rows of a long list that are held, and the cursor among them. No input or output here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from medcab_tui.ui.widgets.lines import Line


class Note(Struct, frozen=True):
    """A line between rows that the cursor passes over: a separator, a remark. Empty for a blank line."""

    line: Line = ()


class Window:
    """Rows around the view, in list order.

    before: how many rows stand above the first held one (an estimate unless `at_top`).
    top: index of the first painted row; cursor: index of the row under the cursor, -1 if there is none.
    """

    def __init__(self, key: Callable[[Any], object]) -> None:
        self._key = key
        self.rows: list[Any] = []
        self.before = 0
        self.total = 0
        self.at_top = self.at_end = True
        self.top = 0
        self.cursor = -1
        self.unseen: set[object] = set()

    @property
    def row(self) -> Any | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def below(self) -> int:
        """Rows held from the top of the view on."""
        return len(self.rows) - self.top

    def key(self, row: Any) -> object:
        return None if isinstance(row, Note) else self._key(row)

    def put(self, rows: Sequence[Any], *, at_top: bool, at_end: bool, before: int) -> None:
        """Replace what is held; the cursor goes to the first selectable row."""
        self.rows = list(rows)
        self.at_top, self.at_end = at_top, at_end
        self.before = 0 if at_top else max(1, before)
        self.top = 0
        self.cursor = self._selectable(0, 1)
        self.unseen.clear()

    def keep(self, rows: Sequence[Any], *, at_top: bool, at_end: bool, before: int, height: int) -> None:
        """Replace what is held; the cursor keeps its row and line, or goes to the row that followed."""
        known = {self.key(row) for row in self.rows}
        line = self.cursor - self.top
        wanted = [self.key(row) for row in self.rows[max(0, self.cursor) :]]
        wanted += [self.key(row) for row in reversed(self.rows[: max(0, self.cursor)])]
        unseen = self.unseen
        had = self.cursor >= 0
        self.put(rows, at_top=at_top, at_end=at_end, before=before)
        places = {self.key(row): place for place, row in enumerate(self.rows) if not isinstance(row, Note)}
        if not had or not places:
            return
        self.cursor = next((places[key] for key in wanted if key in places), self.cursor)
        self.top = min(max(0, self.cursor - max(0, line)), max(0, len(self.rows) - height))
        self.follow(height)
        fresh = (self.key(row) for row in self.rows[: self.top] if not isinstance(row, Note))
        self.unseen = {key for key in fresh if key in unseen or key not in known}

    def add_after(self, rows: Sequence[Any], *, at_end: bool, hold: int) -> None:
        """Rows that follow the last held one; rows far above the view are let go."""
        self.rows.extend(rows)
        self.at_end = at_end
        spare = min(max(0, len(self.rows) - hold), max(0, self.top - hold // 3))
        if spare:
            del self.rows[:spare]
            self.before += spare
            self.at_top = False
            self.top -= spare
            self.cursor -= spare

    def add_before(self, rows: Sequence[Any], *, at_top: bool, hold: int, height: int) -> None:
        """Rows that stand before the first held one; rows far below the view are let go."""
        self.rows[:0] = rows
        self.top += len(rows)
        self.cursor += len(rows)
        self.at_top = at_top
        self.before = 0 if at_top else max(1, self.before - len(rows))
        keep = max(hold, self.top + height + hold // 3)
        if len(self.rows) > keep:
            del self.rows[keep:]
            self.at_end = False

    def step(self, delta: int) -> int:
        """Move the cursor by `delta` selectable rows, as far as rows are held; returns what is left."""
        sign = 1 if delta > 0 else -1
        left = abs(delta)
        while left:
            place = self._selectable(self.cursor + sign, sign)
            if place < 0:
                return sign * left
            self.cursor = place
            left -= 1
        return 0

    def page(self, lines: int, height: int) -> None:
        """Move view and cursor by `lines` together, so that the cursor keeps its screen line."""
        shift = min(max(self.top + lines, 0), max(0, len(self.rows) - height)) - self.top
        place = min(max(self.cursor + lines, 0), len(self.rows) - 1)
        sign = 1 if lines > 0 else -1
        found = self._selectable(place, sign)
        found = self._selectable(place, -sign) if found < 0 else found
        if found >= 0:
            self.top += shift
            self.cursor = found
            self.follow(height)

    def jump(self, place: int) -> None:
        """The cursor to a held row, if it can be selected."""
        if 0 <= place < len(self.rows) and not isinstance(self.rows[place], Note):
            self.cursor = place

    def to_end(self, height: int) -> None:
        self.cursor = self._selectable(len(self.rows) - 1, -1)
        self.top = max(0, len(self.rows) - height)

    def to_top(self) -> None:
        self.cursor = self._selectable(0, 1)
        self.top = 0

    def follow(self, height: int) -> None:
        """Bring the cursor into the view, half a screen at a time: most steps repaint two lines."""
        if height <= 0 or self.cursor < 0:
            return
        if self.cursor < self.top:
            self.top = max(0, self.cursor - height // 2)
        elif self.cursor >= self.top + height:
            self.top = min(self.cursor - height // 2, max(0, len(self.rows) - height))
        if self.at_end:
            self.top = min(self.top, max(0, len(self.rows) - height))
        if not any(not isinstance(row, Note) for row in self.rows[: self.cursor]) and self.cursor < height:
            self.top = 0

    def seen(self, height: int) -> bool:
        """Forget about new rows that are now painted; tells whether any was."""
        if not self.unseen:
            return False
        painted = {self.key(row) for row in self.rows[self.top : self.top + height]}
        before = len(self.unseen)
        self.unseen -= painted
        if self.top == 0 and self.at_top:
            self.unseen.clear()
        return len(self.unseen) != before

    def _selectable(self, place: int, sign: int) -> int:
        while 0 <= place < len(self.rows):
            if not isinstance(self.rows[place], Note):
                return place
            place += sign
        return -1
