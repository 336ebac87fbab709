"""Which names of keys a terminal can ever send: another one in the user's keymap would wait for ever."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from medcab_tui.locale import _
from medcab_tui.ui.twins import key_name

_MODIFIERS: Final = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_NAMED: Final = frozenset(
    {
        "escape", "enter", "tab", "backspace", "space", "insert", "delete", "home", "end", "pageup",
        "pagedown", "left", "right", "up", "down", *(f"f{number}" for number in range(1, 25)),
    }
)  # fmt: skip
_SHORT: Final = frozenset({"minus", "plus", "underscore", "slash", "backslash", "at"})
"""Signs that Textual calls otherwise than Unicode does."""


def sendable(key: str) -> bool:
    """Whether some terminal sends a key of this name: modifiers in alphabetical order, then the key."""
    *modifiers, base = key.split("+")
    if modifiers != sorted(set(modifiers)) or not set(modifiers) <= _MODIFIERS:
        return False
    if base in _NAMED:
        return True
    return _is_sign(base) and modifiers != ["shift"]  # Shift with a letter arrives as the large letter


def unsendable(keymap: Mapping[str, str]) -> Iterator[str]:
    """A sentence about the keys of a keymap that no terminal sends; nothing if there are none."""
    parts = [part.strip() for keys in keymap.values() for part in keys.split(",")]
    names = [part for part in parts if not sendable(key_name(part))]
    if names:
        yield _("{names}: no terminal sends such a key; medcab keys shows what keys are called.").format(
            names=", ".join(dict.fromkeys(names))
        )


def _is_sign(base: str) -> bool:
    if len(base) == 1 or base in _SHORT:
        return base.isprintable()
    if base != base.lower():
        return False
    try:
        return unicodedata.lookup(base.replace("_", " ")).isprintable()
    except KeyError:
        return False
