"""What became of the store as a thing: copied, found unsound, brought back. Who keeps it is told (C032)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction

_HOME = frozenset({"home"})


@dataclass(frozen=True, slots=True)
class NoteCopy(Action[None]):
    """A copy was made and read back. name: of its folder."""

    code: ClassVar[str] = "store.backed_up"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = _HOME

    id: Id
    name: str

    def apply(self, tx: Transaction) -> Done[None]:
        return Done(None, None, {"copy": self.name})


@dataclass(frozen=True, slots=True)
class NoteUnsoundCopy(Action[None]):
    """A copy was read and does not hold: nobody should rely on it. name: of its folder."""

    code: ClassVar[str] = "store.copy_unsound"
    permission: ClassVar[Permission] = Permission.KEEP_STORE
    topics: ClassVar[frozenset[str]] = _HOME

    id: Id
    name: str

    def apply(self, tx: Transaction) -> Done[None]:
        return Done(None, None, {"copy": self.name})


@dataclass(frozen=True, slots=True)
class NoteUnsoundStore(Action[None]):
    """The store was checked and does not hold; whoever may look at it may find that. count: of faults."""

    code: ClassVar[str] = "store.unsound"
    permission: ClassVar[Permission] = Permission.LOOK_AT_STORE
    topics: ClassVar[frozenset[str]] = _HOME

    id: Id
    count: int

    def apply(self, tx: Transaction) -> Done[None]:
        return Done(None, None, {"count": str(self.count)})


@dataclass(frozen=True, slots=True)
class NoteBroughtBack(Action[None]):
    """A copy stands in the place of the store since somebody signed in last: all who work here are told."""

    code: ClassVar[str] = "store.brought_back"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = _HOME

    id: Id

    def apply(self, tx: Transaction) -> Done[None]:
        return Done(None, None, {})
