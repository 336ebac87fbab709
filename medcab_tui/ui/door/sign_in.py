"""Signing in and unlocking."""

from __future__ import annotations

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.waiting import WaitingStage
from medcab_tui.ui.words import words_of


class SignIn(WaitingStage):
    """Login and password; after a lock the login is fixed and only the password is asked."""

    def __init__(self, login: str = "", why: Refused | None = None) -> None:
        super().__init__()
        self._fixed, self._why = login, why

    def heading(self) -> str:
        organisation = self.medcab.door.organisation()
        return " · ".join(part for part in (_("Medcabinet"), organisation) if part)

    def fields(self) -> list[DoorField]:
        return [DoorField("login", _("Login")), DoorField("password", _("Password"), password=True)]

    def on_mount(self) -> None:
        super().on_mount()
        if self._fixed:
            login = self.field("login")
            login.value = self._fixed
            login.input.disabled = True
            self.tell(_("Locked. What was typed is kept."), glyph="○")
        elif self.medcab.welcome:
            self.tell(self.medcab.welcome, glyph="○")
        if self._why is not None:
            self.refuse(self._why)
        self.focus_first()

    def going_on(self) -> str:
        return _("enter")

    async def submit(self) -> None:
        if self.must_wait() or not self.required():
            return
        typed, login = self.value("login"), self.value("login").strip()
        trimmed = typed != login
        self.field("login").value = login
        self.busy(_("Checking…"))
        try:
            unlocking = bool(self._fixed)
            cabinet = await self.medcab.door.sign_in(login, self.value("password"), unlocking=unlocking)
        except Refused as refused:
            if not await self.screen.code_asked(refused):  # type: ignore[attr-defined]
                self._refused(refused, trimmed)
        else:
            self.field("password").value = ""
            self.tell("")
            await self.medcab.admit(cabinet)

    def _refused(self, refused: Refused, trimmed: bool) -> None:
        self.field("password").value = ""
        self.field("password").input.focus()
        if refused.code == "sign_in.wait":
            self.wait_for(refused)
            return
        words = words_of(refused)
        also = _("There was a space around the login; it was removed.") if trimmed else ""
        self.tell(words.sentence, "\n".join(part for part in (words.remedy, also) if part))
