"""What changes who is asked for a code: one's own second factor, kept and given up; another's, taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EnrolSecondFactor(Action[Id]):
    """Keeps a second factor whose first code was right. `seen`: the one whose place it takes, None without.

    `SecondFactorRoom.confirm` looks at the code.
    """

    code: ClassVar[str] = "second_factor.enrolled"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})
    step_up: ClassVar[bool] = True

    id: Id
    secret: bytes = field(repr=False)
    step: int
    hashes: tuple[bytes, ...] = field(repr=False)
    seen: int | None

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.second_factor.standing(tx.worker.id, self.seen)
        version = tx.second_factor.keep(tx.worker.id, self.secret, self.step, self.hashes)
        return Done(tx.worker.id, version, {"replaced": "yes" if before is not None else "no"})


@dataclass(frozen=True, slots=True)
class RemoveSecondFactor(Action[Id]):
    """Gives one's own second factor up."""

    code: ClassVar[str] = "second_factor.removed"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"accounts"})
    step_up: ClassVar[bool] = True

    id: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.second_factor.standing(tx.worker.id, self.seen)
        tx.second_factor.forget(tx.worker.id)
        return Done(tx.worker.id)


@dataclass(frozen=True, slots=True)
class LiftSecondFactor(Action[Id]):
    """Takes a worker's second factor away who lost the phone; they sign in with the password alone then."""

    code: ClassVar[str] = "second_factor.lifted"
    permission: ClassVar[Permission] = Permission.MANAGE_WORKERS
    topics: ClassVar[frozenset[str]] = frozenset({"accounts", "home"})
    step_up: ClassVar[bool] = True

    id: Id
    worker: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.worker == tx.worker.id:
            raise Invalid("second_factor.oneself")
        tx.accounts.worker(self.worker)
        if not tx.second_factor.forget(self.worker):
            raise Refused("second_factor.none")
        return Done(self.worker, None, {"worker": self.worker.hex()})
