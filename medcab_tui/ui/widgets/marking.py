"""Marks in a list: rows by identity, as they were painted. They outlive reading again, not their row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from medcab_tui.locale import N_
from medcab_tui.ui.widgets.painting import PaintedRows
from medcab_tui.ui.widgets.window import Note


class Marks:
    """Marked rows by key. No input or output here.

    markable: whether a row can be marked; None where nothing can. in_bulk: whether `*` takes it too.
    """

    def __init__(
        self,
        key: Callable[[Any], object],
        markable: Callable[[Any], bool] | None = None,
        in_bulk: Callable[[Any], bool] | None = None,
    ) -> None:
        self._key = key
        self._markable = markable
        self._in_bulk = in_bulk
        self._rows: dict[object, Any] = {}

    @property
    def possible(self) -> bool:
        """Whether rows of this list can be marked at all."""
        return self._markable is not None

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row: Any) -> bool:
        return bool(self._rows) and self._key(row) in self._rows

    @property
    def rows(self) -> tuple[Any, ...]:
        """The marked rows as they were painted last, in the order of marking."""
        return tuple(self._rows.values())

    def allows(self, row: Any) -> bool:
        """Whether this row can be marked."""
        return self._markable is not None and not isinstance(row, Note) and self._markable(row)

    def toggle(self, row: Any) -> bool:
        """Mark a row or take its mark away; false if it can't be marked."""
        key = self._key(row)
        if self._rows.pop(key, None) is not None:
            return True
        return self.add((row,)) > 0

    def add(self, rows: Iterable[Any]) -> int:
        """Mark those that can be marked; how many were not marked before."""
        before = len(self._rows)
        for row in rows:
            if self.allows(row):
                self._rows.setdefault(self._key(row), row)
        return len(self._rows) - before

    def bulk(self, rows: Iterable[Any]) -> None:
        """Mark all that `*` takes; if all of them are marked, take their marks away."""
        taken = [row for row in rows if self.allows(row) and (self._in_bulk is None or self._in_bulk(row))]
        if not self.add(taken):
            for row in taken:
                self._rows.pop(self._key(row), None)

    def painted(self, row: Any) -> None:
        """A marked row is on the screen as it is now: verbs act on this."""
        self._rows[self._key(row)] = row

    def clear(self) -> None:
        """No row is marked any more."""
        self._rows.clear()

    def renewed(self, before: Sequence[Any], after: Sequence[Any], *, at_top: bool, at_end: bool) -> None:
        """The list was read again: marks of rows that are gone, or can't be marked any more, are dropped.

        before, after: the rows held. A row that nobody read this time is not known to be gone.
        """
        if not self._rows:
            return
        there = {self._key(row): row for row in after if not isinstance(row, Note)}
        were = [self._key(row) for row in before if not isinstance(row, Note)]
        known = [place for place, key in enumerate(were) if key in there]
        # Rows were read without a gap: what stood between two that are there, or beyond them up to an end
        # of the list that was seen, would have come too.
        first = -1 if at_top else known[0] if known else len(were)
        last = len(were) if at_end else known[-1] if known else -1
        gone = {key for place, key in enumerate(were) if first < place < last and key not in there}
        for key in tuple(self._rows):
            row = there.get(key)
            if (key in gone or (at_top and at_end)) if row is None else not self.allows(row):
                del self._rows[key]


class MarkingRows(PaintedRows):
    """The keys that mark, where the list knows which rows can be marked; elsewhere they are let through."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", N_("Mark"), show=False, id="rows.mark", tooltip=N_("Mark the row")),
        Binding(
            "asterisk",
            "mark_all",
            N_("Mark all"),
            show=False,
            id="rows.mark_all",
            tooltip=N_("Mark all that is shown"),
        ),
        Binding(
            "shift+up",
            "mark_step(-1)",
            N_("Mark and go up"),
            show=False,
            id="rows.mark_up",
            tooltip=N_("Mark and go up"),
        ),
        Binding(
            "shift+down",
            "mark_step(1)",
            N_("Mark and go down"),
            show=False,
            id="rows.mark_down",
            tooltip=N_("Mark and go down"),
        ),
        Binding(
            "escape", "unmark", N_("Unmark"), show=False, id="rows.unmark", tooltip=N_("Take all marks away")
        ),
    ]

    class Marked(Message):
        """Other rows are marked than before."""

        def __init__(self, rows: MarkingRows, count: int) -> None:
            super().__init__()
            self.rows, self.count = rows, count

        @property
        def control(self) -> MarkingRows:
            return self.rows

    @property
    def painted_row(self) -> Any | None:
        """The row under the cursor, as it is on the screen."""
        raise NotImplementedError

    def action_step(self, delta: int) -> None:
        """Move the cursor."""
        raise NotImplementedError

    @property
    def marked(self) -> int:
        """How many rows are marked."""
        return len(self._marks)

    def targets(self) -> tuple[Any, ...]:
        """What a verb acts on: the marked rows, in list order; else the row under the cursor. As painted."""
        if not self._marks:
            row = self.painted_row
            return () if row is None else (row,)
        key = self._window.key
        places = {key(row): place for place, row in enumerate(self._window.rows)}
        return tuple(sorted(self._marks.rows, key=lambda row: places.get(key(row), len(places))))

    def clear_marks(self) -> None:
        """No row is marked any more."""
        if self._marks:
            self._change_marks(self._marks.clear)

    def select(self, key: object) -> bool:
        """The cursor to a held row; false if it is not held."""
        raise NotImplementedError

    def following(self, past: Sequence[Any]) -> object:
        """The key of the next row that is not among these; None at the end of the list, or if the cursor is
        on none of them. Ask before acting: rows may stand elsewhere once the verb has acted.
        """
        window, done = self._window, {self._window.key(row) for row in past}
        here = window.cursor
        if not 0 <= here < len(window.rows) or window.key(window.rows[here]) not in done:
            return None
        keys = (window.key(row) for row in window.rows[here:] if not isinstance(row, Note))
        return next((key for key in keys if key not in done), None)

    def advance(self, past: Sequence[Any] | None = None, to: object = None) -> None:
        """After a verb: marks go, the cursor goes on to the next row that the verb did not act on.

        past: the rows it acted on, as `targets` gave them before. At the end of the list the cursor stays.
        to: what `following` said before; for lists whose rows stand elsewhere after the verb.
        """
        if to is not None:
            self.clear_marks()
            if self.select(to):
                return
        window = self._window
        done = {window.key(row) for row in (self.targets() if past is None else past)}
        self.clear_marks()
        rows, here = window.rows, window.cursor
        if not 0 <= here < len(rows) or window.key(rows[here]) not in done:
            self._painted = None
            return
        place = here
        while place < len(rows) and (isinstance(rows[place], Note) or window.key(rows[place]) in done):
            place += 1
        if place < len(rows):
            self.action_step(sum(not isinstance(row, Note) for row in rows[here:place]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("mark", "mark_all", "mark_step"):
            return self._marks.possible
        if action == "unmark":
            return bool(self._marks)
        return super().check_action(action, parameters)

    def action_mark(self) -> None:
        if (row := self.painted_row) is not None:
            self._change_marks(lambda: self._marks.toggle(row))

    def action_mark_step(self, delta: int) -> None:
        if (row := self.painted_row) is not None:
            self._change_marks(lambda: self._marks.add((row,)))
            self.action_step(delta)

    def action_mark_all(self) -> None:
        """All rows of a list that is whole; of a longer one those on the screen."""
        window = self._window
        shown = window.rows
        if self._source is not None:
            shown = shown[window.top : window.top + self._height]
        self._change_marks(lambda: self._marks.bulk(shown))

    def action_unmark(self) -> None:
        self.clear_marks()

    def _change_marks(self, act: Callable[[], object]) -> None:
        """Repaints the rows whose mark changed, and the count."""
        window = self._window
        places = range(window.top, min(len(window.rows), window.top + self._height))
        before = {place for place in places if window.rows[place] in self._marks}
        count = len(self._marks)
        act()
        after = {place for place in places if window.rows[place] in self._marks}
        if before == after and count == len(self._marks):
            return
        self._refresh_rows(*(before ^ after))
        self._refresh_title()
        self.post_message(self.Marked(self, len(self._marks)))
