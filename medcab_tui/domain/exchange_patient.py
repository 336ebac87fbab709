"""A patient's identity and contacts as they go to services and come from them: full fields as text. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from medcab_tui.domain.chart import POLICY_KINDS
from medcab_tui.domain.documents import as_text
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.patients import Coded, NewPatient, Sex
from medcab_tui.domain.rules import LONGEST_LINE, check_patient

KIND: Final = "patient"

FIELDS: Final = (
    "surname", "given", "patronymic", "sex", "birth", "snils", "policy", "policy_kind", "phone", "phone2",
    "email", "address", "area", "passport", "contact",
)  # fmt: skip
"""What two sides can each change; one of them at a time is compared with what both had seen."""


def fields_of(patient: NewPatient) -> dict[str, str]:
    """What a card says of a person, as it leaves: text by field, "" for unknown."""
    said: dict[str, str] = {}
    for name in FIELDS:
        value = getattr(patient, name)
        if isinstance(value, Coded):
            value = value.code
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Sex):
            value = value.value
        said[name] = value or ""
    return said


def details_from(fields: Mapping[str, str], today: date) -> NewPatient:
    """The person these fields tell of, as a card would keep them; raises Invalid about a wrong one."""
    try:
        birth, sex = date.fromisoformat(fields["birth"]), Sex(fields["sex"])
    except (KeyError, ValueError):
        raise Invalid("exchange.unfit", "birth") from None
    plain = {name: fields[name] for name in FIELDS if name not in ("birth", "sex", "policy_kind")}
    return check_patient(
        NewPatient(**plain, birth=birth, sex=sex, policy_kind=_policy_kind(fields["policy_kind"])), today
    )


def arrived_fields(body: Mapping[str, object], otherwise: Mapping[str, str], today: date) -> dict[str, str]:
    """What a service says of a person, as a card would keep it; the rest is as `otherwise` has it.

    Raises Invalid where it says what no card can hold.
    """
    said = {name: otherwise.get(name, "") for name in FIELDS}
    for name in FIELDS:
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > 4 * LONGEST_LINE or value != as_text(value):
            raise Invalid("exchange.unfit", name)
        said[name] = value
    return fields_of(details_from(said, today))


def _policy_kind(code: str) -> Coded | None:
    if not code:
        return None
    known = next((one for one in POLICY_KINDS if one.code == code), None)
    if known is None:
        raise Invalid("exchange.unfit", "policy_kind")
    return known
