"""Lays what `desk` tells on the workers' desks: tasks, visits, documents as objects of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from medcab_tui.cabinet import bulk
from medcab_tui.demo import desk
from medcab_tui.demo.inbox import NOTICES
from medcab_tui.demo.loading import Loader
from medcab_tui.demo.papers import pdfs
from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import Service
from medcab_tui.domain.rooms import AppointmentStatus, Source, SourceKind, service_source
from medcab_tui.domain.schedule_hours import WorkingHours
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import day_in, utc_of

MINUTES = 15
"""Length of a visit (ruling I)."""
_LATE = 4
"""Patients who come to Иванова when those of the cast have been: whoever opens the demo then receives too."""
_MORNING = ("09:00", "09:15", "09:45", "10:00", "10:30", "10:45", "11:00", "11:30", "12:00", "12:30")
"""When others see their patients."""


class Desks:
    """One cast at work at one moment. `now` is aware; visits before it are over, the one at it waits."""

    def __init__(
        self, ids: IdSource, loader: Loader, workers: Mapping[str, Worker], now: datetime, zone: str
    ) -> None:
        self._ids = ids
        self._loader = loader
        self._workers = workers
        self._now = now
        self._today = day_in(now, zone)
        self._zone = zone

    def things(self, named: Mapping[str, Id]) -> Iterator[bulk.Loaded]:
        """Tasks, visits and documents about the cast's own patients, `named` by surname and initials."""
        ivanova = self._workers["ivanova"].id
        papers = {paper.number: self._ids.new() for paper in desk.DOCUMENTS}
        visits = {f"{visit.day} {visit.at}": self._ids.new() for visit in desk.VISITS}
        yield from self._tasks((*desk.TASKS, *NOTICES), named, papers, visits)
        for visit, identity in zip(desk.VISITS, visits.values(), strict=True):
            came = visit.status is not AppointmentStatus.NO_SHOW
            made = self._visit(named[visit.patient], ivanova, visit.day, visit.at, visit.reason, came=came)
            yield replace(made, id=identity)
        files = iter(pdfs([paper.lines for paper in desk.DOCUMENTS if paper.lines]))
        for paper in desk.DOCUMENTS:
            issued = self._loader.day(date.fromisoformat(paper.issued))
            author = self._workers[paper.author].id
            yield bulk.LoadedDocument(
                papers[paper.number], paper.kind, paper.title, paper.number, issued, paper.status, author,
                named.get(paper.patient), f"{paper.title}.pdf" if paper.lines else "",
                next(files) if paper.lines else b"", ("\n".join(paper.lines),) if paper.lines else (),
            )  # fmt: skip

    def _tasks(
        self,
        tasks: Sequence[desk.DeskTask],
        named: Mapping[str, Id],
        papers: Mapping[str, Id],
        visits: Mapping[str, Id],
    ) -> Iterator[bulk.LoadedTask]:
        ids = [self._ids.new() for _task in tasks]
        heads: dict[str, Id] = {}
        for task, identity in sorted(zip(tasks, ids, strict=True), key=lambda pair: pair[0].since):
            if task.thread:
                heads.setdefault(task.thread, identity)
        for task, identity in zip(tasks, ids, strict=True):
            yield bulk.LoadedTask(
                identity,
                self._workers[task.worker].id,
                task.attention,
                task.state,
                self._instant(task.since),
                self._instant(task.due) if task.due else None,
                task.title,
                task.status,
                task.detail,
                task.number,
                named.get(task.patient),
                task.place,
                _source(task, papers, visits),
                task.kind,
                heads.get(task.thread),
                self._workers[task.sender].id if task.sender else None,
                task.code,
                tuple((name, self._told(text)) for name, text in task.params),
            )

    def _told(self, text: str) -> str:
        """A moment moves with the days of the demo; any other text stays."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return f"{self._loader.day(moment.date())}T{moment:%H:%M}"

    def papers(self, patients: Sequence[Id]) -> Iterator[bulk.Loaded]:
        """What the colleagues wrote about generated patients in the weeks before."""
        authors = ("morozova", "galiev", "petrov", "lebedev")
        for number, (patient, paper) in enumerate(zip(patients, desk.PAPERS, strict=False)):
            issued = self._today - timedelta(days=28 + 3 * number)
            issued -= timedelta(days=max(0, issued.weekday() - 4))
            author = self._workers[authors[number % len(authors)]].id
            kind, title, status = paper
            yield bulk.LoadedDocument(
                self._ids.new(),
                kind,
                title,
                f"{issued:%Y}-{340 - 7 * number:05}",
                issued,
                status,
                author,
                patient,
            )

    def weekdays(self, login: str) -> frozenset[int]:
        """Weekdays on which the cast comes to this doctor, whatever weekday today is."""
        if login != "ivanova":
            return frozenset()
        return frozenset((self._today + timedelta(days=visit.day)).weekday() for visit in desk.VISITS)

    def late(self) -> tuple[datetime, ...]:
        """Wall times of more visits when the cast's of today are over: one waits, the others will come."""
        todays = [visit for visit in desk.VISITS if visit.day == 0]
        ends = [self._ends(self._wall(0, visit.at)) for visit in todays]
        if any(end > self._now for end in ends):
            return ()
        wall = self._now.astimezone(ZoneInfo(self._zone)).replace(tzinfo=None, second=0, microsecond=0)
        first = wall - timedelta(minutes=wall.minute % MINUTES)
        starts = (first + timedelta(minutes=MINUTES * number) for number in range(_LATE))
        return tuple(start for start in starts if start.date() == self._today)

    def hours(self, login: str, week: tuple[WorkingHours, ...]) -> tuple[WorkingHours, ...]:
        """A week of somebody who receives; Иванова's today lasts as long as patients come."""
        late = self.late() if login == "ivanova" else ()
        if not late:
            return week
        last = datetime.combine(self._today, time(23, 59))
        closes = min(late[-1] + timedelta(minutes=MINUTES), last).time()
        weekday = self._today.weekday()
        return tuple(replace(one, closes=closes) if one.weekday == weekday else one for one in week)

    def evening(self, patients: Sequence[Id]) -> Iterator[bulk.Loaded]:
        """The visits of `late`."""
        ivanova = self._workers["ivanova"].id
        for start, patient in zip(self.late(), patients, strict=False):
            yield self._visit(patient, ivanova, 0, f"{start:%H:%M}", "повторный")

    def taken(self, planned: Iterable[bulk.Loaded]) -> dict[str, list[datetime]]:
        """The wall times that are gone by login: those of the cast and of `planned`."""
        gone = {login: list[datetime]() for login in self._workers}
        logins = {worker.id: login for login, worker in self._workers.items()}
        for visit in desk.VISITS:
            gone["ivanova"].append(self._wall(visit.day, visit.at))
        for one in planned:
            if isinstance(one, bulk.LoadedAppointment):
                gone[logins[one.doctor]].append(one.start)
        return gone

    def visits(self, patients: Sequence[Id]) -> Iterator[bulk.Loaded]:
        """This week's visits of generated patients: the gaps of Иванова's morning, and Петров's mornings."""
        waiting = iter(patients)
        ivanova, petrov = self._workers["ivanova"].id, self._workers["petrov"].id
        for at, patient in zip(desk.FREE_TODAY, waiting, strict=False):
            yield self._visit(patient, ivanova, 0, at, "повторный")
        monday = -self._today.weekday()
        for day in range(monday, monday + 5):
            for at, patient in zip(_MORNING, waiting, strict=False):
                yield self._visit(patient, petrov, day, at, "первичный")

    def _visit(
        self, patient: Id, doctor: Id, day: int, at: str, reason: str, *, came: bool = True
    ) -> bulk.LoadedAppointment:
        start = self._wall(day, at)
        status = self._status(utc_of(start, self._zone), came=came)
        return bulk.LoadedAppointment(
            self._ids.new(), patient, doctor, start, self._zone, MINUTES, status, reason
        )

    def _ends(self, start: datetime) -> datetime:
        return utc_of(start, self._zone) + timedelta(minutes=MINUTES)

    def _wall(self, day: int, at: str) -> datetime:
        return datetime.fromisoformat(f"{self._today + timedelta(days=day)}T{at}")

    def _status(self, start: datetime, *, came: bool) -> AppointmentStatus:
        if start > self._now:
            return AppointmentStatus.BOOKED
        if start + timedelta(minutes=MINUTES) > self._now:
            return AppointmentStatus.ARRIVED
        return AppointmentStatus.DONE if came else AppointmentStatus.NO_SHOW

    def _instant(self, text: str) -> datetime:
        return self._loader.instant(datetime.fromisoformat(text))


def _source(task: desk.DeskTask, papers: Mapping[str, Id], visits: Mapping[str, Id]) -> Source | None:
    """What the line leads to, if it is there: a document by its number, a visit, a service."""
    document = papers.get(task.number.removeprefix("№ "))
    if document is not None:
        return Source(SourceKind.DOCUMENT, document)
    if task.visit:
        return Source(SourceKind.VISIT, visits[task.visit])
    service = dict(task.params).get("service")
    return service_source(Service(service)) if service else None
