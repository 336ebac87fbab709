"""Believable patients, generated: the same seed and day give the same people.

Numbers cannot belong to anybody we know of: СНИЛС above 900-000-000 and policies of region 99 are not issued,
their check digits are right; telephone codes 940 and 972–975 stand in for real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from medcab_tui.demo import names
from medcab_tui.demo.courses import ACUTE, CHRONIC, Course
from medcab_tui.demo.histories import History, allergies, history
from medcab_tui.domain.identifiers import policy_check_digit, snils_checksum
from medcab_tui.domain.patients import NewPatient, Sex

AREAS = 12
"""Districts of the polyclinic, numbered from 1."""

_STREETS = (
    "Садовая", "Берёзовая", "Школьная", "Лесная", "Полевая", "Набережная", "Заводская", "Солнечная",
    "Парковая", "Молодёжная", "Яблоневая", "Речная", "Вишнёвая", "Озёрная", "Луговая", "Тихая", "Новая",
    "Мельничная", "Кленовая", "Рябиновая", "Сосновая", "Огородная", "Привокзальная", "Больничная",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A patient and the card."""

    patient: NewPatient
    history: History


def people(seed: int, today: date) -> Iterator[Person]:
    """Without end; every person is complete before the next, so a short run begins a long one."""
    chance = Random(f"people {seed}")  # noqa: S311 -- repeatable people, no secrets
    serial = 0
    while True:
        serial += 1
        yield _person(chance, serial, today)


def _person(chance: Random, serial: int, today: date) -> Person:
    sex = Sex.FEMALE if chance.random() < 0.54 else Sex.MALE
    age = _age(chance)
    birth = today - timedelta(days=round(age * 365.25) + chance.randrange(14, 365))
    patient = NewPatient(
        surname=names.surname(chance, sex),
        given=names.given(chance, sex, birth.year),
        patronymic=names.patronymic(chance, sex, birth.year),
        sex=sex,
        birth=birth,
        snils=_checked(900_000_000 + serial * 7_368_787 % 99_999_989, snils_checksum),
        policy=_checked(
            990_000_000_000_000 + serial * 73_687_870_001 % 9_999_999_999_971, policy_check_digit
        ),
        phone=f"+7{chance.choice((940, 972, 973, 974, 975))}{chance.randrange(10_000_000):07}",
        address=_address(chance),
        area=str(chance.randint(1, AREAS)),
    )
    chronic, acute = _illnesses(chance, age)
    past = history(chance, chronic, acute, birth, today)
    return Person(patient, replace(past, allergies=allergies(chance, birth, today)))


def _checked(number: int, check: Callable[[str], str]) -> str:
    return f"{number}{check(str(number))}"


def _age(chance: Random) -> int:
    if chance.random() < 0.07:
        return chance.randrange(18)
    return 18 + int(chance.betavariate(1.6, 2.2) * 80)


def _address(chance: Random) -> str:
    """A whole postal address with an index (C179); city and index are of no real place."""
    house, flat = chance.randint(1, 96), chance.randint(1, 180)
    street, index = chance.choice(_STREETS), chance.randrange(100, 1000)
    return f"190{index}, г. Примерск, ул. {street}, д. {house}, кв. {flat}"


def _illnesses(chance: Random, age: int) -> tuple[tuple[Course, ...], tuple[Course, ...]]:
    """About two visits and three results a person on average."""
    chronic = tuple(course for course in CHRONIC if age >= course.from_age and _has(chance, course))
    acute = tuple(course for course in ACUTE if age >= course.from_age and _has(chance, course))
    return chronic[:3], acute


def _has(chance: Random, course: Course) -> bool:
    """As `randrange(1000)`, which draws the same bits, without its checks: this is asked oftenest of all."""
    drawn = chance.getrandbits(10)
    while drawn >= 1000:
        drawn = chance.getrandbits(10)
    return drawn < course.weight
