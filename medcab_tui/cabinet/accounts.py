"""Workers: who they are, adding and removing them, passwords."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from medcab_tui.cabinet.actions import Action, Done, Outcome
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.surroundings import Surroundings, SystemClock
from medcab_tui.cabinet.trust import Device, device_here, forget, keep, refusal
from medcab_tui.domain import names
from medcab_tui.domain.accounts import (
    Permission,
    Role,
    Worker,
    check_login,
    check_password,
    clean_login,
)
from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import accounts, journal
from medcab_tui.store.counters import Counters, machine_time
from medcab_tui.store.crypto import KEY_LENGTH
from medcab_tui.store.keyring import Ring, State
from medcab_tui.store.rekey import rekey
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.transaction import Connection, Transaction
from medcab_tui.store.vault import Vault

_TRIES = 5
"""How often a change of the slots is tried again when another process saved them meanwhile."""


@dataclass(frozen=True, slots=True)
class NewWorker:
    """Who is going to work here."""

    login: str
    surname: str
    given: str
    patronymic: str
    post: str
    department: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AddWorker(Action[Id]):
    """Enters a worker. The key is given by `AccountsRoom.add_worker`, which does this first."""

    code: ClassVar[str] = "worker.added"
    permission: ClassVar[Permission] = Permission.MANAGE_WORKERS
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    worker: NewWorker

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.accounts.add(entered(self.id, self.worker))
        return Done(self.id, 1, {"worker": self.id.hex()})


@dataclass(frozen=True, slots=True)
class RemoveWorker(Action[Id]):
    """Takes a worker off: from now on they are refused. The key is withdrawn by `AccountsRoom`."""

    code: ClassVar[str] = "worker.removed"
    permission: ClassVar[Permission] = Permission.MANAGE_WORKERS
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    worker: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.worker == tx.worker.id:
            raise Invalid("worker.oneself")
        tx.accounts.remove(self.worker)
        return Done(self.worker, None, {"worker": self.worker.hex()})


def entered(identity: Id, new: NewWorker) -> Worker:
    """The worker as they will be kept; raises Invalid about a wrong field."""
    login = clean_login(new.login)
    check_login(login)
    worker = Worker(
        identity,
        login,
        names.tidy(new.surname),
        names.tidy(new.given),
        names.tidy(new.patronymic),
        names.tidy(new.post),
        names.tidy(new.department),
        new.roles,
    )
    names.check_name(worker.surname, "surname")
    names.check_name(worker.given, "given")
    names.check_name(worker.patronymic, "patronymic", required=False)
    if not worker.post:
        raise Invalid("post.missing", "post")
    if not worker.roles:
        raise Invalid("roles.missing", "roles")
    return worker


def counters_of(folder: Path, slots: SlotFile, surroundings: Surroundings) -> Counters:
    """The failed attempts of a store; by the system's clock, waits are measured on one nobody can set."""
    steady = machine_time if isinstance(surroundings.clock, SystemClock) else None
    return Counters(folder, slots, steady=steady)


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

    def __init__(self, desk: Desk, do: Callable[[Action[Any]], Awaitable[Outcome[Any]]]) -> None:
        self._desk = desk
        self._do = do

    async def workers(self) -> tuple[Worker, ...]:
        """All who work here, by name."""
        return await self._desk.read(Permission.MANAGE_WORKERS, accounts.everybody)

    async def add_worker(self, new: NewWorker, password: str, *, action: Id | None = None) -> Id:
        """Adds a worker who can sign in with the password; nobody else's password is needed.

        action: the id of the action, to finish an adding that was interrupted by doing it again.
        """
        login = clean_login(new.login)
        check_password(password, login)
        identity = action or self._desk.surroundings.ids.new()
        worker = (await self._do(AddWorker(identity, new))).result
        await self._slots_change(
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
        found = await self._desk.read(Permission.MANAGE_WORKERS, lambda c: accounts.by_id(c, worker))
        if found is None:
            raise Invalid("worker.missing")
        check_password(password, found.login)
        edition = await self._slots_change(
            lambda slots: slots.set_password(
                found.login, password, self._desk.key, worker=worker, cost=self._desk.cost
            )
        )
        await asyncio.to_thread(self._clear_failures, found.login)
        await self._desk.note("password.given", worker=worker.hex(), edition=edition, anchored=True)

    async def change_password(self, old: str, new: str) -> None:
        """Changes one's own password. Raises Refused sign_in.wrong about the old one, Invalid on the new."""
        self._desk.require(Permission.OWN_ACCOUNT)
        login, cost = self._desk.worker.login, self._desk.cost
        check_password(new, login)
        await asyncio.to_thread(self._attempt, login)
        edition = await self._slots_change(lambda slots: slots.change_password(login, old, new, cost=cost))
        await asyncio.to_thread(self._take_back, login)
        await self._desk.note("password.changed", edition=edition, anchored=True)

    async def new_recovery_code(self) -> str:
        """A new recovery code, shown once; the old one opens nothing any more."""
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        codes: list[str] = []
        edition = await self._slots_change(lambda slots: codes.append(slots.add_recovery(self._desk.key)))
        await self._desk.note("recovery.renewed", edition=edition, anchored=True)
        return codes[-1]

    async def trusted(self) -> tuple[int, bool]:
        """How many machines are trusted, and whether this is one. Refused if the keyring cannot tell."""
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        devices = (await asyncio.to_thread(self._trusted_slots)).devices()
        if not devices:
            return 0, False
        here = await asyncio.to_thread(device_here, self._ring(), self._desk.vault.folder, self._store())
        return len(devices), here is not None and here.name in devices

    async def trust_machine(self) -> None:
        """Trusts this machine: whoever may use its keyring can give any worker a new password.

        The key comes first and the slot second: a crash in between leaves a key that opens nothing.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        desk, ring = self._desk, self._ring()
        before = await asyncio.to_thread(device_here, ring, desk.vault.folder, self._store())
        device = Device.new(desk.surroundings.random)
        await asyncio.to_thread(keep, ring, desk.vault.folder, self._store(), device)

        def change(slots: SlotFile) -> None:
            if before is not None:
                slots.remove_devices(before.name)
            slots.add_device(device.name, device.secret, desk.key, worker=desk.worker.id)

        edition = await self._slots_change(change)
        await desk.note("device.trusted", device=device.name, edition=edition, anchored=True)

    async def distrust(self) -> bool:
        """Trusts no machine any more and re-keys the store: who copied a machine's key has nothing by it.

        False if the re-key was not possible because others have the store open; do it again then.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        edition = await self._slots_change(lambda slots: slots.remove_devices())
        await self._desk.note("device.distrusted", edition=edition, anchored=True)
        return await self._rekey()

    async def withdraw_keys(self) -> bool:
        """Takes out the slots of removed workers and re-keys the store; False if others have it open.

        No machine is trusted from then on: the one who left may have the key of one.
        """
        await self._desk.confirm(Permission.MANAGE_WORKERS)
        if not await self._to_withdraw():
            return True
        return await self._rekey()

    async def _to_withdraw(self) -> tuple[str, ...]:
        return await self._desk.read(Permission.MANAGE_WORKERS, accounts.keys_to_withdraw)

    async def _rekey(self) -> bool:
        """A new key, sealed to the slots of those who work here; False if others have the store open."""
        slots = await asyncio.to_thread(self._trusted_slots)
        for login in await self._to_withdraw():
            slots.remove(login)
        slots.remove_devices()
        desk, fresh = self._desk, self._desk.surroundings.random.bytes(KEY_LENGTH)
        old_journal_key = journal.journal_key(desk.key)
        await desk.write(lambda c: journal.keep_key(c, old_journal_key))
        await desk.settled()
        desk.watch.stop()
        await desk.vault.close()
        alone = True
        try:
            await rekey(desk.vault.folder, desk.key, fresh, slots)
            desk.key = fresh
        except StoreFault as fault:
            if fault.code not in ("store.in_use", "store.busy"):
                raise
            alone = False
        finally:
            desk.vault = await Vault.open(desk.vault.folder, desk.key)
            desk.watch.start(desk.vault, await desk.vault.read(journal.last), desk.worker.id)
            if desk.witness is not None:
                desk.witness.resume(desk)
        if alone:
            head = await desk.write(self._keys_withdrawn)
            await desk.anchor(head, always=True)
            if desk.witness is not None:
                forget(desk.witness.ring, desk.vault.folder, self._store())
        return alone

    def _ring(self) -> Ring:
        if self._desk.witness is None:
            raise refusal(State.OFF)
        return self._desk.witness.ring

    def _store(self) -> bytes:
        return bytes(self._desk.organisation.id)

    def _keys_withdrawn(self, connection: Connection) -> journal.Head:
        accounts.keys_withdrawn(connection)
        return self._desk.append(connection, self._desk.entry("store.rekeyed"))

    async def _slots_change(self, change: Callable[[SlotFile], object]) -> str:
        """Changes the slots; gives which edition of the file it became, for the journal."""
        return await asyncio.to_thread(self._change_slots, change)

    def _change_slots(self, change: Callable[[SlotFile], object]) -> str:
        for attempt in range(_TRIES):
            slots = self._trusted_slots()
            change(slots)
            try:
                slots.save()
            except StoreFault as fault:
                if fault.code != "store.busy" or attempt == _TRIES - 1:
                    raise
            else:
                return str(slots.edition)
        raise AssertionError  # the last attempt returned or raised

    def _trusted_slots(self) -> SlotFile:
        slots = SlotFile.load(self._desk.vault.folder, self._desk.surroundings.random)
        slots.trust(self._desk.key)
        return slots

    def _attempt(self, login: str) -> None:
        self._counters().begin(login, self._desk.surroundings.clock.now())

    def _take_back(self, login: str) -> None:
        self._counters().confirmed(login, self._desk.surroundings.clock.now())

    def _clear_failures(self, login: str) -> None:
        self._counters().clear(login, self._desk.surroundings.clock.now())

    def _counters(self) -> Counters:
        return counters_of(self._desk.vault.folder, self._trusted_slots(), self._desk.surroundings)
