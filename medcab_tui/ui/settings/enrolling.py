"""Getting a second factor: the code that the app scans, the first six digits, the recovery codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _
from medcab_tui.ui.door import screen as door
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.verbs import FORM
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import wrap
from medcab_tui.ui.widgets.qr import QrCode, matrix_of
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.second_factor import Enrolment
    from medcab_tui.ui.app import MedcabApp

VERSION: Final = 4
"""Of the QR code: 33 modules and the quiet zone are 41 columns and 21 lines, which 80×24 has room for."""

WIDE: Final = 42
"""Columns of it, and one between."""


class FirstCode(Stage):
    """What to do with the picture, the secret to be typed by hand, and the field for the first code."""

    column = 34

    def __init__(self, enrolment: Enrolment, *, pictured: bool) -> None:
        super().__init__()
        self._enrolment, self._pictured = enrolment, pictured

    def heading(self) -> str:
        return _("Second factor")

    def fields(self) -> list[DoorField]:
        return [DoorField("code", _("Code"))]

    def compose(self) -> ComposeResult:
        groups = self._enrolment.by_hand.split()
        half = len(groups) // 2
        secret = "\n".join(" ".join(part) for part in (groups[:half], groups[half:]))
        yield Static(Text(self.heading()), classes="door-heading")
        yield Static(classes="door-happened")
        yield Static(Text(secret), classes="enrol-secret")
        told = (_("By time, 6 digits, SHA-1."), "", _("Then type the six digits that the app shows."), "")
        lines = [line for part in told for line in (wrap(part, self.column - 2) if part else [""])]
        yield Static(Text("\n".join(lines)), classes="enrol-told")
        yield from self.fields()

    def on_mount(self) -> None:
        super().on_mount()
        if self._pictured:
            scan = _("Scan this with an authenticator app on your phone.")
            self.tell(scan, _("Or type the key by hand:"), glyph="○")
        else:
            self.tell(_("Open an authenticator app on your phone."), _("Type the key there:"), glyph="○")

    async def submit(self) -> None:
        if self.required():
            await self.medcab.once_proved(_("Second factor"), self._confirm)

    async def _confirm(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None:
            return
        try:
            codes = await cabinet.second_factor.confirm(self._enrolment, self.value("code"))
        except Refused as refused:
            field = self.field("code")
            with field.input.prevent(Input.Changed):  # which would take the complaint back
                field.value = ""
            field.complain(words_of(refused).sentence)
            field.input.focus()
        else:
            self.screen.dismiss(codes)


class EnrolScreen(ModalScreen[tuple[str, ...] | None], inherit_bindings=False):
    """Gives the recovery codes once the first code was right; Esc gives None and nothing is changed."""

    AUTO_FOCUS = ""
    CSS_PATH = Path(door.__file__).with_name("door.tcss")
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True, id="enrol.back", tooltip=N_("One step back")),
    ]
    DEFAULT_CSS = """
    EnrolScreen { background: $medcab-background; }
    EnrolScreen > Horizontal { height: 1fr; align: center middle; }
    EnrolScreen QrCode { margin: 0 1 0 0; }
    EnrolScreen Stage { width: 36; }
    EnrolScreen .enrol-secret { margin: 0 0 1 2; text-style: bold; color: $medcab-text; }
    EnrolScreen .enrol-told { margin: 0 0 0 2; color: $medcab-dim; }
    """

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__()
        self._enrolment = enrolment

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def compose(self) -> ComposeResult:
        pictured = not self.medcab.settings.ascii and self._roomy
        with Horizontal():
            if pictured:
                yield QrCode(matrix_of(self._enrolment.addresses, version=VERSION))
            yield FirstCode(self._enrolment, pictured=pictured)
        yield KeyLine()

    @property
    def _roomy(self) -> bool:
        return self.app.size.width >= WIDE + 36 and self.app.size.height >= WIDE // 2 + 1

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(
            [KeyHint("Enter", _("confirm"), action="submit"), KeyHint("Esc", _("back"), action="back")]
        )

    async def action_submit(self) -> None:
        """Look at the code."""
        await self.query_one(FirstCode).submit()

    def action_back(self) -> None:
        """Nothing was kept."""
        self.dismiss(None)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)


class RecoveryCodes(Stage):
    """The recovery codes, once; goes on when the last of them was typed: then they are written down."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__()
        self._codes = codes

    def heading(self) -> str:
        return _("Recovery codes · shown once")

    def compose(self) -> ComposeResult:
        yield Static(Text(self.heading()), classes="door-heading")
        yield Static(classes="door-happened")
        rows = zip(self._codes[: len(self._codes) // 2], self._codes[len(self._codes) // 2 :], strict=True)
        yield Static(Text("\n".join(f"   {one}     {other}" for one, other in rows)))
        why = _("Type the last of them, to be sure they are written down.")
        yield Static(Text("\n".join(["", *wrap(why, self.column), ""])))
        yield from self.fields()

    def fields(self) -> list[DoorField]:
        return [DoorField("last", _("The last"))]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(_("Write them down. Each opens the door once when the phone is not there:"), glyph="⚠")

    async def submit(self) -> None:
        from medcab_tui.domain.second_factor import meant

        try:
            right = self.required() and meant(self.value("last")) == meant(self._codes[-1])
        except Refused:
            right = False
        if right:
            self.screen.dismiss("written")
        elif self.value("last"):
            self.field("last").complain(_("This is not the last one. Look at what you wrote down."))
