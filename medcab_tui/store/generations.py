"""The generations of the data key in a slot file: one, or two while a re-key is under way.

For each there is a check value (which key is it?), a MAC over the rest of the file (who wrote it?) and the
store's private half wrapped under it.
"""

from __future__ import annotations

from typing import Any

from medcab_tui.domain.sources import RandomSource
from medcab_tui.store import crypto
from medcab_tui.store.crypto import Undecipherable


class Generations:
    """Numbers, and what proves the key of each. `keys` are those proved in this process."""

    def __init__(self, store_id: bytes) -> None:
        self.current = 1
        self.pending: int | None = None
        self.keys: dict[int, bytes] = {}
        self._store_id = store_id
        self._checks: dict[int, bytes] = {}
        self._macs: dict[int, bytes] = {}
        self._private: dict[int, bytes] = {}

    @classmethod
    def from_plain(cls, store_id: bytes, plain: dict[str, Any], macs: dict[str, str]) -> Generations:
        """Reads what `plain` and `macs` wrote; ValueError, KeyError, TypeError if it is not that."""
        found = cls(store_id)
        found.current = int(plain["generation"])
        found.pending = None if plain["pending"] is None else int(plain["pending"])
        found._private, found._checks = _unhexed(plain["store_private"]), _unhexed(plain["checks"])
        found._macs = _unhexed(macs)
        return found

    def plain(self) -> dict[str, Any]:
        """As they stand in the file, but for the MACs."""
        return {
            "generation": self.current,
            "pending": self.pending,
            "store_private": _hexed(self._private),
            "checks": _hexed(self._checks),
        }

    def numbers(self) -> list[int]:
        """The current one, and the pending one if there is."""
        return [self.current] if self.pending is None else [self.current, self.pending]

    def number_of(self, data_key: bytes) -> int | None:
        """Which generation's key it is; None if no one's."""
        check = self._check(data_key)
        return next((n for n, known in self._checks.items() if crypto.same(known, check)), None)

    def prove(self, number: int, data_key: bytes, body: bytes) -> bytes:
        """The store's private half; raises Undecipherable if `body` was altered since it was saved."""
        mac = crypto.authenticate(crypto.expand(data_key, "slots"), body)
        if not crypto.same(mac, self._macs.get(number, b"")):
            raise Undecipherable
        box = self._private.get(number, b"")
        private = crypto.unwrap(crypto.expand(data_key, "store pair"), box, self._bound_to(number))
        self.keys[number] = data_key
        return private

    def enter(self, number: int, data_key: bytes, private: bytes, random: RandomSource) -> None:
        """A generation with its key. private: the store's private half, which it will hold too."""
        self.keys[number] = data_key
        self._checks[number] = self._check(data_key)
        self._private[number] = crypto.wrap(
            crypto.expand(data_key, "store pair"), private, self._bound_to(number), random
        )

    def macs(self, body: bytes) -> dict[str, str]:
        """A MAC by each generation over the rest of the file; KeyError if one's key was not proved."""
        self._macs = {
            number: crypto.authenticate(crypto.expand(self.keys[number], "slots"), body)
            for number in self.numbers()
        }
        return _hexed(self._macs)

    def drop(self, number: int) -> None:
        """Forgets one of the two; the other is the current one then."""
        kept = next(other for other in self.numbers() if other != number)
        self.current, self.pending = kept, None
        for table in (self.keys, self._checks, self._private, self._macs):
            table.pop(number, None)

    def _check(self, data_key: bytes) -> bytes:
        return crypto.authenticate(crypto.expand(data_key, "check"), self._store_id)

    def _bound_to(self, number: int) -> bytes:
        return self._store_id + number.to_bytes(8, "big")


def _hexed(table: dict[int, bytes]) -> dict[str, str]:
    return {str(number): value.hex() for number, value in sorted(table.items())}


def _unhexed(table: dict[str, str]) -> dict[int, bytes]:
    return {int(number): bytes.fromhex(value) for number, value in table.items()}
