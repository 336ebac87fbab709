"""Who can open the store, without naming anybody: by a password, the recovery code, a trusted machine."""

from __future__ import annotations

from medcab_tui.domain.errors import Invalid, Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import connect, crypto, files, recovery
from medcab_tui.store.crypto import STANDARD, KdfCost, Undecipherable
from medcab_tui.store.slot import DEVICE, PASSWORD, RECOVERY, SERVICE, Slot
from medcab_tui.store.slot_file import StoredSlots


class SlotFile(StoredSlots):
    """The slots of one store. What alters them needs a key that `unlock`, `recover` or `trust` proved."""

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
        """Takes a worker's slot out, and the services they enabled. The worker may have kept the data key, so
        the caller re-keys.
        """
        leaving = self._find(login)
        self._slots = [
            slot
            for slot in self._slots
            if leaving is None
            or (slot is not leaving and (slot.kind, slot.worker) != (SERVICE, leaving.worker))
        ]

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

    def add_device(self, name: str, secret: bytes, data_key: bytes, *, worker: Id) -> None:
        """A slot that the key of a trusted machine opens. worker: who trusts it."""
        self.trust(data_key)
        self._add(Slot.make(self.store_id, secret, self._random, kind=DEVICE, name=name, worker=worker.hex()))

    def devices(self) -> tuple[str, ...]:
        """The trusted machines, by number."""
        return tuple(slot.name for slot in self._slots if slot.kind == DEVICE)

    def remove_devices(self, *names: str) -> None:
        """Trusts these machines no more; without names, none at all."""
        self._slots = [
            slot for slot in self._slots if slot.kind != DEVICE or (names and slot.name not in names)
        ]

    def unlock_device(self, name: str, secret: bytes) -> bytes:
        """The data key by the key of a trusted machine. Raises Refused("recovery.untrusted")."""
        for slot in self._slots:
            if (slot.kind, slot.name) == (DEVICE, name):
                try:
                    private = slot.open(self.store_id, secret)
                except Undecipherable:
                    break
                return self._data_key(slot, private)
        raise Refused("recovery.untrusted", "code")

    def add_service(self, name: str, secret: bytes, data_key: bytes, *, worker: Id) -> None:
        """A slot that the key of a service opens while nobody is there. worker: who enables it."""
        self.trust(data_key)
        slot = Slot.make(self.store_id, secret, self._random, kind=SERVICE, name=name, worker=worker.hex())
        self._add(slot)

    def services(self) -> dict[str, Id]:
        """Who enabled which service, by number."""
        return {slot.name: Id(bytes.fromhex(slot.worker)) for slot in self._slots if slot.kind == SERVICE}

    def remove_services(self, *names: str) -> None:
        """These services open the store no more; without names, none does."""
        self._slots = [
            slot for slot in self._slots if slot.kind != SERVICE or (names and slot.name not in names)
        ]

    def unlock_service(self, name: str, secret: bytes) -> bytes:
        """The data key by the key of a service. Raises Refused service.none or service.wrong_key."""
        if not self.services():
            raise Refused("service.none")
        for slot in self._slots:
            if (slot.kind, slot.name) == (SERVICE, name):
                try:
                    private = slot.open(self.store_id, secret)
                except Undecipherable:
                    break
                return self._data_key(slot, private)
        raise Refused("service.wrong_key")

    # -- within

    def _find(self, login: str) -> Slot | None:
        name = self.name_of(login)
        return next((slot for slot in self._slots if slot.kind == PASSWORD and slot.name == name), None)

    def _usual_cost(self) -> KdfCost:
        return next((slot.cost for slot in self._slots if slot.cost is not None), STANDARD)

    def _add(self, slot: Slot) -> None:
        for number in self._generations.numbers():
            key = self._generations.keys.get(number)
            if key is None:  # half a re-key is on the disk and only one of its keys is known
                raise StoreFault("store.busy", path=str(self.path))
            slot.seal(self.store_id, number, key, self._random)
        self._slots.append(slot)

    def _private_half(self, slot: Slot, password: str) -> bytes:
        try:
            return slot.open(self.store_id, crypto.as_bytes(password))
        except Undecipherable as error:
            raise Refused("sign_in.wrong") from error

    def _data_key(self, slot: Slot, private: bytes) -> bytes:
        try:
            keys = [slot.unseal(self.store_id, number, private) for number in self._generations.numbers()]
        except Undecipherable as error:
            raise self._damaged() from error
        for key in keys:
            self.trust(key)
        if len(keys) == 1 or connect.opens(self.folder / files.DATABASE, keys[0]):
            return keys[0]
        return keys[-1]
