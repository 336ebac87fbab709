"""Booking a visit: what the sheet holds at first, what saving does, how a taken time is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import VisitKind
from medcab_tui.domain.schedule import Doctor
from medcab_tui.domain.schedule_hours import SLOT, WorkingHours
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.people import person, whom
from medcab_tui.ui.forms.sheet import ActionSheet, Start
from medcab_tui.ui.home.words import short
from medcab_tui.ui.schedule.words import KINDS, clash, moment, nearest
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.schedule import Whom
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.schedule.models import BookForm

BOOKING = "schedule.book"
"""Where the drafts lie; one for every time of every doctor."""


_LOOKED_AT = 400
"""Free times among which a text is looked for."""

_SHOWN = 6


class Booking(Struct, frozen=True):
    """What came of the sheet: the visit in its first edition."""

    visit: Id
    start: datetime
    told: str
    version: int


class BookSheet(ActionSheet):
    """A visit to a doctor at a free time. Other free times can be chosen in the sheet."""

    place = BOOKING

    def __init__(
        self,
        cabinet: Cabinet,
        doctor: Doctor,
        start: datetime,
        hours: WorkingHours | None,
        whom: Whom | None,
    ) -> None:
        self._cabinet = cabinet
        self._doctor = doctor
        self._start = start
        self._hours = hours
        self._whom = whom
        self._action = cabinet.surroundings.ids.new()
        self._clash: list[Line] = []
        self.object = f"{doctor.id.hex()}/{start:%Y-%m-%dT%H:%M}" + (f"/{whom.id.hex()}" if whom else "")

    def title(self) -> str:
        return _("Booking")

    def heading(self, width: int) -> list[Line]:
        who: Line = ((self._doctor.name, "bold"), (f" · {self._doctor.post}", "dim"))
        return [who, *(((" ", "text"), *line) for line in self._clash)]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.schedule.models import BookForm

        return BookForm

    def start(self) -> Mapping[str, Start]:
        kind = VisitKind.REPEAT if self._whom else VisitKind.FIRST
        words, at = _(KINDS[kind]), moment(self._start)
        minutes = self._hours.minutes if self._hours else SLOT
        starts = {
            "start": Start(at, Choice(self._start, at)),
            "kind": Start(words, Choice(kind, words)),
            "minutes": Start(str(minutes), Choice(minutes, str(minutes))),
            "room": Start(self._hours.room if self._hours else ""),
        }
        if self._whom is not None:
            one = person(self._whom)
            starts["patient"] = Start(one.shown, one)
        return starts

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        if field == "patient":
            return await whom(self._cabinet, text)
        free = await self._cabinet.schedule.free(self._doctor.id, limit=_LOOKED_AT)
        if not any(moment(at) == text for at in free):
            free = (*free, self._start) if moment(self._start) == text else free
        words = fold(text).split()
        fitting = [at for at in free if all(word in fold(moment(at)) for word in words)]
        return tuple(Choice(at, moment(at)) for at in fitting[:_SHOWN])

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.schedule_actions import BookVisit

        said = cast("BookForm", values)
        action = BookVisit(
            self._action,
            said.patient.id,
            self._doctor.id,
            said.start,
            said.minutes,
            said.kind,
            said.reason,
            said.room,
        )
        try:
            done = await self._cabinet.do(action)
        except Invalid as refused:
            self._action = self._cabinet.surroundings.ids.new()
            if refused.field in ("start", "patient", "room") and refused.code.partition(".")[0] != "patient":
                await self._offer_others(refused, said, form)
                raise Invalid(refused.code, "start", **refused.values) from refused
            raise
        told = _("Booked: {who}, {when}").format(who=short(said.patient.name), when=moment(said.start))
        return Booking(done.result, said.start, told, done.version or 1)

    async def _offer_others(self, refused: Invalid, said: BookForm, form: FormScreen) -> None:
        """Both bookings of the time above, and the next times at which doctor and patient are free below."""
        schedule, since = self._cabinet.schedule, said.start
        free = await schedule.free(
            self._doctor.id,
            since=since - timedelta(hours=1),
            minutes=said.minutes,
            patient=said.patient.id,
            limit=_SHOWN,
        )
        self._clash = []
        if other := refused.values.get("other"):
            standing = await schedule.booked(Id(bytes.fromhex(other)))
            zone = self._cabinet.surroundings.zone
            self._clash = clash(
                standing, said.patient.name, said.patient.birth, said.start, said.minutes, zone
            )
        self._clash.append(nearest(free, said.start.date()))
        form.rows["start"].propose([Choice(at, moment(at)) for at in free])
