"""A text into the clipboard of the terminal (OSC 52), over SSH and tmux too. Nothing is read from there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

MOST: Final = 8 * 1024
"""Bytes that are copied at most: whole screens of text belong into an export."""

_SPACES: Final = re.compile(r" {2,}")


class TooLong(ValueError):
    """More than `MOST` bytes."""


def plain(text: str) -> str:
    """The text on one line, without control, bidirectional or invisible characters: what pastes safely."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return _SPACES.sub(" ", kept).strip()


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """What sends the text to the terminal's clipboard. Raises TooLong."""
    content = plain(text).encode("utf-8", "ignore")
    if len(content) > MOST:
        raise TooLong
    asked = f"\x1b]52;c;{b64encode(content).decode('ascii')}\x07"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + asked.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return asked
