"""Results that wait for somebody: acknowledging and postponing them, and taking that back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.home import SeenResult, check_postponed
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction

MOST = 500
"""Results in one go."""


@dataclass(frozen=True, slots=True)
class AcknowledgeResults(Action[int]):
    """Says that these results were read, each at the version it was seen at; gives how many."""

    code: ClassVar[str] = "results.acknowledged"
    permission: ClassVar[Permission] = Permission.ACKNOWLEDGE_RESULTS
    topics: ClassVar[frozenset[str]] = frozenset({"home", "encounters"})

    id: Id
    results: tuple[SeenResult, ...]

    def apply(self, tx: Transaction) -> Done[int]:
        _open(tx, self.results)
        tx.waiting.acknowledge(_few(self.results))
        return _told(self.results)


@dataclass(frozen=True, slots=True)
class WithdrawAcknowledgement(Action[int]):
    """These results wait again. `seen` of each is the version that acknowledging made."""

    code: ClassVar[str] = "results.withdrawn"
    permission: ClassVar[Permission] = Permission.ACKNOWLEDGE_RESULTS
    topics: ClassVar[frozenset[str]] = frozenset({"home", "encounters"})

    id: Id
    results: tuple[SeenResult, ...]

    def apply(self, tx: Transaction) -> Done[int]:
        _open(tx, _of_others(tx, self.results))
        tx.waiting.withdraw(_few(self.results))
        return _told(self.results)


@dataclass(frozen=True, slots=True)
class PostponeResults(Action[int]):
    """Hides results on Home until a moment to come; in the card they stay as they are. `until` is aware."""

    code: ClassVar[str] = "results.postponed"
    permission: ClassVar[Permission] = Permission.ACKNOWLEDGE_RESULTS
    topics: ClassVar[frozenset[str]] = frozenset({"home"})

    id: Id
    results: tuple[SeenResult, ...]
    until: datetime

    def apply(self, tx: Transaction) -> Done[int]:
        check_postponed(self.until, tx.now)
        _open(tx, self.results)
        tx.waiting.postpone(_few(self.results), self.until)
        return _told(self.results)


@dataclass(frozen=True, slots=True)
class RecallResults(Action[int]):
    """Takes a postponement back. `seen` of each is the version that postponing made."""

    code: ClassVar[str] = "results.recalled"
    permission: ClassVar[Permission] = Permission.ACKNOWLEDGE_RESULTS
    topics: ClassVar[frozenset[str]] = frozenset({"home"})

    id: Id
    results: tuple[SeenResult, ...]

    def apply(self, tx: Transaction) -> Done[int]:
        _open(tx, _of_others(tx, self.results))
        tx.waiting.recall(_few(self.results))
        return _told(self.results)


def _open(tx: Transaction, results: tuple[SeenResult, ...]) -> None:
    """What stands in a closed card waits for others."""
    for patient in dict.fromkeys(one.patient for one in _few(results)):
        tx.access.require(patient)


def _of_others(tx: Transaction, results: tuple[SeenResult, ...]) -> tuple[SeenResult, ...]:
    """Those that somebody else answered. One's own answer can always be taken back: with it goes what waited
    for this worker, and that may have been all that opened the card.
    """
    return tuple(one for one in _few(results) if not tx.waiting.answered_here(one))


def _few(results: tuple[SeenResult, ...]) -> tuple[SeenResult, ...]:
    if len(results) > MOST:
        raise Invalid("batch.large", most=str(MOST))
    return results


def _told(results: tuple[SeenResult, ...]) -> Done[int]:
    """A row of the journal for each patient: which result if it is one, else how many; the hash names all."""
    counted = Counter(one.patient for one in results)
    rows = [{"count": str(count), "patient": patient.hex()} for patient, count in counted.items()]
    if len(results) == 1:
        rows[0]["observation"] = results[0].id.hex()
    first, further = (rows[0], rows[1:]) if rows else ({"count": "0"}, [])
    return Done(len(results), None, first, after=fingerprint(results), further=tuple(further))
