"""Two weeks behind and four ahead of everybody who receives: visits of generated patients, within hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.cabinet import bulk
from medcab_tui.demo.acute import ACUTE
from medcab_tui.demo.chronic import CHRONIC
from medcab_tui.demo.courses import ADULTS, CHILDREN, Acute, Chronic, place_of
from medcab_tui.demo.histories import CardWriter
from medcab_tui.demo.loading import Loader
from medcab_tui.demo.people import CHILDHOOD, Person
from medcab_tui.demo.seasons import Calendar, is_working
from medcab_tui.demo.staff import BUSY, CONFIRMING
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import AppointmentStatus, VisitKind
from medcab_tui.domain.schedule_hours import WorkingHours
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import utc_of

BEHIND, AHEAD = 14, 28
"""Days before today and after it."""
_FULL = (0.82, 0.62, 0.45, 0.3, 0.2)
"""What part of the times is taken: behind and in each week ahead."""
_EACH = 4
"""Visits of one patient in all that time, at most."""
_FIRST = 0.45
"""What part of them the first of those who receive gets, while there are few."""
_NO_SHOW, _CANCELLED = 0.08, 0.11
_ORDERED = 0.5
"""How often blood was drawn before a visit."""
_UNSEEN = timedelta(days=5)
_KNOWN: dict[str, Chronic | Acute] = {course.diagnosis.code: course for course in (*CHRONIC, *ACUTE)}
_COLD = ACUTE[0]
_CHECKUP = "Z00.0"
_ASKED = {
    "I10": "контроль давления",
    "E11.9": "контроль HbA1c",
    "I20.8": "боли за грудиной",
    "N18.3": "контроль креатинина",
    "E03.9": "контроль ТТГ",
    "D50.9": "контроль гемоглобина",
    "J45.0": "одышка",
    "M54.5": "боль в пояснице",
    "J06.9": "кашель, температура",
    "Z02.7": "справка",
    "Z76.0": "рецепты",
}
"""What people say at the desk."""


class Known(Struct, frozen=True):
    """A generated patient as the rounds need one."""

    id: Id
    person: Person


class Receiving(Struct, frozen=True):
    """Somebody who receives: as an author, and the hours of a week."""

    author: Author
    hours: tuple[WorkingHours, ...]

    def on(self, day: date) -> WorkingHours | None:
        return next((one for one in self.hours if one.weekday == day.weekday()), None)


class Rounds:
    """The visits of one cast. `taken` are wall times that are gone, by login: nothing is put there."""

    def __init__(
        self,
        seed: int,
        now: datetime,
        calendar: Calendar,
        zone: str,
        ids: IdSource,
        loader: Loader,
        receiving: Mapping[str, Receiving],
        taken: Mapping[str, Sequence[datetime]],
    ) -> None:
        self._chance = Random(f"rounds {seed}")  # noqa: S311 -- repeatable
        self._writer = CardWriter(self._chance, calendar)
        self._today = calendar.today
        self._now = now
        self._zone = zone
        self._ids = ids
        self._loader = loader
        self._receiving = receiving
        self._taken = taken

    def things(self, people: Sequence[Known]) -> Iterator[bulk.Loaded]:
        """Visits, and what was written and measured at those that are over."""
        if not people:
            return
        patients = cycle(people)
        there: set[tuple[Id, date]] = set()
        for login, starts in self._shared(len(people) * _EACH).items():
            for day, start, hours in starts:
                known = next(patients)
                if (known.id, day) not in there:
                    there.add((known.id, day))
                    yield from self._visit(login, known, start, hours)

    def _shared(self, visits: int) -> dict[str, list[tuple[date, datetime, WorkingHours]]]:
        """The times of everybody, thinned evenly where there are not patients enough."""
        wanted = {login: list(self._starts(login)) for login in BUSY}
        first, *others = BUSY
        budget = {first: min(len(wanted[first]), round(visits * _FIRST))}
        left, asked = visits - budget[first], sum(len(wanted[login]) for login in others)
        budget |= {login: left * len(wanted[login]) // max(1, asked) for login in others}
        chance = self._chance.random
        return {
            login: [one for one in starts if chance() * len(starts) < budget[login]]
            for login, starts in wanted.items()
        }

    def _starts(self, login: str) -> Iterator[tuple[date, datetime, WorkingHours]]:
        chance = self._chance.random
        gone = [(at, at + timedelta(minutes=15)) for at in self._taken.get(login, ())]
        for ahead in range(-BEHIND, AHEAD + 1):
            day = self._today + timedelta(days=ahead)
            hours = self._receiving[login].on(day)
            if hours is None or not is_working(day) or (ahead == 0 and login == "ivanova"):
                continue
            full = _FULL[0] if ahead <= 0 else _FULL[1 + (ahead - 1) // 7]
            for start in _times(day, hours):
                end = start + timedelta(minutes=hours.minutes)
                if chance() < full and not any(start < e and s < end for s, e in gone):
                    yield day, start, hours

    def _visit(self, login: str, known: Known, start: datetime, hours: WorkingHours) -> Iterator[bulk.Loaded]:
        author = self._receiving[login].author
        procedure = login == "belyaeva"
        course = self._course(known.person)
        status = self._status(utc_of(start, self._zone), hours.minutes)
        kind = VisitKind.REPEAT if isinstance(course, Chronic) else VisitKind.FIRST
        if course.diagnosis.code == _CHECKUP:
            kind = VisitKind.PREVENTIVE
        reason = "" if procedure else _ASKED.get(course.diagnosis.code, "")
        yield bulk.LoadedAppointment(
            self._ids.new(), known.id, author.worker, start, self._zone, hours.minutes, status, reason,
            hours.room, VisitKind.PROCEDURE if procedure else kind,
        )  # fmt: skip
        if status is AppointmentStatus.DONE and not procedure:
            yield from self._written(known, course, author, start)

    def _course(self, person: Person) -> Chronic | Acute:
        if not person.history.visits:
            return _COLD
        body = person.history.visits[-1].body
        return _KNOWN.get(body.diagnosis.code, _COLD) if body.diagnosis else _COLD

    def _status(self, start: datetime, minutes: int) -> AppointmentStatus:
        if start > self._now:
            return AppointmentStatus.BOOKED
        if start + timedelta(minutes=minutes) > self._now:
            return AppointmentStatus.ARRIVED
        drawn = self._chance.random()
        if drawn < _NO_SHOW:
            return AppointmentStatus.NO_SHOW
        return AppointmentStatus.CANCELLED if drawn < _CANCELLED else AppointmentStatus.DONE

    def _written(
        self, known: Known, course: Chronic | Acute, author: Author, start: datetime
    ) -> Iterator[bulk.Loaded]:
        patient = known.person.patient
        child = (self._today - patient.birth).days < CHILDHOOD
        barred = {allergy.substance for allergy in known.person.history.allergies}
        barred.add(CHILDREN if child else ADULTS)
        barred |= {visit.body.diagnosis.code for visit in known.person.history.visits if visit.body.diagnosis}
        writer = self._writer
        writer.begin(place_of(patient.sex), patient.birth, frozenset(barred))
        ordered = self._chance.random() < _ORDERED and start.date() < self._today
        writer.once(course, start, measured=ordered)
        for visit in writer.visits:
            yield self._loader.record(known.id, visit, author)
        asked = any(author is self._receiving[login].author for login in CONFIRMING)
        waits = asked and start.date() >= self._today - _UNSEEN
        for result in writer.results:
            seen = self._loader.observation(replace(result, acknowledged=not waits))
            yield bulk.LoadedResult(known.id, seen, author.worker if waits else None)


def _times(day: date, hours: WorkingHours) -> Iterator[datetime]:
    for begins, ends in hours.spans:
        at, last = datetime.combine(day, begins), datetime.combine(day, ends)
        while at + timedelta(minutes=hours.minutes) <= last:
            yield at
            at += timedelta(minutes=hours.minutes)
