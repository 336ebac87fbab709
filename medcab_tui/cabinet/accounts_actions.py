"""Entering workers and taking them off. Their keys are `AccountsRoom`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import NewWorker, Permission, entered
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AddWorker(Action[Id]):
    """Enters a worker. The key is given by `AccountsRoom.add_worker`, which does this first."""

    code: ClassVar[str] = "worker.added"
    permission: ClassVar[Permission] = Permission.MANAGE_WORKERS
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})
    step_up: ClassVar[bool] = True

    id: Id
    worker: NewWorker

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.accounts.add(entered(self.id, self.worker))
        return Done(self.id, 1, {"worker": self.id.hex()})


@dataclass(frozen=True, slots=True)
class RemoveWorker(Action[Id]):
    """Takes a worker off: from now on they are refused. The key is withdrawn by `AccountsRoom`."""

    code: ClassVar[str] = "worker.removed"
    permission: ClassVar[Permission] = Permission.MANAGE_WORKERS
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})
    step_up: ClassVar[bool] = True

    id: Id
    worker: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.worker == tx.worker.id:
            raise Invalid("worker.oneself")
        tx.accounts.remove(self.worker)
        return Done(self.worker, None, {"worker": self.worker.hex()})
