"""What stands before an open cabinet: founding it, signing in, getting in again with the recovery code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet import anchors
from medcab_tui.cabinet.cabinet import Cabinet, PreviousSignIn
from medcab_tui.cabinet.desk import Desk, transaction_of
from medcab_tui.cabinet.founding import Founding, found
from medcab_tui.cabinet.keys import TRIES, counters_of
from medcab_tui.cabinet.stopwatch import Stopwatch
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.trust import device_here
from medcab_tui.cabinet.witness import Witness
from medcab_tui.domain.accounts import Organisation, Permission, Worker, check_password, clean_login
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import accounts, journal, journal_proof, search_tables
from medcab_tui.store.counters import Counters, Noted
from medcab_tui.store.crypto import STANDARD, TEST_COST, KdfCost
from medcab_tui.store.journal import Head
from medcab_tui.store.keyring import Ring
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault

if TYPE_CHECKING:
    from medcab_tui.cabinet.half_open import HalfOpen
    from medcab_tui.domain.second_factor import Typed
    from medcab_tui.store.transaction import Connection

SESSION: Final = timedelta(hours=12)
"""How long one code is enough for unlocking with the password."""

__all__ = ["STANDARD", "TEST_COST", "Door", "Founding", "KdfCost"]


class Door:
    """Signs people in; holds no patient data.

    folder: where the store lies. cost: what a guess of a password costs in slots made from now on; cheap
    ones are for tests and tapes only. ring: the system's keyring, None to do without.
    """

    def __init__(
        self,
        folder: Path,
        surroundings: Surroundings,
        *,
        cost: KdfCost = STANDARD,
        ring: Ring | None = None,
    ) -> None:
        self.folder = folder
        self.ring = ring
        self._surroundings = surroundings
        self._cost = cost
        self._sessions: dict[str, Stopwatch] = {}
        """By login: when somebody came through the whole of this door."""

    @property
    def surroundings(self) -> Surroundings:
        """What it was given; the door tells waiting times by this clock."""
        return self._surroundings

    def exists(self) -> bool:
        """Whether a cabinet, or part of one, is there: then one signs in and does not found another."""
        return any((self.folder / name).exists() for name in ("cabinet.db", "slots.json"))

    def organisation(self) -> str:
        """The name shown on the door, "" if there is none or it can't be read."""
        try:
            return SlotFile.load(self.folder, self._surroundings.random).organisation
        except StoreFault:
            return ""

    async def found(self, founding: Founding) -> tuple[Cabinet, str]:
        """Makes a new cabinet and signs its founder in; gives the recovery code, to be shown once.

        Everything is made in a folder beside and put in place in one step. Raises Invalid about a wrong
        field, StoreFault store.exists if something lies in the folder already.
        """
        made = await found(founding, self.folder, self._surroundings, self._cost)
        vault = await Vault.open(self.folder, made.key)
        previous = PreviousSignIn(None, 0)
        cabinet = await self._opened(vault, made.key, made.worker, made.organisation, previous, made.head)
        cabinet.step_up.begin()
        self._sessions[made.worker.login] = Stopwatch(self._surroundings.clock)
        return cabinet, made.recovery_code

    async def sign_in(self, login: str, password: str, *, unlocking: bool = False) -> Cabinet:
        """Opens the cabinet to a worker.

        unlocking: it was locked and nobody signed out: the password alone will do for 12 hours. Raises
        CodeNeeded where a second factor takes a code yet; Refused sign_in.wrong (`trimmed` says that spaces
        were taken off the login), sign_in.wait (`seconds`), sign_in.blocked; StoreFault.
        """
        name = clean_login(login)
        slots = await asyncio.to_thread(SlotFile.load, self.folder, self._surroundings.random)
        await asyncio.to_thread(self._counters(slots).begin, name, self._surroundings.clock.now())
        try:
            return await self._enter(
                name, lambda file: file.unlock(name, password), asks=not (unlocking and self._here(name))
            )
        except Refused as refused:
            if login != login.strip():
                refused.values["trimmed"] = "yes"
            raise

    async def recover(self, code: str, login: str, new_password: str) -> Cabinet:
        """Opens the cabinet with the recovery code and gives the worker a new password.

        The code is on paper and a second thing to have by itself: none of an app is asked for beside it.
        """
        name = clean_login(login)
        check_password(new_password, name, "new_password")
        return await self._enter(
            name, lambda file: file.recover(code), "sign_in.recovered", new_password, asks=False
        )

    async def recover_here(self, login: str, new_password: str) -> Cabinet:
        """Opens the cabinet with the key of this machine, if it is trusted, and gives a new password.

        Raises CodeNeeded where a second factor takes a code yet: the password is set once it was right;
        Refused keyring.… if the keyring cannot tell, recovery.untrusted if it has no such key.
        """
        name = clean_login(login)
        check_password(new_password, name, "new_password")
        slots = await asyncio.to_thread(SlotFile.load, self.folder, self._surroundings.random)
        device = await asyncio.to_thread(device_here, self.ring, self.folder, slots.store_id)
        if device is None:
            raise Refused("recovery.untrusted", "code")
        return await self._enter(
            name,
            lambda file: file.unlock_device(device.name, device.secret),
            "sign_in.recovered_here",
            new_password,
        )

    async def _enter(
        self,
        login: str,
        opening: Callable[[SlotFile], bytes],
        code: str = "sign_in",
        new_password: str | None = None,
        *,
        asks: bool = True,
        typed: Typed | None = None,
    ) -> Cabinet:
        """asks: whether a second factor takes a code. typed: that code; without it CodeNeeded is raised."""
        keys: list[bytes] = []

        def taking(slots: SlotFile) -> bytes:
            keys.append(opening(slots))
            return keys[-1]

        vault, _slots = await Vault.unlocked(self.folder, taking, random=self._surroundings.random)
        try:
            worker = await vault.read(lambda c: accounts.by_login(c, login))
            if worker is None:
                raise Refused("sign_in.wrong")
            slots, remembered = await asyncio.to_thread(self._as_remembered, keys[-1])
            if not remembered:
                await vault.write(lambda c: self._note_older(c, keys[-1], worker, new_password is not None))
                if new_password is None:
                    raise StoreFault("store.slots_older", path=str(slots.path))
            if asks and await vault.read(lambda c: accounts.has_second_factor(c, worker.id)):
                if typed is None:
                    from medcab_tui.cabinet.half_open import CodeNeeded

                    half = self._half_open(login, keys[-1], code, new_password)
                    raise CodeNeeded("second_factor.needed", half)
                await self._accept(vault, keys[-1], worker, typed)
            if new_password is not None:
                await asyncio.to_thread(self._new_slot, slots, worker, new_password, keys[-1])
            cabinet = await self._sign_in(vault, keys[-1], slots, worker, code)
        except BaseException:
            vault.close_now()
            raise
        if asks or login not in self._sessions:
            self._sessions[login] = Stopwatch(self._surroundings.clock)
        try:
            if worker.may(Permission.MANAGE_WORKERS):
                await cabinet.accounts.withdraw_keys()
        except BaseException:
            cabinet.close_now()
            raise
        return cabinet

    def _here(self, login: str) -> bool:
        """Whether somebody came through the whole of this door and the session is not over."""
        since = self._sessions.get(login)
        return since is not None and since.passed() < SESSION

    def _half_open(self, login: str, key: bytes, code: str, new_password: str | None) -> HalfOpen:
        from medcab_tui.cabinet.half_open import HalfOpen

        async def enter(kept: bytes, typed: Typed) -> Cabinet:
            def trusted(file: SlotFile) -> bytes:
                file.trust(kept)
                return kept

            return await self._enter(login, trusted, code, new_password, typed=typed)

        def begin() -> None:
            slots = SlotFile.load(self.folder, self._surroundings.random)
            self._counters(slots).begin(login, self._surroundings.clock.now())

        return HalfOpen(
            key, clock=self._surroundings.clock, enter=enter, begin=begin, counted=new_password is None
        )

    async def _accept(self, vault: Vault, key: bytes, worker: Worker, typed: Typed) -> None:
        """Uses up the code in a transaction of its own; a wrong one stands in the journal."""
        from medcab_tui.cabinet.second_factor import accept

        now = self._surroundings.clock.now()

        def row(connection: Connection, code: str, outcome: str = journal.DONE) -> None:
            entry = journal.Entry(worker.id, code, {}, worker.department, outcome)
            journal.append(connection, journal.journal_key(key), entry, now)

        def use(connection: Connection) -> None:
            if accept(connection, worker.id, typed, now) == "recovery":
                row(connection, "second_factor.code_used")

        try:
            await vault.write(use)
        except Refused as refused:
            if refused.code == "second_factor.wrong":
                await vault.write(lambda c: row(c, "second_factor.refused", "refused"))
            raise

    async def _sign_in(self, vault: Vault, key: bytes, slots: SlotFile, worker: Worker, code: str) -> Cabinet:
        counters, now = self._counters(slots), self._surroundings.clock.now()
        failures = await asyncio.to_thread(counters.succeeded, worker.login, now)
        noted = await asyncio.to_thread(counters.noted)
        organisation = await vault.read(accounts.organisation)
        journal_key = journal.journal_key(key)
        restored = await asyncio.to_thread(anchors.restored, self.folder, organisation.id)
        known = await asyncio.to_thread(anchors.anchored, self.folder, organisation.id) if restored else ()

        def enter(connection: Connection) -> tuple[Head, PreviousSignIn]:
            journal_proof.note_restored(connection, journal_key, worker, known, now)
            self._note_attempts(connection, journal_key, noted)
            before = transaction_of(connection, worker, self._surroundings).accounts.sign_in(worker.id)
            head = journal.append(
                connection,
                journal_key,
                journal.Entry(worker.id, code, {}, worker.department),
                now,
            )
            search_tables.mend(connection)
            return head, PreviousSignIn(before, failures.count)

        head, previous = await vault.write(enter)
        await asyncio.to_thread(counters.forget, noted)
        if restored:
            await asyncio.to_thread(anchors.settle_restored, self.folder, organisation.id)
        cabinet = await self._opened(vault, key, worker, organisation, previous, head)
        if restored:
            from medcab_tui.cabinet.storage_actions import NoteBroughtBack

            await cabinet.do(NoteBroughtBack(self._surroundings.ids.new()))
        return cabinet

    async def _opened(
        self,
        vault: Vault,
        key: bytes,
        worker: Worker,
        organisation: Organisation,
        previous: PreviousSignIn,
        head: Head,
    ) -> Cabinet:
        desk = Desk(
            vault,
            key,
            worker=worker,
            organisation=organisation,
            surroundings=self._surroundings,
            cost=self._cost,
            witness=Witness(self.ring, self.folder, organisation.id) if self.ring is not None else None,
        )
        await desk.anchor(head, always=True)
        if desk.witness is not None:
            desk.witness.begin(desk, head)
        desk.watch.start(vault, head.sequence, worker.id)
        return Cabinet(desk, previous)

    def _new_slot(self, slots: SlotFile, worker: Worker, password: str, key: bytes) -> None:
        slots.set_password(worker.login, password, key, worker=worker.id, cost=self._cost)
        slots.save(anyway=True)
        self._counters(slots).clear(worker.login, self._surroundings.clock.now())

    def _as_remembered(self, key: bytes) -> tuple[SlotFile, bool]:
        """The slots as they are now, and whether the store remembers them; waits for a change under way."""
        for attempt in range(TRIES):
            slots = SlotFile.load(self.folder, self._surroundings.random)
            slots.trust(key)
            try:
                return slots, slots.remembered(key)
            except StoreFault as fault:
                if fault.code != "store.busy" or attempt == TRIES - 1:
                    raise
        raise AssertionError  # the last attempt returned or raised

    def _note_older(self, connection: Connection, key: bytes, worker: Worker, accepted: bool) -> Head:
        """An older file of keys was met: somebody was refused for it, or took it with a code."""
        code, outcome = ("keys.accepted", journal.DONE) if accepted else ("keys.older", "refused")
        entry = journal.Entry(worker.id, code, {}, worker.department, outcome)
        return journal.append(connection, journal.journal_key(key), entry, self._surroundings.clock.now())

    def _note_attempts(self, connection: Connection, key: bytes, noted: Noted) -> None:
        """Failed attempts made while the store was locked enter the journal; what was typed does not."""
        for attempt in noted.attempts:
            tried = accounts.by_login(connection, clean_login(attempt.login))
            params = {"at": attempt.at.isoformat(), "known": "yes" if tried else "no"}
            entry = journal.Entry(
                tried.id if tried else Id(b""), "sign_in.failed", params, "", attempt.outcome
            )
            journal.append(connection, key, entry, self._surroundings.clock.now())
        if noted.lost:
            entry = journal.Entry(Id(b""), "sign_in.failed", {"more": str(noted.lost)}, "", "failed")
            journal.append(connection, key, entry, self._surroundings.clock.now())

    def _counters(self, slots: SlotFile) -> Counters:
        return counters_of(self.folder, slots, self._surroundings)
