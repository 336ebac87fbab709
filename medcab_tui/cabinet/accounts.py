"""Workers: who they are, adding and removing them, passwords."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from medcab_tui.cabinet.accounts_actions import AddWorker, RemoveWorker
from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.keys import Keys
from medcab_tui.cabinet.trust import Device, device_here, keep
from medcab_tui.domain.accounts import NewWorker, Permission, Worker, check_password, clean_login
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.store import accounts
from medcab_tui.store.slots import SlotFile


class AccountsRoom:
    """Workers and the keys they hold.

    Two places know a worker: a row in the store says who they are, a slot beside it lets their password open
    it. Both are needed to sign in, and the row always comes first: added first, so that a crash in between
    leaves a worker without a key (`give_password` mends it) and never a key without a worker; struck off
    first, so that a crash leaves one who is refused at the door, whose key the next administrator to sign
    in withdraws.

    The store remembers which file of slots was the last one: an older copy of it is refused. Every change of
    the slots is a row of the journal too, anchored at once: a store that was put back together with its slots
    is noticed by the anchors outside.
    """

    def __init__(
        self,
        desk: Desk,
        do: Callable[[Action[Any]], Awaitable[Outcome[Any]]],
        need_proof: Callable[[str], None],
    ) -> None:
        """need_proof: raises Refused step_up.needed unless who sits here was proved a short while ago."""
        self._desk = desk
        self._keys = Keys(desk)
        self._do = do
        self._need_proof = need_proof

    async def workers(self) -> tuple[Worker, ...]:
        """All who work here, by name."""
        return await self._desk.read(Permission.MANAGE_WORKERS, accounts.everybody)

    async def colleagues(self, text: str, limit: int = 8) -> tuple[Worker, ...]:
        """Others who work here, as one types a name or a post; for no text the first by name."""
        but = self._desk.worker.id
        return await self._desk.read(
            Permission.OWN_ACCOUNT, lambda c: accounts.colleagues(c, but, text, limit)
        )

    async def look_again(self) -> bool:
        """Reads who sits here anew: somebody may have put their name, post or roles right. True if so."""
        mine = self._desk.worker.id
        found = await self._desk.read(Permission.OWN_ACCOUNT, lambda c: accounts.by_id(c, mine))
        changed = found is not None and found != self._desk.worker
        if found is not None and changed:
            self._desk.worker = found
        return changed

    async def add_worker(self, new: NewWorker, password: str, *, action: Id | None = None) -> Id:
        """Adds a worker who can sign in with the password; nobody else's password is needed.

        action: the id of the action, to finish an adding that was interrupted by doing it again.
        """
        login = clean_login(new.login)
        check_password(password, login)
        identity = action or self._desk.surroundings.ids.new()
        worker = (await self._do(AddWorker(identity, new))).result
        await self._keys.change(
            lambda slots: slots.set_password(
                login, password, self._desk.key, worker=worker, cost=self._desk.cost
            )
        )
        return Id(worker)

    async def remove_worker(self, worker: Id) -> bool:
        """Removes a worker and re-keys the store, so that a key they kept opens nothing.

        False if the re-key had to be put off because the store is open elsewhere: they are refused at the
        door already, and the next administrator to sign in alone completes it.
        """
        await self._do(RemoveWorker(self._desk.surroundings.ids.new(), worker))
        return await self.withdraw_keys()

    async def give_password(self, worker: Id, password: str) -> None:
        """Gives a worker a new password in the place of a lost one, and lets a blocked one in again."""
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        self._need_proof("password.given")
        found = await self._desk.read(Permission.MANAGE_WORKERS, lambda c: accounts.by_id(c, worker))
        if found is None:
            raise Invalid("worker.missing")
        check_password(password, found.login)
        edition = await self._keys.change(
            lambda slots: slots.set_password(
                found.login, password, self._desk.key, worker=worker, cost=self._desk.cost
            )
        )
        await asyncio.to_thread(lambda: self._keys.counters().clear(found.login, self._now()))
        await self._keys.note("password.given", worker=worker.hex(), edition=edition)

    async def change_password(self, old: str, new: str) -> None:
        """Changes one's own password. Raises Refused sign_in.wrong about the old one, Invalid on the new."""
        self._desk.require(Permission.OWN_ACCOUNT)
        login, cost = self._desk.worker.login, self._desk.cost
        check_password(new, login)
        await asyncio.to_thread(lambda: self._keys.counters().begin(login, self._now()))
        edition = await self._keys.change(lambda slots: slots.change_password(login, old, new, cost=cost))
        await asyncio.to_thread(lambda: self._keys.counters().confirmed(login, self._now()))
        await self._keys.note("password.changed", edition=edition)

    async def new_recovery_code(self) -> str:
        """A new recovery code, shown once; the old one opens nothing any more."""
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        self._need_proof("recovery.renewed")
        codes: list[str] = []
        edition = await self._keys.change(lambda slots: codes.append(slots.add_recovery(self._desk.key)))
        await self._keys.note("recovery.renewed", edition=edition)
        return codes[-1]

    async def trusted(self) -> tuple[int, bool]:
        """How many machines are trusted, and whether this is one. Refused if the keyring cannot tell."""
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        devices = (await asyncio.to_thread(self._keys.slots)).devices()
        if not devices:
            return 0, False
        here = await asyncio.to_thread(device_here, self._keys.ring, self._keys.folder, self._keys.store)
        return len(devices), here is not None and here.name in devices

    async def trust_machine(self) -> None:
        """Trusts this machine: whoever may use its keyring can give any worker a new password.

        The key comes first and the slot second: a crash in between leaves a key that opens nothing.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        self._need_proof("device.trusted")
        desk, ring = self._desk, self._keys.ring
        before = await asyncio.to_thread(device_here, ring, self._keys.folder, self._keys.store)
        device = Device.new(desk.surroundings.random)
        await asyncio.to_thread(keep, ring, self._keys.folder, self._keys.store, device)

        def change(slots: SlotFile) -> None:
            if before is not None:
                slots.remove_devices(before.name)
            slots.add_device(device.name, device.secret, desk.key, worker=desk.worker.id)

        try:
            edition = await self._keys.change(change)
        except BaseException:
            if before is not None:  # the slot of the key before is still there
                await asyncio.to_thread(keep, ring, self._keys.folder, self._keys.store, before)
            raise
        await self._keys.note("device.trusted", device=device.name, edition=edition)

    async def distrust(self) -> bool:
        """Trusts no machine any more and re-keys the store: who copied a machine's key has nothing by it.

        False if the re-key was not possible because others have the store open; do it again then.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        self._need_proof("device.distrusted")
        edition = await self._keys.change(lambda slots: slots.remove_devices())
        await self._keys.note("device.distrusted", edition=edition)
        return await self._keys.renew()

    async def withdraw_keys(self) -> bool:
        """Takes out the slots of removed workers and re-keys the store; False if others have it open.

        No machine is trusted from then on: the one who left may have the key of one.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        if not await self._keys.to_withdraw():
            return True
        return await self._keys.renew()

    def _now(self) -> datetime:
        return self._desk.surroundings.clock.now()
