"""How illnesses become a card: visits with texts, results that follow the severity, prescriptions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from msgspec import Struct

from medcab_tui.demo.courses import Acute, Chronic, Drift, Drug, Test
from medcab_tui.demo.seasons import Calendar
from medcab_tui.domain.patients import (
    AllergyGrade,
    Certainty,
    Coded,
    EncounterKind,
    PrescriptionStatus,
    RecordBody,
)

THERAPIST, ENDOCRINOLOGIST, CARDIOLOGIST, AMBULANCE = 0, 1, 2, 3
"""Who saw the patient: the therapist of the patient's district, a specialist, or those who came at night."""


class MadeAllergy(Struct, frozen=True):
    substance: str
    grade: AllergyGrade
    since: str
    reaction: str = ""
    certainty: Certainty = Certainty.REPORTED


class MadeProblem(Struct, frozen=True):
    """An illness on the list of problems. `closed`: the day it ended, moved with the others."""

    diagnosis: Coded
    kind: Coded
    stage: Coded | None
    nature: Coded
    since: str
    closed: date | None = None


class MadeVisit(Struct, frozen=True):
    """A record and the local wall time it tells of."""

    at: datetime
    body: RecordBody
    external: bool = False
    by: int = THERAPIST


class MadeResult(Struct, frozen=True):
    test: Test
    value: Decimal
    at: datetime
    source: str
    acknowledged: bool = True


class MadePrescription(Struct, frozen=True):
    text: str
    status: PrescriptionStatus
    issued: date
    until: date


class History(Struct, frozen=True):
    """What stands in a card. Times are local wall times, naive."""

    allergies: tuple[MadeAllergy, ...] = ()
    visits: tuple[MadeVisit, ...] = ()
    results: tuple[MadeResult, ...] = ()
    prescriptions: tuple[MadePrescription, ...] = ()
    problems: tuple[MadeProblem, ...] = ()


_TIMES = tuple(time(hour, minute) for hour in range(9, 15) for minute in (0, 15, 30, 45))
_DRAWN = tuple(time(hour, minute) for hour in (8, 9) for minute in range(0, 60, 5))
_TERM = timedelta(days=60)
"""The usual term of form 107-1/у (DOMAIN.md §5)."""
_GOING = (
    PrescriptionStatus.DISPENSED, PrescriptionStatus.DISPENSED, PrescriptionStatus.REGISTERED,
    PrescriptionStatus.PARTLY_DISPENSED,
)  # fmt: skip
_OVER = (*(PrescriptionStatus.DISPENSED,) * 14, PrescriptionStatus.CANCELLED, PrescriptionStatus.DEFERRED)
_NUMBERS: dict[tuple[int, int], tuple[Decimal, str]] = {}


def number(value: float, places: int) -> tuple[Decimal, str]:
    """A reported value with that many digits after the point, and as it is written in a text."""
    whole = round(value * 10**places)
    found = _NUMBERS.get((whole, places))
    if found is None:
        exact = Decimal(whole).scaleb(-places)
        found = _NUMBERS[whole, places] = exact, format(exact, "f").replace(".", ",")
    return found


class CardWriter:
    """Writes the card of one person after the other. All chance comes from the one source given."""

    def __init__(self, chance: Random, calendar: Calendar) -> None:
        self._random = chance.random
        self._gauss = chance.gauss
        self._calendar = calendar

    @property
    def today(self) -> date:
        return self._calendar.today

    def begin(self, sex: int, birth: date, barred: frozenset[str]) -> None:
        """The next person. `barred`: allergens, illnesses and an age that forbid drugs."""
        self._sex = sex
        self._birth = birth
        self._barred = barred
        years = (self._calendar.today - birth).days / 365.25
        self._child = years < 15
        self._pressure = 112 + 0.15 * years
        self.visits: list[MadeVisit] = []
        self.results: list[MadeResult] = []
        self.prescriptions: list[MadePrescription] = []

    def chronic(self, course: Chronic) -> None:
        """Some visits of a long illness, oldest first, months apart."""
        chance = self._random
        mends = chance() < course.mends
        severity = 0.5 + 0.45 * chance() if mends else 0.15 + 0.35 * chance()
        pace = (-0.24 if mends else 0.16) * (0.6 + 0.8 * chance())
        count = 2 if chance() < 0.55 else 3 if chance() < 0.7 else 4
        apart = 55 + int(chance() * 75)
        place = self._calendar.last - int(chance() * 125) - apart * (count - 1)
        step = 0
        top = len(course.ladder) - 1
        for turn in range(count):
            at = self._calendar.days[min(self._calendar.last, place + turn * apart + int(chance() * 16))]
            state = 0 if severity < 0.34 else 1 if severity < 0.67 else 2
            if state == 2 and step < top:
                step += 1
            primary = self._measured(course.drifts, severity, at)
            drugs = self._allowed(course.ladder[step]) if course.ladder else ()
            self._long_visit(course, state, at, primary, drugs, severity)
            if turn == count - 1 or (turn == count - 2 and chance() < 0.1):
                self._prescribe(drugs, at)
            if state == 1 and step < top and chance() < 0.5:
                step += 1
            severity = min(0.98, max(0.05, severity + pace + 0.04 * (chance() - 0.5)))

    def once(self, course: Chronic | Acute, start: datetime, *, measured: bool) -> None:
        """One visit at a given wall time; blood was drawn before it if `measured`."""
        chance = self._random
        severity = 0.1 + 0.7 * chance()
        day = start.date()
        first = self._measured(course.drifts, severity, day) if measured else ""
        if isinstance(course, Chronic):
            state = 0 if severity < 0.34 else 1 if severity < 0.67 else 2
            drugs = self._allowed(course.ladder[min(state, len(course.ladder) - 1)])
            self._long_visit(course, state, day, first, drugs, severity, start)
        else:
            drugs = self._allowed(course.drugs)
            self.visits.append(MadeVisit(start, self._short(course, severity, drugs)))

    def acute(self, course: Acute) -> None:
        """A short illness at its season, now and then with a second visit when it is over."""
        chance = self._random
        drawn = self._calendar.seasonal(course.season)
        place = drawn[int(chance() * len(drawn))]
        at = self._calendar.days[place]
        if at <= self._birth:
            return
        severity = chance()
        self._measured(course.drifts, severity, at)
        drugs = self._allowed(course.drugs) if course.drugs else ()
        body = self._short(course, severity, drugs)
        external = course.fever > 0.7 and chance() < 0.08
        self.visits.append(MadeVisit(self._moment(at), body, external, AMBULANCE if external else THERAPIST))
        if drugs and chance() < 0.6:
            self._prescribe(drugs, at, timedelta(days=15))
        if course.after[0] and chance() < 0.22 and place + 4 <= self._calendar.last and not external:
            again = RecordBody(
                EncounterKind.EXAMINATION,
                course.diagnosis,
                self._texts(course.after),
                f"{self._vitals(0.0)}, хрипов нет",
                f"{course.conclusion.partition(',')[0]}, выздоровление",
                "лечение завершено",
            )
            self.visits.append(MadeVisit(self._moment(self._calendar.days[place + 4]), again))

    def _short(self, course: Acute, severity: float, drugs: tuple[str, ...]) -> RecordBody:
        texts = self._texts
        plan = texts(course.plan)
        return RecordBody(
            EncounterKind.EXAMINATION,
            course.diagnosis,
            texts(course.complaints),
            f"{self._vitals(course.fever * (0.4 + 0.6 * severity))}, {texts(course.objective)}",
            course.conclusion,
            f"{'; '.join(drugs)}; {plan}" if drugs else plan,
        )

    def _long_visit(
        self,
        course: Chronic,
        state: int,
        at: date,
        primary: str,
        drugs: tuple[str, ...],
        severity: float,
        start: datetime | None = None,
    ) -> None:
        chance = self._random
        texts = self._texts
        pressed = self._pressure + (44 * severity if course.diagnosis.code == "I10" else 8 * severity)
        conclusion = f"{course.conclusion}, {course.course[state]}"
        plan = texts(course.plan[state])
        external = start is None and state == 2 and chance() < 0.15
        seen_by = course.specialist if external or (start is None and state and chance() < 0.3) else THERAPIST
        kind = EncounterKind.CONSULTATION if seen_by else EncounterKind.EXAMINATION
        body = RecordBody(
            EncounterKind.EPICRISIS if external else kind,
            course.diagnosis,
            texts(course.complaints[state]),
            f"{self._vitals(0.0, pressed)}, {texts(course.objective[state])}",
            f"{conclusion}; {primary}" if primary else conclusion,
            f"{drugs[0]}; {plan}" if drugs else plan,
        )
        self.visits.append(MadeVisit(start or self._moment(at), body, external, seen_by))

    def _measured(self, drifts: tuple[Drift, ...], severity: float, at: date) -> str:
        """Blood drawn a day or two before a visit; gives the first value in words."""
        if not drifts:
            return ""
        day = at - timedelta(days=1 + int(self._random() * 3))
        day -= timedelta(days=max(0, day.weekday() - 4))
        drawn = datetime.combine(day, _DRAWN[int(self._random() * len(_DRAWN))])
        if drawn.date() <= self._birth:
            return ""
        source = f"ЛИС № {1000 + int(self._random() * 9000)}"
        first = ""
        for drift in drifts:
            test = drift.test
            low = drift.ease + (drift.worst - drift.ease) * severity
            value, written = number(max(0.1, self._gauss(low, drift.scatter)), test.places)
            first = first or f"{test.code.display} {written} {test.unit}"
            self.results.append(MadeResult(test, value, drawn, source))
        return first

    def _prescribe(self, drugs: tuple[str, ...], at: date, term: timedelta = _TERM) -> None:
        until = at + term
        among = _GOING if until >= self._calendar.today else _OVER
        second = len(drugs) > 1 and self._random() < 0.3
        for text in drugs[: 1 + second]:
            status = among[int(self._random() * len(among))]
            self.prescriptions.append(MadePrescription(text, status, at, until))

    def _allowed(self, drugs: tuple[Drug, ...]) -> tuple[str, ...]:
        barred = self._barred
        return tuple(fit.text for one in drugs if (fit := one.for_whom(barred)) is not None)

    def _texts(self, among: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
        forms = among[self._sex]
        return forms[int(self._random() * len(forms))] if len(forms) > 1 else forms[0]

    def _vitals(self, fever: float, pressed: float = 0.0) -> str:
        chance = self._random
        upper = int((pressed or self._pressure) + 10 * chance())
        lower = int(upper * 0.6 + 5 * chance())
        pulse = int(62 + 16 * chance() + 9 * fever)
        told = f"ЧСС {pulse + 24}" if self._child else f"АД {upper}/{lower}, ЧСС {pulse}"
        return f"температура {number(36.6 + fever, 1)[1]}, {told}" if fever > 0.35 else told

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, _TIMES[int(self._random() * len(_TIMES))])
