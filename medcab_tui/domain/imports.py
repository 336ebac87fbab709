"""Taking in charts from files: what was asked, how far it is, what came of it and what was not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

BATCH: Final = 500
"""Resources in one action: all of them or none."""
MOST_LISTED: Final = 10_000
"""Entries not kept that are remembered; all of them go to the file of the list."""


EDITED: Final = "import.edited"
"""Why something is left: it says something else now, but was changed here."""


class Left(Exception):
    """Something that came is not kept, which is no fault of anybody here. reason: told by `ui/words`."""

    def __init__(self, reason: str, element: str = "", **values: str) -> None:
        super().__init__(reason)
        self.reason, self.element, self.values = reason, element, values


class Doubt(StrEnum):
    """What is done about somebody who may be here already, but not surely."""

    ASIDE = "aside"
    """Neither the person nor what belongs to them is taken in: they are listed."""
    NEW = "new"
    """A card of their own."""
    SAME = "same"
    """What belongs to them goes to the card that is here."""


class Kept(StrEnum):
    """What something became here."""

    PATIENT = "patient"
    PROBLEM = "problem"
    ALLERGY = "allergy"
    RECORD = "record"
    RESULT = "result"
    VITAL = "vital"
    PRESCRIPTION = "prescription"
    DOCUMENT = "document"
    VERBATIM = "verbatim"
    """A document that says what came, word by word."""
    NAME = "name"
    """Whoever wrote, an institution, a drug, a diagnosis of a visit: stands in what refers to it."""
    FILE = "file"


class Fate(StrEnum):
    """What happened to one thing that came."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    """It was taken in before and says the same."""
    HERE = "here"
    """It stood here before, not from that source: recognised, and left as it is."""
    EDITED = "edited"
    """It says something else now, but was changed here: left as it is, and told."""


class NotKept(Struct, frozen=True):
    """One entry, or an element of one, that was not taken in, and why.

    file: its name. place: number of the entry, or of the line. remote: how the other system calls it.
    element: empty for the whole. reason, values: told by `ui/words`.
    """

    file: str
    place: int
    kind: str
    remote: str
    element: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True


class Tally(Struct):
    """What came of a batch, or of all of them."""

    fates: Counter[tuple[Kept, Fate]] = field(default_factory=Counter)
    not_kept: list[NotKept] = field(default_factory=list)
    unkept: int = 0
    """All of them, those beyond `MOST_LISTED` too."""
    whole: int = 0
    """Those of which nothing was kept."""
    doubtful: int = 0
    """People who may be here already."""
    stopped: bool = False
    """Somebody stopped it before the end: what was taken in stays."""

    def clear(self) -> None:
        """Forgets everything: the batch is taken in anew."""
        self.fates.clear()
        self.not_kept.clear()
        self.unkept = self.whole = self.doubtful = 0

    def note(self, kept: Kept, fate: Fate) -> None:
        self.fates[kept, fate] += 1

    def leave(self, one: NotKept) -> None:
        """Notes what was not kept."""
        self.unkept += 1
        self.whole += one.whole
        if len(self.not_kept) < MOST_LISTED:
            self.not_kept.append(one)

    def add(self, other: Tally) -> None:
        """Takes the outcome of a batch into the whole."""
        self.fates.update(other.fates)
        room = MOST_LISTED - len(self.not_kept)
        self.not_kept += other.not_kept[:room]
        self.unkept += other.unkept
        self.whole += other.whole
        self.doubtful += other.doubtful

    def of(self, *fates: Fate, but: frozenset[Kept] = frozenset({Kept.NAME, Kept.FILE})) -> int:
        """How many things came out so."""
        return sum(n for (kept, fate), n in self.fates.items() if fate in fates and kept not in but)
