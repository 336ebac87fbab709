"""The sheet of э: who signs what, with which certificate; a button of its own does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.errors import Refused, Stale, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.signatures import ToSign
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.signing.press import Press
from medcab_tui.ui.signing.words import another_name, certificate_words, chosen_of
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.glyphs import NO, OPEN, PART, WARN, YES
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.domain.signatures import Certificate

TOPICS: Final = frozenset({"documents", "encounters"})
_PARTS: Final = ("#sheet-heading", "#signing-rows", "#signing-told", "Press", "KeyLine")
SIGNED, UNDER_WAY = "signed", "under way"
"""What else than a refusal may stand beside a thing."""


class Row(Struct, frozen=True):
    """A thing of the sheet. state: empty while it waits, else `SIGNED`, `UNDER_WAY` or a refusal's code."""

    item: ToSign
    state: str = ""

    @property
    def id(self) -> Id:
        return self.item.object

    @property
    def waits(self) -> bool:
        return not self.state


class SigningSheet(LiveSheet):
    """Signs one thing after the other; Esc between two stops. Gives how many were signed."""

    DEFAULT_CSS = """
    SigningSheet RowList { max-height: 70%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "sign", show=False, priority=True, id="signing.sign", tooltip=N_("Sign these")),
    ]

    def __init__(self, items: Sequence[ToSign]) -> None:
        super().__init__()
        self._rows = [Row(one) for one in items]
        whose = {one.about for one in items}
        self._whose = whose.pop() if len(whose) == 1 else ""
        """Whose all of it is; of several people each row says it."""
        self._certificate: Certificate | None = None
        self._known: Line = ((_("reading the certificate…"), "dim"),)
        self._refused = ""
        self._busy = self._stopping = False

    @property
    def waiting(self) -> list[Row]:
        """What can be signed yet."""
        return [row for row in self._rows if row.waits]

    @property
    def signed(self) -> int:
        return sum(row.state == SIGNED for row in self._rows)

    # What is shown.

    def head(self, width: int) -> list[Line]:
        worker = self.cabinet.worker
        name = full_name(worker.surname, worker.given, worker.patronymic)
        return [
            ((" ", "text"), (_("Sign").upper(), "bold accent")),
            *([((" ", "text"), (_("Patient: "), "dim"), (self._whose, "bold"))] if self._whose else []),
            ((" ", "text"), (_("Who signs: "), "dim"), (name, "bold"), (f" · {worker.post}", "dim")),
            ((" ", "text"), (_("Certificate: "), "dim"), *self._known),
        ]

    def hints(self) -> Sequence[KeyHint]:
        leave = _("stop") if self._busy else _("back")
        sign = [KeyHint("^S", self._does(), action="sign")] if self.waiting and not self._busy else []
        return (*sign, KeyHint("Esc", leave, action="back"))

    def content(self) -> ComposeResult:
        whose = Column(lambda row: row.item.about, lambda: _("Patient"), flex=2, least=10, needs=70)
        yield RowList(
            (
                Column(_glyph, width=1),
                Column(lambda row: row.item.title, lambda: _("What"), flex=3, least=18),
                *([] if self._whose else [whose]),
                Column(_state, lambda: _("State"), flex=2, least=20),
            ),
            id="signing-rows",
        )
        yield Press(id="signing-press")
        with VerticalScroll(can_focus=False):
            yield Panel(id="signing-told", indent=1)
        yield Notice()

    def on_mount(self) -> None:
        super().on_mount()
        self.hear(self._changed)
        self.cabinet.signatures.chosen = chosen_of(self.medcab.settings)
        self._show()
        soon(self, self._read, group="signing-read")

    def _does(self) -> str:
        count = len(self.waiting)
        return _("sign") if len(self._rows) == 1 else _("sign {n}").format(n=count)

    def _show(self) -> None:
        if self.medcab.cabinet is None or not all(self.query(part) for part in _PARTS):
            return  # locked meanwhile: the sheet is being taken away
        listed = self.query_one("#signing-rows", RowList)
        title = _("What is signed: {n}").format(n=len(self._rows))
        listed.set_rows(self._rows)
        left = sum(not row.waits and row.state not in (SIGNED, UNDER_WAY) for row in self._rows)
        listed.set_title(title, _("left out {n}").format(n=left) if left else "")
        press = self.query_one(Press)
        press.tell(self._does(), enabled=bool(self.waiting) and not self._busy)
        told: list[Line] = []
        if self._refused:
            told.append(((f"{NO} ", "danger"), (self._refused, "text")))
        if self._certificate is not None and another_name(self._certificate, self.cabinet.worker):
            told.append(
                ((f"{WARN} ", "warning"), (_("The certificate names somebody else than you."), "text"))
            )
        if any(row.waits and row.item.blank for row in self._rows):
            words = _("A template's «…» is left in what is signed: fill it in first, or sign it so.")
            told.append(((f"{WARN} ", "warning"), (words, "text")))
        told.append(((_("A signature cannot be undone; it can be withdrawn."), "dim"),))
        self.query_one("#signing-told", Panel).show(told)
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))
        self.query_one(KeyLine).show(self.hints())

    # Reading.

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & TOPICS and not self._busy:
            soon(self, self._look_again, group="signing-look")

    async def _read(self) -> None:
        await self._look_again()
        await self._read_certificate()
        self._show()

    async def _look_again(self) -> None:
        """What was changed since the sheet was opened is left out, and marked."""
        if self.medcab.cabinet is None:
            return
        asked = [row.item for row in self._rows if row.state != SIGNED]
        try:
            found = {one.object: one for one in await self.cabinet.signatures.standing(asked)}
        except Refused as refused:
            self._refused = words_of(refused).whole
            return
        self._rows = [
            row if row.id not in found else replace(row, item=found[row.id], state=found[row.id].fault)
            for row in self._rows
        ]
        self._show()

    async def _read_certificate(self) -> None:
        around = self.cabinet.surroundings
        try:
            shown = await self.cabinet.signatures.certificates()
        except Refused as refused:
            if refused.code == "signature.passphrase_needed":
                self._known = ((_("shown once the file is opened by its passphrase"), "dim"),)
            else:
                self._known, self._refused = (("—", "dim"),), words_of(refused).whole
            return
        self._refused = ""
        self._certificate = shown[0] if shown else None
        if self._certificate is None:
            self._known = ((_("the command shows it with the first signature"), "dim"),)
        else:
            self._known = (certificate_words(self._certificate, around.clock.now(), around.zone),)

    # Signing.

    @on(RowList.Opened)
    def _entered(self, event: RowList.Opened) -> None:
        """Enter never means yes by accident."""
        event.stop()
        self.say(_("Enter does not sign. Ctrl+S: {title}.").format(title=self._does()), "warning")

    @on(Press.Pressed)
    def _pressed(self, event: Press.Pressed) -> None:
        event.stop()
        self.action_sign()

    def action_sign(self) -> None:
        """Prove who sits here, then sign everything that waits."""
        if not self._busy and self.waiting:
            soon(self, self._sign, group="signing")

    def action_back(self) -> None:
        if self._busy:
            self._stopping = True
            self.say(_("Stops after this one."), "warning")
        else:
            self.dismiss(self.signed)

    async def _sign(self) -> None:
        count = len(self.waiting)
        what = ngettext("Sign {n} thing", "Sign {n} things", count).format(n=count)
        if not await self.medcab.step_up(what) or not await self._opened():
            return
        self._busy, self._stopping = True, False
        try:
            await self._sign_all()
        except StoreFault as fault:
            if self.medcab.cabinet is not None:  # else locked meanwhile: the door is shown
                self.say(words_of(fault).whole, "error")
        finally:
            self._busy = False
        if self.medcab.cabinet is not None and self.is_attached:
            self._end()

    async def _opened(self) -> bool:
        """Whether the key can be used: its passphrase is asked for once while the window is open."""
        await self._read_certificate()
        if self._certificate is None and not self._refused and self.cabinet.signatures.chosen.signer:
            try:
                await self.cabinet.signatures.certificates()
            except Refused as refused:
                if refused.code == "signature.passphrase_needed":
                    from medcab_tui.ui.settings.asking import Asking
                    from medcab_tui.ui.signing.passphrase import Passphrase

                    if await self.app.push_screen(Asking(Passphrase()), wait_for_dismiss=True) is None:
                        return False
                    await self._read_certificate()
        self._show()
        return not self._refused

    async def _sign_all(self) -> None:
        every = len(self.waiting)
        for number, row in enumerate(self.waiting, 1):
            if self._stopping:
                return
            self._put(row, UNDER_WAY)
            if every > 1:
                self.say(_("Signing {n} of {total}…").format(n=number, total=every))
            try:
                await self.cabinet.signatures.sign(row.item)
                self._put(row, SIGNED)
            except StoreFault:
                self._put(row, "")
                raise
            except Stale:
                self._put(row, "signature.stale")
            except Refused as refused:
                if not _about_this(refused):
                    self._put(row, "")
                    self._refused = words_of(refused).whole
                    return
                self._put(row, refused.code)

    def _put(self, row: Row, state: str) -> None:
        self._rows = [replace(one, state=state) if one.id == row.id else one for one in self._rows]
        if self.is_attached:
            self._show()

    def _end(self) -> None:
        """Everything signed: back with the news. Something left: it stays, marked with why."""
        left = len(self._rows) - self.signed
        if not left:
            self.dismiss(self.signed)
            return
        self._show()
        self.query_one(Press).blur()
        self.say(told_of(self.signed, left), "warning")


def told_of(signed: int, left: int) -> str:
    """«Подписано: 4. Не подписано: 1.»"""
    words = _("Signed: {n}.").format(n=signed)
    return f"{words} " + _("Not signed: {n}.").format(n=left) if left else words


def _about_this(refused: Refused) -> bool:
    """Whether the others may go on: it is about this thing, not about the key or the command."""
    return refused.code in (
        "signature.already", "signature.no_file", "signature.document_withdrawn", "document.missing",
        "encounter.missing",
    )  # fmt: skip


def _glyph(row: Row) -> Run:
    if row.state == SIGNED:
        return YES, "ok"
    if row.state == UNDER_WAY:
        return PART, "accent"
    return (OPEN, "dim") if row.waits else (WARN, "warning")


def _state(row: Row) -> Run:
    if row.state == SIGNED:
        return _("signed"), "ok"
    if row.state == UNDER_WAY:
        return _("being signed…"), "accent"
    if row.waits:
        return (_("«…» is not filled in"), "warning") if row.item.blank else (_("to be signed"), "text")
    return words_of(Refused(row.state)).sentence, "warning"
