"""The keyring as a witness of the journal: it keeps the head where whoever can write the folder cannot.

After signing in the head kept there is compared with the journal, aside: nobody waits for it. A store that
was put back to an older copy cannot answer for that head. If `medcab restore` did it, or the journal tells
of a restored backup that lost that very head, it is excused and written down; otherwise it is kept as odd in
the keyring and told by `medcab journal verify` until an administrator accepts it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from medcab_tui.cabinet.anchors import anchored
from medcab_tui.domain.errors import StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import journal, journal_proof
from medcab_tui.store.journal import Anchor, Head
from medcab_tui.store.keyring import KeyringFault, Purse, Ring, State

if TYPE_CHECKING:
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.store.transaction import Connection

T = TypeVar("T")

PAUSE = 0.5
"""Seconds after signing in before the keyring is thought of: the first screen comes first."""
LEAVING: Final = 1.0
"""Seconds that leaving waits for a keyring at most; the door is shown by then."""
_MOST_ODD: Final = 16


class Kept(Struct, frozen=True):
    """What stands in the keyring about one store. hash: hexadecimal.

    restored: `medcab restore` put a backup in the place of the store since. odd: heads that the store could
    not answer for, as (sequence, hash).
    """

    sequence: int
    hash: str
    restored: bool = False
    odd: tuple[tuple[int, str], ...] = ()

    @classmethod
    def read(cls, text: str | None) -> Kept | None:
        """What `written` gave; None for what is not that."""
        try:
            plain = json.loads(text or "")
            odd = tuple((int(sequence), str(link)) for sequence, link in plain["odd"])
            return cls(int(plain["sequence"]), str(plain["hash"]), bool(plain["restored"]), odd)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None

    def written(self) -> str:
        """As it stands in the keyring."""
        return json.dumps(asdict(self))


def entry_name(folder: Path, store: bytes, what: str = "anchor") -> str:
    """The name of what is kept for the store in this folder: a copy elsewhere has a life of its own."""
    place = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{what}:{store.hex()}:{place[:16]}"


def kept(ring: Ring, folder: Path, store: bytes) -> Kept | None:
    """What the keyring has about a store; waits for it, raises KeyringFault."""
    name = entry_name(folder, store)
    return ring.answer(lambda purse: Kept.read(purse.get(name)))


def note_restored(ring: Ring, folder: Path, store: bytes) -> None:
    """Excuses the head that is kept: a backup is about to take the place of the store. Never fails."""
    name = entry_name(folder, store)

    def mark(purse: Purse) -> None:
        known = Kept.read(purse.get(name))
        if known is not None:
            purse.put(name, replace(known, restored=True).written())

    with suppress(KeyringFault):
        ring.answer(mark)


class Witness:
    """What one sitting has to do with the keyring. Made by `Door`; belongs to the event loop."""

    def __init__(self, ring: Ring, folder: Path, store: Id) -> None:
        self.state: State | None = None
        """None until the keyring has answered."""
        self.ring = ring
        self._name = entry_name(folder, store)
        self._hurry = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._writing: Future[None] | None = None
        self._newest: Head | None = None

    def begin(self, desk: Desk, head: Head) -> None:
        """Compares, aside, and keeps the head from then on."""
        self._newest = head
        self._looking = asyncio.get_running_loop().create_task(self._look(desk))

    def resume(self, desk: Desk) -> None:
        """Compares after all, if the store was closed for a re-key in the middle of it."""
        if self.state is None and self._looking is not None and self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look(desk))

    def note(self, head: Head) -> None:
        """Keeps a newer head, aside; before the comparison it is only remembered."""
        if self._newest is None or head.sequence > self._newest.sequence:
            self._newest = head
        if self.state is State.READY:
            self._write()

    async def looked(self, seconds: float | None = None) -> None:
        """Waits until the comparison was made, so long at most."""
        self._hurry.set()
        if self._looking is not None:
            await asyncio.wait({self._looking}, timeout=seconds)

    async def left(self) -> None:
        """Waits a moment for what is on its way to the keyring, and stops looking."""
        if self._looking is not None and not self._looking.done():
            self._looking.cancel()
        if self._writing is not None and not self._writing.done():
            waiting = asyncio.wrap_future(self._writing)
            with suppress(TimeoutError, asyncio.TimeoutError, KeyringFault):
                await asyncio.wait_for(waiting, LEAVING)

    async def testimony(self) -> Kept | None:
        """What the keyring has now; None if nothing, or if it does not answer: `state` tells."""
        await self.looked()
        try:
            return await self._ask(lambda purse: Kept.read(purse.get(self._name)))
        except KeyringFault as fault:
            self.state = fault.state
            return None

    async def accept(self) -> None:
        """Forgets the odd heads; raises KeyringFault."""
        await self._ask(lambda purse: self._put(purse, ()))

    async def _look(self, desk: Desk) -> None:
        with suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), PAUSE)
        try:
            known = await self._ask(lambda purse: Kept.read(purse.get(self._name)))
            odd = known.odd if known is not None else ()
            if known is not None:
                anchors = await asyncio.to_thread(anchored, desk.vault.folder, desk.organisation.id)
                answered, excused = await desk.vault.read(lambda c: _judged(c, known, anchors))
                if not answered:
                    if not excused:
                        odd = (*odd, (known.sequence, known.hash))[-_MOST_ODD:]
                    code = "journal.excused" if excused else "journal.rolled_back"
                    await desk.note(code, row=str(known.sequence))
            await self._ask(lambda purse: self._put(purse, odd))
            self.state = State.READY
            if odd:
                desk.watch.publish(frozenset({"keyring"}))
        except KeyringFault as fault:
            self.state = fault.state
        except StoreFault:
            return

    def _write(self) -> None:
        self._writing = self.ring.ask(self._renew)
        self._writing.add_done_callback(self._written)

    def _written(self, done: Future[None]) -> None:
        if not done.cancelled() and isinstance(fault := done.exception(), KeyringFault):
            self.state = fault.state

    def _renew(self, purse: Purse) -> None:
        """A newer head in the place of the one kept; what else stands there stays.

        The head of another process at the same store may be newer still: that one vouches for ours.
        """
        known = Kept.read(purse.get(self._name))
        if known is None:
            self._put(purse, ())
        elif not known.restored and self._newest is not None and self._newest.sequence > known.sequence:
            self._put(purse, known.odd)

    def _put(self, purse: Purse, odd: tuple[tuple[int, str], ...]) -> None:
        head = self._newest
        if head is not None:
            purse.put(self._name, Kept(head.sequence, head.hash.hex(), odd=odd).written())

    async def _ask(self, work: Callable[[Purse], T]) -> T:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self.ring.ask(work)), self.ring.seconds)
        except TimeoutError:
            raise KeyringFault(State.HANGING) from None


def _judged(connection: Connection, known: Kept, anchors: Sequence[Anchor]) -> tuple[bool, bool]:
    """Whether the journal has the row that was kept; and if not, whether a restored backup explains it.

    A row about a backup explains the very heads that it was written about, and no other life of the store.
    """
    if journal.has(connection, known.sequence, known.hash):
        return True, False
    lost = {(anchor.sequence, anchor.hash.hex()) for anchor in journal_proof.excused(connection, anchors)}
    return False, known.restored or (known.sequence, known.hash) in lost
