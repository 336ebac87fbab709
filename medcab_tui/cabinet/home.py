"""Home: what waits for the worker."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Observation, PatientRow
from medcab_tui.domain.rooms import AttentionRow, Badges
from medcab_tui.store import home, recent_cards


class HomeRoom:
    """What a worker is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def attention(self, limit: int = 200) -> tuple[AttentionRow, ...]:
        """What needs this worker's attention, what is in work, what was done of late; see `store.home`."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        cards = self._desk.worker.may(Permission.READ_CARD)
        return await self._desk.read(
            Permission.READ_HOME, lambda c: home.attention(c, worker, now, limit, cards=cards)
        )

    async def badges(self) -> dict[str, Badges]:
        """Counts for the menu: home, patients, schedule, documents, settings."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        cards = self._desk.worker.may(Permission.READ_CARD)
        return await self._desk.read(Permission.READ_HOME, lambda c: home.badges(c, worker, now, cards=cards))

    async def recent(self, limit: int = 5) -> tuple[PatientRow, ...]:
        """The cards this worker opened of late, the last first; part of everybody's menu."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: recent_cards.recent(c, worker, limit))

    async def trends(
        self, asked: Sequence[tuple[Id, Observation]], count: int = 4
    ) -> dict[Id, tuple[Observation, ...]]:
        """For results of patients the last values of the test up to each, the oldest first; by the result."""
        return await self._desk.read(
            Permission.READ_CARD,
            lambda c: {result.id: home.trend(c, patient, result, count) for patient, result in asked},
        )
