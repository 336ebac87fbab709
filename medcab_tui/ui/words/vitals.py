"""What is said of vital signs that can't be kept, and what the signs are called in such sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medcab_tui.locale import N_, _, language

NAMES: dict[str, str] = {
    "systolic": N_("systolic pressure"),
    "diastolic": N_("diastolic pressure"),
    "heart_rate": N_("heart rate"),
    "pulse": N_("pulse"),
    "temperature": N_("temperature"),
    "saturation": N_("saturation"),
    "breathing": N_("breathing rate"),
    "glucose": N_("glucose"),
    "pain": N_("pain"),
    "weight": N_("weight"),
    "height": N_("height"),
    "bmi": N_("body mass index"),
}

WORDS: dict[str, tuple[str, str]] = {
    "vitals.none": (
        N_("There is no value in this line."),
        N_("Type for example 140/90 78 36.6, or BP 140/90 HR 78 T 36.6 SpO2 97."),
    ),
    "vitals.long": (N_("The line is too long."), N_("At most {most} characters: make two entries of it.")),
    "vitals.word": (
        N_("“{word}” is not understood."),
        N_("Take it out, or name the sign: BP, HR, T, SpO2, RR, weight, height, glucose, pain."),
    ),
    "vitals.which": (
        N_("“{word}”: of which sign is this?"),
        N_("Name it, for example HR {word} or T {word}."),
    ),
    "vitals.number": (
        N_("“{word}” stands without its value."),
        N_("Type the number after it, or take it out."),
    ),
    "vitals.unit": (
        N_("“{word}” is no unit of this sign: {sign}."),
        N_("Leave the unit out, or name the sign."),
    ),
    "vitals.twice": (N_("Given twice: {sign}."), N_("Leave one of the two values.")),
    "vitals.computed": (
        N_("The body mass index is not measured."),
        N_("Type weight and height: it follows from them."),
    ),
    "vitals.impossible": (
        N_("This cannot be: {sign} {value}."),
        N_("Possible are values from {low} to {high}: look at the device again."),
    ),
    "vitals.digits": (
        N_("Too exact: {sign} {value}."),
        N_("Round it: digits after the point, at most {places}."),
    ),
    "vitals.half": (N_("Only half of the blood pressure is given."), N_("Type both values: 140/90.")),
    "vitals.pressure": (
        N_("The upper pressure {upper} is not above the lower {lower}."),
        N_("Type the systolic value first: 140/90."),
    ),
    "vitals.clock": (
        N_("“{day}”: at what hour?"),
        N_("Type the time after the day: 21:00."),
    ),
    "vitals.when": (N_("“{word}”: there is no such day or hour."), N_("Type for example yesterday 21:00.")),
    "vitals.future": (N_("This time is still to come."), N_("Check the day and the hour.")),
    "vitals.before_birth": (N_("This is before the patient's birth."), N_("Check the year.")),
    "vitals.unchanged": (N_("Nothing was changed."), N_("Change something, or leave with Esc.")),
    "vitals.missing": (
        N_("There is no such entry of vital signs, or it was withdrawn."),
        N_("Open the card again."),
    ),
    "vitals.stale": (
        N_("This was changed meanwhile: you saw version {seen}, now it is {current}."),
        N_("Nothing was overwritten. Compare both and save again."),
    ),
}


def _sign(code: str) -> str:
    return _(NAMES[code]) if code in NAMES else code


def _number(text: str) -> str:
    return text.replace(".", ",") if language() == "ru" else text


VALUES: Mapping[str, Callable[[str], str]] = {
    "sign": _sign,
    "value": _number,
    "low": _number,
    "high": _number,
    "word": _number,
}
"""How values of these sentences are written; those that are not here as they are."""
