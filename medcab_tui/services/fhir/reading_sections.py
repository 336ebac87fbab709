"""A Composition, read: its sections are parts of a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from medcab_tui.domain.interchange import Concept, Piece, Ref
from medcab_tui.domain.patients import EncounterKind
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import TEXT, Json, Reading, codings
from medcab_tui.services.fhir.reading_notes import begun, refs, told_kind
from medcab_tui.services.fhir.sections import KIND_OF, PART_OF, TITLES, words_of


def composition(reading: Reading) -> Iterator[Piece]:
    """A Composition: its sections by what they are about, the rest under the conclusion."""
    said = reading.resource
    note = begun(reading, EncounterKind.EXAMINATION, ("date", said.get("date")), "subject")
    if note is None:
        return
    types = [KIND_OF[code] for _, code in codings(said.get("type")) if code in KIND_OF]
    kind = told_kind(said) or next(iter(types), EncounterKind.EXAMINATION)
    title = reading.line(said.get("title"), "title") or reading.words(said.get("type"), "type")
    parts: dict[str, list[str]] = {}
    diagnosis: Concept | None = None
    diagnoses: list[Ref] = []
    for one, place in _sections(reading, said, "section"):
        part = next((PART_OF[code] for _, code in codings(one.get("code")) if code in PART_OF), "")
        if part == "diagnosis":
            for entry, where in reading.many(one.get("entry"), f"{place}.entry"):
                held = reading.contained(entry.get("reference"))
                if held and diagnosis is None:
                    diagnosis = reading.concept(held.get("code"), f"{where}.code", systems.of_diagnoses)
                elif not held:
                    diagnoses.append(reading.ref(entry, where))
            if one.get("entry"):
                continue
        words = words_of(reading, one.get("text"), f"{place}.text")
        heading = reading.line(one.get("title"), f"{place}.title")
        if part not in ("", "diagnosis"):
            parts.setdefault(part, []).append(words)
        elif words:
            parts.setdefault("conclusion", []).append(f"{heading}\n{words}" if heading else words)
    if not parts and not said.get("section"):
        parts = {"conclusion": [words_of(reading, said.get("text"), "text")]}
    event = next((one for one, _ in reading.many(said.get("event"), "event")), {})
    period = reading.one(event.get("period"), "event.period")
    authors = refs(reading, "author")
    texts: dict[str, Any] = {
        part: reading.text("\n".join(filter(None, words)), f"section.{part}", TEXT)
        for part, words in parts.items()
    }
    yield replace(
        note,
        kind=kind,
        title="" if title == TITLES[kind] else title,
        until=reading.moment(period.get("end"), "event.period.end")[0],
        diagnosis=diagnosis,
        diagnoses=tuple(one for one in diagnoses if one != Ref()),
        **texts,
        author=next(iter(authors), Ref()),
        organisation=reading.ref(said.get("custodian"), "custodian"),
        encounter=reading.ref(said.get("encounter"), "encounter"),
        appends=next((one for one in _appended(reading) if one != Ref()), Ref()),
    )


def _appended(reading: Reading) -> Iterator[Ref]:
    """What the document was added to."""
    for one, place in reading.many(reading.resource.get("relatesTo"), "relatesTo"):
        if one.get("code") == "appends":
            yield reading.ref(one.get("targetReference"), f"{place}.targetReference")
        else:
            reading.left(place, "element.more")


def _sections(reading: Reading, said: Json, element: str, depth: int = 0) -> Iterator[tuple[Json, str]]:
    for one, place in reading.many(said.get("section"), element):
        yield one, place
        if "section" in one and depth < 4:
            yield from _sections(reading, one, f"{place}.section", depth + 1)
