"""What a new patient and a record must be like to be kept. Pure: today's date is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from medcab_tui.domain import identifiers, names
from medcab_tui.domain.ages import age
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.icd10 import check_diagnosis
from medcab_tui.domain.patients import EncounterKind, NewPatient, Observation, RecordBody
from medcab_tui.domain.times import known_zone

OLDEST = 130
"""Years. Nobody on record lived longer; a greater age is a slip of the keys."""

LONGEST_TEXT = 20_000
SHORTEST_REASON = 3
LONGEST_LINE = 250
LONGEST_VISIT = 1440
"""Minutes."""

AHEAD = timedelta(minutes=5)
"""Clocks of two machines differ; a visit further ahead than this has not happened."""

TEXTS = ("complaints", "objective", "conclusion", "plan")


def check_patient(new: NewPatient, today: date) -> NewPatient:
    """The patient as it will be kept: tidy names, bare identifiers. Raises Invalid about a wrong field."""
    surname, given, patronymic = names.tidy(new.surname), names.tidy(new.given), names.tidy(new.patronymic)
    address, area = names.tidy(new.address), names.tidy(new.area)
    names.check_name(surname, "surname")
    names.check_name(given, "given")
    names.check_name(patronymic, "patronymic", required=False)
    check_birth(new.birth, today)
    check_line(address, "address")
    check_line(area, "area")
    return replace(
        new,
        surname=surname,
        given=given,
        patronymic=patronymic,
        address=address,
        area=area,
        snils=identifiers.check_snils(new.snils) if new.snils.strip() else "",
        policy=identifiers.check_policy(new.policy) if new.policy.strip() else "",
        phone=identifiers.check_phone(new.phone) if new.phone.strip() else "",
    )


def check_birth(birth: date, today: date, field: str = "birth") -> None:
    """Not in the future, not longer ago than people live."""
    if birth > today:
        raise Invalid("birth.future", field)
    if age(birth, today) > OLDEST:
        raise Invalid("birth.too_old", field, most=str(OLDEST))


def check_record(body: RecordBody, at: datetime, now: datetime, birth: date) -> None:
    """A record of what happened: at a possible time, with a text, with a diagnosis unless a procedure.

    `at` and `now` are aware; `birth` is compared by the UTC day, a day of grace for zones. Raises Invalid.
    """
    if at > now + AHEAD:
        raise Invalid("record.future", "at")
    if at.date() < birth - timedelta(days=1):
        raise Invalid("record.before_birth", "at")
    for name in TEXTS:
        if len(getattr(body, name)) > LONGEST_TEXT:
            raise Invalid("record.long", name, most=str(LONGEST_TEXT))
    if not any(getattr(body, name).strip() for name in TEXTS):
        raise Invalid("record.empty", "conclusion")
    if body.diagnosis is not None:
        check_diagnosis(body.diagnosis)
    elif body.kind is not EncounterKind.PROCEDURE:
        raise Invalid("diagnosis.missing", "diagnosis")


def check_reason(reason: str, field: str = "reason") -> str:
    """Why something was changed: three characters or more, one line."""
    tidied = names.tidy(reason)
    if len(tidied) < SHORTEST_REASON:
        raise Invalid("reason.short", field, least=str(SHORTEST_REASON))
    check_line(tidied, field)
    return tidied


def summary_of(body: RecordBody) -> str:
    """How a record shows in a list: the name of the diagnosis, else the first line of what was concluded."""
    if body.diagnosis is not None:
        return body.diagnosis.display
    said = next(
        (
            text
            for name in ("conclusion", "plan", "objective", "complaints")
            if (text := getattr(body, name).strip())
        ),
        "",
    )
    return said.splitlines()[0][:LONGEST_LINE] if said else ""


def check_line(text: str, field: str, *, required: bool = False) -> None:
    """A text that fits on a line of a card."""
    if required and not text.strip():
        raise Invalid("text.missing", field)
    if len(text) > LONGEST_LINE:
        raise Invalid("text.long", field, most=str(LONGEST_LINE))


def check_result(result: Observation, now: datetime) -> None:
    """A number that can be compared, of a named test, measured in the past. Raises Invalid."""
    numbers = (result.value, result.low, result.high)
    if not all(number is None or number.is_finite() for number in numbers):
        raise Invalid("result.number", "value")
    if not result.code.code or not result.code.display:
        raise Invalid("result.code", "code")
    if result.at > now + AHEAD:
        raise Invalid("record.future", "at")


def check_visit(start: datetime, zone: str, minutes: int) -> None:
    """A naive wall time, a known zone, a length of one minute to a day. Raises Invalid."""
    if start.tzinfo is not None:
        raise Invalid("visit.start", "start")
    if not known_zone(zone):
        raise Invalid("visit.zone", "zone", zone=zone)
    if not 1 <= minutes <= LONGEST_VISIT:
        raise Invalid("visit.minutes", "minutes", most=str(LONGEST_VISIT))
