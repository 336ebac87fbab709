"""Setting a doctor's working hours, a line for each weekday."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from medcab_tui.domain.schedule import Doctor
from medcab_tui.domain.schedule_hours import SLOT, Week, WorkingHours, read_hours, told
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import Sheet, Start
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.schedule.models import HoursForm

HOURS = "schedule.hours"
"""Where the drafts lie; objects are the doctors' ids."""


class HoursSet(Struct, frozen=True):
    """What came of the sheet: the version of the week now."""

    version: int


class HoursSheet(Sheet):
    """A doctor's week. An empty line is a day without reception."""

    place = HOURS
    first = "day0"

    def __init__(self, cabinet: Cabinet, doctor: Doctor, week: Week) -> None:
        self._cabinet = cabinet
        self._doctor = doctor
        self._week = week
        self._seen = week.version
        self.object = doctor.id.hex()

    def title(self) -> str:
        return _("Working hours")

    def heading(self, width: int) -> list[Line]:
        return [
            ((self._doctor.name, "bold"), (f" · {self._doctor.post}", "dim")),
            ((" " + _("an empty line is a day without reception; visits that stand are not moved"), "dim"),),
        ]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.schedule.models import HoursForm

        return HoursForm

    def start(self) -> Mapping[str, Start]:
        days = {f"day{one.weekday}": Start(told(one)) for one in self._week.days}
        first = self._week.days[0] if self._week.days else None
        minutes = first.minutes if first else SLOT
        return {
            **days,
            "minutes": Start(str(minutes), Choice(minutes, str(minutes))),
            "room": Start(first.room if first else ""),
        }

    def extra(self) -> dict[str, str]:
        return {"~seen": str(self._seen)}

    def resume(self, body: Mapping[str, str]) -> None:
        # Typed over the week seen then; if another came since, saving is refused.
        if body.get("~seen", "").isdigit():
            self._seen = int(body["~seen"])

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.schedule_actions import SetWorkingHours

        said = cast("HoursForm", values)
        days = []
        for weekday, text in enumerate(said.written()):
            if text.strip():
                opens, closes, pause = read_hours(text)
                days.append(WorkingHours(weekday, opens, closes, said.minutes, said.room, pause))
        action = SetWorkingHours(
            self._cabinet.surroundings.ids.new(), self._doctor.id, self._seen, tuple(days)
        )
        return HoursSet((await self._cabinet.do(action)).version or 0)
