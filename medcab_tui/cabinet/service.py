"""A store that is open with nobody before it: by the key of a service, for reminders and exchange only."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from medcab_tui.cabinet.anchors import anchor
from medcab_tui.cabinet.cabinet import Cabinet, PreviousSignIn
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.key_file import key_of
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.trust import SERVICE, Device, device_here
from medcab_tui.domain.accounts import REMINDERS
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.exchange_rows import Synced
from medcab_tui.store import accounts, exchange, journal
from medcab_tui.store.crypto import STANDARD
from medcab_tui.store.keyring import Ring
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault

ROUNDS: Final = 20
"""Turns of one run; what is left goes with the next."""


class Service:
    """A store that is open with nobody before it. It reminds and exchanges, and does nothing else."""

    def __init__(self, cabinet: Cabinet, desk: Desk) -> None:
        self._cabinet = cabinet
        self._desk = desk

    @classmethod
    async def open(
        cls, folder: Path, surroundings: Surroundings, ring: Ring | None, key_file: Path | None = None
    ) -> Service:
        """Opens the store with the key of the service. Raises Refused service.… or keyring.…, StoreFault."""
        slots = await asyncio.to_thread(SlotFile.load, folder, surroundings.random)
        if not slots.services():
            raise Refused("service.none")
        device = await asyncio.to_thread(_key_here, ring, folder, slots.store_id, key_file)
        keys: list[bytes] = []

        def taking(file: SlotFile) -> bytes:
            keys.append(file.unlock_service(device.name, device.secret))
            return keys[-1]

        vault, slots = await Vault.unlocked(folder, taking, random=surroundings.random)
        try:
            if not await asyncio.to_thread(slots.remembered, keys[-1]):
                raise StoreFault("store.slots_older", path=str(slots.path))
            enabled_by = slots.services().get(device.name)
            if enabled_by is None:
                raise Refused("service.wrong_key")
            if await vault.read(lambda c: accounts.by_id(c, enabled_by)) is None:
                raise Refused("service.worker_gone")
            organisation = await vault.read(accounts.organisation)
        except BaseException:
            vault.close_now()
            raise
        desk = Desk(
            vault,
            keys[-1],
            worker=REMINDERS,
            organisation=organisation,
            surroundings=surroundings,
            cost=STANDARD,
            ring=ring,
        )
        return cls(Cabinet(desk, PreviousSignIn(None, 0)), desk)

    async def remind(self) -> int:
        """Tells everybody what fell due; gives how many reminders were told."""
        told = await self._cabinet.reminders.run()
        if told:
            await self._anchor()
        return told

    async def sync(self) -> Synced:
        """Sends what waits and takes in what changed, until nothing is due; then leaves it to others."""
        room, sent, taken, elsewhere = self._cabinet.exchange, 0, 0, False
        for number in range(ROUNDS):
            stepped = await room.step(pull=number == 0)
            sent, taken, elsewhere = sent + stepped.sent, taken + stepped.taken, stepped.elsewhere
            if elsewhere or not (stepped.sent or stepped.taken):
                break
        await room.close()
        if sent or taken:
            await self._anchor()
        now = self._desk.surroundings.clock.now()
        state, unreached = await self._desk.vault.read(
            lambda c: (exchange.state(c, now, now), exchange.unreached(c))
        )
        return Synced(state.services, sent, taken, state.waiting, state.conflicts, unreached, elsewhere)

    async def _anchor(self) -> None:
        last = await self._desk.vault.read(journal.head)
        with suppress(StoreFault):  # what was done stands; the next anchor covers it
            await asyncio.to_thread(anchor, self._desk.vault.folder, self._desk.organisation.id, last)

    def close(self) -> None:
        """Closes the store and forgets the key."""
        self._cabinet.close_now()


def _key_here(ring: Ring | None, folder: Path, store: bytes, key_file: Path | None) -> Device:
    if key_file is not None:
        return key_of(key_file)
    device = device_here(ring, folder, store, SERVICE)
    if device is None:
        raise Refused("service.no_key")
    return device
