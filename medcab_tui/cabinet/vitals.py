"""Vital signs of a patient: what was measured, when and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.vitals import Measurement
from medcab_tui.store import access, vitals

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Edition


class VitalsRoom:
    """What a worker may read of the observation journal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of(
        self, patient: Id, *, withdrawn: bool = False, limit: int = vitals.MOST
    ) -> tuple[Measurement, ...]:
        """What was measured of a patient, newest first; or what was entered in error."""
        return await self._desk.read_card(
            Permission.READ_CARD,
            patient,
            lambda c: vitals.of_patient(c, patient, withdrawn=withdrawn, limit=limit),
        )

    async def one(self, measurement: Id) -> Measurement:
        """A measurement as it stands."""
        return await self._desk.read_card(
            Permission.READ_CARD,
            lambda c: access.of_measurement(c, measurement),
            lambda c: vitals.one(c, measurement),
        )

    async def versions(self, measurement: Id) -> Sequence[Edition]:
        """Every edition of a measurement, newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD,
            lambda c: access.of_measurement(c, measurement),
            lambda c: vitals.versions(c, measurement),
        )
