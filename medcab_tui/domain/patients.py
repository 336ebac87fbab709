"""Patients and what stands in their cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Problem
    from medcab_tui.domain.insurance import PolicyStanding
    from medcab_tui.domain.merges import MergedCard


class Sex(StrEnum):
    FEMALE = "f"
    MALE = "m"


class Coded(Struct, frozen=True):
    """A dictionary entry as it was when it was chosen: code, display and the dictionary's version."""

    code: str
    display: str
    version: str


class PatientRow(Struct, frozen=True):
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


class NewPatient(Struct, frozen=True):
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


class Patient(Struct, frozen=True):
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
    origin: str = field(default="", compare=False)
    """What the other system is called that it came from."""

    @property
    def gravity(self) -> int:
        """Where it stands among others: the gravest first."""
        return GRAVITY.index(self.grade)


class EncounterKind(StrEnum):
    EXAMINATION = "examination"
    CONSULTATION = "consultation"
    PROCEDURE = "procedure"
    EPICRISIS = "epicrisis"
    IMMUNIZATION = "immunization"
    """Of a vaccine that was given, as other systems tell it."""
    CARE_PLAN = "care_plan"
    """What another system planned for the patient."""


class RecordBody(Struct, frozen=True):
    """What a record says. Plain text; lines separated by newline."""

    kind: EncounterKind
    diagnosis: Coded | None
    """ICD-10 code; None where the visit has none (a procedure)."""
    complaints: str = ""
    objective: str = ""
    conclusion: str = ""
    plan: str = ""
    anamnesis: str = ""
    """How it came about, of the illness and of the life; the last here, the second that is read."""


class EncounterRow(Struct, frozen=True):
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
    origin: str = ""
    """What that system is called: «РМИС»."""
    addendum_to: Id | None = None
    """The record this one was added to."""


class Encounter(Struct, frozen=True):
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
    origin: str = ""
    addendum_to: Id | None = None
    addenda: tuple[Encounter, ...] = ()
    """What was added to it since, the oldest first."""


class Revision(Struct, frozen=True):
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
    ABNORMAL = "abnormal"
    """Words, or a number without bounds, that the laboratory calls abnormal."""


FLAGGED: dict[str, Mark] = {
    **dict.fromkeys(("L", "LL", "LU", "<"), Mark.LOW),
    **dict.fromkeys(("H", "HH", "HU", ">"), Mark.HIGH),
    **dict.fromkeys(("A", "AA", "POS", "DET", "R", "*"), Mark.ABNORMAL),
    **dict.fromkeys(("N", "NEG", "ND", "S"), Mark.WITHIN),
}
"""What the flags of messages say: HL7 table 0078, the same letters in FHIR."""


class ResultStatus(StrEnum):
    """How final a result is."""

    FINAL = "final"
    PRELIMINARY = "preliminary"
    CORRECTED = "corrected"


class Observation(Struct, frozen=True):
    """One result. The reference comes with the result, never from a built-in table (DOMAIN.md §8)."""

    id: Id
    code: Coded
    value: Decimal | None
    """None where the result is words."""
    unit: str
    """As printed: «ммоль/л»."""
    ucum: str
    low: Decimal | None
    high: Decimal | None
    at: datetime
    source: str
    acknowledged: bool
    version: int = 1
    comparator: str = ""
    """`<`, `<=`, `>=` or `>` where the value is only a limit."""
    words: str = ""
    """A result that is no number: «обнаружено»."""
    status: ResultStatus = ResultStatus.FINAL
    corrects: Id | None = None
    """The earlier result that this one stands for; that one is kept, and nobody waits for it any more."""
    order: Id | None = None
    """What it was ordered by."""
    flag: str = ""
    """What the laboratory says of it, as it came: «H», «A», «N»."""
    performer: str = ""
    """Who did it, where the message says so."""

    @property
    def mark(self) -> Mark:
        """By the bounds that came with it; the laboratory's flag tells where these don't."""
        low, high, value = self.low, self.high, self.value
        position = Mark.UNKNOWN
        if value is not None and not (low is None and high is None):
            if self.comparator:
                position = self._position_of_limit(value, low, high)
            elif low is not None and value < low:
                position = Mark.LOW
            else:
                position = Mark.HIGH if high is not None and value > high else Mark.WITHIN
        if not self.flag or position in (Mark.LOW, Mark.HIGH):
            return position
        return FLAGGED.get(self.flag.strip().upper(), position)

    def _position_of_limit(self, value: Decimal, low: Decimal | None, high: Decimal | None) -> Mark:
        """Of a limit only what holds for all beyond it; nothing is less than 0 of anything."""
        alone = self.comparator in ("<", ">")
        if "<" in self.comparator:
            if low is not None and (value < low or (alone and value == low)):
                return Mark.LOW
            within = not low and (high is None or value <= high)
        else:
            if high is not None and (value > high or (alone and value == high)):
                return Mark.HIGH
            within = high is None and (low is None or value >= low)
        return Mark.WITHIN if within else Mark.UNKNOWN

    @property
    def abnormal(self) -> bool:
        """Outside its bounds, or called abnormal: must be confirmed, one by one."""
        return self.mark in (Mark.LOW, Mark.HIGH, Mark.ABNORMAL)

    @property
    def plain(self) -> bool:
        """Whether it may be acknowledged along with others: not if abnormal, nor words nobody judged."""
        return not self.abnormal and not (self.mark is Mark.UNKNOWN and (self.words or self.comparator))


class Series(Struct, frozen=True):
    """All kept values of one test, oldest first."""

    code: Coded
    unit: str
    values: tuple[Observation, ...]
    superseded: tuple[Observation, ...] = ()
    """Those that later ones of `values` correct."""

    def corrected_by(self, value: Observation) -> Observation | None:
        """What stood before this value was corrected."""
        return next((one for one in self.superseded if one.id == value.corrects), None)


class PrescriptionStatus(StrEnum):
    """Statuses of the regional gateway (DOMAIN.md §5), in its order."""

    REGISTERED = "registered"
    DISPENSED = "dispensed"
    PARTLY_DISPENSED = "partly_dispensed"
    CANCELLED = "cancelled"
    DEFERRED = "deferred"
    ANNULLED = "annulled"


class Prescription(Struct, frozen=True):
    id: Id
    text: str
    """Drug and dose as a sentence: «метформин 1000 мг, 2 раза в день»."""
    status: PrescriptionStatus
    issued: date
    until: date


class CardTask(Struct, frozen=True):
    """Something to be done for this patient."""

    id: Id
    title: str
    due: datetime | None
    state: str


class Card(Struct, frozen=True):
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
    policy_state: PolicyStanding | None = None
    """How it stands with the policy; None where there is no number."""
    merged: tuple[MergedCard, ...] = ()
    """Cards of the same person that lead to this one."""
    visit_since: datetime | None = None
    """When the visit began that is not closed yet, the latest of several."""


class Hit(Struct, frozen=True):
    """A found patient and how: which beginnings of which words matched, for highlighting."""

    row: PatientRow
    matched: tuple[str, ...]
    """Folded prefixes that matched, as typed."""
    similar: bool
    """Found by a typo only: never opens on a bare Enter."""
    namesake: bool
    """Another hit could be taken for this one."""


class Found(Struct, frozen=True):
    """An answer to a search."""

    hits: tuple[Hit, ...]
    similar: tuple[Hit, ...]
    more: bool
    """There are more hits than were asked for."""
    understood: bool
    """False: no surname, birth date or year, or four digits among the words; nothing was searched."""
    total: int
    """Patients in the store."""
