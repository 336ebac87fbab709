"""What a new patient and a record must be like to be kept. Pure: today's date is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

from medcab_tui.domain import identifiers, names
from medcab_tui.domain.ages import age
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, Observation, RecordBody
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

_GRACE = timedelta(days=1)

COMPARATORS = ("<", "<=", ">=", ">")
LONGEST_WORDS = 4_000
"""Of a result that is words: a description of a smear, no report."""

DIAGNOSED = frozenset({EncounterKind.EXAMINATION, EncounterKind.CONSULTATION, EncounterKind.EPICRISIS})
"""Kinds of records that name an illness."""

TEXTS = ("complaints", "anamnesis", "objective", "conclusion", "plan")
"""Parts of a record that are text, in the order in which they are asked, written and read."""


def check_patient(new: NewPatient, today: date) -> NewPatient:
    """The patient as it will be kept: tidy names, bare identifiers. Raises Invalid about a wrong field."""
    surname = names.checked_name(new.surname, "surname")
    given = names.checked_name(new.given, "given")
    patronymic = names.checked_name(new.patronymic, "patronymic", required=False)
    address, area = names.tidy(new.address), names.tidy(new.area)
    check_birth(new.birth, today)
    check_line(address, "address")
    check_line(area, "area")
    return NewPatient(
        surname,
        given,
        patronymic,
        new.sex,
        new.birth,
        identifiers.check_snils(new.snils) if new.snils.strip() else "",
        _policy(new),
        identifiers.check_phone(new.phone) if new.phone.strip() else "",
        address,
        area,
        new.policy_kind,
        identifiers.check_passport(new.passport) if new.passport.strip() else "",
        identifiers.check_phone(new.phone2, "phone2") if new.phone2.strip() else "",
        _email(new.email.strip()) if new.email else "",
        _contact(new.contact) if new.contact else "",
    )


def _policy(new: NewPatient) -> str:
    kind = new.policy_kind.code if new.policy_kind is not None else ""
    if not new.policy.strip():
        if kind:
            raise Invalid("policy.missing", "policy")
        return ""
    return identifiers.check_policy_of(kind, new.policy)


def _email(text: str) -> str:
    if text and ("@" not in text or any(map(str.isspace, text))):
        raise Invalid("email.form", "email")
    check_line(text, "email")
    return text


def _contact(text: str) -> str:
    tidied = names.tidy(text)
    check_line(tidied, "contact")
    return tidied


def check_birth(birth: date, today: date, field: str = "birth") -> None:
    """Not in the future, not longer ago than people live."""
    if birth > today:
        raise Invalid("birth.future", field)
    if age(birth, today) > OLDEST:
        raise Invalid("birth.too_old", field, most=str(OLDEST))


def check_record(
    body: RecordBody, at: datetime, now: datetime, birth: date, *, external: bool = False
) -> None:
    """A record of what happened: at a possible time, with a text, with a diagnosis unless a procedure.

    external: written elsewhere, or beneath another record: such a one need not name a diagnosis.
    `at` and `now` are aware; `birth` is compared by the UTC day, a day of grace for zones. Raises Invalid.
    """
    if at > now and at > now + AHEAD:
        raise Invalid("record.future", "at")
    if at.date() < birth - _GRACE:
        raise Invalid("record.before_birth", "at")
    texts = (body.complaints, body.anamnesis, body.objective, body.conclusion, body.plan)
    if max(map(len, texts)) > LONGEST_TEXT:
        long = next(name for name, text in zip(TEXTS, texts, strict=True) if len(text) > LONGEST_TEXT)
        raise Invalid("record.long", long, most=str(LONGEST_TEXT))
    if not any(map(str.strip, texts)):
        raise Invalid("record.empty", "conclusion")
    if body.diagnosis is not None:
        _of_diagnoses()(body.diagnosis)
    elif body.kind in DIAGNOSED and not external:
        raise Invalid("diagnosis.missing", "diagnosis")


@cache
def _of_diagnoses() -> Callable[[Coded], None]:
    from medcab_tui.domain.icd10 import check_diagnosis  # few screens need it

    return check_diagnosis


def check_addendum(text: str) -> str:
    """What is added to a record: a text, not longer than a part of one. Raises Invalid."""
    if not text.strip():
        raise Invalid("text.missing", "conclusion")
    if len(text) > LONGEST_TEXT:
        raise Invalid("record.long", "conclusion", most=str(LONGEST_TEXT))
    return text.strip()


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
            for name in ("conclusion", "plan", "objective", "complaints", "anamnesis")
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
    """A number that can be compared or words, of a named test, measured in the past. Raises Invalid."""
    for number in (result.value, result.low, result.high):
        if number is not None and not number.is_finite():
            raise Invalid("result.number", "value")
    if result.value is None or result.comparator or result.words:
        _check_worded(result)
    if not result.code.code or not result.code.display:
        raise Invalid("result.code", "code")
    if result.at > now and result.at > now + AHEAD:
        raise Invalid("record.future", "at")


def _check_worded(result: Observation) -> None:
    if result.value is None and not result.words.strip():
        raise Invalid("result.empty", "value")
    if result.comparator and (result.value is None or result.comparator not in COMPARATORS):
        raise Invalid("result.comparator", "comparator")
    if len(result.words) > LONGEST_WORDS:
        raise Invalid("text.long", "words", most=str(LONGEST_WORDS))


def check_visit(start: datetime, zone: str, minutes: int) -> None:
    """A naive wall time, a known zone, a length of one minute to a day. Raises Invalid."""
    if start.tzinfo is not None:
        raise Invalid("visit.start", "start")
    if not known_zone(zone):
        raise Invalid("visit.zone", "zone", zone=zone)
    if not 1 <= minutes <= LONGEST_VISIT:
        raise Invalid("visit.minutes", "minutes", most=str(LONGEST_VISIT))
