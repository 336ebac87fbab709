"""Believable patients, generated: the same seed and day give the same people.

Numbers cannot belong to anybody we know of: СНИЛС above 900-000-000 and policies of region 99 are not issued,
their check digits are right; telephone codes 940 and 972–975 stand in for real ones.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random
from typing import TypeAlias, TypeVar

from msgspec import Struct

from medcab_tui.demo import names
from medcab_tui.demo.acute import ACUTE
from medcab_tui.demo.chronic import CHRONIC
from medcab_tui.demo.courses import ADULTS, CHILDREN, Acute, Chronic, place_of
from medcab_tui.demo.histories import CardWriter, History, MadeAllergy, MadeProblem
from medcab_tui.demo.seasons import Calendar
from medcab_tui.domain.chart import KINDS, NATURES
from medcab_tui.domain.identifiers import policy_check_digit, snils_checksum
from medcab_tui.domain.patients import AllergyGrade, Certainty, NewPatient, Sex

_T = TypeVar("_T", Acute, Chronic)

AREAS = 12
"""Districts of the polyclinic, numbered from 1."""

BLOCK = 500
"""People made from one source of chance: blocks can be made apart from each other."""

_STREETS = (
    "Садовая", "Берёзовая", "Школьная", "Лесная", "Полевая", "Набережная", "Заводская", "Солнечная",
    "Парковая", "Молодёжная", "Яблоневая", "Речная", "Вишнёвая", "Озёрная", "Луговая", "Тихая", "Новая",
    "Мельничная", "Кленовая", "Рябиновая", "Сосновая", "Огородная", "Привокзальная", "Больничная",
)  # fmt: skip
"""Two for each district, in their order."""

_BANDS = tuple(accumulate(map(int, "28 38 38 38 44 50 66 80 77 70 68 70 84 80 64 34 30 18 5 1".split())))
"""How many of those who come are 0–4 years old, 5–9, … 95–99: the pyramid of ages of a polyclinic."""
_WOMEN = tuple(
    int(share) / 100 for share in "49 49 49 49 50 50 50 51 52 52 54 55 58 61 65 70 74 77 79 82".split()
)
"""What part of each are women."""

_SURE, _SAYS, _MAYBE = Certainty.CONFIRMED, Certainty.REPORTED, Certainty.SUSPECTED
_PENICILLINS = "пенициллины"
_ALLERGENS = (
    (_PENICILLINS, AllergyGrade.ANAPHYLAXIS, "анафилактический шок", _SURE),
    (_PENICILLINS, AllergyGrade.MODERATE, "крапивница", _SURE),
    (_PENICILLINS, AllergyGrade.MILD, "сыпь", _SAYS),
    ("сульфаниламиды", AllergyGrade.MODERATE, "крапивница", _SAYS),
    ("йодсодержащие контрастные средства", AllergyGrade.SEVERE, "отёк Квинке", _SURE),
    ("новокаин", AllergyGrade.REACTION, "", _SAYS),
    ("новокаин", AllergyGrade.ANAPHYLAXIS, "падение давления, потеря сознания", _SURE),
    ("ацетилсалициловая кислота", AllergyGrade.MODERATE, "бронхоспазм", _SURE),
    ("яд пчелы", AllergyGrade.ANAPHYLAXIS, "анафилактический шок", _SAYS),
    ("латекс", AllergyGrade.MILD, "зуд и покраснение кожи", _MAYBE),
    ("цефалоспорины", AllergyGrade.MODERATE, "крапивница", _MAYBE),
    ("пыльца берёзы", AllergyGrade.MILD, "ринит, слезотечение", _SURE),
    ("шерсть кошки", AllergyGrade.MILD, "ринит", _SAYS),
    ("арахис", AllergyGrade.ANAPHYLAXIS, "отёк гортани", _SURE),
)
_PHONES = ("940", "972", "973", "974", "975")
CHILDHOOD = 365 * 15
"""Days of age until which doses are those of children."""
_OF_CHILDREN, _OF_ADULTS = frozenset({CHILDREN}), frozenset({ADULTS})
_MOST_CHRONIC = 3
_SEEN = 0.74
"""How many of those who have something came with it."""
_Rated: TypeAlias = tuple[tuple[tuple[tuple[_T, float], ...], ...], ...]


def _rated(courses: tuple[_T, ...]) -> _Rated[_T]:
    """Each with how often people come with it, by sex and decade of age."""
    return tuple(
        tuple(tuple((one, _SEEN * one.rates[sex][decade]) for one in courses) for decade in range(10))
        for sex in (0, 1)
    )


_CHRONIC, _ACUTE = _rated(CHRONIC), _rated(ACUTE)
_TODDLER = 365 * 5
"""Days of age until which nobody has been ill for years."""
_APART = frozenset({"J44.9", "J45.0"})
"""Illnesses of which one person has one."""
_POLLEN = "J30.1"
_MAIN, _FURTHER, _KNOWN = KINDS[0], KINDS[2], NATURES[2]


class Person(Struct, frozen=True):
    """A patient and the card."""

    patient: NewPatient
    history: History


def people(seed: int, today: date) -> Iterator[Person]:
    """Without end; every person is complete before the next, so a short run begins a long one."""
    calendar = Calendar(today)
    for number in count():
        yield from block(seed, number, calendar)


def block(seed: int, number: int, calendar: Calendar) -> Iterator[Person]:
    """The people of one block, the same whoever was made before."""
    chance = Random(f"people {seed} {number}")  # noqa: S311 -- repeatable people, no secrets
    writer = CardWriter(chance, calendar)
    for serial in range(number * BLOCK + 1, (number + 1) * BLOCK + 1):
        yield _person(chance, writer, serial, calendar.today)


def _person(chance: Random, writer: CardWriter, serial: int, today: date) -> Person:
    draw = chance.random
    band = bisect(_BANDS, draw() * _BANDS[-1])
    sex = Sex.FEMALE if draw() < _WOMEN[band] else Sex.MALE
    days = int((band * 5 + 5 * draw()) * 365.25) + 14
    birth = today - timedelta(days=days)
    surname, given, patronymic = names.person(chance, sex, birth.year)
    area = 1 + int(draw() * AREAS)
    phone = int(draw() * 5e7)
    patient = NewPatient(
        surname,
        given,
        patronymic,
        sex,
        birth,
        _checked(900_000_000 + serial * 7_368_787 % 99_999_989, snils_checksum),
        _checked(990_000_000_000_000 + serial * 73_687_870_001 % 9_999_999_999_971, policy_check_digit),
        f"+7{_PHONES[phone % 5]}{phone // 5:07}",
        _address(draw, area),
        str(area),
    )
    allergies = _allergies(draw, birth, today)
    return Person(patient, _history(draw, writer, place_of(sex), birth, days, allergies))


def _checked(number: int, check: Callable[[str], str]) -> str:
    return f"{number}{check(str(number))}"


def _address(draw: Callable[[], float], area: int) -> str:
    """A whole postal address with an index (C179); city and index are of no real place."""
    street = 2 * (area - 1) + (draw() < 0.5)
    flats = int(draw() * 96 * 180)
    return (
        f"190{100 + street}, г. Примерск, ул. {_STREETS[street]}, д. {1 + flats % 96}, кв. {1 + flats // 96}"
    )


def _allergies(draw: Callable[[], float], birth: date, today: date) -> tuple[MadeAllergy, ...]:
    """One person in nine is allergic to something; one in thirty gravely."""
    if draw() > 0.11:
        return ()
    substance, grade, reaction, certainty = _ALLERGENS[int(draw() * len(_ALLERGENS))]
    first = min(birth.year + 1, today.year)
    since = str(first + int(draw() * (today.year - first + 1))) if draw() < 0.8 else ""
    return (MadeAllergy(substance, grade, since, reaction, certainty),)


def _problems(chronic: list[Chronic], days: int, today: date) -> tuple[MadeProblem, ...]:
    """The long illnesses, known for years; nothing is drawn: the rest of the card stays what it is."""
    span = max(1, min(18, int(days / 365.25) - (14 if days >= CHILDHOOD else 3)))
    return tuple(
        MadeProblem(
            course.diagnosis,
            _FURTHER if place else _MAIN,
            None,
            _KNOWN,
            str(today.year - 1 - (days // 7 + 5 * place) % span),
        )
        for place, course in enumerate(chronic)
    )


def _history(
    draw: Callable[[], float],
    writer: CardWriter,
    sex: int,
    birth: date,
    days: int,
    allergies: tuple[MadeAllergy, ...],
) -> History:
    """About two visits and three results a person on average."""
    decade = min(9, days // 3652)
    chronic = [course for course, rate in _CHRONIC[sex][decade] if draw() < rate][:_MOST_CHRONIC]
    if days < _TODDLER:
        chronic = []
    codes = {course.diagnosis.code for course in chronic}
    if codes >= _APART:
        chronic = [course for course in chronic if course.diagnosis.code != "J45.0"]
    barred = _OF_CHILDREN if days < CHILDHOOD else _OF_ADULTS
    if codes or allergies:
        barred |= codes
        barred |= {allergy.substance for allergy in allergies}
    writer.begin(sex, birth, barred)
    for course in chronic:
        writer.chronic(course)
    atopic = "J45.0" in codes
    for brief, rate in _ACUTE[sex][decade]:
        if draw() < (6 * rate if atopic and brief.diagnosis.code == _POLLEN else rate):
            writer.acute(brief)
    return History(
        allergies,
        tuple(writer.visits),
        tuple(writer.results),
        tuple(writer.prescriptions),
        _problems(chronic, days, writer.today) if chronic else (),
    )
