"""The one mapping between FHIR R4 and the pieces of `domain/interchange`, both ways. Pure.

Whoever reads a file, a server's answer or a message gives resources one by one to `read`; whoever sends a
chart gets a Bundle from `write`. What can't be kept is told by reasons; nothing that came makes it raise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from medcab_tui.domain.interchange import Chart, Piece, Read, Ref, Unkept, Unknown
from medcab_tui.services.fhir import (
    reading_chart,
    reading_findings,
    reading_medicines,
    reading_notes,
    reading_papers,
    reading_people,
    reading_sections,
)
from medcab_tui.services.fhir.elements import Reading, key_of
from medcab_tui.services.fhir.understood import UNDERSTOOD
from medcab_tui.services.fhir.writing import bundle_of

_READERS: Final[dict[str, Callable[[Reading], Iterator[Piece]]]] = {
    "Patient": reading_people.patient,
    "Practitioner": reading_people.practitioner,
    "PractitionerRole": reading_people.practitioner_role,
    "Organization": reading_people.organization,
    "Location": reading_people.organization,
    "Condition": reading_chart.condition,
    "AllergyIntolerance": reading_chart.allergy,
    "Encounter": reading_notes.encounter,
    "Procedure": reading_notes.procedure,
    "Immunization": reading_notes.immunization,
    "CarePlan": reading_notes.care_plan,
    "Composition": reading_sections.composition,
    "Observation": reading_findings.observation,
    "DiagnosticReport": reading_findings.report,
    "Medication": reading_medicines.medication,
    "MedicationRequest": reading_medicines.request,
    "MedicationStatement": reading_medicines.statement,
    "DocumentReference": reading_papers.document,
    "Binary": reading_papers.binary,
}
KINDS: Final = frozenset(_READERS)
"""Resources that are understood; of others the cabinet keeps the whole."""

_NAMED_BY_NUMBER: Final = frozenset({"Patient", "Practitioner", "Organization", "Location"})
_WHOSE: Final = ("subject", "patient", "beneficiary", "for", "individual")


def read(resource: Mapping[str, Any], full_url: str = "", zone: str = "UTC") -> Read:
    """What a resource says, as the cabinet's pieces.

    resource: parsed JSON; numbers as Decimal, int or float, or as text. full_url: of its entry in a Bundle,
    empty in NDJSON. zone: where a day without an hour begins.
    """
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        remote = _anonymous("", resource)
        return Read(remote, "", (remote,), (), (Unkept(remote, "", "", "resource.form", whole=True),))
    keys = _keys(kind, resource, full_url)
    reading = Reading(resource, kind, keys[0], zone)
    reader = _READERS.get(kind)
    if reader is None:
        return Read(keys[0], kind, keys, (Unknown(keys[0], kind, _whose(reading)),))
    try:
        pieces = tuple(reader(reading))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        whole = Unkept(keys[0], kind, kind, "resource.form", whole=True)
        return Read(keys[0], kind, keys, (), (*reading.unkept, whole))
    known = UNDERSTOOD[kind]
    for name in resource:
        if name not in known and name[:1] != "_":
            reading.left(name, "element.more")
    return Read(keys[0], kind, keys, pieces, tuple(reading.unkept))


def write(chart: Chart) -> dict[str, Any]:
    """The chart as a Bundle of type «collection»: plain JSON values, numbers as Decimal."""
    return bundle_of(chart)


def _keys(kind: str, resource: Mapping[str, Any], full_url: str) -> tuple[str, ...]:
    """By which texts others may refer to it; the first is its name here, never anybody's number."""
    identity = resource.get("id")
    keys = [f"{kind}/{identity}"] if isinstance(identity, str) and identity else []
    if full_url:
        keys.append(key_of(full_url))
    if not keys:
        keys.append(_anonymous(kind, resource))
    if kind in _NAMED_BY_NUMBER and isinstance(resource.get("identifier"), list):
        keys += [
            key_of(f"{kind}?identifier={one.get('system', '')}|{one['value']}")
            for one in resource["identifier"]
            if isinstance(one, dict) and isinstance(one.get("value"), str)
        ]
    return tuple(dict.fromkeys(keys))


def _anonymous(kind: str, resource: Mapping[str, Any]) -> str:
    """A name for what came without one: the same for the same content."""
    content = json.dumps(resource, sort_keys=True, default=str, ensure_ascii=True)
    return f"{kind}#{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _whose(reading: Reading) -> Ref:
    """The patient of a resource nobody understands, if it names one."""
    for name in _WHOSE:
        value = reading.resource.get(name)
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            found = reading.ref(value, name)
            if found.key:
                return found
    return Ref()
