"""Where the list of patients reads from, and a card as a row of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from medcab_tui.cabinet.patients import PatientsRoom, RowKey
from medcab_tui.domain.patients import Card, PatientRow

if TYPE_CHECKING:
    from medcab_tui.domain.narrowing import Narrowed


class AllPatients:
    """Every patient, window by window, for the list."""

    def __init__(self, patients: PatientsRoom) -> None:
        self._patients = patients

    async def page(
        self,
        after: RowKey | None = None,
        before: RowKey | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> Sequence[PatientRow]:
        """Rows in the order of the list."""
        return await self._patients.page(after=after, before=before, last=last, limit=limit)

    async def total(self) -> int:
        """How many patients there are."""
        return await self._patients.total()


class SomePatients:
    """Those a filter lets through, for the list. How many there are is counted beside it."""

    def __init__(self, patients: PatientsRoom, asked: Narrowed) -> None:
        self._narrowing, self._asked = patients.narrowing, asked
        self.counted = 0
        """How many are known to be there so far."""

    async def page(
        self,
        after: RowKey | None = None,
        before: RowKey | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> Sequence[PatientRow]:
        """Rows in the order of the list."""
        return await self._narrowing.page(self._asked, after=after, before=before, last=last, limit=limit)

    async def total(self) -> int:
        """How many are known so far."""
        return self.counted

    async def count(self) -> AsyncIterator[int]:
        """How many there are, told as often as a stretch of the list was looked through."""
        found, at = await self._narrowing.count(self._asked)
        self.counted = found
        while at is not None:
            yield self.counted
            found, at = await self._narrowing.count(self._asked, at)
            self.counted += found
        yield self.counted


def row_of(card: Card) -> PatientRow:
    """A card's patient as lists show one."""
    patient = card.patient
    return PatientRow(
        id=patient.id,
        surname=patient.surname,
        given=patient.given,
        patronymic=patient.patronymic,
        sex=patient.sex,
        birth=patient.birth,
        area=patient.area,
        alert=card.allergies[0].substance if card.allergies else "",  # the gravest comes first
    )
