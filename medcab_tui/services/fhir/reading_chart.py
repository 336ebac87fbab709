"""Conditions and allergies, read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from medcab_tui.domain.chart import KINDS, NATURES, STAGES
from medcab_tui.domain.interchange import Illness, Intolerance, Piece
from medcab_tui.domain.patients import GRAVITY, AllergyGrade, Certainty, Coded
from medcab_tui.services.fhir import systems
from medcab_tui.services.fhir.elements import TEXT, Json, Reading, codings, first_code

_OVER: Final = frozenset({"inactive", "remission", "resolved"})
_WITHDRAWN: Final = frozenset({"refuted", "entered-in-error"})
_SEVERITIES: Final = {
    "mild": AllergyGrade.MILD, "moderate": AllergyGrade.MODERATE, "severe": AllergyGrade.SEVERE,
}  # fmt: skip


def condition(reading: Reading) -> Iterator[Piece]:
    """A Condition: of the list of problems, or a diagnosis of one visit."""
    said = reading.resource
    code = reading.concept(said.get("code"), "code", systems.of_diagnoses)
    if code is None:
        reading.left("code", "code.missing", whole=True)
        return
    categories = {code for _, code in codings(said.get("category"))}
    certainty = first_code(said.get("verificationStatus"))
    closed = _when(reading, "abatement")
    yield Illness(
        reading.remote,
        reading.ref(said.get("subject"), "subject"),
        code,
        _entry(said.get("category"), systems.NOSOLOGY, KINDS),
        _entry(
            [one.get("summary") for one, _ in reading.many(said.get("stage"), "stage")], systems.STAGE, STAGES
        ),
        _entry(said.get("category"), systems.NATURE, NATURES),
        _when(reading, "onset"),
        closed,
        not closed and first_code(said.get("clinicalStatus")) not in _OVER,
        certainty,
        certainty in _WITHDRAWN,
        reading.ref(said.get("encounter"), "encounter"),
        reading.moment(said.get("recordedDate"), "recordedDate")[0],
        reading.notes(),
        "encounter-diagnosis" in categories and "problem-list-item" not in categories,
    )


def allergy(reading: Reading) -> Iterator[Piece]:
    """An AllergyIntolerance. That none is known is no allergy."""
    said = reading.resource
    if any(code in systems.NO_ALLERGY for _, code in codings(said.get("code"))):
        reading.left("code", "allergy.none", whole=True)
        return
    substance = reading.concept(said.get("code"), "code")
    grade, reactions = AllergyGrade.REACTION, []
    for one, place in reading.many(said.get("reaction"), "reaction"):
        if substance is None:
            substance = reading.concept(one.get("substance"), f"{place}.substance")
        found = _SEVERITIES.get(str(one.get("severity")), AllergyGrade.REACTION)
        for what, where in reading.many(one.get("manifestation"), f"{place}.manifestation"):
            words = reading.words(what, where)
            if (systems.SNOMED, systems.ANAPHYLAXIS) in codings(what) or (
                found is AllergyGrade.REACTION and "severity" not in one and _shock(words)
            ):
                found = AllergyGrade.ANAPHYLAXIS
            if words and words not in reactions and not _bare_shock(what):
                reactions.append(words)
        if not one.get("manifestation"):
            reactions.append(reading.line(one.get("description"), f"{place}.description"))
        grade = min(grade, found, key=_graver) if grade is not AllergyGrade.REACTION else found
    if substance is None:
        reading.left("code", "code.missing", whole=True)
        return
    verified = {code for _, code in codings(said.get("verificationStatus"))}
    certainty = Certainty.REPORTED
    if "confirmed" in verified:
        certainty = Certainty.CONFIRMED
    elif verified & {"presumed", Certainty.SUSPECTED.value}:
        certainty = Certainty.SUSPECTED
    yield Intolerance(
        reading.remote,
        reading.ref(said.get("patient"), "patient"),
        substance,
        grade,
        reading.line(", ".join(filter(None, reactions)), "reaction"),
        certainty,
        _when(reading, "onset"),
        first_code(said.get("clinicalStatus")) not in _OVER,
        bool(verified & _WITHDRAWN),
    )


def _graver(grade: AllergyGrade) -> int:
    return GRAVITY.index(grade)


def _shock(words: str) -> bool:
    low = words.casefold()
    return "анафила" in low or "anaphyla" in low


def _bare_shock(what: Json) -> bool:
    """Whether it is the code of anaphylaxis alone, which the grade tells."""
    return "text" not in what and (systems.SNOMED, systems.ANAPHYLAXIS) in codings(what)


def _entry(value: object, system: str, book: tuple[Coded, ...]) -> Coded | None:
    """The entry of a short official list that is among codings."""
    code = next((code for kind, code in codings(value) if kind == system), "")
    return next((one for one in book if one.code == code), None)


def _when(reading: Reading, name: str) -> str:
    """A year, a month or a day of onset or abatement; an age or words are told of in the notes or left."""
    said = reading.resource
    if f"{name}DateTime" in said:
        return reading.day(said[f"{name}DateTime"], f"{name}DateTime")[1]
    if f"{name}Period" in said:
        period = reading.one(said[f"{name}Period"], f"{name}Period")
        return reading.day(period.get("start") or period.get("end"), f"{name}Period")[1]
    if f"{name}String" in said:
        words = reading.text(said[f"{name}String"], f"{name}String", TEXT)
        found, part = reading.day(words or None, f"{name}String")
        return part or (found.isoformat() if found else "")
    for other in (f"{name}Age", f"{name}Range"):
        if other in said:
            reading.left(other, "element.more")
    return ""
