"""How a list reads: one request at a time, the newest wins, the next screen before it is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from textual.worker import Worker

from medcab_tui.ui.widgets.labels import Labelled
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.window import Window

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


class Read:
    """One read of a list: whether it is over, and whether it was made whole or given up for another."""

    __slots__ = ("over", "whole")

    def __init__(self) -> None:
        self.over, self.whole = asyncio.Event(), False


class ReadingRows(Labelled):
    """A window over a source. What is done with rows that came is left to the list."""

    _window: Window
    _place: Callable[[Any], Any]

    def __init__(self, source: Source | None, *, id: str | None, classes: str | None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._source = source
        self._loaded = source is None
        self._reading: Worker[None] | None = None
        self._newest = Read()
        self._newest.over.set()
        self._slow = False

    # What the list does.

    @property
    def _height(self) -> int:
        """Rows in the view."""
        raise NotImplementedError

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
        """Hold these rows instead; the cursor stays on its row, unless `then` puts it elsewhere."""
        raise NotImplementedError

    def _arrived(self) -> None:
        """More rows are held on one side."""
        raise NotImplementedError

    def _read_failed(self, error: Exception) -> None:
        raise NotImplementedError

    def _refresh_title(self) -> None:
        raise NotImplementedError

    # Requests.

    def _start(self, read: Callable[..., Coroutine[Any, Any, None]], *given: object) -> None:
        self._stop_reading()
        if self.is_attached:
            self._newest = Read()
            self._reading = soon(
                self, self._guarded, read, *given, group="rows", exclusive=False, exit_on_error=False
            )

    def _stop_reading(self) -> None:
        if self._reading is not None and not self._reading.is_finished:
            self._reading.cancel()
        self._reading = None
        self._newest.over.set()

    async def _finished(self) -> bool:
        """Until the newest read is over; false if the one that was the newest now was given up for another.

        Not by the own `wait` of workers: whoever is given up while waiting there takes the read along, is
        told that the read was given up, and goes on as if nothing had been.
        """
        mine = read = self._newest
        await read.over.wait()
        while not read.whole and read is not self._newest:
            read = self._newest
            await read.over.wait()
        return mine.whole

    async def _guarded(self, read: Callable[..., Coroutine[Any, Any, None]], *given: object) -> None:
        this, patience = self._newest, self.set_timer(PATIENCE, self._say_slow)
        try:
            await read(*given)
            this.whole = True
            self.call_later(self._extend_if_near)
        except Exception as error:  # told by the screen; what was shown stays
            self._read_failed(error)
        finally:
            this.over.set()
            patience.stop()
            if self._slow:
                self._slow = False
                self._refresh_title()

    def _say_slow(self) -> None:
        self._slow = True
        self._refresh_title()

    def _extend_if_near(self) -> None:
        """Ask for the next rows while a screen of them is still left."""
        window, height = self._window, self._height
        if self._source is None or not window.rows or not height:
            return
        if self._reading is not None and not self._reading.is_finished:
            return
        if not window.at_end and window.below - height < height:
            self._start(self._read_after)
        elif not window.at_top and window.top < height:
            self._start(self._read_before)

    # Reads.

    @property
    def _chunk(self) -> int:
        return max(20, 2 * self._height)

    @property
    def _given(self) -> Source:
        if self._source is None:
            raise RuntimeError("a list without a source does not read")
        return self._source

    async def _read_top(self) -> None:
        source, limit = self._given, self._chunk
        rows = await source.page(limit=limit)
        total = await source.total()
        at_end = len(rows) < limit
        self._take(rows, at_top=True, at_end=at_end, before=0, total=total, then=self._window.to_top)

    async def _read_end(self) -> None:
        source, limit = self._given, self._chunk
        rows = await source.page(last=True, limit=limit)
        total = await source.total()
        at_top, before = len(rows) < limit, total - len(rows)
        self._take(rows, at_top=at_top, at_end=True, before=before, total=total, then=self._to_end)

    async def _read_around(self) -> None:
        window = self._window
        if window.row is None or (window.at_top and window.cursor < self._chunk // 2):
            source, limit = self._given, self._chunk
            rows = await source.page(limit=limit)
            total = await source.total()
            self._take(rows, at_top=True, at_end=len(rows) < limit, before=0, total=total)
        else:
            await self._read_at(self._place(window.row), window.before + window.cursor)

    async def _read_at(self, place: Any, about: int, then: Callable[[], None] | None = None) -> None:
        """Rows on both sides of a place in the list, which stands at about this number."""
        source, limit = self._given, self._chunk
        above = list(await source.page(before=place, limit=limit))
        under = list(await source.page(after=self._place(above[-1]) if above else None, limit=limit))
        self._take(
            above + under,
            at_top=len(above) < limit,
            at_end=len(under) < limit,
            before=about - len(above),
            total=await source.total(),
            then=then,
        )

    async def _read_after(self) -> None:
        window, limit = self._window, self._chunk
        rows = await self._given.page(after=self._place(window.rows[-1]), limit=limit)
        window.add_after(rows, at_end=len(rows) < limit, hold=HELD_SCREENS * self._height)
        self._arrived()

    async def _read_before(self) -> None:
        window, limit = self._window, self._chunk
        rows = await self._given.page(before=self._place(window.rows[0]), limit=limit)
        hold = HELD_SCREENS * self._height
        window.add_before(rows, at_top=len(rows) < limit, hold=hold, height=self._height)
        self._arrived()

    def _to_end(self) -> None:
        self._window.to_end(self._height)
