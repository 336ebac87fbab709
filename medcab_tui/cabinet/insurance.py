"""Insurance: how it stands with a policy, asked by itself, and what was answered before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import PRICING, PolicyCheck, due
from medcab_tui.domain.region import ChartAsked
from medcab_tui.domain.times import day_in
from medcab_tui.store import insurance, patients, region

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.store.transaction import Connection

    Do = Callable[[Action[Any]], Awaitable[Outcome[Any]]]


class InsuranceRoom:
    """What a worker may know of patients' insurance."""

    def __init__(self, desk: Desk, do: Do) -> None:
        self._desk, self._do = desk, do

    async def checks(self, patient: Id) -> tuple[PolicyCheck, ...]:
        """What was asked of a patient's policies and answered, the latest first."""
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: insurance.checks(c, patient)
        )

    async def charts_asked(self, patient: Id) -> tuple[ChartAsked, ...]:
        """When regional systems were asked for a patient's chart, the latest first."""
        return await self._desk.read_card(Permission.READ_CARD, patient, lambda c: region.asked(c, patient))

    async def asked_about(self, question: Id) -> Id | None:
        """Whose policy or chart a question was about; None if it is none of those."""
        return await self._desk.read(Permission.READ_CARD, lambda c: insurance.whose(c, question))

    async def unreached(self) -> bool:
        """Whether there is somebody who says what services cost, and nobody of those can be reached."""
        found = await self._desk.read(Permission.READ_CARD, lambda c: insurance.insurers(c, PRICING))
        return found.connected and not found.reached

    async def look_after(self, patient: Id) -> bool:
        """Asks the insurer if the last answer is older than a day; whether it did. Nobody waits for it."""
        from medcab_tui.cabinet.insurance_actions import AskPolicy

        self._desk.require(Permission.READ_CARD)
        around = self._desk.surroundings
        now, today = around.clock.now(), day_in(around.clock.now(), around.zone)

        def is_due(connection: Connection) -> bool:
            policy = patients.one(connection, patient).policy
            standing = insurance.standing_of(connection, patient, policy, now, today)
            return due(standing, insurance.insurers(connection), now)

        try:
            if not await self._desk.read_card(Permission.READ_CARD, patient, is_due):
                return False
            await self._do(AskPolicy(around.ids.new(), patient, by_itself=True))
        except StoreFault:
            raise
        except Refused:
            return False  # asked by somebody else a moment ago, or not ours to see
        return True
