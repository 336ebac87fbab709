"""Objects laid out as rows of the store: what one process makes, another can write."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import apsw
from msgspec import Struct, field

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient, Observation, Prescription
from medcab_tui.domain.times import instant
from medcab_tui.store import encounters, patients, problem_rows, results
from medcab_tui.store.authors import number_of
from medcab_tui.store.encounters import NewRecord

_FORM: Final = 2
"""Of marshal: a form in which equal rows are equal bytes, in every process."""


Rows: TypeAlias = list[tuple[Any, ...]]


class Laid(Struct):
    """Rows of several tables. Authors are numbered by their place here until the store numbers them."""

    recorded: datetime
    """When they enter the store."""
    authors: dict[Author, int] = field(default_factory=dict)
    workers: set[Id] = field(default_factory=set)
    """Those who must work here for the rows to be true."""
    patients: Rows = field(default_factory=list)
    allergies: Rows = field(default_factory=list)
    encounters: Rows = field(default_factory=list)
    revisions: Rows = field(default_factory=list)
    observations: Rows = field(default_factory=list)
    prescriptions: Rows = field(default_factory=list)
    details: Rows = field(default_factory=list)
    problems: Rows = field(default_factory=list)
    stamp: int = 0
    """The same moment as rows keep it."""

    def __post_init__(self) -> None:
        self.stamp = instant(self.recorded)

    def patient(
        self,
        identity: Id,
        patient: NewPatient,
        allergies: Sequence[Allergy],
        problems: Sequence[Problem] = (),
    ) -> None:
        recorded = self.stamp
        self.patients.append(patients.columns(identity, patient, allergies, recorded))
        if allergies:
            self.allergies += patients.allergy_columns(identity, allergies)
        if patients.has_details(patient):
            self.details.append(patients.detail_columns(identity, patient))
        if problems:
            self.problems += [problem_rows.columns(identity, one, recorded) for one in problems]

    def record(self, record: NewRecord) -> None:
        properties, edition = encounters.columns(record, self._number(record.author))
        self.encounters.append(properties)
        self.revisions.append(edition)

    def result(self, patient: Id, result: Observation, responsible: Id | None) -> None:
        self.observations.append(results.columns(patient, result, responsible, self.stamp))

    def prescription(self, patient: Id, prescription: Prescription, author: Author) -> None:
        number = self._number(author)
        self.prescriptions.append(results.prescription_columns(patient, prescription, number, self.stamp))

    def packed(self) -> bytes:
        """The rows as bytes: the same for the same rows; `unpacked` of the same program reads them."""
        authors = [(a.worker, a.name, a.post, a.department) for a in self.authors]
        return marshal.dumps((authors, sorted(self.workers), *self._tables()), _FORM)

    @classmethod
    def unpacked(cls, packed: bytes, recorded: datetime) -> Laid:
        """What `packed` made of rows in a process of this program; never of bytes from elsewhere."""
        authors, workers, *tables = marshal.loads(packed)  # noqa: S302 -- made by ourselves a moment ago
        known = {Author(Id(worker), *rest): place for place, (worker, *rest) in enumerate(authors)}
        return cls(recorded, known, set(map(Id, workers)), *tables)

    def _tables(self) -> tuple[Rows, ...]:
        return (
            self.patients, self.allergies, self.encounters, self.revisions, self.observations,
            self.prescriptions, self.details, self.problems,
        )  # fmt: skip

    def _number(self, author: Author) -> int:
        return self.authors.setdefault(author, len(self.authors))


class LaidWrites:
    """What an action may do with rows that were laid out."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def enter(self, laid: Laid) -> None:
        """Writes all of them; what they say was checked when they were laid out."""
        here = self._connection
        numbers = [number_of(here, author) for author in laid.authors]
        patients.enter(here, laid.patients, laid.allergies, laid.details)
        problem_rows.enter(here, laid.problems)
        encounters.enter(
            here,
            [(*row[:9], numbers[row[9]], *row[10:]) for row in laid.encounters],
            [(one, version, numbers[author], *rest) for one, version, author, *rest in laid.revisions],
        )
        results.enter(here, laid.observations)
        results.enter_prescribed(here, [(*row[:6], numbers[row[6]], row[7]) for row in laid.prescriptions])
