"""Results and prescriptions of a patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, Observation, Prescription, PrescriptionStatus, Series
from medcab_tui.domain.times import instant, moment

_ADD = (
    "INSERT INTO observation (patient, code, at, id, display, dictionary, value, unit, ucum, low, high,"
    " recorded, source, acknowledged, responsible, abnormal)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
OBSERVATION = (
    "o.id, o.code, o.display, o.dictionary, o.value, o.unit, o.ucum, o.low, o.high, o.at, o.source,"
    " o.acknowledged, o.version"
)
"""The columns of a result, for `observation`."""
_OF_PATIENT = (
    f"SELECT {OBSERVATION} FROM observation o WHERE o.patient = ? AND o.entered_in_error = 0"
    " ORDER BY o.code, o.at, o.id LIMIT ?"
)
_PRESCRIBE = (
    "INSERT INTO prescription (id, patient, text, status, issued, until, author, recorded)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_PRESCRIBED = (
    "SELECT id, text, status, issued, until FROM prescription WHERE patient = ?"
    " ORDER BY issued DESC, id DESC LIMIT ?"
)
_MOST_RESULTS = 5_000
_MOST_PRESCRIPTIONS = 200


def columns(patient: Id, o: Observation, responsible: Id | None, recorded: int) -> tuple[Any, ...]:
    """A result as its row."""
    return (
        patient,
        o.code.code,
        instant(o.at),
        o.id,
        o.code.display,
        o.code.version,
        _text(o.value),
        o.unit,
        o.ucum,
        None if o.low is None else _text(o.low),
        None if o.high is None else _text(o.high),
        recorded,
        o.source,
        int(o.acknowledged),
        responsible,
        int(o.abnormal),
    )


def prescription_columns(patient: Id, p: Prescription, author: int, recorded: int) -> tuple[Any, ...]:
    """A prescription as its row."""
    issued, until = p.issued.isoformat(), p.until.isoformat()
    return (p.id, patient, p.text, p.status.value, issued, until, author, recorded)


def enter(connection: apsw.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows of results."""
    connection.executemany(_ADD, rows)


def enter_prescribed(connection: apsw.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows of prescriptions."""
    connection.executemany(_PRESCRIBE, rows)


def series(connection: apsw.Connection, patient: Id) -> tuple[Series, ...]:
    """Every test of a patient with all its values, oldest first."""
    rows = (observation(columns) for columns in connection.execute(_OF_PATIENT, (patient, _MOST_RESULTS)))
    return tuple(
        Series(values[-1].code, values[-1].unit, values)
        for values in (tuple(group) for _, group in groupby(rows, key=lambda result: result.code.code))
    )


def prescriptions(connection: apsw.Connection, patient: Id) -> tuple[Prescription, ...]:
    """Prescriptions of a patient, newest first."""
    return tuple(
        Prescription(
            Id(identity),
            text,
            PrescriptionStatus(status),
            date.fromisoformat(issued),
            date.fromisoformat(until),
        )
        for identity, text, status, issued, until in connection.execute(
            _PRESCRIBED, (patient, _MOST_PRESCRIPTIONS)
        )
    )


def observation(columns: tuple[Any, ...]) -> Observation:
    """A result from its columns."""
    identity, code, display, dictionary, value, unit, ucum, low, high, at, source, acknowledged, version = (
        columns
    )
    return Observation(
        Id(identity),
        Coded(code, display, dictionary),
        Decimal(value),
        unit,
        ucum,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        moment(at),
        source,
        bool(acknowledged),
        version,
    )


def _text(value: Decimal) -> str:
    """Canonical: without an exponent, with the digits it was reported with."""
    told = str(value)
    return format(value, "f") if "E" in told else told
