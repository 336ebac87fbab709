"""The patient under the cursor. Read when the cursor rests, given up when it moves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Region
from textual.timer import Timer

from medcab_tui.domain.patients import Card, PatientRow
from medcab_tui.ui.patients.glance import closed_lines, preview_lines
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import heading_name
from medcab_tui.ui.widgets.lines import Line, width_of
from medcab_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.worker import Worker

REST = 0.06
"""Seconds the cursor stays before its patient is read."""

LEAST = 5
"""Lines the preview always takes, so that the list above does not jump."""

ENDS = 4
"""Cells of a rule before and after its title that change with it."""


class Preview(Panel):
    """Who is under the cursor, once it rests. Until then the one before stays, under its own name."""

    DEFAULT_CSS = "Preview { height: auto; }"

    def __init__(
        self,
        read: Callable[[PatientRow], Awaitable[Card | None]],
        present: Callable[[], Present],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, indent=0)
        self._read = read
        self._present = present
        self._row: PatientRow | None = None
        self._shown: tuple[PatientRow, Card | None] | None = None
        self._rest: Timer | None = None
        self._reading: Worker[None] | None = None

    def tell(self, row: PatientRow | None, *, again: bool = False) -> None:
        """The cursor is on this patient now. `again`: read even if it is the same one."""
        if row == self._row and not again:
            return
        self._row = row
        self._stop()
        if row is None:
            self._shown = None
            self.show((), title="")
        else:
            self._rest = self.set_timer(REST, self._start)

    def show(self, lines: Sequence[Line], *, title: str | None = None, note: str | None = None) -> None:
        """As a panel does, but only the cells that changed are sent, at every stop of the cursor."""
        before: list[str | Line] = [self._title, *self.lines]
        if len(lines) != len(self.lines) or not title or not self._title:
            super().show(lines, title=title, note=note)
            return
        self._lines, self._title = tuple(lines), title
        after: list[str | Line] = [self._title, *self.lines]
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                width = min(self.size.width, max(_cells(old), _cells(new)) + ENDS)
                self.refresh(Region(0, place, width, 1))

    def on_resize(self) -> None:
        self._paint()

    def on_unmount(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _start(self) -> None:
        self._rest = None
        row = self._row
        if row is None:
            return

        async def read() -> None:
            self._shown = (row, await self._read(row))
            self._paint()

        self._reading = self.run_worker(read, group="preview", exclusive=True)

    def _paint(self) -> None:
        if self._shown is None:
            return
        row, card = self._shown
        width = max(20, self.size.width)
        lines = closed_lines(row, width) if card is None else preview_lines(card, self._present(), width)
        title = f"{heading_name(row)}, {row.birth.isoformat()}"
        self.show([*lines, *[()] * (LEAST - len(lines))], title=title)


def _cells(text: str | Line) -> int:
    return cell_len(text) if isinstance(text, str) else width_of(text)
