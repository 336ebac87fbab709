"""Sheets of the settings section that take text: another password, the folder of the copies."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.domain.accounts import check_password
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _
from medcab_tui.setting_kinds import KINDS, SettingsFault
from medcab_tui.ui.door import screen as door
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.verbs import FORM
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine


class Asking(ModalScreen[str | None], inherit_bindings=False):
    """A stage in a box over the section. What is typed is no draft: passwords are not kept."""

    AUTO_FOCUS = ""
    CSS_PATH = Path(door.__file__).with_name("door.tcss")
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True, id="asking.back", tooltip=N_("One step back")),
        Binding("ctrl+s", "save", show=False, priority=True, id="asking.save", tooltip=N_("Save")),
        Binding("tab,down", "app.focus_next", show=False, id="asking.next", tooltip=N_("To the next field")),
        Binding(
            "shift+tab,up", "app.focus_previous", show=False, id="asking.previous",
            tooltip=N_("To the field before"),
        ),
    ]  # fmt: skip
    DEFAULT_CSS = """
    Asking { align: center middle; background: $medcab-background 60%; }
    Asking > Vertical { width: 56; max-width: 100%; height: auto; padding: 1 4;
        background: $medcab-background; }
    Asking KeyLine { margin-top: 1; }
    """

    def __init__(self, stage: Stage, *, confirms: bool = False) -> None:
        """confirms: what is typed is looked at and kept nowhere, so nothing is “saved”."""
        super().__init__()
        self._stage, self._confirms = stage, confirms

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._stage
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(self.hints())

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        key, does = ("Enter", _("confirm")) if self._confirms else ("^S", _("save"))
        return [KeyHint(key, does, action="save"), KeyHint("Esc", _("back"), action="back")]

    async def action_save(self) -> None:
        await self._stage.submit()

    def action_back(self) -> None:
        self.dismiss(None)


class NewPassword(Stage):
    """The password of today, and the new one twice (C099)."""

    def heading(self) -> str:
        return _("Another password")

    def fields(self) -> list[DoorField]:
        return [
            DoorField("password", _("Password now"), password=True),
            DoorField("new_password", _("New password"), password=True),
            DoorField("repeated", _("Once more"), password=True),
        ]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(_("At least 8 characters: a small and a capital letter, a digit and a sign."), glyph="○")

    async def submit(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None or not self.required():
            return
        try:
            check_password(self.value("new_password"), cabinet.worker.login, "new_password")
            if not self.same("new_password", "repeated"):
                return
            self.busy(_("Checking…"))
            await cabinet.accounts.change_password(self.value("password"), self.value("new_password"))
        except Refused as refused:
            self.tell("")
            if refused.code == "sign_in.wrong":
                self.field("password").complain(_("This is not the password of today."))
                self.field("password").input.focus()
            else:
                self.refuse(refused)
        else:
            self.screen.dismiss("changed")


class CopiesFolder(Stage):
    """Where copies are put."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def heading(self) -> str:
        return _("Folder of the copies")

    def fields(self) -> list[DoorField]:
        return [DoorField("folder", _("Folder"))]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("folder").value = str(self._folder)
        self.field("folder").input.focus()
        self.tell(_("Best on another disk: a copy beside the store goes with it."), glyph="○")

    async def submit(self) -> None:
        if not self.required():
            return
        try:
            folder = KINDS["backup_folder"](self.typed("folder"), _("Folder"))
        except SettingsFault as fault:
            self.field("folder").complain(str(fault))
            return
        if folder.exists() and not folder.is_dir():
            self.field("folder").complain(_("This is a file. Name a folder."))
            return
        self.screen.dismiss(str(folder))
