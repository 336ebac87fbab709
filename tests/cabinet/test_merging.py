"""Two cards of one person: everything of both in one, found by both names, and apart again as they were."""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.bulk import (
    LoadBatch,
    LoadedAppointment,
    LoadedDocument,
    LoadedPrescription,
    LoadedResult,
    LoadedTask,
)
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AddAllergy, AddProblem, AmendPatient, WithdrawAllergy
from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients
from medcab_tui.cabinet.patients_actions import AddPatient, WriteRecord
from medcab_tui.cabinet.results_actions import AcknowledgeResults
from medcab_tui.cabinet.visits_actions import BeginVisit
from medcab_tui.cabinet.vitals_actions import RecordVitals
from medcab_tui.domain.accounts import Author, author_of
from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.home import seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merges import Clash
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Card,
    Coded,
    EncounterKind,
    NewPatient,
    Observation,
    Prescription,
    PrescriptionStatus,
    RecordBody,
)
from medcab_tui.domain.rooms import AppointmentStatus, TaskState
from medcab_tui.domain.vitals import Measured, VitalKind
from medcab_tui.store import merged, patient_index, patients, whole_chart
from medcab_tui.store.merges import MergeWrites
from medcab_tui.store.patients import PatientWrites
from tests.cabinet.test_plans import NOW, empty, person

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]
AUTHOR = Author(Id(b"a" * 16), "Иванова А. П.", "врач", "Отделение")
REASON = "один и тот же человек"


class Pair:
    """Мария under two names, each card with something of everything."""

    def __init__(self, cabinet: Cabinet, stays: Id, leaves: Id) -> None:
        self.cabinet, self.stays, self.leaves = cabinet, stays, leaves

    def new(self) -> Id:
        return self.cabinet.surroundings.ids.new()

    @property
    def now(self) -> datetime:
        return self.cabinet.surroundings.clock.now()

    async def do(self, action: Action[Any]) -> int:
        done = await self.cabinet.do(action)
        again = await self.cabinet.do(action)
        assert (again.repeated, again.version) == (True, done.version)
        return done.version or 0

    async def card(self, patient: Id) -> Card:
        return await self.cabinet.patients.card(patient)

    async def merge(self, **changes: Any) -> int:
        mine, other = await self.card(self.stays), await self.card(self.leaves)
        details = replace(details_of(mine.patient), **changes)
        return await self.do(
            MergePatients(
                self.new(), self.stays, mine.patient.version, self.leaves, other.patient.version, details,
                REASON,
            )
        )  # fmt: skip

    async def part(self, seen: int) -> int:
        return await self.do(PartPatients(self.new(), self.leaves, self.stays, seen, "разные люди"))

    async def fill(self, patient: Id, hours: int, substance: str, code: str) -> None:
        """One of everything."""
        worker = self.cabinet.worker
        author, at = author_of(worker), self.now - timedelta(hours=hours)
        body = RecordBody(EncounterKind.PROCEDURE, None, conclusion=f"Прививка {hours}")
        await self.cabinet.do(WriteRecord(self.new(), patient, at, body))
        await self.cabinet.do(
            AddAllergy(self.new(), patient, Allergy(self.new(), substance, AllergyGrade.SEVERE, ""))
        )
        await self.cabinet.do(AddProblem(self.new(), patient, Problem(self.new(), Coded(code, code, "2.24"))))
        said = Measured(at, ((VitalKind.WEIGHT, Decimal(80 + hours)),))
        await self.cabinet.do(RecordVitals(self.new(), patient, said))
        result = Observation(
            self.new(), Coded("14771-0", "Глюкоза", "1"), Decimal(5 + hours), "ммоль/л", "mmol/L", None, None,
            at, "ЛИС", False,
        )  # fmt: skip
        script = Prescription(
            self.new(), f"препарат {hours}", PrescriptionStatus.REGISTERED, at.date(), at.date()
        )
        visit = (self.now + timedelta(days=hours)).replace(tzinfo=None, hour=12, minute=0)
        pieces = (
            LoadedResult(patient, result, worker.id),
            LoadedPrescription(patient, script, author),
            LoadedAppointment(
                self.new(), patient, worker.id, visit, "Europe/Moscow", 15, AppointmentStatus.BOOKED
            ),
            LoadedTask(
                self.new(),
                worker.id,
                None,
                TaskState.AWAITING,
                at,
                None,
                f"Дело {hours}",
                "",
                patient=patient,
            ),
            LoadedDocument(
                self.new(), "справка", f"Справка {hours}", "1", at.date(), "готов", worker.id, patient
            ),
        )
        await self.cabinet.do(LoadBatch(self.new(), pieces))

    async def held(self, patient: Id) -> dict[str, list[object]]:
        """What a card shows, by what it is."""
        card = await self.card(patient)
        cabinet = self.cabinet
        return {
            "who": [card.patient.surname, card.patient.phone],
            "records": [row.summary for row in card.encounters],
            "results": [str(value.value) for one in card.results for value in one.values],
            "prescriptions": [one.text for one in card.prescriptions],
            "allergies": [one.substance for one in card.allergies],
            "problems": [one.code.code for one in card.problems],
            "tasks": [one.title for one in card.tasks],
            "documents": [row.title for row in await cabinet.documents.of_patient(patient)],
            "vitals": [str(one.of(VitalKind.WEIGHT)) for one in await cabinet.vitals.of(patient)],
            "next": [card.next_visit],
            "alert": [(await cabinet.patients.row(patient)).alert],
        }

    async def names(self, text: str) -> list[tuple[str, Id]]:
        return [(hit.row.surname, hit.row.id) for hit in (await self.cabinet.patients.search(text)).hits]


@pytest.fixture
async def pair(cabinet: Cabinet, add: Add, maria: NewPatient) -> Pair:
    again = replace(maria, surname="Рыкова", snils="", policy="", phone="+79120000001", address="")
    new = cabinet.surroundings.ids.new
    stays = await add(cabinet, maria)
    alike = await cabinet.patients.likely_duplicates(again)
    assert [row.id for row in alike] == [stays]
    leaves = (await cabinet.do(AddPatient(new(), again, (stays,)))).result
    made = Pair(cabinet, stays, leaves)
    await made.fill(stays, 3, "латекс", "I10")
    await made.fill(leaves, 1, "йод", "E11.9")
    return made


WHOLE = {
    "who": ["Кузнецова", "+79123456789"],
    "records": ["Прививка 1", "Прививка 3"],
    "results": ["8", "6"],
    "prescriptions": ["препарат 1", "препарат 3"],
    "allergies": ["латекс", "йод"],
    "problems": ["E11.9", "I10"],
    "tasks": ["Дело 3", "Дело 1"],
    "documents": ["Справка 1", "Справка 3"],
    "vitals": ["81", "83"],
    "alert": ["латекс"],
}


@pytest.mark.capability("C035", "C038")
async def test_everything_of_both_is_in_one_card_and_apart_again_as_it_was(pair: Pair) -> None:
    mine, theirs = await pair.held(pair.stays), await pair.held(pair.leaves)
    assert mine["records"] == ["Прививка 3"]
    assert await pair.cabinet.patients.total() == 2
    version = await pair.merge()
    both = await pair.held(pair.stays)
    assert {name: sorted(map(str, both[name])) for name in WHOLE} == {
        name: sorted(map(str, said)) for name, said in WHOLE.items()
    }
    assert both["records"] == WHOLE["records"]  # newest first, whichever card they lie in
    assert both["vitals"] == WHOLE["vitals"]
    assert both["next"] == theirs["next"]
    assert await pair.held(pair.leaves) == both  # the old card leads there
    assert (await pair.card(pair.leaves)).patient.id == pair.stays
    (led,) = (await pair.card(pair.stays)).merged
    assert (led.id, led.surname, led.by) == (pair.leaves, "Рыкова", "Иванова А. П.")

    assert await pair.cabinet.patients.total() == 1
    assert [row.id for row in await pair.cabinet.patients.page()] == [pair.stays]
    assert [row.id for row in await pair.cabinet.patients.page(last=True)] == [pair.stays]
    for text in ("рыкова мария", "кузнецова мария", "1958-03-14", "9120000001"):
        assert await pair.names(text) == [("Кузнецова", pair.stays)], text
    await pair.cabinet.keeping.reindex()
    assert await pair.cabinet.patients.total() == 1

    assert await pair.part(version) == version
    assert await pair.held(pair.stays) == mine
    assert await pair.held(pair.leaves) == theirs
    assert await pair.cabinet.patients.total() == 2
    assert await pair.names("рыкова мария") == [("Рыкова", pair.leaves)]
    assert (await pair.card(pair.stays)).merged == ()


async def test_what_was_written_since_stays_where_it_was_written(pair: Pair) -> None:
    version = await pair.merge()
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion="После объединения")
    await pair.do(WriteRecord(pair.new(), pair.stays, pair.now, body))
    card = await pair.card(pair.stays)
    iodine = next(one for one in card.allergies if one.substance == "йод")
    await pair.do(WithdrawAllergy(pair.new(), pair.stays, iodine.id, iodine.version, "не подтвердилась"))
    waiting = [value for one in card.results for value in one.values]
    await pair.do(AcknowledgeResults(pair.new(), tuple(seen_result(pair.stays, one) for one in waiting)))
    assert [one.substance for one in (await pair.card(pair.stays)).allergies] == ["латекс"]
    await pair.part(version)
    mine, theirs = await pair.card(pair.stays), await pair.card(pair.leaves)
    assert [row.summary for row in mine.encounters] == ["После объединения", "Прививка 3"]
    assert [row.summary for row in theirs.encounters] == ["Прививка 1"]
    assert (theirs.allergies, [one.id for one in theirs.withdrawn]) == ((), [iodine.id])
    assert all(value.acknowledged for card in (mine, theirs) for one in card.results for value in one.values)


async def test_identity_is_chosen_by_field_and_goes_back_where_nobody_changed_it(pair: Pair) -> None:
    first = (await pair.card(pair.stays)).patient
    version = await pair.merge(surname="Рыкова", phone="+79120000001", email="m@example.ru")
    assert version == first.version + 1
    merged = (await pair.card(pair.leaves)).patient
    assert (merged.surname, merged.phone, merged.policy) == ("Рыкова", "+79120000001", first.policy)
    assert await pair.names("рыкова") == await pair.names("9120000001") == [("Рыкова", pair.stays)]
    for former in ("кузнецова", "кузн мар 1958", "9123456789", "кузнецова 3456789"):
        assert await pair.names(former) == [("Рыкова", pair.stays)], former
    assert await pair.names("кузнецова ольга") == await pair.names("кузнецова 1959") == []
    newest = (await pair.cabinet.patients.person_versions(pair.stays))[0]
    assert (newest.reason, newest.body.surname) == (REASON, "Рыкова")
    moved = replace(details_of(merged), phone="+79120000002")
    later = await pair.do(AmendPatient(pair.new(), pair.stays, version, moved))
    with pytest.raises(Stale):
        await pair.cabinet.do(PartPatients(pair.new(), pair.leaves, pair.stays, version, "разные люди"))
    await pair.part(later)
    parted = (await pair.card(pair.stays)).patient
    assert (parted.surname, parted.email) == (first.surname, "")
    assert parted.phone == "+79120000002"  # somebody knew better since


async def test_a_number_of_the_other_card_can_be_taken(cabinet: Cabinet, add: Add, maria: NewPatient) -> None:
    old = "9800000000000011"
    bare = replace(maria, snils="", policy=old, surname="Рыкова")
    stays = await add(cabinet, bare)
    leaves = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria, (stays,)))).result
    pair = Pair(cabinet, stays, leaves)
    own = (await pair.card(leaves)).patient
    with pytest.raises(Invalid, match=r"patient\.number_taken"):
        await cabinet.do(AmendPatient(pair.new(), stays, 1, replace(bare, snils=own.snils)))
    version = await pair.merge(snils=own.snils, policy=own.policy)
    assert await pair.names(old) == [("Рыкова", stays)]  # the number it had leads there still
    stranger = replace(maria, surname="Ложкина", given="Анна", birth=date(1970, 1, 1), snils="", policy=old)
    assert [row.id for row in await cabinet.patients.likely_duplicates(stranger)] == [stays]
    assert (await pair.card(stays)).patient.policy == own.policy
    await pair.part(version)
    assert ((await pair.card(stays)).patient.policy, (await pair.card(leaves)).patient.policy) == (
        old,
        own.policy,
    )


async def test_what_stands_between_two_cards_is_named_and_forbids_where_it_must(pair: Pair) -> None:
    both = await pair.cabinet.merging.both(pair.stays, pair.leaves)
    assert both.clashes == ()
    assert both.leaves.counts == {
        "history": 1, "results": 1, "prescriptions": 1, "documents": 1, "observation": 1, "visits": 1,
        "allergies": 1, "problems": 1,
    }  # fmt: skip
    other = (await pair.card(pair.leaves)).patient
    details = replace(details_of(other), birth=date(1958, 3, 15))
    await pair.do(AmendPatient(pair.new(), pair.leaves, other.version, details))
    await pair.cabinet.do(BeginVisit(pair.new(), pair.leaves))
    found = (await pair.cabinet.merging.both(pair.stays, pair.leaves)).clashes
    assert found == (Clash.VISIT, Clash.BIRTH)
    with pytest.raises(Refused, match=r"merge\.visit"):
        await pair.merge()
    assert [row.id for row in await pair.cabinet.merging.alike(pair.stays)] == []
    back = replace(details, birth=date(1958, 3, 14))
    await pair.do(AmendPatient(pair.new(), pair.leaves, other.version + 1, back))
    assert [row.id for row in await pair.cabinet.merging.alike(pair.stays)] == [pair.leaves]
    pair.stays, pair.leaves = pair.leaves, pair.stays
    assert await pair.merge()  # the visit stays with the card that stays


async def test_no_card_leads_in_a_circle_or_twice(pair: Pair, add: Add, maria: NewPatient) -> None:
    third = await add(
        pair.cabinet,
        replace(maria, surname="Ложкина", given="Анна", snils="", policy="", birth=date(1970, 1, 1)),
    )
    version = await pair.merge()
    with pytest.raises(Refused, match=r"merge\.leads_away"):
        await pair.merge()
    with pytest.raises(Refused, match=r"merge\.leads_away"):
        await pair.cabinet.merging.both(third, pair.leaves)
    with pytest.raises(Refused, match=r"merge\.same"):
        await pair.cabinet.merging.both(third, third)
    details = details_of((await pair.card(pair.stays)).patient)
    for one, other in ((pair.leaves, pair.stays), (pair.stays, pair.stays)):
        with pytest.raises(Refused, match=r"merge\."):
            await pair.cabinet.do(MergePatients(pair.new(), one, 1, other, 1, details, REASON))
    with pytest.raises(Refused, match=r"merge\.leads_away"):
        await pair.cabinet.do(AmendPatient(pair.new(), pair.leaves, 1, replace(details, area="9")))
    chain = Pair(pair.cabinet, third, pair.stays)
    await chain.merge()
    whole = await pair.held(third)
    assert len(whole["records"]) == 2
    assert (await pair.card(pair.leaves)).patient.id == third
    await chain.part(1)
    assert (await pair.card(pair.leaves)).patient.id == pair.stays  # what was one before is one again
    await pair.part(version)
    assert await pair.cabinet.patients.total() == 3


async def test_both_sides_must_be_as_they_were_seen(pair: Pair) -> None:
    mine, other = await pair.card(pair.stays), await pair.card(pair.leaves)
    moved = replace(details_of(other.patient), area="9")
    await pair.do(AmendPatient(pair.new(), pair.leaves, other.patient.version, moved))
    with pytest.raises(Stale):
        await pair.cabinet.do(
            MergePatients(pair.new(), pair.stays, 1, pair.leaves, 1, details_of(mine.patient), REASON)
        )
    with pytest.raises(Refused, match=r"merge\.missing"):
        await pair.cabinet.do(PartPatients(pair.new(), pair.leaves, pair.stays, 1, "разные люди"))


ONE_CARD = {
    "access": "the ties of each card are put together by `way`",
    "chart": "by `merged.holder`",
    "document_index": "the words a patient's own documents are found by",
    "former": "the cards that were merged",
    "imports": "one row, by all of its key",
    "merged": "says who is one person",
    "merges": "counts what each card holds by itself",
    "recent_cards": "one row, of the card that was opened",
    "region": "what a regional system was asked of one card",
    "schedule_writes": "the rule of the table itself, for one card",
}
"""Modules of the store with statements about one patient that are meant so."""


def test_every_read_by_patient_knows_that_a_person_may_have_several_cards() -> None:
    """Whoever adds a read by patient makes it one of a person (`store/merged.py`), or says here why not."""
    unknown = []
    for path in sorted(Path(merged.__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"SELECT[^;]*?\bpatient = [?:]", text) and "merged." not in text:
            unknown.append(path.stem)
    assert set(unknown) <= set(ONE_CARD), set(unknown) - set(ONE_CARD)


async def test_a_whole_chart_and_a_trend_are_of_the_person(pair: Pair) -> None:
    await pair.merge()
    whole = await pair.cabinet._desk.vault.read(lambda c: whole_chart.of(c, pair.leaves))
    assert whole.patient.id == pair.stays
    assert [len(part) for part in (whole.records, whole.results, whole.prescriptions, whole.documents)] == [
        2
    ] * 4
    newest = whole.results[-1]
    trends = await pair.cabinet.home.trends([(pair.leaves, newest)])
    assert [str(one.value) for one in next(iter(trends.values()))] == ["8", "6"]


Step = tuple[str, int, int]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["join", "part"]), st.integers(0, 6), st.integers(0, 6)), max_size=14)
)
def test_whoever_is_merged_and_parted_in_any_order_everybody_is_one_person_once(steps: list[Step]) -> None:
    """Against the simplest model: where each card points."""
    here = empty()
    chance = random.Random(3)
    cards = [Id(bytes([number]) * 16) for number in range(1, 8)]
    PatientWrites(here, NOW).add_all([(one, person(chance), ()) for one in cards])
    writes = MergeWrites(here, NOW, AUTHOR)
    points: dict[Id, Id] = {}

    def root(card: Id) -> Id:
        while card in points:
            card = points[card]
        return card

    for kind, one, other in steps:
        stays, leaves = cards[one], cards[other]
        if kind == "part" and leaves in points:
            writes.part(leaves)
            del points[leaves]
        elif kind == "join" and stays != leaves and stays not in points and leaves not in points:
            details = details_of(patients.one(here, stays))
            writes.join(stays, leaves, 1, 1, details, details)
            points[leaves] = stays
    for card in cards:
        assert merged.standing(here, card) == root(card)
        whole = merged.person(here, card)
        assert whole[0] == root(card)
        assert sorted(whole) == sorted(one for one in cards if root(one) == root(card))
    listed = patients.page(here, after=None, before=None, last=False, limit=50)
    assert {row.id for row in listed} == set(cards) - set(points)
    assert patients.total(here) == len(listed)
    assert patient_index.reindex(here) == len(listed) == patients.total(here)


async def test_a_visit_of_either_card_is_a_visit_of_the_person(pair: Pair) -> None:
    await pair.merge()
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Сегодня, до приёма")
    await pair.do(WriteRecord(pair.new(), pair.leaves, pair.now, body))  # a sheet that was open meanwhile
    begun = (await pair.cabinet.do(BeginVisit(pair.new(), pair.stays))).result
    visits = pair.cabinet.visits
    assert await visits.open_of(pair.leaves) == await visits.open_of(pair.stays) is not None
    latest = await visits.latest_of(pair.leaves)
    assert latest is not None
    assert latest.id == begun
    assert len([part for part in latest.parts if part.kind.value == "record"]) >= 1
    assert [one.id for one in await visits.of(pair.stays)] == [begun]
    with pytest.raises(Invalid, match=r"visit\.begun"):
        await pair.cabinet.do(BeginVisit(pair.new(), pair.leaves))


async def test_lines_of_other_rooms_name_the_person_as_the_card_that_stays_does(pair: Pair) -> None:
    cabinet, day = pair.cabinet, (pair.now + timedelta(days=1)).date()
    version = await pair.merge()
    (visit,) = await cabinet.schedule.day(day)
    assert (visit.patient, visit.patient_name) == (pair.stays, "Кузнецова Мария Павловна")
    assert {row.full_name for row in await cabinet.home.attention()} == {"Кузнецова Мария Павловна"}
    await pair.part(version)
    (visit,) = await cabinet.schedule.day(day)
    assert (visit.patient, visit.patient_name) == (pair.leaves, "Рыкова Мария Павловна")
    assert {row.full_name for row in await cabinet.home.attention()} == {
        "Кузнецова Мария Павловна", "Рыкова Мария Павловна",
    }  # fmt: skip
