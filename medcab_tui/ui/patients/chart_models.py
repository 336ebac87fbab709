"""The forms about a person, an allergy and a problem. Loads pydantic: import it only when one is opened."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, partial
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from medcab_tui.domain import identifiers
from medcab_tui.domain.chart import KINDS, NATURES, POLICY_KINDS, STAGES
from medcab_tui.domain.chart_rules import check_closed, check_since
from medcab_tui.domain.patients import AllergyGrade, Certainty, Coded, Sex
from medcab_tui.locale import N_
from medcab_tui.ui.forms import begun, meant
from medcab_tui.ui.forms.fields import Shown, Way
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import (
    Address,
    Email,
    IsoDate,
    Line,
    Name,
    Phone,
    Snils,
    born,
    by_rule,
)
from medcab_tui.ui.patients.particulars import CERTAINTIES, GRADES
from medcab_tui.ui.patients.printing import SEXES

_PASSPORT = re.compile(r"(\d ?){0,9}")
_SINCE = re.compile(r"\d{0,4}(?:-\d{0,2}){0,2}")


def _entries(book: tuple[Coded, ...]) -> tuple[tuple[Coded, str], ...]:
    return tuple((entry, entry.display) for entry in book)


AnyPolicy = Annotated[
    Line,
    by_rule(partial(identifiers.check_policy_of, "")),
    Way(begun=begun.policy_begun, offers=meant.digits_meant),
]
"""The number of a policy of any kind; whether it fits the kind is asked when all is saved."""

Passport = Annotated[
    Line,
    by_rule(identifiers.check_passport),
    Way(mask="00 00 000000", begun=lambda text: bool(_PASSPORT.fullmatch(text)), offers=meant.digits_meant),
]

SINCE = N_("YYYY, YYYY-MM or YYYY-MM-DD")


def since_begun(text: str) -> bool:
    """Whether more digits can make this a year, a month or a day."""
    return bool(_SINCE.fullmatch(text)) and len(text) not in (4, 7, 10)


class IdentityForm(Form):
    """Who a patient is and how to reach them."""

    surname: Annotated[Name, Shown(N_("Surname"), width=34, parts=("given", "patronymic"))]
    given: Annotated[Name, Shown(N_("Given name"), width=34)]
    patronymic: Annotated[Name, Shown(N_("Patronymic"), width=34)] = ""
    sex: Annotated[Sex, Shown(N_("Sex"), width=24, choices=tuple(SEXES.items()))]
    birth: date
    snils: Annotated[Snils, Shown(N_("SNILS"), width=24)] = ""
    policy_kind: Annotated[
        Coded | None, Shown(N_("Kind of policy"), width=52, choices=_entries(POLICY_KINDS))
    ] = None
    policy: Annotated[AnyPolicy, Shown(N_("OMS policy"), width=34)] = ""
    passport: Annotated[Passport, Shown(N_("Passport"), width=24)] = ""
    phone: Annotated[Phone, Shown(N_("Phone"), width=24)] = ""
    phone2: Annotated[Phone, Shown(N_("Another phone"), width=24)] = ""
    email: Annotated[Email, Shown(N_("E-mail address"), width=34)] = ""
    address: Annotated[Address, Shown(N_("Address"))] = ""
    area: Annotated[Line, Shown(N_("Area"), width=12)] = ""
    contact: Annotated[Line, Shown(N_("Whom to call"), mask=N_("name, who it is, phone"))] = ""
    reason: Annotated[Line, Shown(N_("Why amended"))] = ""


class AllergyForm(Form):
    """What a patient can't bear."""

    substance: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)] | Coded,
        Shown(N_("Substance"), picks=True, loose=True),
    ]
    reaction: Annotated[Line, Shown(N_("Reaction"), picks=True, loose=True)] = ""
    grade: Annotated[AllergyGrade, Shown(N_("Severity"), width=24, choices=tuple(GRADES.items()))]
    certainty: Annotated[Certainty, Shown(N_("Certainty"), width=24, choices=tuple(CERTAINTIES.items()))]
    since: str = ""


class ProblemForm(Form):
    """An illness on the list."""

    code: Annotated[Coded, Shown(N_("Diagnosis ICD-10"), picks=True)]
    kind: Annotated[Coded | None, Shown(N_("Kind of diagnosis"), width=52, choices=_entries(KINDS))] = None
    stage: Annotated[Coded | None, Shown(N_("How founded"), width=52, choices=_entries(STAGES))] = None
    nature: Annotated[Coded | None, Shown(N_("Nature"), width=52, choices=_entries(NATURES))] = None
    since: str = ""
    closed: str = ""


def _since(birth: date, today: date) -> AfterValidator:
    return by_rule(lambda text: check_since(text, birth, today))


@lru_cache(4)
def identity_model(today: date) -> type[IdentityForm]:
    """The form of identity and contacts, for this day."""

    class DatedIdentityForm(IdentityForm):
        birth: Annotated[IsoDate, born(today), Shown(N_("Birth date"), width=24)]

    return DatedIdentityForm


@lru_cache(4)
def allergy_model(birth: date, today: date) -> type[AllergyForm]:
    """The form of an allergy of somebody born then, for this day."""

    class DatedAllergyForm(AllergyForm):
        since: Annotated[
            Line, _since(birth, today), Shown(N_("Since"), mask=SINCE, width=24, begun=since_begun)
        ] = ""

    return DatedAllergyForm


@lru_cache(4)
def problem_model(birth: date, today: date) -> type[ProblemForm]:
    """The form of a problem of somebody born then, for this day."""

    def ended(text: str) -> str:
        if text:
            check_closed(text, "", today)
        return text

    class DatedProblemForm(ProblemForm):
        since: Annotated[
            Line, _since(birth, today), Shown(N_("Since"), mask=SINCE, width=24, begun=since_begun)
        ] = ""
        closed: Annotated[
            Line, by_rule(ended), Shown(N_("Closed"), mask=N_("YYYY-MM-DD"), width=24, begun=since_begun)
        ] = ""

    return DatedProblemForm
