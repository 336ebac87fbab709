"""What a card has to do with services: its policy is asked about by itself, and when somebody wants to."""

from __future__ import annotations

from datetime import date

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_opening import CardOpening
from medcab_tui.ui.widgets.soon import soon


class CardExchange(CardOpening):
    """The part of section 2 that talks to services about the patient whose card is open."""

    def __init__(self) -> None:
        super().__init__()
        self._looked_after: tuple[Id, date] | None = None

    def available(self, action: str) -> bool:
        if action == "ask_policy":
            card = self.card
            return (
                card is not None
                and bool(card.patient.policy)
                and self.cabinet.worker.may(Permission.READ_CARD)
            )
        return super().available(action)

    async def _read_card(self) -> None:
        """A card that is open is looked after beside it: nobody waits for a service."""
        await super()._read_card()
        card = self.card
        if card is None or not card.patient.policy:
            return
        opened = (card.patient.id, self.present().today)
        if opened != self._looked_after:
            self._looked_after = opened
            soon(self, self._look_after, card.patient.id, group="policy", exit_on_error=False)

    async def _look_after(self, patient: Id) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is not None:
            await cabinet.insurance.look_after(patient)

    async def action_ask_policy(self) -> None:
        """Ask the insurer now, whenever it was asked before."""
        from medcab_tui.cabinet.insurance_actions import AskPolicy

        card = self.card
        if card is not None:
            action = AskPolicy(self.cabinet.surroundings.ids.new(), card.patient.id)
            await self.medcab.act(action, told=_("The insurer is asked about the policy."))
