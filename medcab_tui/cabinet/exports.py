"""Lists written as files: read page by page on the loop, written row by row on a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, TypeAlias

from msgspec.structs import replace

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import fit_for_a_folder
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exports import Order
from medcab_tui.domain.tables import Row, Table

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome

Pages: TypeAlias = AsyncIterator[Sequence[Row]]

PAGE: Final = 500
"""Rows read at once."""


class GivenUp(Exception):
    """Nobody waits for the file any more."""


class Feed:
    """The rows of a table for the thread that writes it; pages are read on the loop as they are wanted."""

    def __init__(self, pages: Pages, most: int) -> None:
        """Made on the loop. most: rows after which nothing is read any more."""
        self._pages, self._most = pages, most
        self._loop = asyncio.get_running_loop()
        self._asked: Future[Sequence[Row] | None] | None = None
        self._stopped = False
        self.given = 0
        """Rows that were given so far."""

    def __iter__(self) -> Iterator[Row]:
        while self.given < self._most and (page := self._next()) is not None:
            for row in page[: self._most - self.given]:
                if self._stopped:
                    raise GivenUp
                self.given += 1
                yield row

    def stop(self) -> None:
        """From the loop: the thread ends at its next row."""
        self._stopped = True
        if self._asked is not None:
            self._asked.cancel()

    def _next(self) -> Sequence[Row] | None:
        if self._stopped:
            raise GivenUp
        self._asked = asked = asyncio.run_coroutine_threadsafe(self._page(), self._loop)
        if self._stopped:  # the loop may have gone on to `stop` before the question had its name
            asked.cancel()
        try:
            return asked.result()
        except CancelledError as error:
            raise GivenUp from error

    async def _page(self) -> Sequence[Row] | None:
        return await anext(self._pages, None)


class ExportsRoom:
    """Writes lists that the other rooms gave: what a worker may not read never gets here."""

    def __init__(self, desk: Desk, do: Callable[[Action[int]], Awaitable[Outcome[int]]]) -> None:
        self._desk = desk
        self._do = do

    @property
    def names(self) -> bool:
        """Whether this worker may let the names of patients out."""
        return self._desk.worker.may(Permission.BOOK_VISITS)

    def feed(self, pages: Pages, order: Order) -> Feed:
        """The rows of an order; how many were taken can be looked at while it is written."""
        return Feed(pages, order.rows)

    async def write(self, order: Order, table: Table, feed: Feed) -> Path:
        """Writes a table whose rows come from `feed` as a new file, and gives where it lies.

        Journaled before anything is written. Nothing is overwritten; given up or broken off, no file stays.
        """
        from medcab_tui.cabinet.exports_actions import ExportTable
        from medcab_tui.papers.exports import exporter

        self._desk.require(Permission.EXPORT_DOCUMENT)
        ids = self._desk.surroundings.ids
        action = ExportTable(ids.new(), order.listing, order.format, order.rows, order.named, order.patient)
        path = await asyncio.to_thread(named, order.target, order.name, order.format.value)
        whole = replace(table, rows=feed)

        def put(file: BinaryIO) -> None:
            exporter(order.format).write(whole, file)

        journal, failed = partial(self._do, action), partial(self._noted, order)
        return await put_out(self._desk, path, journal, put, feed, failed)

    def _noted(self, order: Order) -> Coroutine[Any, Any, None]:
        return self._desk.note(
            "table.exported",
            "failed",
            what=order.listing.value,
            format=order.format.value,
            rows=str(order.rows),
        )


class Stoppable(Protocol):
    """What a thread looks at while it writes."""

    def stop(self) -> None: ...


async def put_out(
    desk: Desk,
    path: Path,
    journal: Callable[[], Awaitable[object]],
    put: Callable[[BinaryIO], None],
    way: Stoppable,
    failed: Callable[[], Coroutine[Any, Any, None]],
) -> Path:
    """A new file, made first, journaled next and filled by `put` on a thread last; gives where it lies.

    Refused, given up or broken off, no file stays; what broke after it was journaled `failed` notes there.
    """
    from medcab_tui.papers import files

    descriptor = await begun(path)
    try:
        await journal()
    except BaseException:
        files.drop(descriptor, path)
        raise

    def writing() -> None:
        with files.writing(descriptor, path) as file:
            put(file)

    try:
        await on_a_thread(writing, way)
    except BaseException as broken:
        if isinstance(broken, asyncio.CancelledError):
            desk.aside(failed())
        else:
            with suppress(Refused):
                await failed()
        raise
    return path


async def begun(path: Path) -> int:
    """A new file, open for writing; given up meanwhile, it is gone again."""
    from medcab_tui.papers import files

    making = asyncio.ensure_future(asyncio.to_thread(files.create, path))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        with suppress(Refused):
            files.drop(await making, path)
        raise


async def on_a_thread(work: Callable[[], None], feed: Stoppable) -> None:
    """Waits for a thread; given up, it is told to stop and waited for all the same: its file must be gone."""
    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        feed.stop()
        while not working.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({working})
        working.exception()
        raise
    except GivenUp as error:  # the loop itself is ending
        raise Refused("export.failed") from error


def named(target: Path, name: str, ending: str) -> Path:
    """The file that is meant: of this name in a folder, or the target with the ending it needs."""
    if target.is_dir():
        return target / f"{fit_for_a_folder(name)}.{ending}"
    last = ending.rpartition(".")[2]
    return target if target.suffix.casefold() == f".{last}" else Path(f"{target}.{ending}")
