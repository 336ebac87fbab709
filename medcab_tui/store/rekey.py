"""Another data key for the whole store: the copy under the new key replaces the old file in one step."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, connect, faults, files, judging
from medcab_tui.store.lock import FolderLock
from medcab_tui.store.slots import SlotFile


async def rekey(folder: Path, old_key: bytes, new_key: bytes, slots: SlotFile) -> None:
    """Re-keys a store that this process has closed; others are asked to lock, else store.in_use.

    slots: as loaded, with workers removed or not; saved here, first with both generations, at the end with
    the new one. Interrupted anywhere, the store opens with the old key or with the new one, and the slots
    hold both until the next opening settles it. When it raises, the store still has the old key. Older
    backups keep the old key.
    """
    await asyncio.to_thread(rekey_now, folder, old_key, new_key, slots)


def rekey_now(folder: Path, old_key: bytes, new_key: bytes, slots: SlotFile) -> None:
    """`rekey` in the calling thread."""
    path = folder / files.DATABASE
    fresh = path.with_name(path.name + ".new")
    lock = FolderLock(folder)
    try:
        lock.alone()
        faults.look_at(path)
        slots.trust(old_key)
        with judging.judged(folder, old_key):
            slots.reseal(new_key)
            slots.save()
            files.remove_database(fresh)
            with contextlib.closing(connect.keyed(path, old_key)) as connection:
                backup.copy_database(connection, fresh, new_key)
                connection.pragma("wal_checkpoint", "TRUNCATE")
            backup.prove(fresh, new_key)
            judging.put_in_place(fresh, path)
        slots.commit_pending()
        with contextlib.suppress(StoreFault):  # the re-key is done; the next opening settles the slots
            slots.save()
    finally:
        lock.close()
