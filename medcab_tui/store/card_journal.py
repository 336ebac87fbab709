"""The journal of one card: who looked into it and who changed it, by the index of patients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import apsw

from medcab_tui.domain.access import CardEntry
from medcab_tui.domain.accounts import REMINDERS, SYNC
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged

_PATIENT: Final = "iif(json_valid({0}params), json_extract({0}params, '$.patient'), NULL)"
"""As the index has it: whose card a row is about."""
_ABOUT: Final = (
    "SELECT j.sequence, j.at, j.code, j.params, j.outcome, j.department, j.worker,"
    " w.surname, w.given, w.patronymic, w.post"
    " FROM journal j INDEXED BY journal_by_patient LEFT JOIN worker w ON w.id = j.worker"
    f" WHERE {_PATIENT.format('j.')} = ?"
)
AFTER: Final = f"{_ABOUT} AND j.sequence < ? ORDER BY j.sequence DESC LIMIT ?"
BEFORE: Final = f"{_ABOUT} AND j.sequence > ? ORDER BY j.sequence LIMIT ?"
TOTAL: Final = (
    "SELECT count(*) FROM (SELECT 1 FROM journal INDEXED BY journal_by_patient"
    f" WHERE {_PATIENT.format('')} = ? LIMIT ?)"
)
NEWEST: Final = (
    "SELECT at, worker, code, params FROM journal INDEXED BY journal_by_patient"
    f" WHERE {_PATIENT.format('')} = ? ORDER BY sequence DESC LIMIT ?"
)
MOST_LOOKED: Final = 200
OPENED_FOR: Final = "SELECT reason FROM opening WHERE id = ?"
CHANGED_FOR: Final = "SELECT reason FROM revision WHERE object = ? AND version = ?"
WITHDRAWN_FOR: Final = "SELECT reason FROM document WHERE id = ?"

_EDITED: Final = ("encounter", "allergy", "problem", "measurement", "visit")
"""What has editions with reasons of its own, by the name of its param."""
_NOBODY: Final = {one.id: one.surname for one in (REMINDERS, SYNC)}
_LATEST: Final = (1 << 63) - 1
MOST_COUNTED: Final = 100_000


def page(
    connection: apsw.Connection,
    patient: Id,
    *,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
    limit: int = 50,
) -> tuple[CardEntry, ...]:
    """A page of a card's journal, newest first: the first, those after or before a row, or the oldest."""
    backwards = last or before is not None
    start = before or 0 if backwards else (_LATEST if after is None else after)
    found = [
        columns
        for one in merged.person(connection, patient)
        for columns in connection.execute(
            BEFORE if backwards else AFTER, (one.hex(), start, limit)
        ).fetchall()
    ]
    found.sort(key=itemgetter(0), reverse=not backwards)
    rows = tuple(_entry(connection, columns) for columns in found[:limit])
    return rows[::-1] if backwards else rows


def total(connection: apsw.Connection, patient: Id) -> int:
    """How many rows of the journal are about a patient."""
    found: list[Any] = [
        connection.execute(TOTAL, (one.hex(), MOST_COUNTED)).get for one in merged.person(connection, patient)
    ]
    return sum(map(int, found))


def looked(
    connection: apsw.Connection, worker: Id, params: Mapping[str, str], code: str, since: datetime
) -> bool:
    """Whether a worker looked at the same thing of a patient already since then, as the journal has it."""
    first = instant(since)
    for at, who, kept, told in connection.execute(NEWEST, (params["patient"], MOST_LOOKED)):
        if at <= first:
            return False
        if who == worker and kept == code and json.loads(told) == params:
            return True
    return False


def _entry(connection: apsw.Connection, columns: tuple[Any, ...]) -> CardEntry:
    sequence, at, code, params, outcome, department, worker, *name, post = columns
    told: dict[str, str] = json.loads(params)
    who = initials(*name) if name[0] is not None else _NOBODY.get(Id(worker), "")
    row = JournalRow(sequence, moment(at), who, code, told, outcome)
    return CardEntry(row, post or "", department, _why(connection, code, told))


def _why(connection: apsw.Connection, code: str, params: dict[str, str]) -> str:
    """The reason that was given, where one is kept beside what was done."""
    if "opening" in params:
        return _first(connection, OPENED_FOR, (_id(params["opening"]),))
    if code == "document.withdrawn":
        return _first(connection, WITHDRAWN_FOR, (_id(params["document"]),))
    edited = next((params[name] for name in _EDITED if name in params), "")
    if code.startswith("patient."):
        edited = params.get("patient", "")
    version = params.get("version", "")
    if not version.isdigit() or not edited:
        return ""
    return _first(connection, CHANGED_FOR, (_id(edited), int(version)))


def _first(connection: apsw.Connection, query: str, values: tuple[object, ...]) -> str:
    found = connection.execute(query, values).fetchone()
    return str(found[0]) if found is not None else ""


def _id(text: str) -> bytes:
    return bytes.fromhex(text)
