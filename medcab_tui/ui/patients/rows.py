"""Where the list of patients reads from, and a card as a row of it."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.cabinet.patients import PatientsRoom, RowKey
from medcab_tui.domain.patients import Card, PatientRow


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
