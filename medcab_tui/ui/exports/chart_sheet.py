"""«Выгрузить карту…»: a whole card as a file, in what format and where to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from medcab_tui.cabinet.chart_export import Way
from medcab_tui.domain.exports import ChartOrder
from medcab_tui.domain.patients import Card
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.forms.aside import Aside
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.paths import path_of
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.patients.printing import full_name
from medcab_tui.ui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.shell.section import SectionScreen

PLACE = "exports.chart"


class ExportChartSheet(Aside):
    """A card on its way out. Its result is where the file lies."""

    place = PLACE

    def __init__(self, cabinet: Cabinet, card: Card) -> None:
        super().__init__(cabinet)
        self._card = card
        self._way = Way()
        self.object = card.patient.id.hex()
        self.proof = _("Write out the whole card: {name}").format(name=full_name(card.patient))

    def title(self) -> str:
        return _("Write the card out")

    def heading(self, width: int) -> list[Line]:
        patient = self._card.patient
        told = (
            (
                _(
                    "All that stands in the card goes into the file, documents with it; into the PDF their"
                    " list alone. What was entered in error does not."
                ),
                "dim",
            ),
            (
                _(
                    "The file is not encrypted: whoever gets it reads it. Nothing is overwritten; the journal"
                    " notes whose card it was and in what format."
                ),
                "warning",
            ),
        )
        return [
            ((f"{full_name(patient)}, {patient.birth.isoformat()}", "text"),),
            *(((" " + part, role),) for text, role in told for part in wrap(text, max(20, width - 2))),
        ]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.exports.models import ExportChartForm

        return ExportChartForm

    def start(self) -> Mapping[str, Start]:
        from medcab_tui.ui.exports.models import CHART_FORMATS

        (first, title), *_others = CHART_FORMATS.items()
        return {"format": Start(_(title), Choice(first, _(title)))}

    def how_far(self) -> str:
        if not self._way.entries:
            return ""
        return _("Written: {n} of {all}.").format(n=self._way.written, all=self._way.entries)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        self._way = Way()
        self.begin(form, lambda: self._write(values))
        return None

    async def _write(self, said: Any) -> Path:
        around, patient = self._cabinet.surroundings, self._card.patient
        name = f"{full_name(patient)} {day_in(around.clock.now(), around.zone).isoformat()}"
        order = ChartOrder(patient.id, said.format, path_of(said.path), name)
        return await self._cabinet.chart_export.write(order, self._way)

    def saved(self, result: Any) -> str:
        return _("Written: {path}").format(path=result)


async def open_chart_export(screen: SectionScreen, card: Card) -> None:
    """The sheet for a card."""
    from medcab_tui.ui.forms.screen import open_form

    await screen.app.push_screen(await open_form(screen.medcab, ExportChartSheet(screen.cabinet, card)))
