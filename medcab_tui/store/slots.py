"""The file of key slots beside the database: who can open it, without naming anybody.

`slots.json` holds, for every worker and for the recovery code, a `Slot`; a store key pair to which notes
are sealed while nobody is signed in; and for each generation of the data key a check value and a MAC over
the whole file. During a re-key there are two generations, current and pending; the database itself tells
which one is true. The organisation's name stands in clear, because the door shows it. An older copy of the
file put in its place is not noticed here: that is what the journal's anchors are for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from medcab_tui.domain.errors import Invalid, Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.sources import RandomSource
from medcab_tui.store import connect, crypto, files, recovery
from medcab_tui.store.crypto import STANDARD, KdfCost, SystemRandom, Undecipherable
from medcab_tui.store.lock import beside, finish_restoring
from medcab_tui.store.slot import PASSWORD, RECOVERY, Slot

FORMAT = 1


class SlotFile:
    """The slots of one store, in memory; nothing reaches the disk before `save`.

    What alters the file needs a key that was proved: by `create`, `unlock`, `recover` or `trust`.
    """

    def __init__(self, folder: Path, random: RandomSource) -> None:
        self.folder = folder
        self.path = folder / files.SLOTS
        self.organisation = ""
        self.store_id = b""
        self.public = b""
        self._random = random
        self._login_key = b""
        self._generation = 1
        self._next: int | None = None
        self._slots: list[Slot] = []
        self._private: dict[int, bytes] = {}
        self._checks: dict[int, bytes] = {}
        self._macs: dict[int, bytes] = {}
        self._as_read: bytes | None = None
        self._body_read = b""
        self._keys: dict[int, bytes] = {}
        self._store_private = b""

    @classmethod
    def create(
        cls,
        folder: Path,
        data_key: bytes,
        store_id: bytes,
        random: RandomSource,
        organisation: str = "",
    ) -> SlotFile:
        """A file with no slots yet for a new store. organisation: the name the door shows."""
        file = cls(folder, random)
        file.organisation, file.store_id = organisation, store_id
        file._login_key = random.bytes(crypto.KEY_LENGTH)
        file._store_private, file.public = crypto.key_pair(random)
        file._enter_generation(1, data_key)
        return file

    @classmethod
    def load(cls, folder: Path, random: RandomSource | None = None) -> SlotFile:
        """Reads the file; StoreFault store.missing, store.slots_damaged or store.newer."""
        finish_restoring(folder)
        file = cls(folder, random or SystemRandom())
        file._read()
        return file

    @property
    def generation(self) -> int:
        """The number of the current data key; grows with each re-key."""
        return self._generation

    @property
    def pending(self) -> bool:
        """Whether a re-key was begun and not ended."""
        return self._next is not None

    def name_of(self, login: str) -> str:
        """The keyed hash that stands for a login, in this file and in that of failed attempts."""
        return crypto.keyed_name(self._login_key, login)

    def names(self) -> frozenset[str]:
        """The keyed hashes of all logins that have a slot."""
        return frozenset(slot.name for slot in self._slots if slot.kind == PASSWORD)

    def worker(self, login: str) -> Id | None:
        """Whose slot a login has. Ask after unlocking only: the answer tells whether the login exists."""
        slot = self._find(login)
        return None if slot is None else Id(bytes.fromhex(slot.worker))

    def add_password(self, login: str, password: str, data_key: bytes, *, worker: Id, cost: KdfCost) -> None:
        """A slot for a worker. Raises Invalid("login.taken"), ValueError on a cost that is too low."""
        self.trust(data_key)
        if not cost.strong():
            raise ValueError("a slot must cost more to guess")
        if self._find(login) is not None:
            raise Invalid("login.taken", "login")
        slot = Slot.make(
            self.store_id,
            crypto.as_bytes(password),
            self._random,
            kind=PASSWORD,
            name=self.name_of(login),
            worker=worker.hex(),
            cost=cost,
        )
        self._add(slot)

    def unlock(self, login: str, password: str) -> bytes:
        """The data key. Raises Refused("sign_in.wrong") alike, and as late, for a login that has no slot."""
        slot = self._find(login)
        if slot is None:
            crypto.stretch(password, self._random.bytes(crypto.SALT_LENGTH), self._usual_cost())
            raise Refused("sign_in.wrong")
        return self._data_key(slot, self._private_half(slot, password))

    def change_password(self, login: str, old: str, new: str, *, cost: KdfCost | None = None) -> None:
        """Wraps the slot's private half under another password; no other slot changes. Raises as `unlock`."""
        slot = self._find(login)
        if slot is None:
            raise Refused("sign_in.wrong")
        private = self._private_half(slot, old)
        self._data_key(slot, private)
        slot.rewrap(self.store_id, private, crypto.as_bytes(new), cost or slot.cost or STANDARD, self._random)

    def set_password(self, login: str, new: str, data_key: bytes, *, worker: Id, cost: KdfCost) -> None:
        """A new slot in the place of a lost one: for recovery, by whoever holds the data key."""
        self.trust(data_key)
        self._slots = [slot for slot in self._slots if slot is not self._find(login)]
        self.add_password(login, new, data_key, worker=worker, cost=cost)

    def remove(self, login: str) -> None:
        """Takes a worker's slot out. The worker may have kept the data key, so the caller re-keys."""
        self._slots = [slot for slot in self._slots if slot is not self._find(login)]

    def add_recovery(self, data_key: bytes) -> str:
        """A recovery code, to be shown once and kept on paper; it replaces the one before."""
        self.trust(data_key)
        secret = self._random.bytes(recovery.SECRET_LENGTH)
        self._slots = [slot for slot in self._slots if slot.kind != RECOVERY]
        self._add(Slot.make(self.store_id, secret, self._random, kind=RECOVERY))
        return recovery.written(secret)

    def recover(self, code: str) -> bytes:
        """The data key by the recovery code. Raises Refused("recovery.mistyped") or ("recovery.wrong")."""
        secret = recovery.read(code)
        for slot in self._slots:
            if slot.kind == RECOVERY:
                try:
                    private = slot.open(self.store_id, secret)
                except Undecipherable:
                    break
                return self._data_key(slot, private)
        raise Refused("recovery.wrong", "code")

    def knows(self, data_key: bytes) -> bool:
        """Whether this is the data key of the current or the pending generation."""
        return self._generation_of(data_key) is not None

    def trust(self, data_key: bytes) -> None:
        """Proves a data key and with it that the file was written by somebody who held it.

        Raises StoreFault store.wrong_key if the key is another one, store.slots_damaged if the file was
        altered: a public half put in by a stranger would receive the next data key.
        """
        generation = self._generation_of(data_key)
        if generation is None:
            raise StoreFault("store.wrong_key", path=str(self.path))
        if generation in self._keys:
            return
        mac = crypto.authenticate(crypto.expand(data_key, "slots"), self._body_read)
        if not crypto.same(mac, self._macs.get(generation, b"")):
            raise self._damaged()
        try:
            self._store_private = crypto.unwrap(
                crypto.expand(data_key, "store pair"), self._private[generation], self._bound_to(generation)
            )
        except Undecipherable as error:
            raise self._damaged() from error
        self._keys[generation] = data_key

    def open_note(self, box: bytes, purpose: bytes) -> bytes:
        """Opens what was sealed to the store while nobody was signed in; raises Undecipherable."""
        return crypto.unseal(self._store_private, box, self.store_id + purpose)

    def seal_note(self, note: bytes, purpose: bytes) -> bytes:
        """Seals a note that only an open store can read; needs no key."""
        return crypto.seal(self.public, note, self.store_id + purpose, self._random)

    def reseal(self, data_key: bytes) -> None:
        """Seals a new data key to every slot as the pending generation; replaces a pending one."""
        self._drop(self._next)
        self._next = self._generation + 1
        self._enter_generation(self._next, data_key)
        for slot in self._slots:
            slot.seal(self.store_id, self._next, data_key, self._random)

    def commit_pending(self) -> None:
        """The pending generation becomes the current one; the old key is forgotten."""
        if self._next is None:
            return
        self._drop(self._generation)
        self._generation, self._next = self._next, None

    def keep(self, data_key: bytes) -> None:
        """Ends a re-key that was interrupted: keeps the generation of this key, drops the other."""
        generation = self._generation_of(data_key)
        if generation is not None and generation == self._next:
            self.commit_pending()
        elif generation is not None:
            self._drop(self._next)
            self._next = None

    def save(self) -> None:
        """Puts the file in place in one step, and waits for the disk.

        Raises StoreFault store.busy if another process saved it since it was loaded: load it and try again.
        """
        body = self._body()
        for generation in self._generations():
            key = self._keys.get(generation)
            if key is None:
                raise self._damaged()
            self._macs[generation] = crypto.authenticate(crypto.expand(key, "slots"), body)
        content = json.dumps(
            json.loads(body) | {"macs": _hexed(self._macs)}, ensure_ascii=False, indent=1
        ).encode()
        with beside(self.folder):
            if (self.path.read_bytes() if self.path.exists() else None) != self._as_read:
                raise StoreFault("store.busy", path=str(self.path))
            files.replace(self.path, content)
        self._as_read, self._body_read = content, body

    # -- within

    def _find(self, login: str) -> Slot | None:
        name = self.name_of(login)
        return next((slot for slot in self._slots if slot.kind == PASSWORD and slot.name == name), None)

    def _usual_cost(self) -> KdfCost:
        return next((slot.cost for slot in self._slots if slot.cost is not None), STANDARD)

    def _add(self, slot: Slot) -> None:
        for generation in self._generations():
            key = self._keys.get(generation)
            if key is None:  # half a re-key is on the disk and only one of its keys is known
                raise StoreFault("store.busy", path=str(self.path))
            slot.seal(self.store_id, generation, key, self._random)
        self._slots.append(slot)

    def _private_half(self, slot: Slot, password: str) -> bytes:
        try:
            return slot.open(self.store_id, crypto.as_bytes(password))
        except Undecipherable as error:
            raise Refused("sign_in.wrong") from error

    def _data_key(self, slot: Slot, private: bytes) -> bytes:
        try:
            keys = [slot.unseal(self.store_id, number, private) for number in self._generations()]
        except Undecipherable as error:
            raise self._damaged() from error
        for key in keys:
            self.trust(key)
        if len(keys) == 1 or connect.opens(self.folder / files.DATABASE, keys[0]):
            return keys[0]
        return keys[-1]

    def _generations(self) -> list[int]:
        return [self._generation] if self._next is None else [self._generation, self._next]

    def _generation_of(self, data_key: bytes) -> int | None:
        check = self._check(data_key)
        return next((n for n, known in self._checks.items() if crypto.same(known, check)), None)

    def _check(self, data_key: bytes) -> bytes:
        return crypto.authenticate(crypto.expand(data_key, "check"), self.store_id)

    def _enter_generation(self, generation: int, data_key: bytes) -> None:
        if not self._store_private:
            raise StoreFault("store.wrong_key", path=str(self.path))
        self._keys[generation] = data_key
        self._checks[generation] = self._check(data_key)
        self._private[generation] = crypto.wrap(
            crypto.expand(data_key, "store pair"),
            self._store_private,
            self._bound_to(generation),
            self._random,
        )

    def _drop(self, generation: int | None) -> None:
        if generation is None:
            return
        for table in (self._keys, self._checks, self._private, self._macs):
            table.pop(generation, None)
        for slot in self._slots:
            slot.sealed.pop(generation, None)

    def _bound_to(self, generation: int) -> bytes:
        return self.store_id + generation.to_bytes(8, "big")

    def _body(self) -> bytes:
        plain = {
            "format": FORMAT,
            "organisation": self.organisation,
            "store": self.store_id.hex(),
            "generation": self._generation,
            "pending": self._next,
            "login_key": self._login_key.hex(),
            "store_public": self.public.hex(),
            "store_private": _hexed(self._private),
            "checks": _hexed(self._checks),
            "slots": [slot.plain() for slot in self._slots],
        }
        return _canonical(plain)

    def _read(self) -> None:
        from medcab_tui.store.faults import told

        with told(self.path):
            self._as_read = self.path.read_bytes()
        try:
            plain = json.loads(self._as_read)
            if int(plain["format"]) > FORMAT:
                raise StoreFault("store.newer", path=str(self.path), version=str(plain["format"]))
            self._macs = _unhexed(plain.pop("macs"))
            self._body_read = _canonical(plain)
            self.organisation = str(plain["organisation"])
            self.store_id, self.public = bytes.fromhex(plain["store"]), bytes.fromhex(plain["store_public"])
            self._login_key = bytes.fromhex(plain["login_key"])
            self._generation = int(plain["generation"])
            self._next = None if plain["pending"] is None else int(plain["pending"])
            self._private, self._checks = _unhexed(plain["store_private"]), _unhexed(plain["checks"])
            self._slots = [Slot.from_plain(slot) for slot in plain["slots"]]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._damaged() from error

    def _damaged(self) -> StoreFault:
        return StoreFault("store.slots_damaged", path=str(self.path))


def _canonical(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hexed(table: dict[int, bytes]) -> dict[str, str]:
    return {str(number): value.hex() for number, value in sorted(table.items())}


def _unhexed(table: dict[str, str]) -> dict[int, bytes]:
    return {int(number): bytes.fromhex(value) for number, value in table.items()}
