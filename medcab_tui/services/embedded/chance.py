"""Chance that repeats: every share and number is a function of the seed, the operation's key and a word."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypeVar

from msgspec import Struct

T = TypeVar("T")

_WHOLE: Final = 1 << 64
SLOT_MINUTES: Final = 10
"""An outage lasts from one such mark of the clock to the next."""


class Conduct(Struct, frozen=True):
    """How the stand-in behaves, as its settings say. Shares are percent."""

    seed: int = 7
    seconds: int = 60
    """The usual time from taking something in to saying what became of it."""
    refuses: int = 10
    outages: int = 0
    loses: int = 0
    wanders: int = 0


class Chance(Struct, frozen=True):
    """The chance of one operation. refusal: decided beforehand by whoever directs the stand-in, as a code;
    None: chance decides. later: how much more time than usual everything takes.
    """

    conduct: Conduct
    key: str
    refusal: str | None = None
    later: timedelta = timedelta()

    def share(self, word: str) -> float:
        """From 0 up to, not including, 1."""
        text = f"{self.conduct.seed}|{self.key}|{word}".encode("utf-8", "replace")
        return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") / _WHOLE

    def happens(self, word: str, percent: int) -> bool:
        """Whether something of this likelihood is so."""
        return self.share(word) * 100 < percent

    def pick(self, word: str, choices: Sequence[T]) -> T:
        """One of some."""
        return choices[int(self.share(word) * len(choices))]

    def digits(self, word: str, count: int) -> str:
        """A number of so many digits."""
        return f"{int(self.share(word) * 10**count):0{count}d}"

    def wait(self, word: str, times: float = 1.0) -> timedelta:
        """Half to one and a half of the usual time, so many times over."""
        usual = self.conduct.seconds * 1000 * times * (0.5 + self.share(word))
        return timedelta(milliseconds=max(1, int(usual))) + self.later

    def refused(self, codes: Sequence[str]) -> str:
        """The code it is refused with; "" if it is not."""
        if self.refusal is not None:
            return self.refusal
        return self.pick("code", codes) if self.happens("refused", self.conduct.refuses) else ""


def out_of_service(conduct: Conduct, at: int) -> str:
    """What is wrong with the whole service at a moment (milliseconds): «unreachable» …, or ""."""
    slot = Chance(conduct, f"slot {at // (SLOT_MINUTES * 60_000)}")
    if not slot.happens("outage", conduct.outages):
        return ""
    return slot.pick("how", ("unreachable", "broken", "throttled"))


def slot_ends(at: int) -> timedelta:
    """How long the present outage lasts."""
    length = SLOT_MINUTES * 60_000
    return timedelta(milliseconds=length - at % length)
