"""The forms of Schedule as pydantic models. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from medcab_tui.cabinet.schedule import Whom
from medcab_tui.domain.rooms import VisitKind
from medcab_tui.domain.schedule_hours import read_hours
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line, by_rule
from medcab_tui.ui.schedule.words import DAYS, KINDS, LENGTHS


class BookForm(Form):
    """A visit to be booked: whom, when, what for, how long, where."""

    patient: Annotated[Whom, Shown(N_("Patient"), picks=True, unpicked="form.pick_patient")]
    start: Annotated[datetime, Shown(N_("When"), picks=True, unpicked="form.pick_time", width=26)]
    kind: Annotated[VisitKind, Shown(N_("Visit"), width=26, choices=tuple(KINDS.items()))]
    reason: Annotated[Line, Shown(N_("Reason"))] = ""
    minutes: Annotated[
        int, Shown(N_("Minutes"), width=8, choices=tuple((number, str(number)) for number in LENGTHS))
    ]
    room: Annotated[Line, Shown(N_("Room"), width=26)] = ""


def _hours(text: str) -> str:
    if text:
        read_hours(text)
    return text


def _begun(text: str) -> bool:
    """Whether hours may still become right: nobody types the second half first."""
    return len(text) < 9


def _shown(day: int) -> Shown:
    return Shown(DAYS[day], mask=N_("09:00-12:00, 13:00-15:00"), width=28, begun=_begun)


Hours = Annotated[Line, by_rule(_hours)]
"""The hours of a day as people write them; empty where there is no reception."""


class HoursForm(Form):
    """A week of hours."""

    day0: Annotated[Hours, _shown(0)] = ""
    day1: Annotated[Hours, _shown(1)] = ""
    day2: Annotated[Hours, _shown(2)] = ""
    day3: Annotated[Hours, _shown(3)] = ""
    day4: Annotated[Hours, _shown(4)] = ""
    day5: Annotated[Hours, _shown(5)] = ""
    day6: Annotated[Hours, _shown(6)] = ""
    minutes: Annotated[
        int, Shown(N_("Visit, minutes"), width=8, choices=tuple((number, str(number)) for number in LENGTHS))
    ]
    room: Annotated[Line, Shown(N_("Room"), width=26)] = ""

    def written(self) -> tuple[str, ...]:
        """The days from Monday."""
        return (self.day0, self.day1, self.day2, self.day3, self.day4, self.day5, self.day6)
