"""The code of the second factor, asked after the password was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.waiting import WaitingStage
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.half_open import HalfOpen


class CodeAsked(WaitingStage):
    """One field for the code of the app or a recovery code. The store is shut meanwhile."""

    goes_back = True

    def __init__(self, half: HalfOpen) -> None:
        super().__init__()
        self._half = half

    def heading(self) -> str:
        return _("Second factor")

    def fields(self) -> list[DoorField]:
        return [DoorField("code", _("Code"))]

    def going_on(self) -> str:
        return _("enter")

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(_("Six digits of the app, or a recovery code."), glyph="○")
        self._looking = self.set_interval(1.0, self._look_at_time, name="door-code")

    async def submit(self) -> None:
        if self.must_wait() or not self.required():
            return
        typed = self.value("code")
        self.busy(_("Checking…"))
        try:
            cabinet = await self._half.give(typed)
        except Refused as refused:
            await self._refused(refused)
        else:
            self._looking.stop()  # what was given is forgotten here, and that is no reason to begin again
            self.field("code").value = ""
            self.tell("")
            await self.medcab.admit(cabinet)

    async def _refused(self, refused: Refused) -> None:
        if refused.code == "sign_in.expired":
            await self._begin_again(refused)
            return
        field = self.field("code")
        if refused.code != "second_factor.shape":
            field.value = ""
        field.input.focus()
        if refused.code in ("sign_in.wait", "second_factor.used"):
            self.wait_for(refused)
            return
        words = words_of(refused)
        self.tell(words.sentence, words.remedy)

    async def _look_at_time(self) -> None:
        """Beside, not here: this timer goes with the stage, and would wait for its own end."""
        if self._half.expired:
            self._looking.stop()
            why = Refused("sign_in.expired")
            self.screen.run_worker(self._begin_again(why), group="stage", exclusive=True)

    async def _begin_again(self, why: Refused) -> None:
        await self.screen.begin_again(why)  # type: ignore[attr-defined]

    async def abandon(self) -> None:
        self._half.forget()
