"""Whether a value that is being typed may still become right; until then it is not called wrong."""

from __future__ import annotations

import re

_SNILS = re.compile(r"\d{0,3}[- ]?\d{0,3}[- ]?\d{0,3}[- ]?\d{0,2}")
_POLICY = re.compile(r"(\d ?){0,15}")
_PHONE = re.compile(r"\+(7([ ()-]*\d){0,9}[ ()-]*)?")
_EMAIL = re.compile(r"[^@\s\"№,]*@?[^@\s\"№,]*")
_ADDRESS = re.compile(r"[1-6]?\d{0,5}[, ]*")
_NUMBER = re.compile(r"[+-]?\d*[.,]?")


def snils_begun(text: str) -> bool:
    """Fewer than eleven digits, punctuated as СНИЛС is."""
    return bool(_SNILS.fullmatch(text)) and sum(map(str.isdigit, text)) < 11


def policy_begun(text: str) -> bool:
    """Fewer than sixteen digits; nine are right already and never get here."""
    return bool(_POLICY.fullmatch(text))


def phone_begun(text: str) -> bool:
    """«+7» and fewer than ten digits."""
    return bool(_PHONE.fullmatch(text))


def email_begun(text: str) -> bool:
    """No sign yet that can't stand in an address; its «@» and its dot may still come."""
    return bool(_EMAIL.fullmatch(text))


def address_begun(text: str) -> bool:
    """The postal index, or what there is of it."""
    return bool(_ADDRESS.fullmatch(text))


def number_begun(text: str) -> bool:
    """A sign, digits, a point with nothing behind it yet."""
    return bool(_NUMBER.fullmatch(text))
