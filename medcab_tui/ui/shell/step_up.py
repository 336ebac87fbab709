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
    """What it is for, and one field: the password, or the code of a second factor where there is one."""

    def __init__(self, what: str, *, factor: bool) -> None:
        super().__init__()
        self._what = what
        self.by_code = factor
        """Whether the code is asked for at the moment."""

    def heading(self) -> str:
        return self._what or _("Prove that it is you")

    def fields(self) -> list[DoorField]:
        return [DoorField("code", _("Code")), DoorField("password", _("Password"), password=True)]

    def on_mount(self) -> None:
        self.show_field()

    def show_field(self) -> None:
        """The field of what is asked for, and what to type there."""
        self.field("code").display = self.by_code
        self.field("password").display = not self.by_code
        if not self.must_wait():
            asked = _("Six digits of the app.") if self.by_code else _("Your password once more.")
            self.tell(asked, glyph="○")
        self._field.input.focus()

    @property
    def _field(self) -> DoorField:
        return self.field("code" if self.by_code else "password")

    async def submit(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None or self.must_wait() or not self.required():
            return
        typed = self._field.value
        self.busy(_("Checking…"))
        try:
            if self.by_code:
                await cabinet.step_up.prove(code=typed)
            else:
                await cabinet.step_up.prove(password=typed)
        except Refused as refused:
            self._refused(refused)
        else:
            self._field.value = ""
            self.screen.dismiss(True)

    def _refused(self, refused: Refused) -> None:
        self._field.value = ""
        self._field.input.focus()
        if refused.code in ("sign_in.wait", "second_factor.used"):
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
        Binding("tab", "other", show=False, priority=True, id="proof.other", tooltip=N_("Code or password")),
    ]
    DEFAULT_CSS = """
    StepUpDialog { align: center middle; background: $medcab-background 60%; }
    StepUpDialog > Vertical { width: 56; max-width: 100%; height: auto; padding: 1 4;
        background: $medcab-background; }
    StepUpDialog KeyLine { margin-top: 1; }
    """

    answer: asyncio.Future[bool] | None = None
    """Who asked waits for this; a lock that takes the dialog away answers it."""

    def __init__(self, what: str, *, factor: bool) -> None:
        super().__init__()
        self._factor = factor
        self._stage = Proof(what, factor=factor)

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
        other = _("by password") if self._stage.by_code else _("by code")
        return [
            KeyHint("Enter", _("confirm"), action="submit"),
            *([KeyHint("Tab", other, action="other")] if self._factor else []),
            KeyHint("Esc", _("back"), action="back"),
        ]

    async def action_submit(self) -> None:
        """Look at what was typed."""
        await self._stage.submit()

    def action_other(self) -> None:
        """The other field, for whoever has both."""
        if self._factor:
            self._stage.by_code = not self._stage.by_code
            self._stage.show_field()
            self.query_one(KeyLine).show(self.hints())

    def action_back(self) -> None:
        """Nothing happens; nothing is lost."""
        self.dismiss(False)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)
