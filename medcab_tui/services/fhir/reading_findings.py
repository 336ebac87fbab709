"""Observations and reports, read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from medcab_tui.domain.interchange import Concept, Finding, FindingStatus, Piece, Ref, Report
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import TEXT, Json, Reading, codings, first_code
from medcab_tui.services.fhir.reading_papers import attachment

_STATUSES: Final = {
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
_TIMES: Final = ("effectiveDateTime", "effectiveInstant", "issued")


def observation(reading: Reading) -> Iterator[Piece]:
    """An Observation: its value, and every component's, a finding each."""
    said = reading.resource
    code = reading.concept(said.get("code"), "code")
    if code is None:
        reading.left("code", "code.missing", whole=True)
        return
    base = _base(reading, code)
    if base is None:
        return
    components = said.get("component")
    found = _measured(reading, said, "", base)
    if found is not None:
        yield found
    if components is None:
        if found is None and not said.get("hasMember"):
            reading.left("value", "value.missing", whole=True)
        return
    for number, (one, place) in enumerate(reading.many(components, "component"), 1):
        what = reading.concept(one.get("code"), f"{place}.code")
        if what is None:
            reading.left(f"{place}.code", "code.missing")
            continue
        part = _measured(
            reading, one, f"{place}.", replace(base, remote=f"{base.remote}#{number}", code=what, panel=code)
        )
        if part is not None:
            yield part
        else:
            reading.left(f"{place}.value", "value.missing")


def report(reading: Reading) -> Iterator[Piece]:
    """A DiagnosticReport."""
    said = reading.resource
    title = reading.concept(said.get("code"), "code")
    if title is None:
        reading.left("code", "code.missing", whole=True)
        return
    base = _base(reading, title)
    if base is None:
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
        base.patient,
        title,
        base.at,
        base.said,
        conclusion or "\n".join(filter(None, codes)),
        _refs(reading, "result"),
        tuple(one for one in files if one is not None),
        base.source,
        base.encounter,
        base.order,
        base.status is FindingStatus.WITHDRAWN,
    )


def _base(reading: Reading, code: Concept) -> Finding | None:
    """What all findings of a resource have in common; None if nobody says when it was so."""
    said = reading.resource
    for name in _TIMES:
        if name in said:
            at, part = reading.moment(said[name], name)
            if at is not None:
                break
    else:
        period = reading.one(said.get("effectivePeriod"), "effectivePeriod")
        at, part = reading.moment(period.get("start") or period.get("end"), "effectivePeriod")
    if at is None:
        reading.left("effectiveDateTime", "date.missing", whole=True)
        return None
    performers = _refs(reading, "performer")
    orders = _refs(reading, "basedOn")
    return Finding(
        reading.remote,
        reading.ref(said.get("subject"), "subject"),
        code,
        at,
        status=_STATUSES.get(reading.code("status"), FindingStatus.FINAL),
        vital=any(code == "vital-signs" for _, code in codings(said.get("category"))),
        said=part,
        note=reading.notes() if "note" in said else "",
        source=performers[0] if performers else Ref(),
        encounter=reading.ref(said.get("encounter"), "encounter"),
        order=orders[0] if orders else Ref(),
    )


def _measured(reading: Reading, said: Json, place: str, base: Finding) -> Finding | None:
    """The finding with its value; None if there is none."""
    flag = first_code(said.get("interpretation"))
    quantity = said.get("valueQuantity")
    if quantity is None:
        words, number = _words(reading, said, place)
        if number is None and not words:
            return None
        found = replace(base, value=number, words=words, flag=flag)
        return _normal(reading, said, place, found) if "referenceRange" in said else found
    held = reading.one(quantity, f"{place}valueQuantity")
    value = reading.number(held.get("value"), f"{place}valueQuantity.value")
    if value is None:
        return None
    comparator = held.get("comparator")
    if comparator is not None and comparator not in _COMPARATORS:
        reading.left(f"{place}valueQuantity.comparator", "element.value")
        return None
    ucum = reading.line(held.get("code"), f"{place}valueQuantity.code", 64)
    found = replace(
        base,
        value=value,
        comparator=comparator or "",
        unit=reading.line(held.get("unit"), f"{place}valueQuantity.unit", 64) or ucum,
        ucum=ucum if held.get("system", systems.UCUM) == systems.UCUM else "",
        flag=flag,
    )
    return _normal(reading, said, place, found) if "referenceRange" in said else found


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


def _normal(reading: Reading, said: Json, place: str, found: Finding) -> Finding:
    """The finding with its bounds: those of the first range that is not for somebody else."""
    ranges = list(reading.many(said["referenceRange"], f"{place}referenceRange"))
    for number, (one, where) in enumerate(ranges):
        kinds = {code for _, code in codings(one.get("type"))}
        if kinds and "normal" not in kinds:
            reading.left(where, "element.more")
            continue
        for _, other in ranges[number + 1 :]:
            reading.left(other, "element.more")
        bounds: list[Decimal | None] = []
        for end in ("low", "high"):
            held = reading.one(one.get(end), f"{where}.{end}")
            unit = held.get("code") or held.get("unit")
            if unit and unit not in (found.unit, found.ucum) and found.value is not None:
                reading.left(f"{where}.{end}", "element.value")
                bounds.append(None)
            else:
                bounds.append(reading.number(held.get("value"), f"{where}.{end}.value"))
        norm = reading.line(one.get("text"), f"{where}.text")
        if found.value is None:
            return replace(found, norm=norm)
        return replace(found, low=bounds[0], high=bounds[1], norm=norm)
    return found


def _refs(reading: Reading, name: str) -> tuple[Ref, ...]:
    if name not in reading.resource:
        return ()
    found = (reading.ref(one, place) for one, place in reading.many(reading.resource[name], name))
    return tuple(one for one in found if one != Ref())
