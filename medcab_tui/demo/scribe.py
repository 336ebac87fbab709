"""Writes a tape from live keys; a placeholder stands for what went into passwords and free texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input, TextArea

from medcab_tui.demo.tape.parser import KEYS
from medcab_tui.ui.terminal.pace import takes_text

if TYPE_CHECKING:
    from textual.message import Message
    from textual.widget import Widget

PASSWORD = "<password>"  # noqa: S105 -- stands where one was typed
TEXT = "<text>"
_NAMES = {key: name for name, key in KEYS.items()}
_QUOTES = "\"'`"


class Scribe:
    """Hears every key on its way to the widget that gets it.

    private: leave out what went into any field at all, because the store is somebody's own.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._lines: list[str] = []
        self._typed = ""
        self._hidden: tuple[Widget, str] | None = None
        self._pressed: tuple[str, int] = ("", 0)

    def note(self, message: Message, focused: Widget | None) -> None:
        """A message from the terminal and the widget that has the focus now, when it is handed on."""
        if isinstance(message, events.Paste):
            self._text(message.text.replace("\n", " "), focused)
        elif isinstance(message, events.MouseDown):
            self._flush()
            self._lines.append("# a mouse click is left out: tapes know keys only")
        elif isinstance(message, events.Key):
            self._key(message, focused)

    def tape(self, opening: dict[str, str]) -> str:
        """The whole tape; `opening` are the values of its first `Set` lines."""
        self._flush()
        head = ["# Recorded from live keys. Put in place of <…> what should be typed there."]
        head += [f"Set {name} {value}" for name, value in opening.items()]
        return "\n".join([*head, "", *self._lines]) + "\n"

    def _key(self, event: events.Key, focused: Widget | None) -> None:
        placeholder = self._placeholder(focused)
        if event.is_printable and event.character:
            self._text(event.character, focused)
        elif placeholder and _edits(event.key, focused):
            return
        else:
            self._press(event.key)

    def _text(self, text: str, focused: Widget | None) -> None:
        placeholder = self._placeholder(focused)
        if focused is not None and placeholder:
            if self._hidden != (focused, placeholder):
                self._flush()
                self._hidden = (focused, placeholder)
        else:
            if self._hidden or self._pressed[1]:
                self._flush()
            self._typed += text

    def _press(self, key: str) -> None:
        if self._typed or self._hidden or self._pressed[0] != key:
            self._flush()
        self._pressed = (key, self._pressed[1] + 1)

    def _flush(self) -> None:
        if self._typed:
            self._lines += [f"Type {_quoted(part)}" for part in _quotable(self._typed)]
        if self._hidden:
            self._lines.append(f'Type "{self._hidden[1]}"')
        if self._pressed[1]:
            key, count = self._pressed
            name = _NAMES.get(key) or f"Key {key}"
            self._lines.append(name if count == 1 else f"{name} {count}")
        self._typed, self._hidden, self._pressed = "", None, ("", 0)

    def _placeholder(self, focused: Widget | None) -> str:
        """What stands for text typed here; empty if the text itself may be written down."""
        if isinstance(focused, Input) and focused.password:
            return PASSWORD
        if isinstance(focused, TextArea) or (self._private and takes_text(focused)):
            return TEXT
        return ""


def _edits(key: str, focused: Widget | None) -> bool:
    """A key that only changes or walks through the text of this field."""
    editing = {"backspace", "delete", "left", "right", "home", "end"}
    if isinstance(focused, TextArea):
        editing |= {"enter", "up", "down"}
    return key in editing


def _quotable(text: str) -> list[str]:
    """Pieces none of which holds all three quotes."""
    pieces = [""]
    for letter in text:
        if all(quote in pieces[-1] + letter for quote in _QUOTES):
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _quoted(text: str) -> str:
    quote = next(quote for quote in _QUOTES if quote not in text)
    return f"{quote}{text}{quote}"
