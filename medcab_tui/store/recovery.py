"""The recovery code as people write it on paper: six groups of five letters and digits.

28 characters carry 136 random bits, the last two tell a slip of the pen. The alphabet has no I, L, O, U;
what looks alike is read alike, Cyrillic letters too.
"""

from __future__ import annotations

import hashlib
from typing import Final

from medcab_tui.domain.errors import Refused

SECRET_LENGTH: Final = 17
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE: Final = str.maketrans("OILАВСЕНКМРТХО", "011ABCEHKMPTX0")
_LETTERS: Final = 28
_CHECKS: Final = 2
_GROUP: Final = 5


def written(secret: bytes) -> str:
    """The code of a secret of SECRET_LENGTH bytes, in groups joined by hyphens."""
    text = _digits(int.from_bytes(secret, "big"), _LETTERS) + _checks(secret)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read(code: str) -> bytes:
    """The secret of a code, however it was spaced; Refused("recovery.mistyped") if it cannot be one."""
    text = "".join(letter for letter in code.upper().translate(_LOOKS_LIKE) if letter.isalnum())
    if len(text) != _LETTERS + _CHECKS or any(letter not in _ALPHABET for letter in text):
        raise Refused("recovery.mistyped", "code")
    number = 0
    for letter in text[:_LETTERS]:
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    if number >= 1 << (8 * SECRET_LENGTH):
        raise Refused("recovery.mistyped", "code")
    secret = number.to_bytes(SECRET_LENGTH, "big")
    if _checks(secret) != text[_LETTERS:]:
        raise Refused("recovery.mistyped", "code")
    return secret


def _checks(secret: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(b"medcab recovery" + secret).digest()[:2], "big")
    return _digits(number % len(_ALPHABET) ** _CHECKS, _CHECKS)


def _digits(number: int, count: int) -> str:
    letters = []
    for _place in range(count):
        number, digit = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[digit])
    return "".join(reversed(letters))
