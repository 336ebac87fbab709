"""A card as plain JSON of our own shape, which `docs/chart-json.md` tells; numbers are texts."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

from medcab_tui.domain.accounts import Author, Organisation
from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.exchange_patient import fields_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, Coded, Encounter, Observation, Prescription
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.vitals import Measurement
from medcab_tui.services.fhir.json_text import Streamed
from medcab_tui.store.whole_chart import HeldFile, KeptFile, WholeChart

SHAPE: Final = 1
"""Grows when a name changes its meaning or goes away; new names may come at any time."""


Contents: TypeAlias = Callable[[Id, HeldFile], Iterator[bytes]]


def plain_of(
    whole: WholeChart, organisation: Organisation, made: datetime, contents: Contents | None = None
) -> dict[str, Any]:
    """The card in the order in which people read one. contents: reads files while the card is written."""
    return {
        "format": "medcab-chart",
        "version": SHAPE,
        "made": _moment(made),
        "organisation": organisation.name,
        "patient": {"id": _id(whole.patient.id)} | fields_of(details_of(whole.patient)),
        "allergies": list(map(_allergy, whole.allergies)),
        "problems": list(map(_problem, whole.problems)),
        "records": list(map(_record, whole.records)),
        "results": list(map(_result, whole.results)),
        "measurements": list(map(_measurement, whole.measurements)),
        "prescriptions": [_prescription(*one) for one in whole.prescriptions],
        "documents": list(_documents(whole, contents)),
    }


def _allergy(one: Allergy) -> dict[str, Any]:
    return {
        "id": _id(one.id),
        "substance": one.substance,
        "code": _coded(one.code),
        "grade": one.grade.value,
        "reaction": one.reaction,
        "certainty": one.certainty.value,
        "since": one.since,
    }


def _problem(one: Problem) -> dict[str, Any]:
    return {
        "id": _id(one.id),
        "code": _coded(one.code),
        "kind": _coded(one.kind),
        "stage": _coded(one.stage),
        "nature": _coded(one.nature),
        "since": one.since,
        "closed": one.closed,
    }


def _record(one: Encounter) -> dict[str, Any]:
    body = one.body
    return {
        "id": _id(one.id),
        "at": _moment(one.at),
        "recorded": _moment(one.recorded),
        "kind": body.kind.value,
        "diagnosis": _coded(body.diagnosis),
        "complaints": body.complaints,
        "anamnesis": body.anamnesis,
        "objective": body.objective,
        "conclusion": body.conclusion,
        "plan": body.plan,
        "author": _author(one.author),
        "edition": one.edition,
        "origin": one.origin,
        "addendum_to": _id(one.addendum_to) if one.addendum_to is not None else None,
    }


def _result(one: Observation) -> dict[str, Any]:
    return {
        "id": _id(one.id),
        "at": _moment(one.at),
        "code": _coded(one.code),
        "comparator": one.comparator,
        "value": _number(one.value),
        "words": one.words,
        "unit": one.unit,
        "ucum": one.ucum,
        "low": _number(one.low),
        "high": _number(one.high),
        "mark": one.mark.value,
        "flag": one.flag,
        "status": one.status.value,
        "corrects": _id(one.corrects) if one.corrects is not None else None,
        "source": one.source,
        "performer": one.performer,
        "acknowledged": one.acknowledged,
    }


def _measurement(one: Measurement) -> dict[str, Any]:
    return {
        "id": _id(one.id),
        "at": _moment(one.at),
        "author": _author(one.author),
        "origin": one.origin,
        "values": [
            {"kind": vital.kind.value, "value": _number(vital.value), "unit": vital.unit}
            for vital in one.vitals
        ],
    }


def _prescription(one: Prescription, author: Author) -> dict[str, Any]:
    return {
        "id": _id(one.id),
        "text": one.text,
        "status": one.status.value,
        "issued": one.issued.isoformat(),
        "until": one.until.isoformat(),
        "author": _author(author),
    }


def _documents(whole: WholeChart, contents: Contents | None) -> Iterator[dict[str, Any]]:
    for row in whole.documents:
        held = whole.held.get(row.id)
        if held is not None and contents is not None:
            yield _document(row, _file(held, Streamed(_in_base64(contents(row.id, held)))))
        else:
            kept = whole.files.get(row.id)
            text = base64.b64encode(kept.content).decode() if kept is not None else ""
            yield _document(row, _file(kept, text) if kept is not None else None)


def _document(row: DocumentRow, file: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": _id(row.id),
        "kind": row.kind,
        "title": row.title,
        "number": row.number,
        "issued": row.issued.isoformat(),
        "status": row.status,
        "author": row.author,
        "file": file,
    }


def _file(file: KeptFile | HeldFile, content: str | Streamed) -> dict[str, Any]:
    return {"name": file.name, "format": file.format.value, "content": content}


def _in_base64(pieces: Iterator[bytes]) -> Iterator[str]:
    """Three bytes are four letters: what is left over goes with the next piece."""
    left = b""
    for piece in pieces:
        whole = left + piece
        end = len(whole) // 3 * 3
        left = whole[end:]
        yield base64.b64encode(whole[:end]).decode()
    yield base64.b64encode(left).decode()


def _author(one: Author) -> dict[str, str]:
    return {"name": one.name, "post": one.post, "department": one.department}


def _coded(one: Coded | None) -> dict[str, str] | None:
    return None if one is None else {"code": one.code, "display": one.display, "version": one.version}


def _id(identity: Id) -> str:
    return str(UUID(bytes=bytes(identity)))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
