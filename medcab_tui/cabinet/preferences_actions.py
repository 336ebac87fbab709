"""Keeping a filter under a name, and dropping it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.preferences import MOST_FILTERS, SavedFilter, Wanted, check_filter
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SaveFilter(Action[str]):
    """Keeps a filter under a name, in place of the one of that name. Gives the name as it is kept."""

    code: ClassVar[str] = "filter.saved"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset()

    id: Id
    place: str
    name: str
    wanted: Wanted

    def apply(self, tx: Transaction) -> Done[str]:
        name = check_filter(self.name, self.wanted)
        taken = tx.preferences.filter_names(tx.worker.id, self.place)
        if name not in taken and len(taken) >= MOST_FILTERS:
            raise Invalid("filter.many", "name", most=str(MOST_FILTERS))
        tx.preferences.keep_filter(tx.worker.id, SavedFilter(self.place, name, self.wanted))
        return Done(name, None, {"place": self.place})


@dataclass(frozen=True, slots=True)
class DropFilter(Action[None]):
    """Forgets a filter."""

    code: ClassVar[str] = "filter.dropped"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset()

    id: Id
    place: str
    name: str

    def apply(self, tx: Transaction) -> Done[None]:
        if not tx.preferences.drop_filter(tx.worker.id, self.place, self.name):
            raise Invalid("filter.missing")
        return Done(None, None, {"place": self.place})
