"""A sheet whose saving takes long: done aside while the form stays, given up when the form is left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.paths import offered_paths
from medcab_tui.ui.forms.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from textual.worker import Worker

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen

PATIENCE = 0.3
"""Seconds before work is said to be under way."""
_LOOK = 0.05


class Aside(Sheet):
    """Saving calls `begin`. Paths are offered for the field `path`."""

    first = "path"
    proof = ""
    """What the proof is for that this work takes, as the dialog tells it; empty: it takes none."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self._working: Worker[None] | None = None
        self._picked: dict[str, Path] = {}

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await offered_paths(self._cabinet, text) if field == "path" else ()

    def how_far(self) -> str:
        """How much of the work is done, once that is worth telling."""
        return ""

    def begin(self, form: FormScreen, work: Callable[[], Awaitable[Any]]) -> None:
        """Do it, after the proof it may take; what it gives closes the form."""
        if self._working is None or self._working.is_finished:
            # The app's own worker: one of the form would end with the form, before it is told what was done.
            self._working = form.app.run_worker(self._follow(form, work), group="sheet-work")

    async def _follow(self, form: FormScreen, work: Callable[[], Awaitable[Any]]) -> None:
        if self.proof and not await form.medcab.step_up(self.proof):
            return
        slow = form.app.set_interval(PATIENCE, lambda: self._say_slow(form), name="sheet-work")
        working = asyncio.ensure_future(work())
        try:
            while not working.done():
                await asyncio.wait({working}, timeout=_LOOK)
                if not form.is_attached:
                    working.cancel()
                    return
            slow.stop()  # what is being closed is told nothing more
            result = working.result()
        except Refused as refused:
            form.refuse(refused)
        else:
            await form.finish(result)
        finally:
            slow.stop()
            working.cancel()

    def _say_slow(self, form: FormScreen) -> None:
        if form.is_attached and form.is_current:
            done = self.how_far()
            told = _("{done} Esc leaves without doing it.").format(done=done)
            form.say(told if done else _("Under way… Esc leaves without doing it."))
