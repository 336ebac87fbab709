"""Where one key ends and the next begins in what a terminal sends.

`split` cuts text into plain runs and escape sequences without understanding them; what is not yet whole is
left to wait. No input makes it raise or stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

ESC: Final = "\x1b"
PASTE_START: Final = "\x1b[200~"
PASTE_END: Final = "\x1b[201~"

_LONGEST: Final = 64
"""Characters of the longest sequence a key or the mouse sends."""

_LONGEST_REPLY: Final = 4096
"""Characters of a reply (OSC, DCS) before it is taken for noise."""

_CSI: Final = re.compile(r"\x1b\[(?:M[^\x1b]{3}|\[[A-E]|[0-?]*[ -/]*[@-~])")
_CSI_PART: Final = re.compile(r"\x1b\[(?:M[^\x1b]{0,2}|\[|[0-?]*[ -/]*)\Z")
_CSI_BROKEN: Final = re.compile(r"\x1b\[[0-?]*[ -/]*")
_SS3: Final = re.compile(r"\x1bO[0-9;]*[@-~]")
_SS3_PART: Final = re.compile(r"\x1bO[0-9;]*\Z")
_REPLY: Final = re.compile(r"\x1b[]P_^X][0-9>!+$=G][^\x07\x1b]*(?:\x07|\x1b\\)")
_REPLY_PART: Final = re.compile(r"\x1b[]P_^X](?:[0-9>!+$=G][^\x07\x1b]*\x1b?)?\Z")

LATE_TAIL: Final = re.compile(r"(?:\[[0-9;]*[A-DFHPQRS~]|O[0-9;]*[A-DFHMPQRS])")
"""What is left of an arrow or function key whose ESC was already taken for the Esc key."""

LATE_PART: Final = re.compile(r"(?:\[[0-9;]*|O[0-9;]*)\Z")
"""The beginning of one."""


class Kind(Enum):
    """What a piece of input is."""

    TEXT = "text"
    ESCAPE = "escape"
    """The Esc key by itself."""
    SEQUENCE = "sequence"
    NOISE = "noise"
    """A broken sequence or a reply nobody waits for."""
    PART = "part"
    """Not whole yet; always the last."""


class Token(NamedTuple):
    """One piece of input."""

    kind: Kind
    text: str


def split(text: str) -> Iterator[Token]:
    """Cut text into tokens that together are the text."""
    at = 0
    while at < len(text):
        token = _run(text, at) if text[at] != ESC else _escape(text, at)
        yield token
        at += len(token.text)


def _run(text: str, at: int) -> Token:
    end = text.find(ESC, at)
    return Token(Kind.TEXT, text[at:] if end < 0 else text[at:end])


def _escape(text: str, at: int) -> Token:
    second = text[at + 1 : at + 2]
    if not second:
        return Token(Kind.PART, ESC)
    if second == ESC:
        return Token(Kind.ESCAPE, ESC)
    if second == "[":
        return _whole_or_part(text, at, _CSI, _CSI_PART, _LONGEST) or _broken(text, at)
    if second == "O":
        found = _whole_or_part(text, at, _SS3, _SS3_PART, _LONGEST)
        return found or Token(Kind.SEQUENCE, ESC + second)
    if second in "]P_^X":
        found = _whole_or_part(text, at, _REPLY, _REPLY_PART, _LONGEST_REPLY)
        if found is not None and found.kind is Kind.SEQUENCE:
            return Token(Kind.NOISE, found.text)
        return found or Token(Kind.SEQUENCE, ESC + second)
    return Token(Kind.SEQUENCE, ESC + second)


def _whole_or_part(
    text: str, at: int, whole: re.Pattern[str], part: re.Pattern[str], longest: int
) -> Token | None:
    if match := whole.match(text, at):
        return Token(Kind.SEQUENCE if len(match[0]) <= longest else Kind.NOISE, match[0])
    if match := part.match(text, at):
        return Token(Kind.PART if len(match[0]) <= longest else Kind.NOISE, match[0])
    return None


def _broken(text: str, at: int) -> Token:
    match = _CSI_BROKEN.match(text, at)
    return Token(Kind.NOISE, match[0] if match else text[at : at + 2])
