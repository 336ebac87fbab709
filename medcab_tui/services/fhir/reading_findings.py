"""Observations and reports, read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from medcab_tui.domain.interchange import Finding, FindingStatus, Piece, Ref, Report
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import TEXT, Json, Reading, codings, first_code
from medcab_tui.services.fhir.reading_papers import attachment

_STATUSES: Final = {
    "final": FindingStatus.FINAL,
    "registered": FindingStatus.PRELIMINARY,
    "preliminary": FindingStatus.PRELIMINARY,
    "partial": FindingStatus.PRELIMINARY,
    "amended": FindingStatus.CORRECTED,
    "corrected": FindingStatus.CORRECTED,
    "appended": FindingStatus.CORRECTED,
    "cancelled": FindingStatus.WITHDRAWN,
    "entered-in-error": FindingStatus.WITHDRAWN,
}
_COMPARATORS: Final = frozenset({"<", "<=", ">=", ">"})
_NOBODY: Final = Ref()
_TIMES: Final = ("effectiveDateTime", "effectiveInstant", "issued")


def observation(reading: Reading) -> Iterator[Piece]:
    """An Observation: its value, and every component's, a finding each."""
    said = reading.resource
    code = reading.concept(said.get("code"), "code", systems.of_tests)
    if code is None:
        reading.left("code", "code.missing", whole=True)
        return
    shared = _shared(reading)
    if shared is None:
        return
    measured = _measured(reading, said, "")
    if measured is not None:
        yield Finding(reading.remote, code=code, **shared, **measured)
    if not said.get("component"):
        if measured is None and not said.get("hasMember"):
            reading.left("value", "value.missing", whole=True)
        return
    for number, (one, place) in enumerate(reading.many(said["component"], "component"), 1):
        what = reading.concept(one.get("code"), f"{place}.code", systems.of_tests)
        part = _measured(reading, one, f"{place}.")
        if what is None:
            reading.left(f"{place}.code", "code.missing")
        elif part is None:
            reading.left(f"{place}.value", "value.missing")
        else:
            yield Finding(f"{reading.remote}#{number}", code=what, panel=code, **shared, **part)


def report(reading: Reading) -> Iterator[Piece]:
    """A DiagnosticReport."""
    said = reading.resource
    title = reading.concept(said.get("code"), "code")
    if title is None:
        reading.left("code", "code.missing", whole=True)
        return
    shared = _shared(reading)
    if shared is None:
        return
    files = (
        attachment(reading, one, place)
        for one, place in reading.many(said.get("presentedForm"), "presentedForm")
    )
    codes = [
        reading.words(one, place) for one, place in reading.many(said.get("conclusionCode"), "conclusionCode")
    ]
    conclusion = reading.text(said.get("conclusion"), "conclusion", TEXT)
    yield Report(
        reading.remote,
        shared["patient"],
        title,
        shared["at"],
        shared["said"],
        conclusion or "\n".join(filter(None, codes)),
        _refs(reading, "result"),
        tuple(one for one in files if one is not None),
        shared["source"],
        shared["encounter"],
        shared["order"],
        shared["status"] is FindingStatus.WITHDRAWN,
    )


def _shared(reading: Reading) -> dict[str, Any] | None:
    """What all findings of a resource have in common; None if nobody says when it was so."""
    said = reading.resource
    at, part = None, ""
    for name in _TIMES:
        if name in said and at is None:
            at, part = reading.moment(said[name], name)
    if at is None and "effectivePeriod" in said:
        period = reading.one(said["effectivePeriod"], "effectivePeriod")
        at, part = reading.moment(period.get("start") or period.get("end"), "effectivePeriod")
    if at is None:
        reading.left("effectiveDateTime", "date.missing", whole=True)
        return None
    status = reading.code("status")
    if status not in _STATUSES:  # taken as final, as most are; but nobody said so
        reading.left("status", "element.value" if status else "element.missing")
    performers, orders = _refs(reading, "performer"), _refs(reading, "basedOn")
    return {
        "patient": reading.ref(said.get("subject"), "subject"),
        "at": at,
        "said": part,
        "status": _STATUSES.get(status, FindingStatus.FINAL),
        "vital": any(code == "vital-signs" for _, code in codings(said.get("category"))),
        "note": reading.notes() if "note" in said else "",
        "source": performers[0] if performers else _NOBODY,
        "encounter": reading.ref(said.get("encounter"), "encounter"),
        "order": orders[0] if orders else _NOBODY,
    }


def _measured(reading: Reading, said: Json, place: str) -> dict[str, Any] | None:
    """Value, flag and bounds; None if there is no value."""
    found: dict[str, Any] = {}
    if "interpretation" in said:
        found["flag"] = first_code(said["interpretation"])
    if "valueQuantity" in said:
        held = reading.one(said["valueQuantity"], "valueQuantity")
        value = reading.number(held.get("value"), f"{place}valueQuantity.value")
        comparator = held.get("comparator", "")
        if value is not None and comparator and comparator not in _COMPARATORS:
            reading.left(f"{place}valueQuantity.comparator", "element.value")
            return None
        ucum = reading.line(held.get("code"), f"{place}valueQuantity.code", 64)
        found |= {
            "value": value,
            "comparator": comparator,
            "unit": reading.line(held.get("unit"), f"{place}valueQuantity.unit", 64) or ucum,
            "ucum": ucum if held.get("system", systems.UCUM) == systems.UCUM else "",
        }
    else:
        found["words"], found["value"] = _words(reading, said, place)
    if found["value"] is None and not found.get("words"):
        return None
    if "referenceRange" in said:
        found |= _normal(reading, said, place, found)
    return found


def _words(reading: Reading, said: Json, place: str) -> tuple[str, Decimal | None]:
    """A value that is no quantity: words, seldom a whole number."""
    if "valueCodeableConcept" in said:
        return reading.words(said["valueCodeableConcept"], f"{place}valueCodeableConcept"), None
    for name in ("valueString", "valueDateTime", "valueTime"):
        if name in said:
            return reading.text(said[name], f"{place}{name}", TEXT), None
    if "valueInteger" in said:
        return "", reading.number(said["valueInteger"], f"{place}valueInteger")
    if isinstance(said.get("valueBoolean"), bool):
        return "да" if said["valueBoolean"] else "нет", None
    for name, ends, between in (
        ("valueRange", ("low", "high"), "–"),
        ("valueRatio", ("numerator", "denominator"), ":"),
    ):
        if name in said:
            held = reading.one(said[name], f"{place}{name}")
            told = (_quantity(reading, held.get(end), f"{place}{name}.{end}") for end in ends)
            return between.join(filter(None, told)), None
    return "", None


def _quantity(reading: Reading, value: object, element: str) -> str:
    held = reading.one(value, element)
    number = reading.number(held.get("value"), f"{element}.value")
    if number is None:
        return ""
    return f"{held.get('comparator') or ''}{number:f} {reading.line(held.get('unit'), element, 64)}".strip()


def _normal(reading: Reading, said: Json, place: str, found: dict[str, Any]) -> dict[str, Any]:
    """The bounds: those of the first range that is not for something else."""
    ranges = list(reading.many(said["referenceRange"], f"{place}referenceRange"))
    chosen: dict[str, Any] = {}
    for one, where in ranges:
        kinds = {code for _, code in codings(one.get("type"))}
        if chosen or (kinds and "normal" not in kinds):
            reading.left(where, "element.more")
            continue
        chosen["norm"] = reading.line(one.get("text"), f"{where}.text")
        for end in ("low", "high") if found["value"] is not None else ():
            held = reading.one(one.get(end), f"{where}.{end}")
            unit = held.get("code") or held.get("unit")
            if unit and unit not in (found.get("unit"), found.get("ucum")):
                reading.left(f"{where}.{end}", "element.value")
            else:
                chosen[end] = reading.number(held.get("value"), f"{where}.{end}.value")
    return chosen


def _refs(reading: Reading, name: str) -> tuple[Ref, ...]:
    if name not in reading.resource:
        return ()
    found = (reading.ref(one, place) for one, place in reading.many(reading.resource[name], name))
    return tuple(one for one in found if one.key or one.name)
