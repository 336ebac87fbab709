"""Editions of a person, an allergy or a problem as the comparison shows them: fields by their titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medcab_tui.domain.chart import Edition, Problem
from medcab_tui.domain.identifiers import print_passport, print_phone, print_policy, print_snils
from medcab_tui.domain.patients import Allergy, Coded, NewPatient
from medcab_tui.locale import _
from medcab_tui.ui.comparing.editions import Version
from medcab_tui.ui.patients.particulars import CERTAINTIES, GRADES, problem_words
from medcab_tui.ui.patients.printing import SEXES, moment


def numbered(
    editions: Sequence[Edition], zone: str, fields: Callable[[Edition], dict[str, str]]
) -> tuple[Version, ...]:
    """The editions, the newest first, numbered from the first one."""
    return tuple(
        Version(
            len(editions) - place,
            moment(one.at, zone),
            one.author.name or _("came with the card"),
            one.author.post,
            one.reason,
            fields(one),
        )
        for place, one in enumerate(editions)
    )


def fields_of_edition(edition: Edition) -> dict[str, str]:
    """What an edition says, field by field; that it was withdrawn as one more."""
    body = edition.body
    if isinstance(body, NewPatient):
        fields = _person(body)
    elif isinstance(body, Allergy):
        fields = _allergy(body)
    else:
        fields = _problem(body)
    return fields | {_("Status"): _("entered in error") if edition.withdrawn else ""}


def _person(body: NewPatient) -> dict[str, str]:
    return {
        _("Surname"): body.surname,
        _("Given name"): body.given,
        _("Patronymic"): body.patronymic,
        _("Sex"): _(SEXES[body.sex]),
        _("Birth date"): body.birth.isoformat(),
        _("SNILS"): print_snils(body.snils),
        _("Kind of policy"): _display(body.policy_kind),
        _("OMS policy"): print_policy(body.policy),
        _("Passport"): print_passport(body.passport),
        _("Phone"): print_phone(body.phone),
        _("Another phone"): print_phone(body.phone2),
        _("E-mail address"): body.email,
        _("Address"): body.address,
        _("Area"): body.area,
        _("Whom to call"): body.contact,
    }


def _allergy(body: Allergy) -> dict[str, str]:
    return {
        _("Substance"): body.substance,
        _("Reaction"): body.reaction,
        _("Severity"): _(GRADES[body.grade]),
        _("Certainty"): _(CERTAINTIES[body.certainty]),
        _("Since"): body.since,
    }


def _problem(body: Problem) -> dict[str, str]:
    return {
        _("Diagnosis ICD-10"): problem_words(body),
        _("Kind of diagnosis"): _display(body.kind),
        _("How founded"): _display(body.stage),
        _("Nature"): _display(body.nature),
        _("Since"): body.since,
        _("Closed"): body.closed,
    }


def _display(coded: Coded | None) -> str:
    return coded.display if coded is not None else ""
