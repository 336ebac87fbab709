"""The way to «Приём»: from the card, from the appointment; a visit that has not begun begins on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.times import day_in
from medcab_tui.domain.visits import Visit
from medcab_tui.locale import _
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.visit_screen import VisitScreen

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.app import MedcabApp

COMING = (AppointmentStatus.IN_PROGRESS, AppointmentStatus.ARRIVED, AppointmentStatus.BOOKED)


async def visit_of_card(app: MedcabApp, cabinet: Cabinet, patient: Id) -> None:
    """This worker's visit of the patient: the one that lasts, else that of today, else a new one."""
    around = cabinet.surroundings
    visit = await cabinet.visits.latest_of(patient)
    today = day_in(around.clock.now(), around.zone)
    if visit is not None and (visit.open or day_in(visit.began, around.zone) == today):
        await show_visit(app, cabinet, visit)
        return
    mine = [
        one
        for one in await cabinet.schedule.day(today)
        if one.patient == patient and one.doctor_id == cabinet.worker.id and one.status in COMING
    ]
    mine.sort(key=lambda one: (COMING.index(one.status), one.start))
    await _begin(app, cabinet, patient, mine[0].id if mine else None)


async def visit_of_appointment(app: MedcabApp, cabinet: Cabinet, appointment: Appointment) -> None:
    """The visit that this appointment became; one that was let in before there were visits begins now."""
    visit = await cabinet.visits.of_appointment(appointment.id)
    if visit is None:
        await _begin(app, cabinet, appointment.patient, appointment.id)
    else:
        await show_visit(app, cabinet, visit)


async def show_visit(app: MedcabApp, cabinet: Cabinet, visit: Visit) -> None:
    """The screen of a visit; closing it there is told here and can be taken back."""
    card = await cabinet.patients.card(visit.patient, opened=False)
    present = Present(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)

    def closed(version: int | None) -> None:
        if version is not None and app.cabinet is cabinet:
            from medcab_tui.cabinet.visits_actions import ReopenVisit

            inverse = ReopenVisit(cabinet.surroundings.ids.new(), visit.id, version)
            app.offer(_("The visit is closed."), inverse)

    app.push_screen(VisitScreen(visit, card, present), closed)


async def _begin(app: MedcabApp, cabinet: Cabinet, patient: Id, appointment: Id | None) -> None:
    from medcab_tui.cabinet.visits_actions import AbandonVisit, BeginVisit

    new = cabinet.surroundings.ids.new
    action = BeginVisit(new(), patient, appointment)
    done = await app.act(
        action,
        told=_("The visit has begun."),
        undo=lambda done: AbandonVisit(new(), action.id, done.version or 0),
    )
    if done is not None:
        try:
            await show_visit(app, cabinet, await cabinet.visits.one(done.result))
        except Refused as refused:
            app.report(refused)
