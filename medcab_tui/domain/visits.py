"""Visits: one reception of one patient, what belongs to it, and what is still missing when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.vitals import Measured

MOST_OF_ONE: Final = 99
MOST_SERVICES: Final = 50


class PartKind(StrEnum):
    """In which room a part of a visit is kept."""

    RECORD = "record"
    DOCUMENT = "document"
    ORDER = "order"
    VITALS = "vitals"


class Missing(StrEnum):
    """What a visit still lacks, in the order in which it is told and done."""

    RECORD = "record"
    DRAFT = "draft"
    DIAGNOSIS = "diagnosis"
    UNSIGNED = "unsigned"
    SERVICE = "service"
    UNSENT = "unsent"


class Part(Struct, frozen=True):
    """Something that belongs to a visit and stands elsewhere.

    words: how it is told in one line. edition: of a record. signed: whether this edition is. diagnosis: of a
    record. sent: of an order; False while it waits. measured: of vital signs, told by their numbers.
    """

    kind: PartKind
    id: Id
    words: str = ""
    at: datetime | None = None
    edition: int = 0
    signed: bool = False
    diagnosis: Coded | None = None
    sent: bool = True
    measured: Measured | None = None


class VisitService(Struct, frozen=True):
    """A service of a visit; name as it was when it was rendered. Money in kopecks, None until it is known."""

    id: Id
    code: str
    name: str
    count: int = 1
    cost: int | None = None
    covered: int | None = None
    """How much of the cost the insurer pays."""
    asked: datetime | None = None
    """When the insurer was asked last."""


class Draft(Struct, frozen=True):
    """Something that was typed and not saved. about: the patient, or the record that is being amended."""

    place: str
    about: Id


class Lack(Struct, frozen=True):
    """Something a visit lacks. about: what lacks it, if that is there; words: its name, a draft's place."""

    missing: Missing
    about: Id | None = None
    words: str = ""


class Visit(Struct, frozen=True):
    """One reception. closed: None while it lasts; reason: why it was closed with something missing."""

    id: Id
    version: int
    patient: Id
    doctor: Id
    doctor_name: str
    appointment: Id | None
    began: datetime
    closed: datetime | None = None
    parts: tuple[Part, ...] = ()
    services: tuple[VisitService, ...] = ()
    drafts: tuple[Draft, ...] = ()
    lacked: tuple[Missing, ...] = field(default=())
    reason: str = ""

    @property
    def open(self) -> bool:
        return self.closed is None

    @property
    def records(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind is PartKind.RECORD)


def lacks(visit: Visit) -> tuple[Lack, ...]:
    """What is missing for the visit to end, in the order in which it would be done."""
    found = [
        *(Lack(Missing.DRAFT, one.about, one.place) for one in visit.drafts),
        *(Lack(Missing.UNSIGNED, one.id, one.words) for one in visit.records if not one.signed),
        *(Lack(Missing.UNSENT, one.id, one.words) for one in visit.parts if not one.sent),
    ]
    if not visit.records:
        found.append(Lack(Missing.RECORD))
    elif not any(one.diagnosis for one in visit.records):
        found.append(Lack(Missing.DIAGNOSIS, visit.records[0].id, visit.records[0].words))
    if not visit.services:
        found.append(Lack(Missing.SERVICE))
    order = tuple(Missing)
    return tuple(sorted(found, key=lambda one: order.index(one.missing)))


def check_service(code: Coded, count: int, already: Sequence[VisitService]) -> None:
    """A code of the nomenclature, so many times, not twice in one visit. Raises Invalid."""
    if not code.code.strip() or not code.display.strip():
        raise Invalid("visit.service_missing", "service")
    if not 1 <= count <= MOST_OF_ONE:
        raise Invalid("visit.service_count", "count", most=str(MOST_OF_ONE))
    if any(one.code == code.code for one in already):
        raise Invalid("visit.service_twice", "service")
    if len(already) >= MOST_SERVICES:
        raise Invalid("visit.service_many", "service", most=str(MOST_SERVICES))


def total(services: Iterable[VisitService]) -> int | None:
    """What the services cost together in kopecks; None while the cost of one is unknown."""
    whole = 0
    for one in services:
        if one.cost is None:
            return None
        whole += one.cost * one.count
    return whole
