"""What a card has to do with services: its policy is asked about by itself, and when somebody wants to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_rules import day_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterRow
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_opening import CardOpening
from medcab_tui.ui.patients.printing import KINDS
from medcab_tui.ui.patients.sending import Day
from medcab_tui.ui.widgets.soon import soon

REST = 0.1
"""Seconds that a painted card stays before anybody is asked: of one that is only passed by nobody is."""


class CardExchange(CardOpening):
    """The part of section 2 that talks to services about the patient whose card is open."""

    def __init__(self) -> None:
        super().__init__()
        self._looked_after: tuple[Id, date] | None = None

    def available(self, action: str) -> bool:
        if action == "send_document":
            return self.cabinet.worker.may(Permission.SEND_OUT) and bool(self._to_send())
        if action == "card_way":
            return self.cabinet.worker.may(Permission.SEND_OUT) and self._under_cursor() is not None
        if action == "export_chart":
            may = self.cabinet.worker.may
            return self.card is not None and may(Permission.EXPORT_DOCUMENT) and may(Permission.READ_CARD)
        if action == "ask_prices":
            return self.card is not None and self.cabinet.worker.may(Permission.WRITE_RECORD)
        if action == "ask_region":
            return self.card is not None and self.cabinet.worker.may(Permission.READ_CARD)
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
        await self.medcab.once.painted()  # what asking changes would hold the first paint back
        await asyncio.sleep(REST)
        cabinet, card = self.medcab.cabinet, self.card
        if cabinet is not None and card is not None and card.patient.id == patient:
            await cabinet.insurance.look_after(patient)

    async def action_ask_policy(self) -> None:
        """Ask the insurer now, whenever it was asked before."""
        from medcab_tui.cabinet.insurance_actions import AskPolicy

        card = self.card
        if card is not None:
            action = AskPolicy(self.cabinet.surroundings.ids.new(), card.patient.id)
            await self.medcab.act(action, told=_("The insurer is asked about the policy."))

    async def action_export_chart(self) -> None:
        """Write the whole card out as a file."""
        from medcab_tui.ui.exports.chart_sheet import open_chart_export

        if self.card is not None:
            await open_chart_export(self, self.card)

    async def action_ask_prices(self) -> None:
        """Ask anew what the services of this patient's latest visit cost."""
        from medcab_tui.cabinet.insurance_actions import AskPrices

        card, cabinet = self.card, self.cabinet
        if card is None:
            return
        visit = await cabinet.visits.latest_of(card.patient.id)
        if visit is None or not visit.services:
            self.medcab.report(Refused("visit.no_services"))
            return
        action = AskPrices(cabinet.surroundings.ids.new(), visit.id)
        await self.medcab.act(action, told=_("The insurer is asked what the services cost."))

    async def action_ask_region(self) -> None:
        """Ask regional systems for this patient's chart; what there is comes by itself."""
        from medcab_tui.cabinet.region_actions import AskRegion

        card = self.card
        if card is not None:
            action = AskRegion(self.cabinet.surroundings.ids.new(), card.patient.id)
            told = _("The regional system is asked. What it has comes into the card by itself.")
            await self.medcab.act(action, told=told)

    def _to_send(self) -> Sequence[EncounterRow] | Sequence[DocumentRow] | Day | None:
        """What о would send: records written here, documents with a file, the results of the chosen day."""
        card, view = self.card, self._card_view
        if card is None or view is None:
            return None
        if view.results is not None:
            day, found = view.results.chosen_day()
            return Day(card.patient.id, day, found) if day is not None and found else None
        chosen = view.chosen
        records = [row for row in chosen if isinstance(row, EncounterRow) and not row.external]
        papers = [row for row in chosen if isinstance(row, DocumentRow) and row.format and not row.withdrawn]
        return records or papers

    async def action_send_document(self) -> None:
        """Send what is marked or under the cursor to the service that takes it."""
        from medcab_tui.ui.documents.sending import send
        from medcab_tui.ui.patients.sending import send_records, send_results

        found, view = self._to_send(), self._card_view
        if not found or view is None:
            return
        if isinstance(found, Day):
            await send_results(self.medcab, found, self.read_again)
        elif isinstance(found[0], EncounterRow):
            records = [row for row in found if isinstance(row, EncounterRow)]
            await send_records(self.medcab, records, self.cabinet.surroundings.zone, self._sent)
        else:
            papers = [row for row in found if isinstance(row, DocumentRow)]
            await send(self.medcab, papers, view.pane.rows if view.pane is not None else None)

    def _sent(self) -> None:
        """The cursor stays on the one that goes: its way is seen by the next key."""
        view = self._card_view
        if view is not None and view.pane is not None and view.pane.is_attached:
            view.pane.rows.clear_marks()

    def _under_cursor(self) -> tuple[Id, str] | None:
        """What the way is shown of, and what it is called."""
        card, view = self.card, self._card_view
        if card is None or view is None:
            return None
        if view.results is not None:
            day, found = view.results.chosen_day()
            if day is None or not found:
                return None
            return day_of(card.patient.id, day), _("results of {day}").format(day=day)
        if (record := self.record) is not None:
            return record.id, f"{_(KINDS[record.kind])} {day_in(record.at, self.cabinet.surroundings.zone)}"
        if (document := self.document) is not None:
            return document.id, document.title
        return None

    async def action_card_way(self) -> None:
        """How far the record, the document or the results under the cursor have come."""
        from medcab_tui.ui.links.way import WayScreen
        from medcab_tui.ui.patients.printing import heading_name

        found, card = self._under_cursor(), self.card
        if found is not None and card is not None:
            about, title = found
            await self.app.push_screen(WayScreen(f"{heading_name(card.patient)} · {title}", about))
