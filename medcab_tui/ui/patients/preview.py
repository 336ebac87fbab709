"""The patient under the cursor. Read when the cursor rests, given up when it moves on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from medcab_tui.domain.patients import Card, PatientRow
from medcab_tui.ui.patients.glance import preview_lines
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import heading_name
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.worker import Worker

REST = 0.06
"""Seconds the cursor stays before its patient is read."""

LEAST = 5
"""Lines the preview always takes, so that the list above does not jump."""


class Preview(Panel):
    """Name and birth date at once, the rest as soon as it is read."""

    DEFAULT_CSS = "Preview { height: auto; }"

    def __init__(
        self,
        read: Callable[[PatientRow], Awaitable[Card]],
        present: Callable[[], Present],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, indent=0)
        self._read = read
        self._present = present
        self._row: PatientRow | None = None
        self._card: Card | None = None
        self._rest: Timer | None = None
        self._reading: Worker[None] | None = None

    def tell(self, row: PatientRow | None, *, again: bool = False) -> None:
        """The cursor is on this patient now. `again`: read even if it is the same one."""
        if row == self._row and not again:
            return
        same = row is not None and self._row is not None and row.id == self._row.id
        self._row = row
        self._stop()
        if row is None:
            self._card = None
            self.show((), title="")
            return
        if not same:
            self._card = None
        self._paint()
        self._rest = self.set_timer(REST, self._start)

    def on_resize(self) -> None:
        if self._row is not None:
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
            self._card = await self._read(row)
            self._paint()

        self._reading = self.run_worker(read, group="preview", exclusive=True)

    def _paint(self) -> None:
        if self._row is None:
            return
        title = f"{heading_name(self._row)}, {self._row.birth.isoformat()}"
        lines: list[Line] = []
        if self._card is not None:
            lines = preview_lines(self._card, self._present(), max(20, self.size.width))
        self.show([*lines, *[()] * (LEAST - len(lines))], title=title)
