"""What Enter does on each row of the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from medcab_tui import locale
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.settings import keys, pages
from medcab_tui.ui.settings.picker import Option, Picker
from medcab_tui.ui.settings.rows import CHANNELS, COLOURS, LANGUAGES, MINUTES, Row, decided
from medcab_tui.ui.settings.work import Work
from medcab_tui.ui.shell.attention import tell
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.journal import Verdict
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.screen import SettingsScreen

SWITCHES = frozenset({"ascii", "mouse", "notify_line", "notify_bell"})


class Doing:
    """Does what a row offers, on behalf of the settings screen."""

    def __init__(self, screen: SettingsScreen) -> None:
        self._screen = screen
        self.work: dict[str, Work] = {}
        """Long work by the row that began it."""

    @property
    def _app(self) -> MedcabApp:
        return self._screen.medcab

    async def act(self, row: Row) -> None:
        """Do it; rows that only tell do nothing."""
        if not row.does:
            return
        if row.id in SWITCHES:
            await self.set(row.id, not getattr(self._app.settings, row.id), row.title)
        elif row.id in self._choices:
            self._pick(row)
        elif row.id in self._jobs:
            self._begin_or_stop(row)
        elif (verb := keys.verb_of(row)) is not None:
            self._rebind(verb)
        else:
            await self._others[row.id]()

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
    def _choices(self) -> dict[str, Callable[[], tuple[list[Option], str]]]:
        app, chosen = self._app, self._app.settings
        minutes = sorted({*MINUTES, chosen.idle_minutes})
        return {
            "theme": lambda: (
                [Option(name, one.title(locale.language())) for name, one in app.palettes.items()],
                app.theme,
            ),
            "colours": lambda: ([Option(name, _(title)) for name, title in COLOURS.items()], chosen.colours),
            "language": lambda: ([Option(*one) for one in LANGUAGES.items()], locale.language()),
            "notify_terminal": lambda: (
                [Option(name, _(title)) for name, title in CHANNELS.items()],
                chosen.notify_terminal,
            ),
            "idle_minutes": lambda: (
                [Option(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n)) for n in minutes],
                str(chosen.idle_minutes),
            ),
        }

    def _pick(self, row: Row) -> None:
        options, current = self._choices[row.id]()
        preview = self._app.wear if row.id == "theme" else None

        async def picked(value: str | None) -> None:
            if value is None or value == current:
                self._app.wear(current)
            else:
                await self.set(row.id, int(value) if row.id == "idle_minutes" else value, row.title)

        self._app.push_screen(Picker(row.title, options, current, preview), picked)

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
            "backup_folder": self._folder,
        }

    async def _usual_keys(self) -> None:
        await self.set("keymap", {}, _("Own keys"))

    async def _lock(self) -> None:
        self._app.lock()

    async def _try_notice(self) -> None:
        tell(self._app, _("This is how it will be told."))

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

    # Long work.

    @property
    def _jobs(self) -> dict[str, Callable[[Work], Awaitable[None]]]:
        return {
            "store.check": self._check,
            "store.journal": self._journal,
            "backup.now": self._back_up,
            "backup.verify": self._verify,
        }

    def _begin_or_stop(self, row: Row) -> None:
        job = self.work.get(row.id)
        if job is not None and job.running:
            job.stop()
            for worker in self._screen.workers:
                if worker.group == row.id:
                    worker.cancel()
            return
        job = self.work[row.id] = Work()
        self._screen.run_worker(self._carry_out(row, job), group=row.id, exclusive=True)
        self._screen.watch_work()

    async def _carry_out(self, row: Row, job: Work) -> None:
        try:
            await self._jobs[row.id](job)
        except Refused as refused:
            job.end(f"✕ {words_of(refused).sentence}", "danger")
            self._app.report(refused)
        except asyncio.CancelledError:
            job.stop()
            job.end(_("stopped"), "warning")
            self._screen.show_rows()
            raise
        self._screen.show_rows()

    async def _check(self, job: Work) -> None:
        cabinet = self._screen.cabinet

        def report(share: float) -> None:
            job.report(min(share, 0.99))

        problems = await cabinet.storage.check(report)
        if problems:
            job.end(f"✕ {problems[0]}", "danger")
            self._app.notify(
                _("The store is damaged: make no changes, restore the latest copy."), severity="error"
            )
        else:
            job.end(_("✓ sound"))

    async def _journal(self, job: Work) -> None:
        verdict = await self._screen.cabinet.journal.verify()
        job.end(*_judged(verdict))

    async def _back_up(self, job: Work) -> None:
        cabinet = self._screen.cabinet
        now = cabinet.surroundings.clock.now()
        from medcab_tui.cabinet.storage import Stopped
        from medcab_tui.ui.shell.dates import local

        folder = pages.backup_folder(self._app)
        name = f"{local(now, cabinet.surroundings.zone):%Y-%m-%d-%H%M}"
        target = next(
            path
            for number in range(1, 1000)
            if not (path := folder / (name if number == 1 else f"{name}-{number}")).exists()
        )
        try:
            await cabinet.storage.back_up(target, job.report)
        except Stopped:
            job.end(_("stopped, nothing was left"), "warning")
        else:
            job.end(_("✓ made and read back: {name}").format(name=target.name))
            self._screen.read_again()

    async def _verify(self, job: Work) -> None:
        copies = self._screen.known.copies
        if not copies:
            job.end(_("there is no copy"), "warning")
            return
        from medcab_tui.cabinet.storage import Stopped

        job.report(1.0)
        try:
            await self._screen.cabinet.storage.verify(copies[0].path, lambda: job.stopped)
        except Stopped:
            job.end(_("stopped"), "warning")
        else:
            job.end(_("✓ holds: {name}").format(name=copies[0].path.name))


def _judged(verdict: Verdict) -> tuple[str, str]:
    if verdict.whole:
        held = ngettext("✓ {n} row holds", "✓ {n} rows hold", verdict.rows)
        return held.format(n=pages.grouped(verdict.rows)), "ok"
    told = _("✕ does not hold from row {row}; see medcab journal verify").format(row=verdict.broken_at)
    return told, "danger"
