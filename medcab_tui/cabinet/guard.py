"""Which cards are open to the worker who asks: every read of what a card holds passes here.

A read that takes a patient, or something of a patient's, goes by `Desk.read_card`. Lists pass what they found
through `Guard.open`, and leave out or leave unsaid what is not open. `tests/cabinet/test_outside.py` goes
over every read of every room and fails on one that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.access import Outside, Way
from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.ids import Id
from medcab_tui.store import access
from medcab_tui.store.transaction import Connection

Whose: TypeAlias = Id | Callable[[Connection], Id | None]
"""A patient, or what finds in the store whose something is; None: nobody's."""


class Guard:
    """The rule of `domain.access` for one worker at one moment."""

    def __init__(self, worker: Worker, surroundings: Surroundings) -> None:
        self._look = access.Look(worker.id, surroundings.clock.now(), surroundings.zone)
        self._known: dict[Id, bool] = {}

    def require(self, connection: Connection, whose: Whose) -> Way | None:
        """Refused card.outside unless the card is open; gives by which way it is."""
        patient = whose if isinstance(whose, bytes) else whose(connection)
        return None if patient is None else access.require(connection, self._look, patient)

    def open(self, connection: Connection, patient: Id | None) -> bool:
        """Whether a card is open; asked once of each patient, for lists."""
        if patient is None:
            return True
        known = self._known.get(patient)
        if known is None:
            known = self._known[patient] = access.way(connection, self._look, patient) is not None
        return known

    def outside(self, connection: Connection, patient: Id) -> Outside:
        """What is said at a card that is not open."""
        return access.outside(connection, self._look, patient)
