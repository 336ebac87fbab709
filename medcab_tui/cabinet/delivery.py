"""By which ways the worker is told of what, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.delivery import SERVICES, Channel, Preferences
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.store import delivery


class DeliveryRoom:
    """What the worker chose, and what it comes to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def preferences(self) -> Preferences:
        """Ways by kind and quiet hours."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: delivery.preferences(c, worker))

    async def waiting(self) -> dict[Channel, int]:
        """Letters and SMS to this worker that nothing has sent yet."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: delivery.waiting(c, worker))

    async def connected(self) -> frozenset[Channel]:
        """The ways that a service which is switched on can carry."""
        from medcab_tui.store import links

        found = await self._desk.read(Permission.OWN_ACCOUNT, links.all_of)
        carried = {capability.value for link in found if link.enabled for capability in link.capabilities}
        return frozenset(way for way, service in SERVICES.items() if service in carried)

    async def arrived(self, after: datetime) -> Mapping[NoticeKind, int]:
        """What came to ask for attention since a moment, by kind."""
        worker, now = self._desk.worker.id, self._desk.surroundings.clock.now()
        return await self._desk.read(Permission.READ_HOME, lambda c: delivery.arrived(c, worker, after, now))
