"""Which cards are open to a worker: departments, whom they treat, and what was opened for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import apsw
from msgspec import Struct

from medcab_tui.domain import names
from medcab_tui.domain.access import (
    VISIT_AHEAD,
    VISIT_BACK,
    Assignment,
    Department,
    Outside,
    Ties,
    Way,
    together,
    way_in,
)
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import day_in, instant, utc_of
from medcab_tui.store import merged

_STANDS: Final = "a.since <= :day AND (a.until IS NULL OR a.until > :day)"
_BY_AREA: Final = (
    "assignment a INDEXED BY assignment_by_area"
    f" WHERE a.area = (SELECT w.area FROM patient w WHERE w.id = :patient) AND {_STANDS}"
)
_BY_PATIENT: Final = f"assignment a INDEXED BY assignment_by_patient WHERE a.patient = :patient AND {_STANDS}"
_OWN: Final = (
    "SELECT m.department FROM membership m WHERE m.worker = :worker AND m.since <= :day"
    " AND (m.until IS NULL OR m.until > :day)"
)
_MINE: Final = f" AND a.department IN ({_OWN})"
"""As a list and not as a join: a third of the time."""


def _either(columns: str, further: str = "") -> tuple[str, str]:
    by_area, by_patient = (f"SELECT {columns} FROM {one}{further}" for one in (_BY_AREA, _BY_PATIENT))
    return by_area, by_patient


_ALONE: Final = (
    "SELECT 1 FROM revision r WHERE r.object = v.id AND json_extract(r.body, '$.alone') = lower(hex(:worker))"
    " AND NOT EXISTS (SELECT 1 FROM revision s CROSS JOIN author b ON b.id = s.author"
    " WHERE s.object = v.id AND s.version > r.version AND b.worker <> :worker"
    " AND json_extract(s.body, '$.doctor') = lower(hex(:worker))"
    " AND json_extract(s.body, '$.status') NOT IN ('cancelled', 'no_show'))"
    " AND NOT EXISTS (SELECT 1 FROM opening o WHERE o.worker = :worker AND o.patient IN (%s)"
    " AND o.at >= r.at AND o.until <= :now)"
)
"""That the worker gave themselves the visit while the card was closed to them, and since then nobody else had
a hand in it and no reason was given for any card of the person. On the day of the reason it is the reason
that opens the card.
"""

TIES: Final = (
    "SELECT {} OR {}, NOT ({} OR {}),".format(
        *(f"EXISTS ({one})" for one in (*_either("1", _MINE), *_either("1")))
    )
    + " EXISTS (SELECT 1 FROM appointment v INDEXED BY appointment_by_patient WHERE v.patient = :patient"
    " AND v.live = 1 AND v.starts < :ahead AND v.starts > :back AND v.doctor = :worker"
    f" AND NOT EXISTS ({_ALONE})),"
    " EXISTS (SELECT 1 FROM task INDEXED BY task_by_patient WHERE patient = :patient AND state < 2"
    " AND responsible = :worker AND (attention <> 'message' OR kind = 'application'))"
    " OR EXISTS (SELECT 1 FROM observation INDEXED BY observation_of_patient_waiting"
    " WHERE patient = :patient AND responsible = :worker AND acknowledged = 0 AND entered_in_error = 0),"
    " EXISTS (SELECT 1 FROM opening WHERE worker = :worker AND patient = :patient AND until > :now)"
    " FROM patient p WHERE p.id = :patient"
)
"""All that lets a worker into a card, in one look at seven indexes; it takes the names of all the cards."""

_DEPARTMENTS_OF: Final = _either("a.department")
OF_AREA: Final = (
    f"SELECT a.department FROM assignment a INDEXED BY assignment_by_area WHERE a.area = :area AND {_STANDS}"
)
_HEADS: Final = (
    "SELECT w.id, w.surname, w.given, w.patronymic FROM membership m"
    " CROSS JOIN worker_role r ON r.worker = m.worker AND r.role = 'head'"
    " CROSS JOIN worker w ON w.id = m.worker AND w.removed IS NULL"
    " WHERE m.department = :department AND m.since <= :day AND (m.until IS NULL OR m.until > :day)"
)
_NAME: Final = "SELECT name FROM department WHERE id = ?"
_ALL: Final = (
    "SELECT d.id, d.name, (SELECT count(*) FROM membership m CROSS JOIN worker w ON w.id = m.worker"
    " AND w.removed IS NULL WHERE m.department = d.id AND m.since <= :day"
    " AND (m.until IS NULL OR m.until > :day))"
    " FROM department d INDEXED BY sqlite_autoindex_department_2 WHERE d.fold >= '' ORDER BY d.fold"
)
_COLUMNS: Final = "a.id, a.department, a.area, a.patient, a.since, a.until, a.version"
_ASSIGNED: Final = (
    f"SELECT {_COLUMNS} FROM assignment a INDEXED BY assignment_by_department WHERE a.department = ?"
    " AND (a.until IS NULL OR a.until > a.since)"
    " ORDER BY a.area, a.since LIMIT 1000"
)
_ONE: Final = f"SELECT {_COLUMNS} FROM assignment a WHERE a.id = ?"
_SAME: Final = {
    "area": "SELECT 1 FROM assignment INDEXED BY assignment_by_area WHERE area = :of"
    " AND department = :department AND since < coalesce(:until, '9999') AND coalesce(until, '9999') > :since"
    " AND id <> :id LIMIT 1",
    "patient": "SELECT 1 FROM assignment INDEXED BY assignment_by_patient WHERE patient = :of"
    " AND department = :department AND since < coalesce(:until, '9999') AND coalesce(until, '9999') > :since"
    " AND id <> :id LIMIT 1",
}
_ADD: Final = "INSERT INTO assignment (id, department, area, patient, since, until) VALUES (?, ?, ?, ?, ?, ?)"
_END: Final = "UPDATE assignment SET version = version + 1, until = ? WHERE id = ?"
_OPEN: Final = "INSERT INTO opening (id, worker, patient, at, until, reason) VALUES (?, ?, ?, ?, ?, ?)"

_PATIENT: Final = "SELECT id FROM patient WHERE id = ?"
OF_ENCOUNTER: Final = "SELECT patient FROM encounter WHERE id = ?"
OF_DOCUMENT: Final = "SELECT patient FROM document WHERE id = ?"
OF_VISIT: Final = "SELECT patient FROM visit WHERE id = ?"
OF_APPOINTMENT: Final = "SELECT patient FROM appointment WHERE id = ?"
OF_ORDER: Final = "SELECT patient FROM lab_order WHERE id = ?"
OF_MEASUREMENT: Final = "SELECT patient FROM measurement WHERE id = ?"
OF_CHECK: Final = "SELECT patient FROM policy_check WHERE id = ?"
OF_QUESTION: Final = "SELECT patient FROM region_ask WHERE id = ?"
OF_SENDING: Final = (
    "SELECT iif(json_valid(j.params), json_extract(j.params, '$.patient'), NULL) FROM outbox o"
    " CROSS JOIN action_done d ON d.id = o.action CROSS JOIN journal j ON j.sequence = d.sequence"
    " WHERE o.seq = ?"
)
_SENT: Final = (
    *(OF_ENCOUNTER, OF_DOCUMENT, OF_VISIT, OF_APPOINTMENT, OF_MEASUREMENT, OF_ORDER),
    *(OF_CHECK, OF_QUESTION, _PATIENT),
)


_OF_NOBODY: Final = Ties(treats=False, nobodys=True, visit=False, waits=False, reason=False)
"""There is no such patient: whoever reads on says so."""


class Look(Struct, frozen=True):
    """Who looks, when and where."""

    worker: Id
    now: datetime
    zone: str

    @property
    def day(self) -> date:
        return day_in(self.now, self.zone)

    @property
    def ends(self) -> datetime:
        """The instant at which this local day ends."""
        day = self.day + timedelta(days=1)
        return utc_of(datetime(day.year, day.month, day.day), self.zone)  # noqa: DTZ001 - wall time


def ties(connection: apsw.Connection, look: Look, patient: Id, cards: Sequence[Id]) -> Ties:
    """What stands between a worker and one card of a patient now.

    cards: all of the person, of which it is one.
    """
    named = {f"card{place}": card for place, card in enumerate(cards)}
    asked = {
        **named,
        "worker": look.worker,
        "patient": patient,
        "day": look.day.isoformat(),
        "now": instant(look.now),
        "back": instant(look.now - VISIT_BACK),
        "ahead": instant(look.now + VISIT_AHEAD),
    }
    sql = TIES % ", ".join(f":{name}" for name in named)
    found: Any = connection.execute(sql, asked).fetchone()
    return Ties(*map(bool, found)) if found is not None else _OF_NOBODY


def way(connection: apsw.Connection, look: Look, patient: Id) -> Way | None:
    """By which way a card is open to a worker; None: it is not."""
    cards = merged.person(connection, patient)
    return way_in(together([ties(connection, look, one, cards) for one in cards]))


def require(connection: apsw.Connection, look: Look, patient: Id) -> Way:
    """Refused card.outside unless the card is open to this worker."""
    found = way(connection, look, patient)
    if found is None:
        raise Refused("card.outside", None, patient=patient.hex())
    return found


def of_encounter(connection: apsw.Connection, encounter: Id) -> Id | None:
    """Whose record it is; None if there is none."""
    return _id(connection.execute(OF_ENCOUNTER, (encounter,)).get)


def of_document(connection: apsw.Connection, document: Id) -> Id | None:
    """Whose document it is; None: nobody's, or there is none."""
    return _id(connection.execute(OF_DOCUMENT, (document,)).get)


def of_visit(connection: apsw.Connection, visit: Id) -> Id | None:
    """Whose visit it is; None if there is none."""
    return _id(connection.execute(OF_VISIT, (visit,)).get)


def of_appointment(connection: apsw.Connection, appointment: Id) -> Id | None:
    """Whose appointment it is; None if there is none."""
    return _id(connection.execute(OF_APPOINTMENT, (appointment,)).get)


def of_measurement(connection: apsw.Connection, measurement: Id) -> Id | None:
    """Whose vital signs they are; None if there are none."""
    return _id(connection.execute(OF_MEASUREMENT, (measurement,)).get)


def of_object(connection: apsw.Connection, signed: Id) -> Id | None:
    """Whose record or document it is, whichever of both."""
    return of_encounter(connection, signed) or of_document(connection, signed)


def whose(connection: apsw.Connection, sent: Id) -> Id | None:
    """Whose something is that goes to services: a record, a document, an order, or the patient's own card."""
    for query in _SENT:
        found = _id(connection.execute(query, (sent,)).get)
        if found is not None:
            return found
    return None


def of_sending(connection: apsw.Connection, seq: int) -> Id | None:
    """Whom the journal names where something was sent that is no row of anything: the results of a day."""
    named: Any = connection.execute(OF_SENDING, (seq,)).get
    return Id(bytes.fromhex(named)) if named else None


def departments_of(connection: apsw.Connection, patient: Id, day: date) -> tuple[Id, ...]:
    """The departments that treat a patient on a day."""
    found = {
        Id(one)
        for card in merged.person(connection, patient)
        for query in _DEPARTMENTS_OF
        for (one,) in connection.execute(query, {"patient": card, "day": day.isoformat()})
    }
    return tuple(sorted(found))


def own_departments(connection: apsw.Connection, worker: Id, day: date) -> frozenset[Id]:
    """The departments a worker is in on a day."""
    rows = connection.execute(_OWN, {"worker": worker, "day": day.isoformat()})
    return frozenset(Id(one) for (one,) in rows)


def heads_of(connection: apsw.Connection, departments: Iterable[Id], day: date) -> tuple[tuple[Id, str], ...]:
    """Who heads some departments on a day, with surname and initials, each once."""
    found = {
        Id(one): names.initials(*person)
        for department in departments
        for one, *person in connection.execute(_HEADS, {"department": department, "day": day.isoformat()})
    }
    return tuple(sorted(found.items(), key=lambda head: (head[1], head[0])))


def outside(connection: apsw.Connection, look: Look, patient: Id) -> Outside:
    """What is said at a card that is not open: of which department it is, and who will be told."""
    departments = departments_of(connection, patient, look.day)
    heads = heads_of(connection, departments, look.day)
    return Outside(
        tuple(str(connection.execute(_NAME, (one,)).get) for one in departments),
        tuple(name for head, name in heads if head != look.worker),
        look.ends,
    )


def departments(connection: apsw.Connection, day: date) -> tuple[Department, ...]:
    """Every department, by name, with who heads it on a day and how many work there."""
    rows: list[Any] = connection.execute(_ALL, {"day": day.isoformat()}).fetchall()
    return tuple(
        Department(
            Id(identity),
            name,
            tuple(head for _, head in heads_of(connection, (Id(identity),), day)),
            workers,
        )
        for identity, name, workers in rows
    )


def assigned(connection: apsw.Connection, department: Id) -> tuple[Assignment, ...]:
    """Whom a department treats and treated: areas in their order, then patients."""
    found = map(_assignment, connection.execute(_ASSIGNED, (department,)))
    return tuple(sorted(found, key=lambda one: (one.patient is not None, len(one.area), one.area, one.since)))


def about_patient(connection: apsw.Connection, params: Mapping[str, str]) -> Mapping[str, str]:
    """A journal row's params with whose card it concerns, where they name a record or a document only."""
    if "patient" in params:
        return params
    named = params.get("document") or params.get("object")
    found = of_object(connection, Id(bytes.fromhex(named))) if named else None
    return params if found is None else {**params, "patient": found.hex()}


class AccessWrites:
    """What an action may do with departments' patients."""

    def __init__(self, connection: apsw.Connection, look: Look) -> None:
        self._connection = connection
        self._look = look

    def require(self, patient: Id) -> Way:
        """Refused card.outside unless the card is open to who acts."""
        return require(self._connection, self._look, patient)

    def require_named(self, patient: str) -> None:
        """The same of a patient named as the journal names them; of nobody's nothing is asked."""
        if patient:
            self.require(Id(bytes.fromhex(patient)))

    def way(self, patient: Id) -> Way | None:
        """By which way the card is open to who acts."""
        return way(self._connection, self._look, patient)

    def own(self) -> frozenset[Id]:
        """The departments of who acts."""
        return own_departments(self._connection, self._look.worker, self._look.day)

    def department(self, department: Id) -> str:
        """A department's name; Refused if there is none."""
        found = self._connection.execute(_NAME, (department,)).fetchone()
        if found is None:
            raise Refused("access.no_department")
        return str(found[0])

    def assignment(self, assignment: Id, seen: int) -> Assignment:
        """An assignment as it stands; Stale if it moved on, Refused if there is none."""
        found = self._connection.execute(_ONE, (assignment,)).fetchone()
        if found is None:
            raise Refused("access.no_assignment")
        standing = _assignment(found)
        if standing.version != seen:
            raise Stale("access.stale", seen=str(seen), current=str(standing.version))
        return standing

    def refuse_twice(self, new: Assignment) -> None:
        """Invalid if the department treats the same on one of these days already."""
        of, kind = (new.area, "area") if new.patient is None else (new.patient, "patient")
        asked = {
            "of": of,
            "department": new.department,
            "since": new.since.isoformat(),
            "until": new.until.isoformat() if new.until else None,
            "id": new.id,
        }
        if self._connection.execute(_SAME[kind], asked).fetchone() is not None:
            raise Invalid("access.assigned", kind)

    def counts(self, assignment: Id) -> bool:
        """Whether an assignment is there and was not taken back."""
        found = self._connection.execute(_ONE, (assignment,)).fetchone()
        one = _assignment(found) if found is not None else None
        return one is not None and (one.until is None or one.until > one.since)

    def assign(self, new: Assignment) -> None:
        """Adds an assignment; the same one does not overlap itself."""
        self.refuse_twice(new)
        until = new.until.isoformat() if new.until else None
        row = (new.id, new.department, new.area or None, new.patient, new.since.isoformat(), until)
        self._connection.execute(_ADD, row)

    def end(self, standing: Assignment, until: date | None) -> int:
        """Ends an assignment, or lets it go on; gives its version."""
        self._connection.execute(_END, (until.isoformat() if until else None, standing.id))
        return standing.version + 1

    def open(self, identity: Id, patient: Id, reason: str) -> None:
        """Opens a card to who acts until the end of the day."""
        look = self._look
        row = (identity, look.worker, patient, instant(look.now), instant(look.ends), reason)
        self._connection.execute(_OPEN, row)

    def admit(self, patient: Id, code: str) -> None:
        """Whoever made a card has it open that day, wherever the patient lives: it holds what they wrote."""
        if self.way(patient) is None:
            self.open(patient, patient, code)

    def departments_of(self, patient: Id) -> tuple[Id, ...]:
        """The departments that treat a patient today."""
        return departments_of(self._connection, patient, self._look.day)

    def treating(self, one: Assignment) -> tuple[Id, ...]:
        """The departments that treat the same area, or the same patient, today."""
        if one.patient is not None:
            return self.departments_of(one.patient)
        asked = {"area": one.area, "day": self._look.day.isoformat()}
        return tuple(Id(found) for (found,) in self._connection.execute(OF_AREA, asked))

    def heads(self, departments: Iterable[Id]) -> tuple[Id, ...]:
        """Who heads some departments today."""
        return tuple(one for one, _ in heads_of(self._connection, departments, self._look.day))


def _assignment(row: tuple[Any, ...]) -> Assignment:
    identity, department, area, patient, since, until, version = row
    return Assignment(
        Id(identity),
        Id(department),
        area or "",
        _id(patient),
        date.fromisoformat(since),
        date.fromisoformat(until) if until else None,
        version,
    )


def _id(kept: Any) -> Id | None:
    return None if kept is None else Id(kept)
