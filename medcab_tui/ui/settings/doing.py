"""What Enter does on each row of the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from medcab_tui import locale
from medcab_tui.domain.delivery import Channel, Preferences, address_meant, quiet_meant
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, language, ngettext
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.settings import (
    books,
    channels,
    departments,
    keys,
    pages,
    second_factor,
    services,
    signing,
    templates,
)
from medcab_tui.ui.settings.jobs import Jobs
from medcab_tui.ui.settings.rows import CHANNELS, COLOURS, LANGUAGES, MINUTES, Row, decided
from medcab_tui.ui.shell.attention import tell
from medcab_tui.ui.shell.pick import Pick

if TYPE_CHECKING:
    from medcab_tui.domain.links import Link

SWITCHES = frozenset({"ascii", "mouse", "notify_line", "notify_bell"})


class Doing(Jobs):
    """Does what a row offers, on behalf of the settings screen."""

    async def act(self, row: Row) -> None:
        """Do it; rows that only tell do nothing."""
        if row.does and row.page == signing.PAGE:
            await self.signing.act(row)
        elif row.does:
            await self._act(row)

    async def _act(self, row: Row) -> None:
        if row.id in SWITCHES:
            await self.set(row.id, not getattr(self._app.settings, row.id), row.title)
        elif row.id in self._choices:
            self._pick(row)
        elif row.id == books.IMPORT and not ((job := self.work.get(row.id)) and job.running):
            await self._import_book(row)
        elif row.id == templates.NEW or row.id.startswith(templates.ONE):
            template = templates.template_of(row, self._screen.known.templates)
            await templates.open_sheet(self._screen, template)
        elif row.id == services.NEW or services.is_link(row):
            await self._service(row)
        elif row.id == services.STAND:
            await self._stand()
        elif row.id in self._jobs:
            self.begin_or_stop(row)
        elif channels.is_kind(row):
            await self._choose(channels.toggled(self._screen.known.chosen, row))
        elif row.id.startswith(channels.QUIET):
            self._quiet_hours(row)
        elif (way := channels.address_of(row)) is not None:
            self._address(row, way)
        elif (verb := keys.verb_of(row)) is not None:
            self._rebind(verb)
        else:
            await self._others.get(row.id, lambda: self._refused(row))()

    @cached_property
    def signing(self) -> signing.Signing:
        """What Enter does on the page «Подпись»."""
        return signing.Signing(self, self._app, self._screen.show_rows)

    async def set(self, name: str, value: Any, title: str) -> None:
        """Change a setting, tell it, and tell what will outrank it at the next start."""
        kept = await self._app.change(name, value)
        self._screen.show_rows()
        if not kept:
            return
        by = decided(self._app.settings, name)
        said = _("{setting}: kept.").format(setting=title)
        if by:
            said = _("{setting}: kept in the file; at the next start: {by}.").format(setting=title, by=by)
        self._app.notify(said)

    # Choosing.

    @property
    def _choices(self) -> dict[str, Callable[[], tuple[list[Choice], str]]]:
        app, chosen = self._app, self._app.settings
        minutes = sorted({*MINUTES, chosen.idle_minutes})
        return {
            "theme": lambda: (
                [Choice(name, one.title(locale.language())) for name, one in app.palettes.items()],
                app.theme,
            ),
            "colours": lambda: ([Choice(name, _(title)) for name, title in COLOURS.items()], chosen.colours),
            "language": lambda: ([Choice(*one) for one in LANGUAGES.items()], locale.language()),
            "notify_terminal": lambda: (
                [Choice(name, _(title)) for name, title in CHANNELS.items()],
                chosen.notify_terminal,
            ),
            "repeat_minutes": lambda: (
                [Choice(str(n), pages.minutes_told(n)) for n in sorted({*MINUTES, chosen.repeat_minutes})],
                str(chosen.repeat_minutes),
            ),
            "signing_minutes": lambda: (
                [Choice(str(n), pages.minutes_told(n)) for n in sorted({*MINUTES, chosen.signing_minutes})],
                str(chosen.signing_minutes),
            ),
            "file_megabytes": lambda: (
                [Choice(str(n), _("at most {n} MB").format(n=n)) for n in range(1, 11)],
                str(chosen.file_megabytes),
            ),
            "idle_minutes": lambda: (
                [Choice(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n)) for n in minutes],
                str(chosen.idle_minutes),
            ),
        }

    def _pick(self, row: Row) -> None:
        options, current = self._choices[row.id]()
        preview = self._app.wear if row.id == "theme" else None

        async def ask(text: str) -> tuple[Choice, ...]:
            marked = [replace(one, note=_("now")) if one.value == current else one for one in options]
            return matching(marked, text)

        async def picked(choice: Choice | None) -> None:
            value = choice.value if choice is not None else None
            if value is None or value == current:
                self._app.wear(current)
            else:
                number = row.id.endswith(("_minutes", "_megabytes"))
                await self.set(row.id, int(value) if number else value, row.title)

        self._app.push_screen(Pick(row.title, "", ask, current=current, preview=preview, aside=True), picked)

    # Reference books.

    async def _import_book(self, row: Row) -> None:
        from medcab_tui.ui.forms.screen import open_form

        def asked(answer: Any) -> None:
            if answer is not None:
                self._to_import = answer
                self.begin_or_stop(row)

        form = await open_form(self._app, books.ImportSheet(self._screen.cabinet))
        self._app.push_screen(form, asked)

    async def _refused(self, row: Row) -> None:
        number = int(row.id.removeprefix(books.EDITION))
        found = [each for each in self._screen.known.editions or () if each.number == number]
        for edition in found:
            unfit = await self._screen.cabinet.reference.refused(edition, limit=10_000)
            self._app.push_screen(books.RefusedRows(edition.book, edition.version, unfit))

    # Services.

    async def _service(self, row: Row) -> None:
        from medcab_tui.ui.settings import service_deeds
        from medcab_tui.ui.settings.service_details import ServiceDetails

        screen = self._screen
        known = screen.known.connected

        def shown(link: Link) -> None:
            self._app.push_screen(ServiceDetails(link, known), lambda _none: screen.read_again())

        link = services.link_of(row, known)
        if link is not None:
            shown(link)
        else:
            await service_deeds.add(self._app, known, shown)

    async def _stand(self) -> None:
        from medcab_tui.ui.stand.opening import open_stand

        await open_stand(self._app)

    # Notifications.

    async def _choose(self, wanted: Preferences) -> None:
        """Keep what was chosen; one who was faster in another window is told of, and shown."""
        from msgspec.structs import replace

        from medcab_tui.cabinet.delivery_actions import ChooseDelivery

        wanted = replace(wanted, language=language())  # letters are written as the screen was read
        cabinet, chosen = self._app.cabinet, self._screen.known.chosen
        if cabinet is None:
            return
        try:
            await cabinet.do(ChooseDelivery(cabinet.surroundings.ids.new(), wanted))
        except Refused as refused:
            self._app.report(refused)
        chosen.preferences = await cabinet.delivery.preferences()
        self._screen.show_rows()

    def _quiet_hours(self, row: Row) -> None:
        from medcab_tui.ui.settings.asking import Asking
        from medcab_tui.ui.settings.quiet import QuietHours

        before, weekday = self._screen.known.chosen.preferences, channels.weekday_of(row)

        async def typed(text: str | None) -> None:
            if text is None:
                return
            usual = not text.strip()
            wanted = None if usual else quiet_meant(text)
            await self._choose(before.with_quiet(weekday, wanted, usual=usual))

        self._app.push_screen(Asking(QuietHours(row.title, before, weekday)), typed)

    def _address(self, row: Row, way: Channel) -> None:
        from medcab_tui.ui.settings.asking import Asking
        from medcab_tui.ui.settings.quiet import Address

        before = self._screen.known.chosen.preferences

        async def typed(text: str | None) -> None:
            if text is not None:
                await self._choose(before.with_address(way, address_meant(way, text)))

        self._app.push_screen(Asking(Address(row.title, before, way)), typed)

    # Keys.

    def _rebind(self, verb: Any) -> None:
        from medcab_tui.ui.settings.key_dialogs import PressKey

        async def pressed(key: str | None) -> None:
            if key is not None:
                await self.set("keymap", {**self._app.settings.keymap, verb.id: key}, _(verb.title))

        self._app.push_screen(PressKey(verb, lambda: dict(self._app.settings.keymap)), pressed)

    async def _test_keys(self) -> None:
        from medcab_tui.ui.settings.key_dialogs import KeyTest

        self._app.push_screen(KeyTest(self._screen.seen_keys()), lambda _none: self._screen.show_rows())

    # What is done at once.

    @property
    def _others(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "keys.test": self._test_keys,
            "keys.reset": self._usual_keys,
            "lock.now": self._lock,
            "notices.try": self._try_notice,
            "me.password": self._password,
            "me.correct": self._correct,
            second_factor.ENROL: lambda: second_factor.enrol(self._screen),
            second_factor.REMOVE: lambda: second_factor.remove(self._screen),
            second_factor.WINDOW: self._shut_window,
            "backup_folder": self._folder,
            departments.NEW: lambda: departments.open_sheet(self._screen),
        }

    async def _usual_keys(self) -> None:
        await self.set("keymap", {}, _("Own keys"))

    async def _lock(self) -> None:
        self._app.lock()

    async def _try_notice(self) -> None:
        tell(self._app, _("This is how it will be told."))

    async def _correct(self) -> None:
        from medcab_tui.ui.requests.asking import correct

        if self._app.cabinet is not None:
            await correct(self._app, self._app.cabinet.worker)

    async def _shut_window(self) -> None:
        self._app.action_close_window()

    async def _password(self) -> None:
        from medcab_tui.ui.settings.asking import Asking, NewPassword

        def changed(answer: str | None) -> None:
            if answer:
                self._app.notify(_("The password was changed."))

        self._app.push_screen(Asking(NewPassword()), changed)

    async def _folder(self) -> None:
        from medcab_tui.ui.settings.asking import Asking, CopiesFolder

        async def named(folder: str | None) -> None:
            if folder:
                from pathlib import Path

                await self.set("backup_folder", Path(folder), _("Folder of the copies"))
                self._screen.read_again()

        self._app.push_screen(Asking(CopiesFolder(pages.backup_folder(self._app))), named)
