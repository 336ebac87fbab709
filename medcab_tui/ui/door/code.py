"""The recovery code, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet


class CodeShown(Stage):
    """Shows the code in groups and goes on when its last group was typed: then it is written down."""

    def __init__(self, cabinet: Cabinet, code: str) -> None:
        super().__init__()
        self._cabinet, self._code = cabinet, code

    def heading(self) -> str:
        return _("Recovery code · shown once")

    def fields(self) -> list[DoorField]:
        return [DoorField("last", _("Last group"))]

    def on_mount(self) -> None:
        super().on_mount()
        self._show()

    def _show(self) -> None:
        self.tell(
            _("Write it down on paper and keep it apart from this machine:"),
            "\n".join(
                (
                    "",
                    *_lines(self._code),
                    "",
                    _("It opens the store when the password is forgotten."),
                    _("Type its last group, to be sure it is written down."),
                    _("A lost one is made anew: medcab workers recovery-code."),
                )
            ),
            glyph="⚠",
        )

    async def submit(self) -> None:
        typed, last = _plain(self.value("last")), _plain(_groups(self._code)[-1])
        if len(typed) < len(last) or not _plain(self._code).endswith(typed):
            self.field("last").complain(_("This is not its last group. Look at what you wrote down."))
            return
        cabinet, self._code = self._cabinet, ""
        self.tell("")
        await self.medcab.admit(cabinet)

    async def abandon(self) -> None:
        """The app is left before the code was confirmed: the store is made, close it."""
        await self._cabinet.lock()


def _groups(code: str) -> list[str]:
    return code.replace("-", " ").split()


def _lines(code: str) -> list[str]:
    groups = _groups(code)
    return ["-".join(groups[start : start + 4]) for start in range(0, len(groups), 4)]


def _plain(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()
