"""Proving once more who sits here, for what takes it; and the window that a proof opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from medcab_tui.locale import _
from medcab_tui.ui.shell.passage import Passage
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet


class Proving(Passage):
    """The part of the app that asks for a proof, and shows how long it holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._window: Timer | None = None
        self.minutes_proved = 0
        """How long the window stays open yet, in minutes begun; 0: it is shut."""

    @property
    def proved(self) -> bool:
        """Whether the window stands open."""
        return self.session is not None and self.session.cabinet.step_up.fresh()

    async def step_up(self, what: str = "", *, anew: bool = False) -> bool:
        """Whether it is proved who sits here: asks only if the window is shut. False: Esc, or a lock.

        what: what it is for, «Подписать 3 документа». anew: ask whether or not the window is open. Await it
        in a worker, for it waits for keys; from an `action_…` or the callback of a dialog use `once_proved`.
        """
        session = self.session
        if session is None:
            return False
        if anew or not session.cabinet.step_up.fresh():
            from medcab_tui.ui.shell.step_up import StepUpDialog

            factor = await session.cabinet.second_factor.own() is not None
            if self.session is not session:
                return False
            dialog = StepUpDialog(what, factor=factor)
            dialog.answer = self.push_screen(dialog, wait_for_dismiss=True)
            if not await dialog.answer or self.session is not session:
                return False
            self.watch_window()
        return True

    async def once_proved(
        self, what: str, work: Callable[[], Awaitable[object]], *, anew: bool = False
    ) -> None:
        """Do the work now if it is proved who sits here, else once it is; nothing after Esc."""
        if self.proved and not anew:
            await work()
        else:
            soon(self, self._ask_first, what, work, anew, group="step-up")

    async def _ask_first(self, what: str, work: Callable[[], Awaitable[object]], anew: bool) -> None:
        if await self.step_up(what, anew=anew):
            await work()

    # The window.

    async def open_session(self, cabinet: Cabinet) -> None:
        await super().open_session(cabinet)
        if "step_up" in vars(cabinet):  # else nobody has proved anything, and its module is not needed
            self.watch_window()

    def watch_window(self) -> None:
        """Show in the top line how long the window stays open; nothing ticks while it is shut."""
        if self._window is None:
            self._window = self.set_interval(1.0, self._look_at_window, name="window")
        self._look_at_window()

    def proved_told(self) -> tuple[str, ...]:
        """The same for the top line, in more words and in fewer; nothing while it is shut."""
        if not self.minutes_proved:
            return ("",)
        return (
            "● " + _("signing is open for {minutes} min more").format(minutes=self.minutes_proved),
            "● " + _("signing {minutes} min").format(minutes=self.minutes_proved),
        )

    def action_close_window(self) -> None:
        """Shut the window now: the next signature asks again."""
        if self.session is not None and self.minutes_proved:
            self.session.cabinet.step_up.close()
            self._look_at_window()
            self.notify(_("The signing window is shut."))
        else:
            self.notify(_("The signing window is not open."))

    def _look_at_window(self) -> None:
        minutes = self.session.cabinet.step_up.minutes_left if self.session is not None else 0
        if not minutes and self._window is not None:
            self._window.stop()
            self._window = None
        if minutes != self.minutes_proved:
            self.minutes_proved = minutes
            if self.session is not None:
                self.show_frame()
