"""What is done and undone: every action of a section goes through here, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.timer import Timer

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import N_, _
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.proving import Proving
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import Verb, by_action, title_of
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.ui.shell.entries import Entry
    from medcab_tui.ui.shell.session import Session

T = TypeVar("T")

OFFERED: Final = timedelta(seconds=15)
"""How long an action can be undone, by the cabinet's clock."""

STEP: Final = 5
"""Seconds between two repaints of what is left of it."""

PATIENCE: Final = 0.3
"""Seconds before an action that takes long is said to be under way."""


class Undoable(Struct, frozen=True):
    """The last thing done: how it was told, what takes it back, and until when."""

    told: str
    actions: tuple[Action[Any], ...]
    until: datetime
    returns: Callable[[], object] | None = None
    """Brings the cursor back to the rows it was done to."""

    def offer(self, now: datetime) -> str:
        """What the notice adds at this moment; nothing once the time is over."""
        left = (self.until - now).total_seconds()
        if left <= 0:
            return ""
        return " · " + _("Ctrl+Z undoes it ({seconds} s)").format(seconds=-int(-left // STEP) * STEP)


class Doing(Proving):
    """The part of the app that acts, undoes and repeats."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._turn = asyncio.Lock()
        self._offering: Timer | None = None
        self._said: tuple[Notice, str] | None = None
        self._repeated = ""

    async def act(
        self,
        action: Action[T],
        *,
        told: str,
        undo: Callable[[Outcome[T]], Action[Any] | None] | None = None,
        refused: Callable[[Refused], bool] | None = None,
        returns: Callable[[], object] | None = None,
        what: str = "",
    ) -> Outcome[T] | None:
        """Do an action, say `told`, offer to take it back for 15 s. None: it was refused, and that was told.

        refused: sees a refusal first, and says whether it will be told where the work is.
        returns: called once it was taken back: the cursor goes to the rows that stand there again.
        what: what a proof of who sits here is asked for, «Подписать 3 документа», where the action takes one.
        It is asked beside, and the action goes on by itself: None is given meanwhile.

        undo: gives the inverse action, which names the version the outcome has: it is refused if the object
        moved on. Call it awaited from the verb's own `action_…`, so that the next key finds the cursor moved:

            async def action_accept(self) -> None:
                rows = self.rows.targets()
                if await self.medcab.act(Accept(…), told=_("Accepted"), undo=lambda done: TakeBack(…)):
                    self.rows.advance(rows)
        """
        inverse = None if undo is None else lambda done: _listed(undo(done[0]))
        outcomes = await self.act_all(
            (action,), told=told, undo=inverse, refused=refused, returns=returns, what=what
        )
        return outcomes[0] if outcomes else None

    async def act_all(
        self,
        actions: Sequence[Action[T]],
        *,
        told: str,
        undo: Callable[[tuple[Outcome[T], ...]], Sequence[Action[Any]]] | None = None,
        refused: Callable[[Refused], bool] | None = None,
        returns: Callable[[], object] | None = None,
        what: str = "",
    ) -> tuple[Outcome[T], ...] | None:
        """Do several actions in one transaction, all or none, with one undo for all of them."""
        if not actions:
            return None
        try:
            return await self._act_all(actions, told, undo, refused, returns)
        except Refused:  # the one that is let through: a proof is asked for, and then it goes on
            again = partial(self.act_all, actions, told=told, undo=undo, refused=refused, returns=returns)
            await self.once_proved(what, again)
            return None

    async def _act_all(
        self,
        actions: Sequence[Action[T]],
        told: str,
        undo: Callable[[tuple[Outcome[T], ...]], Sequence[Action[Any]]] | None,
        refused: Callable[[Refused], bool] | None,
        returns: Callable[[], object] | None,
    ) -> tuple[Outcome[T], ...] | None:
        """Raises Refused step_up.needed; every other refusal is told."""
        async with self._turn:
            session = self.session
            if session is None:
                return None
            outcomes = await self._done(session, actions, refused)
            if outcomes is None or self.session is not session:
                return None  # locked meanwhile: behind the door nothing is told of what was done
            # Nothing is awaited from here on: whoever called moves the cursor before anything is read again.
            inverse = tuple(undo(outcomes)) if undo is not None else ()
            name, self._repeated = self._repeated, ""
            if name:
                told = _("Once more “{verb}”: {told}").format(verb=name, told=told)
            self._offer(session, told, inverse, returns)
            return outcomes

    def offer(self, told: str, *inverse: Action[Any], returns: Callable[[], object] | None = None) -> None:
        """What a sheet did by itself is told, and can be taken back like any other."""
        if self.session is not None:
            self._offer(self.session, told, inverse, returns)

    async def _done(
        self,
        session: Session,
        actions: Sequence[Action[T]],
        told: Callable[[Refused], bool] | None,
    ) -> tuple[Outcome[T], ...] | None:
        going = True

        def say_slow() -> None:
            # A stopped timer may have fired already: what is done is not told of as if it went on.
            if going:
                self._say_slow()

        slow = self.set_timer(PATIENCE, say_slow)
        try:
            outcomes = await session.cabinet.do_all(actions)
            await session.reason_used(done=True)
            return outcomes
        except Refused as refused:
            if refused.code == "step_up.needed":
                raise
            await session.reason_used(done=False)
            if self.session is session and (told is None or not told(refused)):
                self.report(refused)
            return None
        finally:
            going = False
            slow.stop()

    def _say_slow(self) -> None:
        self.notify(_("Being written…"))

    # Undo.

    @property
    def undo_offered(self) -> bool:
        """Whether the line above the keys is telling how to take something back."""
        return self._offering is not None

    def _offer(
        self,
        session: Session,
        told: str,
        actions: tuple[Action[Any], ...],
        returns: Callable[[], object] | None = None,
    ) -> None:
        now = session.cabinet.surroundings.clock.now()
        session.undoable = Undoable(told, actions, now + OFFERED, returns) if actions else None
        self._stop_offering()
        if session.undoable is None:
            self.notify(told)
            return
        tail = session.undoable.offer(now)
        self.notify(told + tail)
        if isinstance(self.screen, SectionScreen):
            notice = self.screen.query_one(Notice)
            self._said = notice, notice.text
            notice.turn(notice.text, notice.text, tail)
        self._offering = self.set_interval(1.0, self._tell_left, name="undo")

    def _tell_left(self) -> None:
        """Once a second while something can be undone; the line is painted again every five."""
        undoable = self.session.undoable if self.session is not None else None
        if self.session is None or undoable is None:
            self._stop_offering()
            return
        now = self.session.cabinet.surroundings.clock.now()
        if self._said is not None:
            notice, before = self._said
            tail = undoable.offer(now)
            text = " ".join(undoable.told.split("\n")) + tail
            if text != before:
                self._said = (notice, text) if notice.turn(before, text, tail) else None
        if now >= undoable.until:
            self.session.undoable = None
            self._stop_offering()

    def _stop_offering(self) -> None:
        if self._offering is not None:
            self._offering.stop()
        self._offering = self._said = None

    async def action_undo(self) -> None:
        """Take back what was done last, if that was less than 15 s ago."""
        async with self._turn:
            session = self.session
            if session is None:
                return
            undoable, session.undoable = session.undoable, None
            self._stop_offering()
            if undoable is None or session.cabinet.surroundings.clock.now() >= undoable.until:
                self.notify(_("There is nothing to undo: it can be done for 15 seconds after an action."))
                return
            self.undoing = True
            try:
                await session.cabinet.do_all(undoable.actions)
            except Refused as refused:
                if self.session is session and not self.refused(refused):
                    told = _("Not undone ({told}). {why}").format(
                        told=undoable.told, why=words_of(refused).whole
                    )
                    self.notify(told, severity="warning")
                return
            finally:
                self.undoing = False
            if self.session is session:
                if undoable.returns is not None:
                    undoable.returns()
                self.notify(_("Undone ({told})").format(told=undoable.told))

    async def kept_filters(self) -> list[Entry]:
        """Lines of the palette: every filter the worker keeps, each leads to its list."""
        from medcab_tui.ui.shell.entries import Entry, names_of

        kept = await self.cabinet.preferences.filters() if self.cabinet is not None else ()
        found = []
        for saved in kept:
            place = saved.place.partition(".")[0]
            found.append(
                Entry(
                    f"filter.{saved.place}.{saved.name}",
                    saved.name,
                    _("Kept filter") + f" · {title_of(place)}",
                    also=names_of(N_("filter")),
                    place=place,
                    view="summary" if place == "patients" else "list",
                    action=f"use_filter({saved.place!r}, {saved.name!r})",
                    kept=False,
                )
            )
        return found

    # Once more.

    @property
    def repeatable(self) -> Verb | None:
        """The verb that acted last, whatever it acted on."""
        return self.session.acted if self.session is not None else None

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Any = None,
    ) -> bool:
        """Remembers verbs that act, for «repeat»."""
        if isinstance(action, str) and isinstance(default_namespace, SectionScreen):
            verb = by_action(default_namespace.place, action)
            if verb is not None and verb.acts and self.session and default_namespace.available(action):
                self.session.acted = verb
        return await super().run_action(action, default_namespace, namespaces)

    async def action_repeat(self) -> None:
        """Do with the present rows what was done last."""
        verb, screen = self.repeatable, self.screen
        if verb is None or not isinstance(screen, SectionScreen):
            self.notify(_("Nothing to repeat yet: first do something with a row."))
            return
        title = _(verb.title)
        if not verb.works_in(screen.place, screen.view) or not screen.available(verb.action):
            self.notify(_("“{verb}” does not work here.").format(verb=title), severity="warning")
            return
        self._repeated = title
        try:
            await self.run_action(verb.action, screen)
        finally:
            self._repeated = ""


def _listed(action: Action[Any] | None) -> tuple[Action[Any], ...]:
    return () if action is None else (action,)
