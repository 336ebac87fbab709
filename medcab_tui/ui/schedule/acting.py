"""The verbs of Schedule: booking, moving, cancelling, marking, hours, and whose day is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from medcab_tui.cabinet.actions import Action, Outcome
from medcab_tui.cabinet.schedule_actions import (
    AdvanceVisit,
    CancelVisit,
    MarkNoShow,
    MoveVisit,
    RestoreVisit,
    SetWorkingHours,
)
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.schedule import FOLLOWING, Doctor
from medcab_tui.locale import _
from medcab_tui.ui.forms.screen import open_form
from medcab_tui.ui.home.words import short
from medcab_tui.ui.schedule.book_sheet import Booking
from medcab_tui.ui.schedule.booking import book
from medcab_tui.ui.schedule.choosing import DoctorsSheet
from medcab_tui.ui.schedule.hours_sheet import HoursSet, HoursSheet
from medcab_tui.ui.schedule.reading import Reading
from medcab_tui.ui.schedule.words import CAUSES, about, clash, moment, nearest
from medcab_tui.ui.shell.reason import Reason
from medcab_tui.ui.widgets.lines import Line

_GOING = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)
_OF_VISITS = frozenset({"move_visit", "cancel_visit", "advance_visit", "mark_no_show"})


class Acting(Reading):
    """What can be done with what the cursor stands on."""

    carried: Appointment | None = None
    """The visit that is being moved."""
    meeting: tuple[Line, ...] = ()
    """Two bookings of one time, while the cursor has not moved on."""

    def show_preview(self) -> None:
        """What stands under the cursor, whole."""
        raise NotImplementedError

    def available(self, action: str) -> bool:
        visit, may = self.visit, self.cabinet.worker.may
        if action == "open_row":
            return self.slot is not None if self.carried else visit is not None or self.slot is not None
        if action in _OF_VISITS and not may(Permission.BOOK_VISITS):
            return False
        if action == "book_visit":
            return self.slot is not None and self.carried is None and may(Permission.BOOK_VISITS)
        if action == "move_visit":
            return self.carried is None and visit is not None and visit.status is AppointmentStatus.BOOKED
        if action == "cancel_visit":
            return self.carried is None and visit is not None and visit.status in _GOING
        if action == "advance_visit":
            return (
                visit is not None and visit.status in FOLLOWING and visit.start.date() <= self.wall().date()
            )
        if action == "mark_no_show":
            booked = visit is not None and visit.status is AppointmentStatus.BOOKED
            return booked and visit is not None and visit.start <= self.wall()
        if action == "amend_hours":
            own = self.doctor is not None and self.doctor.id == self.cabinet.worker.id
            return self.doctor is not None and (own or may(Permission.MANAGE_WORKERS))
        if action == "choose_doctor":
            return len(self._doctors) > 1
        return self.doctor is not None if action == "free_slot" else super().available(action)

    # Booking.

    async def action_book_visit(self) -> None:
        """The sheet for the free time under the cursor, with the pinned patient proposed."""
        if self.slot is not None and self.doctor is not None:
            await book(self.medcab, self.doctor, self.slot, self.medcab.pinned, self._booked)

    def _booked(self, done: Booking) -> None:
        self.turn_to(done.start)

    async def action_free_slot(self) -> None:
        """The cursor to the next free time after it, in the weeks to come too."""
        if self.doctor is None:
            return
        minutes = self.carried.minutes if self.carried is not None else 0
        since = self.moment + timedelta(minutes=1)
        found = await self.cabinet.schedule.free(self.doctor.id, since=since, minutes=minutes, limit=1)
        if not found:
            self.medcab.notify(_("There is no free time in the next three months."), severity="warning")
            return
        if self.view == "search":
            self.show_view("summary")
        self.turn_to(found[0])

    # Moving.

    async def action_move_visit(self) -> None:
        """Pick the visit up; Enter puts it down on a free time, Esc lets it go."""
        self.carried = self.visit
        if self.view == "search":
            self.show_view("summary")
        self.show_preview()
        self.refresh_key_line()

    async def put_down(self) -> None:
        """The carried visit to the free time under the cursor."""
        visit, at, doctor = self.carried, self.slot, self.doctor
        if visit is None or at is None or doctor is None:
            return
        action = MoveVisit(self._new(), visit.id, visit.version, at, doctor.id)
        told = _("Moved: {who}, {when}").format(who=short(visit.patient_name), when=moment(at))
        done = await self.medcab.act(
            action, told=told, undo=lambda done: self._back(done, visit), refused=self._taken
        )
        if done is not None:
            self.carried = None
            self.turn_to(at)

    def let_go(self) -> None:
        """The carried visit stays where it was."""
        self.carried, self.meeting = None, ()
        self.medcab.notify(_("Let go: the visit stays where it was."))
        self.show_preview()
        self.refresh_key_line()

    def _taken(self, refused: Refused) -> bool:
        """Whether the refusal is a time that is taken: then both bookings are shown where the work is."""
        if isinstance(refused, Stale):
            self.carried = None  # it is not what was picked up any more
        other, visit = refused.values.get("other"), self.carried
        if not other or visit is None:
            return False
        self.run_worker(self._show_clash(Id(bytes.fromhex(other)), visit, self.moment), group="clash")
        return True

    async def _show_clash(self, other: Id, visit: Appointment, at: datetime) -> None:
        schedule, doctor = self.cabinet.schedule, self.doctor
        if doctor is None:
            return
        standing, own = await schedule.booked(other), await schedule.booked(visit.id)
        free = await schedule.free(doctor.id, since=at, minutes=visit.minutes, patient=visit.patient, limit=6)
        zone = self.cabinet.surroundings.zone
        met = clash(standing, visit.patient_name, own.birth, at, visit.minutes, zone)
        await self.read_week()
        self.meeting = (*met, nearest(free, at.date()))
        self.show_preview()

    # Cancelling and marking.

    async def action_cancel_visit(self) -> None:
        """Ask why, then cancel."""
        visit = self.visit
        if visit is None:
            return
        told = await self.cabinet.schedule.booked(visit.id)

        async def answered(reason: str | None) -> None:
            if reason is not None:
                action = CancelVisit(self._new(), visit.id, visit.version, reason)
                await self._act(visit, action, _("Cancelled"))

        causes = [_(cause) for cause in CAUSES]
        await self.app.push_screen(
            Reason(_("Cancel the visit"), about(visit, told.birth), suggestions=causes), answered
        )

    async def action_advance_visit(self) -> None:
        """Booked → arrived → in progress → done; one's own visit is closed where what is missing is named."""
        visit = self.visit
        if visit is not None and self._mine_to_close(visit):
            from medcab_tui.ui.patients.visit_opening import visit_of_appointment

            try:
                await visit_of_appointment(self.medcab, self.cabinet, visit)
            except Refused as refused:
                self.medcab.report(refused)
            return
        if visit is not None and visit.status in FOLLOWING:
            words = {
                AppointmentStatus.ARRIVED: _("Arrived"),
                AppointmentStatus.IN_PROGRESS: _("In progress"),
                AppointmentStatus.DONE: _("Done"),
            }
            action, follows = AdvanceVisit(self._new(), visit.id, visit.version), FOLLOWING[visit.status]
            lasts = follows is AppointmentStatus.DONE and await self.cabinet.schedule.lasts(visit.id)
            also = _("; the doctor has not closed the visit yet") if lasts else ""
            # The cursor stays: the same visit goes on by the same key, and a key too many hits nobody else.
            await self._act(visit, action, words[follows], also, stay=True)

    def _mine_to_close(self, visit: Appointment) -> bool:
        """Whether what follows is to close the visit, in the one place where that is done."""
        worker = self.cabinet.worker
        own = visit.doctor_id == worker.id and worker.may(Permission.WRITE_RECORD)
        return own and visit.status is AppointmentStatus.IN_PROGRESS

    async def action_mark_no_show(self) -> None:
        """Nobody came."""
        visit = self.visit
        if visit is not None:
            await self._act(visit, MarkNoShow(self._new(), visit.id, visit.version), _("No-show"))

    async def _act(
        self, visit: Appointment, action: Action[Id], word: str, also: str = "", *, stay: bool = False
    ) -> None:
        told = f"{word}: {short(visit.patient_name)}, {moment(visit.start)}{also}"
        done = await self.medcab.act(action, told=told, undo=lambda done: self._back(done, visit))
        if done is not None and self.rows is not None and not stay:
            self.rows.advance()

    def _back(self, done: Outcome[Id], before: Appointment) -> RestoreVisit:
        return RestoreVisit(self._new(), before.id, done.version or 0, before)

    # Hours, and whose they are.

    async def action_amend_hours(self) -> None:
        """The sheet with the doctor's week of hours."""
        doctor = self.doctor
        if doctor is None:
            return
        before = await self.cabinet.schedule.hours(doctor.id)

        def done(result: HoursSet | None) -> None:
            if result is not None:
                inverse = SetWorkingHours(self._new(), doctor.id, result.version, before.days)
                self.medcab.offer(_("Working hours are set: {who}").format(who=doctor.name), inverse)

        sheet = HoursSheet(self.cabinet, doctor, before)
        await self.app.push_screen(await open_form(self.medcab, sheet), done)

    async def action_choose_doctor(self) -> None:
        """Whose day and week is shown."""

        def chosen(doctor: Doctor | None) -> None:
            if doctor is not None:
                self.show_doctor(doctor.id)

        await self.app.push_screen(DoctorsSheet(self._doctors, self.doctor), chosen)

    def _new(self) -> Id:
        return self.cabinet.surroundings.ids.new()
