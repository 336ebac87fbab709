"""The forms of section 2 as pydantic models. Loads pydantic: import it only when a form is opened.

Models are made for a day or an hour, because «not in the future» is a rule of the clock that was passed in.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from medcab_tui.domain.patients import Coded, EncounterKind, Sex
from medcab_tui.domain.rules import AHEAD, DIAGNOSED, SHORTEST_REASON
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import (
    Address,
    Email,
    IsoDate,
    IsoMoment,
    Line,
    Name,
    Phone,
    Policy,
    Prose,
    Snils,
    born,
    refused,
)
from medcab_tui.ui.patients.printing import KINDS, SEXES


class _Kind(Form):
    kind: Annotated[EncounterKind, Shown(N_("Kind"), width=24, choices=tuple(KINDS.items()))]


class _When(Form):
    at: datetime


class _Said(Form):
    diagnosis: Annotated[
        Coded | None, Shown(N_("Diagnosis ICD-10"), picks=True, needed=("kind", DIAGNOSED))
    ] = None
    complaints: Annotated[Prose, Shown(N_("Complaints"), lines=3)] = ""
    anamnesis: Annotated[Prose, Shown(N_("History of illness"), lines=2)] = ""
    objective: Annotated[Prose, Shown(N_("Objective"), lines=3)] = ""
    conclusion: Annotated[Prose, Shown(N_("Conclusion"), lines=2)] = ""
    plan: Annotated[Prose, Shown(N_("Plan"), lines=2)] = ""


class RecordForm(_Said, _When, _Kind):
    """A new record: of what kind, when it was so, what it says; the bases' fields from last to first."""


class AddendumForm(Form):
    """A note added to a record."""

    conclusion: Annotated[Prose, StringConstraints(min_length=1), Shown(N_("Text of the note"), lines=6)]


class AmendmentForm(_Said, _Kind):
    """A new edition of a record, and why."""

    reason: Annotated[
        Line,
        StringConstraints(min_length=SHORTEST_REASON),
        Shown(N_("Why amended"), begun=lambda text: len(text) < SHORTEST_REASON),
    ]


class PatientForm(Form):
    """A patient whose card is opened."""

    surname: Annotated[Name, Shown(N_("Surname"), width=34, parts=("given", "patronymic"))]
    given: Annotated[Name, Shown(N_("Given name"), width=34)]
    patronymic: Annotated[Name, Shown(N_("Patronymic"), width=34)] = ""
    sex: Annotated[Sex, Shown(N_("Sex"), width=24, choices=tuple(SEXES.items()))]
    birth: date
    snils: Annotated[Snils, Shown(N_("SNILS"), width=24)] = ""
    policy: Annotated[Policy, Shown(N_("OMS policy"), width=24)] = ""
    phone: Annotated[Phone, Shown(N_("Phone"), width=24)] = ""
    email: Annotated[Email, Shown(N_("E-mail address"), width=34)] = ""
    address: Annotated[Address, Shown(N_("Address"))] = ""
    area: Annotated[Line, Shown(N_("Area"), width=12)] = ""


@lru_cache(4)
def patient_model(today: date) -> type[PatientForm]:
    """The form of a new patient, for this day."""

    class DatedPatientForm(PatientForm):
        birth: Annotated[
            IsoDate,
            born(today),
            Shown(N_("Birth date"), width=24),
        ]

    return DatedPatientForm


@lru_cache(4)
def record_model(now: datetime) -> type[RecordForm]:
    """The form of a new record; `now` is naive wall time of the institution, to the minute."""

    def passed(at: datetime) -> datetime:
        if at > now + AHEAD:
            raise refused("record.future")
        return at

    class DatedRecordForm(RecordForm):
        at: Annotated[
            IsoMoment,
            AfterValidator(passed),
            Shown(N_("When"), width=24),
        ]

    return DatedRecordForm
