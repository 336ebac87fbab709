"""Text from people, files and the wire, made harmless to look at. What is stored is never altered."""

from __future__ import annotations

import re
import unicodedata

ESCAPE_SHOWN = "␛"
STRANGER_SHOWN = "�"

_KEPT = "\n\t"
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Controls, marks of direction, letters of no width or no shape, and halves of letters."""


def visible(text: str) -> str:
    """The text with everything that could steer a terminal or hide as a placeholder of width 1.

    Newline and tab stay. ESC shows as ␛, the rest as �. For the screen only: stored text keeps what came.
    """
    return _SUSPECT.sub(_placeholder, text)


def one_line(text: str) -> str:
    """`visible` text for a cell or a title: newlines and tabs become single spaces."""
    return visible(text.replace("\r\n", "\n")).replace("\n", " ").replace("\t", " ")


def steers(letter: str) -> bool:
    """Whether a letter is one of those that `visible` never lets through, by its Unicode class."""
    return letter not in _KEPT and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _placeholder(found: re.Match[str]) -> str:
    return ESCAPE_SHOWN if found[0] == "\x1b" else STRANGER_SHOWN
