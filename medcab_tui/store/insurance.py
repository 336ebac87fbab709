"""What insurers were asked of policies and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange import Json
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import (
    ASKING,
    Answer,
    Insurers,
    PolicyCheck,
    PolicyStanding,
    PolicyState,
    Priced,
    standing,
)
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import exchange, merged, outbox
from medcab_tui.store.authors import number_of

MOST: Final = 50
"""Questions shown of one patient."""

_COLUMNS: Final = (
    "c.id, c.policy, c.asked, a.name, c.state, c.answered, c.company, c.until, c.service, c.told"
)
LATEST: Final = (
    f"SELECT {_COLUMNS} FROM policy_check c INDEXED BY policy_check_by_patient"
    " CROSS JOIN author a ON a.id = c.author WHERE c.patient = ? ORDER BY c.asked DESC, c.id DESC LIMIT ?"
)
ANSWERED: Final = (
    f"SELECT {_COLUMNS} FROM policy_check c INDEXED BY policy_check_answered"
    " CROSS JOIN author a ON a.id = c.author WHERE c.patient = ?"
    " AND c.state IN ('valid', 'expired', 'not_found') ORDER BY c.answered DESC LIMIT 1"
)
ONE: Final = (
    f"SELECT c.patient, {_COLUMNS} FROM policy_check c CROSS JOIN author a ON a.id = c.author WHERE c.id = ?"
)
UNPRICED: Final = (
    "SELECT code, name, count FROM visit_service INDEXED BY visit_service_of"
    " WHERE visit = ? AND removed = 0 AND (cost IS NULL OR ?) ORDER BY added, id"
)
OF_VISIT: Final = "SELECT patient FROM visit WHERE id = ? AND void = 0"
WHOSE: Final = (
    "SELECT patient FROM policy_check WHERE id = ?"
    " UNION ALL SELECT patient FROM region_ask WHERE id = ? LIMIT 1"
)
_ASKED: Final = "UPDATE visit_service SET asked = ? WHERE visit = ? AND removed = 0 AND (cost IS NULL OR ?)"
_PRICE: Final = "UPDATE visit_service SET cost = ?, covered = ? WHERE visit = ? AND removed = 0 AND code = ?"
_ADD: Final = "INSERT INTO policy_check (id, patient, policy, asked, author) VALUES (?, ?, ?, ?, ?)"
_ANSWER: Final = (
    "UPDATE policy_check SET state = ?, answered = ?, company = ?, until = ?, service = ?, told = ?"
    " WHERE id = ?"
)


class InsuranceWrites:
    """What an action may do with questions to insurers."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    def ask(self, check: Id, patient: Id, policy: str) -> None:
        """Somebody asks now."""
        author = number_of(self._connection, self._author)
        self._connection.execute(_ADD, (check, patient, policy, instant(self._now), author))

    def check(self, check: Id) -> tuple[Id, PolicyCheck]:
        """Whose policy was asked about, and how that stands; Refused if it never was."""
        found = self._connection.execute(ONE, (check,)).fetchone()
        if found is None:
            raise Refused("policy.not_asked")
        patient, *columns = found
        return Id(patient), check_of(columns)

    def answered(self, check: Id, answer: Answer, service: str) -> None:
        """What an insurer said."""
        row = (
            answer.state.value, instant(self._now), answer.company,
            answer.until.isoformat() if answer.until is not None else "", service, answer.told, check,
        )  # fmt: skip
        self._connection.execute(_ANSWER, row)

    def to_price(self, visit: Id, *, again: bool) -> list[dict[str, Json]]:
        """The services of a visit whose price nobody said, or all of them; they count as asked about now."""
        rows = self._connection.execute(UNPRICED, (visit, again)).fetchall()
        self._connection.execute(_ASKED, (instant(self._now), visit, again))
        return [{"code": code, "name": name, "count": count} for code, name, count in rows]

    def patient_of_visit(self, visit: Id) -> Id:
        """Whose visit it is; Refused if there is none."""
        found = self._connection.execute(OF_VISIT, (visit,)).fetchone()
        if found is None:
            raise Refused("visit.missing")
        return Id(found[0])

    def price(self, visit: Id, priced: Sequence[Priced]) -> None:
        """What an insurer said of the services of a visit."""
        self._connection.executemany(_PRICE, [(one.cost, one.covered, visit, one.code) for one in priced])

    def last_answer(self, patient: Id) -> PolicyCheck | None:
        """What was last said of a patient's policy."""
        return last_answer(self._connection, patient)

    def insurers(self, kind: str = ASKING) -> Insurers:
        """Whom one can ask."""
        return insurers(self._connection, kind)

    def standing(self, patient: Id, policy: str, today: date) -> PolicyStanding | None:
        """How it stands with a patient's policy."""
        return standing_of(self._connection, patient, policy, self._now, today)


def whose(connection: apsw.Connection, question: Id) -> Id | None:
    """The patient a question about a policy or a chart was about."""
    found = connection.execute(WHOSE, (question, question)).fetchone()
    return None if found is None else Id(found[0])


def insurers(connection: apsw.Connection, kind: str = ASKING) -> Insurers:
    """Whether there is a service that takes a question, and one of those is well."""
    names = [name for name, kinds in outbox.taking(connection).items() if kind in kinds]
    well = any(not exchange.standing(connection, name).failures for name in names)
    return Insurers(bool(names), well)


def standing_of(
    connection: apsw.Connection, patient: Id, policy: str, now: datetime, today: date
) -> PolicyStanding | None:
    """How it stands with a patient's policy; None where there is no number."""
    if not policy:
        return None
    found = checks(connection, patient, 1)
    latest = found[0] if found else None
    answer = last_answer(connection, patient) if latest is not None else None
    return standing(policy, latest, answer, insurers(connection), now, today)


def last_answer(connection: apsw.Connection, patient: Id) -> PolicyCheck | None:
    """What was last said of a patient's policy; None if nothing ever was."""
    found = connection.execute(ANSWERED, (patient,)).fetchone()
    return None if found is None else check_of(found)


@merged.listed(lambda one: (one.asked, one.id), reverse=True)
def checks(connection: apsw.Connection, patient: Id, most: int = MOST) -> tuple[PolicyCheck, ...]:
    """Questions about a patient's policies, the latest first."""
    return tuple(check_of(row) for row in connection.execute(LATEST, (patient, most)))


def check_of(columns: Sequence[Any]) -> PolicyCheck:
    """A question out of its columns."""
    one, policy, asked, asker, state, answered, company, until, service, told = columns
    return PolicyCheck(
        Id(one), policy, moment(asked), asker, PolicyState(state),
        None if answered is None else moment(answered), company,
        date.fromisoformat(until) if until else None, service, told,
    )  # fmt: skip
