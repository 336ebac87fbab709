"""Bytes from the terminal → Textual's messages, whatever the bytes are and however late they come.

Textual's parser is given whole sequences only; it is thrown away and made anew when it chokes on one. Torn
sequences are put together here: inside the escape delay a torn arrow is an arrow, after it the tail is
swallowed, never typed. A modifier with a Cyrillic letter becomes the Latin key on the same place.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from medcab_tui.ui.terminal.tokens import (
    ESC,
    LATE_PART,
    LATE_TAIL,
    PASTE_END,
    PASTE_START,
    Kind,
    Token,
    split,
)
from medcab_tui.ui.twins import LATIN, key_name

LOCAL_DELAY: Final = 0.015
"""Seconds a lone ESC waits on this machine."""

REMOTE_DELAY: Final = 0.25
"""Seconds a lone ESC waits over SSH, where an arrow key may arrive in two packets."""

_FORGIVENESS: Final = 1.5
"""Seconds after a given out Esc in which a tail of an arrow is swallowed."""

_TORN_PATIENCE: Final = 0.5
"""Seconds a sequence that is certainly one (more than ESC came) may stay incomplete."""

_PASTE_PATIENCE: Final = 10.0
"""Seconds of silence after which a paste counts as ended though its end never came."""

_LONGEST_PASTE: Final = 4 * 1024 * 1024
"""Characters kept of one paste."""

_EXTENDED: Final = re.compile(
    r"\x1b\[(\d+)(?::(\d*))?(?::(\d*))?(?:;(\d*)(?::(\d*))?)?((?:;[\d:]*)?)([u~A-HPQRS])"
)
_MODIFY_OTHER: Final = re.compile(r"\x1b\[27;(\d+);(\d+)~")

_SIZE_REPORT: Final = "t"
"""The end of a size nobody asked for: SIGWINCH tells it, and a forged one would garble the mouse."""

_RELEASED: Final = "3"
"""The event type of a key that goes up."""


def escape_delay(environ: Mapping[str, str], milliseconds: int | None = None) -> float:
    """Seconds a lone ESC waits for the rest of a sequence: as set, else by how far the terminal is."""
    if milliseconds is not None:
        return min(max(milliseconds, 1), 2000) / 1000
    return REMOTE_DELAY if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else LOCAL_DELAY


class Keyboard:
    """Turns input into messages. Times are monotonic seconds, given by the caller; nothing here raises."""

    def __init__(self, delay: float = LOCAL_DELAY) -> None:
        self.due: float | None = None
        """When `tick` must be called if nothing comes before."""
        self._delay = delay
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parser = XTermParser()
        self._part = ""
        self._paste: list[str] | None = None
        self._pasted = 0
        self._late_until = 0.0
        self._late_part = ""

    def feed(self, received: bytes, now: float) -> list[Message]:
        """What these bytes mean, together with what was waiting."""
        text = self._decoder.decode(received)
        if not text:
            return []
        self.due = None
        found: list[Message] = []
        text = self._without_late_tail(text, now)
        text, self._part = self._part + text, ""
        while text:
            text = (
                self._pasting(text, now, found) if self._paste is not None else self._typing(text, now, found)
            )
        return found

    def tick(self, now: float) -> list[Message]:
        """What waiting in vain means: a lone ESC is the Esc key, a torn sequence is dropped."""
        if self.due is None or now < self.due:
            return []
        self.due = None
        if self._late_part:
            typed, self._late_part = self._late_part, ""
            return self._text(typed) if len(typed) == 1 else []
        if self._paste is not None:
            return [self._end_paste()]
        part, self._part = self._part, ""
        self._late_until = now + _FORGIVENESS
        if part == ESC:
            return [events.Key("escape", ESC)]
        return []

    def flush(self) -> None:
        """Forget everything half typed."""
        self._decoder.reset()
        self._part = self._late_part = ""
        self._paste = None
        self._late_until = 0.0
        self.due = None

    def _without_late_tail(self, text: str, now: float) -> str:
        """The text without what is left of an arrow whose ESC already went out as the Esc key."""
        if not self._late_part and now >= self._late_until:
            return text
        text, self._late_part = self._late_part + text, ""
        if LATE_PART.match(text):
            self._late_part = text
            self.due = now + self._delay
            return ""
        self._late_until = 0.0
        tail = LATE_TAIL.match(text)
        return text[tail.end() :] if tail else text

    def _typing(self, text: str, now: float, found: list[Message]) -> str:
        """Handle text up to the start of a paste; returns the rest."""
        start = text.find(PASTE_START)
        for token in split(text if start < 0 else text[:start]):
            if token.kind is Kind.PART and start < 0:
                self._part = token.text
                self.due = now + (self._delay if token.text == ESC else max(self._delay, _TORN_PATIENCE))
            else:
                found += self._meaning(token)
        if start < 0:
            return ""
        self._paste, self._pasted = [], 0
        self.due = now + _PASTE_PATIENCE
        return text[start + len(PASTE_START) :]

    def _pasting(self, text: str, now: float, found: list[Message]) -> str:
        """Gather text up to the end of the paste; returns the rest."""
        end = text.find(PASTE_END)
        if end < 0:
            kept = _common_tail(text, PASTE_END)
            self._part = text[len(text) - kept :]
            self._keep(text[: len(text) - kept])
            self.due = now + _PASTE_PATIENCE
            return ""
        self._keep(text[:end])
        found.append(self._end_paste())
        return text[end + len(PASTE_END) :]

    def _keep(self, text: str) -> None:
        if self._paste is not None and self._pasted < _LONGEST_PASTE:
            self._paste.append(text)
            self._pasted += len(text)

    def _end_paste(self) -> Message:
        pasted, self._paste = "".join(self._paste or ()), None
        self._part = ""
        self.due = None
        return events.Paste(pasted.replace("\x00", ""))

    def _meaning(self, token: Token) -> list[Message]:
        if token.kind is Kind.TEXT:
            return self._text(token.text)
        if token.kind is Kind.ESCAPE or token.text == ESC:
            return [events.Key("escape", ESC)]
        if token.kind is Kind.SEQUENCE:
            return self._sequence(token.text)
        return []

    def _text(self, text: str) -> list[Message]:
        found: list[Message] = []
        for character in text:
            found += self._parsed(character)
        return found

    def _sequence(self, sequence: str) -> list[Message]:
        plain = simplified(sequence)
        if plain is None or plain.endswith(_SIZE_REPORT):
            return []
        found = self._parsed(plain)
        if self._parser._awaiting.timeout is None:
            return found
        if len(plain) == 2:  # Alt with a key: the parser says so once it stops waiting
            self._parser._timeout_time = 0
            try:
                found = _clean(self._parser.tick())
            except Exception:
                found = []
        if self._parser._awaiting.timeout is not None:
            self._new_parser()
        return found

    def _parsed(self, text: str) -> list[Message]:
        try:
            return _clean(self._parser.feed(text))
        except Exception:  # a parser that raised is dead, the keyboard is not
            self._new_parser()
            return []

    def _new_parser(self) -> None:
        old, self._parser = self._parser, XTermParser()
        for name in ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size"):
            setattr(self._parser, name, getattr(old, name))


def simplified(sequence: str) -> str | None:
    """The sequence without what Textual's parser can't read; None if it is no key press.

    Alternate codes (`1089::99`) give the key of the base layout when a modifier is held; xterm's older form
    `27;5;49~` becomes `49;5u`; key releases are dropped.
    """
    if match := _MODIFY_OTHER.fullmatch(sequence):
        return f"{ESC}[{match[2]};{match[1]}u"
    if not (match := _EXTENDED.fullmatch(sequence)):
        return sequence
    code, _shifted, base, modifiers, event, text, final = match.groups()
    if event == _RELEASED:
        return None
    if base and final == "u" and int(modifiers or 1) & ~1 and int(code) > 127:
        code = base
    if modifiers is None:
        return f"{ESC}[{code}{final}"
    return f"{ESC}[{code};{modifiers}{text}{final}"


def _clean(messages: Iterable[Message]) -> list[Message]:
    return [on_latin_place(message) for message in messages if not _unspeakable(message)]


def _unspeakable(message: Message) -> bool:
    """A key whose name no terminal could show, or with half a surrogate pair, which no store could keep."""
    if not isinstance(message, events.Key):
        return False
    return not message.key.isprintable() or any("\ud800" <= c <= "\udfff" for c in message.character or "")


def on_latin_place(message: Message) -> Message:
    """A modifier with a Cyrillic letter as the Latin key on the same place; anything else as it is."""
    if not isinstance(message, events.Key):
        return message
    modifiers, _, letter = message.key.rpartition("+")
    latin = LATIN.get(letter.lower())
    if latin is None or modifiers in ("", "shift"):
        return message
    return events.Key(f"{modifiers}+{key_name(latin)}", None)


def _common_tail(text: str, mark: str) -> int:
    """How many characters at the end of text may be the beginning of mark."""
    return next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)
