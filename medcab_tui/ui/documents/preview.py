"""The document under the cursor: its properties, where the words stand, how its text begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest

from textual.geometry import Region
from textual.timer import Timer

from medcab_tui.domain.documents import Kept, Snippet
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.ui.documents.lists import details, snippet_lines, text_lines
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import INDENT
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.words import words_of

REST = 0.06
"""Seconds the cursor stays before its document is told."""
BEGINNING = 60
"""Lines of the text that a preview can show at most."""


class DocumentPreview(ProsePanel):
    """What is under the cursor, once it rests. Until then the one before stays, under its own name."""

    def __init__(
        self,
        read: Callable[[DocumentRow], Awaitable[Kept]],
        where: Callable[[DocumentRow], Awaitable[Snippet | None]],
        signed: Callable[[DocumentRow], Line],
        *,
        classes: str,
    ) -> None:
        super().__init__(classes=classes)
        self._read, self._where, self._signed = read, where, signed
        self._row: DocumentRow | None = None
        self._rest: Timer | None = None
        self._laid: tuple[tuple[Line, ...], int, tuple[Line, ...]] = ((), 0, ())

    def tell(self, row: DocumentRow | None) -> None:
        """The cursor is on this document now."""
        if self._rest is not None:
            self._rest.stop()
        self._row = row
        if row is None:
            self.show((), title="")
        else:
            self._rest = self.set_timer(REST, self._start)

    def _start(self) -> None:
        row = self._row
        if row is not None and row.format:
            soon(self, self._look, row, group="preview")
        elif row is not None:
            self.show(details(row, self._signed(row)), title=row.title)

    async def _look(self, row: DocumentRow) -> None:
        try:
            found, kept = await self._where(row), await self._read(row)
        except Refused as refused:
            if not isinstance(refused, Forbidden) and refused.code != "card.outside":
                return  # withdrawn or locked meanwhile: the list is read again and says so
            if row == self._row:
                why = ((words_of(refused).whole, "warning"),)
                self.show([*details(row, self._signed(row)), (), why], title=row.title)
            return
        if row == self._row:
            text: list[Line] = text_lines(kept)[:BEGINNING]
            where = snippet_lines(found, self.size.width - INDENT)
            self.show([*details(row, self._signed(row)), *where, (), *text], title=row.title)

    def show(self, lines: Sequence[Line], *, title: str | None = None, note: str | None = None) -> None:
        """As a panel does, but only the lines that changed are sent, at every stop of the cursor."""
        width = self.size.width
        before = self._painted_lines(width)
        self._lines = tuple(lines)
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        after = self._painted_lines(width)
        if not width or (len(before) != len(after) and self.styles.height and self.styles.height.is_auto):
            self.refresh(layout=True)
            return
        changed = [
            Region(0, place, width, 1)
            for place, (old, new) in enumerate(zip_longest(before, after))
            if old != new and place < self.size.height
        ]
        if changed:
            self.refresh(*changed)

    def _painted_lines(self, width: int) -> list[str | Line]:
        return [*([self._title] if self._title else []), *self._wrapped(width)]

    def _wrapped(self, width: int) -> tuple[Line, ...]:
        """Asked for with every line that is drawn: kept until lines or width change."""
        lines, at, laid = self._laid
        if lines is not self._lines or at != width:
            laid = super()._wrapped(width)
            self._laid = (self._lines, width, laid)
        return laid
