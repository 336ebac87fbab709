"""«Сведения» and «Документы» of a card: seen, changed, compared and taken back by keys."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.cabinet.chart_actions import AddProblem, AmendPatient
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.chart import KINDS, NATURES, POLICY_KINDS, STAGES, Problem, details_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty, Coded, NewPatient, Sex
from medcab_tui.domain.rules import check_patient
from tests.ui.patients.conftest import PASSWORD

SIZES = [(80, 24), (140, 40)]
TODAY = date(2026, 11, 23)
KUZNETSOVA = "Кузнецова М. П."
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


async def particulars(hands: Any) -> None:
    """Kuznetsova's card at «Сведения»."""
    await hands.open_kuznetsova()
    await hands.press("ctrl+pageup", "ctrl+pageup")


@pytest.mark.capability("C035", "C036")
@pytest.mark.parametrize("size", SIZES)
async def test_allergies_follow_what_is_written_at_once(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await particulars(hands)
        assert "▌ Аллергия" in hands.cursor
        assert "н/y новая аллергия" in hands.screen
        await hands.press("н")
        assert "НОВАЯ АЛЛЕРГИЯ" in hands.screen
        await hands.type("латекс")
        await hands.press("tab")
        await hands.type("зуд")
        await hands.press("tab")
        await hands.type("тяж")
        await hands.press("enter", "ctrl+s")
        assert "‼ пенициллины — анафилаксия, 2019" in hands.screen
        assert "‼ латекс — зуд" in hands.screen
        assert "латекс" in hands.cursor
        await hands.press("у")
        await hands.type("1")
        await hands.press("ctrl+s")
        assert "‼ латекс" not in hands.screen
        await hands.press("ctrl+z")
        assert "‼ латекс — зуд" in hands.screen
        await hands.press("у")
        await hands.type("1")
        await hands.press("ctrl+s", "end")
        assert "✕ внесено по ошибке" in hands.cursor
        assert "латекс" in hands.cursor
        await hands.press("в")
        assert "внесено по ошибке" in hands.screen
        await hands.press("escape", "ctrl+p")
        await hands.type("вернуть отозванное")
        await hands.press("enter")
        assert "‼ латекс — зуд" in hands.screen
        codes = [row.code for row in await hands.app.cabinet.journal.mine()]
        assert {"allergy.added", "allergy.withdrawn", "allergy.restored"} <= set(codes)


@pytest.mark.parametrize("size", SIZES)
async def test_a_problem_is_put_on_the_list_closed_and_taken_back(
    opened: Any, size: Any, ground: Any, colleague: Any
) -> None:
    ids, patient = colleague.surroundings.ids, ground.patients[KUZNETSOVA]
    problem = Problem(ids.new(), Coded("I20.8", "Другие формы стенокардии", "2.24"), KINDS[0], since="2023")
    await colleague.do(AddProblem(problem.id, patient, problem))
    async with opened(size=size) as hands:
        await particulars(hands)
        await hands.press("down", "н")
        assert "НОВАЯ ПРОБЛЕМА" in hands.screen
        await hands.type("j45.0")
        await hands.press("enter")
        await hands.type("соп")
        await hands.press("enter", "ctrl+s")
        assert "J45.0" in hands.cursor
        assert "я/z закрыть проблему" in hands.screen
        await hands.press("я")
        assert "Закрыто: J45.0" in hands.screen
        card = await hands.app.cabinet.patients.card(patient)
        assert [(one.code.code, one.closed) for one in card.problems] == [
            ("I20.8", ""), ("J45.0", "2026-11-23"),
        ]  # fmt: skip
        await hands.press("ctrl+z", "ctrl+pagedown", "ctrl+pagedown")
        overview = hands.screen
        assert "I20.8" in overview
        assert "J45.0" in overview


@pytest.mark.capability("C036")
async def test_identity_is_amended_by_the_same_letter_and_its_editions_compared(
    opened: Any, ground: Any
) -> None:
    async with opened() as hands:
        await particulars(hands)
        await hands.press("down", "down", "и")
        assert "ЛИЧНЫЕ ДАННЫЕ И КОНТАКТЫ" in hands.screen
        await hands.press("ctrl+u")
        await hands.type("Ольхова")
        await hands.press("ctrl+s")
        assert "ОЛЬХОВА Мария Павловна" in hands.screen
        assert "пациент: Ольхова М. П." in hands.screen
        await hands.press("в")
        assert "ред. 2" in hands.screen
        assert "Кузнецова" in hands.screen
        assert "Ольхова" in hands.screen
        await hands.press("enter")
        assert "ЛИЧНЫЕ ДАННЫЕ И КОНТАКТЫ" in hands.screen
        assert "восстановлена редакция 1" in hands.screen
        await hands.press("escape")  # the draft is kept
        await hands.find("ольхова 1958")
        assert "Ольхова Мария Павловна" in hands.screen
        await hands.press("enter", "и", "ctrl+s")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        versions = await hands.app.cabinet.patients.person_versions(ground.patients[KUZNETSOVA])
        assert [one.reason for one in versions] == ["восстановлена редакция 1", "", ""]


async def test_what_a_colleague_saved_meanwhile_is_merged_field_by_field(
    opened: Any, ground: Any, colleague: Any
) -> None:
    patient = ground.patients[KUZNETSOVA]
    async with opened() as hands:
        await particulars(hands)
        await hands.press("down", "down", "и")
        theirs = details_of((await colleague.patients.card(patient)).patient)
        changed = replace(theirs, phone="+79130001122")
        await colleague.do(AmendPatient(colleague.surroundings.ids.new(), patient, 1, changed))
        await hands.type("-Белова")
        await hands.press("ctrl+s")
        await hands.press("ctrl+s", "ctrl+s")  # into the form, and saved
        kept = details_of((await hands.app.cabinet.patients.card(patient)).patient)
        assert (kept.surname, kept.phone) == ("Кузнецова-Белова", "+79130001122")


@pytest.mark.parametrize(
    ("keys", "title", "text"),
    [
        (("н",), "НОВАЯ АЛЛЕРГИЯ", "латекс"),
        (("и",), "ИСПРАВЛЕНИЕ АЛЛЕРГИИ", " и ещё"),
        (("down", "down", "и"), "ЛИЧНЫЕ ДАННЫЕ", "-Белова"),
    ],
)
async def test_a_lock_over_a_sheet_gives_it_back_as_it_was_typed(
    opened: Any, keys: tuple[str, ...], title: str, text: str
) -> None:
    async with opened() as hands:
        await particulars(hands)
        await hands.press(*keys)
        await hands.type(text)
        await hands.press("ctrl+l")
        assert "Заблокировано" in hands.screen
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert title in hands.screen
        assert text.strip() in hands.screen
        await hands.press("escape")
        assert "Сведения" in hands.screen


async def test_a_head_of_department_amends_contacts_and_nothing_clinical(opened: Any) -> None:
    async with opened() as hands:
        desk = hands.app.cabinet._desk
        desk.worker = replace(desk.worker, roles=frozenset({Role.HEAD}))
        await particulars(hands)
        assert "‼ пенициллины" in hands.screen
        for key in ("н", "и", "у"):
            await hands.press(key)
            assert "▌ Аллергия" in hands.cursor
        await hands.press("down", "down", "и")
        assert "ЛИЧНЫЕ ДАННЫЕ И КОНТАКТЫ" in hands.screen


async def test_the_palette_has_these_verbs_in_every_tab(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+p")
        await hands.type("новая аллергия")
        await hands.press("enter")
        assert "НОВАЯ АЛЛЕРГИЯ" in hands.screen


@pytest.mark.capability("C035")
@pytest.mark.parametrize("size", SIZES)
async def test_documents_of_the_card_lead_to_section_4_and_back(
    opened: Any, size: Any, ground: Any, colleague: Any
) -> None:
    ids, patient = colleague.surroundings.ids, ground.patients[KUZNETSOVA]
    await colleague.do(AttachDocument(ids.new(), "Выписка из стационара", "выписка", patient, "x.pdf", PDF))
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press(*["ctrl+pageup"] * 4)
        assert "Выписка из стационара" in hands.cursor
        assert "Выписка из стационара" in hands.screen
        await hands.press("enter")
        assert "▌4" in hands.screen.replace(" ", "")
        assert "Выписка из стационара" in hands.cursor
        await hands.press("escape")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert "Выписка из стационара" in hands.cursor


# What stands in a form says what the card says, and the other way round.

TEXTS = st.text("абвгдАБ ,.-0123456789", max_size=30).map(lambda text: " ".join(text.split()))
NAMES = st.sampled_from(("Иванова", "Ёлкина-Белова", "Анна", "О'Нил"))
DETAILS = st.builds(
    NewPatient,
    surname=NAMES,
    given=NAMES,
    patronymic=st.sampled_from(("", "Павловна")),
    sex=st.sampled_from(Sex),
    birth=st.dates(date(1900, 1, 1), TODAY),
    snils=st.sampled_from(("", "11223344595")),
    phone=st.sampled_from(("", "+79123456789")),
    address=st.sampled_from(("", "630099, г. Примерск, ул. Тихая, д. 1")),
    area=TEXTS,
    passport=st.sampled_from(("", "4508123456")),
    phone2=st.sampled_from(("", "+79123456780")),
    email=st.sampled_from(("", "maria@mail.ru")),
    contact=TEXTS,
)
POLICIES = st.sampled_from(
    (
        (None, ""),
        (None, "7700000000000016"),
        (POLICY_KINDS[0], "46-11 № 123456"),
        (POLICY_KINDS[1], "7700000000000016"),
        (POLICY_KINDS[3], "123456789"),
    )
)
SINCE = st.sampled_from(("", "2019", "2019-03", "2019-03-14"))
ONE = Id(b"o" * 16)
ALLERGIES = st.builds(
    Allergy,
    id=st.just(ONE),
    substance=st.sampled_from(("Ампициллин", "йод", "латекс")),
    grade=st.sampled_from(AllergyGrade),
    since=SINCE,
    reaction=TEXTS,
    certainty=st.sampled_from(Certainty),
)
PROBLEMS = st.builds(
    Problem,
    id=st.just(ONE),
    code=st.sampled_from((Coded("I10", "Гипертензия", "2.24"), Coded("E11.9", "Диабет", "9"))),
    kind=st.sampled_from((None, *KINDS)),
    stage=st.sampled_from((None, *STAGES)),
    nature=st.sampled_from((None, *NATURES)),
    since=SINCE,
    closed=st.sampled_from(("", "2026-11-20")),
)


def said(model: Any, starts: Any) -> Any:
    """What the form gives when nothing was typed into it."""
    from medcab_tui.ui.forms.checking import Entered, read
    from medcab_tui.ui.forms.fields import fields_of

    fields = fields_of(model)
    entered = {
        one.name: Entered(starts[one.name].text, starts[one.name].picked)
        if one.name in starts
        else Entered("")
        for one in fields
    }
    values, troubles = read(model, fields, entered)
    assert troubles == {}
    return values


@settings(max_examples=60, deadline=None)
@given(details=DETAILS, policy=POLICIES)
def test_an_untouched_form_of_identity_says_what_the_card_says(details: NewPatient, policy: Any) -> None:
    from medcab_tui.ui.patients.chart_bodies import details_said, identity_starts
    from medcab_tui.ui.patients.chart_models import identity_model

    kept = replace(details, policy_kind=policy[0], policy=policy[1])
    again = details_said(said(identity_model(TODAY), identity_starts(kept)))
    assert check_patient(again, TODAY) == check_patient(kept, TODAY)


@settings(max_examples=60, deadline=None)
@given(allergy=ALLERGIES, coded=st.booleans())
def test_an_untouched_form_of_an_allergy_says_what_the_card_says(allergy: Allergy, coded: bool) -> None:
    from medcab_tui.ui.patients.chart_bodies import allergy_said, allergy_starts
    from medcab_tui.ui.patients.chart_models import allergy_model

    kept = dataclasses.replace(allergy, code=Coded("7", allergy.substance, "1") if coded else None)
    assert allergy_said(ONE, said(allergy_model(date(1958, 3, 14), TODAY), allergy_starts(kept))) == kept


@settings(max_examples=60, deadline=None)
@given(problem=PROBLEMS)
def test_an_untouched_form_of_a_problem_says_what_the_card_says(problem: Problem) -> None:
    from medcab_tui.ui.patients.chart_bodies import problem_said, problem_starts
    from medcab_tui.ui.patients.chart_models import problem_model

    assert (
        problem_said(ONE, said(problem_model(date(1958, 3, 14), TODAY), problem_starts(problem))) == problem
    )
