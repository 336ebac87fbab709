"""Observations and reports, written."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.interchange import Concept, Finding, FindingStatus, Report
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.pieces import Resource, coding, concept, filled, ref, refs, when
from medcab_tui.services.fhir.writing_chart import attachment

_STATUSES: Final = {
    FindingStatus.PRELIMINARY: "preliminary",
    FindingStatus.FINAL: "final",
    FindingStatus.CORRECTED: "corrected",
    FindingStatus.WITHDRAWN: "entered-in-error",
}


def observation(parts: tuple[Finding, ...]) -> Resource:
    """An Observation: one finding, or several that were measured together as its components."""
    first = parts[0]
    panel = first.panel
    own = [one for one in parts if "#" not in one.remote]
    code: Concept | None = own[0].code if own else panel or first.code
    components = [filled({"code": concept(one.code)} | _value(one)) for one in parts if one not in own]
    return filled(
        {
            "resourceType": "Observation",
            "status": _STATUSES[first.status],
            "category": [
                coding(systems.OBSERVATION_CATEGORY, "vital-signs" if first.vital else "laboratory")
            ],
            "code": concept(code),
            "subject": ref(first.patient),
            "encounter": ref(first.encounter),
            "basedOn": refs((first.order,)),
            "effectiveDateTime": when(first.at, first.said),
            "performer": refs((first.source,)),
            **(_value(own[0]) if own else {}),
            "note": [{"text": first.note}] if first.note else [],
            "component": components,
        }
    )


def report(one: Report) -> Resource:
    """A DiagnosticReport."""
    return filled(
        {
            "resourceType": "DiagnosticReport",
            "status": "entered-in-error" if one.withdrawn else "final",
            "code": concept(one.title),
            "subject": ref(one.patient),
            "encounter": ref(one.encounter),
            "basedOn": refs((one.order,)),
            "effectiveDateTime": when(one.at, one.said),
            "performer": refs((one.source,)),
            "result": refs(one.results),
            "conclusion": one.conclusion,
            "presentedForm": [attachment(file) for file in one.files],
        }
    )


def _value(one: Finding) -> Resource:
    """Value, flag and bounds."""
    found: Resource = {}
    if one.value is not None:
        found["valueQuantity"] = filled(
            {
                "comparator": one.comparator,
                "unit": one.unit,
                "system": systems.UCUM if one.ucum else "",
                "code": one.ucum,
            }
        ) | {"value": one.value}
    elif one.words:
        found["valueString"] = one.words
    if one.flag:
        found["interpretation"] = [coding(systems.INTERPRETATION, one.flag)]
    bounds: Resource = {
        end: filled({"unit": one.unit, "system": systems.UCUM if one.ucum else "", "code": one.ucum})
        | {"value": bound}
        for end, bound in (("low", one.low), ("high", one.high))
        if bound is not None
    }
    if bounds or one.norm:
        found["referenceRange"] = [bounds | ({"text": one.norm} if one.norm else {})]
    return found
