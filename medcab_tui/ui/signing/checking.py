"""«Проверить подпись»: every signature under one thing, and what looking at each found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.signatures import Signature
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.signing.words import checked_lines, chosen_of, signature_row
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.words import words_of


class CheckSheet(LiveSheet):
    """The signatures, newest first; the one under the cursor is compared with what it stands under."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "у,e", "withdraw", show=False, id="check.withdraw", tooltip=N_("Withdraw your own, with a reason")
        ),
    ]

    def __init__(self, about: Id, title: str, whose: str = "") -> None:
        """whose: the patient with full name and birth date, where it is about one."""
        super().__init__()
        self._about, self._title, self._whose = about, title, whose

    def head(self, width: int) -> list[Line]:
        return [
            ((" ", "text"), (_("Signatures").upper(), "bold accent"), ("  ", "text"), (self._title, "bold")),
            *([((" ", "text"), (_("Patient: "), "dim"), (self._whose, "bold"))] if self._whose else []),
        ]

    def hints(self) -> Sequence[KeyHint]:
        mine = [KeyHint("у/e", _("withdraw"), action="withdraw")] if self._own() is not None else []
        return (*mine, KeyHint("Esc", _("back"), action="back"))

    def content(self) -> ComposeResult:
        zone = self.cabinet.surroundings.zone
        yield RowList(
            (
                Column(lambda one: (stamp(one.at, zone), "dim"), lambda: _("When"), width=16),
                Column(lambda one: one.author.name, lambda: _("Who"), flex=1, least=14),
                Column(lambda one: _("ed. {n}").format(n=one.version), width=8, needs=70),
                Column(signature_row, lambda: _("State"), flex=1, least=20),
            ),
            title=_("Signatures"),
            empty=lambda: _("Nobody has signed this. э/' signs it."),
            id="signatures",
        )
        with VerticalScroll(can_focus=False):
            yield Panel(id="signature", indent=1)
        yield Notice()

    def on_mount(self) -> None:
        super().on_mount()
        self.cabinet.signatures.chosen = chosen_of(self.medcab.settings)
        self.hear(self._changed)
        soon(self, self._read, group="signatures")

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & {"documents", "encounters"}:
            soon(self, self._read, group="signatures")

    async def _read(self) -> None:
        if self.medcab.cabinet is None:
            return
        try:
            found = await self.cabinet.signatures.of(self._about)
        except Refused as refused:
            self.say(words_of(refused).whole, "warning")
            return
        self.query_one(RowList).set_rows(found)
        await self._look()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        soon(self, self._look, group="signature")

    @on(RowList.Opened)
    def _enter(self, event: RowList.Opened) -> None:
        event.stop()

    async def _look(self) -> None:
        row, panel = self._row(), self.query_one("#signature", Panel)
        self.query_one(KeyLine).show(self.hints())
        if row is None or self.medcab.cabinet is None:
            panel.show((), title="")
            return
        try:
            found = await self.cabinet.signatures.check(row.id)
        except Refused as refused:
            panel.show([((words_of(refused).whole, "warning"),)], title=_("Check"))
            return
        panel.show(checked_lines(found, self.cabinet.surroundings.zone), title=_("Check"))

    def _row(self) -> Signature | None:
        found = self.query(RowList)
        row = found.first().cursor_row if found else None
        return row if isinstance(row, Signature) else None

    def _own(self) -> Signature | None:
        """The one under the cursor, if it is this worker's and stands."""
        row = self._row()
        own = row is not None and row.withdrawn is None and row.author.worker == self.cabinet.worker.id
        return row if own else None

    def action_withdraw(self) -> None:
        """Ask why, then withdraw; nothing is deleted."""
        from medcab_tui.ui.shell.reason import Reason

        row = self._own()
        if row is None:
            self.say(_("Only a signature of your own that stands can be withdrawn."), "warning")
            return

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._withdraw(row, reason)

        about = (
            f"{self._whose}\n{self._title}".strip()
            + "\n"
            + f"{stamp(row.at, self.cabinet.surroundings.zone)} · {row.author.name}"
        )
        suggestions = (_("signed by mistake"), _("not the edition that was meant"))
        self.app.push_screen(Reason(_("Withdraw the signature"), about, suggestions=suggestions), answered)

    async def _withdraw(self, row: Signature, reason: str) -> None:
        from medcab_tui.cabinet.signatures_actions import WithdrawSignature

        action = WithdrawSignature(self.cabinet.surroundings.ids.new(), row.id, reason)
        await self.medcab.act(action, told=_("The signature is withdrawn: {what}").format(what=self._title))
