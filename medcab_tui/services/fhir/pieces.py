"""Elements of resources, written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from medcab_tui.domain.interchange import Concept, Ref
from medcab_tui.domain.patients import Coded
from medcab_tui.services.fhir import systems

Resource: TypeAlias = dict[str, Any]

ABSENT: Final = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}
"""In the place of what must stand there and is not known."""

_PART: Final = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)


def filled(resource: Resource) -> Resource:
    """Without what is empty."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def concept(one: Concept | None) -> Resource | None:
    """A CodeableConcept; МКБ-10 under the address of the world too, which others know it by."""
    if one is None:
        return None
    codes = []
    if one.code:
        shown = one.display if one.display != one.code else ""
        codes.append(
            filled({"system": one.system, "version": one.version, "code": one.code, "display": shown})
        )
        if one.system == systems.ICD10:
            codes.append(filled({"system": systems.ICD10_WHO, "code": one.code, "display": shown}))
    return filled({"coding": codes, "text": one.display if one.display != one.code or not one.code else ""})


def coded(system: str, entry: Coded | None) -> Resource | None:
    """An entry of an official dictionary."""
    if entry is None:
        return None
    return {
        "coding": [{"system": system, "version": entry.version, "code": entry.code, "display": entry.display}]
    }


def coding(system: str, code: str, display: str = "") -> Resource:
    """A coding as a concept of its own."""
    return {"coding": [filled({"system": system, "code": code, "display": display})]}


def ref(one: Ref) -> Resource | None:
    """A reference."""
    return filled({"reference": one.key, "display": one.name}) or None


def refs(ones: tuple[Ref, ...]) -> list[Resource]:
    """References that say something."""
    return [found for one in ones if (found := ref(one)) is not None]


def moment(at: datetime | None) -> str | None:
    """An instant in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def when(at: datetime, said: str) -> str | None:
    """An instant, or the part of a date that was said."""
    return said or moment(at)


def part(name: str, text: str) -> Resource:
    """A year, a month or a day as dateTime; anything else in words."""
    if not text:
        return {}
    return {f"{name}DateTime": text} if _PART.fullmatch(text) else {f"{name}String": text}


def ours(kind: str, code: str) -> Resource:
    """A coding that the cabinet alone reads."""
    return {"system": f"{systems.OURS}{kind}", "code": code}
