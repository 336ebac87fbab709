"""One key slot: an X25519 pair. A secret wraps its private half; data keys are sealed to its public half."""

from __future__ import annotations

import json
from typing import Any, Final

from msgspec import Struct, field

from medcab_tui.domain.sources import RandomSource
from medcab_tui.store import crypto
from medcab_tui.store.crypto import KdfCost

PASSWORD: Final = "password"  # noqa: S105 (a kind of slot, not a secret)
RECOVERY: Final = "recovery"
DEVICE: Final = "device"
SERVICE: Final = "service"
KINDS: Final = frozenset({PASSWORD, RECOVERY, DEVICE, SERVICE})


class Slot(Struct):
    """One way to the data key.

    kind: PASSWORD, RECOVERY, DEVICE or SERVICE. name: keyed hash of the login, number of the device or of the
    service, "" for recovery. worker: whose it is, or who trusted the device or enabled the service, hex id.
    cost: of deriving; None for what is long enough, a recovery code or the key of a device. sealed: data key
    by generation.
    """

    kind: str
    name: str
    worker: str
    cost: KdfCost | None
    salt: bytes
    public: bytes
    private: bytes
    sealed: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def make(
        cls,
        store_id: bytes,
        secret: bytes,
        random: RandomSource,
        *,
        kind: str,
        name: str = "",
        worker: str = "",
        cost: KdfCost | None = None,
    ) -> Slot:
        """A slot with a new pair, opened by `secret` (a password or a code, not yet stretched)."""
        private, public = crypto.key_pair(random)
        slot = cls(kind, name, worker, cost, random.bytes(crypto.SALT_LENGTH), public, b"")
        slot.private = crypto.wrap(slot._wrapping_key(secret), private, slot._bound_to(store_id), random)
        return slot

    def rewrap(
        self, store_id: bytes, private: bytes, secret: bytes, cost: KdfCost, random: RandomSource
    ) -> None:
        """The same pair under another password."""
        self.cost, self.salt = cost, random.bytes(crypto.SALT_LENGTH)
        self.private = crypto.wrap(self._wrapping_key(secret), private, self._bound_to(store_id), random)

    def open(self, store_id: bytes, secret: bytes) -> bytes:
        """The private half; raises Undecipherable."""
        return crypto.unwrap(self._wrapping_key(secret), self.private, self._bound_to(store_id))

    def seal(self, store_id: bytes, generation: int, data_key: bytes, random: RandomSource) -> None:
        """Puts the data key of a generation into the slot; needs nobody's password."""
        self.sealed[generation] = crypto.seal(
            self.public, data_key, self._bound_to(store_id, generation), random
        )

    def unseal(self, store_id: bytes, generation: int, private: bytes) -> bytes:
        """The data key of a generation; raises Undecipherable."""
        return crypto.unseal(private, self.sealed.get(generation, b""), self._bound_to(store_id, generation))

    def plain(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "kind": self.kind,
            "name": self.name,
            "worker": self.worker,
            "kdf": None
            if self.cost is None
            else {"t": self.cost.iterations, "m": self.cost.memory_kib, "p": self.cost.lanes},
            "salt": self.salt.hex(),
            "public": self.public.hex(),
            "private": self.private.hex(),
            "sealed": {str(number): box.hex() for number, box in sorted(self.sealed.items())},
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Slot:
        """Reads what `plain` wrote; ValueError, KeyError or TypeError if it is not that."""
        kdf = plain["kdf"]
        cost = None if kdf is None else KdfCost(int(kdf["t"]), int(kdf["m"]), int(kdf["p"]))
        if plain["kind"] not in KINDS or (cost is None) != (plain["kind"] != PASSWORD):
            raise ValueError("no such kind of slot")
        if cost is not None and not cost.bearable():
            raise ValueError("the cost of deriving is beyond the caps")
        if len(bytes.fromhex(plain["salt"])) != crypto.SALT_LENGTH:
            raise ValueError("not the length of a salt")
        return cls(
            plain["kind"],
            str(plain["name"]),
            str(plain["worker"]),
            cost,
            bytes.fromhex(plain["salt"]),
            bytes.fromhex(plain["public"]),
            bytes.fromhex(plain["private"]),
            {int(number): bytes.fromhex(box) for number, box in plain["sealed"].items()},
        )

    def _wrapping_key(self, secret: bytes) -> bytes:
        stretched = (
            secret
            if self.cost is None
            else crypto.stretch(secret.decode("utf-8", "surrogatepass"), self.salt, self.cost)
        )
        return crypto.expand(stretched, f"slot {self.kind}", self.salt)

    def _bound_to(self, store_id: bytes, generation: int | None = None) -> bytes:
        """What a box is tied to: the wrapped half to its cost, a sealed key to its generation."""
        if generation is None and self.cost is not None:
            kind_of_box: list[str | int] = [
                "private",
                self.cost.iterations,
                self.cost.memory_kib,
                self.cost.lanes,
            ]
        else:
            kind_of_box = ["sealed" if generation else "private", generation or 0]
        parts = [store_id.hex(), self.kind, self.name, self.worker, self.public.hex(), *kind_of_box]
        return json.dumps(parts, separators=(",", ":")).encode()
