"""What a service's adapter is: who it is, how it is asked, and what it is given.

An adapter is found by the entry-point group `medcab_tui.services`: the entry's value is a class of this
shape. It may raise nothing but the faults of `domain.exchange`; whatever else it raises, however long it
takes and however much it gives, the cabinet stays up: it is given a deadline and caps from outside.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from msgspec import Struct, field

from medcab_tui.domain.exchange import Capability, Change, Checked, Notebook, Operation, Receipt
from medcab_tui.domain.sources import Clock, IdSource, RandomSource

if TYPE_CHECKING:
    from pydantic import BaseModel

GROUP: Final = "medcab_tui.services"
"""The entry-point group adapters are found by."""


class Info(Struct, frozen=True):
    """Who an adapter is. Texts by language, «en» at least.

    takes: kinds of operations it pushes; gives: kinds of changes it pulls. sees: what of a patient leaves
    the machine, told to whoever switches it on. usage: how it is used, shown at activation (C033).
    simulates: what is invented, for a stand-in; empty for a real one. settings: gives the pydantic model its
    form is built from; a `SecretStr` in it is kept in the keyring and never shown again.
    """

    name: str
    title: Mapping[str, str]
    capabilities: frozenset[Capability]
    settings: Callable[[], type[BaseModel]]
    takes: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    sees: Mapping[str, str] = field(default_factory=dict)
    usage: Mapping[str, str] = field(default_factory=dict)
    simulates: Mapping[str, str] = field(default_factory=dict)


class Given(Struct, frozen=True):
    """What an adapter works with. service: the name the person gave this connection."""

    service: str
    settings: BaseModel
    clock: Clock
    ids: IdSource
    random: RandomSource
    notebook: Notebook | None = None


class Adapter(Protocol):
    """One connection to one service; made when it is needed and closed when it is switched off."""

    info: ClassVar[Info]

    def __init__(self, given: Given) -> None: ...

    async def check(self) -> Checked:
        """Asks how it is; raises a ServiceFault that says what to mend."""
        ...

    def pull(self, since: str) -> AsyncIterator[Change]:
        """Everything that changed after the cursor, in order; `since` is empty the first time.

        Repeating a pull from the same cursor gives the same or more: what was not kept comes again.
        """
        ...

    async def push(self, operation: Operation) -> Receipt:
        """Hands one operation over. The same key a second time changes nothing and gives the same receipt."""
        ...

    async def close(self) -> None:
        """Lets go of connections; may be called twice."""
        ...
