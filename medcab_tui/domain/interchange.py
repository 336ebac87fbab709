"""What comes from other systems' charts and goes to them: whose, what, under which name it is known there.

Plain pieces without ids of ours: `services/fhir` reads and writes them and knows no store; the cabinet makes
objects of them, or them of a card. A reference is a key, the text by which the other system names a resource:
«Patient/17», «urn:uuid:…»; every piece says all of its own, so whoever collects them can tie them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from msgspec import Struct

from medcab_tui.domain.patients import (
    AllergyGrade,
    Certainty,
    Coded,
    EncounterKind,
    PrescriptionStatus,
    Sex,
)


class Ref(Struct, frozen=True):
    """Another resource: its key, empty if only a name was given; and the name that stands beside it."""

    key: str = ""
    name: str = ""


class Concept(Struct, frozen=True):
    """A code of any dictionary. system: its address as FHIR names it; display: what people read.

    code and system are empty where only words were given.
    """

    display: str
    code: str = ""
    system: str = ""
    version: str = ""


class Person(Struct, frozen=True):
    """A patient. Identifiers, phones and addresses are bare and checked as a card keeps them, or empty.

    sex, birth: None where the other system did not say one that a card can hold; `born` tells what it said
    («1958», «1958-03»).
    """

    remote: str
    surname: str
    given: str
    patronymic: str = ""
    sex: Sex | None = None
    birth: date | None = None
    born: str = ""
    snils: str = ""
    policy: str = ""
    policy_kind: Coded | None = None
    passport: str = ""
    phone: str = ""
    phone2: str = ""
    email: str = ""
    address: str = ""
    contact: str = ""
    died: str = ""
    """A date, or «yes»; empty while nobody says so."""


class Clinician(Struct, frozen=True):
    """Who wrote and did things there: a Practitioner."""

    remote: str
    name: str
    """«Иванова А. П.», or the name as it came."""
    post: str = ""


class Post(Struct, frozen=True):
    """A PractitionerRole: a clinician in an organisation."""

    remote: str
    clinician: Ref
    organisation: Ref
    post: str = ""


class Institution(Struct, frozen=True):
    """An Organization, or a department of one."""

    remote: str
    name: str


class Illness(Struct, frozen=True):
    """A Condition. Its code may be of any dictionary, or words alone.

    kind, stage, nature: entries of НСИ 1077, 1076, 1049. since, closed: a year, a month or a day as text.
    active: whether it lasts. certainty: «confirmed», «provisional», … as FHIR's verification status.
    withdrawn: refuted or entered in error there.
    """

    remote: str
    patient: Ref
    code: Concept
    kind: Coded | None = None
    stage: Coded | None = None
    nature: Coded | None = None
    since: str = ""
    closed: str = ""
    active: bool = True
    certainty: str = ""
    withdrawn: bool = False
    encounter: Ref = Ref()
    recorded: datetime | None = None
    note: str = ""
    diagnosis: bool = False
    """Of one visit, not of the list of problems."""


class Intolerance(Struct, frozen=True):
    """An AllergyIntolerance. active: False if it is said to be over; withdrawn: refuted or an error."""

    remote: str
    patient: Ref
    substance: Concept
    grade: AllergyGrade = AllergyGrade.REACTION
    reaction: str = ""
    certainty: Certainty = Certainty.REPORTED
    since: str = ""
    active: bool = True
    withdrawn: bool = False


class Note(Struct, frozen=True):
    """What becomes a record of the history: an Encounter, Procedure, Immunization, CarePlan, Composition.

    at: aware; `said` is what stood there if that was no full moment («2019-03»), `at` is then its beginning.
    diagnosis: of any dictionary; `diagnoses` are Conditions to take it from, the chief one first.
    appends: the record this one was added to.
    """

    remote: str
    patient: Ref
    at: datetime
    kind: EncounterKind
    title: str = ""
    """What it was, in the other system's words: «Ambulatory visit», the vaccine, the procedure."""
    said: str = ""
    until: datetime | None = None
    diagnosis: Concept | None = None
    diagnoses: tuple[Ref, ...] = ()
    complaints: str = ""
    anamnesis: str = ""
    objective: str = ""
    conclusion: str = ""
    plan: str = ""
    author: Ref = Ref()
    organisation: Ref = Ref()
    encounter: Ref = Ref()
    withdrawn: bool = False
    appends: Ref = Ref()


class FindingStatus(StrEnum):
    """How far a result stands, of FHIR's values those that differ for a reader."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Finding(Struct, frozen=True):
    """An Observation, or one component of it: a number, or words. Every component is a finding of its own,
    with «#1» … behind the key; `panel` is then what they were measured as.

    comparator: `<`, `<=`, `>=`, `>`. low, high: as they came with it; `norm`: in words. flag: «H», «LL», «A»
    as it came. vital: a vital sign. order: what it was asked by.
    """

    remote: str
    patient: Ref
    code: Concept
    at: datetime
    value: Decimal | None = None
    comparator: str = ""
    words: str = ""
    unit: str = ""
    ucum: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    norm: str = ""
    flag: str = ""
    status: FindingStatus = FindingStatus.FINAL
    vital: bool = False
    said: str = ""
    panel: Concept | None = None
    note: str = ""
    source: Ref = Ref()
    encounter: Ref = Ref()
    order: Ref = Ref()


class Enclosed(Struct, frozen=True):
    """A file that is part of a resource: its bytes, or where they are."""

    name: str
    media: str
    content: bytes = b""
    elsewhere: Ref = Ref()


class Report(Struct, frozen=True):
    """A DiagnosticReport: what its results have in common, what was concluded, the files with it."""

    remote: str
    patient: Ref
    title: Concept
    at: datetime
    said: str = ""
    conclusion: str = ""
    results: tuple[Ref, ...] = ()
    files: tuple[Enclosed, ...] = ()
    source: Ref = Ref()
    encounter: Ref = Ref()
    order: Ref = Ref()
    withdrawn: bool = False


class Drug(Struct, frozen=True):
    """A Medication of its own, to which others refer."""

    remote: str
    drug: Concept


class Medicine(Struct, frozen=True):
    """A MedicationRequest, or with `taken` a MedicationStatement.

    drug: what is written there itself; `elsewhere`: the Medication to take it from. dose: how to take it.
    issued, until: days; None: not said.
    """

    remote: str
    patient: Ref
    status: PrescriptionStatus
    drug: Concept | None = None
    elsewhere: Ref = Ref()
    dose: str = ""
    issued: date | None = None
    until: date | None = None
    taken: bool = False
    author: Ref = Ref()
    encounter: Ref = Ref()
    reason: str = ""
    withdrawn: bool = False


class Paper(Struct, frozen=True):
    """A DocumentReference with its file."""

    remote: str
    patient: Ref
    title: str
    kind: str = ""
    number: str = ""
    issued: date | None = None
    files: tuple[Enclosed, ...] = ()
    author: Ref = Ref()
    encounter: Ref = Ref()
    withdrawn: bool = False


class Bytes(Struct, frozen=True):
    """A Binary: content to which a document refers."""

    remote: str
    media: str
    content: bytes


class Unknown(Struct, frozen=True):
    """A resource of a kind the cabinet has no place for: to be kept as it came.

    patient: whose it seems to be; without a key nobody's.
    """

    remote: str
    kind: str
    patient: Ref = Ref()


Piece: TypeAlias = (
    Person | Clinician | Post | Institution | Illness | Intolerance | Note | Finding | Report | Drug
    | Medicine | Paper | Bytes | Unknown
)  # fmt: skip

REASONS: Final = (
    "resource.form", "element.missing", "element.form", "element.value", "element.long",
    "element.more", "date.form", "number.form", "name.missing", "code.missing", "value.missing",
    "content.form", "snils", "policy", "passport", "phone", "email", "allergy.none",
    "status.unfit", "date.missing", "name.tidied",
)  # fmt: skip
"""Why something was not kept; `ui/words/interchange` tells them."""


class Unkept(Struct, frozen=True):
    """What of a resource was left out and why. Says nothing of the value: that may be somebody's.

    element: «Patient.identifier[1]»; the whole resource if it is its kind alone. reason: one of REASONS.
    whole: nothing of the resource was kept.
    """

    remote: str
    kind: str
    element: str
    reason: str
    whole: bool = False


class Read(Struct, frozen=True):
    """One resource, read. keys: all the texts by which others may refer to it; the first is `remote`.

    No pieces and nothing unkept: it holds nothing but ties between others (a panel, an empty list).
    """

    remote: str
    kind: str
    keys: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()
    unkept: tuple[Unkept, ...] = ()


class Chart(Struct, frozen=True):
    """One patient's chart on its way out, or as it came."""

    person: Person
    illnesses: tuple[Illness, ...] = ()
    intolerances: tuple[Intolerance, ...] = ()
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    reports: tuple[Report, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    papers: tuple[Paper, ...] = ()
    clinicians: tuple[Clinician, ...] = ()
    posts: tuple[Post, ...] = ()
    institutions: tuple[Institution, ...] = ()
    drugs: tuple[Drug, ...] = ()
    binaries: tuple[Bytes, ...] = ()
    unknown: tuple[tuple[Unknown, Mapping[str, Any]], ...] = ()
    """What was kept as it came, with the resource itself."""

    def pieces(self) -> Iterator[Piece]:
        """All that it holds but what was kept as it came, whoever is referred to before whoever refers."""
        yield from self.institutions
        yield from self.clinicians
        yield from self.posts
        yield self.person
        for name in self.__struct_fields__[1:8]:
            yield from getattr(self, name)
        yield from self.drugs
        yield from self.binaries
