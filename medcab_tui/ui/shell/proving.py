"""Proving once more who sits here, for what takes it; and the window that a proof opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from medcab_tui.ui.shell.passage import Passage
from medcab_tui.ui.widgets.soon import soon


class Proving(Passage):
    """The part of the app that asks for a proof."""

    @property
    def proved(self) -> bool:
        """Whether the window stands open."""
        return self.session is not None and self.session.cabinet.step_up.fresh()

    async def step_up(self, what: str = "") -> bool:
        """Whether it is proved who sits here: asks only if the window is shut. False: Esc, or a lock.

        what: what it is for, «Подписать 3 документа». Await it in a worker, for it waits for keys; from an
        `action_…` or the callback of a dialog use `once_proved`.
        """
        session = self.session
        if session is None:
            return False
        if not session.cabinet.step_up.fresh():
            from medcab_tui.ui.shell.step_up import StepUpDialog

            dialog = StepUpDialog(what)
            dialog.answer = self.push_screen(dialog, wait_for_dismiss=True)
            if not await dialog.answer:
                return False
        return self.session is session

    async def once_proved(self, what: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do the work now if it is proved who sits here, else once it is; nothing after Esc."""
        if self.proved:
            await work()
        else:
            soon(self, self._ask_first, what, work, group="step-up")

    async def _ask_first(self, what: str, work: Callable[[], Awaitable[object]]) -> None:
        if await self.step_up(what):
            await work()
