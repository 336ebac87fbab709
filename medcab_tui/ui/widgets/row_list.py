"""The one list: any number of rows, a screenful held, a key takes the same time whatever the size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from medcab_tui.locale import N_
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.marking import MarkingRows, Marks
from medcab_tui.ui.widgets.reading import Source
from medcab_tui.ui.widgets.window import Note, Window

__all__ = ["RowList", "Source"]


class RowList(MarkingRows, can_focus=True):
    """Rows in columns with one cursor. Reads from a `Source`, or shows rows given by `set_rows`.

    key: a row's identity; the cursor holds on to it. place: a row's position key for `Source.page`.
    empty: says what would be here and which key adds it.
    markable: whether a row can be marked; without it nothing can. in_bulk: whether `*` takes it too.
    lit: the cursor is shown as live though another widget has the focus (a search field driving this list).
    """

    DEFAULT_CSS = "RowList { width: 1fr; height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", N_("Previous row"), show=False, id="rows.up", tooltip=N_("Previous row")),
        Binding("down", "step(1)", N_("Next row"), show=False, id="rows.down", tooltip=N_("Next row")),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="rows.pageup", tooltip=N_("Page up")),
        Binding(
            "pagedown", "page(1)", N_("Page down"), show=False, id="rows.pagedown", tooltip=N_("Page down")
        ),
        Binding("home", "top", N_("First row"), show=False, id="rows.home", tooltip=N_("First row")),
        Binding("end", "bottom", N_("Last row"), show=False, id="rows.end", tooltip=N_("Last row")),
        Binding("enter", "open", N_("Open"), show=False, id="rows.open", tooltip=N_("Open")),
    ]

    class Moved(Message):
        """The cursor stands on another row, or on none."""

        def __init__(self, rows: RowList, row: Any | None) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> RowList:
            return self.rows

    class Opened(Moved):
        """Enter, or a second click, on the row under the cursor."""

    class Failed(Message):
        """A read was refused or broke; what was shown stays."""

        def __init__(self, rows: RowList, error: Exception) -> None:
            super().__init__()
            self.rows, self.error = rows, error

        @property
        def control(self) -> RowList:
            return self.rows

    def __init__(
        self,
        columns: Sequence[Column],
        source: Source | None = None,
        *,
        key: Callable[[Any], object] = lambda row: row.id,
        place: Callable[[Any], Any] | None = None,
        title: str = "",
        note: str = "",
        empty: Callable[[], str] | None = None,
        lit: bool = False,
        markable: Callable[[Any], bool] | None = None,
        in_bulk: Callable[[Any], bool] | None = None,
        gap: int | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        window = Window(key)
        super().__init__(
            columns,
            source,
            window,
            Marks(window.key, markable, in_bulk),
            title=title,
            note=note,
            empty=empty,
            gap=gap,
            id=id,
            classes=classes,
        )
        self._place = place or key
        self._lit = lit
        self._owed = self._owed_page = self._moves = 0
        self._focused_now = self._from_top = False

    # What screens ask and tell.

    @property
    def cursor_row(self) -> Any | None:
        """The row under the cursor."""
        return self._window.row

    @property
    def painted_row(self) -> Any | None:
        """What a verb acts on: the row the screen showed under the cursor, when data moved by itself since.

        A row that a key or a new question brought the cursor to counts before it is painted.
        """
        row = self._window.row
        return row if row is None or self._painted is None else self._painted

    @property
    def new_above(self) -> int:
        """Rows that arrived above the view and were not yet seen."""
        return len(self._window.unseen)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows held now, notes left out."""
        return tuple(row for row in self._window.rows if not isinstance(row, Note))

    @property
    def total(self) -> int:
        return self._window.total

    @property
    def lit(self) -> bool:
        return self._lit

    @lit.setter
    def lit(self, lit: bool) -> None:
        self._lit = lit
        self._refresh_focus()

    def set_title(self, title: str, note: str = "") -> None:
        """Title and note of the rule above the list."""
        changed = bool(title) != bool(self._title)
        self._title, self._note = title, note
        self._refresh_all(layout=changed)

    def set_columns(self, columns: Sequence[Column]) -> None:
        self._columns, self._layout = tuple(columns), None
        self._refresh_all()

    def set_rows(self, rows: Sequence[Any], *, keep: bool = True, arrived: bool = True) -> None:
        """Show these rows (and `Note`s between them); the cursor stays on its row unless `keep` is false.

        arrived: rows that were not here are announced as new; not so when something else was asked for.
        """
        self._source = None
        self._stop_reading()
        self._loaded = True
        then = None if keep else self._window.to_top
        self._take(rows, at_top=True, at_end=True, before=0, total=len(rows), then=then)
        if not arrived:
            self._window.unseen.clear()

    async def set_source(self, source: Source) -> None:
        """Read from another source, from its top."""
        self._source, self._loaded = source, False
        self.clear_marks()
        self._window.put((), at_top=True, at_end=True, before=0)
        await self.reload()

    async def reload(self) -> None:
        """Read again around the cursor; it stays on its row, or goes to the one that followed it."""
        if self._source is not None:
            self._start(self._read_around)
            await self._finished()

    async def seek(self, place: Any, key: object) -> bool:
        """Read around a place in the list and put the cursor on the row with this key, if it is there.

        Another read may come between: this one is made again then, unless hands moved the cursor meanwhile.
        """
        moved = self._moves
        while self._source is not None and self._moves == moved:
            self._start(self._read_at, place, self._window.total // 2)
            newest = self._newest
            if await self._finished() or newest is self._newest:
                break
        return self._moves == moved and self.select(key)

    def select(self, key: object) -> bool:
        """The cursor to a held row; false if it is not held."""
        window = self._window
        for place, row in enumerate(window.rows):
            if window.key(row) == key and not isinstance(row, Note):
                self._change(partial(self._show_place, place))
                return True
        return False

    def stand_on(self, key: object) -> bool:
        """The same where rows moved by themselves: until it is painted a verb acts on what stood there."""
        painted = self._painted
        found = self.select(key)
        self._painted = painted
        return found

    def show_from_top(self) -> None:
        """The rows from the first one on, as long as the cursor stays in view; until it is moved."""
        self._change(self._to_first)
        self._from_top = True

    def _to_first(self) -> None:
        self._window.top = 0
        self._window.follow(self._height)

    def go_to(self, key: object) -> None:
        if self.select(key) and self.focusable:
            self.focus()

    def _show_place(self, place: int) -> None:
        self._window.jump(place)
        self._window.follow(self._height)

    # Keys and mouse.

    def action_step(self, delta: int) -> None:
        self._moves += 1
        self._move(delta)

    def action_page(self, sign: int) -> None:
        self._moves += 1
        window, lines = self._window, max(1, self._height - 1)
        held = window.below - self._height if sign > 0 else window.top
        whole = window.at_end if sign > 0 else window.at_top
        self._owed, self._owed_page = 0, sign if held < lines and not whole else 0
        if not self._owed_page:
            self._change(lambda: window.page(lines * sign, self._height))
        self._extend_if_near()

    def action_top(self) -> None:
        self._moves += 1
        self._owed = self._owed_page = 0
        if self._window.at_top or self._source is None:
            self._change(self._window.to_top)
        else:
            self._start(self._read_top)

    def action_bottom(self) -> None:
        self._moves += 1
        self._owed = self._owed_page = 0
        if self._window.at_end or self._source is None:
            self._change(lambda: self._window.to_end(self._height))
        else:
            self._start(self._read_end)

    def action_open(self) -> None:
        if (row := self.painted_row) is not None:
            self.post_message(self.Opened(self, row))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        place = self._window.top + event.y - self._head
        if event.y < self._head or not 0 <= place < len(self._window.rows):
            return
        if isinstance(self._window.rows[place], Note):
            return
        again, self._focused_now = place == self._window.cursor and not self._focused_now, False
        if again:
            self.action_open()
        else:
            self._change(lambda: self._window.jump(place))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._move(-3)

    def on_unmount(self) -> None:
        self._stop_reading()

    def on_resize(self) -> None:
        if self._from_top:
            self._to_first()
        self._window.follow(self._height)
        if self._line_to_come is not None and self._height:
            self.put_cursor_at(self._line_to_come)
        self.refresh()
        if self._source is not None and not self._loaded and self._reading is None:
            self._start(self._read_around)
        self._extend_if_near()

    def on_focus(self) -> None:
        self._focused_now = True  # a click that brings the focus selects and does not open
        self._refresh_focus()

    def on_blur(self) -> None:
        self._refresh_focus()

    # Moving.

    def _move(self, delta: int) -> None:
        window = self._window
        left = 0

        def step() -> None:
            nonlocal left
            left = window.step(delta)
            window.follow(self._height)

        self._change(step)
        self._owe(left)

    def _change(self, act: Callable[[], object]) -> None:
        """Do something to cursor or view, then repaint the lines that changed and no others."""
        window = self._window
        cursor, top = window.cursor, window.top
        self._focused_now = self._from_top = False
        act()
        self._painted = None
        if window.seen(self._height):
            self._refresh_title()
        if window.top != top:
            self._refresh_body()
        elif window.cursor != cursor:
            self._refresh_rows(cursor, window.cursor)
        if window.cursor != cursor:
            self.post_message(self.Moved(self, window.row))
        self._extend_if_near()

    def _owe(self, left: int) -> None:
        """Steps past the held rows are made when the rows arrive, one screen at most."""
        wanting = (left > 0 and not self._window.at_end) or (left < 0 and not self._window.at_top)
        self._owed_page = 0
        self._owed = max(-self._height, min(self._height, self._owed + left)) if wanting else 0
        self._extend_if_near()

    # What reads bring.

    def _take(
        self,
        rows: Sequence[Any],
        *,
        at_top: bool,
        at_end: bool,
        before: int,
        total: int,
        then: Callable[[], None] | None = None,
    ) -> None:
        window = self._window
        old, count, marked = window.row, len(window.rows), len(self._marks)
        self._marks.renewed(window.rows, rows, at_top=at_top, at_end=at_end)
        window.keep(rows, at_top=at_top, at_end=at_end, before=before, height=self._height)
        if then is not None:
            then()
            self._painted = None
        window.total, self._loaded = total, True
        window.seen(self._height)
        self._refresh_all(layout=len(window.rows) != count)
        if window.row is not old and window.row != old:
            self.post_message(self.Moved(self, window.row))
        if len(self._marks) != marked:
            self.post_message(self.Marked(self, len(self._marks)))

    def _arrived(self) -> None:
        owed, self._owed = self._owed, 0
        page, self._owed_page = self._owed_page, 0
        if page:
            self.action_page(page)
        elif owed:
            self._move(owed)
        else:
            self._refresh_bar()

    def _read_failed(self, error: Exception) -> None:
        self.post_message(self.Failed(self, error))
