"""Would a clinician believe the generated people? Ages, sexes, seasons, drugs, values, words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice, pairwise

import pytest

from medcab_tui.demo.acute import ACUTE
from medcab_tui.demo.chronic import CHRONIC
from medcab_tui.demo.courses import Test as Analysis
from medcab_tui.demo.histories import MadePrescription, MadeVisit
from medcab_tui.demo.people import Person, people
from medcab_tui.demo.seasons import is_working
from medcab_tui.domain.icd10 import check_diagnosis
from medcab_tui.domain.patients import AllergyGrade, Certainty, Coded, EncounterKind, Sex

TODAY = date(2026, 11, 23)
YEAR = 365.25


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(islice(people(11, TODAY), 4000))


def diagnosis(visit: MadeVisit) -> Coded:
    assert visit.body.diagnosis is not None
    return visit.body.diagnosis


def visits(crowd: list[Person]) -> Iterator[tuple[Person, MadeVisit]]:
    return ((person, visit) for person in crowd for visit in person.history.visits)


def scripts(crowd: list[Person]) -> Iterator[tuple[Person, MadePrescription]]:
    return ((person, script) for person in crowd for script in person.history.prescriptions)


def age_at(person: Person, day: date) -> float:
    return (day - person.patient.birth).days / YEAR


def test_ages_are_those_of_a_polyclinic(crowd: list[Person]) -> None:
    ages = [age_at(person, TODAY) for person in crowd]
    assert 0.08 < sum(age < 18 for age in ages) / len(ages) < 0.2
    assert 0.22 < sum(age >= 60 for age in ages) / len(ages) < 0.42
    assert max(ages) < 101
    old = [person.patient.sex for person in crowd if age_at(person, TODAY) >= 75]
    assert 0.6 < old.count(Sex.FEMALE) / len(old) < 0.85


YOUNGEST = {
    "I10": 20, "E11.9": 25, "I20.8": 27, "J44.9": 27, "I48": 27, "I50.0": 37, "N18.3": 17, "M17.0": 27,
    "E78.0": 17, "M10.0": 17, "E03.9": 12, "Z76.0": 27,
}  # fmt: skip
"""Years before which nobody has it, less those of a course."""


def test_diagnoses_come_at_their_ages(crowd: list[Person]) -> None:
    youngest: dict[str, float] = defaultdict(lambda: 200.0)
    for person, visit in visits(crowd):
        code = diagnosis(visit).code
        youngest[code] = min(youngest[code], age_at(person, visit.at.date()))
    for code, least in YOUNGEST.items():
        assert youngest[code] >= least, code
    known = {course.diagnosis.code for course in (*CHRONIC, *ACUTE)}
    assert known - set(youngest) == set()


def test_women_and_men_suffer_as_they_do(crowd: list[Person]) -> None:
    women: dict[str, list[bool]] = defaultdict(list)
    for person, visit in visits(crowd):
        women[diagnosis(visit).code].append(person.patient.sex is Sex.FEMALE)
    part = {code: sum(those) / len(those) for code, those in women.items()}
    assert part["N30.0"] > 0.8
    assert part["E03.9"] > 0.65
    assert part["J44.9"] < 0.6
    assert part["M10.0"] < 0.6


def test_the_year_has_its_seasons(crowd: list[Person]) -> None:
    months: dict[str, Counter[int]] = defaultdict(Counter)
    for _, visit in visits(crowd):
        months[diagnosis(visit).code][visit.at.month] += 1
    colds, pollen = months["J06.9"], months["J30.1"]
    assert sum(colds[m] for m in (12, 1, 2)) > 3 * sum(colds[m] for m in (6, 7, 8))
    assert sum(pollen[m] for m in (4, 5, 6)) > 0.6 * sum(pollen.values())
    assert sum(pollen[m] for m in (1, 2, 11, 12)) <= 0.02 * sum(pollen.values())


def test_the_polyclinic_is_closed_on_holidays(crowd: list[Person]) -> None:
    assert not is_working(date(2026, 1, 5))
    assert not is_working(date(2026, 11, 22))
    assert is_working(TODAY)
    for _, visit in visits(crowd):
        assert is_working(visit.at.date()), visit
        assert 9 <= visit.at.hour < 15, visit
    for person in crowd:
        for result in person.history.results:
            assert result.at.weekday() < 5, result
            assert 8 <= result.at.hour < 10, result


STEMS = {
    "пенициллины": ("циллин", "клавуланат"),
    "сульфаниламиды": ("индапамид", "торасемид", "гликлазид", "сульфа", "фуросемид"),
    "ацетилсалициловая кислота": ("ацетилсалицил", "ибупрофен", "мелоксикам", "диклофенак"),
    "цефалоспорины": ("цеф",),
}
"""What an allergy forbids, told apart from how the generator knows it."""


def test_nothing_is_prescribed_that_one_is_allergic_to(crowd: list[Person]) -> None:
    met = Counter[str]()
    for person, script in scripts(crowd):
        for allergy in person.history.allergies:
            if stems := STEMS.get(allergy.substance):
                met[allergy.substance] += 1
                wrong = [s for s in stems if s in script.text and not script.text.startswith("железа")]
                assert not wrong, (person, script)
    assert all(met[substance] for substance in STEMS)
    for person, visit in visits(crowd):
        for allergy in person.history.allergies:
            for stem in STEMS.get(allergy.substance, ()):
                told = visit.body.plan.replace("железа сульфат", "")
                assert stem not in told, (person, visit)


FORBIDDEN = (
    ("J45.0", ("бисопролол",)),
    ("N18.3", ("метформин", "ибупрофен", "мелоксикам", "аллопуринол 300", "спиронолактон 25")),
    ("K29.5", ("мелоксикам", "ацетилсалициловая", "ибупрофен")),
    ("I50.0", ("верапамил", "ибупрофен", "мелоксикам")),
)
"""Illnesses and the drugs that make them worse."""


def test_nothing_is_prescribed_that_another_illness_forbids(crowd: list[Person]) -> None:
    for person, script in scripts(crowd):
        codes = {diagnosis(visit).code for visit in person.history.visits}
        for code, stems in FORBIDDEN:
            if code in codes:
                assert not any(stem in script.text for stem in stems), (code, script)


def test_children_get_doses_of_children(crowd: list[Person]) -> None:
    told = [script.text for person, script in scripts(crowd) if age_at(person, TODAY) < 14]
    assert told
    for text in told:
        assert not re.search(r"500 мг|875/125|доксициклин|160/4,5|320/9|аторва|лизино", text), text
    plans = [visit.body.plan for person, visit in visits(crowd) if age_at(person, TODAY) < 14]
    assert not any("АД " in v.body.objective for p, v in visits(crowd) if age_at(p, TODAY) < 14)
    assert plans


MATCHING = {
    "метформин": "E11.9", "левотироксин": "E03.9", "железа": "D50.9", "тиотропия": "J44.9",
    "аллопуринол": "M10.0", "апиксабан": "I48", "розувастатин": "E78.0", "лизиноприл": "I10",
    "эналаприл": "I50.0", "будесонид/формотерол": "J45.0", "фосфомицин": "N30.0", "лоратадин": "J30.1",
}  # fmt: skip


def test_a_prescription_matches_a_problem(crowd: list[Person]) -> None:
    met = Counter[str]()
    for person, script in scripts(crowd):
        for stem, code in MATCHING.items():
            if script.text.startswith(stem):
                met[stem] += 1
                assert code in {diagnosis(visit).code for visit in person.history.visits}, (person, script)
        assert script.issued < script.until
    assert set(met) == set(MATCHING)


def test_worse_disease_gets_more_treatment(crowd: list[Person]) -> None:
    """Insulin is for decompensated diabetes only, never for whoever is on target."""
    for _, visit in visits(crowd):
        if diagnosis(visit).code == "E11.9" and "цель HbA1c < 7,0 % достигнута" in visit.body.conclusion:
            measured = re.search(r"HbA1c (\d+),(\d)", visit.body.conclusion)
            assert measured is not None
            assert float(f"{measured[1]}.{measured[2]}") < 7.4
        if diagnosis(visit).code == "I10" and "цель АД достигнута" in visit.body.conclusion:
            pressed = re.search(r"АД (\d+)/(\d+)", visit.body.objective)
            assert pressed is not None
            assert int(pressed[1]) < 155


LIMITS = {
    "Глюкоза": (3.0, 14), "HbA1c": (4.5, 11), "Холестерин": (2.5, 9.5), "Креатинин": (45, 220),
    "СКФ": (15, 75), "Гемоглобин": (60, 180), "Калий": (3.2, 6.2), "ТТГ": (0.1, 15), "Ферритин": (0, 200),
    "С-реактивный белок": (0, 200), "Лейкоциты": (3, 25), "Эозинофилы": (0, 20), "NT-proBNP": (0, 4000),
    "Холестерин ЛПНП": (0.8, 6.5), "Мочевая кислота": (150, 750),
}  # fmt: skip
"""What people live with."""


def test_values_are_those_of_the_living(crowd: list[Person]) -> None:
    seen: dict[Analysis, int] = Counter()
    for person in crowd:
        for result in person.history.results:
            low, high = LIMITS[result.test.code.display]
            assert low <= result.value <= high, result
            assert -(result.value.as_tuple().exponent) == result.test.places  # type: ignore[operator]
            seen[result.test] += 1
    assert {test.code.display for test in seen} == set(LIMITS)


def test_severity_moves_slowly(crowd: list[Person]) -> None:
    """From visit to visit HbA1c changes by a few points at most: a course, not noise."""
    steps = []
    for person in crowd:
        drawn = [float(r.value) for r in person.history.results if r.test.code.display == "HbA1c"]
        steps += [abs(after - before) for before, after in pairwise(drawn)]
    assert steps
    assert max(steps) < 2.2
    assert sum(steps) / len(steps) < 1.3


WRONG_OF_MEN = re.compile(r"\b(устала|заболела|прибавила|похудела|подвернула|направлена|пришла|перестала)\b")
WRONG_OF_WOMEN = re.compile(r"\b(устал|заболел|прибавил|похудел|подвернул|направлен|пришёл|перестал)\b")


def test_words_agree_with_the_sex(crowd: list[Person]) -> None:
    spoken = Counter[Sex]()
    for person, visit in visits(crowd):
        body = visit.body
        told = " ".join((body.complaints, body.objective, body.conclusion, body.plan))
        assert not set("{}|") & set(told), told
        wrong = WRONG_OF_MEN if person.patient.sex is Sex.MALE else WRONG_OF_WOMEN
        right = WRONG_OF_WOMEN if person.patient.sex is Sex.MALE else WRONG_OF_MEN
        assert not wrong.search(told), told
        spoken[person.patient.sex] += bool(right.search(told))
    assert min(spoken[sex] for sex in Sex) > 50


def test_texts_are_whole_and_various(crowd: list[Person]) -> None:
    bodies = [visit.body for _, visit in visits(crowd)]
    for body in bodies:
        for text in (body.complaints, body.objective, body.conclusion, body.plan):
            assert text
            assert text == text.strip()
            assert "  " not in text
            assert not re.search(r"[,;] [,;]|;;|,,|[,;]$", text), text
        assert body.kind in set(EncounterKind)
    assert len(set(bodies)) > 0.9 * len(bodies)


def test_courses_are_written_well() -> None:
    for course in (*CHRONIC, *ACUTE):
        check_diagnosis(course.diagnosis)
        assert len(course.rates[0]) == len(course.rates[1]) == 10
    for brief in ACUTE:
        assert len(brief.season) == 12
        assert max(brief.season) > 0


def test_people_live_where_their_doctor_goes(crowd: list[Person]) -> None:
    """A street belongs to one district, and all districts are lived in."""
    streets: dict[str, set[str]] = defaultdict(set)
    for person in crowd:
        street = person.patient.address.split(", ")[2]
        streets[street].add(person.patient.area)
    assert all(len(areas) == 1 for areas in streets.values())
    assert len({area for areas in streets.values() for area in areas}) == 12


def test_the_list_of_problems_follows_the_courses(crowd: list[Person]) -> None:
    """Every long illness that was treated is on the list, known since a year of the patient's life."""
    long = {course.diagnosis for course in CHRONIC}
    listed = 0
    for person in crowd:
        treated = {visit.body.diagnosis for visit in person.history.visits} & long
        named = [problem.diagnosis for problem in person.history.problems]
        assert treated == set(named)
        assert len(named) == len(set(named))
        for problem in person.history.problems:
            assert person.patient.birth.year <= int(problem.since) < TODAY.year
            listed += 1
    assert 0.3 < listed / len(crowd) < 0.7


def test_allergies_say_what_happened_and_how_sure_that_is(crowd: list[Person]) -> None:
    told = [allergy for person in crowd for allergy in person.history.allergies]
    assert {allergy.certainty for allergy in told} == set(Certainty)
    assert all(allergy.reaction or allergy.grade is AllergyGrade.REACTION for allergy in told)
