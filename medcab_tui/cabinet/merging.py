"""Cards of one person: which may be, and what stands between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merges import Both
from medcab_tui.domain.patients import PatientRow
from medcab_tui.store import merged, merges, patients

if TYPE_CHECKING:
    from medcab_tui.store.transaction import Connection


class MergingRoom:
    """What a worker may read of two cards that could be one person's. Both must be open to them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def alike(self, patient: Id) -> tuple[PatientRow, ...]:
        """Other cards that are likely of the same person."""

        def read(c: Connection) -> tuple[PatientRow, ...]:
            own = merged.standing(c, patient)
            found = patients.likely_duplicates(c, details_of(patients.one(c, own)))
            return tuple(row for row in found if row.id != own)

        return await self._desk.read_card(Permission.MERGE_PATIENTS, patient, read)

    async def both(self, stays: Id, leaves: Id) -> Both:
        """Two cards beside each other; Refused if either is not open to this worker, or leads away."""
        guard = self._desk.guard()

        def read(c: Connection) -> Both:
            guard.require(c, stays)
            guard.require(c, leaves)
            return merges.both(c, stays, leaves, self._desk.surroundings.clock.now())

        return await self._desk.read(Permission.MERGE_PATIENTS, read)
