"""A card on its way out: read at once, journaled, then written on a thread. Nothing is overwritten."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.exports import GivenUp, named, put_out
from medcab_tui.cabinet.exports_actions import ExportChart
from medcab_tui.domain.accounts import Permission, author_of
from medcab_tui.domain.exports import ChartFormat, ChartOrder
from medcab_tui.store import whole_chart
from medcab_tui.store.whole_chart import HeldFile, WholeChart

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.domain.ids import Id
    from medcab_tui.store.transaction import Connection

_PIECE: Final = 1 << 16


class Way:
    """How far the writing of a card is; counted by the thread that writes, looked at by who waits."""

    def __init__(self) -> None:
        self.written = self.entries = 0
        """Of `entries` parts of the file so many were written; 0 while it is not known yet."""
        self._stopped = False

    def stop(self) -> None:
        """The thread ends before its next part."""
        self._stopped = True

    def go_on(self) -> None:
        if self._stopped:
            raise GivenUp

    def passed(self) -> None:
        self.go_on()
        self.written += 1


class ChartExport:
    """Writes whole cards that are open to this worker."""

    def __init__(self, desk: Desk, do: Callable[[Action[int]], Awaitable[Outcome[int]]]) -> None:
        self._desk = desk
        self._do = do

    async def write(self, order: ChartOrder, way: Way) -> Path:
        """Writes the card as a new file and gives where it lies. Given up or broken off, no file stays."""
        self._desk.require(Permission.EXPORT_DOCUMENT)
        held, loop = order.format is ChartFormat.FHIR, asyncio.get_running_loop()
        later = order.format is ChartFormat.JSON
        whole = await self._desk.read_card(
            Permission.READ_CARD,
            order.patient,
            lambda c: whole_chart.of(c, order.patient, files=held, later=later),
        )
        action = ExportChart(self._desk.surroundings.ids.new(), order.patient, order.format)
        path = await asyncio.to_thread(named, order.target, order.name, order.format.ending)

        def read(query: Callable[[Connection], Any]) -> Any:
            """For the thread that writes: the card was open when it was read, and is let out whole."""
            reading = self._desk.read(Permission.READ_CARD, query)
            return asyncio.run_coroutine_threadsafe(reading, loop).result()

        def put(file: BinaryIO) -> None:
            self._put(whole, order.format, file, way, read)

        def failed() -> Coroutine[Any, Any, None]:
            return self._desk.note(
                ExportChart.code, "failed", format=order.format.value, patient=order.patient.hex()
            )

        return await put_out(self._desk, path, partial(self._do, action), put, way, failed)

    def _put(
        self, whole: WholeChart, wanted: ChartFormat, to: BinaryIO, way: Way, read: whole_chart.Reading
    ) -> None:
        here, around = self._desk.organisation, self._desk.surroundings
        now = around.clock.now()
        match wanted:
            case ChartFormat.FHIR:
                from medcab_tui.cabinet.chart_pieces import chart_of
                from medcab_tui.services.fhir import writing

                chart = chart_of(whole, here)
                way.entries = writing.count_of(chart)
                for piece in writing.text_of(chart, now, way.passed):
                    to.write(piece)
            case ChartFormat.JSON:
                from medcab_tui.cabinet.chart_plain import plain_of
                from medcab_tui.services.fhir.json_text import pieces

                way.entries = 1 + len(whole.held)

                def contents(document: Id, file: HeldFile) -> Iterator[bytes]:
                    yield from whole_chart.file_pieces(read, document, file)
                    way.passed()

                for text in _gathered(pieces(plain_of(whole, here, now, contents))):
                    way.go_on()
                    to.write(text)
                way.passed()
            case ChartFormat.PDF:
                from medcab_tui.cabinet.chart_plain import plain_of
                from medcab_tui.papers.exports.chart_pdf import ChartPdf

                way.entries = 1
                author = author_of(self._desk.worker)
                who = ", ".join(filter(None, (author.name, author.post)))
                to.write(ChartPdf(around.zone).set(plain_of(whole, here, now), now, who))
                way.passed()


def _gathered(pieces: Iterator[str]) -> Iterator[bytes]:
    """Text in pieces worth writing."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > _PIECE:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    yield "".join((*held, "\n")).encode("utf-8", "replace")
