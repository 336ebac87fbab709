"""A patient's card in one read."""

from __future__ import annotations

from datetime import date, datetime

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.store import (
    encounters,
    home,
    insurance,
    merged,
    merges,
    patients,
    problem_rows,
    results,
    schedule,
    visits,
)

NEWEST = 50


def card(connection: apsw.Connection, patient: Id, now: datetime, today: date | None = None) -> Card:
    """Everything the card opens with, of a merged one the card it leads to; Refused if there is none.

    today: where the institution is.
    """
    patient = merged.standing(connection, patient)
    person = patients.one(connection, patient)
    newest = encounters.page(connection, patient, None, NEWEST)
    visit, zone = schedule.next_visit(connection, patient, now)
    return Card(
        person,
        patients.allergies(connection, patient),
        newest,
        encounters.one(connection, newest[0].id) if newest else None,
        results.series(connection, patient),
        results.prescriptions(connection, patient),
        home.of_patient(connection, patient),
        visit,
        zone,
        problem_rows.of_patient(connection, patient),
        (
            *patients.allergies(connection, patient, withdrawn=True),
            *problem_rows.of_patient(connection, patient, withdrawn=True),
        ),
        policy_state=insurance.standing_of(connection, patient, person.policy, now, today or now.date()),
        merged=merges.into(connection, patient),
        visit_since=visits.lasting_since(connection, patient),
    )
