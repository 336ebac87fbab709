"""Numbers of people: СНИЛС, compulsory insurance policy, phone. Rules and vectors: DOMAIN.md §1."""

from __future__ import annotations

import re
from operator import mul

from medcab_tui.domain.errors import Invalid

_PUNCTUATION = re.compile(r"[\s\-‐‑–—().]+")
_FIRST_CHECKED_SNILS = 1_001_998
"""The checksum exists only for numbers above 001-001-998 (DOMAIN.md §1)."""

_SNILS_WEIGHTS = tuple(range(9, 0, -1))
_SNILS_ZEROS = sum(_SNILS_WEIGHTS) * ord("0")

OLD_POLICY, TEMPORARY_POLICY = "1", "4"
"""Codes of НСИ 1035."""
_LONGEST_OLD_POLICY = 32


def digits(text: str) -> str:
    """The text without the spaces, hyphens, dots and brackets that people put between digits."""
    return text if text.isdigit() else _PUNCTUATION.sub("", text)


def check_snils(text: str, field: str = "snils") -> str:
    """Eleven digits with a right checksum; gives them bare. Raises Invalid."""
    bare = digits(text)
    if not (bare.isascii() and bare.isdigit()):
        raise Invalid("snils.digits", field)
    if len(bare) != 11:
        raise Invalid("snils.length", field, count=str(len(bare)))
    if int(bare[:9]) > _FIRST_CHECKED_SNILS and snils_checksum(bare[:9]) != bare[9:]:
        raise Invalid("snils.checksum", field)
    return bare


def snils_checksum(number: str) -> str:
    """The control digits of a nine-digit number: digits by position from the right, modulo 101, 100 as 00."""
    total = sum(map(mul, number.encode(), _SNILS_WEIGHTS)) - _SNILS_ZEROS
    return f"{total % 101 % 100:02d}"


def print_snils(bare: str) -> str:
    """«112-233-445 95»."""
    return f"{bare[:3]}-{bare[3:6]}-{bare[6:9]} {bare[9:]}" if len(bare) == 11 else bare


def check_policy(text: str, field: str = "policy") -> str:
    """Sixteen digits with a right check digit, or nine of a temporary certificate; gives them bare."""
    bare = digits(text)
    if not (bare.isascii() and bare.isdigit()):
        raise Invalid("policy.digits", field)
    if len(bare) not in (9, 16):
        raise Invalid("policy.length", field, count=str(len(bare)))
    if len(bare) == 16 and policy_check_digit(bare[:15]) != bare[15]:
        raise Invalid("policy.checksum", field)
    return bare


def policy_check_digit(number: str) -> str:
    """The last digit of a policy of the united form, HL7 M10 over the first fifteen (DOMAIN.md §1)."""
    from_right = number[::-1]
    counted = from_right[1::2] + str(int(from_right[0::2][::-1]) * 2)
    return str((len(counted) * ord("0") - sum(counted.encode())) % 10)


def check_policy_of(kind: str, text: str, field: str = "policy") -> str:
    """The number of a policy of a kind of НСИ 1035 (DOMAIN.md §1); of no kind named, of any. Raises Invalid.

    One of the old form has a series and a number and no control digit; those after it are digits.
    """
    old = not text.isdigit() and any(letter.isalpha() or letter == "№" for letter in text)
    if kind == OLD_POLICY or (old and not kind):
        if not old or not any(map(str.isdigit, text)) or not 1 <= len(text.strip()) <= _LONGEST_OLD_POLICY:
            raise Invalid("policy.old", field)
        return " ".join(text.split())
    bare = check_policy(text, field)
    if kind and (len(bare) == 9) != (kind == TEMPORARY_POLICY):
        raise Invalid("policy.kind", field)
    return bare


def check_ogrn(text: str, field: str = "ogrn") -> str:
    """An organisation's thirteen digits: the last is the rest of the first twelve by 11, by 10."""
    bare = digits(text)
    if not (bare.isascii() and bare.isdigit()) or len(bare) != 13:
        raise Invalid("ogrn.length", field)
    if int(bare[:12]) % 11 % 10 != int(bare[12]):
        raise Invalid("ogrn.checksum", field)
    return bare


def check_passport(text: str, field: str = "passport") -> str:
    """Series of two by two digits and a number of six; gives the ten bare. Raises Invalid."""
    bare = digits(text.replace("№", ""))
    if not (bare.isascii() and bare.isdigit()) or len(bare) != 10:
        raise Invalid("passport.length", field)
    return bare


def print_passport(bare: str) -> str:
    """«45 08 123456»."""
    return f"{bare[:2]} {bare[2:4]} {bare[4:]}" if len(bare) == 10 else bare


def print_policy(bare: str) -> str:
    """«7700 0000 0000 0016»; a temporary one stays whole."""
    return " ".join(bare[at : at + 4] for at in range(0, 16, 4)) if len(bare) == 16 else bare


def check_phone(text: str, field: str = "phone") -> str:
    """A Russian number as E.164, «+7» and ten digits; 8 and 7 in front are understood. Raises Invalid."""
    bare = digits(text)
    number = bare.removeprefix("+")
    if not (number.isascii() and number.isdigit()):
        raise Invalid("phone.digits", field)
    if bare.startswith("+") and not number.startswith("7"):
        raise Invalid("phone.country", field)
    if len(number) == 11 and number[0] in "78":
        number = number[1:]
    if len(number) != 10:
        raise Invalid("phone.length", field, count=str(len(number)))
    return f"+7{number}"


def print_phone(kept: str) -> str:
    """«+7 912 345-67-89»."""
    ten = kept.removeprefix("+7")
    return f"+7 {ten[:3]} {ten[3:6]}-{ten[6:8]}-{ten[8:]}" if len(ten) == 10 else kept
