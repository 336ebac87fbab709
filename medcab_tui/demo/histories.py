"""How a course becomes a history: visits with texts, results that drift, prescriptions that run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from medcab_tui.demo.courses import Course, Drift, Test
from medcab_tui.domain.patients import AllergyGrade, EncounterKind, PrescriptionStatus, RecordBody


@dataclass(frozen=True, slots=True)
class MadeAllergy:
    substance: str
    grade: AllergyGrade
    since: str


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """A record and the local wall time it tells of."""

    at: datetime
    body: RecordBody
    external: bool = False


@dataclass(frozen=True, slots=True)
class MadeResult:
    test: Test
    value: Decimal
    at: datetime
    source: str
    acknowledged: bool = True


@dataclass(frozen=True, slots=True)
class MadePrescription:
    text: str
    status: PrescriptionStatus
    issued: date
    until: date


@dataclass(frozen=True, slots=True)
class History:
    """What stands in a card. Times are local wall times, naive."""

    allergies: tuple[MadeAllergy, ...] = ()
    visits: tuple[MadeVisit, ...] = ()
    results: tuple[MadeResult, ...] = ()
    prescriptions: tuple[MadePrescription, ...] = ()


_ALLERGENS = (
    ("пенициллины", AllergyGrade.ANAPHYLAXIS),
    ("пенициллины", AllergyGrade.REACTION),
    ("сульфаниламиды", AllergyGrade.REACTION),
    ("йодсодержащие контрастные средства", AllergyGrade.REACTION),
    ("новокаин", AllergyGrade.REACTION),
    ("новокаин", AllergyGrade.ANAPHYLAXIS),
    ("ацетилсалициловая кислота", AllergyGrade.REACTION),
    ("яд пчелы", AllergyGrade.ANAPHYLAXIS),
    ("латекс", AllergyGrade.REACTION),
    ("цефалоспорины", AllergyGrade.REACTION),
)
_STATUSES = (PrescriptionStatus.DISPENSED, PrescriptionStatus.REGISTERED, PrescriptionStatus.PARTLY_DISPENSED)


def history(
    chance: Random, chronic: tuple[Course, ...], acute: tuple[Course, ...], birth: date, today: date
) -> History:
    """One person's card: long illnesses with several visits each, short ones with one."""
    visits: list[MadeVisit] = []
    results: list[MadeResult] = []
    prescriptions: list[MadePrescription] = []
    for course in chronic:
        days = _days(chance, today, count=chance.randint(2, 4), apart=90)
        visits += [_visit(chance, course, day) for day in days]
        results += [_result(chance, drift, at, day) for drift in course.drifts for at, day in enumerate(days)]
        if course.drugs:
            prescriptions.append(_prescription(chance, chance.choice(course.drugs), days[-1], today))
    for course in acute:
        day = _days(chance, today, count=1, apart=min(600, max(1, (today - birth).days - 3)))[0]
        visits.append(_visit(chance, course, day))
        results += [_result(chance, drift, 0, day) for drift in course.drifts]
    return History((), tuple(visits), tuple(results), tuple(prescriptions))


def allergies(chance: Random, birth: date, today: date) -> tuple[MadeAllergy, ...]:
    """One person in nine is allergic to something; one in a hundred or so gravely."""
    if chance.random() > 0.11:
        return ()
    substance, grade = chance.choice(_ALLERGENS)
    since = str(chance.randint(min(birth.year + 1, today.year), today.year)) if chance.random() < 0.8 else ""
    return (MadeAllergy(substance, grade, since),)


def _days(chance: Random, today: date, *, count: int, apart: int) -> list[date]:
    """Working days before today, oldest first, about `apart` days from each other."""
    day = today - timedelta(days=chance.randint(1, apart))
    days = [_working(day)]
    for _ in range(count - 1):
        day -= timedelta(days=apart + chance.randint(-20, 20))
        days.append(_working(day))
    return days[::-1]


def _working(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _visit(chance: Random, course: Course, day: date) -> MadeVisit:
    kind = EncounterKind.CONSULTATION if chance.random() < 0.2 else EncounterKind.EXAMINATION
    at = datetime.combine(day, time(9 + chance.randrange(6), 15 * chance.randrange(4)))
    body = RecordBody(
        kind,
        course.diagnosis,
        complaints=chance.choice(course.complaints),
        objective=chance.choice(course.objective),
        conclusion=course.conclusion,
        plan=chance.choice(course.plan),
    )
    return MadeVisit(at, body, external=chance.random() < 0.06)


def _result(chance: Random, drift: Drift, visit: int, day: date) -> MadeResult:
    value = max(0.1, drift.start + drift.pace * visit + chance.gauss(0, drift.scatter))
    at = datetime.combine(day, time(8, 5 * chance.randrange(12)))
    return MadeResult(
        drift.test,
        Decimal(str(value)).quantize(Decimal(drift.test.step)),
        at,
        f"ЛИС № {chance.randint(1000, 9999)}",
    )


def _prescription(chance: Random, text: str, issued: date, today: date) -> MadePrescription:
    """Sixty days, the usual term of form 107-1/у (DOMAIN.md §5)."""
    until = issued + timedelta(days=60)
    status = chance.choice(_STATUSES) if until >= today else PrescriptionStatus.DISPENSED
    return MadePrescription(text, status, issued, until)
