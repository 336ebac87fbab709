"""«Forgot the password?»: the recovery code opens the store and sets a new password."""

from __future__ import annotations

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.passwords import check_seed
from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage


class Recovery(Stage):
    """Code, login, and the new password twice."""

    goes_back = True

    def __init__(self, login: str = "") -> None:
        super().__init__()
        self._login = login

    def heading(self) -> str:
        return _("A new password with the recovery code")

    def fields(self) -> list[DoorField]:
        return [
            DoorField("code", _("Code")),
            DoorField("login", _("Login")),
            DoorField("new_password", _("New password"), password=True),
            DoorField("repeated", _("Once more"), password=True),
        ]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("login").value = self._login
        self.tell(
            _("The code was shown once, when the cabinet was made."),
            _(
                "Without it an administrator sets a new one: medcab workers password."
                " On a machine that the store trusts the code may be left empty."
            ),
            glyph="○",
        )
        self.focus_first()

    async def submit(self) -> None:
        if not self.required(frozenset({"code"})):
            return
        try:
            check_seed(self.value("new_password"), "new_password")
            if not self.same("new_password", "repeated"):
                return
            self.busy(_("Checking…"))
            code, login, password = self.typed("code"), self.typed("login"), self.value("new_password")
            door = self.medcab.door
            if code:
                cabinet = await door.recover(code, login, password)
            else:
                cabinet = await door.recover_here(login, password)
        except Refused as refused:
            self.tell("")
            if await self.screen.code_asked(refused):  # type: ignore[attr-defined]
                return
            asked_in_vain = refused.code == "keyring.off"
            self.refuse(Refused("recovery.untrusted", "code") if asked_in_vain else refused)
        else:
            await self.medcab.admit(cabinet)
