"""The short lists that come with the program: enough of them, spelt as the official books, nothing mixed."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from medcab_tui.demo import acute, chronic, courses, named
from medcab_tui.domain.patients import Coded

Rows = list[dict[str, str]]
CODES = {
    "icd10": r"[A-Z]\d\d(\.\d)?",
    "specialties": r"\d{1,3}",
    "posts": r"\d{1,3}",
    "inn": r"\d{6}|[A-Z]\d\d[A-Z]{2}\d\d",
    "analytes": r"[A-Z][A-Z0-9]*",
    "regions": r"\d{1,2}",
    "services": r"[AB]\d\d\.\d\d(\d)?(\.\d\d\d){1,2}",
}
LEAST = {
    "icd10": 400, "specialties": 60, "posts": 60, "inn": 200, "analytes": 60, "regions": 89, "services": 60,
}  # fmt: skip
OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "nsi" / "1.2.643.5.1.13.13.11.1005_2.27.csv"


def starter(book: str) -> Rows:
    text = files("medcab_tui.domain.starter").joinpath(f"{book}.csv").read_text(encoding="utf-8")
    version, *lines = text.splitlines()
    assert version.startswith("version;")
    return list(csv.DictReader(lines, delimiter=";"))


@pytest.mark.parametrize("book", CODES)
def test_codes_are_well_formed_and_none_stands_twice(book: str) -> None:
    rows = starter(book)
    codes = [row["code"] for row in rows]
    assert len(rows) >= LEAST[book]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(CODES[book], code)] == []
    assert [row["code"] for row in rows if not row["display"].strip()] == []


@pytest.mark.parametrize("book", CODES)
def test_no_word_mixes_alphabets(book: str) -> None:
    for row in starter(book):
        for word in re.findall(r"[^\W\d_]+", ";".join(row.values())):
            assert not (re.search("[A-Za-z]", word) and re.search("[А-Яа-яЁё]", word)), (row["code"], word)


@pytest.mark.parametrize("book", ["specialties", "posts"])
def test_posts_and_specialties_can_be_put_into_a_sentence(book: str) -> None:
    for row in starter(book):
        for case in ("genitive", "dative"):
            said = row[case]
            assert said == said.strip(), row
            assert re.fullmatch(r"[а-яё][а-яё\-() ]+", said), row
            assert len(said.split()) == len(row["display"].split()), row


@pytest.mark.capability("C176")
def test_the_worker_of_the_first_example_is_named_rightly() -> None:
    posts = {row["display"]: row for row in starter("posts")}
    district = posts["Врач-терапевт участковый"]
    assert (district["code"], district["genitive"], district["dative"]) == (
        "110",
        "врача-терапевта участкового",
        "врачу-терапевту участковому",
    )
    retired = {"3", "40", "57", "58", "150"}
    assert not retired & {row["code"] for row in starter("specialties")}


def test_substances_carry_their_latin_names_in_both_cases() -> None:
    for row in starter("inn"):
        assert re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", row["atc"]), row
        assert re.fullmatch(r"[A-Z][a-z]+( [a-z]+)*", row["latin"]), row
        assert row["latin"] != row["latin_genitive"], row
        assert row["latin_genitive"].endswith(("i", "ae", "is")), row


def test_analytes_carry_units_and_no_reference() -> None:
    rows = starter("analytes")
    assert set(rows[0]) == {"code", "display", "also", "unit", "ucum", "loinc", "fsli"}
    assert [row["code"] for row in rows if not (row["unit"] and row["ucum"])] == []
    carried = [row["loinc"] for row in rows if row["loinc"]]
    assert len(set(carried)) == len(carried)
    assert [code for code in carried if not _loinc(code)] == []


def _loinc(code: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn, as LOINC has it)."""
    body, check = code.split("-")
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    total = sum(number // 10 + number % 10 for number in doubled)
    return (10 - total % 10) % 10 == int(check)


def test_what_is_said_short_is_found() -> None:
    said: dict[str, set[str]] = {}
    for row in starter("icd10"):
        for word in filter(None, row["also"].split("|")):
            said.setdefault(word, set()).add(row["code"])
    for word, code in {
        "гб": "I10",
        "гипертония": "I10",
        "аг": "I10",
        "ибс": "I25.1",
        "сд2": "E11.9",
        "хсн": "I50.0",
        "хобл": "J44.9",
        "орви": "J06.9",
        "оркви": "U07.1",
        "жкб": "K80.2",
        "мкб": "N20.0",
    }.items():
        assert code in said[word], word


def test_the_demo_writes_diagnoses_and_tests_of_these_lists() -> None:
    made = [
        one
        for module in (acute, chronic, courses, named)
        for value in vars(module).values()
        for one in (value if isinstance(value, tuple) else (value,))
    ]
    illnesses = [one.diagnosis.code for one in made if isinstance(one, courses.Acute | courses.Chronic)]
    illnesses += [one.code for one in made if isinstance(one, Coded) and one.version == courses.ICD_VERSION]
    assert len(illnesses) > 25
    assert set(illnesses) <= {row["code"] for row in starter("icd10")}
    tests = {one.code.code for one in made if isinstance(one, courses.Test)}
    assert len(tests) > 10
    assert tests <= {row["loinc"] for row in starter("analytes")}


def test_every_diagnosis_stands_in_the_official_book_under_this_name() -> None:
    if not OFFICIAL.exists():
        return
    with OFFICIAL.open(encoding="utf-8-sig", newline="") as lines:
        official = {
            row["MKB_CODE"]: row["MKB_NAME"].strip()
            for row in csv.DictReader(lines, delimiter=";")
            if row["ACTUAL"] == "1"
        }
    assert [row["code"] for row in starter("icd10") if official.get(row["code"]) != row["display"]] == []
