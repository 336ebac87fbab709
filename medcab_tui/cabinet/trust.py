"""A trusted machine: its keyring holds a key of its own that opens the store.

Whoever may use that keyring, the system's user once signed in, can give any worker a new password. A check
before it, of a code or of a face, would be policy of the program and no cryptography.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from medcab_tui.cabinet.witness import entry_name
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.sources import RandomSource
from medcab_tui.store.crypto import KEY_LENGTH
from medcab_tui.store.keyring import KeyringFault, Ring, State

DEVICE: Final = "device"
SERVICE: Final = "service"
_NUMBER_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Device:
    """What the keyring of a trusted machine holds: which slot is its own, and the key of it."""

    name: str
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, random: RandomSource) -> Device:
        """One that no slot was made for yet."""
        return cls(random.bytes(_NUMBER_LENGTH).hex(), random.bytes(KEY_LENGTH))


_REFUSALS: dict[State, Callable[[], Refused]] = {
    State.OFF: lambda: Refused("keyring.off"),
    State.ABSENT: lambda: Refused("keyring.absent"),
    State.LOCKED: lambda: Refused("keyring.locked"),
    State.HANGING: lambda: Refused("keyring.hanging"),
    State.FAULTY: lambda: Refused("keyring.faulty"),
}


def refusal(state: State) -> Refused:
    """What a person is told who asked for something that needs the keyring."""
    return _REFUSALS[state]()


def device_here(ring: Ring | None, folder: Path, store: bytes, what: str = DEVICE) -> Device | None:
    """The key of this machine, None if it has none; waits for the keyring, Refused if it cannot tell.

    what: the machine's own key, or that of a service that runs on it.
    """
    if ring is None:
        raise refusal(State.OFF)
    name = entry_name(folder, store, what)
    try:
        return read(ring.answer(lambda purse: purse.get(name)))
    except KeyringFault as fault:
        raise refusal(fault.state) from fault


def keep(ring: Ring, folder: Path, store: bytes, device: Device, what: str = DEVICE) -> None:
    """Puts the key into the keyring; waits for it, Refused if it does not take it."""
    name = entry_name(folder, store, what)
    try:
        ring.answer(lambda purse: purse.put(name, written(device)))
    except KeyringFault as fault:
        raise refusal(fault.state) from fault


def forget(ring: Ring, folder: Path, store: bytes, what: str = DEVICE) -> Future[None]:
    """Takes the key out of the keyring; nobody needs to wait for it, it opens nothing any more."""
    name = entry_name(folder, store, what)
    return ring.ask(lambda purse: purse.drop(name))


def written(device: Device) -> str:
    """A key as it is kept."""
    return json.dumps({"device": device.name, "secret": device.secret.hex()})


def read(text: str | None) -> Device | None:
    """What `written` gave; None for what is not that."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        plain = json.loads(text or "")
        device = Device(str(plain["device"]), bytes.fromhex(plain["secret"]))
        return device if len(device.secret) == KEY_LENGTH else None
    return None
