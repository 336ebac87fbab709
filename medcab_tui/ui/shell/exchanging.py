"""While the cabinet is open the exchange with services goes on beside the work; the top line tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.exchange_rows import ExchangeState
    from medcab_tui.ui.shell.sitting import Sitting
    from medcab_tui.ui.widgets.lines import Run

LONGEST: Final = 60.0
"""Seconds after which it is looked whether a service was switched on elsewhere."""
SHORTEST: Final = 0.5


class Exchanging:
    """A turn after everything that was done here, and when the next is due by the cabinet's clock.

    A tape's clock stands while real seconds pass: turns are due by the clock, so that it replays alike.
    """

    def __init__(self, app: Sitting, cabinet: Cabinet) -> None:
        self._app, self._cabinet = app, cabinet
        self._timer = app.set_interval(LONGEST, self._passed, name="exchange")
        self._turning = self._again = False
        self.next_due: datetime | None = None
        self.state: ExchangeState | None = None
        app.call_after_refresh(self.nudge)

    def end(self) -> None:
        """No more turns."""
        self._timer.stop()

    def nudge(self) -> None:
        """Something was done that may have to be sent."""
        if self._app.cabinet is not self._cabinet:
            self.end()
        elif self._turning:
            self._again = True
        else:
            self._turning = True
            soon(self._app, self._turn, group="exchanging")

    def _passed(self) -> None:
        now = self._cabinet.surroundings.clock.now()
        if self.next_due is None or not now < self.next_due <= now + timedelta(days=2):
            self.nudge()

    async def _turn(self) -> None:
        try:
            await self._app.once.painted()  # its modules take a while to load: what was asked for comes first
            while True:
                self._again = False
                await self._step()
                if not self._again or self._app.cabinet is not self._cabinet:
                    return
        except Refused:
            return  # locked meanwhile, or a store that cannot be written: the next look, or the next sitting
        finally:
            self._turning = False
            self._wait()

    async def _step(self) -> None:
        """One turn, if any service is switched on; without one the room is not even made."""
        cabinet = self._cabinet
        if not await cabinet.connected():
            self._show(None, None)
            return
        self._show(await cabinet.exchange.state(), self.next_due)
        stepped = await cabinet.exchange.step()
        self._show(await cabinet.exchange.state(), stepped.next_due)

    def _show(self, state: ExchangeState | None, due: datetime | None) -> None:
        changed, self.next_due = state != self.state, due
        self.state = state
        if changed and self._app.cabinet is self._cabinet:
            self._app.show_frame()

    def _wait(self) -> None:
        """Until the next turn is due, as far as that is known."""
        if self._app.cabinet is not self._cabinet:
            return
        left = LONGEST
        if self.next_due is not None:
            now = self._cabinet.surroundings.clock.now()
            left = min(LONGEST, max(SHORTEST, (self.next_due - now).total_seconds()))
        self._timer.stop()
        self._timer = self._app.set_interval(left, self._passed, name="exchange")

    def shown(self, *, briefly: bool = False) -> Run:
        """Glyph and words for the line on top."""
        around = self._cabinet.surroundings
        return exchange_shown(self.state, around.clock.now(), around.zone, briefly=briefly)


def exchange_shown(state: ExchangeState | None, now: datetime, zone: str, *, briefly: bool = False) -> Run:
    """How the exchange stands; the worst first. briefly: where the line on top has little room."""
    if state is None or not state.services:
        return (_("○ no exchange"), "dim")
    if state.since is not None:
        since = _clock(state.since, now, zone)
        if briefly:
            words = _("○ no connection")
        elif state.waiting:
            words = _("○ no connection since {time}, queued {n}").format(time=since, n=state.waiting)
        else:
            words = _("○ no connection since {time}").format(time=since)
        return (words, "warning")
    if state.waiting:
        return (_("◐ queued {n}").format(n=state.waiting), "text")
    if state.last is None:
        return (_("○ nothing exchanged yet"), "dim")
    return (_("● exchange {time}").format(time=_clock(state.last, now, zone)), "ok")


def _clock(at: datetime, now: datetime, zone: str) -> str:
    """The time of today, the day of another."""
    from medcab_tui.ui.shell.dates import local

    there = local(at, zone)
    return f"{there:%H:%M}" if there.date() == local(now, zone).date() else f"{there:%m-%d}"
