"""The stand-in as an adapter: takes every kind of operation, answers by its counterparts, says more later."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from medcab_tui.domain.exchange import Capability, Change, Checked, Operation, Receipt, Rejected, ServiceFault
from medcab_tui.domain.stand import Deed, Direction
from medcab_tui.services.adapter import Given, Info
from medcab_tui.services.embedded import (
    courses,
    directing,
    insurer,
    laboratory,
    patients,
    pharmacies,
    post,
    records,
    region,
    registers,
    regulator,
    timetable,
    told,
)
from medcab_tui.services.embedded.chance import Chance, Conduct, out_of_service, slot_ends
from medcab_tui.services.embedded.directing import FAILING
from medcab_tui.services.embedded.forgetful import Forgetful
from medcab_tui.services.embedded.ledger import Ledger, feed_key
from medcab_tui.services.embedded.taken import Asked, Taken, line

if TYPE_CHECKING:
    from pydantic import BaseModel

_COUNTERPARTS: Final[dict[str, Callable[[Asked], Taken]]] = {
    kind: counterpart.take
    for counterpart in (
        courses, insurer, laboratory, pharmacies, post, records, region, registers, regulator, timetable
    )
    for kind in counterpart.KINDS
}  # fmt: skip
TAKES: Final = frozenset(_COUNTERPARTS) | patients.KINDS
_KEY: Final = re.compile(r"[0-9a-f]{32}")


def _settings() -> type[BaseModel]:
    from medcab_tui.services.embedded.settings import EmbeddedSettings

    return EmbeddedSettings


class Adapter:
    """One connection to the stand-in. Without a notebook it forgets everything when it is closed."""

    info: ClassVar[Info] = Info(
        "embedded",
        told.TITLE,
        frozenset(Capability) - {Capability.IDENTITY},
        _settings,
        takes=TAKES,
        gives=frozenset({"status", "patient", "result", "resource"}),
        sees=told.SEES,
        usage=told.USAGE,
        simulates=told.SIMULATES,
    )

    def __init__(self, given: Given) -> None:
        self._clock = given.clock
        self._conduct = Conduct(**given.settings.model_dump())
        self._notebook = given.notebook or Forgetful()
        self._ledger = Ledger(self._notebook, given.clock)
        self._turn = asyncio.Lock()

    async def check(self) -> Checked:
        """Says that it is a stand-in; raises the fault it was told to have, or has by its seed."""
        await self._in_service(await self._ledger.now())
        return Checked("Имитация отвечает; настоящей службы за ней нет", "stand-in")

    async def pull(self, since: str) -> AsyncIterator[Change]:
        """Everything said after the cursor, as it was said then."""
        await self._in_service(await self._ledger.now())
        async for change in self._ledger.changes(since):
            yield change

    async def push(self, operation: Operation) -> Receipt:
        """Takes one operation; the same key again gives the same receipt. Raises ServiceFault."""
        async with self._turn:
            now = await self._ledger.now()
            direction = await directing.directed(self._notebook)
            if direction is not None and direction.deed in FAILING:
                await self._done(direction)
                raise directing.fault(direction.deed)
            self._by_seed(now)
            key = _key_of(operation)
            before = await self._ledger.answered(key)
            if before is not None:
                return before
            receipt = await self._take(key, operation, direction, now)
            await self._done(direction)
        lost = direction is not None and direction.deed is Deed.LOST
        if lost or self._chance(operation, None).happens("lost", self._conduct.loses):
            raise directing.fault(Deed.LOST)
        return receipt

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def _take(self, key: str, operation: Operation, direction: Direction | None, now: int) -> Receipt:
        drops: list[str] = []
        try:
            taken = await self._made_of(key, operation, direction, now, drops)
        except Rejected as why:
            body = operation.body
            named = patients.named(body) or line(body, "title", "subject", "kind")
            await self._ledger.reject(key, operation, why, named, now)
            await self._done(direction)
            raise
        await self._ledger.enter(key, operation, taken, now, drops=drops)
        return taken.receipt

    async def _made_of(
        self, key: str, operation: Operation, direction: Direction | None, now: int, drops: list[str]
    ) -> Taken:
        if operation.kind not in TAKES:
            raise Rejected("Такие сведения служба не принимает", code="KIND_UNKNOWN")
        chance = self._chance(operation, direction)
        asked = Asked(operation, chance, self._clock.now())
        try:
            if operation.kind not in patients.KINDS:
                return _COUNTERPARTS[operation.kind](asked)
            return await self._patient(key, asked, now, drops)
        except ServiceFault:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
            raise Rejected("Сведения не разобраны", code="BODY_UNREADABLE") from wrong

    async def _patient(self, key: str, asked: Asked, now: int, drops: list[str]) -> Taken:
        """Looks at the copy kept here first; a change that was still to come is off by a new one."""
        remote = patients.remote_of(self._conduct.seed, asked.operation.object)
        found: Any = await self._notebook.get(patients.SPACE, remote)
        known = found if isinstance(found, Mapping) else None
        taken = patients.take(Asked(asked.operation, asked.chance, asked.at, known), now, key)
        later = known.get("later") if known is not None else None
        if later is not None and later["at"] > now and taken.notes:
            drops.append(feed_key(later["at"], later["by"], 0))
        return taken

    def _chance(self, operation: Operation, direction: Direction | None) -> Chance:
        if direction is None:
            return Chance(self._conduct, operation.key)
        refusal = direction.code if direction.deed is Deed.REFUSE else None
        later = directing.LATER if direction.deed is Deed.LATE else timedelta()
        return Chance(self._conduct, operation.key, refusal, later)

    async def _in_service(self, now: int) -> None:
        direction = await directing.directed(self._notebook)
        if direction is not None and direction.deed in FAILING and not direction.once:
            raise directing.fault(direction.deed)
        self._by_seed(now)

    def _by_seed(self, now: int) -> None:
        wrong = out_of_service(self._conduct, now)
        if wrong:
            raise directing.fault(wrong, slot_ends(now))

    async def _done(self, direction: Direction | None) -> None:
        if direction is not None and direction.once:
            await directing.direct(self._notebook, None)


def _key_of(operation: Operation) -> str:
    """The key it is kept under: its own, or a digest of one that is no key."""
    if _KEY.fullmatch(operation.key):
        return operation.key
    return hashlib.sha256(operation.key.encode("utf-8", "replace")).hexdigest()[:32]
