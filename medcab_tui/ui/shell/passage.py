"""Through the door and back: sign-in, lock, sign-out, and rebuilding a place that broke."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen
from textual.timer import Timer

from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.locale import ngettext
from medcab_tui.ui.door.screen import DoorScreen
from medcab_tui.ui.shell.dates import told
from medcab_tui.ui.shell.faults import CalmApp
from medcab_tui.ui.shell.modes import DOOR, FACTORIES
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.shell.session import Place, Session
from medcab_tui.ui.terminal.idle import IdleLimits, IdleWatch
from medcab_tui.ui.verbs import SECTIONS

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.settings import Settings

_SOUND = frozenset({"store.busy", "store.full", "store.closed", "store.in_use"})
"""Faults of one call: the store itself can go on being used."""


class Passage(CalmApp):
    """The part of the app that opens and closes the cabinet."""

    session: Session | None = None
    remembered: Place | None = None
    """Where to return to after unlocking; None after sign-out and at the start."""
    idle: IdleWatch | None = None
    """Told of every key by the driver."""
    settings: Settings

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.states: dict[str, dict[str, str]] = {}
        """Where sections were that have not been shown since the unlocking."""
        self._keeping: Timer | None = None

    @property
    def cabinet(self) -> Cabinet | None:
        """The open cabinet, None behind the door."""
        return self.session.cabinet if self.session else None

    async def admit(self, cabinet: Cabinet) -> None:
        """Open the sections with this cabinet: where the worker left off, or Home."""
        place = self.remembered
        if place is not None and place.login != cabinet.worker.login:
            place = None
        self.remembered = None
        await self.open_session(cabinet)
        mode = place.mode if place else "home"
        await self.switch_mode(mode)
        if place is not None:
            self._restore(place)
        self._tell_previous(cabinet, again=place is not None)

    async def open_session(self, cabinet: Cabinet) -> None:
        """Begin a sitting at the open cabinet: its topics, its menu, the idle watch."""
        self.session = Session(cabinet, self._changed, self._keep_while_typing)
        self._watch(cabinet)
        await self.session.read_menu()

    def _restore(self, place: Place) -> None:
        """The shown section goes back at once, the others when they are next shown."""
        self.states = {name: state for name, state in place.states.items() if name != place.mode}
        if isinstance(self.screen, SectionScreen) and place.mode in place.states:
            self.screen.restore_place(place.states[place.mode])

    async def leave(self, *, sign_out: bool, why: Refused | None = None) -> None:
        """Close the cabinet and show the door. What is on the screen goes first, the store closes after."""
        session = self.session
        if session is None:
            return
        self.remembered = None if sign_out else self._place(session)
        session.keep_drafts_now()
        self.session = None
        if self.idle is not None:
            self.idle.end()
        self._keep_while_typing(False)
        self.drop_input()
        self.clear_notifications()
        self._clipboard = self.sub_title = ""
        self.states = {}
        self.switch_mode(DOOR)
        if isinstance(self.screen, DoorScreen):
            self.screen.show_locked(self.remembered, why)
        await self._forget_screens()
        await session.close(sign_out=sign_out)

    def _place(self, session: Session) -> Place:
        states = dict(self.states)
        for mode in SECTIONS:
            stack = self._screen_stacks.get(mode)
            if stack and isinstance(stack[0], SectionScreen):
                states[mode] = stack[0].place_state()
        current = self.current_mode if self.current_mode in SECTIONS else "home"
        return Place(session.cabinet.worker.login, current, states)

    async def _forget_screens(self) -> None:
        """Free what the lock must hide: every screen of every section with all its rows."""
        for mode in SECTIONS:
            await self.remove_mode(mode)
            self.add_mode(mode, FACTORIES[mode])

    async def mend(self, screen: Screen[Any]) -> None:
        """Build a broken section again, at the same place; a broken door ends the program."""
        if self.session is None or self.current_mode not in SECTIONS:
            self._fatal_error()
            return
        mode = self.current_mode
        states = self._place(self.session).states
        await self.session.keep_drafts()
        self.switch_mode(DOOR)
        await self.remove_mode(mode)
        self.add_mode(mode, FACTORIES[mode])
        await self.switch_mode(mode)
        if isinstance(self.screen, SectionScreen):
            self.screen.restore_place(states.get(mode, {}))

    def lock(self, why: Refused | None = None) -> None:
        """Hide everything and close the store; what was typed is kept."""
        self.run_worker(self.leave(sign_out=False, why=why), group="passage", exclusive=True)

    def keep_drafts_now(self) -> None:
        """What is typed, into the store, at once: a signal has come."""
        if self.session is not None:
            self.session.keep_drafts_now()

    def refused(self, refused: Refused) -> bool:
        """Whether the refusal means that the store cannot go on being used; then the cabinet is locked."""
        if not isinstance(refused, StoreFault) or refused.code in _SOUND or self.session is None:
            return False
        self.lock(why=refused)
        return True

    # While the cabinet is open.

    def _changed(self, topics: frozenset[str]) -> None:
        """Something was written: sections concerned read again, the visible one at once.

        "lock" among the topics: another process needs the store alone.
        """
        if "lock" in topics:
            self.lock(why=Refused("store.in_use"))
            return
        for mode in SECTIONS:
            for screen in self._screen_stacks.get(mode, ()):
                if isinstance(screen, SectionScreen):
                    screen.changed(topics)
        self.run_worker(self._read_menu(), group="menu", exclusive=True)

    async def _read_menu(self) -> None:
        if self.session is not None:
            await self.session.read_menu()
            self.show_frame()

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

    def _watch(self, cabinet: Cabinet) -> None:
        if self.idle is None:
            self.idle = IdleWatch(
                cabinet.surroundings.clock,
                ask=asyncio.get_running_loop().call_soon_threadsafe,
                lock=lambda: self.call_later(self.lock),
                warn=lambda seconds: self.call_later(self._warn, seconds),
                close_now=self._close_now,
                limits=IdleLimits(idle=timedelta(minutes=self.settings.idle_minutes)),
            )
        self.idle.begin()

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

    def _tell_previous(self, cabinet: Cabinet, *, again: bool) -> None:
        """When this worker was here last and who tried since; after unlocking only if somebody tried."""
        previous = cabinet.previous_sign_in
        if again and not previous.failures:
            return
        self.call_after_refresh(
            self.notify,
            told(previous, cabinet.surroundings.zone),
            severity="warning" if previous.failures else "information",
        )

    def on_unmount(self) -> None:
        if self.idle is not None:
            self.idle.stop()

    def drop_input(self) -> None:
        """Throw away keys that were typed and not yet acted on."""
        flush = getattr(self._driver, "flush_input", None)
        if callable(flush):
            flush()
        queue = self._message_queue
        waiting = [queue.get_nowait() for _ in range(queue.qsize())]
        for message in waiting:
            queue.task_done()
            if not isinstance(message, events.Key | events.Paste):
                queue.put_nowait(message)
