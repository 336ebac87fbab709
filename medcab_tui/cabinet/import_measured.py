"""Results and vital signs of other systems."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from medcab_tui.cabinet.import_taking import coded_of, title_of
from medcab_tui.cabinet.pieces import LoadedResult
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.imports import EDITED, Fate, Kept, Left
from medcab_tui.domain.interchange import Finding, FindingStatus
from medcab_tui.domain.patients import Observation, ResultStatus
from medcab_tui.domain.rules import LONGEST_WORDS, check_result
from medcab_tui.domain.vitals import SIGNS, Measured, VitalKind, check_values, in_order
from medcab_tui.store.imports import Known
from medcab_tui.store.vitals import NewMeasurement

if TYPE_CHECKING:
    from medcab_tui.cabinet.import_taking import Taking
    from medcab_tui.cabinet.imports_actions import Arrived

Outcome = tuple[Kept, Fate]
_BY_CODE: Final = {
    code: sign
    for sign in SIGNS.values()
    for code in (sign.loinc, sign.code)
    if code and sign.kind is not VitalKind.BMI
}
_ALSO: Final = {"2708-6": VitalKind.SATURATION, "3141-9": VitalKind.WEIGHT}
_STEPS: Final = {("kg", "g"): Decimal("0.001"), ("cm", "m"): Decimal(100)}
_STATUSES: Final = {
    FindingStatus.FINAL: ResultStatus.FINAL,
    FindingStatus.PRELIMINARY: ResultStatus.PRELIMINARY,
    FindingStatus.CORRECTED: ResultStatus.CORRECTED,
}
_LONGEST_CODE: Final = 64


class _Group(Struct):
    """What was measured of somebody at one moment by one person."""

    patient: Id
    at: datetime
    author: Author
    values: dict[VitalKind, Decimal] = field(default_factory=dict)
    pieces: list[tuple[Arrived, Finding]] = field(default_factory=list)


class Measuring:
    """Vital signs of a batch, put together by moments; what makes none of them becomes results."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Id, datetime, Author], list[_Group]] = {}

    def add(self, taking: Taking, piece: Finding, patient: Id, kind: VitalKind, value: Decimal) -> None:
        author = taking.author(piece.source)
        there = self._groups.setdefault((patient, piece.at, author), [])
        group = next((one for one in there if kind not in one.values), None)
        if group is None:
            group = _Group(patient, piece.at, author)
            there.append(group)
        group.values[kind] = value
        group.pieces.append((taking.arrived, piece))

    def finish(self, taking: Taking) -> None:
        """Writes them; a sign that cannot be one is a result like any other."""
        new = []
        for group in (one for there in self._groups.values() for one in there):
            values = in_order(tuple(group.values.items()))
            try:
                check_values(values)
            except Invalid:
                for taking.arrived, piece in group.pieces:
                    _leave_or(taking, piece, group.patient)
                continue
            identity = taking.tx.ids.new()
            ids = tuple(taking.tx.ids.new() for _ in values)
            said = Measured(group.at, values)
            new.append(
                NewMeasurement(identity, group.patient, said, group.at, group.author, ids, taking.origin)
            )
            for taking.arrived, piece in group.pieces:
                taking.keep(piece, Kept.VITAL, identity, group.patient)
                taking.tally.note(Kept.VITAL, Fate.NEW)
        taking.tx.vitals.add_all(new)


def finding(taking: Taking, piece: Finding, known: Known | None) -> Outcome | None:
    """An Observation: a vital sign where it is one, else a result, acknowledged elsewhere."""
    if piece.status is FindingStatus.WITHDRAWN:
        raise Left("import.withdrawn", "status")
    patient = taking.patient(piece.patient, known)
    _check_time(taking, piece, patient)
    sign = _sign(piece)
    if known is not None and known.object is not None:
        if known.kind is Kept.VITAL:
            return _measured_again(taking, piece, known, known.object, sign)
        return _told_again(taking, piece, known, known.object, patient)
    if sign is not None:
        taking.measuring.add(taking, piece, patient, *sign)
        return None
    return _new(taking, piece, patient)


def _check_time(taking: Taking, piece: Finding, patient: Id) -> None:
    if piece.at > taking.tx.now:
        raise Left("record.future", "effective")
    if (taking.laying.born(patient) - piece.at.date()).days > 1:
        raise Left("record.before_birth", "effective")


def _sign(piece: Finding) -> tuple[VitalKind, Decimal] | None:
    """Which vital sign it is and how much, in the unit people here say."""
    if not piece.vital or piece.value is None or piece.comparator or piece.said:
        return None
    found = _BY_CODE.get(piece.code.code)
    kind = found.kind if found is not None else _ALSO.get(piece.code.code)
    if kind is None:
        return None
    sign = SIGNS[kind]
    unit = piece.ucum or sign.ucum
    step = Decimal(1) if unit == sign.ucum else _STEPS.get((sign.ucum, unit))
    if step is None or not (piece.unit or piece.ucum):
        return None
    value = piece.value * step
    low, high = sign.possible
    return (kind, value) if low <= value <= high else None


def _new(taking: Taking, piece: Finding, patient: Id) -> Outcome:
    result = _result(taking, piece, taking.tx.ids.new())
    taking.put(LoadedResult(patient, result))
    taking.keep(piece, Kept.RESULT, result.id, patient)
    return Kept.RESULT, Fate.NEW


def _leave_or(taking: Taking, piece: Finding, patient: Id) -> None:
    """A sign without its other half, or of more digits than it has, as a result."""
    try:
        result = _result(taking, piece, taking.tx.ids.new())
        check_result(result, taking.tx.now)
    except Invalid as refused:
        taking.leave("", refused.code, values=refused.values)
        return
    taking.tx.results.add(patient, result, None)
    taking.keep(piece, Kept.RESULT, result.id, patient)
    taking.tally.note(Kept.RESULT, Fate.NEW)


def _result(taking: Taking, piece: Finding, identity: Id) -> Observation:
    code = coded_of(piece.code)
    if not code.code:
        code = replace(code, code=code.display[:_LONGEST_CODE])
    words = piece.words.strip()
    if len(words) > LONGEST_WORDS:
        taking.leave("value", "element.long", whole=False)
        words = f"{words[: LONGEST_WORDS - 1]}…"
    if piece.norm and piece.low is None and piece.high is None:
        taking.leave("referenceRange.text", "element.more", whole=False)
    if piece.note:
        taking.leave("note", "element.more", whole=False)
    performer = title_of(taking.name(piece.source))
    return Observation(
        identity, code, piece.value, piece.unit, piece.ucum, piece.low, piece.high, piece.at,
        performer or taking.origin, acknowledged=True, comparator=piece.comparator, words=words,
        status=_STATUSES[piece.status], flag=piece.flag[:20], performer=performer,
    )  # fmt: skip


def _told_again(taking: Taking, piece: Finding, known: Known, written: Id, patient: Id) -> Outcome:
    """Another value for what was told before corrects it: both are kept."""
    before = taking.tx.results.find(patient, written)
    if before is None or before.result.version != known.version:
        raise Left(EDITED)
    result = _result(taking, piece, taking.tx.ids.new())
    same = replace(result, id=written, version=before.result.version, order=before.result.order)
    if same == replace(before.result, corrects=None):
        taking.keep(piece, Kept.RESULT, written, patient, version=known.version)
        return Kept.RESULT, Fate.SAME
    result = replace(result, status=ResultStatus.CORRECTED, corrects=written, order=before.result.order)
    check_result(result, taking.tx.now)
    taking.tx.results.add(patient, result, None)  # what it corrects may lie in another card of the person
    taking.keep(piece, Kept.RESULT, result.id, patient)
    return Kept.RESULT, Fate.CHANGED


def _measured_again(
    taking: Taking, piece: Finding, known: Known, written: Id, sign: tuple[VitalKind, Decimal] | None
) -> Outcome:
    if sign is None:
        raise Left("import.no_sign", "value")
    version = taking.tx.imports.version(Kept.VITAL, written)
    seen = taking.moved.get(written, known.version)
    if version != seen:
        raise Left(EDITED)
    patient, before = taking.tx.vitals.standing(written, seen)
    values = in_order(tuple((dict(before.said.values) | {sign[0]: sign[1]}).items()))
    said = Measured(piece.at, values)
    if said != before.said:
        check_values(values)
        seen = taking.tx.vitals.amend(before, said, "", taking.tx.ids)
        taking.moved[written] = seen
        taking.tx.imports.remeasured(written, seen)
    taking.keep(piece, Kept.VITAL, written, patient, version=seen)
    return Kept.VITAL, Fate.CHANGED if written in taking.moved else Fate.SAME
