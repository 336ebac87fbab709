"""How an open cabinet changes the slots and the key of its store: what the room of accounts stands on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.surroundings import Surroundings, SystemClock
from medcab_tui.cabinet.trust import forget, refusal
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import accounts, journal
from medcab_tui.store.counters import Counters, machine_time
from medcab_tui.store.crypto import KEY_LENGTH
from medcab_tui.store.keyring import Ring, State
from medcab_tui.store.rekey import rekey
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.transaction import Connection
from medcab_tui.store.vault import Vault

TRIES = 5
"""How often the slots are read again when another process saved them meanwhile."""


def counters_of(folder: Path, slots: SlotFile, surroundings: Surroundings) -> Counters:
    """The failed attempts of a store; by the system's clock, waits are measured on one nobody can set."""
    steady = machine_time if isinstance(surroundings.clock, SystemClock) else None
    return Counters(folder, slots, steady=steady)


class Keys:
    """The slots, the failed attempts and the keyring of the store that a desk has open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def folder(self) -> Path:
        """Where the store lies."""
        return self._desk.vault.folder

    @property
    def store(self) -> bytes:
        """Its id."""
        return bytes(self._desk.organisation.id)

    @property
    def ring(self) -> Ring:
        """The system's keyring; Refused keyring.off if it is not used."""
        if self._desk.witness is None:
            raise refusal(State.OFF)
        return self._desk.witness.ring

    def slots(self) -> SlotFile:
        """The slots as they are now, proved by the key; blocks."""
        slots = SlotFile.load(self.folder, self._desk.surroundings.random)
        slots.trust(self._desk.key)
        return slots

    def counters(self) -> Counters:
        """The failed attempts; blocks."""
        return counters_of(self.folder, self.slots(), self._desk.surroundings)

    async def change(self, change: Callable[[SlotFile], object]) -> str:
        """Changes the slots; gives which edition of the file it became, for the journal."""
        return await asyncio.to_thread(self._change, change)

    async def note(self, code: str, **params: str) -> None:
        """Tells the journal of a change of the slots, anchored at once.

        The change stands by now: that it could not be anchored on the way does not undo it.
        """
        head = await self._desk.write(lambda c: self._desk.append(c, self._desk.entry(code, **params)))
        with suppress(StoreFault):
            await self._desk.anchor(head, always=True)

    async def to_withdraw(self) -> tuple[str, ...]:
        """Logins of removed workers who may still hold a key."""
        return await self._desk.read(Permission.MANAGE_WORKERS, accounts.keys_to_withdraw)

    async def renew(self, *, trusting: bool = False) -> bool:
        """A new key, sealed to the slots of those who work here; no machine is trusted from then on, unless
        `trusting`.

        False if others have the store open: then it keeps its key.
        """
        slots = await asyncio.to_thread(self.slots)
        for login in await self.to_withdraw():
            slots.remove(login)
        if not trusting:
            slots.remove_devices()
        desk, fresh = self._desk, self._desk.surroundings.random.bytes(KEY_LENGTH)
        old_journal_key = journal.journal_key(desk.key)
        await desk.write(lambda c: journal.keep_key(c, old_journal_key))
        await desk.settled()
        desk.watch.stop()
        await desk.vault.close()
        alone = True
        try:
            await rekey(self.folder, desk.key, fresh, slots)
            desk.key = fresh
        except StoreFault as fault:
            if fault.code not in ("store.in_use", "store.busy"):
                raise
            alone = False
        finally:
            desk.vault = await Vault.open(self.folder, desk.key)
            desk.watch.start(desk.vault, await desk.vault.read(journal.last), desk.worker.id)
            if desk.witness is not None:
                desk.witness.resume(desk)
        if alone:
            head = await desk.write(self._withdrawn)
            await desk.anchor(head, always=True)
            if desk.witness is not None and not trusting:
                forget(desk.witness.ring, self.folder, self.store)
        return alone

    def _withdrawn(self, connection: Connection) -> journal.Head:
        accounts.keys_withdrawn(connection)
        return self._desk.append(connection, self._desk.entry("store.rekeyed"))

    def _change(self, change: Callable[[SlotFile], object]) -> str:
        for attempt in range(TRIES):
            slots = self.slots()
            change(slots)
            try:
                slots.save()
            except StoreFault as fault:
                if fault.code != "store.busy" or attempt == TRIES - 1:
                    raise
            else:
                return str(slots.edition)
        raise AssertionError  # the last attempt returned or raised
