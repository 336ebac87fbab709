"""A card told in the pieces that other systems understand. Names are addresses made of our ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from medcab_tui.domain.accounts import Author, Organisation
from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.dictionaries import WORDS, address_of, foreign
from medcab_tui.domain.documents import Format
from medcab_tui.domain.ids import Id
from medcab_tui.domain.interchange import (
    Chart,
    Clinician,
    Concept,
    Enclosed,
    Finding,
    FindingStatus,
    Illness,
    Institution,
    Intolerance,
    Medicine,
    Note,
    Paper,
    Person,
    Post,
    Ref,
    Unknown,
)
from medcab_tui.domain.patients import Allergy, Coded, Encounter, EncounterKind, Observation, RecordBody
from medcab_tui.domain.vitals import SIGNS, Measurement, VitalKind
from medcab_tui.store.whole_chart import KeptFile, WholeChart

_NSI: Final = "urn:oid:1.2.643.5.1.13.13.11."
_ICD10, _TESTS = f"{_NSI}1005", f"{_NSI}1080"
_SUBSTANCES: Final = "urn:medcab:substances"
"""Substances stand in lists of our own, which have no address."""
_LOINC: Final = "http://loinc.org"
_LOINC_CODE: Final = re.compile(r"\d{1,5}-\d")
_PRESSURE: Final = Concept("Артериальное давление", "85354-9", _LOINC)
_TOGETHER: Final = (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC)
_MEDIA: Final = {
    Format.PDF: "application/pdf",
    Format.JPG: "image/jpeg",
    Format.PNG: "image/png",
    Format.TXT: "text/plain",
}
_WHOSE: Final = ("subject", "patient", "beneficiary")
"""Elements of resources of any kind that say whose they are: whoever's card they stand in."""
_BY_NAME: Final = frozenset({EncounterKind.PROCEDURE, EncounterKind.IMMUNIZATION, EncounterKind.CARE_PLAN})
"""Records whose first line says what was done."""


def address(identity: Id) -> str:
    """How something of ours is called elsewhere: the same every time."""
    return f"urn:uuid:{UUID(bytes=bytes(identity))}"


def chart_of(whole: WholeChart, organisation: Organisation) -> Chart:
    """The card as it goes out."""
    telling = _Telling(whole, organisation)
    return Chart(
        telling.person(),
        tuple(map(telling.illness, whole.problems)),
        tuple(map(telling.intolerance, whole.allergies)),
        tuple(telling.notes()),
        tuple(telling.findings()),
        (),
        tuple(telling.medicines()),
        tuple(telling.papers()),
        clinicians=tuple(telling.clinicians.values()),
        posts=tuple(telling.posts.values()),
        institutions=(
            Institution(address(organisation.id), organisation.name),
            *telling.departments.values(),
        ),
        unknown=tuple(
            (Unknown(address(document), str(said.get("resourceType", ""))), said)
            for document, said in telling.verbatim()
        ),
    )


class _Telling:
    def __init__(self, whole: WholeChart, organisation: Organisation) -> None:
        self._whole = whole
        self._here = Ref(address(organisation.id), organisation.name)
        self._patient = Ref(address(whole.patient.id))
        self.clinicians: dict[Author, Clinician] = {}
        self.posts: dict[Author, Post] = {}
        self.departments: dict[str, Institution] = {}

    def person(self) -> Person:
        said = details_of(self._whole.patient)
        return Person(
            self._patient.key, said.surname, said.given, said.patronymic, said.sex, said.birth,
            snils=said.snils, policy=said.policy, policy_kind=said.policy_kind, passport=said.passport,
            phone=said.phone, phone2=said.phone2, email=said.email, address=said.address,
            contact=said.contact,
        )  # fmt: skip

    def illness(self, one: Problem) -> Illness:
        return Illness(
            address(one.id), self._patient, concept(one.code, _ICD10), one.kind, one.stage, one.nature,
            one.since, one.closed, one.active, "provisional" if _preliminary(one) else "confirmed",
        )  # fmt: skip

    def intolerance(self, one: Allergy) -> Intolerance:
        substance = concept(one.code, _SUBSTANCES) if one.code is not None else Concept(one.substance)
        return Intolerance(
            address(one.id), self._patient, substance, one.grade, one.reaction, one.certainty, one.since
        )

    def notes(self) -> Iterator[Note]:
        for one in self._whole.records:
            yield self._note(one)

    def findings(self) -> Iterator[Finding]:
        for one in self._whole.results:
            yield self._result(one)
        for measured in self._whole.measurements:
            yield from self._measured(measured)

    def medicines(self) -> Iterator[Medicine]:
        for one, author in self._whole.prescriptions:
            yield Medicine(
                address(one.id), self._patient, one.status, Concept(one.text), issued=one.issued,
                until=one.until, author=self._author(author),
            )  # fmt: skip

    def papers(self) -> Iterator[Paper]:
        for row in self._whole.documents:
            file = self._whole.files.get(row.id)
            if file is not None and _resource(file) is not None:
                continue
            held = Enclosed(row.title, "")
            if file is not None:
                held = Enclosed(file.name, _MEDIA[file.format], file.content)
            yield Paper(
                address(row.id), self._patient, row.title, row.kind, row.number, row.issued, (held,),
                Ref("", row.author),
            )  # fmt: skip

    def verbatim(self) -> Iterator[tuple[Id, dict[str, Any]]]:
        for document, file in self._whole.files.items():
            said = _resource(file)
            if said is not None:
                mine = {name: {"reference": self._patient.key} for name in _WHOSE if name in said}
                yield document, {name: value for name, value in said.items() if name != "id"} | mine

    def _note(self, one: Encounter) -> Note:
        body, title = one.body, ""
        named = body.kind in _BY_NAME and body.diagnosis is None and one.addendum_to is None
        if named and body == RecordBody(body.kind, None, conclusion=body.conclusion, plan=body.plan):
            title, _, rest = body.conclusion.partition("\n")
            title = title.strip() if len(title) <= 250 else ""
            body = replace(body, conclusion=rest) if title else body
        diagnosis = concept(body.diagnosis, _ICD10) if body.diagnosis is not None else None
        return Note(
            address(one.id), self._patient, one.at, body.kind, title, diagnosis=diagnosis,
            complaints=body.complaints, anamnesis=body.anamnesis, objective=body.objective,
            conclusion=body.conclusion, plan=body.plan, author=self._author(one.author, one.origin),
            organisation=Ref() if title else Ref("", one.origin) if one.external else self._here,
            appends=Ref(address(one.addendum_to)) if one.addendum_to is not None else Ref(),
        )  # fmt: skip

    def _result(self, one: Observation) -> Finding:
        return Finding(
            address(one.id), self._patient, test_concept(one.code), one.at, one.value, one.comparator,
            one.words, one.unit, one.ucum, one.low, one.high, flag=one.flag,
            status=FindingStatus(one.status.value), source=Ref("", one.performer or one.source),
        )  # fmt: skip

    def _measured(self, one: Measurement) -> Iterator[Finding]:
        """Blood pressure as one observation of two values, the rest one by one."""
        pair = all(one.of(kind) is not None for kind in _TOGETHER)
        for vital in one.vitals:
            together = pair and vital.kind in _TOGETHER
            remote = f"{address(one.id)}#{_TOGETHER.index(vital.kind) + 1}" if together else address(vital.id)
            sign = SIGNS[vital.kind]
            code = Concept(SIGN_NAMES[vital.kind], sign.loinc, _LOINC)
            yield Finding(
                remote, self._patient, code, one.at, vital.value,
                unit=sign.unit, ucum=sign.ucum, vital=True, panel=_PRESSURE if together else None,
                source=self._author(one.author, one.origin),
            )  # fmt: skip

    def _author(self, author: Author, origin: str = "") -> Ref:
        """Who it was, with the post of that time and the department; of no name nobody."""
        if not author.name or author.name == origin:
            return Ref()
        if author not in self.clinicians:
            said = (author.worker.hex(), author.name, author.post, author.department)
            who = self.clinicians[author] = Clinician(_made("author", *said), author.name, author.post)
            if author.department and author.department != origin:
                place = self.departments.setdefault(
                    author.department, Institution(_made("department", author.department), author.department)
                )
                there = Ref(place.remote, place.name)
                self.posts[author] = Post(_made("post", *said), Ref(who.remote, who.name), there, author.post)
        known = self.posts.get(author) or self.clinicians[author]
        return Ref(known.remote, author.name)


def _made(*said: str) -> str:
    """An address for what has no id of its own: the same for the same words."""
    return address(Id(sha256("\n".join(said).encode()).digest()[:16]))


SIGN_NAMES: Final[dict[VitalKind, str]] = {
    VitalKind.SYSTOLIC: "Артериальное давление систолическое",
    VitalKind.DIASTOLIC: "Артериальное давление диастолическое",
    VitalKind.HEART_RATE: "Частота сердечных сокращений",
    VitalKind.PULSE: "Частота пульса",
    VitalKind.TEMPERATURE: "Температура тела",
    VitalKind.SATURATION: "Насыщение крови кислородом",
    VitalKind.BREATHING: "Частота дыхания",
    VitalKind.GLUCOSE: "Глюкоза крови",
    VitalKind.PAIN: "Выраженность боли",
    VitalKind.WEIGHT: "Масса тела",
    VitalKind.HEIGHT: "Рост",
    VitalKind.BMI: "Индекс массы тела",
}
"""Names that are read wherever it goes: of the dictionary of vital parameters (DOMAIN.md §2)."""


def _preliminary(one: Problem) -> bool:
    return one.stage is not None and one.stage.code == "1"


def concept(coded: Coded, system: str) -> Concept:
    """A code as others understand it: of the dictionary it came with, else of ours."""
    if coded.version == WORDS or not coded.code:
        return Concept(coded.display)
    if foreign(coded.version):
        return Concept(coded.display, coded.code, address_of(coded.version))
    return Concept(coded.display, coded.code, system, coded.version)


def test_concept(coded: Coded) -> Concept:
    """The code of a test: LOINC's look like nobody else's."""
    if not foreign(coded.version) and _LOINC_CODE.fullmatch(coded.code):
        return Concept(coded.display, coded.code, _LOINC)
    return concept(coded, _TESTS)


def _resource(file: KeptFile) -> dict[str, Any] | None:
    """A resource that was kept as it came; None for any other file."""
    if file.format is not Format.TXT or file.content[:1] != b"{":
        return None
    try:
        said = json.loads(file.content, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("resourceType"), str) else None
