"""A chart as a Bundle."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from medcab_tui.domain.interchange import (
    Bytes,
    Chart,
    Clinician,
    Drug,
    Illness,
    Institution,
    Intolerance,
    Medicine,
    Note,
    Paper,
    Person,
    Post,
    Report,
)
from medcab_tui.services.fhir import writing_chart, writing_findings, writing_notes, writing_people
from medcab_tui.services.fhir.json_text import encoded
from medcab_tui.services.fhir.pieces import Resource, moment


def bundle_of(chart: Chart) -> dict[str, Any]:
    """A Bundle of type «collection»: whoever is referred to stands before whoever refers."""
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries(chart))}


def text_of(chart: Chart, made: datetime, passed: Callable[[], None] = lambda: None) -> Iterator[bytes]:
    """The same as JSON text, an entry on a line, so that no whole Bundle is held. passed: before each."""
    head = f'{{"resourceType":"Bundle","type":"collection","timestamp":"{moment(made)}","entry":['
    yield head.encode()
    between = "\n"
    for entry in entries(chart):
        passed()
        yield (between + encoded(entry)).encode("utf-8", "replace")
        between = ",\n"
    yield b"\n]}\n"


def entries(chart: Chart) -> Iterator[dict[str, Any]]:
    """Its entries one by one."""
    for piece in chart.pieces():
        if type(piece) in _WRITERS:
            yield _entry(piece.remote, _WRITERS[type(piece)](piece))
    for key, parts in groupby(chart.findings, key=lambda one: one.remote.partition("#")[0]):
        yield _entry(key, writing_findings.observation(tuple(parts)))
    for unknown, resource in chart.unknown:
        yield _entry(unknown.remote, dict(resource))


def _entry(remote: str, resource: Resource) -> dict[str, Any]:
    """An entry under the name others refer to it by: its kind and id, or the whole address."""
    if remote[:4] == "urn:":
        return {"fullUrl": remote, "resource": resource}
    identity = remote.rpartition("/")[2]
    return {"resource": {"resourceType": resource["resourceType"], "id": identity} | resource}


def _binary(one: Bytes) -> Resource:
    return {
        "resourceType": "Binary",
        "contentType": one.media,
        "data": base64.b64encode(one.content).decode(),
    }


_WRITERS: dict[type, Any] = {
    Person: writing_people.patient,
    Clinician: writing_people.practitioner,
    Post: writing_people.practitioner_role,
    Institution: writing_people.organization,
    Illness: writing_chart.condition,
    Intolerance: writing_chart.allergy,
    Note: writing_notes.note,
    Report: writing_findings.report,
    Drug: writing_chart.medication,
    Medicine: writing_chart.medicine,
    Paper: writing_chart.document,
    Bytes: _binary,
}


def count_of(chart: Chart) -> int:
    """How many entries its Bundle has."""
    grouped: Iterable[Any] = groupby(chart.findings, key=lambda one: one.remote.partition("#")[0])
    others = sum(type(piece) in _WRITERS for piece in chart.pieces())
    return others + sum(1 for _ in grouped) + len(chart.unknown)
