"""Vital signs in one line: «140/90 78 36,6», «АД 140/90 ЧСС 78 Т 36,6 SpO2 97 вес 81». Pure.

Signs are named in Russian or English, in whichever layout; numbers without a name are taken in the order in
which they are told at every bedside: pressure, heart rate, temperature, saturation. What is not understood is
refused and named: nothing is guessed that could be two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.vital_when import moment_in
from medcab_tui.domain.vitals import Measured, VitalKind, check_values, in_order

LONGEST: Final = 200
"""Characters that are looked at."""

_K = VitalKind
PRESSURE: Final = "pressure"
"""What is named where two values follow."""

_WORDS: Final[dict[str, VitalKind | str]] = {
    word: meant
    for meant, words in (
        (PRESSURE, "ад давление артериальное кд bp pressure rr/bp"),
        (_K.HEART_RATE, "чсс hr heart rate"),
        (_K.PULSE, "пульс пс п pulse ps p"),
        (_K.TEMPERATURE, "т тем темп температура t temp temperature"),
        (_K.SATURATION, "сатурация сат sat saturation"),
        (_K.BREATHING, "чдд чд дыхание rr resp breathing respiration"),
        (_K.GLUCOSE, "глюкоза глю сахар glucose glu sugar"),
        (_K.PAIN, "боль ваш нрш pain vas nrs"),
        (_K.WEIGHT, "вес масса мт weight wt mass"),
        (_K.HEIGHT, "рост height ht"),
        (_K.SYSTOLIC, "сад систолическое sbp systolic"),
        (_K.DIASTOLIC, "дад диастолическое dbp diastolic"),
    )
    for word in words.split()
    if word != "rr/bp"
}
_FILL: Final = frozenset(
    "и на мм рт ст тела мин минуту в уд ударов ритм ритмичный правый левый правая левая рука and of at"
    " mmhg mm hg bpm rate балл балла баллов".split()
)
"""Words beside values that change nothing."""

_UNITS: Final[dict[str, tuple[VitalKind, Decimal]]] = {
    word: (kind, Decimal(factor))
    for kind, factor, words in (
        (_K.WEIGHT, "1", "кг kg"),
        (_K.WEIGHT, "0.001", "г гр g"),
        (_K.HEIGHT, "1", "см cm"),
        (_K.HEIGHT, "100", "м m"),
        (_K.SATURATION, "1", "%"),
        (_K.TEMPERATURE, "1", "° °c °с c с"),
        (_K.GLUCOSE, "1", "ммоль/л ммоль mmol/l mmol"),
        (_K.HEART_RATE, "1", "уд уд/мин bpm"),
    )
    for word in words.split()
}
"""Units and what they say of a number that has no name; the factor brings it to the sign's own unit."""

_BETWEEN: Final = re.compile(r"(?<=[0-9])[юб?,](?=[0-9])")
"""The decimal point, as a comma and as either layout slips it."""

_OVER: Final = re.compile(r"(?<=[0-9])\s*(?:[/\\|]|\sна\s)\s*(?=[0-9])")
_PARTED: Final = re.compile(r";|,(?=\s|$)|(?<=[0-9%]),(?=[^0-9])")
_OXYGEN: Final = re.compile(r"(?:s[pр]|sa|[сc]п|ыз|ыф)[oощ]2(?![0-9])|(?<![^\W0-9])[oощ]2(?![0-9])")
_TOKEN: Final = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?(?:/[0-9]+(?:\.[0-9]+)?)?)|(?P<word>[^0-9\s]+)")
_STRAY: Final = ":=.,;-–—+()"
_BODY_HEAT: Final = (Decimal(34), Decimal(43))


class _Number(Struct):
    """A number of the line with what was said of it."""

    said: str
    first: Decimal
    second: Decimal | None
    named: VitalKind | str | None
    unit: str


def read_line(text: str, now: datetime, zone: str) -> Measured:
    """What a line says was measured; without a time of its own it was now.

    Invalid vitals.word (a word that is not understood), vitals.which (a number that could be two things),
    vitals.number (a name without its number), and what `check_values` and `moment_in` refuse.
    """
    if len(text) > LONGEST:
        raise Invalid("vitals.long", "line", most=str(LONGEST))
    folded = " ".join(fold(text).split())
    rest, at = moment_in(folded, now, zone)
    values = _values(list(_numbers(rest)))
    check_values(values)
    return Measured(at or now, in_order(values))


def _numbers(text: str) -> Iterator[_Number]:
    plain = _PARTED.sub(" ", _OVER.sub("/", _BETWEEN.sub(".", _OXYGEN.sub(" сатурация ", text))))
    named: VitalKind | str | None = None
    name = ""
    last: _Number | None = None
    for token in _TOKEN.finditer(plain):
        number, word = token["number"], _bare(token["word"] or "")
        if number:
            if last is not None:
                yield last
            first, _, second = number.partition("/")
            last = _Number(number, Decimal(first), Decimal(second) if second else None, named, "")
            named, name = None, ""
        elif (unit := _unit(word)) and last is not None and not last.unit and _fits(unit, last.named):
            last.unit = unit
        elif (meant := _meant(word)) is not None:
            if named is not None and named != meant:
                raise Invalid("vitals.number", "line", word=name)
            if last is not None:
                yield last
            named, name, last = meant, word, None
        elif word and not _filling(word):
            raise Invalid("vitals.word", "line", word=word)
    if last is not None:
        yield last
    if named is not None:
        raise Invalid("vitals.number", "line", word=name)


def _bare(word: str) -> str:
    return word if word in _WORDS or word in _UNITS else word.lstrip(":=;-–—+(").rstrip(_STRAY)


def _fits(unit: str, named: VitalKind | str | None) -> bool:
    """A letter can be a unit or the next name: «81 т 36,6», «36,6 с»; a unit fits the number."""
    return unit not in _WORDS or named is _UNITS[unit][0]


def _meant(word: str) -> VitalKind | str | None:
    """The sign that a word names, in whichever layout it was typed."""
    return _WORDS.get(word) or _WORDS.get(other_layout(word))


def _unit(word: str) -> str | None:
    return next((one for one in (word, word.rstrip("."), other_layout(word)) if one in _UNITS), None)


def _filling(word: str) -> bool:
    parts = [part for part in re.split(r"[./\s]+", word) if part]
    return all(part in _FILL or other_layout(part) in _FILL for part in parts)


def _values(numbers: list[_Number]) -> list[tuple[VitalKind, Decimal]]:
    values: list[tuple[VitalKind, Decimal]] = []
    named = {kind for one in numbers if (kind := _kind_said(one)) is not None}
    for one in numbers:
        found = list(_told(one, {kind for kind, _ in values} | named))
        for kind, _value in found:
            if any(kind is known for known, _ in values):
                raise Invalid("vitals.twice", "line", sign=kind.value)
        values += found
    return values


def _kind_said(one: _Number) -> VitalKind | None:
    """The sign whose name or unit stands beside a number."""
    if isinstance(one.named, VitalKind):
        return one.named
    return _UNITS[one.unit][0] if one.unit and one.named is None else None


def _told(one: _Number, known: set[VitalKind]) -> Iterator[tuple[VitalKind, Decimal]]:
    kind = _kind_said(one)
    if one.second is not None:
        if kind is VitalKind.PAIN and one.second == 10:
            yield kind, one.first
            return
        if kind not in (None, VitalKind.HEART_RATE):
            raise Invalid("vitals.word", "line", word=one.said)
        yield from _pressure(one.first, one.second)
        return
    whole, _, part = one.said.partition(".")
    if kind is None and len(whole) == 3 and len(part) in (2, 3):
        # The slash of one layout is the point of the other: no other sign has such a number without a name.
        yield from _pressure(Decimal(whole), Decimal(part))
        return
    if one.named == PRESSURE:
        raise Invalid("vitals.half", "line")
    if kind is None:
        yield _next(one, known), one.first
        return
    factor = _UNITS[one.unit][1] if one.unit and _UNITS[one.unit][0] is kind else Decimal(1)
    if one.unit and _UNITS[one.unit][0] is not kind and not _rate(one.unit, kind):
        raise Invalid("vitals.unit", "line", sign=kind.value, word=one.unit)
    if kind is VitalKind.HEIGHT and not one.unit and one.first < 3:
        factor = Decimal(100)  # «рост 1,78»
    yield kind, (one.first * factor).normalize() + 0


def _rate(unit: str, kind: VitalKind) -> bool:
    return _UNITS[unit][0] is VitalKind.HEART_RATE and kind in (VitalKind.PULSE, VitalKind.BREATHING)


def _pressure(upper: Decimal, lower: Decimal) -> Iterator[tuple[VitalKind, Decimal]]:
    yield VitalKind.SYSTOLIC, upper
    yield VitalKind.DIASTOLIC, lower


def _next(one: _Number, known: set[VitalKind]) -> VitalKind:
    """What a number without a name is, by its place after the pressure; Invalid if it could be two things."""
    value, low, high = one.first, *_BODY_HEAT
    rate = VitalKind.HEART_RATE in known or VitalKind.PULSE in known
    warm = low <= value <= high and VitalKind.TEMPERATURE not in known
    if warm and ("." in one.said or rate):
        return VitalKind.TEMPERATURE
    if "." not in one.said and VitalKind.SYSTOLIC in known:
        if not rate and not warm:
            return VitalKind.HEART_RATE
        if VitalKind.TEMPERATURE in known and rate and VitalKind.SATURATION not in known:
            return VitalKind.SATURATION
    raise Invalid("vitals.which", "line", word=one.said.replace(".", ","))


_NAMED: Final[tuple[tuple[VitalKind, str, str], ...]] = (
    (_K.HEART_RATE, "ЧСС", "HR"),
    (_K.PULSE, "пульс", "pulse"),
    (_K.TEMPERATURE, "Т", "T"),
    (_K.SATURATION, "SpO2", "SpO2"),
    (_K.BREATHING, "ЧДД", "RR"),
    (_K.GLUCOSE, "глюкоза", "glucose"),
    (_K.PAIN, "боль", "pain"),
    (_K.WEIGHT, "вес", "weight"),
    (_K.HEIGHT, "рост", "height"),
)


def line_of(said: Measured, zone: str, *, english: bool = False) -> str:
    """The line that `read_line` reads as this, to the minute; every sign by its name."""
    parts: list[str] = []
    upper, lower = said.of(_K.SYSTOLIC), said.of(_K.DIASTOLIC)
    if upper is not None and lower is not None:
        parts.append(f"{'BP' if english else 'АД'} {_plain(upper)}/{_plain(lower)}")
    for kind, russian, latin in _NAMED:
        value = said.of(kind)
        if value is not None:
            text = _plain(value)
            parts.append(f"{latin} {text}" if english else f"{russian} {text.replace('.', ',')}")
    return " ".join((*parts, said.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")))


def _plain(value: Decimal) -> str:
    return format(value.normalize() + 0, "f")
