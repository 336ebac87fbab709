"""The sheet of an order to the laboratory: what, how soon, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import NewOrder
from medcab_tui.domain.patients import Card, Coded
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.dictionaries import diagnoses
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.sheet import ActionSheet, Start
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.ordering import tests
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.order_models import OrderForm

ORDER = "patients.order"
"""Where its draft lies."""


class OrderSheet(ActionSheet):
    """A new order. Its result is the order's id."""

    place = ORDER
    about_somebody = True
    saving = N_("order")

    def __init__(
        self,
        cabinet: Cabinet,
        card: Card,
        present: Present,
        laboratories: Sequence[Choice],
        chosen: Choice | None = None,
    ) -> None:
        """laboratories: those that take orders, the one used last first. chosen: the tests it begins with."""
        self._cabinet, self._card, self._present, self._chosen = cabinet, card, present, chosen
        self._action = cabinet.surroundings.ids.new()
        self._laboratories = tuple(laboratories)
        self._told, self._connected = "", True
        self.placed = False
        """Whether this very sheet made the order that it leads to."""
        self.object = card.patient.id.hex()
        self.first = "reason" if chosen is not None else "tests"

    def title(self) -> str:
        return _("Order to the laboratory")

    def heading(self, width: int) -> list[Line]:
        return sheet_heading(self._card, self._present, width)

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.order_models import ChoosingOrderForm, OrderForm

        return ChoosingOrderForm if self._choosing else OrderForm

    @property
    def _choosing(self) -> bool:
        return len(self._laboratories) > 1

    def start(self) -> Mapping[str, Start]:
        from medcab_tui.ui.patients.chart_bodies import chosen
        from medcab_tui.ui.patients.order_models import PRIORITIES

        found = {"urgent": chosen(*PRIORITIES[0])}
        if self._chosen is not None:
            found["tests"] = Start(self._chosen.shown, self._chosen)
        known = _diagnosis(self._card)
        if known is not None:
            choice = Choice(known, known.display, known.code)
            found["diagnosis"] = Start(choice.shown, choice)
        if self._choosing:
            last = self._laboratories[0]
            found["laboratory"] = Start(last.shown, last)
        return found

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "diagnosis":
            return await diagnoses(self._cabinet, text)
        if field == "laboratory":
            return matching(self._laboratories, text)
        return await tests(self._cabinet, text)

    def duplicate_of(self, first: Id) -> Any | None:
        return first

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.orders_actions import PlaceOrder

        said = cast("OrderForm", values)
        named = said.diagnosis
        diagnosis = f"{named.code} {named.display}" if named is not None else ""
        new = NewOrder(self._card.patient.id, said.tests, said.urgent, said.reason, diagnosis)
        to = str(getattr(said, "laboratory", ""))
        done = await self._cabinet.do(PlaceOrder(self._action, new, to))
        connected = bool(to or await self._cabinet.orders.laboratories())
        self._told = next((one.shown for one in self._laboratories if one.value == to), "")
        self._connected, self.placed = connected, True
        return done.result

    @property
    def told(self) -> str:
        """What is said once it is done, beside that it can be taken back."""
        if not self._connected:
            return _("The order is kept; no laboratory is connected, so it goes nowhere by itself.")
        if self._told:
            return _("Ordered; it goes in 15 seconds: {laboratory}.").format(laboratory=self._told)
        return _("Ordered; it goes to the laboratory in 15 seconds.")


def _diagnosis(card: Card) -> Coded | None:
    """What the patient was last seen with, else what lasts."""
    if card.latest is not None and card.latest.body.diagnosis is not None:
        return card.latest.body.diagnosis
    return next((one.code for one in card.problems if one.active), None)
