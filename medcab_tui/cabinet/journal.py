"""The journal, read and verified."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from medcab_tui.cabinet.anchors import anchored
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.store import journal


@dataclass(frozen=True, slots=True)
class Restoring:
    """A backup was in the place of the store when somebody signed in.

    sequence, at: the row that says so. after: the last row the backup shares with what was there before;
    lost: how many rows are known to have followed it there.
    """

    sequence: int
    at: datetime
    after: int
    lost: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What walking the chain showed.

    rows: how many hold from the first on. broken_at: the row where it stops holding, None if it is whole.
    what: "" or changed (a row is not what was hashed), forged (hashed anew without the key), missing (a row
    is gone or moved after `broken_at`), anchor (the whole chain was rewritten against what was anchored),
    truncated (the tail was cut off after `broken_at`).
    anchored: the last row that the file outside the database vouches for. unproven: rows after it; someone
    who holds today's key could have rewritten those, and this check could not tell.
    """

    rows: int
    broken_at: int | None
    what: str
    anchored: int
    unproven: int
    restored: tuple[Restoring, ...] = ()
    """Backups that took the place of the store. If nobody restored one then, somebody cut the journal."""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


class JournalRoom:
    """What was done, by whom."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def mine(self, limit: int = 200) -> tuple[JournalRow, ...]:
        """What this worker did, the last first."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: journal.of_worker(c, worker, limit))

    async def verify(self) -> Verdict:
        """Walks the whole chain against its seals, its head and the anchors."""
        self._desk.require(Permission.READ_JOURNAL)
        anchors = await asyncio.to_thread(anchored, self._desk.vault.folder, self._desk.organisation.id)
        key = journal.journal_key(self._desk.key)
        walk = await self._desk.read(Permission.READ_JOURNAL, lambda c: journal.verify(c, key, anchors))
        last = max((anchor.sequence for anchor in anchors if anchor.sequence <= walk.rows), default=0)
        broken = walk.broken
        return Verdict(
            walk.rows,
            broken.sequence if broken else None,
            broken.what if broken else "",
            last,
            walk.rows - last,
            tuple(
                Restoring(row.sequence, row.at, int(row.params["after"]), int(row.params["lost"]))
                for row in walk.restored
            ),
        )
