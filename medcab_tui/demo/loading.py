"""From made people to what a batch loads: ids, instants in UTC, authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from medcab_tui.cabinet import bulk
from medcab_tui.demo.histories import MadePrescription, MadeProblem, MadeResult, MadeVisit
from medcab_tui.demo.people import AREAS, Person
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, Observation, Prescription
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import utc_of

_ELSEWHERE = (
    ("Рябов Н. В.", "врач-терапевт", "Городская больница № 4"),
    ("Орлова Т. И.", "врач-эндокринолог", "Диагностический центр"),
    ("Маслов К. Е.", "врач-кардиолог", "Городская больница № 4"),
    ("Гаврилова С. А.", "врач скорой помощи", "Станция скорой помощи"),
)
"""Authors of records that arrived from elsewhere, in the order of `histories`: by whom one was seen."""

_WRITTEN = tuple(tuple(timedelta(days=days, minutes=6 + more) for more in range(9)) for days in (0, 2))
"""How long after it was so a record was written: here, and elsewhere."""

_SPECIALISTS = ("lebedev", "astakhova")
"""Logins of the endocrinologist and the cardiologist."""

_BY_AREA = (
    "morozova", "morozova", "petrov", "morozova", "ivanova", "morozova", "ivanova", "galiev", "galiev",
    "galiev", "galiev", "galiev",
)  # fmt: skip
"""Logins of the therapists of the districts."""


class Staff(Struct, frozen=True):
    """Who writes: the therapists of the districts, the specialists, and people from elsewhere."""

    therapists: tuple[Author, ...]
    specialists: tuple[Author, ...]
    elsewhere: tuple[Author, ...]

    @classmethod
    def of(cls, workers: Mapping[str, Author], ids: IdSource) -> Staff:
        """The staff of the cast, by login; those from elsewhere get ids."""
        return cls(
            tuple(workers[login] for login in _BY_AREA),
            tuple(workers[login] for login in _SPECIALISTS),
            tuple(Author(ids.new(), *other) for other in _ELSEWHERE),
        )

    def therapist(self, area: str) -> Author:
        """Whose patients live in a district."""
        return self.therapists[(int(area) - 1) % AREAS]

    def author(self, visit: MadeVisit, own: Author) -> Author:
        """Who wrote of a visit; `own` is the therapist of the patient."""
        if visit.external:
            return self.elsewhere[visit.by]
        return self.specialists[visit.by - 1] if 0 < visit.by <= len(self.specialists) else own


class Loader:
    """Turns made people into loaded objects. `shift` moves every date, births excepted.

    known: instants of wall times found by loaders before, of the same zone and shift; this one adds to them.
    """

    def __init__(
        self,
        ids: IdSource,
        zone: str,
        staff: Staff,
        shift: timedelta = timedelta(),
        known: dict[datetime, datetime] | None = None,
    ) -> None:
        self._new = ids.new
        self._zone = zone
        self._staff = staff
        self._shift = shift
        self._instants = {} if known is None else known
        self._minutes = 0

    def person(self, person: Person) -> tuple[Id, list[bulk.Loaded]]:
        """The patient's id and everything of the card, the patient first."""
        patient, past, new = self._new(), person.history, self._new
        own = self._staff.therapist(person.patient.area)
        allergies = tuple(
            Allergy(new(), a.substance, a.grade, a.since, None, a.reaction, a.certainty)
            for a in past.allergies
        )
        problems = tuple(self._problem(one) for one in past.problems)
        loaded: list[bulk.Loaded] = [bulk.LoadedPatient(patient, person.patient, allergies, problems)]
        loaded += [self.record(patient, visit, own) for visit in past.visits]
        loaded += [
            bulk.LoadedResult(patient, self.observation(result), None if result.acknowledged else own.worker)
            for result in past.results
        ]
        loaded += [
            bulk.LoadedPrescription(patient, self._prescription(script), own) for script in past.prescriptions
        ]
        return patient, loaded

    def instant(self, wall: datetime) -> datetime:
        """The UTC instant of a made wall time, moved to the day the store is built for."""
        found = self._instants.get(wall)
        if found is None:
            found = self._instants[wall] = utc_of(wall + self._shift, self._zone)
        return found

    def day(self, day: date) -> date:
        return day + self._shift

    def record(self, patient: Id, visit: MadeVisit, own: Author) -> bulk.LoadedRecord:
        at = self.instant(visit.at)
        self._minutes = (self._minutes + 5) % 9
        recorded = at + _WRITTEN[visit.external][self._minutes]
        author = self._staff.author(visit, own)
        return bulk.LoadedRecord(self._new(), patient, at, recorded, visit.body, author, visit.external)

    def observation(self, result: MadeResult) -> Observation:
        test = result.test
        low, high = test.bounds
        return Observation(
            self._new(), test.code, result.value, test.unit, test.ucum, low, high,
            self.instant(result.at), result.source, result.acknowledged,
        )  # fmt: skip

    def _problem(self, made: MadeProblem) -> Problem:
        closed = self.day(made.closed).isoformat() if made.closed is not None else ""
        return Problem(self._new(), made.diagnosis, made.kind, made.stage, made.nature, made.since, closed)

    def _prescription(self, made: MadePrescription) -> Prescription:
        issued, until = self.day(made.issued), self.day(made.until)
        return Prescription(self._new(), made.text, made.status, issued, until)


def lots(objects: Iterable[bulk.Loaded]) -> Iterator[tuple[bulk.Loaded, ...]]:
    """As many as one batch may hold, in order."""
    lot: list[bulk.Loaded] = []
    for one in objects:
        lot.append(one)
        if len(lot) == bulk.MOST:
            yield tuple(lot)
            lot = []
    if lot:
        yield tuple(lot)
