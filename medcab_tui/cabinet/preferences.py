"""Filters of lists that a worker keeps under names."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.preferences import SavedFilter
from medcab_tui.store import preferences


class PreferencesRoom:
    """What the worker chose."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def filters(self, place: str | None = None) -> tuple[SavedFilter, ...]:
        """The filters kept for one list, or for all of them, by name."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: preferences.filters(c, worker, place))
