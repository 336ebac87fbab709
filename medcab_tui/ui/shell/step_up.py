"""The one dialog in which who sits here proves it once more, before signing, exporting and the like."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _
from medcab_tui.ui.door import screen as door
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.waiting import WaitingStage
from medcab_tui.ui.verbs import FORM
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


class Proof(WaitingStage):
    """What it is for, and the field for the password."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def heading(self) -> str:
        return self._what or _("Prove that it is you")

    def fields(self) -> list[DoorField]:
        return [DoorField("password", _("Password"), password=True)]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(_("Your password once more."), glyph="○")

    async def submit(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None or self.must_wait() or not self.required():
            return
        typed = self.value("password")
        self.busy(_("Checking…"))
        try:
            await cabinet.step_up.prove(password=typed)
        except Refused as refused:
            self._refused(refused)
        else:
            self.screen.dismiss(True)

    def _refused(self, refused: Refused) -> None:
        field = self.field("password")
        field.value = ""
        field.input.focus()
        if refused.code == "sign_in.wait":
            self.wait_for(refused)
            return
        words = words_of(refused)
        self.tell(words.sentence, words.remedy)


class StepUpDialog(ModalScreen[bool], inherit_bindings=False):
    """Gives True once it was proved; Esc gives False, and what was about to happen does not."""

    AUTO_FOCUS = ""
    CSS_PATH = Path(door.__file__).with_name("door.tcss")
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True, id="proof.back", tooltip=N_("One step back")),
    ]
    DEFAULT_CSS = """
    StepUpDialog { align: center middle; background: $medcab-background 60%; }
    StepUpDialog > Vertical { width: 56; max-width: 100%; height: auto; padding: 1 4;
        background: $medcab-background; }
    StepUpDialog KeyLine { margin-top: 1; }
    """

    answer: asyncio.Future[bool] | None = None
    """Who asked waits for this; a lock that takes the dialog away answers it."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._stage = Proof(what)

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._stage
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(self.hints())

    def on_unmount(self) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(False)

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        return [
            KeyHint("Enter", _("confirm"), action="submit"),
            KeyHint("Esc", _("back"), action="back"),
        ]

    async def action_submit(self) -> None:
        """Look at what was typed."""
        await self._stage.submit()

    def action_back(self) -> None:
        """Nothing happens; nothing is lost."""
        self.dismiss(False)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)
