"""Kinds of values that forms ask for: pydantic types whose refusals are the domain's own codes.

Loads pydantic; import it only after the first frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from medcab_tui.domain import identifiers
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.names import check_name, tidy

_CYRILLIC = re.compile(r"[^А-Яа-яЁё'’ʼ\-. ]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_INDEX = re.compile(r"(?<!\d)\d{6}(?!\d)")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def refused(code: str, **values: str) -> PydanticCustomError:
    """A refusal that pydantic carries through: its type is the code of our sentence."""
    return PydanticCustomError(code, code, dict(values))


def by_rule(rule: Callable[[str], str | None]) -> AfterValidator:
    """A rule of the domain as a validator: it returns the value as kept, or raises `Refused`."""

    def check(text: str) -> str:
        try:
            kept = rule(text)
        except Refused as no:
            raise refused(no.code, **no.values) from no
        return text if kept is None else kept

    return AfterValidator(check)


def cyrillic_name(text: str) -> str:
    """One part of a person's name as in a Russian passport (C175)."""
    if "  " in text:
        raise Refused("name.spaces")
    text = tidy(text)
    stranger = _CYRILLIC.search(text)
    if stranger:
        code = "form.latin" if stranger[0].isascii() and stranger[0].isalpha() else "form.not_a_letter"
        raise Refused(code, letter=stranger[0])
    check_name(text, "name", required=False)
    return text


def email(text: str) -> str:
    """An address of mail: something, «@», a place with a dot (C178)."""
    if "@" not in text:
        raise Refused("form.email_at")
    if not _EMAIL.fullmatch(text):
        raise Refused("form.email")
    return text


def full_address(text: str) -> str:
    """A postal address that begins from, or at least holds, its six-digit index (C179)."""
    if not _INDEX.search(text):
        raise Refused("form.address_index")
    return text


def international_phone(text: str) -> str:
    """A phone with its country code (C177): «8» before ten digits is a way of dialling, not a country."""
    if not text.startswith("+"):
        raise Refused("form.phone_country")
    return identifiers.check_phone(text)


def _iso_date(value: object) -> object:
    if isinstance(value, str) and not _ISO_DATE.fullmatch(value):
        raise refused("form.date")
    return value


def _iso_moment(value: object) -> object:
    if isinstance(value, str):
        if not _ISO_MOMENT.fullmatch(value):
            raise refused("form.moment")
        return value.replace(" ", "T")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
"""A short text on one line."""

Prose = Annotated[str, StringConstraints(max_length=20_000)]
"""A text of several lines."""

Name = Annotated[Line, by_rule(cyrillic_name)]
Email = Annotated[Line, by_rule(email)]
Address = Annotated[Line, by_rule(full_address)]
Phone = Annotated[Line, by_rule(international_phone)]
Snils = Annotated[Line, by_rule(identifiers.check_snils)]
Policy = Annotated[Line, by_rule(identifiers.check_policy)]

IsoDate = Annotated[date, BeforeValidator(_iso_date)]
"""ГГГГ-ММ-ДД and nothing else (C174)."""

IsoMoment = Annotated[datetime, BeforeValidator(_iso_moment)]
"""ГГГГ-ММ-ДД ЧЧ:ММ: wall time of the institution, naive."""
