"""A person, an allergy and a problem as the fields of their forms hold them, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medcab_tui.domain.chart import Problem
from medcab_tui.domain.identifiers import print_passport, print_phone, print_policy, print_snils
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, AllergyGrade, Certainty, Coded, NewPatient
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.sheet import Start
from medcab_tui.ui.patients.particulars import CERTAINTIES, GRADES
from medcab_tui.ui.patients.printing import SEXES

if TYPE_CHECKING:
    from medcab_tui.ui.patients.chart_models import AllergyForm, IdentityForm, ProblemForm


def chosen(value: Any, title: str) -> Start:
    """One of a short list, by its msgid."""
    words = _(title)
    return Start(words, Choice(value, words))


def _entry(coded: Coded | None) -> Start:
    return Start(coded.display, Choice(coded, coded.display)) if coded is not None else Start("")


def identity_starts(body: NewPatient) -> dict[str, Start]:
    """What a card says of a person, as the fields of the form hold it."""
    return {
        "surname": Start(body.surname),
        "given": Start(body.given),
        "patronymic": Start(body.patronymic),
        "sex": chosen(body.sex, SEXES[body.sex]),
        "birth": Start(body.birth.isoformat()),
        "snils": Start(print_snils(body.snils)),
        "policy_kind": _entry(body.policy_kind),
        "policy": Start(print_policy(body.policy)),
        "passport": Start(print_passport(body.passport)),
        "phone": Start(print_phone(body.phone)),
        "phone2": Start(print_phone(body.phone2)),
        "email": Start(body.email),
        "address": Start(body.address),
        "area": Start(body.area),
        "contact": Start(body.contact),
    }


def details_said(said: IdentityForm) -> NewPatient:
    """The form as the cabinet takes it."""
    return NewPatient(
        said.surname, said.given, said.patronymic, said.sex, said.birth, said.snils, said.policy, said.phone,
        said.address, said.area, said.policy_kind, said.passport, said.phone2, said.email, said.contact,
    )  # fmt: skip


def allergy_starts(body: Allergy) -> dict[str, Start]:
    """An allergy as the fields of its form hold it."""
    substance = Start(body.substance, Choice(body.code, body.substance) if body.code else None)
    return {
        "substance": substance,
        "reaction": Start(body.reaction),
        "grade": chosen(body.grade, GRADES[body.grade]),
        "certainty": chosen(body.certainty, CERTAINTIES[body.certainty]),
        "since": Start(body.since),
    }


def allergy_said(identity: Id, said: AllergyForm) -> Allergy:
    """The form as the cabinet takes it."""
    substance = said.substance
    coded = substance if isinstance(substance, Coded) else None
    name = substance.display if isinstance(substance, Coded) else substance
    return Allergy(
        identity, name, AllergyGrade(said.grade), said.since, coded, said.reaction, Certainty(said.certainty)
    )


def problem_starts(body: Problem) -> dict[str, Start]:
    """A problem as the fields of its form hold it."""
    code = Choice(body.code, body.code.display, body.code.code)
    return {
        "code": Start(code.shown, code),
        "kind": _entry(body.kind),
        "stage": _entry(body.stage),
        "nature": _entry(body.nature),
        "since": Start(body.since),
        "closed": Start(body.closed),
    }


def problem_said(identity: Id, said: ProblemForm) -> Problem:
    """The form as the cabinet takes it."""
    return Problem(identity, said.code, said.kind, said.stage, said.nature, said.since, said.closed)
