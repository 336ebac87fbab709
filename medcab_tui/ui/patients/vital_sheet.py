"""The sheet of vital signs: a new entry, or what was wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from medcab_tui.domain.vital_line import line_of, read_line
from medcab_tui.domain.vitals import Measured, check_measured
from medcab_tui.locale import _, language
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.patients.chart_sheets import ChartSheet
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import cut, moment
from medcab_tui.ui.patients.vital_words import last_height, sentence
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from medcab_tui.cabinet.actions import Action
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.chart import Edition
    from medcab_tui.domain.ids import Id
    from medcab_tui.domain.patients import Card
    from medcab_tui.domain.vitals import Measurement
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.patients.vital_models import AmendedVitalsForm, VitalsForm

VITALS = "patients.vitals"
"""Where the drafts lie; objects are the patient's id for a new entry, else that of what is amended."""


class VitalsSheet(ChartSheet):
    """One line; what it is understood as stands under it, and so does what is worth a second look."""

    place = VITALS
    first = "line"
    about_somebody = True
    enter_saves = True

    def __init__(
        self,
        cabinet: Cabinet,
        card: Card,
        present: Present,
        known: Sequence[Measurement],
        amended: Measurement | None = None,
    ) -> None:
        super().__init__(cabinet, card, present, amended.version if amended else 0)
        self._known, self._amended = known, amended
        self.told = ""
        """What was written down, once it is."""
        if amended is not None:
            self.object = amended.id.hex()

    def title(self) -> str:
        return _("Amend vital signs") if self._amended else _("Vital signs")

    def heading(self, width: int) -> list[Line]:
        lines = super().heading(width)
        if self._known and self._amended is None:
            last = self._known[0]
            words = _("last time, {when}: {what}").format(
                when=moment(last.at, self._present.zone), what=sentence(last.said)
            )
            lines.append(((f" {cut(words, max(20, width - 2))}", "dim"),))
        return lines

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.patients.vital_models import vitals_model

        height, at = last_height(self._known), self._amended.at if self._amended else None
        return vitals_model(self._now, self._card.patient.birth, height, at)

    def start(self) -> Mapping[str, Start]:
        return self.starts(self._amended.said) if self._amended is not None else {}

    def starts(self, body: Measured) -> dict[str, Start]:
        return {"line": Start(line_of(body, self._present.zone, english=language() != "ru"))}

    def proposed(self) -> Mapping[str, Start]:
        if self.restored is None:
            return {}
        body, reason = self.restored
        return {**self.starts(body), "reason": Start(reason)}

    async def editions(self) -> Sequence[Edition]:
        edited = self._amended.id if self._amended else self._action
        return await self._cabinet.vitals.versions(edited)

    def doing(self, values: BaseModel) -> Action[Id]:
        from medcab_tui.cabinet.vitals_actions import AmendVitals, RecordVitals

        said = self._said(cast("VitalsForm", values).line)
        self.told = sentence(said)
        if self._amended is None:
            return RecordVitals(self._action, self._card.patient.id, said)
        reason = cast("AmendedVitalsForm", values).reason
        return AmendVitals(self._action, self._amended.id, self._seen, said, reason)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        return (await self._cabinet.do(self.doing(values))).result

    def saved(self, result: Any) -> str:
        return _("Written down: {what}").format(what=self.told) if self._amended else ""

    def _said(self, line: str) -> Measured:
        here = self._now()
        said = check_measured(
            read_line(line, here.now, here.zone), here.now, self._card.patient.birth, here.zone
        )
        before = self._amended
        if before is None:
            return said
        # The line of an entry tells its time to the minute; without a time it stays when it was.
        same = said.at in (here.now, before.at.replace(second=0, microsecond=0))
        return Measured(before.at, said.values) if same else said

    def _now(self) -> Present:
        surroundings = self._cabinet.surroundings
        return Present(surroundings.clock.now(), surroundings.zone)
