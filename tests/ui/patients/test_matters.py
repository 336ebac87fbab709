"""What matters first: said on every width, the gravest before everything, nothing left out unsaid."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui import locale
from medcab_tui.cabinet.vitals_actions import RecordVitals
from medcab_tui.domain.chart import KINDS, STAGES, Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import PolicyStanding, PolicyState
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Card,
    CardTask,
    Coded,
    Observation,
    Patient,
    Prescription,
    PrescriptionStatus,
    Series,
    Sex,
)
from medcab_tui.domain.vital_line import read_line
from medcab_tui.ui.patients.card_tabs import TABS
from medcab_tui.ui.patients.glance import preview_lines
from medcab_tui.ui.patients.heading import header_lines, sheet_heading
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.matters import newest_line, problem_lines, shortened, taken, task_lines, to_do
from medcab_tui.ui.patients.printing import aged
from medcab_tui.ui.patients.warning_lines import WARNINGS
from medcab_tui.ui.widgets.lines import Line, width_of

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
PRESENT = Present(NOW, "Europe/Moscow")
PATIENT = Patient(
    Id(bytes(16)), 1, "Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14), "11223344595",
    "7700000000000016", "+79123456789", "", "7",
)  # fmt: skip
CARD = Card(PATIENT, (), (), None, (), (), (), None, "Europe/Moscow")
SUBSTANCES = ("пенициллины", "латекс", "арахис", "йод", "кодеин", "анальгин", "новокаин", "пчелиный яд")


def one(number: int) -> Id:
    return Id(number.to_bytes(16, "big"))


def text(lines: list[Line]) -> str:
    return "\n".join("".join(run[0] for run in line) for line in lines)


def allergies(*grades: AllergyGrade) -> tuple[Allergy, ...]:
    graded = sorted(
        (Allergy(one(at), SUBSTANCES[at], grade, "2019", reaction="сыпь") for at, grade in enumerate(grades)),
        key=lambda each: each.gravity,
    )
    return tuple(graded)


def value(number: int, amount: str, *, days: float, seen: bool, name: str = "Глюкоза") -> Observation:
    return Observation(
        one(number), Coded(name, name, "1"), Decimal(amount), "ммоль/л", "mmol/L",
        Decimal("3.9"), Decimal("6.1"), NOW - timedelta(days=days), "ЛИС", seen,
    )  # fmt: skip


def series(*values: Observation) -> Series:
    return Series(values[0].code, "ммоль/л", values)


@pytest.fixture(autouse=True, scope="module")
def _russian() -> Any:
    locale.use("ru")
    yield
    locale.use(locale.DEFAULT)


@given(
    st.lists(st.sampled_from(list(AllergyGrade)), max_size=len(SUBSTANCES)), st.sampled_from((73, 94, 114))
)
def test_every_grave_allergy_is_named_over_every_tab_and_in_every_sheet(
    grades: list[AllergyGrade], width: int
) -> None:
    card = replace(CARD, allergies=allergies(*grades))
    for lines in (header_lines(card, PRESENT, width), sheet_heading(card, PRESENT, width)):
        shown = text(lines)
        for each in card.allergies:
            if each.grade in (AllergyGrade.ANAPHYLAXIS, AllergyGrade.SEVERE):
                assert each.substance in shown
        named = sum(each.substance in shown for each in card.allergies)
        left = len(grades) - named
        assert (f"другие аллергии: {left}" in shown) == bool(left), "those left out are counted"
        assert "КУЗНЕЦОВА Мария Павловна" in shown
        assert "1958-03-14" in shown
        assert all(width_of(line) <= width for line in lines)


def test_a_few_allergies_say_what_they_did_and_many_light_ones_take_three_lines() -> None:
    few = replace(CARD, allergies=allergies(AllergyGrade.ANAPHYLAXIS, AllergyGrade.MILD))
    assert "‼ пенициллины — анафилаксия, 2019" in text(header_lines(few, PRESENT, 73))
    many = replace(CARD, allergies=allergies(*[AllergyGrade.MILD] * 8))
    lines = text(header_lines(many, PRESENT, 73)).splitlines()
    assert next(at for at, line in enumerate(lines) if "КУЗНЕЦОВА" in line) == WARNINGS


@pytest.mark.parametrize(
    ("state", "word", "role"),
    [
        (PolicyState.VALID, "действует", "ok"),
        (PolicyState.EXPIRED, "не действует", "warning"),
        (PolicyState.OFFLINE, "нет связи", "dim"),
    ],
)
def test_the_policy_and_how_it_stands_are_in_the_heading(state: PolicyState, word: str, role: str) -> None:
    card = replace(CARD, policy_state=PolicyStanding(state), next_visit=NOW + timedelta(days=14))
    for width in (73, 114):
        lines = header_lines(card, PRESENT, width)
        assert any(word in run and role == painted for line in lines for run, painted in line)
        assert "ОМС 7700 0000 0000 0016" in text(lines)
        assert "приём пн 2026-12-07 12:21" in text(lines)
    preview = text(preview_lines(card, PRESENT, 100))
    assert (word in preview) == (role != "dim"), "before a card is opened only what an insurer said is told"


def problem(number: int, code: str, *, stage: int = 2, kind: int = 0, closed: str = "") -> Problem:
    return Problem(
        one(number), Coded(code, f"Болезнь {code}", "2.27"), KINDS[kind], STAGES[stage], None, "2012", closed
    )


def test_problems_say_kind_and_certainty_where_there_is_room_and_a_doubt_everywhere() -> None:
    known = (problem(1, "I10"), problem(2, "I20.8", stage=0, kind=2), problem(3, "J18", closed="2021-03-15"))
    whole = text(problem_lines(known, 41))
    assert "основное, заключительный" in whole
    assert "сопутствующее, предварительный" in whole
    assert "I20.8?" in whole
    assert "J18" not in whole
    short = problem_lines(known, 41, 2)
    assert len(short) == 2
    assert "I20.8?" in text(short)
    assert "I20.8?" in text(header_lines(replace(CARD, problems=known), PRESENT, 73))
    assert "⋯ ещё 2: Сведения" in text(problem_lines(tuple(problem(n, f"A{n}") for n in range(4)), 41, 3))


def test_what_came_from_elsewhere_says_so_in_the_warning_line_and_the_overview() -> None:
    theirs = Allergy(
        one(0), "йод", AllergyGrade.SEVERE, "2019", reaction="сыпь", origin="РМИС · подтверждено"
    )
    for grade in (AllergyGrade.SEVERE, AllergyGrade.ANAPHYLAXIS, AllergyGrade.MILD):
        card = replace(
            CARD, allergies=(dataclasses.replace(theirs, grade=grade), *allergies(AllergyGrade.MILD))
        )
        for lines in (header_lines(card, PRESENT, 73), sheet_heading(card, PRESENT, 73)):
            assert text(lines).count("РМИС") == 1
            assert "сыпь, 2019 · РМИС" in text(lines) or "анафилаксия, 2019 · РМИС" in text(lines)
    known = (dataclasses.replace(problem(1, "I10"), origin="РМИС"), problem(2, "I20.8"))
    whole = text(problem_lines(known, 41))
    assert "РМИС · основное, заключительный" in whole
    assert whole.count("РМИС") == 1
    assert "Болезнь I10 (РМИС)" in text(header_lines(replace(CARD, problems=known), PRESENT, 73))
    short = problem_lines(known, 41, 2)
    assert "РМИС 2012" in text(short)
    assert all(width_of(line) <= 41 for line in short)


@given(st.integers(0, 12), st.integers(1, 12))
def test_what_is_shortened_says_how_many_lines_are_left_out(count: int, room: int) -> None:
    lines: list[Line] = [((str(number), "text"),) for number in range(count)]
    shown = shortened(lines, room, "История")
    assert len(shown) <= max(room, 1)
    assert len(shown) == count if count <= room else f"ещё {count - room + 1}" in text(shown)


def test_medicines_are_listed_by_their_end_and_dead_ones_not() -> None:
    def script(number: int, status: PrescriptionStatus, days: int) -> Prescription:
        day = NOW.date() + timedelta(days=days)
        return Prescription(one(number), f"лекарство {number}", status, NOW.date(), day)

    given_out = (
        script(1, PrescriptionStatus.DISPENSED, 60),
        script(2, PrescriptionStatus.REGISTERED, 2),
        script(3, PrescriptionStatus.CANCELLED, 1),
        script(4, PrescriptionStatus.DISPENSED, -3),
    )
    assert [each.id for each in taken(given_out, PRESENT)] == [one(2), one(1), one(4)]


def test_the_newest_values_stand_in_a_line_those_that_wait_first() -> None:
    tests = (
        series(value(1, "5", days=3, seen=True, name="Калий")),
        series(value(2, "5.1", days=90, seen=True), value(3, "8.4", days=3, seen=False)),
        series(value(4, "9", days=3, seen=True, name="Натрий")),
    )
    shown = text([newest_line(tests, 73)])
    assert shown.split() == ["●", "Глюкоза", "8,4▲", "Натрий", "9▲", "Калий", "5"]
    assert width_of(newest_line(tests, 26)) <= 26
    assert text([newest_line(tests, 26)]).rstrip().endswith("…")


def test_results_out_of_bounds_are_something_to_do_until_somebody_read_them() -> None:
    task = CardTask(one(9), "Вызвать", None, "in_work")
    late = value(1, "8.4", days=3, seen=False)
    card = replace(CARD, tasks=(task,), results=(series(late), series(value(2, "5", days=3, seen=False))))
    tasks = to_do(card)
    assert [each.title for each in tasks] == ["подтвердить: Глюкоза", "Вызвать"]
    assert "1 дн" in text(task_lines(tasks, PRESENT, 41))
    assert "! дела: 2, просрочено: 1" in text(header_lines(card, PRESENT, 73))
    fresh = replace(card, results=(series(replace(late, at=NOW - timedelta(hours=47))),))
    assert "◐ дела: 2" in text(header_lines(fresh, PRESENT, 73))
    assert to_do(replace(card, results=(series(replace(late, acknowledged=True)),))) == (task,)


@pytest.mark.capability("C035", "C043")
async def test_on_every_tab_of_the_smallest_screen_the_warnings_stand_and_the_tabs_read(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        for tab in TABS:
            assert hands.app.screen._card_view.tab == tab.key
            lines = hands.screen.splitlines()
            assert "‼ пенициллины — анафилаксия, 2019" in lines[2]
            assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
            tabs = next(line for line in lines if "Свед" in line and "Набл" in line)
            assert locale._(tab.title) in tabs
            assert "…" not in tabs
            assert "Журн" in tabs
            await hands.press("ctrl+pagedown")


@pytest.mark.capability("C035", "C043")
async def test_a_roomy_overview_tells_the_newest_vital_signs_and_hears_of_new_ones(
    opened: Any, ground: Any, colleague: Any
) -> None:
    async with opened(size=(140, 40)) as hands:
        await hands.open_kuznetsova()
        assert "─ Наблюдение ─" not in hands.screen
        said = read_line("140/90 78 36,6", NOW, "Europe/Moscow")
        action = RecordVitals(colleague.surroundings.ids.new(), ground.patients["Кузнецова М. П."], said)
        await colleague.do(action)
        await hands.until(lambda: "─ Наблюдение ─" in hands.screen)
        assert "2026-11-23 12:21  АД 140/90▲  ЧСС 78  Т 36,6" in hands.screen
        assert "▌ 2026-11-20  осмотр" in hands.screen


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(1958, 3, 14), "68 лет"),
        (date(2025, 11, 23), "1 год"),
        (date(2025, 11, 24), "11 мес."),
        (date(2026, 10, 23), "1 мес."),
        (date(2026, 10, 24), "30 дней"),
        (date(2026, 11, 23), "0 дней"),
    ],
)
def test_the_age_of_a_baby_is_told_in_months_and_days(born: date, told: str) -> None:
    assert aged(born, date(2026, 11, 23)) == told
