"""A store in which a day or a phone led to cards: its tables are made anew by whoever signs in."""

from __future__ import annotations

from datetime import date

import apsw

from medcab_tui.domain.searching import understand
from medcab_tui.store import migrate, patient_index, patient_search, search_tables

_STEP = 26
_CARD = (
    "INSERT INTO patient (id, birth, phone, fold, surname, given, patronymic, sex, snils, policy, address,"
    " area, recorded) VALUES (?, ?, ?, 'кузнецова мария павловна', 'Кузнецова', 'Мария', 'Павловна', 'f', '',"
    " '', '', '', 0)"
)


def brought_up(connection: apsw.Connection, first: int, last: int) -> None:
    for step in migrate.packaged()[first:last]:
        step.take(connection)


def found(connection: apsw.Connection, typed: str) -> list[bytes]:
    rows = patient_search.find(connection, understand(typed, date(2026, 11, 23)), 50).rows
    return [bytes(row.id) for row in rows]


def test_cards_of_an_older_store_are_found_by_day_and_phone() -> None:
    connection = apsw.Connection(":memory:")
    brought_up(connection, 0, _STEP - 1)
    one, other = b"\1" * 16, b"\2" * 16
    connection.executemany(
        _CARD, [(one, "1958-03-14", "+79123456789"), (other, "1961-03-14", "+79123450000")]
    )
    connection.executemany(
        "INSERT INTO patient_digits VALUES (?, ?)",
        [("b19580314", one), ("t9876543219", one), ("b19610314", other), ("t0000543219", other)],
    )
    connection.execute("UPDATE figure SET number = 2 WHERE name = 'patients'")
    brought_up(connection, _STEP - 1, _STEP)
    assert not patient_index.is_current(connection)
    assert not patient_index.deferred(connection), (
        "who is entered before anybody signs in stands in the tables"
    )
    search_tables.mend(connection)
    assert patient_index.is_current(connection)
    assert found(connection, "кузн 14.03") == [one, other]
    assert found(connection, "14.03.1961") == [other]
    assert found(connection, "6789") == [one]
    assert connection.execute("SELECT count(*) FROM patient_digits").get == 0


def test_a_store_without_cards_has_nothing_to_make() -> None:
    connection = apsw.Connection(":memory:")
    brought_up(connection, 0, _STEP)
    assert patient_index.is_current(connection)
