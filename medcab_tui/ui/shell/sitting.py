"""While the cabinet is open: what changed, what is being typed, and whether anybody is there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual import events
from textual.timer import Timer

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.shell.attention import grown
from medcab_tui.ui.shell.exchanging import Exchanging
from medcab_tui.ui.shell.faults import CalmApp
from medcab_tui.ui.shell.reminding import Reminding
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.shell.session import Session
from medcab_tui.ui.terminal.idle import IdleLimits, IdleWatch
from medcab_tui.ui.terminal.once import OnePaint
from medcab_tui.ui.verbs import SECTIONS
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.settings import Settings
    from medcab_tui.ui.widgets.lines import Run


class Sitting(CalmApp):
    """The part of the app that lives between unlocking and the next lock."""

    session: Session | None = None
    undoing = False
    """Whether something is being taken back at this moment."""
    idle: IdleWatch | None = None
    """Told of every key by the driver."""
    settings: Settings

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.once = OnePaint(self)
        self._keeping: Timer | None = None
        self._reminding: Reminding | None = None
        self.exchanging: Exchanging | None = None
        """The exchange with services beside the work."""

    @property
    def cabinet(self) -> Cabinet | None:
        """The open cabinet, None behind the door."""
        return self.session.cabinet if self.session else None

    def lock(self, why: Refused | None = None) -> None:
        """Hide everything and close the store; what was typed is kept."""
        raise NotImplementedError

    async def open_session(self, cabinet: Cabinet) -> None:
        """Begin a sitting at the open cabinet: its topics, its menu, the idle watch."""
        self.session = Session(cabinet, self._changed, self._keep_while_typing)
        self._watch(cabinet)
        if self._reminding is not None:
            self._reminding.end()
        self._reminding = Reminding(self, cabinet)
        if self.exchanging is not None:
            self.exchanging.end()
        self.exchanging = Exchanging(self, cabinet)
        await self.session.read_menu()

    def _changed(self, topics: frozenset[str]) -> None:
        """Something was written: sections concerned read again, the visible one at once.

        "lock" among the topics: another process needs the store alone. "keyring": the store is an older copy.
        """
        if "lock" in topics:
            self.lock(why=Refused("store.in_use"))
            return
        if "keyring" in topics:
            self._tell_rolled_back()
        if "accounts" in topics:
            soon(self, self._look_again, group="worker")
        for mode in SECTIONS:
            for screen in self._screen_stacks.get(mode, ()):
                if isinstance(screen, SectionScreen):
                    screen.changed(topics)
        self.read_menu_again(quietly=self.undoing)
        if self.exchanging is not None:
            self.exchanging.nudge()

    async def _look_again(self) -> None:
        """An administrator may have put this worker's own data right: they show at once (C107)."""
        if self.session is not None and await self.session.cabinet.accounts.look_again():
            self.show_frame()

    def read_menu_again(self, *, quietly: bool = False) -> None:
        """Badges and recent cards are read anew: something was written, or time has passed.

        quietly: what needs attention again because it was taken back here is no news.
        """
        soon(self, self._read_menu, quietly, group="menu")

    async def _read_menu(self, quietly: bool = False) -> None:
        if self.session is not None:
            before = self.session.badges
            await self.session.read_menu()
            self.show_frame()
            if not quietly and self.session is not None and (count := grown(before, self.session.badges)):
                soon(self, self._tell_new, count, group="news", exclusive=False)

    async def _tell_new(self, count: int) -> None:
        if self._reminding is not None:
            await self._reminding.tell(count)

    def _tell_rolled_back(self) -> None:
        """The keyring knows rows that this store lacks: somebody may have put an older copy in its place."""
        self.notify(
            _("The keyring says: this store is an older copy. See medcab journal verify."),
            severity="error",
            timeout=60,
        )

    def exchange_shown(self, *, briefly: bool = False) -> Run:
        """Glyph and words of the exchange for the line on top."""
        return self.exchanging.shown(briefly=briefly) if self.exchanging is not None else ("", "dim")

    def show_frame(self) -> None:
        """Draw the menu of the visible section again."""
        if self._screen_stack and isinstance(self.screen_stack[0], SectionScreen):
            self.screen_stack[0].show_frame()

    def _keep_while_typing(self, typing: bool) -> None:
        """Once a second while a sheet is open; nothing ticks otherwise."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        if typing:
            self._keeping = self.set_interval(1.0, self._keep_drafts, name="drafts")

    async def _keep_drafts(self) -> None:
        if self.session is not None:
            await self.session.keep_drafts()

    def keep_drafts_now(self) -> None:
        """What is typed, into the store, at once: a signal has come."""
        if self.session is not None:
            self.session.keep_drafts_now()

    def _watch(self, cabinet: Cabinet) -> None:
        cabinet.repeats_within = timedelta(minutes=self.settings.repeat_minutes)
        cabinet.proved_within = timedelta(minutes=self.settings.signing_minutes)
        cabinet.file_megabytes = self.settings.file_megabytes
        file = self.settings.file
        cabinet.own_templates = file.parent / "templates" if file is not None else None
        if self.idle is None:
            self.idle = IdleWatch(
                cabinet.surroundings.clock,
                ask=asyncio.get_running_loop().call_soon_threadsafe,
                lock=self._idle_lock,
                warn=self._idle_warn,
                close_now=self._close_now,
                limits=IdleLimits(idle=timedelta(minutes=self.settings.idle_minutes)),
            )
        self.idle.begin()

    def _idle_lock(self) -> None:
        self.call_later(self.lock)

    def _idle_warn(self, seconds: int) -> None:
        self.call_later(self._warn, seconds)

    def _warn(self, seconds: int) -> None:
        self.notify(
            ngettext(
                "The cabinet locks itself in {seconds} second; any key keeps it open.",
                "The cabinet locks itself in {seconds} seconds; any key keeps it open.",
                seconds,
            ).format(seconds=seconds),
            severity="warning",
        )

    def _close_now(self) -> None:
        if self.session is not None:
            self.session.cabinet.close_now()

    def on_unmount(self) -> None:
        if self.idle is not None:
            self.idle.stop()

    def drop_input(self) -> None:
        """Throw away keys that were typed and not yet acted on."""
        flush = getattr(self._driver, "flush_input", None)
        if callable(flush):
            flush()
        queue: Any = self._message_queue
        for message in [queue.get_nowait() for _number in range(queue.qsize())]:
            queue.task_done()
            if not isinstance(message, events.Key | events.Paste):
                queue.put_nowait(message)
