"""From one unlocking to the next lock: the open cabinet, its topics, drafts, and the place to return to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.rooms import AttentionRow, Badges
from medcab_tui.ui.shell.cards import Cards
from medcab_tui.ui.shell.typing import Typing

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.shell.doing import Undoable
    from medcab_tui.ui.verbs import Verb


class Place(Struct, frozen=True):
    """Where a worker was when the cabinet was locked. Kept in memory only, and holds no text: what was typed
    into sheets and searched for are drafts in the store.
    """

    login: str
    mode: str
    states: dict[str, dict[str, str]]
    """`place_state` of each section that was built."""


class Session:
    """What lives while the cabinet is open. Made anew at every unlocking; its drafts go to the store."""

    def __init__(
        self,
        cabinet: Cabinet,
        changed: Callable[[frozenset[str]], None],
        typing: Callable[[bool], None],
    ) -> None:
        self.cabinet = cabinet
        self.cards = Cards()
        self.typing = Typing(typing)
        self.badges: dict[str, Badges] = {}
        self.undoable: Undoable | None = None
        """What Ctrl+Z takes back."""
        self.acted: Verb | None = None
        """The verb that acted last."""
        self.attended: AttentionRow | None = None
        """What needed attention where one went last: the next one is looked for after it."""
        self.reason: tuple[str, str] | None = None
        """Place and object of the draft of a reason that was given and is not in the store yet."""
        self._unsubscribe = cabinet.subscribe(changed)

    async def read_menu(self) -> None:
        """Badges and recent cards: what the menu shows."""
        self.badges = await self.cabinet.home.badges()
        self.cards.recent = await self.cabinet.home.recent()

    async def reason_used(self, *, done: bool) -> None:
        """What asked for a reason was done: its draft goes. Refused: the words stay, for the next time."""
        kept, self.reason = self.reason, None
        if done and kept is not None:
            await self.cabinet.drafts.drop(*kept)

    async def keep_drafts(self) -> None:
        """Keep what was typed since the last time."""
        for changed in self.typing.changed():
            await self.cabinet.drafts.keep(changed.place, changed.object, changed.body)
            self.typing.kept(changed)

    def keep_drafts_now(self) -> None:
        """The same from a signal, synchronously; a draft that cannot be kept doesn't stop the others."""
        for changed in self.typing.changed():
            try:
                self.cabinet.drafts.keep_now(changed.place, changed.object, changed.body)
            except Refused:
                continue
            self.typing.kept(changed)

    async def close(self, *, sign_out: bool) -> None:
        """Keep drafts, close the store, forget the key."""
        self._unsubscribe()
        try:
            await self.keep_drafts()
        finally:
            await (self.cabinet.sign_out() if sign_out else self.cabinet.lock())
            self.typing.clear()
