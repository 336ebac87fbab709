"""Who may look into a card: whose department treats the patient, and whoever has to do with them now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.accounts import Role, Worker
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import tidy
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.rules import check_line

SHORTEST_REASON: Final = 10
"""Characters of a reason for opening a card outside one's department (TERMINAL.md, safe hands)."""
VISIT_BACK: Final = timedelta(days=7)
VISIT_AHEAD: Final = timedelta(days=14)
"""A visit with the worker that ended no longer ago, or begins no later, lets them look into the card."""
LOOKS_APART: Final = timedelta(hours=1)
"""That a worker looked into a card is journaled once within this time, however often it is opened."""
LONGEST_AREA: Final = 20


class Way(StrEnum):
    """What opens a card to a worker, the strongest first."""

    TREATS = "treats"
    """A department of theirs treats the patient."""
    NOBODYS = "nobodys"
    """No department treats the patient."""
    VISIT = "visit"
    """There is a visit with this worker around today, and not by their own doing alone."""
    WAITS = "waits"
    """Something of the patient's waits for this worker's answer."""
    REASON = "reason"
    """They gave a reason today."""


class Ties(Struct, frozen=True):
    """What stands between a worker and a patient at one moment."""

    treats: bool
    nobodys: bool
    visit: bool
    waits: bool
    reason: bool


def together(ties: Sequence[Ties]) -> Ties:
    """What stands between a worker and a person with several cards: nobody's only if each is nobody's."""
    if len(ties) == 1:
        return ties[0]
    return Ties(
        any(one.treats for one in ties),
        all(one.nobodys for one in ties),
        any(one.visit for one in ties),
        any(one.waits for one in ties),
        any(one.reason for one in ties),
    )


def way_in(ties: Ties) -> Way | None:
    """The strongest way into a card; None: it takes a reason. The one rule of who is inside."""
    if ties.treats:
        return Way.TREATS
    if ties.nobodys:
        return Way.NOBODYS
    if ties.visit:
        return Way.VISIT
    if ties.waits:
        return Way.WAITS
    return Way.REASON if ties.reason else None


def reads_journal(way: Way | None) -> bool:
    """Whether somebody who came in this way is shown who looked into the card.

    It is the treating department's to watch; a patient without one is everybody's. Who is here for a visit
    or by a reason sees the card, not who else did.
    """
    return way in (Way.TREATS, Way.NOBODYS)


def check_reason(reason: str, field: str = "reason") -> str:
    """Why a card is opened outside: ten characters or more, one line."""
    tidied = tidy(reason)
    if len(tidied) < SHORTEST_REASON:
        raise Invalid("reason.short", field, least=str(SHORTEST_REASON))
    check_line(tidied, field)
    return tidied


class Department(Struct, frozen=True):
    """A department."""

    id: Id
    name: str
    heads: tuple[str, ...] = ()
    """Surnames and initials of those who head it today."""
    workers: int = 0


class Assignment(Struct, frozen=True):
    """That a department treats an area, or one patient, from a day to a day; `until` is the first day it
    does not any more, None while it does.
    """

    id: Id
    department: Id
    area: str
    patient: Id | None
    since: date
    until: date | None
    version: int = 1

    def stands(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Outside(Struct, frozen=True):
    """What somebody is told who may not look into a card yet: whose it is, never what it holds."""

    departments: tuple[str, ...]
    heads: tuple[str, ...]
    """Who will be told that it was opened."""
    until: datetime
    """Until when it stays open once a reason is given."""


class CardEntry(Struct, frozen=True):
    """A row of a card's journal: who looked or changed something, and why, where a reason was given.

    post: as it is now. department: as it was then.
    """

    row: JournalRow
    post: str
    department: str
    reason: str = ""

    @property
    def id(self) -> int:
        return self.row.sequence


def may_assign(worker: Worker, department: Id, own: frozenset[Id]) -> bool:
    """Whether a worker says whom a department treats: an administrator of each, a head of their own."""
    if Role.ADMINISTRATOR in worker.roles:
        return True
    return Role.HEAD in worker.roles and department in own


def check_area(area: str, field: str = "area") -> str:
    """An area as cards name it: a number or a short name, one line."""
    tidied = tidy(area)
    if not tidied:
        raise Invalid("access.area_missing", field)
    if len(tidied) > LONGEST_AREA:
        raise Invalid("access.area_long", field, most=str(LONGEST_AREA))
    check_line(tidied, field)
    return tidied
