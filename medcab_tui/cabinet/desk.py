"""What the rooms of an open cabinet share: who sits there, the store behind, and how it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from medcab_tui.cabinet.anchors import EVERY, anchor
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.watch import Watch
from medcab_tui.cabinet.witness import Witness
from medcab_tui.domain.accounts import Organisation, Permission, Worker
from medcab_tui.domain.errors import Forbidden, StoreFault
from medcab_tui.store import accounts, journal
from medcab_tui.store.crypto import KdfCost
from medcab_tui.store.journal import Entry, Head
from medcab_tui.store.transaction import Transaction
from medcab_tui.store.vault import Vault

if TYPE_CHECKING:
    from datetime import datetime

    from medcab_tui.cabinet.guard import Guard, Whose
    from medcab_tui.store.keyring import Ring
    from medcab_tui.store.transaction import Connection

T = TypeVar("T")


class Desk:
    """The open store and the worker before it. Every room reads and writes through it."""

    def __init__(
        self,
        vault: Vault,
        key: bytes,
        *,
        worker: Worker,
        organisation: Organisation,
        surroundings: Surroundings,
        cost: KdfCost,
        witness: Witness | None = None,
        ring: Ring | None = None,
    ) -> None:
        self.vault = vault
        self.key = key
        self.worker = worker
        self.organisation = organisation
        self.surroundings = surroundings
        self.cost = cost
        self.witness = witness
        self.ring = ring if witness is None else witness.ring
        """The system's keyring, where one is used."""
        self.watch = Watch()
        self._calls = 0
        self._aside: set[asyncio.Task[None]] = set()
        self._refused: set[Permission] = set()

    @property
    def busy(self) -> bool:
        """Whether a call of the store is under way."""
        return self._calls > 0 or bool(self._aside)

    def require(self, permission: Permission, code: str = "forbidden") -> None:
        """Raises Forbidden unless this worker may; the first refusal of each permission is journaled."""
        if not self.worker.may(permission):
            self._note_refused(permission)
            raise Forbidden(code, permission=permission.value)

    async def confirm(self, permission: Permission) -> None:
        """Raises Forbidden unless this worker may, and still works here."""
        self.require(permission)
        found = await self.read(permission, lambda c: accounts.by_id(c, self.worker.id))
        if found is None or not found.may(permission):
            self._note_refused(permission)
            raise Forbidden("forbidden", permission=permission.value)

    def _note_refused(self, permission: Permission) -> None:
        """Once a sitting: a screen may ask again and again for what it may not show."""
        if permission not in self._refused:
            self._refused.add(permission)
            self.aside(self.note("refused", "forbidden", action=permission.value))

    async def read(self, permission: Permission, query: Callable[[Connection], T]) -> T:
        """Reads a consistent snapshot, if the worker may; cancelling stops the query."""
        self.require(permission)
        self._calls += 1
        try:
            return await self.vault.read(query)
        finally:
            self._calls -= 1

    async def read_card(self, permission: Permission, whose: Whose, query: Callable[[Connection], T]) -> T:
        """Reads what a patient's card holds, if the card is open to this worker; in one snapshot.

        whose: the patient, or what finds them in the store; what belongs to nobody is open. Refused
        card.outside where a reason is wanted first, see `domain.access`.
        """
        guard = self.guard()

        def guarded(connection: Connection) -> T:
            guard.require(connection, whose)
            return query(connection)

        return await self.read(permission, guarded)

    def guard(self) -> Guard:
        """What tells which cards are open to this worker now."""
        from medcab_tui.cabinet.guard import Guard

        return Guard(self.worker, self.surroundings)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Changes the store in one transaction. Permissions are the caller's to check."""
        self._calls += 1
        try:
            return await self.vault.write(change)
        finally:
            self._calls -= 1

    def aside(self, work: Coroutine[Any, Any, object]) -> None:
        """Runs something nobody waits for; if the store can't, it is let be."""
        task = asyncio.get_running_loop().create_task(_let_be(work))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def settled(self) -> None:
        """Waits for what runs aside."""
        if self._aside:
            await asyncio.wait(set(self._aside))

    def append(self, connection: Connection, entry: Entry, at: datetime | None = None) -> Head:
        """Adds a row to the journal inside a transaction; our own rows are not told to us again.

        at: when it was, of what is written down a little later.
        """
        now = at or self.surroundings.clock.now()
        head = journal.append(connection, journal.journal_key(self.key), entry, now)
        self.watch.own(head.sequence)
        return head

    def entry(self, code: str, outcome: str = journal.DONE, **params: str) -> Entry:
        """A row about this worker."""
        return Entry(self.worker.id, code, params, self.worker.department, outcome)

    async def note(
        self, code: str, outcome: str = journal.DONE, *, anchored: bool = False, **params: str
    ) -> None:
        """Writes one row of its own to the journal."""
        head = await self.write(
            lambda connection: self.append(connection, self.entry(code, outcome, **params))
        )
        await self.anchor(head, always=anchored)

    async def anchor(self, head: Head, *, always: bool = False) -> None:
        """Anchors the journal's head when it is time.

        What was done stands in the store by now: that it could not be anchored on the way does not undo it,
        the next anchor covers it. Raises StoreFault when it must be there (`always`).
        """
        if always:
            await asyncio.to_thread(anchor, self.vault.folder, self.organisation.id, head)
        elif head.sequence % EVERY == 0:
            with suppress(StoreFault):
                await asyncio.to_thread(anchor, self.vault.folder, self.organisation.id, head)
        if self.witness is not None and (always or head.sequence % EVERY == 0):
            self.witness.note(head)


async def _let_be(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except StoreFault:
        return


def transaction_of(
    connection: Connection, worker: Worker, surroundings: Surroundings, payload: bytes = b""
) -> Transaction:
    """What an action of this worker is given, now and here."""
    return Transaction(
        connection,
        worker=worker,
        now=surroundings.clock.now(),
        zone=surroundings.zone,
        ids=surroundings.ids,
        payload=payload,
    )
