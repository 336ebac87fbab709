"""Taking in what came in files: up to 500 resources in one action, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from msgspec import Struct

from medcab_tui.cabinet.actions import TOPICS, Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import Examined
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import BATCH, Doubt, Fate, Tally
from medcab_tui.domain.interchange import Read
from medcab_tui.store.transaction import Transaction


class Arrived(Struct, frozen=True):
    """One resource of a file, read.

    digest: of all it says. verbatim: the whole as it came, where the cabinet has no place for it. files:
    what was found in the files with it, by their numbers; one that is not here cannot be kept as a file.
    """

    file: str
    place: int
    digest: bytes
    read: Read
    verbatim: str = ""
    files: tuple[tuple[int, Examined], ...] = ()


@dataclass(frozen=True, slots=True)
class TakeInBatch(Action[int]):
    """Takes in what is new, changes what was not edited here, leaves the rest; gives how much it did.

    What came of each is told by `tally`. It is known by its digest, in the journal as well.
    """

    code: ClassVar[str] = "import.batch"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = TOPICS - {"accounts"}

    id: Id
    source: str
    doubt: Doubt
    digest: bytes
    arrived: tuple[Arrived, ...] = field(compare=False, repr=False)
    tally: Tally = field(compare=False, repr=False)

    def apply(self, tx: Transaction) -> Done[int]:
        from medcab_tui.cabinet.import_taking import Taking

        if len(self.arrived) > BATCH:
            raise Invalid("batch.large", most=str(BATCH))
        self.tally.clear()
        taking = Taking(tx, self.source, self.doubt, self.tally)
        for one in self.arrived:
            taking.take(one)
        taking.finish()
        new, changed = self.tally.of(Fate.NEW), self.tally.of(Fate.CHANGED)
        params = {
            "count": str(len(self.arrived)),
            "new": str(new),
            "changed": str(changed),
            "left": str(self.tally.unkept),
            "hash": self.digest.hex(),
        }
        return Done(new + changed, None, params, after=self.digest)
