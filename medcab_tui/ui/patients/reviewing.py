"""Results by keys: two dates compared, orders placed and taken back, files uploaded for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.orders import Order, OrderStatus
from medcab_tui.domain.rooms import AttentionRow, TaskState
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_opening import CardOpening
from medcab_tui.ui.patients.order_words import order_title
from medcab_tui.ui.patients.printing import full_name
from medcab_tui.ui.patients.rows import row_of
from medcab_tui.ui.verbs import by_action, keys_shown
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.domain.patients import Card, Observation
    from medcab_tui.ui.forms.fields import Choice
    from medcab_tui.ui.verbs import Verb

UPLOADING: Final = frozenset({"results", "referrals"})
"""Tabs on which an attached file is what came for an order."""


class Reviewing(CardOpening):
    """The part of section 2 that works with results and orders."""

    def available(self, action: str) -> bool:
        pane, card, may = self.results, self.card, self.cabinet.worker.may
        match action:
            case "record_versions" if pane is not None:
                return pane.rows.cursor_row is not None
            case "upload_results":
                return card is not None and may(Permission.ATTACH_DOCUMENT) and may(Permission.READ_CARD)
            case "amend_record" if pane is not None:
                return False
            case "supplement_record" if pane is not None:
                return False
            case "withdraw_particular" if self.order is not None:
                return withdrawable(self.order) and may(Permission.WRITE_RECORD)
            case "hand_over_result":
                return pane is not None and bool(pane.waiting()) and may(Permission.ACKNOWLEDGE_RESULTS)
            case "new_order":
                return card is not None and may(Permission.WRITE_RECORD)
        return super().available(action)

    def word_for(self, verb: Verb) -> str:
        pane = self.results
        if verb.action == "record_versions" and pane is not None:
            if pane.compared:
                return _("table")
            return _("compare with it") if pane.base is not None else _("compare two dates")
        if verb.action == "attach_document" and self._uploads:
            return _("upload results")
        return super().word_for(verb)

    def moving(self) -> list[KeyHint]:
        """The verb of two dates stands beside the arrows that choose them."""
        pane, verb = self.results, by_action("patients", "record_versions")
        if pane is None or verb is None or pane.rows.cursor_row is None or pane.plotted:
            return super().moving()
        keys = keys_shown(verb, self.medcab.own_keys)
        compare = KeyHint(keys, self.word_for(verb), action=verb.action)
        if pane.base is None:
            return [*super().moving(), compare]
        return [KeyHint("←→", _("the other date")), compare]

    @property
    def order(self) -> Order | None:
        """The order to the laboratory under the cursor of «Направления»."""
        from medcab_tui.ui.patients.referrals_pane import ReferralsPane

        pane = self._card_view.pane if self._card_view is not None and self.card is not None else None
        return pane.order if isinstance(pane, ReferralsPane) else None

    @property
    def opens_order(self) -> bool:
        """Whether Enter on the order under the cursor leads anywhere: to its file, or to its results."""
        return self.order is not None and bool(self.order.documents or self.order.results)

    @on(RowList.Opened, "#referrals-rows")
    async def _order_opened(self, event: RowList.Opened) -> None:
        """The file that came for an order, else its results in the table."""
        order, view = event.row, self._card_view
        if not isinstance(order, Order) or view is None:
            return
        event.stop()
        if order.documents:
            row = order.documents[-1].hex()
            self.medcab.states["documents"] = {"view": "list", "row": row, "back": "patients.summary"}
            self.medcab.go("documents", "list")
        elif order.results:
            await view.show_tab("results")
            view.select_test(order.tests[0].code)
            view.focus_pane()
            self.refresh_key_line()

    @property
    def _uploads(self) -> bool:
        view = self._card_view
        return self.card is not None and view is not None and view.tab in UPLOADING

    # What the keys do.

    async def action_record_versions(self) -> None:
        """Two dates side by side where results are shown, else the editions of the record."""
        pane = self.results
        if pane is None:
            await super().action_record_versions()
            return
        pane.compare()
        self.refresh_key_line()

    def leave_comparison(self) -> bool:
        """From two dates back to the table; false if none are compared."""
        pane = self.results
        left = pane is not None and not self.field.has_focus and pane.leave_comparing()
        if left:
            self.refresh_key_line()
        return left

    async def action_hand_over_result(self) -> None:
        """Ask a colleague to review the newest result under the cursor that nobody acknowledged."""
        card, pane = self.card, self.results
        waiting = pane.waiting() if pane is not None else ()
        if card is not None and waiting:
            await self.medcab.hand_over(_line(card, waiting[-1]))

    async def action_attach_document(self) -> None:
        """Where results or referrals are shown, a file is what came for an order."""
        if self._uploads:
            await self.action_upload_results()
        else:
            await super().action_attach_document()

    async def action_upload_results(self) -> None:
        """The sheet for files of examination results."""
        if (card := self.card) is not None:
            await self._upload(card)

    async def _upload(self, card: Card) -> None:
        from medcab_tui.ui.patients.result_files import ResultFilesSheet

        orders = await self.cabinet.orders.of(card.patient.id)
        asked = order.id if (order := self.order) is not None else None
        await self._open_form(ResultFilesSheet(self.cabinet, row_of(card), orders, asked), self._file_done)

    async def action_new_referral(self) -> None:
        """Ask what to: tests open the order with them in it, else the paper."""
        from medcab_tui.ui.patients.heading import sheet_heading
        from medcab_tui.ui.patients.ordering import PAPER, referrals
        from medcab_tui.ui.shell.pick import Pick

        card, cabinet = self.card, self.cabinet
        if card is None or not cabinet.worker.may(Permission.WRITE_RECORD):
            await super().action_new_referral()
            return

        async def chosen(choice: Choice | None) -> None:
            if choice is None or self.card is not card:
                return
            if choice.value == PAPER:
                await super(Reviewing, self).action_new_referral()
            else:
                await self._order(card, choice)

        heading = sheet_heading(card, self.present(), 70)
        about = "\n".join("".join(text for text, _role in line).strip() for line in heading[:1])
        pick = Pick(_("Referral"), about, lambda text: referrals(cabinet, text))
        await self.app.push_screen(pick, chosen)

    async def action_withdraw_particular(self) -> None:
        """Take the order under the cursor back, with a reason; elsewhere what is entered in error."""
        from medcab_tui.ui.shell.reason import Reason

        order, card = self.order, self.card
        if order is None or card is None:
            await super().action_withdraw_particular()
            return
        from medcab_tui.cabinet.orders_actions import WithdrawOrder

        if (
            order.status is OrderStatus.ACCEPTED
        ):  # no reason is asked for what cannot be: it says whom to call
            new = self.cabinet.surroundings.ids.new()
            await self.medcab.act(WithdrawOrder(new, order.id, order.version, ""), told="")
            return

        async def answered(reason: str | None) -> None:
            if reason is not None:
                new = self.cabinet.surroundings.ids.new()
                taken = WithdrawOrder(new, order.id, order.version, reason)
                await self.medcab.act(taken, told=_("The order is taken back."))

        about = f"{full_name(card.patient)}, {card.patient.birth}\n{order_title(order)}"
        suggestions = (_("ordered by mistake"), _("done elsewhere"), _("the patient refused"))
        await self.app.push_screen(Reason(_("Take the order back"), about, suggestions=suggestions), answered)

    async def action_new_order(self) -> None:
        """The sheet of an order to the laboratory."""
        if (card := self.card) is not None:
            await self._order(card)

    async def _order(self, card: Card, chosen: Choice | None = None) -> None:
        from medcab_tui.ui.patients.order_sheet import OrderSheet
        from medcab_tui.ui.patients.ordering import laboratories

        sheet = OrderSheet(self.cabinet, card, self.present(), await laboratories(self.cabinet), chosen)

        def ordered(order: Id | None) -> None:
            self._open_sheet = None
            if order is not None and sheet.placed:
                self._ordered(order, sheet.told)

        await self._open_form(sheet, ordered)

    def _ordered(self, order: Id, told: str) -> None:
        from medcab_tui.cabinet.orders_actions import WithdrawOrder

        new = self.cabinet.surroundings.ids.new()
        self.medcab.offer(told, WithdrawOrder(new, order, 1, _("taken back at once")))
        self.read_again()

    async def restore_sheet(self, state: dict[str, str]) -> None:
        from medcab_tui.ui.patients.order_sheet import ORDER
        from medcab_tui.ui.patients.result_files import RESULT_FILES

        if state["sheet"] not in (ORDER, RESULT_FILES) or not state.get("card"):
            await super().restore_sheet(state)
            return
        card = await self.cabinet.patients.card(Id(bytes.fromhex(state["card"])))
        await (self._order(card) if state["sheet"] == ORDER else self._upload(card))


def withdrawable(order: Order) -> bool:
    """Whether a result is still to come: of what the laboratory has taken the key says whom to call."""
    return order.open


def _line(card: Card, result: Observation) -> AttentionRow:
    """The result as a line of Home has it."""
    patient = card.patient
    return AttentionRow(
        result.id,
        None,
        TaskState.AWAITING,
        result.at,
        None,
        result.code.display,
        patient.id,
        "",
        "",
        "",
        "",
        "",
        full_name=full_name(patient),
        born=patient.birth,
        result=result,
        kind=NoticeKind.RESULT,
    )
