"""Reminding everybody of what falls due: done while a cabinet is open, and by `medcab remind`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.store import reminders

_MOST_ROUNDS = 50
_HOLDER = 16


class RemindersRoom:
    """What is done under the name of the service, whoever sits here. do: does an action for it."""

    def __init__(self, desk: Desk, do: Callable[[Action[Any]], Awaitable[tuple[Outcome[Any], ...]]]) -> None:
        self._desk = desk
        self._do = do

    async def run(self) -> int:
        """Tells everybody what fell due, each thing once; gives how many reminders were told.

        Only looks where there is nothing to do: a store that nobody has to be reminded in is not written.
        """
        self._desk.require(Permission.SEND_REMINDERS)
        told = 0
        for _round in range(_MOST_ROUNDS):
            if not await self.waiting():
                break
            try:
                (outcome,) = await self._do(self._action())
            except Refused as refused:
                if refused.code not in ("reminders.none", "reminders.elsewhere"):
                    raise
                break
            told += outcome.result
            if outcome.result < reminders.MOST:
                break
        return told

    async def waiting(self) -> bool:
        """Whether there is anything to tell."""
        self._desk.require(Permission.SEND_REMINDERS)
        surroundings = self._desk.surroundings
        now, zone = surroundings.clock.now(), surroundings.zone
        return not (await self._desk.vault.read(lambda c: reminders.plan(c, now, zone))).empty

    async def told_last(self) -> datetime | None:
        """When somebody was reminded of something last."""
        self._desk.require(Permission.SEND_REMINDERS)
        return await self._desk.vault.read(reminders.told_last)

    @cached_property
    def _holder(self) -> Id:
        return Id(self._desk.surroundings.random.bytes(_HOLDER))

    def _action(self) -> Action[int]:
        from medcab_tui.cabinet.reminders_actions import Remind

        return Remind(self._desk.surroundings.ids.new(), self._holder)
