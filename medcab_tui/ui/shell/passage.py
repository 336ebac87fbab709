"""Through the door and back: sign-in, lock, sign-out, and rebuilding a place that broke."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from medcab_tui import log
from medcab_tui.domain.errors import Invalid, Refused, StoreFault
from medcab_tui.locale import _
from medcab_tui.ui.shell.dates import told
from medcab_tui.ui.shell.forgetting import forget_drawn, forget_stopped
from medcab_tui.ui.shell.history import Visit
from medcab_tui.ui.shell.memory import Memory
from medcab_tui.ui.shell.modes import DOOR, FACTORIES
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.shell.session import Place, Session
from medcab_tui.ui.shell.sitting import Sitting
from medcab_tui.ui.verbs import SECTIONS
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet

_SOUND = frozenset({"store.busy", "store.full", "store.closed", "store.in_use"})
"""Faults of one call: the store itself can go on being used."""

_SEARCHES = "shell.searches"
"""The place of the draft that holds what was searched for in each section."""


_PALETTE = "palette"
"""The name in it of what was typed into the palette that was open."""


class Passage(Sitting):
    """The part of the app that opens and closes the cabinet."""

    remembered: Place | None = None
    """Where to return to after unlocking; None after sign-out and at the start."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.memory = Memory()
        self._turning = asyncio.Lock()
        """Held while all sections go, or are built again."""
        self.arriving = ""
        """The section that is being gone to; what it shows meanwhile is no place of the way."""
        self.states: dict[str, dict[str, str]] = {}
        """Where sections were that have not been shown since the unlocking."""

    async def admit(self, cabinet: Cabinet) -> None:
        """Open the sections with this cabinet: where the worker left off, or Home."""
        place = self.remembered
        if place is not None and place.login != cabinet.worker.login:
            place = None
        if place is None:
            self.memory = Memory()
        self.remembered = None
        await self.open_session(cabinet)
        mode = place.mode if place else "home"
        self.arriving = mode
        await self.switch_mode(mode)
        if place is not None:
            await self._take_out(cabinet, place)
            self._restore(place)
        self.arriving = ""
        self.note_place()
        self.tell_previous(cabinet, again=place is not None)
        if cabinet.upgraded:
            self.call_after_refresh(soon, self, self._complete_store, cabinet, group="upgraded")

    async def _complete_store(self, cabinet: Cabinet) -> None:
        """What a new program brings and an older store has not, once the first screen stands."""
        with self._whatever_happens():
            await cabinet.reference.settle()
        with self._whatever_happens(), suppress(Invalid, StoreFault):  # a colleague may have been faster
            from medcab_tui.cabinet.services_actions import announcement

            await cabinet.do(announcement())

    async def _take_out(self, cabinet: Cabinet, place: Place) -> None:
        """What was searched for is with the drafts while the cabinet is locked."""
        with self._whatever_happens():
            kept = await cabinet.drafts.get(_SEARCHES, "") or {}
            if (typed := kept.pop(_PALETTE, None)) is not None:
                self.call_after_refresh(self.open_palette, typed)
            for mode, text in kept.items():
                place.states.setdefault(mode, {})["search"] = text

    def open_palette(self, text: str = "") -> None:
        """The commands over the shown section."""
        raise NotImplementedError

    def _restore(self, place: Place) -> None:
        """The shown section goes back at once, the others when they are next shown."""
        self.states = {name: state for name, state in place.states.items() if name != place.mode}
        if isinstance(self.screen, SectionScreen) and place.mode in place.states:
            self.screen.restore_place(place.states[place.mode])

    async def leave(self, *, sign_out: bool, why: Refused | None = None) -> None:
        """Close the cabinet and show the door. What is on the screen goes first, the store closes after.

        Whatever a screen answers on the way, the door is shown and the store is closed.
        """
        async with self._turning:
            await self._leave(sign_out=sign_out, why=why)

    async def _leave(self, *, sign_out: bool, why: Refused | None) -> None:
        session = self.session
        if session is None:
            return
        self.remembered = None
        with self._whatever_happens():
            if not sign_out:
                place = self._place(session)
                searches = _searches(place)
                if (typed := getattr(self.screen, "palette_text", None)) is not None:
                    searches[_PALETTE] = typed
                self.remembered = place
                session.cabinet.drafts.keep_now(_SEARCHES, "", searches)
        with self._whatever_happens():
            session.keep_drafts_now()
        self.session = None
        if sign_out:
            self.memory = Memory()
        if self.idle is not None:
            self.idle.end()
        try:
            self._keep_while_typing(False)
            self.drop_input()
            self.clear_notifications()
            self._clipboard = self.sub_title = ""
            self.states = {}
            self.switch_mode(DOOR)
            from medcab_tui.ui.door.screen import DoorScreen  # whoever starts inside needs no door yet

            if isinstance(self.screen, DoorScreen):
                self.screen.show_locked(self.remembered, why)
            await self._forget_screens()
            forget_drawn()
        finally:
            try:
                await session.close(sign_out=sign_out)
            finally:
                forget_stopped()

    # The way back and forth.

    def _standing(self) -> SectionScreen | None:
        """The section that is shown and stands; none behind the door or on the way."""
        screen = self.screen_stack[0] if self._screen_stack else None
        stands = self.session is not None and not self.arriving and isinstance(screen, SectionScreen)
        return screen if stands and isinstance(screen, SectionScreen) and screen.view else None

    def leave_place(self) -> None:
        """One goes on from here: remember where the cursor stood."""
        if (screen := self._standing()) is not None:
            self.memory.history.leave(screen.whereabouts())

    def note_place(self) -> None:
        """One is here now."""
        if (screen := self._standing()) is not None:
            self.memory.history.arrive(screen.whereabouts())
            screen.show_way()

    def travel(self, by: int) -> None:
        """Back (-1) or forth (1) along the way one came."""
        self.leave_place()
        visit = self.memory.history.step(by)
        if visit is None:
            self.notify(_("This is where you began.") if by < 0 else _("There is nothing further on."))
            return
        self.arriving = visit.place
        self.switch_mode(visit.place)
        self.call_after_refresh(self._return_to, visit)

    def _return_to(self, visit: Visit) -> None:
        self.arriving = ""
        screen = self.screen
        if isinstance(screen, SectionScreen) and screen.place == visit.place:
            self.states.pop(visit.place, None)
            screen.return_to(visit)
            self.note_place()

    @contextmanager
    def _whatever_happens(self) -> Iterator[None]:
        """A fault in here is written down and stops nothing."""
        try:
            yield
        except Exception as error:
            self.faults.append(log.record(error))

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
        if self.session is None and isinstance(screen, SectionScreen):
            return  # a lock is taking it away
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

    def refused(self, refused: Refused) -> bool:
        """Whether the refusal means that the store cannot go on being used; then the cabinet is locked."""
        if not isinstance(refused, StoreFault) or refused.code in _SOUND or self.session is None:
            return False
        self.lock(why=refused)
        return True

    def tell_previous(self, cabinet: Cabinet, *, again: bool = False) -> None:
        """When this worker was here last and who tried since; after unlocking only if somebody tried."""
        previous = cabinet.previous_sign_in
        if again and not previous.failures:
            return
        self.call_after_refresh(
            self.notify,
            told(previous, cabinet.surroundings.zone),
            severity="warning" if previous.failures else "information",
        )


def _searches(place: Place) -> dict[str, str]:
    """Takes out what was searched for in each section: it names patients, so no memory keeps it."""
    return {mode: state.pop("search") for mode, state in place.states.items() if state.get("search")}
