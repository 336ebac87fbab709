"""What a document's fields hold at first: read off the card, the worker, and the last document of its kind.

Papers are in Russian whatever the interface speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.identifiers import print_phone, print_policy, print_snils
from medcab_tui.domain.papers import CODED, Answer, FieldKind, PaperField, PaperTemplate
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Card,
    Coded,
    Observation,
    Prescription,
    PrescriptionStatus,
)

MOST_LINES: Final = 12
"""Results or prescriptions that are put in by themselves."""

_GRADES: Final[dict[AllergyGrade, str]] = {
    AllergyGrade.ANAPHYLAXIS: "анафилаксия",
    AllergyGrade.SEVERE: "тяжёлая реакция",
    AllergyGrade.MODERATE: "реакция средней тяжести",
    AllergyGrade.MILD: "лёгкая реакция",
    AllergyGrade.REACTION: "реакция",
}
_GIVEN_UP: Final = frozenset({PrescriptionStatus.CANCELLED, PrescriptionStatus.ANNULLED})


class Known(Struct, frozen=True):
    """What a document can be filled in from. last: the answers of the last one of its kind."""

    organisation: str
    worker: str
    post: str
    today: date
    zone: str
    card: Card | None = None
    last: tuple[Answer, ...] = ()


def filled(template: PaperTemplate, known: Known) -> dict[str, Answer]:
    """The fields that have a first value, by name."""
    found: dict[str, Answer] = {}
    for field in template.fields:
        text, coded = _value(field, known)
        if text and (coded is not None or field.kind not in CODED):
            found[field.name] = Answer(field.name, field.title, text, field.kind, coded)
    return found


def _value(field: PaperField, known: Known) -> tuple[str, Coded | None]:
    source, card = field.autofill, known.card
    if source == "last":
        last = next((one for one in known.last if one.name == field.name and one.kind is field.kind), None)
        return (last.text, last.coded) if last is not None else ("", None)
    if source == "diagnosis":
        coded = _diagnosis(card) if card is not None else None
        return (f"{coded.code} {coded.display}", coded) if coded is not None else ("", None)
    plain = {"today": known.today.isoformat(), "organisation": known.organisation}
    plain |= {"worker.name": known.worker, "worker.post": known.post}
    text = plain.get(source, "")
    if card is not None and source in _OF_CARD:
        text = _OF_CARD[source](card, known.zone)
    return (" ".join(text.split()) if field.kind is not FieldKind.TEXT else text), None


def _diagnosis(card: Card) -> Coded | None:
    """That of the latest record that has one, else the first lasting illness."""
    said = card.latest.body.diagnosis if card.latest is not None else None
    earlier = (row.diagnosis for row in card.encounters if row.diagnosis is not None)
    lasting = (problem.code for problem in card.problems if problem.active)
    return said or next(earlier, None) or next(lasting, None)


def _problems(card: Card, zone: str) -> str:
    main = _diagnosis(card)
    others = [one for one in card.problems if one.active and (main is None or one.code.code != main.code)]
    return "\n".join(map(_problem, others))


def _problem(one: Problem) -> str:
    since = f", с {one.since}" if one.since else ""
    return f"{one.code.display} ({one.code.code}){since}"


def _allergies(card: Card, zone: str) -> str:
    return "\n".join(map(_allergy, card.allergies))


def _allergy(one: Allergy) -> str:
    parts = (_GRADES[one.grade], one.reaction, f"с {one.since}" if one.since else "")
    return f"{one.substance}: {', '.join(part for part in parts if part)}"


def _results(card: Card, zone: str) -> str:
    newest = [series.values[-1] for series in card.results if series.values]
    newest.sort(key=lambda one: one.at, reverse=True)
    return "\n".join(_result(one, zone) for one in newest[:MOST_LINES])


def _result(one: Observation, zone: str) -> str:
    bounds = _bounds(one.low, one.high)
    reference = f" (референтные значения {bounds})" if bounds else ""
    found = one.words if one.value is None else " ".join((*one.comparator.split(), _number(one.value)))
    value = " ".join(part for part in (found, one.unit) if part)
    return f"{one.code.display}: {value}{reference}, {_day(one.at, zone)}"


def _bounds(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return f"{_number(low)}–{_number(high)}"
    if high is not None:
        return f"< {_number(high)}"
    return f"> {_number(low)}" if low is not None else ""


def _prescriptions(card: Card, zone: str) -> str:
    given = (one for one in card.prescriptions if one.status not in _GIVEN_UP)
    return _lines(one.text for one in _newest(given))


def _newest(given: Iterable[Prescription]) -> list[Prescription]:
    return sorted(given, key=lambda one: one.issued, reverse=True)[:MOST_LINES]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(texts))


def _said(part: str) -> Callable[[Card, str], str]:
    return lambda card, zone: str(getattr(card.latest.body, part)) if card.latest is not None else ""


def _number(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")


def _day(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d.%m.%Y}"


_OF_CARD: Final[dict[str, Callable[[Card, str], str]]] = {
    "patient.address": lambda card, zone: card.patient.address,
    "patient.phone": lambda card, zone: print_phone(card.patient.phone),
    "patient.email": lambda card, zone: card.patient.email,
    "patient.policy": lambda card, zone: print_policy(card.patient.policy),
    "patient.snils": lambda card, zone: print_snils(card.patient.snils),
    "problems": _problems,
    "allergies": _allergies,
    "results": _results,
    "prescriptions": _prescriptions,
    "complaints": _said("complaints"),
    "anamnesis": _said("anamnesis"),
    "objective": _said("objective"),
    "conclusion": _said("conclusion"),
    "plan": _said("plan"),
}
