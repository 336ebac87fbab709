"""What the screens of the exchange share: reading again, trying now, calling back, giving up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_rows import Sending
from medcab_tui.locale import N_, _
from medcab_tui.ui.links.words import kind_words
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.domain.links import Link

TOPICS = frozenset({"services", "documents", "home"})


class ExchangeSheet(LiveSheet):
    """A list of what was sent; п tries now, у calls back or gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("п,g", "retry", show=False, id="sending.retry", tooltip=N_("Try to send it now")),
        Binding("у,e", "recall", show=False, id="sending.recall", tooltip=N_("Call back, or give up")),
        Binding(
            "ctrl+z", "app.undo", show=False, id="sending.undo", tooltip=N_("Take back what was done last")
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._links: tuple[Link, ...] = ()

    def on_mount(self) -> None:
        super().on_mount()
        self.hear(self._changed)
        self.read_again()

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & TOPICS:
            self.read_again()

    def read_again(self) -> None:
        """As it stands now."""
        soon(self, self._read, group="sendings")

    async def _read(self) -> None:
        if self.medcab.cabinet is None or not self.is_attached:
            return
        try:
            self._links = await self.cabinet.links.all()
            await self.read()
        except Refused as refused:
            self.medcab.report(refused)

    async def read(self) -> None:
        """What this screen shows."""
        raise NotImplementedError

    def sending(self) -> Sending | None:
        """The operation under the cursor."""
        raise NotImplementedError

    def hints(self) -> Sequence[KeyHint]:
        row = self.sending()
        own: list[KeyHint] = []
        if row is not None and self._mine(row) and row.waits:
            word = _("give up sending") if row.attempts else _("call back")
            own = [
                KeyHint("п/g", _("try now"), action="retry"),
                KeyHint("у/e", word, action="recall"),
            ]
        return (*own, KeyHint("Esc", _("back"), action="back"))

    def _mine(self, row: Sending) -> bool:
        worker = self.cabinet.worker
        return row.worker == worker.id or worker.may(Permission.MANAGE_SERVICES)

    async def action_retry(self) -> None:
        """Now, whatever was waited for."""
        from medcab_tui.cabinet.exchange_actions import RetrySending

        row = self.sending()
        if row is None or not row.waits:
            self.say(_("This waits for nothing."), "warning")
            return
        action = RetrySending(self.cabinet.surroundings.ids.new(), row.seq)
        await self.medcab.act(action, told=_("Tried now: {what}").format(what=kind_words(row.kind)))

    async def action_recall(self) -> None:
        """Back, as long as nobody may have taken it; after that it can be given up, with a reason."""
        from medcab_tui.cabinet.exchange_actions import RecallSending
        from medcab_tui.ui.shell.reason import Reason

        row = self.sending()
        if row is None or not row.waits:
            self.say(_("What was sent cannot be called back."), "warning")
            return
        new = self.cabinet.surroundings.ids.new
        if not row.attempts:
            told = _("Called back: {what}").format(what=kind_words(row.kind))
            await self.medcab.act(RecallSending(new(), row.seq), told=told)
            return

        async def given(reason: str | None) -> None:
            if reason is not None:
                told = _("Given up: {what}").format(what=kind_words(row.kind))
                await self.medcab.act(RecallSending(new(), row.seq, reason), told=told)

        suggestions = (_("no longer needed"), _("sent another way"))
        await self.app.push_screen(
            Reason(_("Give up sending"), kind_words(row.kind), suggestions=suggestions), given
        )

    def action_back(self) -> None:
        self.dismiss(None)
