"""Uploading results of examinations: files that become documents, kept against an order (C037)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import Order
from medcab_tui.domain.patients import PatientRow
from medcab_tui.locale import _
from medcab_tui.ui.documents.sheets import AttachSheet
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.patients.order_words import order_line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.documents.models import AttachForm

RESULT_FILES = "patients.result_files"
"""Where its draft lies."""

KIND = "результат исследования"


class ResultFilesSheet(AttachSheet):
    """The sheet of a file with the order that it answers: the one it was asked from, else the newest open."""

    place = RESULT_FILES

    def __init__(
        self, cabinet: Cabinet, patient: PatientRow, orders: Sequence[Order], asked: Id | None = None
    ) -> None:
        super().__init__(cabinet, patient)
        self._orders = tuple(orders)
        self._asked = asked
        self.object = patient.id.hex()

    def title(self) -> str:
        return _("Upload examination results")

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.order_models import ResultFilesForm

        return ResultFilesForm

    def start(self) -> Mapping[str, Start]:
        found = {**super().start(), "kind": Start(KIND, Choice(KIND, KIND))}
        asked = [one for one in self._orders if one.id == self._asked]
        waiting = [one for one in self._orders if one.open]
        if likely := (*asked, *waiting):
            choice = self._choice(likely[0])
            found["order"] = Start(choice.shown, choice)
        return found

    def _choice(self, order: Order) -> Choice:
        return Choice(order.id, order_line(order, self._cabinet.surroundings.zone))

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field != "order":
            return await super().picks(field, text)
        return matching([self._choice(one) for one in self._orders], text)

    def along(self, said: AttachForm, documents: Sequence[Id]) -> tuple[Action[Any], ...]:
        from medcab_tui.cabinet.orders_actions import KeepResultFiles

        named = getattr(said, "order", None)
        order = next((one for one in self._orders if one.id == named), None)
        if order is None:
            return ()
        new = self._cabinet.surroundings.ids.new()
        return (KeepResultFiles(new, order.id, order.version, tuple(documents)),)
