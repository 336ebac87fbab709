"""One physical key, two letters, as keys: by the table of `domain.layouts`, with Textual's names of keys.

Verbs take their second letter from it, and the terminal driver maps a modifier with a Cyrillic letter to the
Latin key by it. On ЙЦУКЕН the `/` key types a full stop, ю's place in the Latin layout: so the search verb
names both `/` and `.`, and ю stays free.
"""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.layouts import LATIN, is_cyrillic, other_layout

_KEY_NAMES: Final[dict[str, str]] = {
    "`": "grave_accent",
    "~": "tilde",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
    ";": "semicolon",
    ":": "colon",
    "'": "apostrophe",
    '"': "quotation_mark",
    ",": "comma",
    ".": "full_stop",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    "/": "slash",
    "*": "asterisk",
}


def key_name(character: str) -> str:
    """What Textual calls the key that types this character: "н" is "н", "[" is "left_square_bracket"."""
    return _KEY_NAMES.get(character, character)


__all__ = ["LATIN", "is_cyrillic", "key_name", "other_layout"]
