"""Vital signs as people read them: names, units, a line told back as a sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.vital_line import read_line
from medcab_tui.domain.vitals import (
    SIGNS,
    Measured,
    Measurement,
    VitalKind,
    bmi,
    check_measured,
    grown,
    unusual,
)
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.marks import decimal
from medcab_tui.ui.words import words_of
from medcab_tui.ui.words.vitals import NAMES

if TYPE_CHECKING:
    from medcab_tui.domain.chart import Edition

HEADS: Mapping[VitalKind, str] = {
    VitalKind.SYSTOLIC: N_("BP"),
    VitalKind.HEART_RATE: N_("HR"),
    VitalKind.PULSE: N_("Pulse"),
    VitalKind.TEMPERATURE: N_("T"),
    VitalKind.SATURATION: N_("SpO2"),
    VitalKind.BREATHING: N_("RR"),
    VitalKind.GLUCOSE: N_("Glucose"),
    VitalKind.PAIN: N_("Pain"),
    VitalKind.WEIGHT: N_("Weight"),
    VitalKind.HEIGHT: N_("Height"),
    VitalKind.BMI: N_("BMI"),
}
"""Heads of columns, in their order; both pressures share one."""

TITLES: Mapping[VitalKind, str] = {
    VitalKind.SYSTOLIC: N_("Systolic pressure"),
    VitalKind.DIASTOLIC: N_("Diastolic pressure"),
    VitalKind.HEART_RATE: N_("Heart rate"),
    VitalKind.PULSE: N_("Pulse"),
    VitalKind.TEMPERATURE: N_("Temperature"),
    VitalKind.SATURATION: N_("Saturation"),
    VitalKind.BREATHING: N_("Breathing rate"),
    VitalKind.GLUCOSE: N_("Glucose"),
    VitalKind.PAIN: N_("Pain"),
    VitalKind.WEIGHT: N_("Weight"),
    VitalKind.HEIGHT: N_("Height"),
    VitalKind.BMI: N_("Body mass index"),
}

IN_SENTENCE: Mapping[VitalKind, str] = {
    kind: NAMES[kind.value]
    for kind in (VitalKind.PULSE, VitalKind.GLUCOSE, VitalKind.PAIN, VitalKind.WEIGHT, VitalKind.HEIGHT)
}
"""Those that are words and no abbreviations."""

UNITS: Mapping[str, str] = {
    "mm[Hg]": N_("mmHg"),
    "/min": N_("per min"),
    "Cel": "°C",
    "%": "%",
    "mmol/L": N_("mmol/l"),
    "{score}": N_("of 10"),
    "kg": N_("kg"),
    "cm": N_("cm"),
    "kg/m2": N_("kg/m²"),
}


def unit_of(kind: VitalKind) -> str:
    """The unit in the reader's language."""
    return _(UNITS[SIGNS[kind].ucum])


def value_words(kind: VitalKind, value: Decimal) -> str:
    """«36,6 °C»."""
    return f"{decimal(value)} {unit_of(kind)}"


def signs_told(said: Measured, index: Decimal | None = None) -> list[str]:
    """«АД 140/90 мм рт. ст.», «ЧСС 78 в мин»: each sign by itself."""
    told: list[str] = []
    values = dict(said.values)
    lower = values.pop(VitalKind.DIASTOLIC, None)
    for kind, value in values.items():
        words = value_words(kind, value)
        if kind is VitalKind.SYSTOLIC and lower is not None:
            words = f"{decimal(value)}/{decimal(lower)} {unit_of(kind)}"
        told.append(f"{_(IN_SENTENCE.get(kind, HEADS[kind]))} {words}")
    if index is not None:
        told.append(f"{_(HEADS[VitalKind.BMI])} {value_words(VitalKind.BMI, index)}")
    return told


def sentence(said: Measured, index: Decimal | None = None) -> str:
    """«АД 140/90 мм рт. ст., ЧСС 78 в мин, Т 36,6 °C»."""
    return ", ".join(signs_told(said, index))


def index_of(said: Measured, height: Decimal | None) -> Decimal | None:
    """The body mass index by this weight, and by this height or the one known before."""
    weight, tall = said.of(VitalKind.WEIGHT), said.of(VitalKind.HEIGHT) or height
    return bmi(weight, tall) if weight is not None and tall is not None else None


def last_height(measurements: Sequence[Measurement]) -> Decimal | None:
    """The newest height that was measured."""
    return next((tall for one in measurements if (tall := one.of(VitalKind.HEIGHT)) is not None), None)


def echo(
    text: str, present: Present, birth: date, height: Decimal | None, at: datetime | None = None
) -> list[Run]:
    """A line told back while it is typed: how it is understood, what is worth a second look, or what is not.

    at: when it was measured if the line names no time, for an entry that is amended.
    """
    if not text.strip():
        return []
    try:
        said = check_measured(read_line(text, present.now, present.zone), present.now, birth, present.zone)
    except Invalid as invalid:
        return [(f"… {words_of(invalid).whole}", "dim")]
    if said.at == present.now:
        said = Measured(at or said.at, said.values)
    when = _("now") if said.at == present.now else moment(said.at, present.zone)
    index = index_of(said, height)
    lines: list[Run] = [(f"→ {sentence(said, index)} · {when}", "accent")]
    seldom = unusual(said.values, adult=grown(birth, present.today))
    lines += [(f"⚠ {look_twice(kind, value)}", "warning") for kind, value in seldom]
    return lines


def look_twice(kind: VitalKind, value: Decimal) -> str:
    """«проверьте: ЧСС 210 в мин; обычно 45–140»."""
    low, high = SIGNS[kind].likely
    return _("look again: {sign} {value}; usually {low}–{high}").format(
        sign=_(NAMES[kind.value]), value=value_words(kind, value), low=decimal(low), high=decimal(high)
    )


def fields_of_vitals(zone: str, edition: Edition) -> dict[str, str]:
    """What an edition says, sign by sign, for the comparison; that it was withdrawn as one more."""
    said: Measured = edition.body
    values = dict(said.values)
    fields = {_("Time"): moment(said.at, zone)}
    fields |= {_(TITLES[kind]): value_words(kind, values[kind]) if kind in values else "" for kind in SIGNS}
    del fields[_(TITLES[VitalKind.BMI])]
    return fields | {_("Status"): _("entered in error") if edition.withdrawn else ""}
