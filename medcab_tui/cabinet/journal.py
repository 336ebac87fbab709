"""The journal, read and verified."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from medcab_tui.cabinet.anchors import anchored
from medcab_tui.cabinet.desk import Desk
from medcab_tui.cabinet.trust import refusal
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.store import journal, journal_proof, journal_rows
from medcab_tui.store.journal_proof import Break
from medcab_tui.store.keyring import KeyringFault, State

if TYPE_CHECKING:
    from medcab_tui.domain.access import CardEntry
    from medcab_tui.domain.journals import Journal
    from medcab_tui.store.transaction import Connection

T = TypeVar("T")


class Restoring(Struct, frozen=True):
    """A backup was in the place of the store when somebody signed in.

    sequence, at: the row that says so. after: the last row the backup shares with what was there before;
    lost: how many rows are known to have followed it there.
    """

    sequence: int
    at: datetime
    after: int
    lost: int


class Verdict(Struct, frozen=True):
    """What walking the chain showed.

    rows: how many hold from the first on. broken_at: the row where it stops holding, None if it is whole.
    what: "" or changed (a row is not what was hashed), forged (hashed anew without the key), missing (a row
    is gone or moved after `broken_at`), anchor (the whole chain was rewritten against what was anchored),
    truncated (the tail was cut off after `broken_at`), rolled_back (the keyring knows a row `broken_at` that
    the store does not have: an older copy was put in its place).
    anchored: the last row that the file outside the database vouches for. unproven: rows after what that
    file and the keyring vouch for; someone who holds today's key could have rewritten those, and this check
    could not tell.
    """

    rows: int
    broken_at: int | None
    what: str
    anchored: int
    unproven: int
    keyring: str = ""
    """State of the keyring: ready, off, absent, locked, hanging or faulty."""
    witnessed: int = 0
    """The row that the keyring vouches for; 0 if none."""
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
        return await self._desk.read(
            Permission.OWN_ACCOUNT, lambda c: journal_rows.of_worker(c, worker, limit)
        )

    async def my_page(
        self,
        *,
        after: int | None = None,
        before: int | None = None,
        last: bool = False,
        limit: int = 50,
        of: Journal | None = None,
    ) -> tuple[JournalRow, ...]:
        """A page of what this worker did, newest first; positions are numbers of rows. of: only these."""
        worker = self._desk.worker.id
        return await self._desk.read(
            Permission.OWN_ACCOUNT,
            lambda c: journal_rows.page_of_worker(
                c, worker, after=after, before=before, last=last, limit=limit, of=of
            ),
        )

    async def my_total(self, of: Journal | None = None) -> int:
        """How many rows of the journal are about this worker."""
        worker = self._desk.worker.id
        return await self._desk.read(
            Permission.OWN_ACCOUNT, lambda c: journal_rows.total_of_worker(c, worker, of)
        )

    async def of_card(
        self,
        patient: Id,
        *,
        after: int | None = None,
        before: int | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> tuple[CardEntry, ...]:
        """A page of who looked into a card and who changed it, newest first.

        Forbidden card.journal unless one's department treats the patient, or none does.
        """
        from medcab_tui.store import card_journal

        page = partial(card_journal.page, after=after, before=before, last=last, limit=limit)
        return await self._of_card(patient, page)

    async def total_of_card(self, patient: Id) -> int:
        """How many rows such a journal has."""
        from medcab_tui.store import card_journal

        return await self._of_card(patient, card_journal.total)

    async def _of_card(self, patient: Id, query: Callable[[Connection, Id], T]) -> T:
        from medcab_tui.domain.access import reads_journal

        guard = self._desk.guard()

        def read(c: Connection) -> T:
            if not reads_journal(guard.require(c, patient)):
                raise Forbidden("card.journal", permission=Permission.READ_CARD_JOURNAL.value)
            return query(c, patient)

        return await self._desk.read(Permission.READ_CARD_JOURNAL, read)

    async def verify(self) -> Verdict:
        """Walks the whole chain against its seals, its head and the anchors."""
        self._desk.require(Permission.READ_JOURNAL)
        anchors = await asyncio.to_thread(anchored, self._desk.vault.folder, self._desk.organisation.id)
        key = journal.journal_key(self._desk.key)
        witness = self._desk.witness
        known = await witness.testimony() if witness is not None else None
        state = (witness.state or State.HANGING) if witness is not None else State.OFF
        walk = await self._desk.read(Permission.READ_JOURNAL, lambda c: journal_proof.verify(c, key, anchors))
        last = max((anchor.sequence for anchor in anchors if anchor.sequence <= walk.rows), default=0)
        broken = walk.broken
        witnessed = 0
        if known is not None and broken is None:
            held = await self._desk.read(
                Permission.READ_JOURNAL, lambda c: journal.has(c, known.sequence, known.hash)
            )
            odd = [*known.odd, *([] if held else [(known.sequence, known.hash)])]
            witnessed = known.sequence if held else 0
            if odd:
                broken = Break(min(odd)[0], "rolled_back")
        return Verdict(
            walk.rows,
            broken.sequence if broken else None,
            broken.what if broken else "",
            last,
            walk.rows - max(last, witnessed),
            state.value,
            witnessed,
            tuple(Restoring(row.sequence, row.at, row.after, row.lost) for row in walk.restored),
        )

    async def accept(self) -> bool:
        """Ends the keyring's alarm about a store that was put back; the journal keeps who did it.

        False if the keyring has nothing to say against the store. Raises Refused keyring.….
        """
        await self._desk.confirm(Permission.KEEP_STORE)
        witness = self._desk.witness
        known = await witness.testimony() if witness is not None else None
        if witness is None or witness.state is not State.READY:
            raise refusal(State.OFF if witness is None else witness.state or State.HANGING)
        if known is None or not known.odd:
            return False
        await self._desk.note("journal.accepted", row=str(min(known.odd)[0]), anchored=True)
        try:
            await witness.accept()
        except KeyringFault as fault:
            raise refusal(fault.state) from fault
        return True
