"""The long list of a patient's illnesses, editions of what stands in a card, and the dictionaries of both.

Codes and names are facts of the official dictionaries, re-keyed (DOMAIN.md §1, §2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, NewPatient, Patient


def _book(version: str, *names: str) -> tuple[Coded, ...]:
    return tuple(Coded(str(code), name, version) for code, name in enumerate(names, 1))


POLICY_KINDS = _book(
    "1.3",
    "Полис ОМС старого образца",
    "Полис ОМС единого образца, бессрочный",
    "Полис ОМС единого образца, со сроком действия",
    "Временное свидетельство",
)
"""НСИ …11.1035: kinds of policies."""

KINDS = _book(
    "2.2",
    "Основное заболевание",
    "Осложнение основного заболевания",
    "Сопутствующее заболевание",
    "Конкурирующее заболевание",
    "Внешние причины заболеваемости и смертности",
    "Фоновое заболевание",
    "Осложнение сопутствующего заболевания",
)
"""НСИ …11.1077: what a diagnosis is beside the others."""

STAGES = _book(
    "3.1",
    "Предварительный диагноз",
    "Этапный клинический диагноз",
    "Заключительный клинический диагноз",
)
"""НСИ …11.1076: how well founded a diagnosis is; those that a clinician makes."""

NATURES = _book(
    "2.1",
    "Острое",
    "Впервые в жизни установленное хроническое",
    "Ранее установленное хроническое",
)
"""НСИ …11.1049: the nature of an illness."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An illness that concerns whoever opens the card."""

    id: Id
    code: Coded
    """МКБ-10."""
    kind: Coded | None = None
    stage: Coded | None = None
    nature: Coded | None = None
    since: str = ""
    """A year, a month or a date as text, empty if unknown."""
    closed: str = ""
    """The day it ended, empty while it lasts."""
    version: int = 1
    origin: str = field(default="", compare=False)
    """What the other system is called that it came from."""

    @property
    def active(self) -> bool:
        return not self.closed


class Edition(Struct, frozen=True):
    """One edition of what stands in a card: who, when, why, and what it said."""

    version: int
    author: Author
    """Of what came with a whole card nobody by name."""
    at: datetime
    reason: str
    body: Any
    """NewPatient, Allergy or Problem."""
    withdrawn: bool = False


def details_of(patient: Patient) -> NewPatient:
    """What a patient's card says of the person, as a form takes it."""
    return NewPatient(**{name: getattr(patient, name) for name in NewPatient.__struct_fields__})


def with_details(patient: Patient, details: NewPatient) -> Patient:
    """The patient as these details tell."""
    return replace(patient, **{name: getattr(details, name) for name in NewPatient.__struct_fields__})
