"""The key of what runs while nobody is there: who may give it, where it lies, and what it opens.

The key opens the store whole. That only reminders and the exchange run with it is policy of this program
and no cryptography: whoever may use the keyring, or read the file, can decrypt everything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.key_file import key_of, put
from medcab_tui.cabinet.keys import Keys
from medcab_tui.cabinet.trust import SERVICE, Device, device_here, forget, keep
from medcab_tui.domain.accounts import Permission
from medcab_tui.store import accounts
from medcab_tui.store.reminders import told_last
from medcab_tui.store.slots import SlotFile


class Enabled(Struct, frozen=True):
    """How it stands with the service. by: names of who enabled it, one for each machine."""

    by: tuple[str, ...] = ()
    told_last: datetime | None = None


class UnattendedRoom:
    """Giving the service of reminders a key, and taking it back."""

    def __init__(self, desk: Desk, need_proof: Callable[[str], None]) -> None:
        """need_proof: raises Refused step_up.needed unless who sits here was proved a short while ago."""
        self._desk = desk
        self._need_proof = need_proof
        self._keys = Keys(desk)

    async def enable(self, key_file: Path | None = None) -> None:
        """Gives this machine a key: in the keyring, or in a file that only its owner may read.

        The key comes first and the slot second: a crash in between leaves a key that opens nothing.
        """
        await self._desk.confirm(Permission.RUN_UNATTENDED)
        self._need_proof("service.enabled")
        desk, keys = self._desk, self._keys
        device = Device.new(desk.surroundings.random)
        before: Device | None = None
        if key_file is not None:
            await asyncio.to_thread(put, key_file, device)
        else:
            ring = keys.ring
            before = await asyncio.to_thread(device_here, ring, keys.folder, keys.store, SERVICE)
            await asyncio.to_thread(keep, ring, keys.folder, keys.store, device, SERVICE)

        def change(slots: SlotFile) -> None:
            if before is not None:
                slots.remove_services(before.name)
            slots.add_service(device.name, device.secret, desk.key, worker=desk.worker.id)

        try:
            edition = await keys.change(change)
        except BaseException:
            await asyncio.to_thread(self._take_back, key_file, before)
            raise
        await keys.note("service.enabled", service=device.name, edition=edition)

    async def disable(self, key_file: Path | None = None) -> bool:
        """Takes all keys of the service away; an administrator's doing so gives the store a new one.

        False if the store keeps its key: then who copied one of them and the file of slots has both still.
        """
        await self._desk.confirm(Permission.RUN_UNATTENDED)
        self._need_proof("service.disabled")
        if key_file is not None:
            await asyncio.to_thread(key_of, key_file)  # another file is not removed by mistake
        edition = await self._keys.change(lambda slots: slots.remove_services())
        await self._keys.note("service.disabled", edition=edition)
        if key_file is not None:
            key_file.unlink(missing_ok=True)
        if self._desk.witness is not None:
            forget(self._desk.witness.ring, self._keys.folder, self._keys.store, SERVICE)
        if not self._desk.worker.may(Permission.MANAGE_WORKERS):
            return False
        return await self._keys.renew(trusting=True)

    async def status(self) -> Enabled:
        """Who enabled it, and when it reminded somebody last."""
        self._desk.require(Permission.READ_HOME)
        workers = (await asyncio.to_thread(self._keys.slots)).services().values()
        found = [
            await self._desk.vault.read(lambda c, one=one: accounts.by_id(c, one))  # type: ignore[misc]
            for one in workers
        ]
        names = tuple(
            " ".join(filter(None, (one.surname, one.given, one.patronymic))) if one else "—" for one in found
        )
        return Enabled(names, await self._desk.vault.read(told_last))

    def _take_back(self, key_file: Path | None, before: Device | None) -> None:
        """What was kept before, when the slot could not be made."""
        if key_file is not None:
            key_file.unlink(missing_ok=True)
        elif before is not None:
            keep(self._keys.ring, self._keys.folder, self._keys.store, before, SERVICE)
