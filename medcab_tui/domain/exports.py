"""What can be written out as a table, and what is asked for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec import Struct

from medcab_tui.domain.ids import Id
from medcab_tui.domain.tables import Format


class Listing(StrEnum):
    """Which list leaves the store; the journal keeps the value."""

    DOCUMENTS = "documents"
    SCHEDULE = "schedule"
    RESULTS = "results"
    PROBLEMS = "problems"
    JOURNAL = "journal"


OF_A_CARD: Final = frozenset({Listing.RESULTS, Listing.PROBLEMS})
"""Those of one patient."""


class Order(Struct, frozen=True):
    """A list to be written. rows: how many were counted: so many at most are written.

    target: a folder, or a new file. name: of the file in a folder, without its ending.
    """

    listing: Listing
    format: Format
    target: Path
    name: str
    rows: int
    named: bool = False
    patient: Id | None = None


class ChartFormat(StrEnum):
    """In what a whole card can be written out; the journal keeps the value."""

    FHIR = "fhir"
    PDF = "pdf"
    JSON = "json"

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return "fhir.json" if self is ChartFormat.FHIR else self.value


class ChartOrder(Struct, frozen=True):
    """A card to be written out whole. target: a folder, or a new file; name: of the file in a folder."""

    patient: Id
    format: ChartFormat
    target: Path
    name: str
