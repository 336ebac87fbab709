"""The one query of who is inside says what the dates say, whatever stands in the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.access import Assignment
from medcab_tui.domain.ids import Id
from medcab_tui.store import access, migrate

DAY = date(2026, 11, 23)
LOOK = access.Look(Id(b"w" * 16), datetime(2026, 11, 23, 9, 15, tzinfo=UTC), "Europe/Moscow")
PATIENT, OTHER = Id(b"p" * 16), Id(b"q" * 16)
DEPARTMENTS = (Id(b"a" * 16), Id(b"b" * 16), Id(b"c" * 16))

days = st.integers(-3, 3).map(lambda number: DAY + timedelta(days=number))
ends = st.none() | st.integers(1, 4)
spells = st.tuples(st.sampled_from(DEPARTMENTS), days, ends)
wholes = st.tuples(st.sampled_from(DEPARTMENTS), st.sampled_from(["7", "8", PATIENT, OTHER]), days, ends)


@pytest.fixture(scope="module")
def store() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    for step in migrate.packaged():
        step.take(connection)
    connection.execute("PRAGMA foreign_keys = OFF")
    for number, one in enumerate(DEPARTMENTS):
        connection.execute("INSERT INTO department VALUES (?, ?, ?)", (one, str(number), str(number)))
    for patient, area in ((PATIENT, "7"), (OTHER, "")):
        connection.execute(
            "INSERT INTO patient (id, fold, surname, given, patronymic, sex, birth, snils, policy, phone,"
            " address, area, recorded) VALUES (?, '', '', '', '', 'f', '1958-03-14', '', '', '', '', ?, 1)",
            (patient, area),
        )
    return connection


def until(since: date, length: int | None) -> date | None:
    return None if length is None else since + timedelta(days=length)


@settings(max_examples=150, deadline=None)
@given(st.lists(wholes, max_size=6), st.lists(spells, max_size=3, unique_by=lambda one: one[1]))
def test_departments_and_dates_decide(
    store: apsw.Connection,
    assigned: list[tuple[Id, str | Id, date, int | None]],
    memberships: list[tuple[Id, date, int | None]],
) -> None:
    store.execute("DELETE FROM assignment; DELETE FROM membership")
    mine, treats = set(), {PATIENT: set[Id](), OTHER: set[Id]()}
    for department, since, length in memberships:
        end = until(since, length)
        row = (LOOK.worker, since.isoformat(), department, end.isoformat() if end else None)
        store.execute("INSERT INTO membership VALUES (?, ?, ?, ?)", row)
        if since <= DAY and (end is None or end > DAY):
            mine.add(department)
    for number, (department, whom, since, length) in enumerate(assigned):
        area, patient = (whom, None) if isinstance(whom, str) else ("", whom)
        one = Assignment(Id(bytes([number]) * 16), department, area, patient, since, until(since, length))
        end = one.until.isoformat() if one.until else None
        row = (one.id, 1, department, area or None, patient, since.isoformat(), end)
        store.execute("INSERT INTO assignment VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if one.stands(DAY):
            for each, lives in ((PATIENT, "7"), (OTHER, "")):
                if patient == each or (area and area == lives):
                    treats[each].add(department)
    for each, by in treats.items():
        found = access.ties(store, LOOK, each, (each,))
        assert (found.treats, found.nobodys) == (bool(by & mine), not by)
        assert set(access.departments_of(store, each, DAY)) == by
        assert access.own_departments(store, LOOK.worker, DAY) == mine


def test_the_day_is_the_local_one_and_ends_at_its_midnight() -> None:
    late = access.Look(LOOK.worker, datetime(2026, 11, 23, 21, 30, tzinfo=UTC), "Europe/Moscow")
    assert late.day == date(2026, 11, 24)
    assert late.ends == datetime(2026, 11, 24, 21, tzinfo=UTC)
    east = access.Look(LOOK.worker, LOOK.now, "Asia/Vladivostok")
    assert east.ends == datetime(2026, 11, 23, 14, tzinfo=UTC)
