"""Lines of a card's history, and where a long history reads from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.patients.printing import KINDS
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Run

PAGE = 50


def record_columns(zone: str, *, author: bool = False) -> Sequence[Column]:
    """Date, kind, code, summary, edition or origin; in the history with the author."""
    columns = [
        Column(lambda row: (day_in(row.at, zone).isoformat(), "dim"), width=10),
        Column(lambda row: _(KINDS[row.kind]), width=12),
        Column(lambda row: (one_line(row.diagnosis.code) if row.diagnosis else "—", "accent"), width=5),
        Column(lambda row: one_line(row.summary), flex=1, least=10),
        Column(edition_run, width=7),
    ]
    if author:
        columns.insert(4, Column(lambda row: (one_line(row.author), "dim"), width=18, needs=84))
    return columns


def edition_run(row: EncounterRow) -> Run:
    """«ред. 2» of an amended record, «⇣» of one from another system."""
    if row.edition > 1:
        return _("ed. {n}").format(n=row.edition), "warning"
    return ("⇣", "warning") if row.external else ("", "text")


class History:
    """All records of a patient, newest first, read page by page as far as anyone has looked."""

    def __init__(
        self,
        patient: Id,
        first: Sequence[EncounterRow],
        read: Callable[[Id, EncounterRow | None, int], Awaitable[Sequence[EncounterRow]]],
    ) -> None:
        self._patient = patient
        self._read = read
        self._rows = list(first)
        self._whole = len(self._rows) < PAGE

    async def page(
        self,
        after: EncounterRow | None = None,
        before: EncounterRow | None = None,
        last: bool = False,
        limit: int = PAGE,
    ) -> list[EncounterRow]:
        """Rows in list order after or before one, the first, or the last ones."""
        if last:
            while not self._whole:
                await self._more(limit)
            return self._rows[-limit:]
        if before is not None:
            end = max(0, await self._reached(before, limit))
            return self._rows[max(0, end - limit) : end]
        start = await self._reached(after, limit) + 1 if after is not None else 0
        while len(self._rows) < start + limit and not self._whole:
            await self._more(limit)
        return self._rows[start : start + limit]

    def renew(self, first: Sequence[EncounterRow]) -> None:
        """The newest records have been read again; what follows them is read again when it is looked at."""
        self._rows = list(first)
        self._whole = len(self._rows) < PAGE

    async def total(self) -> int:
        """How many rows are known to be there; a little more while the end was not seen."""
        return len(self._rows) + (0 if self._whole else PAGE)

    async def _more(self, limit: int) -> None:
        size = max(limit, PAGE)
        rows = await self._read(self._patient, self._rows[-1] if self._rows else None, size)
        self._rows.extend(rows)
        self._whole = len(rows) < size

    async def _reached(self, wanted: EncounterRow, limit: int) -> int:
        """Where a row stands, read as far as it; -1 if it is gone."""
        while (place := self._place(wanted)) < 0 and not self._whole:
            await self._more(limit)
        return place

    def _place(self, wanted: EncounterRow) -> int:
        return next((at for at, row in enumerate(self._rows) if row.id == wanted.id), -1)
