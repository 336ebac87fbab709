"""One connection whole: how it stands, what it is, and what can be done with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.domain.cleaning import one_line
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.links.words import kind_words
from medcab_tui.ui.said import service_said
from medcab_tui.ui.settings import service_deeds, services
from medcab_tui.ui.settings.channels import SettingRows
from medcab_tui.ui.settings.columns import row_columns
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.settings.work import Work
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.domain.links import Link
    from medcab_tui.services.adapter import Info
    from medcab_tui.ui.app import MedcabApp

LOOK_AT_WORK = 0.2
PAGE = services.PAGE


class ServiceDetails(ModalScreen[None], inherit_bindings=False):
    """Rows as on every page of the settings; Enter does what a row offers, Space switches the service."""

    AUTO_FOCUS = "SettingRows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="service.back", tooltip=N_("Back to the page")),
        Binding("space", "switch", show=False, id="service.switch", tooltip=N_("Switch it on or off")),
    ]
    DEFAULT_CSS = """
    ServiceDetails { align: center middle; background: $medcab-background 60%; }
    ServiceDetails > Vertical { width: 104; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        background: $medcab-background; }
    ServiceDetails SettingRows { height: auto; max-height: 15; }
    ServiceDetails ProsePanel { margin: 1 0 0 0; max-height: 6; }
    ServiceDetails KeyLine { margin-top: 1; }
    """

    def __init__(self, link: Link, known: services.Connected) -> None:
        super().__init__()
        self._link, self._known = link, known
        self._job: Work | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SettingRows(row_columns())
            yield ProsePanel()
            yield KeyLine()

    def on_mount(self) -> None:
        self.show_rows()

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def _may(self) -> bool:
        return self.medcab.cabinet is not None and self.medcab.cabinet.links.may_manage

    def show_rows(self) -> None:
        """Shows the connection as it is known now."""
        rows = self.query_one(SettingRows)
        rows.set_title(services.name_of(self._link))
        rows.set_rows(self._rows())
        self._tell_row()
        self.query_one(KeyLine).show(self.hints())

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        row = self.query_one(SettingRows).cursor_row
        does = [KeyHint("Enter", row.does, action="open")] if isinstance(row, Row) and row.does else []
        turn = _("turn off") if self._link.enabled else _("turn on")
        switch = [KeyHint(_("Space"), turn, action="switch")] if self._may else []
        return [*does, *switch, KeyHint("Esc", _("back"), action="back")]

    # Rows.

    def _rows(self) -> list[Row]:
        link, known, cabinet = self._link, self._known, self.medcab.cabinet
        if cabinet is None:
            return []
        now, zone = cabinet.surroundings.clock.now(), cabinet.surroundings.zone
        found = known.adapter(link.adapter)
        info = found.info if found is not None else None
        turn = _("turn off") if link.enabled else _("turn on")
        tried = [
            _("last exchange {when}").format(when=stamp(link.last_ok, zone)) if link.last_ok else "",
            _("last attempt {when}").format(when=stamp(link.last_try, zone)) if link.last_try else "",
        ]
        rows = [
            self._row("state", _("State"), services.state(link, known.unread, now, zone), "", turn),
            self._check_row(),
            self._row("settings", _("Settings"), self._settings(info), "", _("change")),
            Row("service.secrets", PAGE, _("Secrets"), self._secrets()),
            Row("service.times", PAGE, _("Exchange"), " · ".join(filter(None, tried)) or _("none yet")),
            Row(
                "service.queue",
                PAGE,
                _("Waits to be sent"),
                services.queue(link) or _("nothing"),
                "",
                _("look"),
            ),
        ]
        if link.fault:
            failed = ngettext("{n} failure in a row", "{n} failures in a row", link.failures)
            said = " · ".join(filter(None, (services.fault(link), service_said(link.told))))
            note = " · ".join(filter(None, (failed.format(n=link.failures), one_line(link.raw))))
            rows.append(Row("service.fault", PAGE, _("Error"), (said, "warning"), note))
        if found is not None and found.wrong:
            rows.append(Row("service.broken", PAGE, _("Adapter"), (services.wrong(found), "warning")))
        else:
            brought = f"{found.package} {found.version}" if found is not None else "—"
            rows.append(Row("service.adapter", PAGE, _("Adapter"), link.adapter, brought))
        rows.append(
            self._row("remove", _("Connection"), link.name, service_deeds.waiting_told(link), _("remove"))
        )
        return rows + self._about(info)

    def _row(self, name: str, title: str, value: str | tuple[str, str], note: str, does: str) -> Row:
        return Row(f"service.{name}", PAGE, title, value, note, does if self._may else "")

    def _check_row(self) -> Row:
        job = self._job
        if job is None:
            return self._row("check", _("Check"), (_("asks the service how it is"), "dim"), "", _("check"))
        if job.running:
            return self._row("check", _("Check"), (_("asking…"), "text"), _("Enter stops it"), _("stop"))
        return self._row("check", _("Check"), cast("tuple[str, str]", job.shown()), "", _("check"))

    def _settings(self, info: Info | None) -> str:
        kept = self._link.settings
        if info is None:
            return " · ".join(f"{name} {value}" for name, value in kept.items()) or "—"
        from medcab_tui.services import asked
        from medcab_tui.ui.settings.service_models import spoken

        told = []
        for one in asked.asked(info.settings()):
            if one.kind != "secret" and (text := asked.text_of(one, kept.get(one.name))):
                shown = next((spoken(texts) or value for value, texts in one.choices if value == text), text)
                told.append(f"{spoken(one.title)}: {one_line(shown)}")
        return " · ".join(told) or _("as the adapter has them")

    def _secrets(self) -> str | tuple[str, str]:
        told = services.secrets_told(self._link, self._known.unread, self._titles())
        return (told, "danger") if self._link.name in self._known.unread else told

    def _titles(self) -> dict[str, str]:
        """The adapter's settings by what they are called in its form."""
        found = self._known.adapter(self._link.adapter)
        if found is None or found.info is None:
            return {}
        from medcab_tui.services import asked
        from medcab_tui.ui.settings.service_models import spoken

        return {one.name: spoken(one.title) for one in asked.asked(found.info.settings())}

    def _about(self, info: Info | None) -> list[Row]:
        if info is None:
            return []
        told = (
            ("sees", _("It sees"), services.titled(info.sees)),
            ("real", _("Simulated"), services.titled(info.simulates) or _("nothing: a real service")),
            ("usage", _("How it is used"), services.titled(info.usage)),
        )
        rows = [Row(f"service.{name}", PAGE, title, value or "—") for name, title, value in told]
        for kind in sorted(info.takes):
            note = f"{self._format(kind)} · {_('access: {roles}').format(roles=services.access(kind))}"
            rows.append(Row(f"service.takes.{kind}", PAGE, _("Takes"), kind_words(kind), note))
        for kind in sorted(info.gives):
            rows.append(Row(f"service.gives.{kind}", PAGE, _("Gives"), kind_words(kind), self._format(kind)))
        return rows

    def _format(self, kind: str) -> str:
        """How it is called between programs, and its fields."""
        return _("format: {fields}").format(fields=f"{one_line(kind)} ({services.format_of(kind)})")

    @on(RowList.Moved)
    def _tell_row(self) -> None:
        panel, row = self.query_one(ProsePanel), self.query_one(SettingRows).cursor_row
        if not isinstance(row, Row):
            return
        lines: list[Line] = [((row.said, "text"),)]
        if row.note:
            lines.append(((row.note, "dim"),))
        panel.show(lines, title=row.title)
        self.query_one(KeyLine).show(self.hints())

    # What is done.

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        row = event.row
        if isinstance(row, Row) and row.does:
            await self._do(row.id.removeprefix("service."))

    async def _do(self, what: str) -> None:
        if what == "state":
            await self.action_switch()
        elif what == "check":
            self._begin_or_stop()
        elif what == "settings":
            await service_deeds.change(self.medcab, self._link, self._known, self._kept)
        elif what == "queue":
            await self._queue()
        elif what == "remove":
            service_deeds.remove(self.medcab, self._link, lambda: self.dismiss(None))

    async def _queue(self) -> None:
        """What waits for this service and what it got."""
        from medcab_tui.ui.links.queue import QueueScreen

        await self.app.push_screen(QueueScreen(self._link.name))

    async def action_switch(self) -> None:
        """On or off."""
        if self._may:
            await service_deeds.switch(self.medcab, self._link, self._again)

    async def action_open(self) -> None:
        """What Enter does, for a click on the key line."""
        self.query_one(SettingRows).action_open()

    def action_back(self) -> None:
        self.dismiss(None)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)

    def _kept(self, link: Link) -> None:
        self._link = link
        self._again()

    def _again(self) -> None:
        soon(self, self._read, group="service-read")

    async def _read(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is not None:
            self._link = await cabinet.links.one(self._link.name)
            self._known.unread = await cabinet.links.unread()
            self.show_rows()

    def _begin_or_stop(self) -> None:
        if self._job is not None and self._job.running:
            for worker in self.workers:
                if worker.group == "service-check":
                    worker.cancel()
            return
        self._job = Work()
        soon(self, self._check, self._job, group="service-check")
        self.show_rows()

    async def _check(self, job: Work) -> None:
        try:
            await service_deeds.check(self.medcab, self._link, job)
        except asyncio.CancelledError:
            job.end(_("stopped"), "warning")
            raise
        finally:
            if self.is_attached:
                self.show_rows()
