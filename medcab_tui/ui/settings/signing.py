"""The page «Подпись»: what signs and with which key, what checks, and trying it out."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _
from medcab_tui.setting_kinds import KINDS, SettingsFault
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.settings.rows import Row, decided

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.doing import Doing
    from medcab_tui.ui.widgets.lines import Cell

PAGE: Final = "signing"
CHECK: Final = "signing.check"
SIGNER: Final = "signer"
OWN: Final = {"pkcs12": N_("PKCS#12 file"), "external": N_("command")}
"""The signers in the box, for the row that tells which is chosen."""


class Text(Struct, frozen=True):
    """A setting that is typed: its title, and what to know before."""

    title: str
    hint: str
    command: bool = False


TEXTS: Final = {
    "sign_file": Text(N_("File of the key"), N_("A .p12 or .pfx file; its passphrase is asked later.")),
    "sign_command": Text(
        N_("Command"), N_("Without a shell; {in} is what to sign, {out} a detached CMS in DER."), command=True
    ),
    "sign_certificate": Text(N_("Certificate of the command"), N_("A PEM or DER file, if there is one.")),
    "sign_check": Text(
        N_("Checking command"), N_("For algorithms not known here: {in}, {sig}; ends with 0."), command=True
    ),
    "sign_anchors": Text(N_("Whom to trust"), N_("A folder of PEM files that vouch for certificates.")),
}


def rows(app: MedcabApp, tried: Cell) -> list[Row]:
    """Every setting of signing, and the row that tries it. tried: what trying it found last."""
    chosen = app.settings
    if app.cabinet is None or not app.cabinet.worker.may(Permission.SIGN):
        return [Row("signing.who", PAGE, _("Signature"), ("—", "dim"), _("this role signs nothing"))]
    name = _(OWN[chosen.signer]) if chosen.signer in OWN else chosen.signer
    signer: Cell = one_line(name) if name else (_("not chosen"), "dim")
    made = [Row(SIGNER, PAGE, _("What signs"), signer, decided(chosen, SIGNER), _("choose"))]
    hidden = {"pkcs12": {"sign_command", "sign_certificate"}, "external": {"sign_file"}}.get(
        chosen.signer, set()
    )
    for key, text in TEXTS.items():
        if key not in hidden:
            value: Cell = shown(getattr(chosen, key)) or (_("not set"), "dim")
            note = decided(chosen, key) or _(text.hint)
            made.append(Row(key, PAGE, _(text.title), value, note, _("change")))
    if chosen.signer:
        found: Cell = tried or (_("reads the certificate"), "dim")
        made.append(Row(CHECK, PAGE, _("Try it"), found, does=_("check")))
    made.append(
        Row("signing.kind", PAGE, _("Kind of signature"), _("decided by whoever issued the certificate"))
    )
    return made


def shown(value: Any) -> str:
    """A setting as it is typed."""
    if isinstance(value, tuple):
        return shlex.join(value)
    return str(value) if value else ""


class Typed(Stage):
    """One setting, typed; empty takes it away."""

    def __init__(self, key: str, before: str) -> None:
        super().__init__()
        self._key, self._before, self._text = key, before, TEXTS[key]

    def heading(self) -> str:
        return _(self._text.title)

    def fields(self) -> list[DoorField]:
        return [DoorField("value", _(self._text.title))]

    def on_mount(self) -> None:
        super().on_mount()
        self.field("value").value = self._before
        self.field("value").input.focus()
        self.tell(_(self._text.hint), glyph="○")

    async def submit(self) -> None:
        typed = self.typed("value")
        try:
            if typed:
                KINDS[self._key](typed, _(self._text.title))
        except SettingsFault as fault:
            self.field("value").complain(str(fault))
            return
        if typed and self._key in ("sign_file", "sign_certificate") and Path(typed).expanduser().is_dir():
            self.field("value").complain(_("This is a folder. Name a file."))
            return
        self.screen.dismiss(typed)


class Signing:
    """What Enter does on this page."""

    def __init__(self, doing: Doing, app: MedcabApp, again: Callable[[], None]) -> None:
        """again: shows the rows anew."""
        self._doing, self._app, self._again = doing, app, again
        self.tried: Cell = ""

    async def act(self, row: Row) -> None:
        """Do what a row of the page offers."""
        if row.id == SIGNER:
            await self._choose(row)
        elif row.id in TEXTS:
            self._type(row)
        elif row.id == CHECK:
            from medcab_tui.ui.widgets.soon import soon

            soon(self._app.screen, self._try, group="signing-try")

    async def _choose(self, row: Row) -> None:
        from medcab_tui.ui.shell.pick import Pick
        from medcab_tui.ui.signing.words import title_of

        cabinet = self._app.cabinet
        if cabinet is None:
            return
        found = await cabinet.signatures.signers()
        broken = _("cannot be used: {fault}")
        options = [
            Choice(one.name, title_of(one), note=broken.format(fault=one.fault) if one.fault else "")
            for one in found
        ]

        async def ask(text: str) -> tuple[Choice, ...]:
            return matching(options, text)

        async def picked(choice: Choice | None) -> None:
            if choice is not None:
                await self._set(SIGNER, choice.value, row.title)

        current = self._app.settings.signer
        await self._app.push_screen(Pick(row.title, "", ask, current=current, aside=True), picked)

    def _type(self, row: Row) -> None:
        from medcab_tui.ui.settings.asking import Asking

        async def typed(text: str | None) -> None:
            if text is not None:
                nothing: Any = () if TEXTS[row.id].command else None
                await self._set(row.id, KINDS[row.id](text, row.id) if text else nothing, row.title)

        self._app.push_screen(Asking(Typed(row.id, shown(getattr(self._app.settings, row.id)))), typed)

    async def _set(self, name: str, value: Any, title: str) -> None:
        """With which key is signed and whose certificates are trusted changes after a proof only."""

        async def change() -> None:
            self.tried = ""
            await self._doing.set(name, value, title)

        await self._app.once_proved(title, change)

    async def _try(self) -> None:
        """Read the certificate; where only a signature shows it, sign a word that means nothing."""
        from medcab_tui.ui.settings.asking import Asking
        from medcab_tui.ui.signing.passphrase import Passphrase
        from medcab_tui.ui.signing.words import certificate_words, chosen_of
        from medcab_tui.ui.words import words_of

        cabinet = self._app.cabinet
        if cabinet is None or not await self._app.step_up(_("Try the signature")):
            return
        room, around = cabinet.signatures, cabinet.surroundings
        room.chosen = chosen_of(self._app.settings)
        try:
            try:
                found = await room.certificates()
            except Refused as refused:
                if refused.code != "signature.passphrase_needed":
                    raise
                if await self._app.push_screen(Asking(Passphrase()), wait_for_dismiss=True) is None:
                    return
                found = await room.certificates()
            certificate = found[0] if found else (await room.probe()).certificate
        except Refused as refused:
            self.tried = (f"✕ {words_of(refused).whole}", "danger")
        else:
            self.tried = (
                certificate_words(certificate, around.clock.now(), around.zone) if certificate else ""
            )
        if self._app.cabinet is not None:
            self._again()
