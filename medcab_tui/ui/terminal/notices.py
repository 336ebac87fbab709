"""The terminal's own notification: OSC 9, 99 or 777, and the bell, so that it reaches a desktop over SSH.

What is sent never names a patient: it says how many rows are new, and where. Text is cleaned, and wrapped
for tmux, which passes it on where `allow-passthrough` is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from medcab_tui.domain.cleaning import one_line

BELL: Final = "\x07"
_END: Final = "\x1b\\"
LONGEST: Final = 120
"""Characters of a notification; some terminals drop long sequences whole."""

_KNOWN: Final = (
    ("KITTY_WINDOW_ID", "", "99"),
    ("TERM", "xterm-kitty", "99"),
    ("TERM", "foot", "777"),
    ("TERM", "rxvt", "777"),
    ("TERM", "linux", "off"),
    ("VTE_VERSION", "", "777"),
)
"""A variable, how its value begins, and the sequence that terminal understands."""

USUAL: Final = "9"
"""For the others: iTerm2, WezTerm, Ghostty and Windows' own know it, and who doesn't stays silent."""


def channel(setting: str, environment: Mapping[str, str]) -> str:
    """The sequence to use: "9", "99", "777" or "off"; as set, or as the terminal's variables tell."""
    if setting != "auto":
        return setting
    for variable, start, found in _KNOWN:
        if variable in environment and environment[variable].startswith(start):
            return found
    return USUAL


def notification(by: str, title: str, text: str, *, tmux: bool = False) -> str:
    """The sequence that shows a notification; empty if there is none to send."""
    title, text = _clean(title), _clean(text)
    if by == "9":
        sent = f"\x1b]9;{title}: {text}{_END}"
    elif by == "99":
        sent = f"\x1b]99;i=medcab:d=0:p=title;{title}{_END}\x1b]99;i=medcab:d=1:p=body;{text}{_END}"
    elif by == "777":
        sent = f"\x1b]777;notify;{title};{text}{_END}"
    else:
        return ""
    return _through_tmux(sent) if tmux else sent


def _through_tmux(sent: str) -> str:
    doubled = sent.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}{_END}"


def _clean(text: str) -> str:
    """One line without control characters, and without what separates the parts of a sequence."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in one_line(text))
    return shown.replace(";", ",")[:LONGEST].strip()
