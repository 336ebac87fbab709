"""Step-up: whoever signs, exports or changes who may get in proves once more who sits here.

The proof opens a window, by default of 15 minutes; it closes with the cabinet. Signing in opens none: between
the door and a signature there may be hours and another person at the keyboard. Founding a cabinet does, for
there is nothing in it yet, and so does a command that has asked for the password just now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any, Final

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.keys import Keys
from medcab_tui.cabinet.stopwatch import Stopwatch
from medcab_tui.domain.errors import Refused

WITHIN: Final = timedelta(minutes=15)


class StepUp:
    """The window in which an action that takes a proof can be done without another one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keys = Keys(desk)
        self._open: Stopwatch | None = None
        self.within = WITHIN
        """How long the window stays open."""

    def fresh(self) -> bool:
        """Whether who sits here proved it a short while ago."""
        return self.left() > timedelta()

    def left(self) -> timedelta:
        """How long the window stays open yet; nothing if it is shut."""
        if self._open is None:
            return timedelta()
        left = self.within - min(self.within, self._open.passed())
        if left <= timedelta():
            self._open = None
        return left

    @property
    def minutes_left(self) -> int:
        """As a person is told: «ещё 14 мин»."""
        return ceil(self.left().total_seconds() / 60)

    def require(self, actions: Sequence[Action[Any]]) -> None:
        """Raises Refused step_up.needed if one of these takes a proof and there is none.

        Whoever may not do it anyway is not asked for a password first: that refusal comes later.
        """
        for action in actions:
            if action.step_up and self._desk.worker.may(action.permission) and not self.fresh():
                raise Refused("step_up.needed", action=action.code)

    async def prove(self, *, password: str) -> None:
        """Opens the window, or opens it anew.

        Raises Refused step_up.wrong about the field, sign_in.wait (`seconds`), sign_in.blocked: failures are
        counted with those at the door, before the check.
        """
        await self._counted()
        try:
            await asyncio.to_thread(self._unlock, password)
        except Refused as refused:
            await self._keys.note("step_up.refused", by="password")
            raise Refused("step_up.wrong", "password") from refused
        await self._confirmed()
        await self._keys.note("step_up.proved", by="password")
        self.begin()

    def begin(self) -> None:
        """Opens the window: whoever calls this has just signed in or founded, and the journal says so."""
        self._open = Stopwatch(self._desk.surroundings.clock)

    def close(self) -> None:
        """Shuts the window now."""
        self._open = None

    def _unlock(self, password: str) -> None:
        self._keys.slots().unlock(self._desk.worker.login, password)

    async def _counted(self) -> None:
        """Counts an attempt before it is looked at. Raises Refused while it is not one's turn."""
        login, now = self._desk.worker.login, self._desk.surroundings.clock.now()
        await asyncio.to_thread(lambda: self._keys.counters().begin(login, now))

    async def _confirmed(self) -> None:
        login, now = self._desk.worker.login, self._desk.surroundings.clock.now()
        await asyncio.to_thread(lambda: self._keys.counters().confirmed(login, now))
