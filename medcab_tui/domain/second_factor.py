"""The second factor of a worker: codes of an app by time (RFC 6238), and recovery codes on paper (C018).

Six digits, a new code every 30 seconds, SHA-1: what every common app understands. A code is taken within one
step of the clock to either side, and each step once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.layouts import is_cyrillic, other_layout
from medcab_tui.domain.sources import RandomSource

PERIOD: Final = 30
"""Seconds of a step."""
DIGITS: Final = 6
DRIFT: Final = 1
"""Steps that a phone's clock may be off."""
SECRET_LENGTH: Final = 20
"""Bytes: 160 bits."""
RECOVERY_CODES: Final = 10
ISSUER: Final = "medcab"

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE: Final = str.maketrans("OIL", "011")
_LENGTH, _GROUP = 10, 5


class SecondFactor(Struct, frozen=True):
    """What may be shown of it. codes_left: recovery codes that were not used."""

    since: datetime
    codes_left: int
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds of it. last: the step of the code that was taken last."""

    secret: bytes = field(repr=False)
    last: int
    shown: SecondFactor


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed as proof: six digits of the app, or a recovery code without its hyphen."""

    code: str = field(repr=False)

    @property
    def recovery(self) -> bool:
        """Whether it is a recovery code."""
        return len(self.code) == _LENGTH


def step_of(now: datetime) -> int:
    """The step of the clock at this moment."""
    return int(now.timestamp()) // PERIOD


def steps_around(now: datetime) -> range:
    """The steps whose codes are taken at this moment."""
    step = step_of(now)
    return range(max(0, step - DRIFT), step + DRIFT + 1)


def seconds_to_next(now: datetime) -> int:
    """Until the app shows another code."""
    return PERIOD - int(now.timestamp()) % PERIOD


def judge(typed: str, codes: Mapping[int, str], last: int, now: datetime) -> int:
    """The step that is used up by this code; the code of a step that was taken is not taken again.

    codes: what the app shows in each of `steps_around`. Raises Refused second_factor.wrong;
    second_factor.used (`seconds` to the next one), which is no failure; second_factor.clock if the code is
    right and the last one was of a later time: then the clock of this machine was set back.
    """
    matching = [step for step, code in sorted(codes.items()) if hmac.compare_digest(code, typed)]
    for step in matching:
        if step > last:
            return step
    if not matching:
        raise Refused("second_factor.wrong", "code")
    if last > max(codes):
        raise Refused("second_factor.clock", "code")
    raise Refused("second_factor.used", "code", seconds=str(seconds_to_next(now)))


def meant(text: str, *, recovery: bool = True) -> Typed:
    """What was typed, whatever spaces and hyphens stand in it, and in whichever layout.

    recovery: whether a recovery code will do. Raises Invalid second_factor.digits or second_factor.shape.
    """
    kept = "".join(letter for letter in text if not letter.isspace() and letter not in "-–—")
    if len(kept) == DIGITS and kept.isascii() and kept.isdigit():
        return Typed(kept)
    if not recovery:
        raise Invalid("second_factor.digits", "code")
    if any(is_cyrillic(letter) for letter in kept):
        kept = other_layout(kept)
    kept = kept.upper().translate(_LOOKS_LIKE)
    if len(kept) != _LENGTH or any(letter not in _ALPHABET for letter in kept):
        raise Invalid("second_factor.shape", "code")
    return Typed(kept)


def recovery_codes(random: RandomSource) -> tuple[str, ...]:
    """Ten codes of 50 random bits, as they are shown: «7K2QD-M41XR»."""
    return tuple(_written(random.bytes(_LENGTH)) for _number in range(RECOVERY_CODES))


def code_hash(worker: bytes, code: str) -> bytes:
    """What the store keeps of a recovery code. code: as shown, or as `meant` gives it."""
    return hashlib.sha256(b"medcab second factor" + worker + code.replace("-", "").encode()).digest()


def base32(secret: bytes) -> str:
    """A secret as apps take it."""
    return base64.b32encode(secret).decode().rstrip("=")


def in_groups(secret: bytes) -> str:
    """The same to be typed by hand: groups of four."""
    text = base32(secret)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def addresses(secret: bytes, login: str) -> Iterator[tuple[str, ...]]:
    """What the app scans: `otpauth://` addresses in the parts a small QR code is made of, the fullest first.

    They differ in how much the app is told of whose codes these are; the codes are the same.
    """
    for shown in (login[:length] for length in range(len(login), -1, -1)):
        name = quote(f"{ISSUER}:{shown}" if shown else ISSUER, safe=":")
        parts = (f"otpauth://totp/{name}?secret=", base32(secret))
        yield (*parts, f"&issuer={ISSUER}")
        yield parts


def _written(chance: bytes) -> str:
    text = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in chance)
    return f"{text[:_GROUP]}-{text[_GROUP:]}"
