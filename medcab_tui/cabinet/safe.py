"""Where the secrets of connections lie: in the system's keyring, or else in the encrypted store.

Every secret put into the keyring gets a name nobody used before, and the store names it in the same
transaction as the settings it goes with. Broken off anywhere, the settings of before still find the secrets
of before; at worst the keyring keeps one that nothing names. The keyring is never waited for longer than
its own time, and what it does not take goes into the store whole, so that no half of it is lost.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet.witness import entry_name
from medcab_tui.domain.links import Secret
from medcab_tui.store.keyring import KeyringFault, Purse, State

if TYPE_CHECKING:
    from medcab_tui.cabinet.desk import Desk
    from medcab_tui.store.keyring import Ring

MISSING: Final = "missing"
"""The keyring answers, but has no such entry: another machine, or somebody took it out."""
_NUMBER_LENGTH: Final = 8


class Unread(Exception):
    """A secret cannot be read now. why: a `State` of the keyring, or MISSING."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Safe:
    """Puts secrets away and finds them again, for one open store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def ring(self) -> Ring | None:
        """The system's keyring; None if it is not used."""
        return self._desk.ring

    async def put(self, values: Mapping[str, str]) -> tuple[Secret, ...]:
        """Puts secrets away, by field: all into the keyring, or all into the hands of the store."""
        ring = self.ring
        if ring is None or not values:
            return tuple(Secret(field, "", value) for field, value in values.items())
        named = {field: self._new_entry() for field in values}

        turn, given_up = threading.Lock(), False
        kept = False

        def keep(purse: Purse) -> None:
            nonlocal kept
            for field, entry in named.items():
                purse.put(entry, values[field])
            whole = all(purse.get(entry) == values[field] for field, entry in named.items())
            with turn:
                kept = whole and not given_up
            if given_up:  # nobody waits any more: what came too late is taken out again
                for entry in named.values():
                    purse.drop(entry)

        with suppress(KeyringFault):
            await asyncio.to_thread(ring.answer, keep)
        with turn:
            given_up = not kept
        if kept:
            return tuple(Secret(field, entry) for field, entry in named.items())
        self._drop(ring, named.values())
        return tuple(Secret(field, "", value) for field, value in values.items())

    async def read(self, secrets: Iterable[Secret]) -> dict[str, str]:
        """The values, by field; raises Unread if the keyring does not give one."""
        values = {one.field: one.value for one in secrets if not one.in_keyring}
        entries = {one.field: one.entry for one in secrets if one.in_keyring}
        if not entries:
            return values
        if self.ring is None:
            raise Unread(State.OFF.value)
        try:
            found = await asyncio.to_thread(
                self.ring.answer, lambda purse: {field: purse.get(entry) for field, entry in entries.items()}
            )
        except KeyringFault as fault:
            raise Unread(fault.state.value) from None
        for field, value in found.items():
            if value is None:
                raise Unread(MISSING)
            values[field] = value
        return values

    def forget(self, secrets: Iterable[Secret]) -> None:
        """Takes out of the keyring what nothing names any more; nobody waits for it, and it never fails.

        A copy of the store in another folder names the same entries: only those made here are taken out.
        """
        here = entry_name(self._desk.vault.folder, self._desk.organisation.id, "").rpartition(":")[2]
        if self.ring is not None:
            self._drop(self.ring, [one.entry for one in secrets if one.entry.endswith(f":{here}")])

    def _drop(self, ring: Ring, entries: Iterable[str]) -> None:
        gone = tuple(entries)

        def drop(purse: Purse) -> None:
            for entry in gone:
                purse.drop(entry)

        if gone:
            ring.ask(drop)

    def _new_entry(self) -> str:
        number = self._desk.surroundings.random.bytes(_NUMBER_LENGTH).hex()
        return entry_name(self._desk.vault.folder, self._desk.organisation.id, f"secret-{number}")
