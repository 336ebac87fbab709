"""From made people to what a batch loads: ids, instants in UTC, authors, lots of at most 500."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from medcab_tui.cabinet import bulk
from medcab_tui.demo.histories import MadePrescription, MadeResult, MadeVisit
from medcab_tui.demo.people import Person
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, Observation, Prescription
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import utc_of

OTHERS = (
    ("Орлова Т. И.", "врач-эндокринолог", "Диагностический центр"),
    ("Маслов К. Е.", "врач-кардиолог", "Городская больница № 4"),
    ("Гаврилова С. А.", "врач скорой помощи", "Станция скорой помощи"),
)
"""Authors of records that arrived from elsewhere."""


class Loader:
    """Turns made people into loaded objects. `shift` moves every date, births excepted."""

    def __init__(self, ids: IdSource, zone: str, shift: timedelta = timedelta()) -> None:
        self._ids = ids
        self._zone = zone
        self._shift = shift
        self._chance = Random(0)  # noqa: S311 -- minutes of writing, repeatable
        self._others = [Author(ids.new(), *other) for other in OTHERS]

    def person(self, person: Person, author: Author) -> tuple[Id, list[bulk.Loaded]]:
        """The patient's id and everything of the card, the patient first."""
        patient, past = self._ids.new(), person.history
        allergies = tuple(Allergy(self._ids.new(), a.substance, a.grade, a.since) for a in past.allergies)
        loaded: list[bulk.Loaded] = [bulk.LoadedPatient(patient, person.patient, allergies)]
        loaded += [self._record(patient, visit, author) for visit in past.visits]
        loaded += [bulk.LoadedResult(patient, self._observation(result)) for result in past.results]
        loaded += [
            bulk.LoadedPrescription(patient, self._prescription(script), author)
            for script in past.prescriptions
        ]
        return patient, loaded

    def instant(self, wall: datetime) -> datetime:
        """The UTC instant of a made wall time, moved to the day the store is built for."""
        return utc_of(wall + self._shift, self._zone)

    def day(self, day: date) -> date:
        return day + self._shift

    def _record(self, patient: Id, visit: MadeVisit, author: Author) -> bulk.LoadedRecord:
        at = self.instant(visit.at)
        if visit.external:
            author = self._chance.choice(self._others)
        recorded = at + timedelta(days=2 if visit.external else 0, minutes=self._chance.randint(6, 14))
        return bulk.LoadedRecord(self._ids.new(), patient, at, recorded, visit.body, author, visit.external)

    def _observation(self, result: MadeResult) -> Observation:
        test = result.test
        low, high = test.bounds()
        return Observation(
            self._ids.new(), test.code, result.value, test.unit, test.ucum, low, high,
            self.instant(result.at), result.source, result.acknowledged,
        )  # fmt: skip

    def _prescription(self, made: MadePrescription) -> Prescription:
        issued, until = self.day(made.issued), self.day(made.until)
        return Prescription(self._ids.new(), made.text, made.status, issued, until)


def lots(objects: Iterator[bulk.Loaded]) -> Iterator[tuple[bulk.Loaded, ...]]:
    """As many as one batch may hold, in order."""
    lot: list[bulk.Loaded] = []
    for one in objects:
        lot.append(one)
        if len(lot) == bulk.MOST:
            yield tuple(lot)
            lot = []
    if lot:
        yield tuple(lot)
