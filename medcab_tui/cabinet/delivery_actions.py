"""Choosing by which ways one is told of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.delivery import SERVICES, Preferences, address_meant
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ChooseDelivery(Action[None]):
    """Keeps ways by kind and quiet hours in the place of those that were seen. Raises Stale."""

    code: ClassVar[str] = "delivery.chosen"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})

    id: Id
    chosen: Preferences

    def apply(self, tx: Transaction) -> Done[None]:
        chosen = self.chosen
        for channel in SERVICES:
            chosen = chosen.with_address(channel, address_meant(channel, chosen.address(channel)))
        version = tx.delivery.keep(tx.worker.id, chosen)
        return Done(None, version, {"version": str(version)})
