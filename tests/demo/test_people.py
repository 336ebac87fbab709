"""Generated people: believable, valid, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from medcab_tui.demo import named, names
from medcab_tui.demo.courses import HBA1C
from medcab_tui.demo.people import AREAS, BLOCK, Person, block, people
from medcab_tui.demo.seasons import Calendar
from medcab_tui.domain.identifiers import check_phone, check_policy, check_snils, digits
from medcab_tui.domain.names import check_name
from medcab_tui.domain.patients import Sex
from medcab_tui.domain.rules import check_patient

TODAY = date(2026, 11, 23)
ENOUGH = 3000


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(islice(people(7, TODAY), ENOUGH))


def test_the_same_seed_gives_the_same_people(crowd: list[Person]) -> None:
    assert list(islice(people(7, TODAY), 300)) == crowd[:300]
    assert list(islice(people(8, TODAY), 300)) != crowd[:300]


def test_everybody_passes_the_rules_of_a_card(crowd: list[Person]) -> None:
    for person in (*crowd, *named.cast()):
        new = person.patient
        assert check_patient(new, TODAY) == new
        assert check_snils(new.snils) == new.snils
        assert check_policy(new.policy) == new.policy
        assert check_phone(new.phone) == new.phone
        assert new.address[:6].isdigit()
        assert 1 <= int(new.area) <= AREAS


def test_numbers_belong_to_one_person_each(crowd: list[Person]) -> None:
    everybody = (*crowd, *named.cast())
    assert len({person.patient.snils for person in everybody}) == len(everybody)
    assert len({person.patient.policy for person in everybody}) == len(everybody)


def test_numbers_of_invented_people_are_of_ranges_nobody_has(crowd: list[Person]) -> None:
    for person in crowd:
        assert person.patient.snils.startswith("9")
        assert person.patient.policy.startswith("99")
        assert digits(person.patient.phone)[2:5] in {"940", "972", "973", "974", "975"}


def test_names_agree_with_the_sex(crowd: list[Person]) -> None:
    for person in crowd:
        new = person.patient
        feminine = new.sex is Sex.FEMALE
        assert new.patronymic.endswith(("вна", "чна")) is feminine, new
        assert new.patronymic.endswith("ич") is not feminine, new
        if new.surname.endswith(("ов", "ев", "ёв", "ин", "ский", "цкий")):
            assert not feminine, new
        if new.surname.endswith(("ова", "ева", "ёва", "ина", "ская", "цкая")):
            assert feminine, new
        for part in (new.surname, new.given, new.patronymic):
            check_name(part, "name")


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Анатолий", "Анатольевич", "Анатольевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Никита", "Никитич", "Никитична"),
        ("Павел", "Павлович", "Павловна"),
        ("Лев", "Львович", "Львовна"),
        ("Михаил", "Михайлович", "Михайловна"),
        ("Георгий", "Георгиевич", "Георгиевна"),
        ("Яков", "Яковлевич", "Яковлевна"),
        ("Савва", "Саввич", "Саввична"),
        ("Фома", "Фомич", "Фоминична"),
    ],
)
def test_patronymics(father: str, son: str, daughter: str) -> None:
    assert names.patronymic_of(father, Sex.MALE) == son
    assert names.patronymic_of(father, Sex.FEMALE) == daughter


@pytest.mark.parametrize(
    ("surname", "feminine"),
    [
        ("Кузнецов", "Кузнецова"),
        ("Ильин", "Ильина"),
        ("Королёв", "Королёва"),
        ("Островский", "Островская"),
        ("Троицкий", "Троицкая"),
        ("Толстой", "Толстая"),
        ("Белый", "Белая"),
        ("Шевченко", "Шевченко"),
        ("Черных", "Черных"),
        ("Ким", "Ким"),
        ("Гусь", "Гусь"),
    ],
)
def test_feminine_surnames(surname: str, feminine: str) -> None:
    assert names.feminine(surname) == feminine


def test_there_are_names_enough() -> None:
    assert len(set(names.SURNAMES.words)) == len(names.SURNAMES.words) >= 150
    for sex in Sex:
        given = names.GIVEN[sex][0].words
        assert len(set(given)) == len(given) >= 60


def test_common_names_are_common(crowd: list[Person]) -> None:
    counted = Counter(person.patient.surname.removesuffix("а") for person in crowd)
    assert counted["Иванов"] > 5 * counted["Кац"]
    assert max(counted.values()) < ENOUGH / 20


def test_nothing_happened_before_birth_or_after_today(crowd: list[Person]) -> None:
    for person in (*crowd, *named.cast()):
        times = [visit.at.date() for visit in person.history.visits]
        times += [result.at.date() for result in person.history.results]
        times += [script.issued for script in person.history.prescriptions]
        assert all(person.patient.birth <= day <= TODAY for day in times), person.patient


def test_about_two_visits_and_some_results_each(crowd: list[Person]) -> None:
    assert 1.5 < sum(len(person.history.visits) for person in crowd) / ENOUGH < 2.5
    assert 1.5 < sum(len(person.history.results) for person in crowd) / ENOUGH < 3.5


def test_long_illnesses_show_a_trend(crowd: list[Person]) -> None:
    """Glucose of people with diabetes rises from visit to visit more often than it falls."""
    up = down = 0
    for person in crowd:
        drawn = [result.value for result in person.history.results if result.test is HBA1C]
        if drawn:
            up += drawn[-1] > drawn[0]
            down += drawn[-1] < drawn[0]
    assert up > 1.5 * down > 0


def test_a_block_is_the_same_whoever_came_before(crowd: list[Person]) -> None:
    calendar = Calendar(TODAY)
    assert list(block(7, 2, calendar)) == crowd[2 * BLOCK : 3 * BLOCK]
