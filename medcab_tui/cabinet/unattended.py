"""The key of what runs while nobody is there: who may give it, where it lies, and what it opens.

The key opens the store whole. That only reminders are sent with it is policy of this program and no
cryptography: whoever may use the keyring, or read the file, can decrypt everything.
"""

from __future__ import annotations

import asyncio
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from medcab_tui.cabinet.anchors import anchor
from medcab_tui.cabinet.cabinet import Cabinet, PreviousSignIn
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.keys import Keys
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.cabinet.trust import SERVICE, Device, device_here, forget, keep, read, written
from medcab_tui.domain.accounts import REMINDERS, Permission
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.store import accounts, files, journal
from medcab_tui.store.crypto import STANDARD
from medcab_tui.store.keyring import Ring
from medcab_tui.store.reminders import told_last
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Enabled:
    """How it stands with the service. by: names of who enabled it, one for each machine."""

    by: tuple[str, ...] = ()
    told_last: datetime | None = None


class UnattendedRoom:
    """Giving the service of reminders a key, and taking it back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keys = Keys(desk)

    async def enable(self, key_file: Path | None = None) -> None:
        """Gives this machine a key: in the keyring, or in a file that only its owner may read.

        The key comes first and the slot second: a crash in between leaves a key that opens nothing. Whoever
        calls this has just signed in with the password.
        """
        await self._desk.confirm(Permission.RUN_UNATTENDED)
        desk, keys = self._desk, self._keys
        device = Device.new(desk.surroundings.random)
        before: Device | None = None
        if key_file is not None:
            await asyncio.to_thread(_put, key_file, device)
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
        if key_file is not None:
            await asyncio.to_thread(_key_of, key_file)  # another file is not removed by mistake
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
        names = tuple(f"{one.surname} {one.given}".strip() if one else "—" for one in found)
        return Enabled(names, await self._desk.vault.read(told_last))

    def _take_back(self, key_file: Path | None, before: Device | None) -> None:
        """What was kept before, when the slot could not be made."""
        if key_file is not None:
            key_file.unlink(missing_ok=True)
        elif before is not None:
            keep(self._keys.ring, self._keys.folder, self._keys.store, before, SERVICE)


class Service:
    """A store that is open with nobody before it. It reminds and can do nothing else."""

    def __init__(self, cabinet: Cabinet, desk: Desk) -> None:
        self._cabinet = cabinet
        self._desk = desk

    @classmethod
    async def open(
        cls, folder: Path, surroundings: Surroundings, ring: Ring | None, key_file: Path | None = None
    ) -> Service:
        """Opens the store with the key of the service. Raises Refused service.… or keyring.…, StoreFault."""
        slots = await asyncio.to_thread(SlotFile.load, folder, surroundings.random)
        if not slots.services():
            raise Refused("service.none")
        device = await asyncio.to_thread(_key_here, ring, folder, slots.store_id, key_file)
        keys: list[bytes] = []

        def taking(file: SlotFile) -> bytes:
            keys.append(file.unlock_service(device.name, device.secret))
            return keys[-1]

        vault, slots = await Vault.unlocked(folder, taking, random=surroundings.random)
        try:
            if not await asyncio.to_thread(slots.remembered, keys[-1]):
                raise StoreFault("store.slots_older", path=str(slots.path))
            enabled_by = slots.services().get(device.name)
            if enabled_by is None:
                raise Refused("service.wrong_key")
            if await vault.read(lambda c: accounts.by_id(c, enabled_by)) is None:
                raise Refused("service.worker_gone")
            organisation = await vault.read(accounts.organisation)
        except BaseException:
            vault.close_now()
            raise
        desk = Desk(
            vault,
            keys[-1],
            worker=REMINDERS,
            organisation=organisation,
            surroundings=surroundings,
            cost=STANDARD,
        )
        return cls(Cabinet(desk, PreviousSignIn(None, 0)), desk)

    async def remind(self) -> int:
        """Tells everybody what fell due; gives how many reminders were told."""
        told = await self._cabinet.reminders.run()
        if told:
            last = await self._desk.vault.read(journal.head)
            with suppress(StoreFault):  # what was told stands; the next anchor covers it
                await asyncio.to_thread(anchor, self._desk.vault.folder, self._desk.organisation.id, last)
        return told

    def close(self) -> None:
        """Closes the store and forgets the key."""
        self._cabinet.close_now()


def _key_here(ring: Ring | None, folder: Path, store: bytes, key_file: Path | None) -> Device:
    if key_file is not None:
        return _key_of(key_file)
    device = device_here(ring, folder, store, SERVICE)
    if device is None:
        raise Refused("service.no_key")
    return device


def _put(path: Path, device: Device) -> None:
    """Writes the key into a new file, 0600 from its first moment on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(written(device))
            file.flush()
            os.fsync(descriptor)
        files.sync_folder(path.parent)
    except FileExistsError:
        raise Refused("service.file_exists", path=str(path)) from None
    except OSError as error:
        raise Refused("service.file_unwritable", path=str(path)) from error


def _key_of(path: Path) -> Device:
    """The key in a file, if nobody else may read it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            text = file.read(files.MOST_BYTES) if stat.S_ISREG(found.st_mode) else b""
    except OSError as error:
        raise Refused("service.file_unreadable", path=str(path)) from error
    if found.st_mode & OTHERS or found.st_uid != os.geteuid():
        raise Refused("service.file_open", path=str(path))
    device = read(text.decode("utf-8", "replace"))
    if device is None:
        raise Refused("service.file_unreadable", path=str(path))
    return device
