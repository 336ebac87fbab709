"""Visits exclude each other in the table itself: per doctor and per room, on adding and on moving."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.store.migrate import packaged

DOCTOR, OTHER, PATIENT = b"d" * 16, b"o" * 16, b"p" * 16
MINUTE = 60_000_000


def calendar() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    for step in packaged():
        connection.execute(step.sql)
    return connection


def book(
    connection: apsw.Connection,
    number: int,
    start: int,
    minutes: int,
    *,
    doctor: bytes = DOCTOR,
    room: str = "",
    status: str = "booked",
    disputed: int = 0,
    patient: bytes = b"",
) -> None:
    connection.execute(
        "INSERT INTO appointment (id, patient, doctor, room, wall, zone, minutes, starts, ends, status,"
        " reason, disputed) VALUES (?, ?, ?, ?, '', 'UTC', ?, ?, ?, ?, '', ?)",
        (
            number.to_bytes(16, "big"),
            patient or number.to_bytes(16, "little"),
            doctor,
            room,
            minutes,
            start * MINUTE,
            (start + minutes) * MINUTE,
            status,
            disputed,
        ),
    )


def test_a_room_holds_one_visit_whoever_the_doctors_are() -> None:
    connection = calendar()
    book(connection, 1, 540, 30, room="12")
    book(connection, 2, 540, 30, doctor=OTHER, room="14")
    book(connection, 3, 570, 30, doctor=OTHER, room="12")
    with pytest.raises(apsw.ConstraintError, match=r"appointment\.room_taken"):
        book(connection, 4, 500, 41, doctor=b"t" * 16, room="12")


def test_moving_is_refused_like_adding() -> None:
    connection = calendar()
    book(connection, 1, 540, 30)
    book(connection, 2, 600, 30)
    move = "UPDATE appointment SET starts = ?, ends = ? WHERE id = ?"
    with pytest.raises(apsw.ConstraintError, match=r"appointment\.taken"):
        connection.execute(move, (560 * MINUTE, 590 * MINUTE, (2).to_bytes(16, "big")))
    connection.execute(move, (570 * MINUTE, 600 * MINUTE, (2).to_bytes(16, "big")))
    connection.execute("UPDATE appointment SET reason = 'сам себе не помеха'")


def test_a_disputed_visit_waits_and_its_promotion_is_checked() -> None:
    connection = calendar()
    book(connection, 1, 540, 30)
    book(connection, 2, 550, 30, disputed=1)
    with pytest.raises(apsw.ConstraintError, match=r"appointment\.taken"):
        connection.execute("UPDATE appointment SET disputed = 0")
    connection.execute("UPDATE appointment SET status = 'cancelled' WHERE id = ?", ((1).to_bytes(16, "big"),))
    connection.execute("UPDATE appointment SET disputed = 0")
    with pytest.raises(apsw.ConstraintError, match=r"appointment\.taken"):
        connection.execute("UPDATE appointment SET status = 'booked'")


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 1440)), min_size=1, max_size=8))
def test_exactly_those_that_overlap_are_refused(visits: list[tuple[int, int]]) -> None:
    connection = calendar()
    kept: list[tuple[int, int]] = []
    for number, (start, minutes) in enumerate(visits):
        free = all(start + minutes <= begun or start >= ended for begun, ended in kept)
        try:
            book(connection, number, start, minutes)
        except apsw.ConstraintError:
            assert not free
        else:
            assert free
            kept.append((start, start + minutes))


def test_a_patient_is_in_one_place_at_a_time() -> None:
    connection = calendar()
    book(connection, 1, 540, 30, patient=PATIENT)
    book(connection, 2, 570, 30, doctor=OTHER, patient=PATIENT)
    with pytest.raises(apsw.ConstraintError, match=r"appointment\.patient_taken"):
        book(connection, 3, 565, 10, doctor=b"t" * 16, patient=PATIENT)
    book(connection, 4, 565, 10, doctor=b"t" * 16, patient=PATIENT, status="cancelled")
