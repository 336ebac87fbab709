"""Visits and hours: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "visit.no_services": (
        N_("No service of a visit is written down."),
        N_("я/z opens the visit; с/c there writes a service down."),
    ),
    "visit.start": (
        N_("The time of the visit has a zone of its own."),
        N_("Give it as the clock on the institution's wall shows it."),
    ),
    "visit.zone": (N_("There is no time zone {zone}."), N_("Name one like Europe/Moscow.")),
    "visit.minutes": (
        N_("A visit cannot be that long."),
        N_("Give from 1 to {most} minutes."),
    ),
    "appointment.taken": (
        N_("The doctor has another visit at that time."),
        N_("Choose a time that is free."),
    ),
    "appointment.room_taken": (
        N_("The room is taken at that time."),
        N_("Choose another room or another time."),
    ),
    "appointment.patient_taken": (
        N_("The patient has another visit at that time."),
        N_("Choose another time, or move that visit first."),
    ),
    "visit.missing": (N_("There is no such visit."), N_("Read the day again.")),
    "visit.stale": (
        N_("The visit was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Look at it as it is now and repeat."),
    ),
    "visit.past": (N_("That time has passed."), N_("Choose a time to come.")),
    "visit.gap": (
        N_("There is no such time that day: the clock is set forward over it."),
        N_("Choose an earlier or a later time."),
    ),
    "visit.twice": (
        N_("The clock shows that time twice that day: it is set back."),
        N_("Choose a time before or after the repeated hour."),
    ),
    "visit.no_reception": (N_("The doctor does not receive on that day."), N_("Choose another day.")),
    "visit.outside_hours": (
        N_("That is outside the doctor's hours: {hours}."),
        N_("Choose a time within them."),
    ),
    "visit.doctor": (N_("This worker does not receive patients."), N_("Choose a doctor.")),
    "visit.not_own": (
        N_("This is a visit to another doctor: {doctor}."),
        N_("Only the doctor of a visit can change it."),
    ),
    "visit.begun": (N_("This visit has begun already."), N_("Open it from the card with я/z.")),
    "visit.not_in_progress": (
        N_("This appointment is not one of today that waits."),
        N_("Look at it in Schedule."),
    ),
    "visit.has_parts": (
        N_("Something was written at this visit already: its beginning can't be taken back."),
        N_("Close it instead."),
    ),
    "visit.incomplete": (N_("Something is missing at this visit: {count}."), N_("Say why it ends so.")),
    "visit.is_closed": (N_("This visit is closed."), N_("Reopen it first.")),
    "visit.is_open": (N_("This visit is not closed."), N_("Look at it again.")),
    "visit.lasts": (
        N_("The visit is not closed yet: {doctor}."),
        N_("Its doctor closes it, and the appointment is done with that."),
    ),
    "visit.service_missing": (N_("There is no such service."), N_("Choose one from the list.")),
    "visit.service_count": (N_("A service is counted from 1 to {most}."), N_("Type a number, e.g. 1.")),
    "visit.service_twice": (
        N_("This service is on the list already."),
        N_("Take it out and put it in anew."),
    ),
    "visit.service_many": (N_("A visit holds {most} services at most."), N_("Take one out first.")),
    "visit.over": (N_("Nothing more can become of this visit."), N_("Book a new one.")),
    "visit.not_booked": (
        N_("Only a visit that nobody came to yet can be changed so."),
        N_("Book a new one instead."),
    ),
    "visit.not_yet": (N_("It is too early: the visit is still to come."), N_("Mark it when it is time.")),
    "visit.not_before": (
        N_("The visit never stood like that."),
        N_("Nothing was changed. Read the day again."),
    ),
    "hours.missing": (
        N_("No working hours are set for this doctor."),
        N_("Set them in Schedule with и/b."),
    ),
    "hours.stale": (
        N_("The hours were changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Open the sheet again."),
    ),
    "hours.weekday": (N_("A weekday stands there twice or is none."), N_("Give each day once.")),
    "hours.order": (N_("The reception ends before it begins."), N_("Type it as 09:00-15:00.")),
    "hours.pause": (
        N_("The break is not within the hours."),
        N_("Type it as 09:00-12:00, 13:00-15:00."),
    ),
    "hours.minutes": (N_("A visit takes from {least} to {most} minutes."), N_("Type a number, e.g. 15.")),
    "hours.short": (
        N_("No visit of {minutes} minutes has room in these hours."),
        N_("Make the hours longer or the visits shorter."),
    ),
    "hours.form": (
        N_("These are not hours."),
        N_("Type them as 09:00-15:00, with a break as 09:00-12:00, 13:00-15:00."),
    ),
}
