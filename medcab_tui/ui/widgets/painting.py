"""How a list is painted: rule, headings, rows, the cursor, a scroll bar one cell wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip

from medcab_tui.locale import _, ngettext
from medcab_tui.ui.widgets.columns import Column, Layout, lay_out
from medcab_tui.ui.widgets.glyphs import MARK, MARKED, RESTING, THUMB
from medcab_tui.ui.widgets.labels import Spot
from medcab_tui.ui.widgets.lines import Line, blank, fit, line_of, look_of, paint, wrap
from medcab_tui.ui.widgets.panel import rule
from medcab_tui.ui.widgets.reading import ReadingRows, Source
from medcab_tui.ui.widgets.window import Note, Window

if TYPE_CHECKING:
    from medcab_tui.ui.widgets.marking import Marks


class PaintedRows(ReadingRows):
    """The list as it is seen; keys and mouse come on top."""

    def __init__(
        self,
        columns: Sequence[Column],
        source: Source | None,
        window: Window,
        marks: Marks,
        *,
        title: str,
        note: str,
        empty: Callable[[], str] | None,
        gap: int | None,
        id: str | None,  # noqa: A002
        classes: str | None,
    ) -> None:
        super().__init__(source, id=id, classes=classes)
        self._columns = tuple(columns)
        self._window = window
        self._marks = marks
        self._title, self._note = title, note
        self._empty = empty
        self._gap = gap
        self._lit = False
        self._layout: Layout | None = None
        self._painted: Any | None = None
        self._thumb_painted = range(0)
        self._drawing: tuple[Size, range] | None = None
        self._line_to_come: int | None = None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        headed = any(column.heading() for column in self._columns)
        return bool(self._title) + headed + max(1, len(self._window.rows) or len(self._nothing_said(width)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """What stays the same for all lines is found out once: asked for each it was a fifth of a page."""
        self._drawing = self.size, self._thumb()
        try:
            return super().render_lines(crop)
        finally:
            self._drawing = None

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self._extent.width
        if self._title:
            if y == 0:
                line = rule(self._title, self._said(), width, focused=self._live, marked=False)
                return paint(look, line, width)
            y -= 1
        layout = self._laid_out()
        if layout.headed:
            if y == 0:
                return paint(look, (self._lead, *layout.headings()), width)
            y -= 1
        return self._row_line(y) if self._window.rows else self._empty_line(y)

    def spots(self) -> Iterator[Spot]:
        """Every row in sight."""
        window, head = self._window, self._head
        if not any(True for row in window.rows if not isinstance(row, Note)):
            yield from super().spots()
        for y, row in enumerate(window.rows[window.top : window.top + self._height]):
            if not isinstance(row, Note):
                yield Spot(0, head + y, partial(self.go_to, window.key(row)))

    def text_of(self, row: Any) -> str:
        """A row as one line of text, its shown columns whole."""
        cells = (line_of(column.cell(row)) for column, _width in self._laid_out().columns)
        said = ("".join(text for text, _role in line).strip() for line in cells)
        return " · ".join(text for text in said if text)

    @property
    def cursor_line(self) -> int:
        """How far below the first row in sight the cursor stands."""
        return self._window.cursor - self._window.top

    def put_cursor_at(self, line: int) -> None:
        """Scroll so that the cursor stands so far below the first row in sight, as far as rows are held.

        A list that has no height yet does it when it gets one.
        """
        window, height = self._window, self._height
        self._line_to_come = None if height else line
        top = min(max(0, window.cursor - line), max(0, len(window.rows) - height))
        if window.cursor >= 0 and top <= window.cursor < top + height and top != window.top:
            window.top = top
            self._refresh_all()

    def go_to(self, key: object) -> None:
        """The cursor and the keys to the row with this key, if it is still held."""
        raise NotImplementedError

    def _row_line(self, y: int) -> Strip:
        look, width, window = look_of(self), self._extent.width, self._window
        place = window.top + y
        if place >= len(window.rows):
            return blank(look, width)
        row = window.rows[place]
        if isinstance(row, Note):
            return paint(look, fit((self._lead, *row.line), width - 1), width)
        cells = self._laid_out().row(row)
        marked = self._marks.possible and row in self._marks
        if marked:
            self._marks.painted(row)
        if place != window.cursor:
            lead = (" ", ""), *self._mark(marked, "accent")
            return self._barred(paint(look, (*lead, *cells), width - 1), y)
        self._painted = row
        fill, mark = ("cursor", MARK) if self._live else ("cursor_dim", RESTING)
        line = ((mark, "cursor_mark"), *self._mark(marked, "cursor_mark"), *_on_cursor(cells))
        return self._barred(paint(look, line, width - 1, fill), y)

    def _mark(self, marked: bool, role: str) -> Line:
        """What stands between the cursor's glyph and the cells: the mark's own column, if there are marks."""
        if not self._marks.possible:
            return ((" ", ""),)
        return ((MARKED if marked else " ", role), (" ", ""))

    def _barred(self, strip: Strip, y: int) -> Strip:
        self._thumb_painted = self._drawing[1] if self._drawing is not None else self._thumb()
        glyph = THUMB if y in self._thumb_painted else " "
        return Strip.join([strip, Strip([Segment(glyph, look_of(self).rule)])])

    def _thumb(self) -> range:
        """The lines of the view beside which the scroll bar stands; none where everything is seen."""
        window, height = self._window, self._height
        total = max(window.total, window.before + len(window.rows))
        if total <= height:
            return range(0)
        size = max(1, height * height // total)
        start = (window.before + window.top) * (height - size) // (total - height)
        return range(min(start, height - size), start + size)

    def _nothing_said(self, width: int) -> list[str]:
        """What an empty list says, in lines; nothing before it was read."""
        return wrap(self._empty(), max(1, width - 4)) if self._loaded and self._empty else []

    def _empty_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        words = self._nothing_said(width)
        if y >= len(words):
            return blank(look, width)
        return paint(look, fit((self._lead, (words[y], "dim")), width), width)

    def _said(self) -> str:
        count = len(self._window.unseen)
        if self._slow:
            return _("reading…")
        note = self._note
        if count:
            note = ngettext("new above: {count} ↑", "new above: {count} ↑", count).format(count=count)
        if marked := len(self._marks):
            told = ngettext("marked {count}", "marked {count}", marked).format(count=marked)
            return f"{told} · {note}" if note else told
        return note

    # Measures.

    @property
    def _extent(self) -> Size:
        return self._drawing[0] if self._drawing is not None else self.size

    @property
    def _live(self) -> bool:
        return self.has_focus or self._lit

    @property
    def _lead(self) -> tuple[str, str]:
        """What stands before the cells of a line without cursor and mark."""
        return ("   " if self._marks.possible else "  ", "")

    @property
    def _head(self) -> int:
        return bool(self._title) + self._laid_out().headed

    @property
    def _height(self) -> int:
        return max(0, self._extent.height - self._head)

    def _laid_out(self) -> Layout:
        width = max(0, self._extent.width - len(self._lead[0]) - 1)
        if self._layout is None or self._layout.width != width:
            gap = self._gap if self._gap is not None else (1 if width < 74 else 2)
            self._layout = lay_out(self._columns, width, gap)
        return self._layout

    # Which lines to send again.

    def _refresh_rows(self, *places: int) -> None:
        head, top, height, width = self._head, self._window.top, self._height, self.size.width
        lines = {place - top for place in places if 0 <= place - top < height}
        if lines:
            self.refresh(*(Region(0, head + line, width - 1, 1) for line in lines))

    def _refresh_title(self) -> None:
        if self._title:
            self.refresh(Region(0, 0, self.size.width, 1))

    def _refresh_body(self) -> None:
        self.refresh(Region(0, self._head, self.size.width, self._height))

    def _refresh_bar(self) -> None:
        """Only where it moved: to send a cell at the end of a line Textual sends the whole line."""
        if lines := set(self._thumb_painted) ^ set(self._thumb()):
            self.refresh(*(Region(self.size.width - 1, self._head + line, 1, 1) for line in lines))

    def _refresh_focus(self) -> None:
        self._refresh_title()
        self._refresh_rows(self._window.cursor)

    def _refresh_all(self, *, layout: bool = False) -> None:
        auto = self.styles.height is not None and self.styles.height.is_auto
        self.refresh(layout=layout and auto)


def _on_cursor(cells: Line) -> Line:
    """On the cursor's fill context is read like the rest: grey goes, so does a change of style."""
    return tuple((text, " ".join(role for role in roles.split() if role != "dim")) for text, roles in cells)
