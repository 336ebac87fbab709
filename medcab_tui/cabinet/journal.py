"""The journal, read and verified."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from medcab_tui.cabinet.anchors import anchored
from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.store import journal


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
        rows, broken = await self._desk.read(
            Permission.READ_JOURNAL, lambda c: journal.verify(c, key, anchors)
        )
        last = max((sequence for sequence in anchors if sequence <= rows), default=0)
        return Verdict(
            rows, broken.sequence if broken else None, broken.what if broken else "", last, rows - last
        )
