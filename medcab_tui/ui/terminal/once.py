"""One paint for one step: layouts follow each other unseen, and the screen is sent when they are through.

A card that opens is laid out several times: it is shown, its panels learn their width, then their height.
Each of these passes would send a screen of its own, 5 ms and some kilobytes, and wait for the next tick of
Textual's clock. Held back, they run one after the other and only the last picture is painted.

Screens whose paints are to be held ask `holds` in their `_compositor_refresh`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.ui.terminal import pace

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

PATIENCE = 0.15
"""Seconds after which a step that is still under way is painted as far as it got."""

_WORKERS: Final = frozenset({"view", "read", "open", "rows", "search"})
"""Groups of the workers that fill a view; others may wait for people."""

_LOOK: Final = 0.005

_TURNS: Final = 60
"""Turns of the loop before looking only now and then."""


class OnePaint:
    """Holds the paints of one app back for as long as a step takes."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._until = 0.0
        self._release: asyncio.Task[None] | None = None
        self._last: dict[Callable[[], None], None] = {}

    @property
    def held(self) -> bool:
        """Whether what is due now waits for the end of a step."""
        return self._release is not None

    def begin(self, patience: float | None = None) -> None:
        """A step begins; it ends by itself when nothing is left to do, or when patience does."""
        self._until = max(self._until, time.monotonic() + (PATIENCE if patience is None else patience))
        if self._release is None:
            self._release = asyncio.get_running_loop().create_task(self._when_done(), name="one-paint")

    def at_its_end(self, what: Callable[[], None]) -> None:
        """Do this once, before the step is painted, however often it is asked for; without a step at once."""
        if self.held:
            self._last[what] = None
        else:
            what()

    async def painted(self) -> None:
        """Wait for the end of the step: what would only hold its paint back begins after it."""
        while self._release is not None:
            await asyncio.sleep(_LOOK)

    async def _when_done(self) -> None:
        app, turns = self._app, 0
        try:
            with app._context():
                while time.monotonic() < self._until and app._running and not app._exit:
                    turns += 1
                    await asyncio.sleep(0 if turns < _TURNS else 0.001)
                    if self._under_way():
                        continue
                    if pace.unpainted(app.screen):
                        app.screen._on_timer_update()
                    elif self._last:
                        self._do_last()
                    else:
                        break
                self._do_last()
        finally:
            self._release, self._until = None, 0.0
        if app._running and app._screen_stack:
            app.screen._compositor_refresh()

    def _do_last(self) -> None:
        last, self._last = self._last, {}
        for what in last:
            self._app.call_next(what)

    def _under_way(self) -> bool:
        return not pace.quiet(self._app) or any(
            worker.group in _WORKERS and not worker.is_finished for worker in self._app.workers
        )


def holds(screen: Screen[Any]) -> bool:
    """Whether this screen's paint is held back; what it would have painted is painted at the end."""
    once = getattr(screen.app, "once", None)
    if not isinstance(once, OnePaint) or not once.held or screen is not screen.app.screen:
        return False
    screen._dirty_widgets.clear()
    return True
