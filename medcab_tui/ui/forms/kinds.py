"""Kinds of values that forms ask for: pydantic types whose refusals are the domain's own codes.

Loads pydantic; import it only after the first frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from medcab_tui.domain import identifiers
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.mending import first_latin, words_run_together
from medcab_tui.domain.names import check_name, tidy
from medcab_tui.domain.rules import check_birth
from medcab_tui.locale import N_
from medcab_tui.ui.forms import begun, meant
from medcab_tui.ui.forms.dates import MASK, TIME_MASK, date_begun, dates_meant, moment_begun
from medcab_tui.ui.forms.fields import Way

_CYRILLIC = re.compile(r"[^А-Яа-яЁё'’ʼ\-. ]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_INDEX = re.compile(r"(?<!\d)[1-6]\d{5}(?!\d)")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[.\-/][A-Za-z0-9]+)*\*?")
_RUSSIAN, _LATIN = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")
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


def born(today: date) -> AfterValidator:
    """A day of birth as of this day: not to come, not longer ago than people live."""

    def check(birth: date) -> date:
        try:
            check_birth(birth, today)
        except Refused as no:
            raise refused(no.code, **no.values) from no
        return birth

    return AfterValidator(check)


def cyrillic_name(text: str) -> str:
    """One part of a person's name as in a Russian passport (C175)."""
    if "  " in text:
        raise Refused("name.spaces")
    text = tidy(text)
    latin = first_latin(text)
    if latin is not None:
        if len(text) > 1 and not re.search("[А-Яа-яЁё]", text):
            raise Refused("form.latin_all")
        raise Refused("form.latin", letter=latin[0], place=str(latin[1]))
    stranger = _CYRILLIC.search(text)
    if stranger:
        raise Refused("form.not_a_letter", letter=stranger[0])
    words = words_run_together(text)
    if len(words) > 1:
        raise Refused("form.no_space", first=words[0], second=words[1])
    check_name(text, "name", required=False)
    return text


def email(text: str) -> str:
    """An address of mail: something, «@», a place with a dot (C178)."""
    if "@" not in text:
        raise Refused("form.email_at")
    if not _EMAIL.fullmatch(text):
        raise Refused("form.email")
    at = text.index("@")
    for begins, part in ((0, text[:at]), (at + 1, text[at + 1 :])):
        stranger = _RUSSIAN.search(part)
        if stranger and _LATIN.search(part):
            place = str(begins + stranger.start() + 1)
            raise Refused("form.email_letters", letter=stranger[0], place=place)
    return text


def full_address(text: str) -> str:
    """A postal address with its six-digit index, and more than that (C179)."""
    if not text:
        return text
    index = _INDEX.search(text)
    if not index:
        raise Refused("form.address_index")
    rest = text[: index.start()] + text[index.end() :]
    if not any(map(str.isalpha, rest)):
        raise Refused("form.address_short")
    return text


def international_phone(text: str) -> str:
    """A phone with its country code (C177): «8» before ten digits is a way of dialling, not a country."""
    if not text.startswith("+"):
        raise Refused("form.phone_country")
    return identifiers.check_phone(text)


def code(text: str) -> str:
    """A code of a list: Latin letters, digits, points between."""
    if not _CODE.fullmatch(text):
        stranger = next((letter for letter in text if not letter.isascii()), "")
        raise Refused("form.code_letter", letter=stranger) if stranger else Refused("form.code")
    return text


def _number(value: object) -> object:
    """A number as people write it: «1 250,5» is 1250.5."""
    if not isinstance(value, str):
        return value
    plain = "".join(value.split()).replace(",", ".")
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise refused("form.number")
    return plain


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

Name = Annotated[Line, by_rule(cyrillic_name), Way(offers=meant.names_meant)]
Email = Annotated[
    Line,
    by_rule(email),
    Way(mask=N_("name@place.ru"), begun=begun.email_begun, offers=meant.emails_meant),
]
Address = Annotated[
    Line,
    by_rule(full_address),
    Way(mask=N_("630000, town, street, house"), begun=begun.address_begun, offers=meant.addresses_meant),
]
Phone = Annotated[
    Line,
    by_rule(international_phone),
    Way(mask="+7 900 000-00-00", begun=begun.phone_begun, offers=meant.phones_meant),
]
Snils = Annotated[
    Line,
    by_rule(identifiers.check_snils),
    Way(mask="000-000-000 00", begun=begun.snils_begun, offers=meant.digits_meant),
]
Policy = Annotated[
    Line,
    by_rule(identifiers.check_policy),
    Way(mask="0000 0000 0000 0000", begun=begun.policy_begun, offers=meant.digits_meant),
]
Code = Annotated[Line, by_rule(code), Way(offers=meant.codes_meant)]
"""A code of an official list that is typed by hand; where there is a list, let it be picked."""

Number = Annotated[
    Decimal, BeforeValidator(_number), Way(begun=begun.number_begun, offers=meant.digits_meant)
]
"""A number with a point or a comma."""

IsoDate = Annotated[date, BeforeValidator(_iso_date), Way(mask=MASK, begun=date_begun, offers=dates_meant)]
"""ГГГГ-ММ-ДД and nothing else (C174)."""

IsoMoment = Annotated[
    datetime, BeforeValidator(_iso_moment), Way(mask=TIME_MASK, begun=moment_begun, offers=dates_meant)
]
"""ГГГГ-ММ-ДД ЧЧ:ММ: wall time of the institution, naive."""
