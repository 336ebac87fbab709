"""Home: what waits for the worker."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import AttentionRow, Badges
from medcab_tui.store import home


class HomeRoom:
    """What a worker is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def attention(self, limit: int = 200) -> tuple[AttentionRow, ...]:
        """What waits for this worker, then what is in work, then done; the oldest first."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: home.attention(c, worker, now, limit))

    async def badges(self) -> dict[str, Badges]:
        """Counts for the menu: home, patients, schedule, documents, settings."""
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: home.badges(c, worker, now))
