"""What becomes a record of the history, read: visits, procedures, vaccinations, plans, compositions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from medcab_tui.domain.interchange import Concept, Note, Piece, Ref
from medcab_tui.domain.patients import EncounterKind
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import TEXT, Json, Reading, codings

_TO_COME: Final = frozenset(
    {"planned", "arrived", "triaged", "cancelled", "not-done", "preparation", "draft"}
)
_WRONG: Final = "entered-in-error"
_KINDS: Final = {one.value: one for one in EncounterKind}


def encounter(reading: Reading) -> Iterator[Piece]:
    """An Encounter that took place."""
    said = reading.resource
    period = reading.one(said.get("period"), "period")
    note = begun(
        reading, EncounterKind.EXAMINATION, ("period", period.get("start") or period.get("end")), "subject"
    )
    if note is None:
        return
    types = [_called(reading, one, place) for one, place in reading.many(said.get("type"), "type")]
    title = next(filter(None, types), "") or reading.words(said.get("serviceType"), "serviceType")
    kind = told_kind(said)
    if kind is None:
        low = title.casefold()
        consulted = "consult" in low or "консульт" in low
        kind = EncounterKind.CONSULTATION if consulted else EncounterKind.EXAMINATION
    if not title and told_kind(said) is None:
        title = reading.line(reading.one(said.get("class"), "class").get("display"), "class.display")
    diagnosis, reasons = _reasons(reading)
    ranked = sorted(reading.many(said.get("diagnosis"), "diagnosis"), key=_rank)
    conditions = [reading.ref(one.get("condition"), f"{place}.condition") for one, place in ranked]
    conditions += [
        reading.ref(one, place) for one, place in reading.many(said.get("reasonReference"), "reasonReference")
    ]
    actors = [
        reading.ref(one.get("individual"), f"{place}.individual")
        for one, place in reading.many(said.get("participant"), "participant")
    ]
    yield replace(
        note,
        kind=kind,
        title=title,
        until=reading.moment(period.get("end"), "period.end")[0] if "start" in period else None,
        diagnosis=diagnosis,
        diagnoses=tuple(dict.fromkeys(one for one in conditions if one != Ref())),
        complaints=reasons,
        author=next((one for one in actors if one != Ref()), Ref()),
        organisation=reading.ref(said.get("serviceProvider"), "serviceProvider"),
        encounter=reading.ref(said.get("partOf"), "partOf"),
    )


def procedure(reading: Reading) -> Iterator[Piece]:
    """A Procedure that was done."""
    said = reading.resource
    note = _performed(reading, EncounterKind.PROCEDURE, "performed", "subject")
    if note is None:
        return
    code = reading.concept(said.get("code"), "code")
    if code is None:
        reading.left("code", "code.missing", whole=True)
        return
    diagnosis, reasons = _reasons(reading)
    found = [
        *(reading.words(one, place) for one, place in reading.many(said.get("bodySite"), "bodySite")),
        reading.words(said.get("outcome"), "outcome"),
        *(reading.words(one, place) for one, place in reading.many(said.get("complication"), "complication")),
    ]
    actors = [
        reading.ref(one.get("actor"), f"{place}.actor")
        for one, place in reading.many(said.get("performer"), "performer")
    ]
    yield replace(
        note,
        title=code.display,
        diagnosis=diagnosis,
        diagnoses=refs(reading, "reasonReference"),
        complaints=reasons,
        conclusion=_joined(reading, *found, reading.notes()),
        author=next((one for one in actors if one != Ref()), Ref()),
        encounter=reading.ref(said.get("encounter"), "encounter"),
    )


def immunization(reading: Reading) -> Iterator[Piece]:
    """An Immunization that was given."""
    said = reading.resource
    note = _performed(reading, EncounterKind.IMMUNIZATION, "occurrence", "patient")
    if note is None:
        return
    vaccine = reading.concept(said.get("vaccineCode"), "vaccineCode")
    if vaccine is None:
        reading.left("vaccineCode", "code.missing", whole=True)
        return
    dose = reading.one(said.get("doseQuantity"), "doseQuantity")
    amount = reading.number(dose.get("value"), "doseQuantity.value")
    lot = reading.line(said.get("lotNumber"), "lotNumber")
    number = next(
        (
            str(one.get("doseNumberPositiveInt") or one.get("doseNumberString") or "")
            for one, _ in reading.many(said.get("protocolApplied"), "protocolApplied")
        ),
        "",
    )
    actors = [
        reading.ref(one.get("actor"), f"{place}.actor")
        for one, place in reading.many(said.get("performer"), "performer")
    ]
    yield replace(
        note,
        title=vaccine.display,
        conclusion=_joined(
            reading,
            f"Доза {amount} {reading.line(dose.get('unit'), 'doseQuantity.unit')}".rstrip()
            if amount is not None
            else "",
            f"Введение {number}" if number else "",
            f"Серия {lot}" if lot else "",
            reading.words(said.get("site"), "site"),
            reading.words(said.get("route"), "route"),
            reading.notes(),
        ),
        author=next((one for one in actors if one != Ref()), Ref()),
        encounter=reading.ref(said.get("encounter"), "encounter"),
    )


def care_plan(reading: Reading) -> Iterator[Piece]:
    """A CarePlan: what is to be done, a line for each."""
    said = reading.resource
    period = reading.one(said.get("period"), "period")
    note = begun(
        reading,
        EncounterKind.CARE_PLAN,
        ("period", period.get("start")),
        "subject",
        ("created", said.get("created")),
    )
    if note is None:
        return
    categories = [reading.words(one, place) for one, place in reading.many(said.get("category"), "category")]
    done = []
    for one, place in reading.many(said.get("activity"), "activity"):
        detail = reading.one(one.get("detail"), f"{place}.detail")
        done.append(
            _joined(
                reading,
                reading.words(detail.get("code"), f"{place}.detail.code"),
                reading.text(detail.get("description"), f"{place}.detail.description", TEXT),
            )
            or reading.ref(one.get("reference"), f"{place}.reference").name
        )
    yield replace(
        note,
        title=reading.line(said.get("title"), "title") or next(filter(None, categories), ""),
        until=reading.moment(period.get("end"), "period.end")[0],
        diagnoses=refs(reading, "addresses"),
        plan=_joined(reading, reading.text(said.get("description"), "description", TEXT), *done),
        conclusion=reading.notes(),
        author=reading.ref(said.get("author"), "author"),
        encounter=reading.ref(said.get("encounter"), "encounter"),
    )


def _called(reading: Reading, value: Json, place: str) -> str:
    """What a visit is called there; the cabinet's own code of its kind is no name."""
    if any(system == systems.RECORD_KIND for system, _ in codings(value)):
        return reading.line(value.get("text"), f"{place}.text")
    return reading.words(value, place)


def told_kind(said: Json) -> EncounterKind | None:
    """The kind of a record, where the cabinet itself wrote it."""
    ours = (code for system, code in codings(said.get("type")) if system == systems.RECORD_KIND)
    return next((_KINDS[code] for code in ours if code in _KINDS), None)


def _rank(one: tuple[Json, str]) -> int:
    rank = one[0].get("rank")
    return rank if isinstance(rank, int) else 99


def _performed(reading: Reading, kind: EncounterKind, name: str, whose: str) -> Note | None:
    said = reading.resource
    period = reading.one(said.get(f"{name}Period"), f"{name}Period")
    words = reading.line(said.get(f"{name}String"), f"{name}String")
    note = begun(
        reading,
        kind,
        (f"{name}DateTime", said.get(f"{name}DateTime")),
        whose,
        (f"{name}Period", period.get("start") or period.get("end")),
        (f"{name}String", words or None),
        ("recorded", said.get("recorded")),
    )
    if note is None or "start" not in period:
        return note
    return replace(note, until=reading.moment(period.get("end"), f"{name}Period.end")[0])


def begun(
    reading: Reading, kind: EncounterKind, first: tuple[str, object], whose: str, *others: tuple[str, object]
) -> Note | None:
    """The record with its time and patient; None if it did not take place or nobody says when."""
    status = reading.code("status")
    if status in _TO_COME:
        reading.left("status", "status.unfit", whole=True)
        return None
    for element, value in (first, *others):
        at, said = reading.moment(value, element)
        if at is not None:
            return Note(
                reading.remote,
                reading.ref(reading.resource.get(whose), whose),
                at,
                kind,
                said=said,
                withdrawn=status == _WRONG,
            )
    reading.left(first[0], "date.missing", whole=True)
    return None


def _reasons(reading: Reading) -> tuple[Concept | None, str]:
    """Why: a diagnosis if the reason is one of МКБ-10, else words."""
    diagnosis: Concept | None = None
    words = []
    for one, place in reading.many(reading.resource.get("reasonCode"), "reasonCode"):
        found = reading.concept(one, place, systems.of_diagnoses)
        if found is None:
            continue
        if diagnosis is None and found.code and systems.icd10(found.system):
            diagnosis = found
        else:
            words.append(found.display)
    return diagnosis, "\n".join(words)


def refs(reading: Reading, name: str) -> tuple[Ref, ...]:
    """What an element of many refers to."""
    found = (reading.ref(one, place) for one, place in reading.many(reading.resource.get(name), name))
    return tuple(one for one in found if one != Ref())


def _joined(reading: Reading, *lines: str) -> str:
    return reading.text("\n".join(filter(None, lines)), "note", TEXT)
