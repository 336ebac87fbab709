"""Vital signs in the store: measurements of a patient, their values, every edition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Edition
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import instant, moment
from medcab_tui.domain.vitals import SIGNS, Measured, Measurement, Vital, VitalKind, in_order
from medcab_tui.store import editions, merged, revisions
from medcab_tui.store.authors import author_of, number_of

MOST: Final = 500
"""Measurements that a card shows: of somebody measured every hour three weeks."""

SHAPE: Final = 1

_ADD = "INSERT INTO measurement (id, patient, at, recorded, author, origin) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_VALUE = "INSERT INTO vital (measurement, kind, id, value) VALUES (?, ?, ?, ?)"
_SET_VALUE = (
    "INSERT INTO vital (measurement, kind, id, value) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (measurement, kind) DO UPDATE SET value = excluded.value"
)
_NO_VALUE = "DELETE FROM vital WHERE measurement = ? AND kind = ?"
_SET = "UPDATE measurement SET version = version + 1, at = ? WHERE id = ?"
_MARK = "UPDATE measurement SET version = version + 1, entered_in_error = ? WHERE id = ?"
_STANDING = "SELECT version, patient, entered_in_error FROM measurement WHERE id = ?"
_COLUMNS = (
    "SELECT m.id, m.version, m.at, m.recorded, m.origin, m.entered_in_error, a.worker, a.name, a.post,"
    " a.department FROM measurement m CROSS JOIN author a ON a.id = m.author"
)
_OF_PATIENT = (
    f"{_COLUMNS} WHERE m.patient = ? AND m.entered_in_error = ? ORDER BY m.at DESC, m.id DESC LIMIT ?"
)
_ONE = f"{_COLUMNS} WHERE m.id = ?"
_VALUES = "SELECT kind, id, value FROM vital WHERE measurement = ?"
_ALL = (
    "SELECT r.version, r.at, r.reason, r.body, a.worker, a.name, a.post, a.department"
    " FROM revision r CROSS JOIN author a ON a.id = r.author WHERE r.object = ? ORDER BY r.version DESC"
)


class NewMeasurement(Struct, frozen=True):
    """What was measured, to be written down. recorded: when; author: by whom."""

    id: Id
    patient: Id
    said: Measured
    recorded: datetime
    author: Author
    ids: tuple[Id, ...]
    """One for each value."""
    origin: str = ""


class VitalWrites:
    """What an action may do with vital signs. Each change names the version that was seen."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    def add(self, identity: Id, patient: Id, said: Measured, ids: IdSource) -> None:
        """Writes down what was measured, with its first edition."""
        values = tuple(ids.new() for _ in said.values)
        self.add_all([NewMeasurement(identity, patient, said, self._now, self._author, values)])
        self._keep(identity, 1, said)

    def add_all(self, new: Sequence[NewMeasurement]) -> None:
        """Writes down many; they get an edition of their own when they are first changed."""
        here = self._connection
        authors = {one.author: number_of(here, one.author) for one in new}
        here.executemany(
            _ADD,
            [
                (
                    one.id,
                    one.patient,
                    instant(one.said.at),
                    instant(one.recorded),
                    authors[one.author],
                    one.origin,
                )
                for one in new
            ],
        )
        here.executemany(
            _ADD_VALUE,
            [
                (one.id, kind.value, identity, kept(value))
                for one in new
                for identity, (kind, value) in zip(one.ids, one.said.values, strict=True)
            ],
        )

    def standing(self, measurement: Id, seen: int, *, withdrawn: bool = False) -> tuple[Id, Measurement]:
        """Whose it is and what it says; Stale if it is not at the version that was seen."""
        found = self._connection.execute(_STANDING, (measurement,)).fetchone()
        if found is None:
            raise Refused("vitals.missing")
        version, patient, in_error = found
        if version != seen:
            author = editions.last_author(self._connection, measurement, version)
            raise Stale("vitals.stale", seen=str(seen), current=str(version), author=author)
        if bool(in_error) != withdrawn:
            raise Refused("vitals.missing")
        return Id(patient), one(self._connection, measurement)

    def stands(self, measurement: Id) -> bool:
        """Whether it is there and was not withdrawn."""
        found = self._connection.execute(_STANDING, (measurement,)).fetchone()
        return found is not None and not found[2]

    def amend(self, before: Measurement, said: Measured, reason: str, ids: IdSource) -> int:
        """Writes what was measured after all; what stood there is kept."""
        self._keep_first(before)
        here, now = self._connection, {kind for kind, _ in said.values}
        here.execute(_SET, (instant(said.at), before.id))
        here.executemany(
            _NO_VALUE, [(before.id, one.kind.value) for one in before.vitals if one.kind not in now]
        )
        here.executemany(
            _SET_VALUE, [(before.id, kind.value, ids.new(), kept(value)) for kind, value in said.values]
        )
        self._keep(before.id, before.version + 1, said, reason)
        return before.version + 1

    def mark(self, before: Measurement, reason: str, *, withdrawn: bool) -> int:
        """Entered in error, or standing again: the row stays."""
        self._keep_first(before)
        self._connection.execute(_MARK, (int(withdrawn), before.id))
        self._keep(before.id, before.version + 1, before.said, reason, withdrawn=withdrawn)
        return before.version + 1

    def _keep_first(self, before: Measurement) -> None:
        if not editions.is_kept(self._connection, before.id, before.version):
            self._write(before.id, before.version, before.said, before.author, before.recorded, "")

    def _keep(
        self, edited: Id, version: int, said: Measured, reason: str = "", *, withdrawn: bool = False
    ) -> None:
        self._write(edited, version, said, self._author, self._now, reason, withdrawn=withdrawn)

    def _write(
        self,
        edited: Id,
        version: int,
        said: Measured,
        author: Author,
        at: datetime,
        reason: str,
        *,
        withdrawn: bool = False,
    ) -> None:
        body = written(said) | ({"withdrawn": True} if withdrawn else {})
        number = number_of(self._connection, author)
        row = (edited, version, number, instant(at), reason, SHAPE, json.dumps(body, ensure_ascii=False))
        revisions.add_all(self._connection, [row])


def written(said: Measured) -> dict[str, Any]:
    """What was measured as plain values, for editions and for services."""
    return {"at": instant(said.at), "values": {kind.value: kept(value) for kind, value in said.values}}


def read(body: dict[str, Any]) -> Measured:
    """What `written` made."""
    values = ((VitalKind(kind), Decimal(value)) for kind, value in body["values"].items())
    return Measured(moment(body["at"]), in_order(values))


def kept(value: Decimal) -> str:
    """Canonical: without an exponent and without digits that say nothing."""
    return format(value.normalize() + 0, "f")


@merged.listed(lambda one: (one.at, one.id), reverse=True)
def of_patient(
    connection: apsw.Connection, patient: Id, *, withdrawn: bool = False, limit: int = MOST
) -> tuple[Measurement, ...]:
    """What was measured of a patient, newest first; or what was entered in error."""
    rows = connection.execute(_OF_PATIENT, (patient, int(withdrawn), limit)).fetchall()
    return tuple(_measurement(connection, row) for row in rows)


def one(connection: apsw.Connection, measurement: Id) -> Measurement:
    """A measurement as it stands; Refused if there is none."""
    for row in connection.execute(_ONE, (measurement,)).fetchall():
        return _measurement(connection, row)
    raise Refused("vitals.missing")


def owner(connection: apsw.Connection, measurement: Id) -> Id:
    """Whose a measurement is; Refused if there is none."""
    for _version, patient, _in_error in connection.execute(_STANDING, (measurement,)):
        return Id(patient)
    raise Refused("vitals.missing")


def _measurement(connection: apsw.Connection, row: tuple[Any, ...]) -> Measurement:
    identity, version, at, recorded, origin, in_error, *author = row
    by, when = author_of(author), moment(at)
    values = {
        VitalKind(kind): Vital(
            Id(own), VitalKind(kind), Decimal(value), SIGNS[VitalKind(kind)].unit, when, by, version, origin
        )
        for kind, own, value in connection.execute(_VALUES, (identity,))
    }
    ordered = tuple(values[kind] for kind in SIGNS if kind in values)
    return Measurement(Id(identity), when, ordered, by, moment(recorded), version, origin, bool(in_error))


def versions(connection: apsw.Connection, measurement: Id) -> Sequence[Edition]:
    """Every edition, newest first; of what was never changed the one there is."""
    found = tuple(
        Edition(
            version,
            author_of(author),
            moment(at),
            reason,
            read(body := json.loads(text)),
            bool(body.get("withdrawn")),
        )
        for version, at, reason, text, *author in connection.execute(_ALL, (measurement,))
    )
    if found:
        return found
    only = one(connection, measurement)
    return (Edition(only.version, only.author, only.recorded, "", only.said, only.withdrawn),)
