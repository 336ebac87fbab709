"""Lists on their way out of the store: the journal knows of each before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.exports import OF_A_CARD, ChartFormat, Listing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.tables import MOST_ROWS, MOST_ROWS_TYPESET, Format
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ExportTable(Action[int]):
    """Notes that a list leaves the store: which, at most how many rows, in what format, and whether patients
    are named. `ExportsRoom.write` writes it.
    """

    code: ClassVar[str] = "table.exported"
    permission: ClassVar[Permission] = Permission.EXPORT_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset()
    step_up: ClassVar[bool] = True

    id: Id
    listing: Listing
    format: Format
    rows: int
    named: bool = False
    patient: Id | None = None

    def apply(self, tx: Transaction) -> Done[int]:
        most = MOST_ROWS_TYPESET if self.format is Format.PDF else MOST_ROWS
        if self.rows > most:
            raise Invalid("export.many", "format", most=str(most))
        if self.listing in OF_A_CARD:
            if not tx.worker.may(Permission.READ_CARD):
                raise Forbidden("forbidden", permission=Permission.READ_CARD.value)
            if self.patient is None:
                raise Invalid("patient.missing")
            tx.patients.birth(self.patient)
        if self.named and not tx.worker.may(Permission.BOOK_VISITS):
            raise Forbidden("export.names", permission=Permission.BOOK_VISITS.value)
        return Done(
            self.rows,
            None,
            {
                "what": self.listing.value,
                "format": self.format.value,
                "rows": str(self.rows),
                "named": "yes" if self.named else "",
                "patient": self.patient.hex() if self.patient is not None else "",
            },
        )


@dataclass(frozen=True, slots=True)
class ExportChart(Action[int]):
    """Notes that a whole card leaves the store. `ChartExport.write` has read it by the rule of open cards
    and writes it.
    """

    code: ClassVar[str] = "chart.exported"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = frozenset()
    step_up: ClassVar[bool] = True

    id: Id
    patient: Id
    format: ChartFormat

    def apply(self, tx: Transaction) -> Done[int]:
        if not tx.worker.may(Permission.EXPORT_DOCUMENT):
            raise Forbidden("forbidden", permission=Permission.EXPORT_DOCUMENT.value)
        tx.patients.birth(self.patient)
        return Done(1, None, {"format": self.format.value, "patient": self.patient.hex()})
