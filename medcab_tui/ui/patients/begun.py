"""Whether a number that is being typed may still become right; until then it is not called wrong."""

from __future__ import annotations

import re

_SNILS = re.compile(r"\d{0,3}[- ]?\d{0,3}[- ]?\d{0,3}[- ]?\d{0,2}")
_POLICY = re.compile(r"(\d ?){0,15}")
_PHONE = re.compile(r"\+(7([ ()-]*\d){0,9}[ ()-]*)?")


def snils_begun(text: str) -> bool:
    """Fewer than eleven digits, punctuated as СНИЛС is."""
    return bool(_SNILS.fullmatch(text)) and sum(map(str.isdigit, text)) < 11


def policy_begun(text: str) -> bool:
    """Fewer than sixteen digits; nine are right already and never get here."""
    return bool(_POLICY.fullmatch(text))


def phone_begun(text: str) -> bool:
    """«+7» and fewer than ten digits."""
    return bool(_PHONE.fullmatch(text))
