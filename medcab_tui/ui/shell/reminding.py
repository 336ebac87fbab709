"""While the cabinet is open: what falls due is told by its clock, and nothing is said in quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.delivery import Preferences
    from medcab_tui.domain.notices import NoticeKind
    from medcab_tui.ui.shell.sitting import Sitting

FIRST: Final = 2.0
"""Seconds after signing in; the first screen comes first."""

EVERY: Final = 60.0


class Reminding:
    """Looks from time to time, and tells what came according to what the worker chose.

    A tape's clock stands while real seconds pass: looks are counted by the clock, so that it replays alike.
    """

    def __init__(self, app: Sitting, cabinet: Cabinet) -> None:
        self._app, self._cabinet = app, cabinet
        self._since = self._looked = cabinet.surroundings.clock.now()
        self._wait = timedelta(seconds=FIRST)
        self._timer = app.set_interval(FIRST, self._passed, name="reminders")
        self._held = 0
        """What came in quiet hours and is to be told after them."""

    def end(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def _passed(self) -> None:
        if self._app.cabinet is not self._cabinet:
            self.end()
            return
        now = self._cabinet.surroundings.clock.now()
        if timedelta() <= now - self._looked < self._wait:
            return
        if self._wait < timedelta(seconds=EVERY):
            self._timer.stop()
            self._timer = self._app.set_interval(EVERY, self._passed, name="reminders")
            self._wait = timedelta(seconds=EVERY - 1)
        self._looked = now
        soon(self._app, self._look, group="reminders")

    async def _look(self) -> None:
        try:
            await self._cabinet.reminders.run()
            if self._held:
                await self._tell_held()
        except Refused:
            return  # locked meanwhile, or a store that cannot be written: the next look, or the next sitting
        if self._app.cabinet is self._cabinet:
            self._app.read_menu_again()

    async def tell(self, count: int) -> None:
        """So many rows more need attention: say it by the ways that their kinds are told by."""
        from medcab_tui.domain.notices import NoticeKind
        from medcab_tui.ui.shell.attention import announce

        try:
            arrived = dict(await self._cabinet.delivery.arrived(self._since))
            chosen = await self._cabinet.delivery.preferences()
        except Refused:
            return
        now = self._cabinet.surroundings.clock.now()
        self._since = max(self._since, now)
        rest = count - sum(arrived.values())
        if rest > 0:  # visits whose end nobody told have no line of their own to be counted by
            arrived[NoticeKind.SCHEDULE] = arrived.get(NoticeKind.SCHEDULE, 0) + rest
        line, terminal, held = self._shares(arrived, chosen)
        self._held += held
        announce(self._app, line, terminal)

    def _shares(self, arrived: Mapping[NoticeKind, int], chosen: Preferences) -> tuple[int, int, int]:
        """How many are told by the line, how many by the terminal, how many after the quiet hours."""
        from medcab_tui.domain.delivery import Channel, held_until

        around = self._cabinet.surroundings
        line = terminal = held = 0
        for kind, count in arrived.items():
            ways = chosen.of(kind)
            if not ways & {Channel.LINE, Channel.TERMINAL}:
                continue
            now = around.clock.now()
            if held_until(chosen, kind, now, around.zone) > now:
                held += count
                continue
            line += count if Channel.LINE in ways else 0
            terminal += count if Channel.TERMINAL in ways else 0
        return line, terminal, held

    async def _tell_held(self) -> None:
        from medcab_tui.domain.delivery import quiet_until
        from medcab_tui.ui.shell.attention import announce

        chosen, around = await self._cabinet.delivery.preferences(), self._cabinet.surroundings
        if quiet_until(chosen, around.clock.now(), around.zone) is None:
            count, self._held = self._held, 0
            announce(self._app, count, count)
