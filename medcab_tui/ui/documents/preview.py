"""The document under the cursor: its properties, where the words stand, how its text begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.timer import Timer

from medcab_tui.domain.documents import Kept, Snippet
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.ui.documents.lists import details, snippet_lines, text_lines
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import INDENT
from medcab_tui.ui.widgets.prose import ProsePanel

REST = 0.06
"""Seconds the cursor stays before its document's file is asked about."""
BEGINNING = 60
"""Lines of the text that a preview can show at most."""


class DocumentPreview(ProsePanel):
    """Properties at once; the file is read when the cursor rests, and given up when it moves."""

    def __init__(
        self,
        read: Callable[[DocumentRow], Awaitable[Kept]],
        where: Callable[[DocumentRow], Awaitable[Snippet | None]],
        *,
        classes: str,
    ) -> None:
        super().__init__(classes=classes)
        self._read, self._where = read, where
        self._row: DocumentRow | None = None
        self._rest: Timer | None = None

    def tell(self, row: DocumentRow | None) -> None:
        """The cursor is on this document now."""
        if self._rest is not None:
            self._rest.stop()
        self._row = row
        if row is None:
            self.show((), title="")
            return
        if not row.format:
            self.show(details(row), title=row.title)
            return
        if self.title_text != row.title:
            self.show(details(row), title=row.title)
        self._rest = self.set_timer(REST, self._start)

    def _start(self) -> None:
        row = self._row
        if row is not None:
            self.run_worker(self._look(row), group="preview", exclusive=True)

    async def _look(self, row: DocumentRow) -> None:
        try:
            found, kept = await self._where(row), await self._read(row)
        except Refused:
            return  # withdrawn or locked meanwhile: the list is read again and says so
        if row == self._row:
            text: list[Line] = text_lines(kept)[:BEGINNING]
            self.show(
                [*details(row), *snippet_lines(found, self.size.width - INDENT), (), *text], title=row.title
            )
