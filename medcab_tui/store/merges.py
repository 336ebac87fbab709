"""Merging cards: what an action writes, what stands between two cards, which cards were merged into one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merges import Both, Clash, Held, MergedCard
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import former, merged, patients
from medcab_tui.store.authors import number_of

_JOIN: Final = (
    "INSERT INTO merged_patient (patient, merged_into, at, author, before, after) VALUES (?, ?, ?, ?, ?, ?)"
)
_PART: Final = "DELETE FROM merged_patient WHERE patient = ?"
_LED: Final = "SELECT merged_into, before, after FROM merged_patient WHERE patient = ?"
_COUNT: Final = "UPDATE figure SET number = number + ? WHERE name = 'patients'"
INTO: Final = (
    "SELECT m.patient, p.surname, p.given, p.patronymic, p.birth, m.at, a.name, m.after"
    " FROM merged_patient m INDEXED BY merged_by_standing CROSS JOIN patient p ON p.id = m.patient"
    " CROSS JOIN author a ON a.id = m.author WHERE m.merged_into = ? ORDER BY m.at, m.patient"
)
_OPENED: Final = "SELECT recorded FROM patient WHERE id = ?"
HELD: Final = {
    "history": "SELECT count(*) FROM encounter WHERE patient = ? AND entered_in_error = 0",
    "results": "SELECT count(*) FROM observation WHERE patient = ? AND entered_in_error = 0",
    "prescriptions": "SELECT count(*) FROM prescription WHERE patient = ?",
    "documents": "SELECT count(*) FROM document WHERE patient = ? AND withdrawn IS NULL",
    "observation": "SELECT count(*) FROM measurement WHERE patient = ? AND entered_in_error = 0",
    "visits": "SELECT count(*) FROM appointment WHERE patient = ? AND live = 1",
    "allergies": "SELECT count(*) FROM allergy WHERE patient = ? AND entered_in_error = 0",
    "problems": "SELECT count(*) FROM problem WHERE patient = ? AND entered_in_error = 0",
}
"""How much one card holds, by what is counted."""

OPEN_VISIT: Final = (
    "SELECT 1 FROM visit INDEXED BY visit_by_patient WHERE patient = ? AND void = 0"
    " AND closed IS NULL LIMIT 1"
)
SENDING: Final = (
    "SELECT 1 FROM outbox INDEXED BY outbox_open WHERE object = ? AND state IN ('held', 'queued', 'conflict')"
    " LIMIT 1"
)
PAPERS_SENDING: Final = (
    "SELECT 1 FROM document d INDEXED BY document_by_patient CROSS JOIN outbox o INDEXED BY outbox_open"
    " ON o.object = d.id AND o.state IN ('held', 'queued', 'conflict')"
    " WHERE d.patient = ? AND d.withdrawn IS NULL LIMIT 1"
)
CONFLICT: Final = "SELECT 1 FROM conflict WHERE object = ? AND settled IS NULL LIMIT 1"
BOOKED: Final = (
    "SELECT starts, ends FROM appointment INDEXED BY appointment_by_patient"
    " WHERE patient = ? AND live = 1 AND starts >= ? ORDER BY starts LIMIT 200"
)
LINKED: Final = (
    "SELECT 1 FROM link a CROSS JOIN link b ON b.object = ?2 AND b.service = a.service"
    " WHERE a.object = ?1 LIMIT 1"
)


class MergeWrites:
    """What an action may do with two cards of one person."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    def leads_away(self, patient: Id) -> bool:
        """Whether a card was merged into another."""
        return merged.leads_away(self._connection, patient)

    def standing(self, patient: Id) -> Id:
        """The card that a card leads to; itself, if it was never merged."""
        return merged.standing(self._connection, patient)

    def same(self, one: Id, other: Id) -> bool:
        """Whether two cards are of one person."""
        return merged.standing(self._connection, one) == merged.standing(self._connection, other)

    def refuse_clashes(self, stays: Id, leaves: Id) -> None:
        """Refused merge.visit or merge.conflict while what forbids it is not settled."""
        for clash in clashes(self._connection, stays, leaves, self._now):
            if clash.forbids:
                raise Refused("merge.visit" if clash is Clash.VISIT else "merge.conflict")

    def join(self, stays: Id, leaves: Id, before: int, after: int, was: NewPatient, now: NewPatient) -> None:
        """One card leads to the other from now on; lists count one patient less.

        was, now: what the card that stays said of the person, and says: it is found by both.
        """
        author = number_of(self._connection, self._author)
        row = (leaves, stays, instant(self._now), author, before, after)
        self._connection.execute(_JOIN, row)
        former.keep(self._connection, stays, was, now, leaves)
        self._connection.execute(_COUNT, (-1,))

    def led(self, leaves: Id) -> tuple[Id, int, int]:
        """Where a card leads, and the versions of the other around the merge; Refused if nowhere."""
        found: Any = self._connection.execute(_LED, (leaves,)).fetchone()
        if found is None:
            raise Refused("merge.missing")
        stays, before, after = found
        return Id(stays), before, after

    def part(self, leaves: Id) -> None:
        """It stands by itself again."""
        former.drop(self._connection, leaves)
        self._connection.execute(_PART, (leaves,))
        self._connection.execute(_COUNT, (1,))


def into(connection: apsw.Connection, patient: Id) -> tuple[MergedCard, ...]:
    """The cards that were merged into this one, in the order in which they were."""
    return tuple(
        MergedCard(
            Id(identity), surname, given, patronymic, date.fromisoformat(birth), moment(at), by, version
        )
        for identity, surname, given, patronymic, birth, at, by, version in connection.execute(
            INTO, (patient,)
        )
    )


def both(connection: apsw.Connection, stays: Id, leaves: Id, now: datetime) -> Both:
    """Two cards beside each other; Refused if one of them leads away already, or both are one."""
    if stays == leaves:
        raise Refused("merge.same")
    if merged.leads_away(connection, stays) or merged.leads_away(connection, leaves):
        raise Refused("merge.leads_away")
    found = clashes(connection, stays, leaves, now)
    return Both(_held(connection, stays), _held(connection, leaves), found)


def clashes(connection: apsw.Connection, stays: Id, leaves: Id, now: datetime) -> tuple[Clash, ...]:
    """What has to be known, or settled, before two cards become one."""

    def there(sql: str, *values: object) -> bool:
        return connection.execute(sql, values).fetchone() is not None

    one, other = patients.one(connection, stays), patients.one(connection, leaves)
    asked = (
        (Clash.VISIT, there(OPEN_VISIT, leaves)),
        (Clash.CONFLICT, there(CONFLICT, leaves) or there(CONFLICT, stays)),
        (Clash.SENDING, there(SENDING, leaves) or there(PAPERS_SENDING, leaves)),
        (Clash.BOOKED, _overlap(connection, stays, leaves, now)),
        (Clash.SEX, one.sex is not other.sex),
        (Clash.BIRTH, one.birth != other.birth),
        (Clash.LINKED, there(LINKED, stays, leaves)),
    )
    return tuple(clash for clash, found in asked if found)


def _overlap(connection: apsw.Connection, stays: Id, leaves: Id, now: datetime) -> bool:
    mine, theirs = (connection.execute(BOOKED, (one, instant(now))).fetchall() for one in (stays, leaves))
    return any(
        starts < until and since < ends  # type: ignore[operator]
        for starts, ends in mine
        for since, until in theirs
    )


def _held(connection: apsw.Connection, patient: Id) -> Held:
    opened: Any = connection.execute(_OPENED, (patient,)).get
    counts: dict[str, int] = {}
    for name, sql in HELD.items():
        found: Any = connection.execute(sql, (patient,)).get
        counts[name] = int(found)
    return Held(patients.one(connection, patient), moment(opened), counts)
