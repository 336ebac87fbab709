"""What a terminal sends for a key: the classic xterm sequence, or the Kitty protocol's where none exists."""

from __future__ import annotations

import unicodedata

_MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4, "super": 8, "hyper": 16, "meta": 32}
_PLAIN = {"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f"}
_CLASSIC = {
    "shift+tab": "\x1b[Z",
    "ctrl+@": "\x00",
    "ctrl+backslash": "\x1c",
    "ctrl+right_square_bracket": "\x1d",
}
_LETTERED = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20,
    "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
_FUNCTION = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_CODES = {"escape": 27, "enter": 13, "tab": 9, "backspace": 127, "space": 32}
_NAMES = {"minus": "-", "plus": "+", "underscore": "_", "slash": "/", "at": "@"}
"""Textual's short names for characters whose Unicode names are longer."""


def sequence(key: str) -> str:
    """The characters for a key by its Textual name, such as "ctrl+1", "f2", "shift+tab", "ч".

    Raises ValueError for a name that is none.
    """
    if key in _CLASSIC:
        return _CLASSIC[key]
    *modifiers, name = key.split("+") if key != "+" else ["+"]
    bits = sum(_MODIFIERS.get(modifier, 64) for modifier in set(modifiers))
    if bits >= 64 or len(set(modifiers)) != len(modifiers) or not name:
        raise ValueError(key)
    if not bits:
        return _unmodified(name)
    if bits == _MODIFIERS["ctrl"] and name in "abcdefgklnopqrstuvwxyz":
        return chr(ord(name) & 0x1F)
    return _modified(name, bits + 1)


def _unmodified(name: str) -> str:
    if name in _PLAIN:
        return _PLAIN[name]
    if name in _LETTERED:
        return f"\x1b[{_LETTERED[name]}"
    if name in _FUNCTION:
        return f"\x1bO{_FUNCTION[name]}"
    if name in _NUMBERED:
        return f"\x1b[{_NUMBERED[name]}~"
    if name in _CODES:
        return f"\x1b[{_CODES[name]}u"
    return _character(name)


def _modified(name: str, modifier: int) -> str:
    if name in _LETTERED or name in _FUNCTION:
        return f"\x1b[1;{modifier}{_LETTERED.get(name) or _FUNCTION[name]}"
    if name in _NUMBERED:
        return f"\x1b[{_NUMBERED[name]};{modifier}~"
    code = _CODES.get(name) or ord(_character(name))
    return f"\x1b[{code};{modifier}u"


def _character(name: str) -> str:
    if len(name) == 1:
        return name
    if name in _NAMES:
        return _NAMES[name]
    try:
        return unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        raise ValueError(name) from None
