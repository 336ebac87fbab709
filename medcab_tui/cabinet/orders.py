"""Orders to the laboratory as a worker reads them."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import Order
from medcab_tui.store import orders


class OrdersRoom:
    """What was ordered for a patient, and what came of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of(self, patient: Id) -> tuple[Order, ...]:
        """A patient's orders, the newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: orders.of_patient(c, patient)
        )

    async def laboratories(self) -> tuple[str, ...]:
        """Connections that take orders, the one this worker used last first. None: orders are kept anyhow."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.READ_CARD, lambda c: orders.laboratories(c, worker))
