"""Vital signs: which there are, what is measured in what, and which values can be. Pure.

Codes and names are facts of the dictionary «Витальные параметры» (DOMAIN.md §2) and of LOINC, re-keyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ages import age
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id


class VitalKind(StrEnum):
    """What is measured. Values are kept in the store."""

    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    HEART_RATE = "heart_rate"
    PULSE = "pulse"
    TEMPERATURE = "temperature"
    SATURATION = "saturation"
    BREATHING = "breathing"
    GLUCOSE = "glucose"
    PAIN = "pain"
    WEIGHT = "weight"
    HEIGHT = "height"
    BMI = "bmi"
    """Never measured: it follows from weight and height."""


class Sign(Struct, frozen=True):
    """One vital sign. code: of «Витальные параметры», empty where it has none.

    possible: what a living person can show; anything else is a slip and is refused.
    likely: what is seen often enough; anything else is asked to be looked at twice.
    normal: of a grown-up at rest, for marks and plots; None where it says nothing by itself.
    """

    kind: VitalKind
    code: str
    loinc: str
    unit: str
    ucum: str
    possible: tuple[Decimal, Decimal]
    likely: tuple[Decimal, Decimal]
    normal: tuple[Decimal | None, Decimal | None] = (None, None)
    places: int = 0
    """Digits after the point that mean something."""


def _sign(
    kind: VitalKind,
    codes: str,
    unit: str,
    ucum: str,
    possible: str,
    likely: str,
    normal: str = "",
    places: int = 0,
) -> Sign:
    code, _, loinc = codes.partition("/")
    low, high = normal.split("–") if normal else ("", "")
    bounds = (Decimal(low) if low else None, Decimal(high) if high else None)
    return Sign(kind, code, loinc, unit, ucum, _pair(possible), _pair(likely), bounds, places)


def _pair(text: str) -> tuple[Decimal, Decimal]:
    low, high = text.split("–")
    return Decimal(low), Decimal(high)


_K = VitalKind
_PRESSURE: Final = ("мм рт. ст.", "mm[Hg]")
_RATE: Final = ("в мин", "/min")
SIGNS: Final[Mapping[VitalKind, Sign]] = {
    sign.kind: sign
    for sign in (
        _sign(_K.SYSTOLIC, "3/8480-6", *_PRESSURE, "40–300", "80–200", "90–139"),
        _sign(_K.DIASTOLIC, "2/8462-4", *_PRESSURE, "10–200", "40–120", "60–89"),
        _sign(_K.HEART_RATE, "4/8867-4", *_RATE, "15–300", "45–140", "60–90"),
        _sign(_K.PULSE, "5/8889-8", *_RATE, "15–300", "45–140", "60–90"),
        _sign(_K.TEMPERATURE, "1/8310-5", "°C", "Cel", "25–44", "35–40", "36–37.2", 1),
        _sign(_K.SATURATION, "6/59408-5", "%", "%", "30–100", "88–100", "95–"),
        _sign(_K.BREATHING, "7/9279-1", *_RATE, "3–100", "8–30", "12–20"),
        _sign(_K.GLUCOSE, "58/15074-8", "ммоль/л", "mmol/L", "0.5–60", "2.8–20", "3.3–5.5", 1),
        _sign(_K.PAIN, "/72514-3", "из 10", "{score}", "0–10", "0–10"),
        _sign(_K.WEIGHT, "50/29463-7", "кг", "kg", "0.3–500", "35–180", "", 3),
        _sign(_K.HEIGHT, "57/8302-2", "см", "cm", "20–260", "140–210", "", 1),
        _sign(_K.BMI, "10/39156-5", "кг/м²", "kg/m2", "3–200", "15–50", "18.5–25", 1),
    )
}
"""In the order in which they are told. The dictionary counts weight in grams; people here say kilograms."""

GROWN: Final = 18
"""Years from which the bounds of grown-ups hold; a child's are too different to be told by one table."""

MOST_DIGITS: Final = 7


class Vital(Struct, frozen=True):
    """One value of one sign, as it was measured."""

    id: Id
    kind: VitalKind
    value: Decimal
    unit: str
    at: datetime
    author: Author
    version: int = 1
    """Of the measurement it belongs to."""
    origin: str = ""
    """The other system it came from."""

    @property
    def sign(self) -> Sign:
        return SIGNS[self.kind]


class Measured(Struct, frozen=True):
    """What was measured at one moment: the values by their signs, without ids, as somebody says it."""

    at: datetime
    values: tuple[tuple[VitalKind, Decimal], ...]

    def of(self, kind: VitalKind) -> Decimal | None:
        """The value of a sign, if it was measured."""
        return next((value for one, value in self.values if one is kind), None)


class Measurement(Struct, frozen=True):
    """What was measured at one moment and written down together."""

    id: Id
    at: datetime
    vitals: tuple[Vital, ...]
    author: Author
    recorded: datetime
    version: int = 1
    origin: str = ""
    withdrawn: bool = False

    @property
    def said(self) -> Measured:
        """What it says, without who and when it was written."""
        return Measured(self.at, tuple((one.kind, one.value) for one in self.vitals))

    def of(self, kind: VitalKind) -> Decimal | None:
        """The value of a sign, if it was measured."""
        return self.said.of(kind)


def in_order(values: Iterable[tuple[VitalKind, Decimal]]) -> tuple[tuple[VitalKind, Decimal], ...]:
    """Values in the order in which they are told."""
    places = {kind: place for place, kind in enumerate(SIGNS)}
    return tuple(sorted(values, key=lambda one: places[one[0]]))


def check_values(values: Sequence[tuple[VitalKind, Decimal]], field: str = "line") -> None:
    """What can't be is refused: Invalid vitals.none, .twice, .impossible, .digits or .pressure."""
    if not values:
        raise Invalid("vitals.none", field)
    kinds = [kind for kind, _ in values]
    for kind, value in values:
        sign = SIGNS[kind]
        low, high = sign.possible
        if kinds.count(kind) > 1:
            raise Invalid("vitals.twice", field, sign=kind.value)
        if kind is VitalKind.BMI:
            raise Invalid("vitals.computed", field)
        if not value.is_finite() or not low <= value <= high:
            raise Invalid(
                "vitals.impossible", field, sign=kind.value, value=str(value), low=str(low), high=str(high)
            )
        if len(value.normalize().as_tuple().digits) > MOST_DIGITS or _places(value) > sign.places:
            raise Invalid("vitals.digits", field, sign=kind.value, value=str(value), places=str(sign.places))
    known = dict(values)
    upper, lower = known.get(VitalKind.SYSTOLIC), known.get(VitalKind.DIASTOLIC)
    if (upper is None) != (lower is None):
        raise Invalid("vitals.half", field)
    if upper is not None and lower is not None and lower >= upper:
        raise Invalid("vitals.pressure", field, upper=str(upper), lower=str(lower))


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def check_measured(measured: Measured, now: datetime, birth: date, born_in: str) -> Measured:
    """What was measured, in order; neither to come nor before the patient was born, in their zone."""
    from medcab_tui.domain.times import day_in

    check_values(measured.values)
    if measured.at > now:
        raise Invalid("vitals.future", "line")
    if day_in(measured.at, born_in) < birth:
        raise Invalid("vitals.before_birth", "line")
    return Measured(measured.at, in_order(measured.values))


def grown(birth: date, on: date) -> bool:
    """Whether the bounds of grown-ups hold for somebody born then."""
    return age(birth, on) >= GROWN


def unusual(
    values: Iterable[tuple[VitalKind, Decimal]], *, adult: bool
) -> tuple[tuple[VitalKind, Decimal], ...]:
    """Values that can be and still are worth a second look; of a child only temperature and saturation."""
    for_all = (VitalKind.TEMPERATURE, VitalKind.SATURATION, VitalKind.GLUCOSE)
    return tuple(
        (kind, value)
        for kind, value in values
        if (adult or kind in for_all) and not SIGNS[kind].likely[0] <= value <= SIGNS[kind].likely[1]
    )


def side(kind: VitalKind, value: Decimal, *, adult: bool) -> int:
    """-1 below what is normal, 1 above, 0 within or where nothing is known to be normal."""
    low, high = SIGNS[kind].normal if adult or kind is VitalKind.SATURATION else (None, None)
    if low is not None and value < low:
        return -1
    return 1 if high is not None and value > high else 0


def bmi(weight: Decimal, height: Decimal) -> Decimal:
    """Body mass index by kilograms and centimetres, to a tenth."""
    metres = height / 100
    return (weight / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def bmi_of(measurements: Sequence[Measurement]) -> dict[Id, Decimal]:
    """The index of every measurement with a weight: by its own height, else by the last one before it.

    Without an earlier height the first one after it stands in: a grown-up's seldom changes.
    """
    by_time = sorted(measurements, key=lambda one: (one.at, one.id))
    heights = [(one.at, tall) for one in by_time if (tall := one.of(VitalKind.HEIGHT)) is not None]
    found: dict[Id, Decimal] = {}
    for one in by_time:
        weight = one.of(VitalKind.WEIGHT)
        if weight is None or not heights:
            continue
        known = [tall for at, tall in heights if at <= one.at] or [heights[0][1]]
        found[one.id] = bmi(weight, known[-1])
    return found
