"""Opening the booking sheet for a time, and following what it did. For Schedule and for a card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from medcab_tui.cabinet.schedule import Whom
from medcab_tui.cabinet.schedule_actions import RestoreVisit
from medcab_tui.domain.accounts import author_of
from medcab_tui.domain.names import full_name
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.schedule import Doctor
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.schedule.book_sheet import Booking, BookSheet
from medcab_tui.ui.schedule.choosing import SLOTS, SlotsSheet
from medcab_tui.ui.shell.dates import local

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


async def book(
    app: MedcabApp,
    doctor: Doctor,
    start: datetime,
    patient: PatientRow | None,
    done: Callable[[Booking], None] | None = None,
) -> None:
    """The sheet for a time, with this patient proposed; what it booked can be taken back for 15 s."""
    session = app.session
    if session is None:
        return
    cabinet = session.cabinet
    week = await cabinet.schedule.hours(doctor.id)
    sheet = BookSheet(cabinet, doctor, start, week.on(start.date()), whom(patient))

    def booked(result: Booking | None) -> None:
        if result is None:
            return
        app.offer(
            result.told, RestoreVisit(cabinet.surroundings.ids.new(), result.visit, result.version, None)
        )
        if done is not None:
            done(result)

    await app.push_screen(await open_form(app, sheet), booked)


async def nearest(app: MedcabApp, patient: PatientRow) -> None:
    """From a card: the worker's own next free times for this patient; the chosen one opens the sheet."""
    session = app.session
    if session is None:
        return
    cabinet = session.cabinet
    author = author_of(cabinet.worker)
    doctor = Doctor(author.worker, author.name, author.post)
    today = local(cabinet.surroundings.clock.now(), cabinet.surroundings.zone).date()

    async def free(since: datetime | None) -> tuple[datetime, ...]:
        return await cabinet.schedule.free(doctor.id, since=since, patient=patient.id, limit=SLOTS)

    async def chosen(at: datetime | None) -> None:
        if at is not None:
            await book(app, doctor, at, patient)

    name = full_name(patient.surname.upper(), patient.given, patient.patronymic)
    about = ((name, "bold"), (f" · {patient.birth.isoformat()}", "text"))
    await app.push_screen(SlotsSheet(about, doctor, today, free), chosen)


def whom(patient: PatientRow | None) -> Whom | None:
    """A card's patient as the one to be booked."""
    if patient is None:
        return None
    return Whom(patient.id, full_name(patient.surname, patient.given, patient.patronymic), patient.birth)
