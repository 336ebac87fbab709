"""`medcab keys`: what this terminal really sends, and which keys of the cabinet it can reach."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from textual import events
from textual.message import Message

from medcab_tui.domain.cleaning import visible
from medcab_tui.locale import N_, _
from medcab_tui.ui.terminal import held
from medcab_tui.ui.terminal.keyboard import Keyboard, escape_delay
from medcab_tui.ui.terminal.sendable import unsendable
from medcab_tui.ui.twins import LATIN
from medcab_tui.ui.verbs import VERBS

_ON: Final = b"\x1b[>1u\x1b[?2004h"
_OFF: Final = b"\x1b[<u\x1b[?2004l"

CLASSIC: Final = {"ctrl+@": "ctrl+2", "ctrl+backslash": "ctrl+4", "ctrl+right_square_bracket": "ctrl+5"}
"""What old terminals send for Ctrl with a digit, and which digit it means."""

_GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (N_("Ctrl with a digit"), tuple(f"ctrl+{digit}" for digit in range(1, 6))),
    (N_("function keys"), tuple(f"f{number}" for number in range(2, 7))),
)


class Seen:
    """Which keys were pressed so far, and what they are good for."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.cyrillic_control = False

    def note(self, received: bytes, keys: Iterable[str]) -> None:
        """Remember what these bytes were."""
        for key in keys:
            self.keys.add(CLASSIC.get(key, key))
            if key.startswith("ctrl+") and _names_cyrillic(received):
                self.cyrillic_control = True

    def summary(self) -> list[str]:
        """Lines that say what was seen of the keys that differ between terminals."""
        lines = []
        for title, keys in _GROUPS:
            reached = [key for key in keys if key in self.keys]
            missing = [key for key in keys if key not in self.keys]
            lines.append(f"{_(title)}: {_marked('✓', reached)} {_marked('—', missing)}".rstrip())
        verdict = (
            _("seen") if self.cyrillic_control else _("not seen; F2–F6 and plain letters work all the same")
        )
        lines.append(_("Ctrl with a Cyrillic letter: {verdict}").format(verdict=verdict))
        lines.append(_("✓ the terminal sends it, — it was not pressed or never arrived."))
        return lines


def told(received: bytes, keys: Sequence[str]) -> str:
    """One line about what came: the bytes, Textual's names, and what they do in the cabinet."""
    reached = [verb.id for key in keys for verb in VERBS if key in (*verb.soft_keys, *verb.strong)]
    shown = ascii(received[:24])[1:] + ("…" if len(received) > 24 else "")
    line = f"{shown:<30} {' '.join(keys) or _('no key'):<28} {', '.join(dict.fromkeys(reached))}"
    return line.rstrip()


def names(messages: Iterable[Message]) -> list[str]:
    """The names of keys among messages, and what else a person did."""
    found = []
    for message in messages:
        if isinstance(message, events.Key):
            found.append(message.key)
        elif isinstance(message, events.Paste):
            found.append(_("paste, {count} characters").format(count=len(message.text)))
    return found


def main(keymap: Mapping[str, str] | None = None) -> int:
    """Listen until q twice or Ctrl+C; the exit code. Needs a terminal on standard input.

    keymap: the user's own keys, told first if no terminal sends one of them.
    """
    if not (os.isatty(0) and os.isatty(1)):
        sys.stderr.write("medcab: a terminal is needed on standard input and output.\n")
        return 2
    terminal = held.hold()
    held.leave_early_on_signals()
    seen = Seen()
    try:
        os.write(1, _ON)
        for warning in unsendable(keymap or {}):
            _say(warning)
        _say(_("Press keys to see what the terminal sends. q twice or Ctrl+C ends."))
        _listen(seen)
    finally:
        os.write(1, _OFF)
        terminal.give_back()
    for line in seen.summary():
        _say(line)
    return 0


def _listen(seen: Seen) -> None:
    keyboard = Keyboard(escape_delay(os.environ))
    waiting, last = b"", ""
    while True:
        wait = None if keyboard.due is None else max(0.0, keyboard.due - time.monotonic())
        if select.select([0], [], [], wait)[0]:
            received = os.read(0, 4096)
            if not received:
                return
            waiting += received
            messages = keyboard.feed(received, time.monotonic())
        else:
            messages = keyboard.tick(time.monotonic())
        if keyboard.due is not None and not messages:
            continue
        keys = names(messages)
        seen.note(waiting, keys)
        _say(told(waiting, keys))
        for key in keys:
            if key == "ctrl+c" or (key in ("q", "й") and last == key):
                return
            last = key
        waiting = b""


def _say(line: str) -> None:
    os.write(1, f"{visible(line)}\r\n".encode())


def _marked(sign: str, keys: Sequence[str]) -> str:
    return f"{sign} {' '.join(keys)}" if keys else ""


def _names_cyrillic(received: bytes) -> bool:
    """Whether the bytes spell a Cyrillic letter: itself, or its number in a Kitty sequence."""
    text = received.decode("utf-8", "ignore")
    return any(letter in text or f"[{ord(letter)}" in text for letter in LATIN)
