"""Long work of the settings section: checking the store and its journal, making and verifying copies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.settings import books, pages
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.settings.work import Work
from medcab_tui.ui.widgets.marks import grouped
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from medcab_tui.cabinet.journal import Verdict
    from medcab_tui.cabinet.reference_import import Asked
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.settings.screen import SettingsScreen


class Jobs:
    """Runs long work beside everything else; one piece for a row."""

    def __init__(self, screen: SettingsScreen) -> None:
        self._screen = screen
        self._to_import: tuple[Path, Asked] | None = None
        self.work: dict[str, Work] = {}
        """Long work by the row that began it."""

    @property
    def _app(self) -> MedcabApp:
        return self._screen.medcab

    @property
    def _jobs(self) -> dict[str, Callable[[Work], Awaitable[None]]]:
        return {
            "store.check": self._check,
            "store.journal": self._journal,
            "backup.now": self._back_up,
            "backup.verify": self._verify,
            books.IMPORT: self._import,
        }

    def begin_or_stop(self, row: Row) -> None:
        """Begin a row's work, or end it while it runs."""
        job = self.work.get(row.id)
        if job is not None and job.running:
            job.stop()
            for worker in self._screen.workers:
                if worker.group == row.id:
                    worker.cancel()
            return
        job = self.work[row.id] = Work()
        soon(self._screen, self._carry_out, row, job, group=row.id)
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

    async def _import(self, job: Work) -> None:
        if self._to_import is None:
            job.end(_("stopped"), "warning")
            return
        await books.take_in(self._screen, job, *self._to_import)

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
        return held.format(n=grouped(verdict.rows)), "ok"
    told = _("✕ does not hold from row {row}; see medcab journal verify").format(row=verdict.broken_at)
    return told, "danger"
