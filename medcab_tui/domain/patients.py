"""Patients and what stands in their cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Problem


class Sex(StrEnum):
    FEMALE = "f"
    MALE = "m"


@dataclass(frozen=True, slots=True)
class Coded:
    """A dictionary entry as it was when it was chosen: code, display and the dictionary's version."""

    code: str
    display: str
    version: str


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient as lists show one."""

    id: Id
    surname: str
    given: str
    patronymic: str
    sex: Sex
    birth: date
    area: str
    """The district of a polyclinic («участок»), a short text."""
    alert: str
    """The gravest allergy's substance, empty if none."""


@dataclass(frozen=True, slots=True)
class NewPatient:
    """What is known of a patient when the card is opened. Checked by `check_patient`."""

    surname: str
    given: str
    patronymic: str
    sex: Sex
    birth: date
    snils: str = ""
    policy: str = ""
    phone: str = ""
    address: str = ""
    area: str = ""
    policy_kind: Coded | None = None
    """An entry of НСИ 1035; None if nobody asked."""
    passport: str = ""
    phone2: str = ""
    email: str = ""
    contact: str = ""
    """Whom to call for the patient: a name, who that is, a phone."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient's own data. Identifiers are digits only; empty means unknown."""

    id: Id
    version: int
    surname: str
    given: str
    patronymic: str
    sex: Sex
    birth: date
    snils: str
    policy: str
    phone: str
    address: str
    area: str
    policy_kind: Coded | None = None
    passport: str = ""
    phone2: str = ""
    email: str = ""
    contact: str = ""


class AllergyGrade(StrEnum):
    """How grave a reaction was, the gravest first."""

    ANAPHYLAXIS = "anaphylaxis"
    SEVERE = "severe"
    MODERATE = "moderate"
    MILD = "mild"
    REACTION = "reaction"
    """Of a gravity nobody wrote down."""


class Certainty(StrEnum):
    """How sure an allergy is."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    """The patient says so."""
    SUSPECTED = "suspected"


GRAVITY: tuple[AllergyGrade, ...] = (
    AllergyGrade.ANAPHYLAXIS, AllergyGrade.SEVERE, AllergyGrade.REACTION, AllergyGrade.MODERATE,
    AllergyGrade.MILD,
)  # fmt: skip
"""In which order allergies are named: one of unknown gravity before those known to be light."""


@dataclass(frozen=True, slots=True)
class Allergy:
    """What a patient can't bear."""

    id: Id
    substance: str
    grade: AllergyGrade
    since: str
    """A year or a date as text, empty if unknown."""
    code: Coded | None = None
    """The entry of the dictionary of substances, if it was chosen from it."""
    reaction: str = ""
    """What happened: «крапивница»."""
    certainty: Certainty = Certainty.REPORTED
    version: int = 1

    @property
    def gravity(self) -> int:
        """Where it stands among others: the gravest first."""
        return GRAVITY.index(self.grade)


class EncounterKind(StrEnum):
    EXAMINATION = "examination"
    CONSULTATION = "consultation"
    PROCEDURE = "procedure"
    EPICRISIS = "epicrisis"


@dataclass(frozen=True, slots=True)
class RecordBody:
    """What a record says. Plain text; lines separated by newline."""

    kind: EncounterKind
    diagnosis: Coded | None
    """ICD-10 code; None where the visit has none (a procedure)."""
    complaints: str = ""
    objective: str = ""
    conclusion: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """A line of the card's history."""

    id: Id
    at: datetime
    """When it was so (UTC), not when it was recorded."""
    kind: EncounterKind
    diagnosis: Coded | None
    summary: str
    """What stands in the line: the diagnosis' display, or the conclusion."""
    edition: int
    """1 as first written; grows with every amendment."""
    author: str
    external: bool
    """Arrived from another system."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """A record whole, in its present edition."""

    id: Id
    version: int
    patient: Id
    at: datetime
    recorded: datetime
    body: RecordBody
    author: Author
    edition: int
    external: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """One edition of a record: who, when, why, and the text as it was."""

    version: int
    author: Author
    at: datetime
    reason: str
    """Empty for the first."""
    body: RecordBody


class Mark(StrEnum):
    """Where a value lies against its reference: by position, not by colour."""

    LOW = "low"
    WITHIN = "within"
    HIGH = "high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observation:
    """One result. The reference comes with the result, never from a built-in table (DOMAIN.md §8)."""

    id: Id
    code: Coded
    value: Decimal
    unit: str
    """As printed: «ммоль/л»."""
    ucum: str
    low: Decimal | None
    high: Decimal | None
    at: datetime
    source: str
    acknowledged: bool
    version: int = 1

    @property
    def mark(self) -> Mark:
        if self.low is None and self.high is None:
            return Mark.UNKNOWN
        if self.low is not None and self.value < self.low:
            return Mark.LOW
        if self.high is not None and self.value > self.high:
            return Mark.HIGH
        return Mark.WITHIN

    @property
    def abnormal(self) -> bool:
        """Outside its bounds: must be confirmed, one by one."""
        return self.mark in (Mark.LOW, Mark.HIGH)


@dataclass(frozen=True, slots=True)
class Series:
    """All kept values of one test, oldest first."""

    code: Coded
    unit: str
    values: tuple[Observation, ...]


class PrescriptionStatus(StrEnum):
    """Statuses of the regional gateway (DOMAIN.md §5), in its order."""

    REGISTERED = "registered"
    DISPENSED = "dispensed"
    PARTLY_DISPENSED = "partly_dispensed"
    CANCELLED = "cancelled"
    DEFERRED = "deferred"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class Prescription:
    id: Id
    text: str
    """Drug and dose as a sentence: «метформин 1000 мг, 2 раза в день»."""
    status: PrescriptionStatus
    issued: date
    until: date


@dataclass(frozen=True, slots=True)
class CardTask:
    """Something to be done for this patient."""

    id: Id
    title: str
    due: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Card:
    """A patient's card as it opens: one read, one screen."""

    patient: Patient
    allergies: tuple[Allergy, ...]
    encounters: tuple[EncounterRow, ...]
    """The newest 50; more by `encounters(patient, before=…)`."""
    latest: Encounter | None
    results: tuple[Series, ...]
    prescriptions: tuple[Prescription, ...]
    tasks: tuple[CardTask, ...]
    next_visit: datetime | None
    next_visit_zone: str
    problems: tuple[Problem, ...] = ()
    """Those that last, then those that ended."""
    withdrawn: tuple[Allergy | Problem, ...] = ()
    """Entered in error: they warn of nothing, and can be read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found patient and how: which beginnings of which words matched, for highlighting."""

    row: PatientRow
    matched: tuple[str, ...]
    """Folded prefixes that matched, as typed."""
    similar: bool
    """Found by a typo only: never opens on a bare Enter."""
    namesake: bool
    """Another hit could be taken for this one."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to a search."""

    hits: tuple[Hit, ...]
    similar: tuple[Hit, ...]
    more: bool
    """There are more hits than were asked for."""
    understood: bool
    """False: no surname, birth date or year, or four digits among the words; nothing was searched."""
    total: int
    """Patients in the store."""
