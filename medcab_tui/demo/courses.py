"""How an illness of generated people is described: laboratory tests, texts for both sexes, drugs, severity.

Values and words are invented. Diagnosis codes are ICD-10 (DOMAIN.md §2, …11.1005), tests carry LOINC codes; a
reference goes with each result as a laboratory would send it (DOMAIN.md §8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from medcab_tui.domain.patients import Coded, Sex

ICD_VERSION = "2.24"
LOINC_VERSION = "2.78"

_FORMS = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")

CHILDREN, ADULTS = "дети", "взрослые"
"""For whom a dose may not be, beside allergens and illnesses."""

Said = tuple[tuple[str, ...], tuple[str, ...]]
"""Texts about a man, and the same about a woman."""


def said(*texts: str) -> Said:
    """Texts with forms for both sexes: «заболел{|а} три дня назад»."""
    return tuple(_FORMS.sub(r"\1", text) for text in texts), tuple(_FORMS.sub(r"\2", text) for text in texts)


def icd(code: str, display: str) -> Coded:
    return Coded(code, display, ICD_VERSION)


@dataclass(frozen=True)
class Test:
    """A laboratory test: how it is named, in what it is measured, what this laboratory calls normal."""

    code: Coded
    unit: str
    ucum: str
    low: str
    high: str
    step: str
    """The last digit that is reported: «0.1» or «1»."""

    @cached_property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return (Decimal(self.low) if self.low else None, Decimal(self.high) if self.high else None)

    @cached_property
    def places(self) -> int:
        """Digits after the point."""
        return len(self.step.partition(".")[2])


def _test(row: str) -> Test:
    code, display, *rest = (field.strip() for field in row.split("|"))
    return Test(Coded(code, display, LOINC_VERSION), *rest)


GLUCOSE = _test("14749-6 | Глюкоза | ммоль/л | mmol/L | 3.9 | 6.1 | 0.1")
HBA1C = _test("4548-4 | HbA1c | % | % | | 6.5 | 0.1")
CHOLESTEROL = _test("14647-2 | Холестерин | ммоль/л | mmol/L | | 5.2 | 0.1")
LDL = _test("22748-8 | Холестерин ЛПНП | ммоль/л | mmol/L | | 3.0 | 0.1")
CREATININE = _test("14682-9 | Креатинин | мкмоль/л | umol/L | 62 | 106 | 1")
EGFR = _test("33914-3 | СКФ | мл/мин | mL/min/{1.73_m2} | 60 | | 1")
HAEMOGLOBIN = _test("30350-3 | Гемоглобин | г/л | g/L | 120 | 160 | 1")
FERRITIN = _test("2276-4 | Ферритин | мкг/л | ug/L | 15 | 150 | 1")
POTASSIUM = _test("2823-3 | Калий | ммоль/л | mmol/L | 3.5 | 5.1 | 0.1")
TSH = _test("29575-8 | ТТГ | мМЕ/л | m[IU]/L | 0.4 | 4.0 | 0.1")
CRP = _test("1988-5 | С-реактивный белок | мг/л | mg/L | | 5 | 1")
LEUKOCYTES = _test("6690-2 | Лейкоциты | 10^9/л | 10*9/L | 4.0 | 9.0 | 0.1")
EOSINOPHILS = _test("713-8 | Эозинофилы | % | % | | 5 | 1")
NT_PROBNP = _test("33762-6 | NT-proBNP | пг/мл | pg/mL | | 125 | 1")
URIC_ACID = _test("14933-6 | Мочевая кислота | мкмоль/л | umol/L | 200 | 420 | 1")


class Drift(Struct, frozen=True):
    """How a test follows the severity of a course: its value at ease, at worst, and how it scatters."""

    test: Test
    ease: float
    worst: float
    scatter: float


class Drug(Struct, frozen=True):
    """Drug and dose as a sentence; for whom it is not, and what they get in its place."""

    text: str
    avoid: frozenset[str] = frozenset()
    """Allergens, and codes of illnesses, with which it is not given."""
    instead: Drug | None = None

    def for_whom(self, barred: frozenset[str]) -> Drug | None:
        """This drug or what stands in for it; None if neither may be given."""
        drug: Drug | None = self
        while drug is not None and drug.avoid & barred:
            drug = drug.instead
        return drug


def drug(text: str, avoid: str = "", instead: Drug | None = None, *, child: str = "") -> Drug:
    """`avoid`: allergens and codes with commas between. `child`: how children get the same."""
    barred = frozenset(part.strip() for part in avoid.split(",") if part.strip())
    if not child:
        return Drug(text, barred, instead)
    return Drug(text, barred | {CHILDREN}, Drug(child, barred | {ADULTS}, instead))


Rates = tuple[float, ...]
"""What part of people of an age has it, for each ten years of age."""


def rates(per_mille: str, women: float = 1.0) -> tuple[Rates, Rates]:
    """For men and for women, who have it so many times as often."""
    men = tuple(int(number) / 1000 for number in per_mille.split())
    return men, tuple(rate * women for rate in men)


STATES = 3
"""On target, not quite, badly: by severity."""


class Chronic(Struct, frozen=True):
    """A long illness. What is in threes stands for the three states."""

    diagnosis: Coded
    rates: tuple[Rates, Rates]
    mends: float
    """What part of people get better under treatment; the others slowly get worse."""
    complaints: tuple[Said, Said, Said]
    objective: tuple[Said, Said, Said]
    conclusion: str
    course: tuple[str, str, str]
    """How it goes, said after the conclusion."""
    plan: tuple[Said, Said, Said]
    drifts: tuple[Drift, ...] = ()
    ladder: tuple[tuple[Drug, ...], ...] = ()
    """What is prescribed first, and what when that is not enough."""
    specialist: int = 0
    """Who sees such people now and then: a place in `histories.SPECIALISTS`, 0 nobody."""


class Acute(Struct, frozen=True):
    """A short illness, or a single reason to come. `season` weighs the months from January."""

    diagnosis: Coded
    rates: tuple[Rates, Rates]
    season: tuple[int, ...]
    complaints: Said
    objective: Said
    conclusion: str
    plan: Said
    after: Said = ((), ())
    """What is said when they come again, well by then."""
    drifts: tuple[Drift, ...] = ()
    drugs: tuple[Drug, ...] = ()
    fever: float = 0.0
    """Degrees above 36.6 at worst."""


def months(weights: str) -> tuple[int, ...]:
    """Twelve weights from January."""
    return tuple(int(weight) for weight in weights.split())


def place_of(sex: Sex) -> int:
    """Where texts and rates of this sex stand."""
    return 1 if sex is Sex.FEMALE else 0
