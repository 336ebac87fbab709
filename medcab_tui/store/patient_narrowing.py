"""The list of patients narrowed: a stretch of the list at a time is looked through, in its order.

Nothing but the order of names is indexed for it: a read never touches more than a stretch, and whoever asks
goes on from where it ended, or stops.
"""

from __future__ import annotations

from collections import Counter

import apsw
from msgspec import Struct

from medcab_tui.domain.folding import LAST
from medcab_tui.domain.narrowing import Narrowed
from medcab_tui.domain.patients import PatientRow
from medcab_tui.store.patient_rows import COLUMNS, row_of
from medcab_tui.store.search_filters import Filter

STRETCH = 20_000
"""Patients looked through by one read."""
_SAMPLE = 20_000
_MOST_AREAS = 40

Key = tuple[str, bytes]

_FIRST: Key = ("", b"")
_END: Key = (LAST, b"")
_FORTH = "SELECT n.fold, n.id FROM patient_by_name n WHERE (n.fold, n.id) > (?, ?) ORDER BY n.fold, n.id"
_BACK = (
    "SELECT n.fold, n.id FROM patient_by_name n WHERE (n.fold, n.id) < (?, ?) ORDER BY n.fold DESC, n.id DESC"
)
_BETWEEN = "FROM patient_by_name n WHERE (n.fold, n.id) > (?, ?) AND (n.fold, n.id) <= (?, ?)"
_BETWEEN_BACK = "FROM patient_by_name n WHERE (n.fold, n.id) >= (?, ?) AND (n.fold, n.id) < (?, ?)"
_AREAS = "SELECT n.area FROM patient_by_name n WHERE (n.fold, n.id) > (?, ?) ORDER BY n.fold, n.id LIMIT ?"


class Stretch(Struct, frozen=True):
    """What one read found, and where the next one goes on; None at the end of the list."""

    rows: tuple[PatientRow, ...]
    count: int
    goes_on: Key | None


def forth(connection: apsw.Connection, asked: Narrowed, at: Key | None, limit: int) -> Stretch:
    """Those after a key, in the order of the list, out of one stretch of it."""
    start = at or _FIRST
    end = connection.execute(f"{_FORTH} LIMIT 1 OFFSET ?", (*start, STRETCH - 1)).fetchone()
    found = condition(asked)
    rows = connection.execute(
        f"SELECT {COLUMNS} {_BETWEEN}{found.sql} ORDER BY n.fold, n.id LIMIT ?",
        (*start, *(end or _END), *found.values, limit),
    ).fetchall()
    return Stretch(tuple(row_of(columns) for _, *columns in rows), len(rows), end)


def back(connection: apsw.Connection, asked: Narrowed, at: Key | None, limit: int) -> Stretch:
    """Those before a key, the nearest first, out of one stretch of the list."""
    end = at or _END
    start = connection.execute(f"{_BACK} LIMIT 1 OFFSET ?", (*end, STRETCH - 1)).fetchone()
    found = condition(asked)
    rows = connection.execute(
        f"SELECT {COLUMNS} {_BETWEEN_BACK}{found.sql} ORDER BY n.fold DESC, n.id DESC LIMIT ?",
        (*(start or _FIRST), *end, *found.values, limit),
    ).fetchall()
    return Stretch(tuple(row_of(columns) for _, *columns in rows), len(rows), start)


def count(connection: apsw.Connection, asked: Narrowed, at: Key | None) -> Stretch:
    """How many of the next stretch are meant."""
    start = at or _FIRST
    end = connection.execute(f"{_FORTH} LIMIT 1 OFFSET ?", (*start, STRETCH - 1)).fetchone()
    found = condition(asked)
    many = connection.execute(
        f"SELECT count(*) {_BETWEEN}{found.sql}", (*start, *(end or _END), *found.values)
    ).fetchone()
    return Stretch((), int(many[0]) if many else 0, end)


def areas(connection: apsw.Connection) -> tuple[str, ...]:
    """The areas that a good many patients live in, the commonest first."""
    sample = Counter(str(area) for (area,) in connection.execute(_AREAS, (*_FIRST, _SAMPLE)) if area)
    return tuple(area for area, _count in sample.most_common(_MOST_AREAS))


def condition(asked: Narrowed) -> Filter:
    """What is asked of a row, as SQL that begins with AND."""
    sql, values = " AND NOT EXISTS (SELECT 1 FROM merged_patient m WHERE m.patient = n.id)", []
    for piece, value in (
        (" AND n.sex = ?", asked.sex and asked.sex.value),
        (" AND n.birth >= ?", asked.born_since and asked.born_since.isoformat()),
        (" AND n.birth <= ?", asked.born_until and asked.born_until.isoformat()),
        (" AND n.area = ?", asked.area),
    ):
        if value is not None:
            sql += piece
            values.append(value)
    if asked.alert is not None:
        sql += " AND n.alert <> ''" if asked.alert else " AND n.alert = ''"
    return Filter(sql, tuple(values))
