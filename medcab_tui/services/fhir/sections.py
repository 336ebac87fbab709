"""Parts of a record as sections of a Composition, and texts as narratives."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from medcab_tui.domain.patients import EncounterKind
from medcab_tui.services.fhir.elements import TEXT, Reading, plain_of

XHTML: Final = "http://www.w3.org/1999/xhtml"
_OURS: Final = re.compile(r"<div[^>]*><pre>([^<]*)</pre></div>")

TITLES: Final[dict[EncounterKind, str]] = {
    EncounterKind.EXAMINATION: "Осмотр",
    EncounterKind.CONSULTATION: "Консультация",
    EncounterKind.PROCEDURE: "Процедура",
    EncounterKind.EPICRISIS: "Эпикриз",
    EncounterKind.IMMUNIZATION: "Вакцинация",
    EncounterKind.CARE_PLAN: "План ведения",
}
"""What a record without a title of its own is called."""

CODES: Final[dict[EncounterKind, tuple[str, str]]] = {
    EncounterKind.EXAMINATION: ("11506-3", "Progress note"),
    EncounterKind.CONSULTATION: ("11488-4", "Consult note"),
    EncounterKind.PROCEDURE: ("28570-0", "Procedure note"),
    EncounterKind.EPICRISIS: ("18842-5", "Discharge summary"),
    EncounterKind.IMMUNIZATION: ("11369-6", "History of Immunization note"),
    EncounterKind.CARE_PLAN: ("18776-5", "Plan of care note"),
}
"""LOINC of kinds of records."""

KIND_OF: Final = {code: kind for kind, (code, _) in CODES.items()}

PARTS: Final = {
    "complaints": ("10154-3", "Chief complaint", "Жалобы"),
    "anamnesis": ("10164-2", "History of present illness", "Анамнез"),
    "objective": ("29545-1", "Physical findings", "Объективно"),
    "conclusion": ("51848-0", "Evaluation note", "Заключение"),
    "plan": ("18776-5", "Plan of care note", "Рекомендации"),
}
"""Part of a record → LOINC of its section, LOINC's name, ours."""

DIAGNOSIS: Final = ("29308-4", "Diagnosis", "Диагноз")

PART_OF: Final = {code: part for part, (code, _, _) in PARTS.items()} | {
    "29308-4": "diagnosis",
    "8661-1": "complaints",
    "29299-5": "complaints",
    "11348-0": "anamnesis",
    "11329-0": "anamnesis",
    "8716-3": "objective",
    "10210-3": "objective",
    "11535-2": "conclusion",
    "8648-8": "conclusion",
    "8653-8": "plan",
}
"""LOINC of sections that others write as well → part of a record."""


def narrative(text: str) -> dict[str, str]:
    """A text as a narrative that gives it back to the letter."""
    return {
        "status": "additional",
        "div": f'<div xmlns="{XHTML}"><pre>{escape(text, quote=False)}</pre></div>',
    }


def words_of(reading: Reading, value: object, element: str) -> str:
    """The words of a narrative."""
    div = reading.one(value, element).get("div")
    if not isinstance(div, str):
        return ""
    ours = _OURS.fullmatch(div.strip())
    return reading.text(unescape(ours[1]) if ours else plain_of(div), element, TEXT)
