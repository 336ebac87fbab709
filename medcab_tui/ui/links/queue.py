"""«Очередь отправки»: what waits to be sent, then what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.exchange_rows import Sending
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.locale import _
from medcab_tui.ui.links.sheet import ExchangeSheet
from medcab_tui.ui.links.way import WayScreen
from medcab_tui.ui.links.words import kind_words, moment_words, said, service_words, stands, way_run
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.window import Note


class QueueScreen(ExchangeSheet):
    """One list in two parts; Enter shows the way of the row."""

    DEFAULT_CSS = "QueueScreen RowList { max-height: 70%; }"

    def __init__(self, service: str = "") -> None:
        """service: only what is for this connection."""
        super().__init__()
        self._service = service
        self._titles: dict[Id, str] = {}

    def head(self, width: int) -> list[Line]:
        return [((" ", ""), (_("Send queue").upper(), "bold accent"))]

    def content(self) -> ComposeResult:
        around = self.cabinet.surroundings
        yield RowList(
            (
                Column(lambda one: way_run(one.state), width=1),
                Column(lambda one: (moment_words(one.made, around.zone), "dim"), lambda: _("Made"), width=14),
                Column(lambda one: kind_words(one.kind), lambda: _("What"), width=15),
                Column(lambda one: self._titles.get(one.object, ""), lambda: _("About"), flex=2, least=10),
                Column(
                    lambda one: service_words(one.taken_by or one.address, self._links),
                    lambda: _("Service"), flex=2, least=8, most=32, needs=100,
                ),
                Column(
                    lambda one: stands(one, around.clock.now(), around.zone),
                    lambda: _("State"), flex=2, least=12,
                ),
            ),
            key=lambda one: one.seq,
            title=_("Send queue"),
            empty=lambda: _("Nothing waits to be sent, and nothing was."),
            id="queue",
        )  # fmt: skip
        with VerticalScroll(can_focus=False):
            yield Panel(" ", id="sending")
        yield Notice()

    def hints(self) -> Sequence[KeyHint]:
        own = [KeyHint("Enter", _("way"), action="open")] if self.sending() is not None else []
        return (*own, *super().hints())

    def action_open(self) -> None:
        """The way of the row, for a click on the key line."""
        self.query_one(RowList).action_open()

    async def read(self) -> None:
        rows = [
            one
            for one in await self.cabinet.exchange.queue()
            if self._service in ("", one.address, one.taken_by)
        ]
        for one in rows[:100]:
            if one.object not in self._titles:
                self._titles[one.object] = await self._title(one)
        if not self.query(RowList) or not self.query("#sending"):
            return  # locked meanwhile
        waits = [one for one in rows if one.waits or one.state is Way.CONFLICT]
        done = [one for one in rows if not (one.waits or one.state is Way.CONFLICT)]
        listed: list[object] = []
        for words, found in ((_("wait"), waits), (_("sent before"), done)):
            if found:
                listed += [Note(((f"{words} {len(found)}", "heading"),)), *found]
        self.query_one(RowList).set_rows(listed)
        self._show()

    async def _title(self, row: Sending) -> str:
        """Whose or what, for those who may know."""
        cabinet = self.cabinet
        try:
            if row.kind == "document":
                return (await cabinet.documents.row(row.object)).title
            if not cabinet.worker.may(Permission.READ_CARD):
                return ""
            whose = await self._whose(row)
            if whose is not None:
                found = await cabinet.patients.row(whose)
                return initials(found.surname, found.given, found.patronymic)
        except Refused:
            return ""
        return ""

    async def _whose(self, row: Sending) -> Id | None:
        """The patient something is about, as far as that is known here."""
        match row.kind:
            case "patient":
                return row.object
            case "policy.asked" | "chart.asked":
                return await self.cabinet.insurance.asked_about(row.object)
            case "services.priced":
                return (await self.cabinet.visits.one(row.object)).patient
            case "conclusion":
                return (await self.cabinet.patients.encounter(row.object)).patient
        return None

    def sending(self) -> Sending | None:
        found = self.query(RowList)
        row = found.first().painted_row if found else None
        return row if isinstance(row, Sending) else None

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._show()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        row = event.row
        if isinstance(row, Sending):
            title = " · ".join(filter(None, (kind_words(row.kind), self._titles.get(row.object, ""))))
            await self.app.push_screen(WayScreen(title, row.object, row.seq))

    def _show(self) -> None:
        row = self.sending()
        self.query_one(KeyLine).show(self.hints())
        panel = self.query_one("#sending", Panel)
        if row is None:
            panel.show((), title="")
            return
        around = self.cabinet.surroundings
        standing = stands(row, around.clock.now(), around.zone)
        service = service_words(row.taken_by or row.address, self._links)
        lines: list[Line] = [
            ((_("Service: "), "dim"), (service, "text")),
            ((_("State: "), "dim"), (standing, "text")),
        ]
        if row.number:
            lines.append(((_("Number there: "), "dim"), (row.number, "text")))
        if words := said(row.code, row.told):
            lines.append(((_("Said: "), "dim"), (words, "text")))
        lines.append(((_("Enter shows its way with the answers."), "dim"),))
        title = kind_words(row.kind)
        panel.show(lines, title=title[:1].upper() + title[1:])
