"""Messages between colleagues: a new one, and the exchange a line belongs to with a reply under it (C072)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from textual.containers import VerticalScroll

from medcab_tui.domain.accounts import Permission
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.screen import FormScreen, open_form
from medcab_tui.ui.forms.sheet import Sheet
from medcab_tui.ui.home.words import numbered, title
from medcab_tui.ui.shell.colleagues import colleague_ids
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Outcome
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.ids import Id
    from medcab_tui.domain.rooms import AttentionRow
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.home.message_models import MessageForm, ReplyForm

MESSAGE, REPLY = "home.message", "home.reply"
"""Where the drafts lie; a reply's object is the line it answers."""

REPLY_LINES: Final = 7
"""Lines of the screen that the reply takes from the exchange above it."""


class MessageSheet(Sheet):
    """A message to a colleague."""

    place = MESSAGE
    object = "new"
    saving = N_("send")

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def title(self) -> str:
        return _("New message")

    def heading(self, width: int) -> list[Line]:
        return [((_("can be taken back until it is read"), "dim"),)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.home.message_models import MessageAboutForm, MessageForm

        about = self._cabinet.worker.may(Permission.BOOK_VISITS)
        return MessageAboutForm if about else MessageForm

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "patient":
            from medcab_tui.ui.forms.people import whom

            return await whom(self._cabinet, text)
        return await colleague_ids(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.home_actions import SendMessage

        said = cast("MessageForm", values)
        new, about = self._cabinet.surroundings.ids.new(), getattr(said, "patient", None)
        patient = about.id if about is not None else None
        return await self._cabinet.do(SendMessage(new, said.to, said.subject, said.text, patient))


class ReplySheet(Sheet):
    """The answer to a line that somebody sent."""

    place = REPLY
    saving = N_("send")

    def __init__(self, cabinet: Cabinet, row: AttentionRow) -> None:
        self._cabinet = cabinet
        self._row = row
        self.object = row.id.hex()

    def title(self) -> str:
        return title(self._row)

    def heading(self, width: int) -> list[Line]:
        whom = f"{self._row.full_name}, {self._row.born}" if self._row.full_name else ""
        told = " · ".join(part for part in (whom, numbered(self._row.number)) if part)
        return [((told, "text"),)] if told else []

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.home.message_models import ReplyForm

        return ReplyForm

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.home_actions import ReplyToNotice

        row, new = self._row, self._cabinet.surroundings.ids.new()
        return await self._cabinet.do(ReplyToNotice(new, row.id, row.version, cast("ReplyForm", values).text))


async def write_message(app: MedcabApp) -> None:
    """The sheet of a new message; sent, it can be taken back for 15 s."""
    session = app.session
    if session is None:
        return
    cabinet = session.cabinet

    def sent(outcome: Outcome[Id] | None) -> None:
        from medcab_tui.cabinet.home_actions import WithdrawMessage

        if outcome is not None:
            back = WithdrawMessage(cabinet.surroundings.ids.new(), outcome.result)
            app.offer(_("The message was sent"), back)

    form = await open_form(app, MessageSheet(cabinet))
    await app.push_screen(form, sent)


async def open_exchange(app: MedcabApp, row: AttentionRow, returns: Callable[[], object]) -> None:
    """The whole exchange from its beginning, the reply under it; the reply can be taken back for 15 s.

    returns: brings the cursor back to the row once that was done.
    """
    session = app.session
    if session is None:
        return
    cabinet = session.cabinet
    exchange = await cabinet.home.thread(row.id)

    def sent(outcome: Outcome[Id] | None) -> None:
        from medcab_tui.cabinet.home_actions import WithdrawMessage

        if outcome is not None:
            new, seen = cabinet.surroundings.ids.new(), outcome.version or 0
            told = _("The reply was sent: {what}").format(what=title(row))
            app.offer(told, WithdrawMessage(new, outcome.result, row.id, seen), returns=returns)

    form = await open_form(app, ReplySheet(cabinet, row))
    await app.push_screen(form, sent)
    shown = Exchange(exchange, cabinet.worker.id, cabinet.surroundings.zone)
    await form.mount(shown, before="#form-fields")
    form.query_one("#form-fields").styles.height = REPLY_LINES


class Exchange(VerticalScroll):
    """The messages one after the other, the last in sight; the arrows move it where it has the focus."""

    DEFAULT_CSS = """
    Exchange { height: 1fr; scrollbar-size-vertical: 1; }
    Exchange Panel { margin-bottom: 1; }
    """

    def __init__(self, rows: Sequence[AttentionRow], worker: Id, zone: str) -> None:
        super().__init__(id="exchange")
        self._rows, self._worker, self._zone = rows, worker, zone
        self._panels = [Panel(indent=2) for _row in rows]

    def compose(self) -> Any:
        yield from self._panels

    def on_mount(self) -> None:
        self._show()
        self.scroll_end(animate=False)

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        width = max(20, self.app.size.width - 5)
        for row, panel in zip(self._rows, self._panels, strict=True):
            mine = row.sender is not None and row.sender == self._worker
            heading = f"{stamp(row.since, self._zone)}  {_('you') if mine else row.sender_name}"
            lines: list[Line] = [((line, "text"),) for line in wrap(row.detail, width)] if row.detail else []
            if not lines or row.code:
                lines = [((title(row), "text"),), *lines]
            to = _("to: {name}").format(name=row.responsible) if mine else ""
            panel.show(lines, title=heading, note=to)
