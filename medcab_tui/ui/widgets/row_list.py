"""The one list: any number of rows, a screenful held, a key takes the same time whatever the size."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker, WorkerCancelled

from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.widgets.columns import Column, Layout, lay_out
from medcab_tui.ui.widgets.glyphs import MARK, RESTING, THUMB
from medcab_tui.ui.widgets.lines import Line, blank, fit, look_of, paint, wrap
from medcab_tui.ui.widgets.panel import rule
from medcab_tui.ui.widgets.window import Note, Window

HELD_SCREENS = 5
PATIENCE = 0.3
"""Seconds before a read is said to be under way."""


class Source(Protocol):
    """Where a long list reads from. Keys are what `RowList.place` gives; never offsets."""

    async def page(
        self, after: Any = None, before: Any = None, last: bool = False, limit: int = 50
    ) -> Sequence[Any]:
        """Rows in list order: the first, those after or before a key, or the last ones."""
        ...

    async def total(self) -> int:
        """How many rows there are, for the scroll bar; may be an estimate."""
        ...


class RowList(Widget, can_focus=True):
    """Rows in columns with one cursor. Reads from a `Source`, or shows rows given by `set_rows`.

    key: a row's identity; the cursor holds on to it. place: a row's position key for `Source.page`.
    empty: says what would be here and which key adds it.
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
        gap: int | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._source = source
        self._place = place or key
        self._title, self._note = title, note
        self._empty = empty
        self._lit = lit
        self._gap = gap
        self._window = Window(key)
        self._layout: Layout | None = None
        self._loaded = source is None
        self._reading: Worker[None] | None = None
        self._owed = 0
        self._owed_page = 0
        self._slow = False

    # What screens ask and tell.

    @property
    def cursor_row(self) -> Any | None:
        """The painted row a verb acts on."""
        return self._window.row

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

    def set_rows(self, rows: Sequence[Any], *, keep: bool = True) -> None:
        """Show these rows (and `Note`s between them); the cursor stays on its row unless `keep` is false."""
        self._source = None
        self._stop_reading()
        self._loaded = True
        self._take(rows, at_top=True, at_end=True, before=0, total=len(rows), keep=keep)

    async def set_source(self, source: Source) -> None:
        """Read from another source, from its top."""
        self._source, self._loaded = source, False
        self._window.put((), at_top=True, at_end=True, before=0)
        await self.reload()

    async def reload(self) -> None:
        """Read again around the cursor; it stays on its row, or goes to the one that followed it."""
        if self._source is None:
            return
        self._start(self._read_around())
        if self._reading is not None:
            with suppress(WorkerCancelled):
                await self._reading.wait()

    def select(self, key: object) -> bool:
        """The cursor to a held row; false if it is not held."""
        window = self._window
        for place, row in enumerate(window.rows):
            if window.key(row) == key and not isinstance(row, Note):
                self._change(partial(self._show_place, place))
                return True
        return False

    def _show_place(self, place: int) -> None:
        self._window.jump(place)
        self._window.follow(self._height)

    # Keys and mouse.

    def action_step(self, delta: int) -> None:
        self._move(delta)

    def action_page(self, sign: int) -> None:
        window, lines = self._window, max(1, self._height - 1)
        held = window.below - self._height if sign > 0 else window.top
        whole = window.at_end if sign > 0 else window.at_top
        self._owed, self._owed_page = 0, sign if held < lines and not whole else 0
        if not self._owed_page:
            self._change(lambda: window.page(lines * sign, self._height))
        self._extend_if_near()

    def action_top(self) -> None:
        self._owed = self._owed_page = 0
        if self._window.at_top or self._source is None:
            self._change(self._window.to_top)
        else:
            self._start(self._read_top())

    def action_bottom(self) -> None:
        self._owed = self._owed_page = 0
        if self._window.at_end or self._source is None:
            self._change(lambda: self._window.to_end(self._height))
        else:
            self._start(self._read_end())

    def action_open(self) -> None:
        if (row := self.cursor_row) is not None:
            self.post_message(self.Opened(self, row))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        place = self._window.top + event.y - self._head
        if event.y < self._head or not 0 <= place < len(self._window.rows):
            return
        if isinstance(self._window.rows[place], Note):
            return
        if place == self._window.cursor:
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
        self._window.follow(self._height)
        self.refresh()
        if self._source is not None and not self._loaded and self._reading is None:
            self._start(self._read_around())
        self._extend_if_near()

    def on_focus(self) -> None:
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
        act()
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

    # Reading: one request at a time, the newest wins.

    def _start(self, reading: Coroutine[Any, Any, None]) -> None:
        self._stop_reading()
        if not self.is_attached:
            reading.close()
            return
        self._reading = self.run_worker(self._guarded(reading), group="rows", exit_on_error=False)

    def _stop_reading(self) -> None:
        if self._reading is not None and not self._reading.is_finished:
            self._reading.cancel()
        self._reading = None

    async def _guarded(self, reading: Coroutine[Any, Any, None]) -> None:
        patience = self.set_timer(PATIENCE, self._say_slow)
        try:
            await reading
        except Exception as error:  # told by the screen; what was shown stays
            self.post_message(self.Failed(self, error))
        finally:
            patience.stop()
            self.call_later(self._extend_if_near)
            if self._slow:
                self._slow = False
                self._refresh_title()

    def _say_slow(self) -> None:
        self._slow = True
        self._refresh_title()

    @property
    def _chunk(self) -> int:
        return max(20, 2 * self._height)

    async def _read_top(self) -> None:
        source, limit = self._reads(), self._chunk
        rows = await source.page(limit=limit)
        self._take(rows, at_top=True, at_end=len(rows) < limit, before=0, total=await source.total())
        self._change(self._window.to_top)

    async def _read_end(self) -> None:
        source, limit = self._reads(), self._chunk
        rows = await source.page(last=True, limit=limit)
        total = await source.total()
        self._take(rows, at_top=len(rows) < limit, at_end=True, before=total - len(rows), total=total)
        self._change(lambda: self._window.to_end(self._height))

    async def _read_around(self) -> None:
        source, window, limit = self._reads(), self._window, self._chunk
        row = window.row
        if row is None or (window.at_top and window.cursor < limit // 2):
            rows = list(await source.page(limit=limit))
            at_top, at_end, before = True, len(rows) < limit, 0
        else:
            above = list(await source.page(before=self._place(row), limit=limit))
            under = list(await source.page(after=self._place(above[-1]) if above else None, limit=limit))
            rows = above + under
            at_top, at_end = len(above) < limit, len(under) < limit
            before = window.before + window.cursor - len(above)
        total = await source.total()
        self._take(rows, at_top=at_top, at_end=at_end, before=before, total=total)

    async def _read_after(self) -> None:
        window, limit = self._window, self._chunk
        rows = await self._reads().page(after=self._place(window.rows[-1]), limit=limit)
        window.add_after(rows, at_end=len(rows) < limit, hold=HELD_SCREENS * self._height)
        self._arrived()

    async def _read_before(self) -> None:
        window, limit = self._window, self._chunk
        rows = await self._reads().page(before=self._place(window.rows[0]), limit=limit)
        hold = HELD_SCREENS * self._height
        window.add_before(rows, at_top=len(rows) < limit, hold=hold, height=self._height)
        self._arrived()

    def _reads(self) -> Source:
        assert self._source is not None  # noqa: S101 - only lists with a source read
        return self._source

    def _arrived(self) -> None:
        owed, self._owed = self._owed, 0
        page, self._owed_page = self._owed_page, 0
        if page:
            self.action_page(page)
        elif owed:
            self._move(owed)
        else:
            self._refresh_bar()

    def _extend_if_near(self) -> None:
        """Ask for the next rows while a screen of them is still left."""
        window = self._window
        if self._source is None or not window.rows or not self._height:
            return
        if self._reading is not None and not self._reading.is_finished:
            return
        if not window.at_end and window.below - self._height < self._height:
            self._start(self._read_after())
        elif not window.at_top and window.top < self._height:
            self._start(self._read_before())

    def _take(
        self, rows: Sequence[Any], *, at_top: bool, at_end: bool, before: int, total: int, keep: bool = True
    ) -> None:
        window = self._window
        old, count = window.row, len(window.rows)
        if keep:
            window.keep(rows, at_top=at_top, at_end=at_end, before=before, height=self._height)
        else:
            window.put(rows, at_top=at_top, at_end=at_end, before=before)
        window.total, self._loaded = total, True
        window.seen(self._height)
        self._refresh_all(layout=len(window.rows) != count)
        if window.row is not old and window.row != old:
            self.post_message(self.Moved(self, window.row))

    # Painting.

    @property
    def _head(self) -> int:
        return bool(self._title) + self._laid_out().headed

    @property
    def _height(self) -> int:
        return max(0, self.size.height - self._head)

    def _laid_out(self) -> Layout:
        width = max(0, self.size.width - 3)
        if self._layout is None or self._layout.width != width:
            gap = self._gap if self._gap is not None else (1 if width < 74 else 2)
            self._layout = lay_out(self._columns, width, gap)
        return self._layout

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        headed = any(column.heading() for column in self._columns)
        return bool(self._title) + headed + max(1, len(self._window.rows))

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if self._title:
            if y == 0:
                return paint(
                    look, rule(self._title, self._said(), width, focused=self._live, marked=False), width
                )
            y -= 1
        layout = self._laid_out()
        if layout.headed:
            if y == 0:
                return paint(look, (("  ", ""), *layout.headings()), width)
            y -= 1
        if not self._window.rows:
            return self._empty_line(y)
        return self._row_line(y)

    def _row_line(self, y: int) -> Strip:
        look, width, window = look_of(self), self.size.width, self._window
        place = window.top + y
        if place >= len(window.rows):
            return blank(look, width)
        row = window.rows[place]
        if isinstance(row, Note):
            return paint(look, fit((("  ", ""), *row.line), width - 1), width)
        cells = self._laid_out().row(row)
        if place != window.cursor:
            return self._barred(paint(look, (("  ", ""), *cells), width - 1), y)
        fill = "cursor" if self._live else "cursor_dim"
        mark = MARK if self._live else RESTING
        painted = paint(look, ((mark, "cursor_mark"), (" ", ""), *_on_cursor(cells)), width - 1, fill)
        return self._barred(painted, y)

    def _barred(self, strip: Strip, y: int) -> Strip:
        look, window, height = look_of(self), self._window, self._height
        total = max(window.total, window.before + len(window.rows))
        if total <= height:
            return Strip.join([strip, Strip([Segment(" ", look.text)])])
        size = max(1, height * height // total)
        start = (window.before + window.top) * (height - size) // max(1, total - height)
        glyph = THUMB if start <= y < start + size else " "
        return Strip.join([strip, Strip([Segment(glyph, look.rule)])])

    def _empty_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if not self._loaded or self._empty is None:
            return blank(look, width)
        words = wrap(self._empty(), max(1, width - 4))
        if y >= len(words):
            return blank(look, width)
        return paint(look, fit((("  ", ""), (words[y], "dim")), width), width)

    def _said(self) -> str:
        if self._slow:
            return _("reading…")
        if self.new_above:
            return ngettext("new above: {count} ↑", "new above: {count} ↑", self.new_above).format(
                count=self.new_above
            )
        return self._note

    @property
    def _live(self) -> bool:
        return self.has_focus or self._lit

    def _refresh_rows(self, *places: int) -> None:
        head, top, height, width = self._head, self._window.top, self._height, self.size.width
        lines = {place - top for place in places if 0 <= place - top < height}
        self.refresh(*(Region(0, head + line, width - 1, 1) for line in lines))

    def _refresh_title(self) -> None:
        if self._title:
            self.refresh(Region(0, 0, self.size.width, 1))

    def _refresh_body(self) -> None:
        self.refresh(Region(0, self._head, self.size.width, self._height))

    def _refresh_bar(self) -> None:
        self.refresh(Region(self.size.width - 1, self._head, 1, self._height))

    def _refresh_focus(self) -> None:
        self._refresh_title()
        self._refresh_rows(self._window.cursor)

    def _refresh_all(self, *, layout: bool = False) -> None:
        auto = self.styles.height is not None and self.styles.height.is_auto
        self.refresh(layout=layout and auto)


def _on_cursor(cells: Line) -> Line:
    """On the cursor's fill context is read like the rest: grey goes, so does a change of style."""
    return tuple((text, " ".join(role for role in roles.split() if role != "dim")) for text, roles in cells)
