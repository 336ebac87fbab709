"""Identity, allergies and problems of a card: what each action writes, once; what was there is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action
from medcab_tui.cabinet.bulk import LoadBatch, LoadedDocument
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import (
    AddAllergy,
    AddProblem,
    AmendAllergy,
    AmendPatient,
    AmendProblem,
    CloseProblem,
    ReopenProblem,
    RestoreAllergy,
    RestoreProblem,
    WithdrawAllergy,
    WithdrawProblem,
)
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import KINDS, NATURES, POLICY_KINDS, STAGES, Problem, details_of
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty, Coded, NewPatient, Sex
from medcab_tui.domain.reference import Book
from medcab_tui.store import patient_index, patients
from medcab_tui.store.chart import ChartWrites
from medcab_tui.store.patients import PatientWrites
from tests.cabinet.test_plans import NOW, empty

Add = Callable[[Cabinet, NewPatient], Awaitable[Id]]
I10 = Coded("I10", "Эссенциальная гипертензия", "2.24")


class Bench:
    """A cabinet with one card, and its actions by few words."""

    def __init__(self, cabinet: Cabinet, patient: Id) -> None:
        self.cabinet, self.patient = cabinet, patient

    def new(self) -> Id:
        return self.cabinet.surroundings.ids.new()

    async def do(self, action: Action[Any]) -> int:
        done = await self.cabinet.do(action)
        again = await self.cabinet.do(action)
        assert (again.repeated, again.result, again.version) == (True, done.result, done.version)
        return done.version or 0

    async def card(self) -> Any:
        return await self.cabinet.patients.card(self.patient)

    async def details(self) -> NewPatient:
        return details_of((await self.card()).patient)

    async def amend(self, seen: int, reason: str = "", **changes: Any) -> int:
        details = replace(await self.details(), **changes)
        return await self.do(AmendPatient(self.new(), self.patient, seen, details, reason))

    async def allergy(self, substance: str, grade: AllergyGrade, **more: Any) -> Allergy:
        one = Allergy(self.new(), substance, grade, **({"since": ""} | more))
        await self.do(AddAllergy(one.id, self.patient, one))
        return one

    async def problem(self, code: Coded = I10, **more: Any) -> Problem:
        one = Problem(self.new(), code, **more)
        await self.do(AddProblem(one.id, self.patient, one))
        return one

    async def alerts(self) -> set[str]:
        """What every list says of this patient."""
        found = (await self.cabinet.patients.search("кузнецова мар")).hits
        listed = await self.cabinet.patients.page()
        by_year = (await self.cabinet.patients.search("1958")).hits
        one = await self.cabinet.patients.row(self.patient)
        return {row.alert for row in (*(hit.row for hit in (*found, *by_year)), *listed, one)}


@pytest.fixture
async def bench(cabinet: Cabinet, maria: NewPatient, add: Add) -> Bench:
    return Bench(cabinet, await add(cabinet, maria))


@pytest.mark.capability("C036")
async def test_identity_is_amended_and_found_by_what_it_is_now(bench: Bench) -> None:
    old = await bench.details()
    version = await bench.amend(
        1, "вышла замуж", surname="Ольхова", phone="+79130001122", phone2="8 913 000-11-23",
        policy_kind=POLICY_KINDS[1], passport="45 08 123456", email="maria@mail.ru", contact="Пётр,  муж",
    )  # fmt: skip
    assert version == 2
    now = await bench.details()
    assert (now.surname, now.phone2, now.passport, now.contact) == (
        "Ольхова", "+79130001123", "4508123456", "Пётр, муж",
    )  # fmt: skip
    assert now.policy_kind == POLICY_KINDS[1]
    search = bench.cabinet.patients.search
    for text in ("ольхова мар", "ольхова 1958", "9130001122"):
        assert [hit.row.id for hit in (await search(text)).hits] == [bench.patient], text
    for text in ("кузнецова мар", "9123456789"):
        found = await search(text)
        assert not found.hits, text
        assert not found.similar, text
    newest, first = await bench.cabinet.patients.person_versions(bench.patient)
    assert (newest.body, newest.reason, newest.author.name) == (now, "вышла замуж", "Иванова А. П.")
    assert (first.body, first.version) == (old, 1)
    codes = [row.code for row in await bench.cabinet.journal.mine()]
    assert codes.count("patient.amended") == 1


async def test_documents_are_found_by_the_name_the_patient_has_now(bench: Bench) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    text = ("гемоглобин 140",)
    pieces = [LoadedDocument(
        bench.new(), "выписка", "Выписка", "", date(2026, 11, 20), "приложен",
        bench.cabinet.worker.id, bench.patient, "x.pdf", pdf, text,
    )]  # fmt: skip
    await bench.cabinet.do(LoadBatch(bench.new(), tuple(pieces)))
    await bench.amend(1, surname="Ольхова")
    search = bench.cabinet.documents.search
    assert [hit.row.patient_name for hit in await search("ольхова выписка")] == ["Ольхова М. П."]
    assert len(await search("ольхова гемоглобин")) == 1
    assert await search("кузнецова") == ()
    assert await bench.cabinet.documents.found("выписка") == 1


async def test_codes_that_were_chosen_are_offered_sooner(bench: Bench) -> None:
    inn = (await bench.cabinet.reference.search(Book.INN, "ам", limit=6))[-1]
    await bench.allergy(inn.display, AllergyGrade.MILD, code=inn.coded())
    assert (await bench.cabinet.reference.search(Book.INN, "ам", limit=6))[0].code == inn.code
    icd = (await bench.cabinet.reference.search(Book.ICD10, "гип", limit=6))[-1]
    await bench.problem(icd.coded())
    assert (await bench.cabinet.reference.search(Book.ICD10, "гип", limit=6))[0].code == icd.code


async def test_what_somebody_else_saved_meanwhile_is_not_written_over(bench: Bench) -> None:
    await bench.amend(1, phone="+79130001122")
    with pytest.raises(Stale) as stale:
        await bench.amend(1, phone="+79130001133")
    assert stale.value.values == {"seen": "1", "current": "2", "author": "Иванова А. П."}
    assert (await bench.details()).phone == "+79130001122"
    with pytest.raises(Invalid) as unchanged:
        await bench.amend(2)
    assert unchanged.value.code == "chart.unchanged"


async def test_numbers_belong_to_one_card(bench: Bench, maria: NewPatient, add: Add) -> None:
    other = NewPatient("Белова", "Алина", "", Sex.FEMALE, date(1990, 1, 2), policy="3400000000000174")
    second = Bench(bench.cabinet, await add(bench.cabinet, other))
    for field, number in (("snils", maria.snils), ("policy", maria.policy)):
        with pytest.raises(Invalid) as refused:
            await second.amend(1, **{field: number})
        assert (refused.value.code, refused.value.field) == ("patient.number_taken", field)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"policy_kind": POLICY_KINDS[3]}, "policy.kind", "policy"),
        ({"policy_kind": POLICY_KINDS[1], "policy": "123456789"}, "policy.kind", "policy"),
        ({"policy_kind": POLICY_KINDS[0]}, "policy.old", "policy"),
        ({"policy_kind": POLICY_KINDS[2], "policy": ""}, "policy.missing", "policy"),
        ({"policy": "7700000000000017"}, "policy.checksum", "policy"),
        ({"passport": "45 08 12345"}, "passport.length", "passport"),
        ({"phone2": "12345"}, "phone.length", "phone2"),
        ({"email": "maria.mail.ru"}, "email.form", "email"),
        ({"birth": date(2030, 1, 1)}, "birth.future", "birth"),
        ({"contact": "я" * 300}, "text.long", "contact"),
    ],
)
async def test_a_wrong_detail_is_named(bench: Bench, changes: Any, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await bench.amend(1, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_policies_of_every_kind_are_kept(bench: Bench) -> None:
    for seen, (kind, number, kept) in enumerate(
        (
            (POLICY_KINDS[0], "46-11  № 123456", "46-11 № 123456"),
            (POLICY_KINDS[3], "123 456 789", "123456789"),
            (POLICY_KINDS[2], "3400 0000 0000 0174", "3400000000000174"),
        ),
        1,
    ):
        await bench.amend(seen, policy_kind=kind, policy=number)
        assert ((await bench.details()).policy_kind, (await bench.details()).policy) == (kind, kept)


async def test_the_gravest_allergy_is_what_lists_warn_of_at_once(bench: Bench) -> None:
    assert await bench.alerts() == {""}
    await bench.allergy("латекс", AllergyGrade.MILD, reaction="зуд")
    assert await bench.alerts() == {"латекс"}
    inn = Coded("000123", "Ампициллин", "1")
    grave = await bench.allergy(
        "Ампициллин", AllergyGrade.ANAPHYLAXIS, code=inn, certainty=Certainty.CONFIRMED, since="2019-03"
    )
    assert await bench.alerts() == {"Ампициллин"}
    first, second = (await bench.card()).allergies
    assert first == grave
    assert (second.substance, second.reaction) == ("латекс", "зуд")
    mild = dataclasses.replace(grave, grade=AllergyGrade.MILD, substance="пенициллины", code=None)
    assert await bench.do(AmendAllergy(bench.new(), bench.patient, 1, mild)) == 2
    assert await bench.alerts() <= {"латекс", "пенициллины"}
    with pytest.raises(Stale):
        await bench.cabinet.do(AmendAllergy(bench.new(), bench.patient, 1, grave))


async def test_a_withdrawn_allergy_warns_of_nothing_and_can_come_back(bench: Bench) -> None:
    one = await bench.allergy("йод", AllergyGrade.SEVERE)
    with pytest.raises(Invalid):
        await bench.cabinet.do(WithdrawAllergy(bench.new(), bench.patient, one.id, 1, "  "))
    version = await bench.do(WithdrawAllergy(bench.new(), bench.patient, one.id, 1, "не подтвердилась"))
    assert (await bench.card()).allergies == ()
    assert await bench.alerts() == {""}
    newest, first = await bench.cabinet.patients.allergy_versions(bench.patient, one.id)
    assert (newest.withdrawn, newest.reason, first.withdrawn) == (True, "не подтвердилась", False)
    with pytest.raises(Refused):
        await bench.cabinet.do(AmendAllergy(bench.new(), bench.patient, version, one))
    with pytest.raises(Stale):
        await bench.cabinet.do(RestoreAllergy(bench.new(), bench.patient, one.id, 1))
    await bench.do(RestoreAllergy(bench.new(), bench.patient, one.id, version))
    assert [a.substance for a in (await bench.card()).allergies] == ["йод"]
    assert await bench.alerts() == {"йод"}


@pytest.mark.parametrize(
    ("since", "code"),
    [
        ("19", "since.form"),
        ("2019-13", "since.form"),
        ("2027", "since.future"),
        ("1957", "since.before_birth"),
    ],
)
async def test_an_allergy_begins_in_the_life_of_the_patient(bench: Bench, since: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await bench.allergy("йод", AllergyGrade.MILD, since=since)
    assert (refused.value.code, refused.value.field) == (code, "since")


async def test_a_problem_is_listed_amended_closed_and_opened_again(bench: Bench) -> None:
    one = await bench.problem(kind=KINDS[0], stage=STAGES[2], nature=NATURES[2], since="2012")
    assert (await bench.card()).problems == (one,)
    with pytest.raises(Invalid) as twice:
        await bench.cabinet.do(
            AddProblem(bench.new(), bench.patient, dataclasses.replace(one, id=bench.new()))
        )
    assert twice.value.code in ("problem.twice", "request.repeated")
    version = await bench.do(
        AmendProblem(bench.new(), bench.patient, 1, dataclasses.replace(one, since="2011-05"))
    )
    with pytest.raises(Invalid) as early:
        await bench.cabinet.do(CloseProblem(bench.new(), bench.patient, one.id, version, date(2011, 4, 1)))
    assert early.value.code == "problem.closed_early"
    closing = CloseProblem(bench.new(), bench.patient, one.id, version, date(2026, 11, 23))
    closed = await bench.do(closing)
    (listed,) = (await bench.card()).problems
    assert (listed.active, listed.closed, listed.version) == (False, "2026-11-23", 3)
    with pytest.raises(Stale):
        await bench.cabinet.do(ReopenProblem(bench.new(), bench.patient, one.id, version))
    await bench.do(ReopenProblem(bench.new(), bench.patient, one.id, closed))
    assert (await bench.card()).problems[0].active
    kept = await bench.cabinet.patients.problem_versions(bench.patient, one.id)
    assert [(edition.version, edition.body.closed) for edition in kept] == [
        (4, ""), (3, "2026-11-23"), (2, ""), (1, ""),
    ]  # fmt: skip


async def test_a_withdrawn_problem_is_gone_and_can_come_back(bench: Bench) -> None:
    one = await bench.problem()
    version = await bench.do(WithdrawProblem(bench.new(), bench.patient, one.id, 1, "другой пациент"))
    assert (await bench.card()).problems == ()
    other = await bench.problem(Coded("E11.9", "Сахарный диабет 2 типа", "2.24"))
    await bench.do(RestoreProblem(bench.new(), bench.patient, one.id, version))
    assert [p.code.code for p in (await bench.card()).problems] == ["E11.9", "I10"]
    assert (await bench.card()).problems[0] == other


async def test_an_entry_that_the_official_list_does_not_have_is_refused(bench: Bench) -> None:
    for field, entry in (("kind", replace(KINDS[0], code="9")), ("nature", replace(NATURES[0], display="х"))):
        with pytest.raises(Invalid) as refused:
            await bench.problem(**{field: entry})
        assert (refused.value.code, refused.value.field) == ("problem.entry", field)


# The tables patients are found by follow every change.

AUTHOR = Author(Id(b"w" * 16), "Иванова А. П.", "врач", "")
TABLES = (
    "patient_by_name", "patient_by_year", "patient_by_day", "patient_by_phone", "patient_digits", "surname",
    "surname_slip",
)  # fmt: skip
SURNAMES = st.sampled_from(("Иванов", "Иванов-Петров", "Петров", "Ёлкин", "Сидоров"))
CHANGES = st.fixed_dictionaries(
    {
        "surname": SURNAMES,
        "given": st.sampled_from(("Иван", "Анна-Мария")),
        "birth": st.dates(date(1930, 1, 1), date(2026, 1, 1)),
        "policy": st.sampled_from(("", "7700000000000016")),
        "phone": st.sampled_from(("", "+79121112233", "+79121112234")),
    }
)


@settings(max_examples=40, deadline=None)
@given(people=st.lists(CHANGES, min_size=1, max_size=3), later=st.lists(CHANGES, max_size=4))
def test_a_rewritten_index_is_the_one_made_anew(people: list[Any], later: list[Any]) -> None:
    here = empty()
    ids = [Id(bytes([number]) * 16) for number in range(1, len(people) + 1)]
    made = [NewPatient(patronymic="", sex=Sex.MALE, **each) for each in people]
    PatientWrites(here, NOW).add_all([(one, new, ()) for one, new in zip(ids, made, strict=True)])
    writes = ChartWrites(here, NOW, AUTHOR)
    for turn, each in enumerate(later):
        one = ids[turn % len(ids)]
        before = patients.one(here, one)
        try:
            writes.amend_person(before, replace(details_of(before), **each), "")
        except Invalid:
            continue
        if turn % 2:
            writes.add_allergy(one, Allergy(Id(bytes([90 + turn]) * 16), "йод", AllergyGrade.MILD, ""))
    kept = {table: _rows(here, table) for table in TABLES}
    patient_index.reindex(here)
    assert {table: _rows(here, table) for table in TABLES} == kept


def _rows(connection: apsw.Connection, table: str) -> list[tuple[Any, ...]]:
    return sorted(connection.execute(f"SELECT * FROM {table}").fetchall())
