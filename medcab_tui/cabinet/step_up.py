"""Step-up: whoever signs, exports or changes who may get in proves once more who sits here.

The proof opens a window, by default of 15 minutes; it closes with the cabinet. Signing in opens none: between
the door and a signature there may be hours and another person at the keyboard. Founding a cabinet does, for
there is nothing in it yet, and so does a command that has asked for the password just now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.keys import Keys
from medcab_tui.cabinet.stopwatch import Stopwatch
from medcab_tui.domain.errors import Refused, StoreFault

if TYPE_CHECKING:
    from medcab_tui.store.counters import Counters
    from medcab_tui.store.journal import Head
    from medcab_tui.store.transaction import Connection


class StepUp:
    """The window in which an action that takes a proof can be done without another one.

    within: how long it stays open. shut: called when it is found shut, to drop what is held only while open.
    """

    def __init__(self, desk: Desk, within: Callable[[], timedelta], shut: Callable[[], None]) -> None:
        self._desk = desk
        self._keys = Keys(desk)
        self._within = within
        self._shut = shut
        self._open: Stopwatch | None = None

    def fresh(self) -> bool:
        """Whether who sits here proved it a short while ago."""
        return self.left() > timedelta()

    def left(self) -> timedelta:
        """How long the window stays open yet; nothing if it is shut."""
        if self._open is None:
            return timedelta()
        within = self._within()
        left = within - min(within, self._open.passed())
        if left <= timedelta():
            self.close()
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

    def need(self, what: str) -> None:
        """The same for what is no action: raises Refused step_up.needed if there is no proof."""
        if not self.fresh():
            raise Refused("step_up.needed", action=what)

    async def prove(self, *, password: str = "", code: str = "") -> None:
        """Opens the window, or opens it anew, by the password or by a code of the second factor.

        Raises Refused step_up.wrong, second_factor.wrong, .used (`seconds`), .clock or .none about the field,
        Invalid second_factor.digits; sign_in.wait (`seconds`), sign_in.blocked: failures are counted with
        those at the door, before the check. A code that was taken already is no failure.
        """
        if code:
            await self._prove_by_code(code)
        else:
            await self._prove_by_password(password)
        self.begin()

    def begin(self) -> None:
        """Opens the window: whoever calls this has just signed in or founded, and the journal says so."""
        self._open = Stopwatch(self._desk.surroundings.clock)

    def close(self) -> None:
        """Shuts the window now."""
        self._open = None
        self._shut()

    async def _prove_by_password(self, password: str) -> None:
        await self._counted()
        try:
            await asyncio.to_thread(self._unlock, password)
        except Refused as refused:
            if refused.code != "sign_in.wrong":
                raise
            await self._desk.note("step_up.refused", "refused", by="password")
            raise Refused("step_up.wrong", "password") from refused
        await self._confirmed()
        await self._keys.note("step_up.proved", by="password")

    async def _prove_by_code(self, text: str) -> None:
        from medcab_tui.cabinet.second_factor import accept
        from medcab_tui.domain.second_factor import meant

        typed, desk = meant(text, recovery=False), self._desk
        await self._counted()

        def use(connection: Connection) -> Head:
            accept(connection, desk.worker.id, typed, desk.surroundings.clock.now())
            return desk.append(connection, desk.entry("step_up.proved", by="code"))

        try:
            head = await desk.write(use)
        except Refused as refused:
            if refused.code == "second_factor.wrong":
                await self._desk.note("step_up.refused", "refused", by="code")
            else:
                await self._counters(lambda counters, *mine: counters.taken_back(*mine))
            raise
        await self._confirmed()
        with suppress(StoreFault):
            await desk.anchor(head, always=True)

    def _unlock(self, password: str) -> None:
        self._keys.slots().unlock(self._desk.worker.login, password)

    async def _counted(self) -> None:
        """Counts an attempt before it is looked at. Raises Refused while it is not one's turn."""
        await self._counters(lambda counters, *mine: counters.begin(*mine))

    async def _confirmed(self) -> None:
        await self._counters(lambda counters, *mine: counters.confirmed(*mine))

    async def _counters(self, change: Callable[[Counters, str, datetime], None]) -> None:
        login, now = self._desk.worker.login, self._desk.surroundings.clock.now()
        await asyncio.to_thread(lambda: change(self._keys.counters(), login, now))
