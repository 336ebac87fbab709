"""The question before a connection is removed: Enter alone never says yes, its name does."""

from __future__ import annotations

from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage


class Removing(Stage):
    """Asks for the name of what is to be removed, and says what is lost with it."""

    def __init__(self, title: str, name: str, told: str) -> None:
        super().__init__()
        self._title, self._name, self._told = title, name, told

    def heading(self) -> str:
        return _("Remove the connection")

    def fields(self) -> list[DoorField]:
        return [DoorField("name", _("Its name"))]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("name").input.focus()
        ask = _("To remove it type its name: {name}.").format(name=self._name)
        self.tell(f"{self._title}. {self._told} {ask}", glyph="⚠")

    async def submit(self) -> None:
        if self.typed("name").strip().casefold() != self._name:
            self.field("name").complain(_("This is not its name: {name}.").format(name=self._name))
            return
        self.screen.dismiss(self._name)
