"""Patients: the list, the search, the card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.access import LOOKS_APART, Outside, Way
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.folding import name_key, name_part
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Card,
    Encounter,
    EncounterRow,
    Found,
    Hit,
    NewPatient,
    PatientRow,
    Revision,
)
from medcab_tui.domain.rules import check_patient
from medcab_tui.domain.searching import understand
from medcab_tui.domain.times import day_in
from medcab_tui.store import access, cards, chart, encounters, patient_search, patients, recent_cards

if TYPE_CHECKING:
    from datetime import datetime

    from medcab_tui.cabinet.narrowing import Narrowing
    from medcab_tui.domain.chart import Edition
    from medcab_tui.store.journal import Head
    from medcab_tui.store.transaction import Connection

RowKey = tuple[str, bytes]
"""Where a patient stands in the list: the folded name and the id."""

_NAMESAKE_LETTERS = 3


def row_key(row: PatientRow) -> RowKey:
    """The key of a row, to read on from it."""
    return name_key(row.surname, row.given, row.patronymic), row.id


class PatientsRoom:
    """What a worker may read about patients."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def total(self) -> int:
        """How many patients there are."""
        return await self._desk.read(Permission.READ_CARD, patients.total)

    async def page(
        self,
        *,
        after: RowKey | None = None,
        before: RowKey | None = None,
        last: bool = False,
        limit: int = 50,
    ) -> list[PatientRow]:
        """A window of the list, in its order: after a key, just before one, the last rows, or the first."""
        return await self._desk.read(
            Permission.READ_CARD,
            lambda c: patients.page(c, after=after, before=before, last=last, limit=limit),
        )

    @property
    def narrowing(self) -> Narrowing:
        """The list narrowed by a filter."""
        from medcab_tui.cabinet.narrowing import Narrowing

        return Narrowing(self._desk)

    async def row(self, patient: Id) -> PatientRow:
        """One patient as the list shows them."""
        return await self._desk.read(Permission.READ_CARD, lambda c: patients.row(c, patient))

    async def search(self, text: str, *, limit: int = 50) -> Found:
        """Patients by beginnings of words, births and digits in any order; see `domain.searching`."""
        today = day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone)
        question = understand(text, today)
        answer, total = await self._desk.read(
            Permission.READ_CARD,
            lambda c: (patient_search.find(c, question, limit), patients.total(c)),
        )
        alike = _namesakes((*answer.rows, *answer.similar))

        def hit(row: PatientRow, *, similar: bool) -> Hit:
            return Hit(row, question.typed, similar, _looks_like(row) in alike)

        return Found(
            tuple(hit(row, similar=False) for row in answer.rows[:limit]),
            tuple(hit(row, similar=True) for row in answer.similar),
            len(answer.rows) > limit,
            answer.understood,
            total,
        )

    async def card(self, patient: Id, *, opened: bool = True) -> Card:
        """A card whole. One that is `opened`, not only glanced at, is remembered; nobody waits for that."""
        now = self._desk.surroundings.clock.now()
        today = day_in(now, self._desk.surroundings.zone)
        guard = self._desk.guard()

        def read(c: Connection) -> tuple[Card, Way | None]:
            way = guard.require(c, patient)
            return cards.card(c, patient, now, today), way

        card, way = await self._desk.read(Permission.READ_CARD, read)
        if opened:
            self._desk.aside(self._opened(card.patient.id, way, now))
        return card

    async def _opened(self, patient: Id, way: Way | None, now: datetime) -> None:
        """Keeps the card among the latest, and in the journal that this worker looked, once an hour."""
        worker = self._desk.worker.id

        def keep(c: Connection) -> Head | None:
            recent_cards.remember(c, worker, patient, now)
            if not recent_cards.looked(c, worker, patient, now, LOOKS_APART):
                return None
            params = {"patient": patient.hex(), "way": way.value if way is not None else ""}
            return self._desk.append(c, self._desk.entry("card.opened", **params), now)

        head = await self._desk.write(keep)
        if head is not None:
            await self._desk.anchor(head)

    async def outside(self, patient: Id) -> Outside:
        """What is said at a card that takes a reason: of which department it is, and who will be told."""
        guard = self._desk.guard()
        return await self._desk.read(Permission.READ_CARD, lambda c: guard.outside(c, patient))

    async def encounters(
        self, patient: Id, *, before: EncounterRow | None = None, limit: int = 50
    ) -> list[EncounterRow]:
        """A patient's records, newest first, older than the given one."""
        return list(
            await self._desk.read_card(
                Permission.READ_CARD, patient, lambda c: encounters.page(c, patient, before, limit)
            )
        )

    async def encounter(self, encounter: Id) -> Encounter:
        """A record whole, in its present edition."""
        return await self._desk.read_card(
            Permission.READ_CARD,
            lambda c: access.of_encounter(c, encounter),
            lambda c: encounters.one(c, encounter),
        )

    async def versions(self, encounter: Id) -> tuple[Revision, ...]:
        """Every edition of a record, newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD,
            lambda c: access.of_encounter(c, encounter),
            lambda c: encounters.versions(c, encounter),
        )

    async def person_versions(self, patient: Id) -> Sequence[Edition]:
        """Every edition of what the card says of the person, newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: chart.versions_of_person(c, patient)
        )

    async def allergy_versions(self, patient: Id, allergy: Id) -> Sequence[Edition]:
        """Every edition of an allergy, newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: chart.versions_of_allergy(c, patient, allergy)
        )

    async def problem_versions(self, patient: Id, problem: Id) -> Sequence[Edition]:
        """Every edition of a problem, newest first."""
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: chart.versions_of_problem(c, patient, problem)
        )

    async def likely_duplicates(self, new: NewPatient) -> tuple[PatientRow, ...]:
        """Patients a new one may already be. Raises Invalid if what was typed breaks a rule."""
        now = self._desk.surroundings.clock.now()
        checked = check_patient(new, day_in(now, self._desk.surroundings.zone))
        return await self._desk.read(Permission.ADD_PATIENT, lambda c: patients.likely_duplicates(c, checked))


def _looks_like(row: PatientRow) -> tuple[str, str, int]:
    """What two patients share who could be taken for one another on a list."""
    return name_part(row.surname), name_part(row.given)[:_NAMESAKE_LETTERS], row.birth.year


def _namesakes(rows: tuple[PatientRow, ...]) -> frozenset[tuple[str, str, int]]:
    counted = Counter(map(_looks_like, rows))
    return frozenset(alike for alike, count in counted.items() if count > 1)
