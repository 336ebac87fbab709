"""The passphrase of the file of a key. What is typed is no draft; it is held in memory while one signs."""

from __future__ import annotations

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage


class Passphrase(Stage):
    """Opens the key, or says that it did not."""

    def heading(self) -> str:
        return _("Passphrase of the key")

    def fields(self) -> list[DoorField]:
        return [DoorField("secret", _("Passphrase"), password=True)]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(_("Kept in memory only while the signing window is open."), glyph="○")

    async def submit(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None or not self.required():
            return
        try:
            await cabinet.signatures.unlock(self.value("secret"))
        except Refused as refused:
            self.refuse(refused)
            self.field("secret").input.action_select_all()
        else:
            self.screen.dismiss("opened")
