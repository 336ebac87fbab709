"""Lines of a card's history, and where a long history reads from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterRow
from medcab_tui.domain.preferences import Wanted
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.patients.printing import KINDS
from medcab_tui.ui.shell.filter_lines import Choice, sifted
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.glyphs import NO
from medcab_tui.ui.widgets.lines import Run

if TYPE_CHECKING:
    from medcab_tui.ui.signing.marks import Marks

PAGE = 50
SHORT = 5
"""Letters of a system's name that there is room for beside a record."""


def record_columns(zone: str, marks: Marks, *, author: bool = False) -> Sequence[Column]:
    """Date, kind, code, summary, signature with edition or origin; in the history with the author."""
    columns = [
        Column(lambda row: (day_in(row.at, zone).isoformat(), "dim"), width=10),
        Column(lambda row: _("addendum") if row.addendum_to else _(KINDS[row.kind]), width=12),
        Column(lambda row: (one_line(row.diagnosis.code) if row.diagnosis else "—", "accent"), width=5),
        Column(lambda row: one_line(row.summary), flex=1, least=10),
        Column(
            lambda row: marks.before(row.id, edition_run(row), tight=not author), width=9 if author else 7
        ),
    ]
    if author:
        columns.insert(4, Column(lambda row: (one_line(row.author), "dim"), width=18, needs=84))
    return columns


def record_choices() -> tuple[Choice, ...]:
    """What a history can be narrowed by."""
    return (
        Choice("kind", _("kind"), tuple((kind.value, _(title)) for kind, title in KINDS.items())),
        Choice("origin", _("origin"), (("here", _("written here")), ("elsewhere", _("from elsewhere")))),
    )


def accepting(wanted: Wanted) -> Callable[[EncounterRow], bool] | None:
    """Whether a record is among what is wanted; None where all are."""
    return (lambda row: bool(sifted((row,), wanted, _BY, told=_texts))) if wanted.narrows else None


def _texts(row: EncounterRow) -> tuple[str, ...]:
    diagnosis = (row.diagnosis.code, row.diagnosis.display) if row.diagnosis else ()
    return (row.summary, row.author, row.at.date().isoformat(), *diagnosis)


_BY: Mapping[str, Callable[[EncounterRow], str]] = {
    "kind": lambda row: row.kind.value,
    "origin": lambda row: "elsewhere" if row.external else "here",
}


def edition_run(row: EncounterRow) -> Run:
    """«ред. 2» of an amended record, «⇣ РМИС» of one from elsewhere, «✕ РМИС» if it was withdrawn there."""
    if row.edition > 1:
        return _("ed. {n}").format(n=row.edition), "warning"
    if not row.external:
        return "", "text"
    name, _dot, more = one_line(row.origin).partition(" · ")
    glyph = NO if more else "⇣"
    return (f"{glyph} {name}" if 0 < len(name) <= SHORT else glyph), "warning"


class History:
    """All records of a patient, newest first, read page by page as far as anyone has looked."""

    def __init__(
        self,
        patient: Id,
        first: Sequence[EncounterRow],
        read: Callable[[Id, EncounterRow | None, int], Awaitable[Sequence[EncounterRow]]],
        accepts: Callable[[EncounterRow], bool] | None = None,
    ) -> None:
        """accepts: which records are listed; the others are read past."""
        self._patient = patient
        self._read = read
        self._accepts = accepts
        self._rows: list[EncounterRow] = []
        self.renew(first)

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
        self._rows = self._accepted(first)
        self._last = first[-1] if first else None
        self._whole = len(first) < PAGE

    @property
    def count(self) -> int | None:
        """How many are listed; None until the oldest record has been read."""
        return len(self._rows) if self._whole else None

    async def total(self) -> int:
        """How many rows are known to be there; a little more while the end was not seen."""
        return len(self._rows) + (0 if self._whole else PAGE)

    async def _more(self, limit: int) -> None:
        size = max(limit, PAGE)
        rows = await self._read(self._patient, self._last, size)
        self._rows.extend(self._accepted(rows))
        self._last = rows[-1] if rows else self._last
        self._whole = len(rows) < size

    def _accepted(self, rows: Sequence[EncounterRow]) -> list[EncounterRow]:
        return [row for row in rows if self._accepts is None or self._accepts(row)]

    async def _reached(self, wanted: EncounterRow, limit: int) -> int:
        """Where a row stands, read as far as it; -1 if it is gone."""
        while (place := self._place(wanted)) < 0 and not self._whole:
            await self._more(limit)
        return place

    def _place(self, wanted: EncounterRow) -> int:
        return next((at for at, row in enumerate(self._rows) if row.id == wanted.id), -1)
