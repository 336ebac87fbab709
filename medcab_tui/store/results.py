"""Results and prescriptions of a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import apsw
from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Coded,
    Observation,
    Prescription,
    PrescriptionStatus,
    ResultStatus,
    Series,
)
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged

_ADD = (
    "INSERT INTO observation (patient, code, at, id, display, dictionary, value, unit, ucum, low, high,"
    " recorded, source, acknowledged, responsible, abnormal{more})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?{also})"
)
_ADD_PLAIN = _ADD.format(more="", also="")
_ADD_WHOLE = _ADD.format(
    more=", comparator, words, status, corrects, ordered, flag, performer", also=", ?, ?, ?, ?, ?, ?, ?"
)
_PLAIN = 16
"""Columns of a result that is a number and nothing more: nearly all are."""
_CORRECTS = 19
"""Which of the columns names the result that is corrected."""
_SUPERSEDE = (
    "UPDATE observation SET entered_in_error = 1, version = version + 1"
    " WHERE patient = ? AND code = ? AND id = ?"
)
OBSERVATION = (
    "o.id, o.code, o.display, o.dictionary, o.value, o.unit, o.ucum, o.low, o.high, o.at, o.source,"
    " o.acknowledged, o.version, o.comparator, o.words, o.status, o.corrects, o.ordered, o.flag, o.performer"
)
"""The columns of a result, for `observation`."""
_OF_PATIENT = (
    f"SELECT {OBSERVATION} FROM observation o WHERE o.patient = ? AND o.entered_in_error = 0"
    " ORDER BY o.code, o.at, o.id LIMIT ?"
)
_SUPERSEDED = (
    f"SELECT {OBSERVATION} FROM observation o WHERE o.patient = ? AND o.entered_in_error = 1"
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


_FIND = (
    f"SELECT o.responsible, {OBSERVATION} FROM observation o WHERE o.patient = ? AND o.id = ?"
    " AND o.entered_in_error = 0"
)

_HAND = (
    "UPDATE observation SET responsible = ?, postponed = NULL, version = version + 1"
    " WHERE patient = ? AND code = ? AND at = ? AND id = ?"
)


class Kept(Struct, frozen=True):
    """A result and who is to acknowledge it; None: nobody was asked."""

    result: Observation
    responsible: Id | None


class ResultWrites:
    """What an action may do with a patient's results."""

    def __init__(self, connection: apsw.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def find(self, patient: Id, result: Id) -> Kept | None:
        """A result of a patient that stands; None if there is none."""
        card = merged.holder(self._connection, patient, _FIND, result)
        found = self._connection.execute(_FIND, (card, result)).fetchone()
        if found is None:
            return None
        responsible, *kept = found
        return Kept(observation(tuple(kept)), None if responsible is None else Id(responsible))

    def hand(self, patient: Id, result: Observation, to: Id) -> None:
        """Another worker is to acknowledge it from now on; it is not hidden any more."""
        card = merged.holder(self._connection, patient, _FIND, result.id)
        key = (card, result.code.code, instant(result.at), result.id)
        self._connection.execute(_HAND, (to, *key))

    def add(self, patient: Id, result: Observation, responsible: Id | None) -> None:
        """Keeps a result; what it corrects is kept too, and waits for nobody any more."""
        if result.corrects is not None:  # another card of the same person may hold what is corrected
            card = merged.holder(self._connection, patient, _FIND, result.corrects)
            if card != patient:
                self._connection.execute(_SUPERSEDE, (card, result.code.code, result.corrects))
        enter(self._connection, [columns(patient, result, responsible, instant(self._now))])


def columns(patient: Id, o: Observation, responsible: Id | None, recorded: int) -> tuple[Any, ...]:
    """A result as its row."""
    plain = (
        patient,
        o.code.code,
        instant(o.at),
        o.id,
        o.code.display,
        o.code.version,
        "" if o.value is None else _text(o.value),
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
    told = o.comparator or o.words or o.flag or o.performer or o.corrects or o.order
    if not told and o.status is ResultStatus.FINAL:
        return plain
    status = None if o.status is ResultStatus.FINAL else o.status.value
    return (
        *plain, o.comparator or None, o.words or None, status, o.corrects, o.order, o.flag or None,
        o.performer or None,
    )  # fmt: skip


def prescription_columns(patient: Id, p: Prescription, author: int, recorded: int) -> tuple[Any, ...]:
    """A prescription as its row."""
    issued, until = p.issued.isoformat(), p.until.isoformat()
    return (p.id, patient, p.text, p.status.value, issued, until, author, recorded)


def enter(connection: apsw.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows of results; what one of them corrects waits for nobody from then on."""
    plain: list[tuple[Any, ...]] = []
    whole: list[tuple[Any, ...]] = []
    for row in rows:
        (plain if len(row) == _PLAIN else whole).append(row)
    connection.executemany(_ADD_PLAIN, plain)
    connection.executemany(_ADD_WHOLE, whole)
    # One result of a test stands for another of the same: `patient` and `code` come first in both.
    connection.executemany(
        _SUPERSEDE, [(row[0], row[1], row[_CORRECTS]) for row in whole if row[_CORRECTS] is not None]
    )


def enter_prescribed(connection: apsw.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows of prescriptions."""
    connection.executemany(_PRESCRIBE, rows)


def _of_person(parts: Sequence[tuple[Series, ...]]) -> tuple[Series, ...]:
    """One series a test, whichever card its values lie in."""
    found: dict[str, Series] = {}
    for one in (one for part in parts for one in part):
        known = found.get(one.code.code)
        found[one.code.code] = one if known is None else _joined(known, one)
    return tuple(found[code] for code in sorted(found))


def _joined(one: Series, other: Series) -> Series:
    values = tuple(sorted((*one.values, *other.values), key=lambda value: (value.at, value.id)))
    superseded = (*one.superseded, *other.superseded)
    return replace(one, code=values[-1].code, unit=values[-1].unit, values=values, superseded=superseded)


@merged.across(_of_person)
def series(connection: apsw.Connection, patient: Id) -> tuple[Series, ...]:
    """Every test of a patient with all its values, oldest first."""
    rows = (observation(columns) for columns in connection.execute(_OF_PATIENT, (patient, _MOST_RESULTS)))
    found = tuple(
        Series(values[-1].code, values[-1].unit, values)
        for values in (tuple(group) for _, group in groupby(rows, key=lambda result: result.code.code))
    )
    if not any(value.corrects is not None for one in found for value in one.values):
        return found
    old = [observation(columns) for columns in connection.execute(_SUPERSEDED, (patient, _MOST_RESULTS))]
    return tuple(_with_superseded(one, old) for one in found)


def _with_superseded(one: Series, old: Iterable[Observation]) -> Series:
    """A correction may itself be corrected: whatever stood for the same before is kept with it."""
    by_id = {value.id: value for value in old if value.code.code == one.code.code}
    named: list[Observation] = []
    for value in one.values:
        before = value.corrects
        while before is not None and before in by_id:
            named.append(by_id.pop(before))
            before = named[-1].corrects
    return replace(one, superseded=tuple(named)) if named else one


@merged.listed(lambda one: (one.issued, one.id), reverse=True)
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
    identity, code, display, dictionary, value, unit, ucum, low, high, at, source, acknowledged = columns[:12]
    version, comparator, words, status, corrects, ordered, flag, performer = columns[12:]
    return Observation(
        Id(identity),
        Coded(code, display, dictionary),
        Decimal(value) if value else None,
        unit,
        ucum,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        moment(at),
        source,
        bool(acknowledged),
        version,
        comparator or "",
        words or "",
        ResultStatus.FINAL if status is None else ResultStatus(status),
        None if corrects is None else Id(corrects),
        None if ordered is None else Id(ordered),
        flag or "",
        performer or "",
    )


def _text(value: Decimal) -> str:
    """Canonical: without an exponent, with the digits it was reported with."""
    told = str(value)
    return format(value, "f") if "E" in told else told
