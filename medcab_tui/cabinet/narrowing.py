"""The list of all patients narrowed by a filter: a stretch at a time, so that other reads come between."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.narrowing import Narrowed
from medcab_tui.domain.patients import PatientRow
from medcab_tui.store import patient_narrowing

if TYPE_CHECKING:
    from medcab_tui.cabinet.patients import RowKey


class Narrowing:
    """What a worker may read of the list. A long look ends when whoever asked no longer waits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(
        self,
        asked: Narrowed,
        *,
        after: RowKey | None = None,
        before: RowKey | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> list[PatientRow]:
        """A window of those that are meant: after a key, just before one, the last ones, or the first."""
        backwards = last or before is not None
        look = patient_narrowing.back if backwards else patient_narrowing.forth
        at = before if backwards else after
        found: list[PatientRow] = []
        while True:
            one = partial(look, asked=asked, at=at, limit=limit - len(found))
            stretch = await self._desk.read(Permission.READ_CARD, one)
            found += stretch.rows
            at = stretch.goes_on
            if at is None or len(found) >= limit:
                return found[::-1] if backwards else found

    async def count(self, asked: Narrowed, after: RowKey | None = None) -> tuple[int, RowKey | None]:
        """How many of the next stretch of the list are meant, and where to go on counting."""
        stretch = await self._desk.read(
            Permission.READ_CARD, partial(patient_narrowing.count, asked=asked, at=after)
        )
        return stretch.count, stretch.goes_on

    async def areas(self) -> tuple[str, ...]:
        """The areas patients live in, as a filter offers them."""
        return await self._desk.read(Permission.READ_CARD, patient_narrowing.areas)
