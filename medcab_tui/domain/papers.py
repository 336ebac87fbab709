"""Documents made from templates: what a template asks, what a document says, its number and fingerprint.

Pure. A document's fingerprint is that of what it says, as canonical JSON: a file cannot hold its own hash, so
the one printed on the page and encoded beside it is of the words. The SHA-256 of the file is kept in the
store.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.documents import ATTACHED
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, Sex

DRAFT: Final = "черновик"
ISSUED: Final = "оформлен"
SIGNED: Final = "подписан"
SENT: Final = "отправлен"
ACCEPTED: Final = "принят"
REGISTERED: Final = "зарегистрирован"
REFUSED: Final = "отказано"

STATUSES: Final = (DRAFT, ISSUED, SIGNED, SENT, ACCEPTED, REGISTERED, REFUSED, ATTACHED)
"""How a document can stand, in the words the list shows; one in error is marked beside its status."""

LONGEST_ANSWER: Final = 20_000
LONGEST_PAPER: Final = 60_000
"""Letters of one answer, and of all answers of a document together: some thirty pages."""

SHAPE: Final = 1
"""Of the answers as they are kept."""


class FieldKind(StrEnum):
    """What a field of a template takes; each is a kind of the forms."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    DIAGNOSIS = "diagnosis"
    SPECIALTY = "specialty"
    ADDRESS = "address"
    PHONE = "phone"
    SNILS = "snils"
    POLICY = "policy"
    OGRN = "ogrn"


CODED: Final = frozenset({FieldKind.DIAGNOSIS, FieldKind.SPECIALTY})
"""Kinds whose values come from an official list with their code."""


class PaperField(Struct, frozen=True):
    """A field of a template. picks: what a choice offers. autofill: where its value comes from at first."""

    name: str
    title: str
    kind: FieldKind = FieldKind.LINE
    required: bool = False
    lines: int = 1
    picks: tuple[str, ...] = ()
    autofill: str = ""
    hint: str = ""


class Series(Struct, frozen=True):
    """A row of numbers that begins anew every year. pattern: «В-{n:04}/{yy}»."""

    name: str
    pattern: str

    def number(self, place: int, year: int) -> str:
        """The number at a place of the series."""
        return _PLACE.sub(lambda found: _placed(found, place, year), self.pattern)


_PLACE = re.compile(r"\{(n|yy|yyyy)(?::0(\d))?\}")


def _placed(found: re.Match[str], place: int, year: int) -> str:
    if found[1] == "n":
        return str(place).zfill(int(found[2] or 1))
    return str(year) if found[1] == "yyyy" else f"{year % 100:02}"


class PaperTemplate(Struct, frozen=True):
    """A kind of document that can be made here: what it asks and the page it becomes.

    name: of its folder. kind: one of `documents.KINDS`. texts: constant texts its page uses. page: the source
    of the page, in Typst. own: from the user's folder.
    """

    name: str
    version: str
    title: str
    kind: str
    fields: tuple[PaperField, ...]
    series: Series
    page: str
    about_patient: bool = True
    signed_before_sending: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    own: bool = False

    def field(self, name: str) -> PaperField | None:
        """The field of this name."""
        return next((one for one in self.fields if one.name == name), None)


class Answer(Struct, frozen=True):
    """What stands in one field of a document, with the field's title as it was then."""

    name: str
    title: str
    text: str
    kind: FieldKind = FieldKind.LINE
    coded: Coded | None = None


class Person(Struct, frozen=True):
    """Whom a document is about."""

    surname: str
    given: str
    patronymic: str
    sex: Sex
    birth: date

    @property
    def full(self) -> str:
        """«Кузнецова Мария Павловна»."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)


class Paper(Struct, frozen=True):
    """All that a document says. number: "" while it is looked at before it is made."""

    template: str
    version: str
    kind: str
    title: str
    number: str
    issued: date
    organisation: str
    author: str
    """In full: «Иванова Анна Петровна»."""
    post: str
    department: str
    person: Person | None
    answers: tuple[Answer, ...]


class PaperEdition(Struct, frozen=True):
    """One edition of a document made here: who, when, why, what it said. hash: SHA-256 of its file."""

    number: int
    at: datetime
    author: str
    post: str
    reason: str
    template: str
    template_version: str
    answers: tuple[Answer, ...]
    fingerprint: bytes
    hash: bytes
    patient: Id | None = None


def canonical(paper: Paper) -> bytes:
    """What a document says as JSON that is the same on every machine: sorted keys, UTF-8, no spaces."""
    person = paper.person
    said = {
        "template": f"{paper.template} {paper.version}",
        "kind": paper.kind,
        "title": paper.title,
        "number": paper.number,
        "issued": paper.issued.isoformat(),
        "organisation": paper.organisation,
        "author": [paper.author, paper.post, paper.department],
        "person": [person.full, person.sex.value, person.birth.isoformat()] if person else [],
        "answers": [
            [one.name, one.title, one.text, one.coded.code if one.coded else ""] for one in paper.answers
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def fingerprint_of(paper: Paper) -> bytes:
    """SHA-256 of what a document says."""
    return hashlib.sha256(canonical(paper)).digest()


def seal(paper: Paper, fingerprint: bytes) -> str:
    """What the square code beside the number holds: number, day and fingerprint, as plain text."""
    return f"MEDCAB 1\n{paper.number}\n{paper.issued.isoformat()}\nSHA-256 {fingerprint.hex()}"


def check_answers(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers as they are kept; raises Invalid about the field that is too long or has no code."""
    for one in answers:
        if len(one.text) > LONGEST_ANSWER:
            raise Invalid("paper.answer_long", one.name, most=str(LONGEST_ANSWER))
        if one.kind is FieldKind.SPECIALTY and one.text and one.coded is None:
            raise Invalid("paper.specialty", one.name)
        if one.kind is FieldKind.DIAGNOSIS and one.text and one.coded is None:
            raise Invalid("diagnosis.code", one.name)
    if sum(len(one.text) for one in answers) > LONGEST_PAPER:
        raise Invalid("paper.long", None, most=str(LONGEST_PAPER))
    return answers


_PRINTED: Final = (
    (0x0A, 0x0A), (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x36F), (0x374, 0x377), (0x37A, 0x37F), (0x384, 0x38A),
    (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE), (0x3D0, 0x3E1), (0x3F0, 0x477), (0x48C, 0x4C4),
    (0x4CF, 0x4F9), (0x1E00, 0x1EFF), (0x2010, 0x2015), (0x2018, 0x2027), (0x202F, 0x205E),
    (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20B5), (0x20B8, 0x20BA), (0x20BD, 0x20BD),
    (0x2100, 0x2151), (0x2153, 0x2184), (0x2190, 0x23FF), (0x2460, 0x262F), (0x2638, 0x268B),
)  # fmt: skip
"""Letters that the fonts in every document have, first and last of each row."""


def printed(letter: str) -> bool:
    """Whether the fonts of a document have this letter."""
    code = ord(letter)
    return any(first <= code <= last for first, last in _PRINTED)


def unprinted(text: str) -> str:
    """The letters of a text that no font of a document has, each once."""
    return "".join(dict.fromkeys(letter for letter in text if letter != "\t" and not printed(letter)))
