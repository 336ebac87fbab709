"""The list of all patients narrowed: what a filter lets through, in both directions, whatever the stretch."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator
from datetime import date
from unittest.mock import patch

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain.folding import name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.narrowing import Narrowed
from medcab_tui.domain.patients import Allergy, AllergyGrade, PatientRow, Sex
from medcab_tui.store import patient_narrowing, patients
from medcab_tui.store.patients import PatientWrites
from tests.cabinet.test_plans import NOW, empty, person

COUNT = 120

questions = st.builds(
    Narrowed,
    sex=st.none() | st.sampled_from(Sex),
    born_since=st.none() | st.dates(date(1920, 1, 1), date(2030, 1, 1)),
    born_until=st.none() | st.dates(date(1920, 1, 1), date(2030, 1, 1)),
    area=st.none() | st.sampled_from(("1", "2", "3")),
    alert=st.none() | st.booleans(),
)


@pytest.fixture(scope="module")
def village() -> Iterator[apsw.Connection]:
    connection, chance = empty(), random.Random(5)
    peanut = Allergy(Id(b"a" * 16), "арахис", AllergyGrade.REACTION, "")
    people = [
        (
            Id(number.to_bytes(16, "big")),
            replace(person(chance), sex=chance.choice(list(Sex)), area=chance.choice("12")),
            [dataclasses.replace(peanut, id=Id((1000 + number).to_bytes(16, "big")))]
            if chance.random() < 0.2
            else [],
        )
        for number in range(COUNT)
    ]
    PatientWrites(connection, NOW).add_all(people)
    yield connection
    connection.close()


@given(questions, st.integers(1, COUNT + 10), st.integers(1, 40))
def test_both_ways_give_exactly_those_who_are_meant(
    village: apsw.Connection, asked: Narrowed, stretch: int, limit: int
) -> None:
    everybody = patients.page(village, after=None, before=None, last=False, limit=COUNT)
    wanted = [row for row in everybody if meant(row, asked)]
    with patch.object(patient_narrowing, "STRETCH", stretch):
        assert walked(village, asked, limit, patient_narrowing.forth) == wanted
        assert walked(village, asked, limit, patient_narrowing.back) == wanted[::-1]
        counted, at = 0, None
        while True:
            one = patient_narrowing.count(village, asked, at)
            counted, at = counted + one.count, one.goes_on
            if at is None:
                break
    assert counted == len(wanted)


def test_the_areas_there_are_are_offered(village: apsw.Connection) -> None:
    assert set(patient_narrowing.areas(village)) == {"1", "2"}


def meant(row: PatientRow, asked: Narrowed) -> bool:
    return (
        (asked.sex is None or row.sex is asked.sex)
        and (asked.born_since is None or row.birth >= asked.born_since)
        and (asked.born_until is None or row.birth <= asked.born_until)
        and (asked.area is None or row.area == asked.area)
        and (asked.alert is None or bool(row.alert) == asked.alert)
    )


def walked(
    connection: apsw.Connection,
    asked: Narrowed,
    limit: int,
    look: Callable[..., patient_narrowing.Stretch],
) -> list[PatientRow]:
    """The list as a screen reads it: a window at a time, each out of as many stretches as it takes."""
    rows: list[PatientRow] = []
    at = None
    while True:
        found: list[PatientRow] = []
        while True:
            stretch = look(connection, asked, at, limit - len(found))
            found += stretch.rows
            at = stretch.goes_on
            if at is None or len(found) >= limit:
                break
        rows += found
        if len(found) < limit:
            return rows
        at = (name_key(found[-1].surname, found[-1].given, found[-1].patronymic), found[-1].id)
