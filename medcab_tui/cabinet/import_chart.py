"""Illnesses, allergies, records and medicines of other systems."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from medcab_tui.cabinet.import_taking import coded_in, coded_of, kept_coded, title_of
from medcab_tui.cabinet.pieces import LoadedPrescription, LoadedRecord
from medcab_tui.domain.chart import STAGES, Problem
from medcab_tui.domain.chart_rules import check_allergy, check_problem
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED, Fate, Kept, Left
from medcab_tui.domain.interchange import Drug, Illness, Intolerance, Medicine, Note, Ref
from medcab_tui.domain.patients import Allergy, Coded, Prescription, RecordBody
from medcab_tui.store.imports import Known

if TYPE_CHECKING:
    from medcab_tui.cabinet.import_taking import Taking

Outcome = tuple[Kept, Fate]
_LASTS: Final = timedelta(days=60)
"""A prescription of nobody knows how long: as long as one is valid (order 1094н)."""
_TAKEN: Final = timedelta(days=365)
_UNSURE: Final = frozenset({"provisional", "differential", "unconfirmed"})


def illness(taking: Taking, piece: Illness, known: Known | None) -> Outcome | None:
    """A Condition: to the list of problems; one of a single visit is named by that visit's record."""
    code = coded_of(piece.code)
    said = kept_coded(code)
    if piece.diagnosis and (known is None or known.kind is Kept.NAME) and not piece.withdrawn:
        taking.keep(piece, Kept.NAME, said=said)
        return Kept.NAME, Fate.NEW if known is None else Fate.CHANGED
    patient = taking.patient(piece.patient, known)
    standing = known is not None and known.kind is Kept.PROBLEM and known.object is not None
    if piece.withdrawn:
        if known is None or not standing or known.object is None or not known.version:
            raise Left("import.withdrawn", "verificationStatus")
        before = taking.tx.chart.problem(patient, known.object, known.version)
        version = taking.tx.chart.mark_problem(patient, before, "", withdrawn=True)
        taking.keep(piece, Kept.PROBLEM, known.object, patient, version=version, said=said)
        return Kept.PROBLEM, Fate.CHANGED
    if piece.note:
        taking.leave("note", "element.more", whole=False)
    identity = known.object if known is not None and standing and known.object else taking.tx.ids.new()
    problem = _checked(taking, piece, patient, Problem(
        identity, code, piece.kind, piece.stage or (STAGES[0] if piece.certainty in _UNSURE else None),
        piece.nature, piece.since, _closed(taking, piece),
    ))  # fmt: skip
    if known is not None and standing:
        if not known.version:
            taking.keep(piece, Kept.PROBLEM, identity, patient, version=0, said=said)
            return Kept.PROBLEM, Fate.HERE
        before = taking.tx.chart.problem(patient, identity, known.version)
        version = taking.tx.chart.amend_problem(patient, before, problem)
        taking.keep(piece, Kept.PROBLEM, identity, patient, version=version, said=said)
        return Kept.PROBLEM, Fate.CHANGED
    for one in taking.tx.imports.problems(patient):
        if _same(one.code, code) and one.active == problem.active:
            taking.keep(piece, Kept.PROBLEM, one.id, patient, version=0, said=said)
            return Kept.PROBLEM, Fate.HERE
    taking.tx.chart.add_problem(patient, problem)
    taking.keep(piece, Kept.PROBLEM, identity, patient, said=said)
    return Kept.PROBLEM, Fate.NEW


def _same(one: Coded, other: Coded) -> bool:
    if one.code and other.code:
        return one.code == other.code
    return fold(one.display) == fold(other.display)


def _checked(taking: Taking, piece: Illness, patient: Id, problem: Problem) -> Problem:
    """The problem as it is kept; a day that cannot be is left out and told, not the illness with it."""
    birth, today = taking.laying.born(patient), taking.tx.today
    for _ in range(3):
        try:
            return check_problem(problem, birth, today)
        except Invalid as wrong:
            if wrong.field in ("since", "closed") and problem.since:
                taking.leave("onset", wrong.code, whole=False)
                problem = dataclasses.replace(problem, since="")
            elif wrong.field == "closed":
                taking.leave("abatement", wrong.code, whole=False)
                problem = dataclasses.replace(problem, closed=today.isoformat())
            else:
                raise
    return problem


def _closed(taking: Taking, piece: Illness) -> str:
    """The day an illness ended: the last that may be meant, else the day it was written down."""
    if piece.active:
        return ""
    said, today = piece.closed, taking.tx.today.isoformat()
    if len(said) == 10:
        return said
    recorded = piece.recorded.date().isoformat() if piece.recorded is not None else today
    if not said:
        return min(max(recorded, piece.since), today)
    if len(said) == 4:
        return min(f"{said}-12-31", today)
    year, month = int(said[:4]), int(said[5:7])
    first = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)
    return min(first.date().isoformat(), today)


def intolerance(taking: Taking, piece: Intolerance, known: Known | None) -> Outcome | None:
    """An AllergyIntolerance that lasts."""
    patient = taking.patient(piece.patient, known)
    if (
        known is not None
        and known.object is not None
        and known.version
        and (piece.withdrawn or not piece.active)
    ):
        before = taking.tx.chart.allergy(patient, known.object, known.version)
        version = taking.tx.chart.mark_allergy(patient, before, "", withdrawn=True)
        taking.keep(piece, Kept.ALLERGY, known.object, patient, version=version)
        return Kept.ALLERGY, Fate.CHANGED
    if piece.withdrawn or not piece.active:
        raise Left("import.withdrawn", "verificationStatus" if piece.withdrawn else "clinicalStatus")
    substance = title_of(piece.substance.display)
    code = replace(coded_of(piece.substance), display=substance) if piece.substance.code else None
    identity = known.object if known is not None and known.object else taking.tx.ids.new()
    allergy = Allergy(
        identity, substance, piece.grade, piece.since, code, title_of(piece.reaction), piece.certainty
    )
    birth, today = taking.laying.born(patient), taking.tx.today
    try:
        allergy = check_allergy(allergy, birth, today)
    except Invalid as wrong:
        if wrong.field != "since":
            raise
        taking.leave("onset", wrong.code, whole=False)
        allergy = check_allergy(dataclasses.replace(allergy, since=""), birth, today)
    if known is not None:
        if not known.version:
            taking.keep(piece, Kept.ALLERGY, identity, patient, version=0)
            return Kept.ALLERGY, Fate.HERE
        before = taking.tx.chart.allergy(patient, identity, known.version)
        version = taking.tx.chart.amend_allergy(patient, before, allergy)
        taking.keep(piece, Kept.ALLERGY, identity, patient, version=version)
        return Kept.ALLERGY, Fate.CHANGED
    for one in taking.tx.imports.allergies(patient):
        if fold(one.substance) == fold(allergy.substance):
            taking.keep(piece, Kept.ALLERGY, one.id, patient, version=0)
            return Kept.ALLERGY, Fate.HERE
    taking.tx.chart.add_allergy(patient, allergy)
    taking.keep(piece, Kept.ALLERGY, identity, patient)
    return Kept.ALLERGY, Fate.NEW


def note(taking: Taking, piece: Note, known: Known | None) -> Outcome | None:
    """What becomes a record of the history, in the words of whoever wrote it."""
    if piece.withdrawn:
        raise Left("import.withdrawn", "status")
    patient = taking.patient(piece.patient, known)
    diagnosis = coded_of(piece.diagnosis) if piece.diagnosis is not None else None
    for ref in piece.diagnoses if diagnosis is None else ():
        diagnosis = diagnosis or coded_in(taking.found(ref))
    title = f"{piece.title} ({piece.said})" if piece.said and piece.title else piece.title or piece.said
    conclusion = "\n".join(filter(None, (title, piece.conclusion)))
    body = RecordBody(
        piece.kind, diagnosis, piece.complaints, piece.objective, conclusion, piece.plan, piece.anamnesis
    )
    return record(taking, piece, known, patient, body, piece.at)


def record(
    taking: Taking, piece: Note, known: Known | None, patient: Id, body: RecordBody, at: datetime
) -> Outcome:
    """A record as it is kept: new, or its next edition."""
    if known is not None and known.object is not None:
        taking.tx.encounters.standing(known.object, known.version)
        if taking.tx.encounters.body(known.object, known.version) == body:
            taking.keep(piece, Kept.RECORD, known.object, patient, version=known.version)
            return Kept.RECORD, Fate.SAME
        version = taking.tx.encounters.amend(known.object, known.version, body, "")
        taking.keep(piece, Kept.RECORD, known.object, patient, version=version)
        return Kept.RECORD, Fate.CHANGED
    identity = taking.tx.ids.new()
    author = taking.author(piece.author, piece.organisation)
    recorded = max(at, piece.until) if piece.until is not None else at
    taking.put(
        LoadedRecord(
            identity, patient, at, min(recorded, taking.tx.now), body, author, external=True,
            origin=taking.origin, addendum_to=_added_to(taking, piece.appends, patient),
        )
    )  # fmt: skip
    taking.keep(piece, Kept.RECORD, identity, patient)
    return Kept.RECORD, Fate.NEW


def _added_to(taking: Taking, ref: Ref, patient: Id) -> Id | None:
    """The record of the same patient that this one was added to, if it came."""
    found = taking.found(ref)
    if found is None or found.kind is not Kept.RECORD or found.patient is None:
        return None
    return found.object if taking.same(found.patient, patient) else None


def drug(taking: Taking, piece: Drug, known: Known | None) -> Outcome | None:
    """A Medication: is named in what prescribes it."""
    taking.keep(piece, Kept.NAME, said=kept_coded(coded_of(piece.drug)))
    return Kept.NAME, Fate.NEW if known is None else Fate.CHANGED


def medicine(taking: Taking, piece: Medicine, known: Known | None) -> Outcome | None:
    """What was prescribed, or is taken."""
    if piece.withdrawn:
        raise Left("import.withdrawn", "status")
    patient = taking.patient(piece.patient, known)
    elsewhere = coded_in(taking.found(piece.elsewhere)) if piece.drug is None else None
    name = piece.drug.display if piece.drug is not None else elsewhere.display if elsewhere else ""
    name = name or piece.elsewhere.name
    if not name:
        raise Left("import.no_drug", "medication")
    text = ", ".join(filter(None, (name, piece.dose)))
    if len(title_of(text)) < len(" ".join(text.split())):
        taking.leave("dosageInstruction", "element.long", whole=False)
    issued = piece.issued or piece.until
    if issued is None:
        raise Left("import.undated", "authoredOn")
    if issued > taking.tx.today:
        raise Left("record.future", "authoredOn")
    until = piece.until or issued + (_TAKEN if piece.taken else _LASTS)
    if until < issued:
        taking.leave("dispenseRequest.validityPeriod", "import.order", whole=False)
        until = issued
    if piece.reason:
        taking.leave("reasonCode", "element.more", whole=False)
    if known is not None and known.object is not None:
        if taking.tx.imports.version(Kept.PRESCRIPTION, known.object) != known.version:
            raise Left(EDITED)
        days = issued.isoformat(), until.isoformat()
        taking.tx.imports.amend_prescription(known.object, title_of(text), piece.status.value, *days)
        taking.keep(piece, Kept.PRESCRIPTION, known.object, patient, version=known.version + 1)
        return Kept.PRESCRIPTION, Fate.CHANGED
    identity = taking.tx.ids.new()
    prescribed = Prescription(identity, title_of(text), piece.status, issued, until)
    taking.put(LoadedPrescription(patient, prescribed, taking.author(piece.author)))
    taking.keep(piece, Kept.PRESCRIPTION, identity, patient)
    return Kept.PRESCRIPTION, Fate.NEW
