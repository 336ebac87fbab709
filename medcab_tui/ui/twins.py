"""One physical key, two letters: what ЙЦУКЕН types and what QWERTY types in the same place.

The only table of this kind. Verbs take their second letter from it, and the terminal driver maps a
modifier with a Cyrillic letter to the Latin key by it. On ЙЦУКЕН the `/` key types a full stop, which is ю's
place in the Latin layout: so the search verb names both `/` and `.`, and ю stays free.
"""

from __future__ import annotations

from typing import Final

_ROWS: Final = (
    ("ё", "`"),
    ("йцукенгшщзхъ", "qwertyuiop[]"),
    ("фывапролджэ", "asdfghjkl;'"),
    ("ячсмитьбю", "zxcvbnm,."),
)
_SHIFTED: Final = (
    ("Ё", "~"),
    ("ЙЦУКЕНГШЩЗХЪ", "QWERTYUIOP{}"),
    ("ФЫВАПРОЛДЖЭ", 'ASDFGHJKL:"'),
    ("ЯЧСМИТЬБЮ", "ZXCVBNM<>"),
)

LATIN: Final[dict[str, str]] = {
    russian: latin
    for letters, keys in (*_ROWS, *_SHIFTED)
    for russian, latin in zip(letters, keys, strict=True)
}
"""Cyrillic letter → the character QWERTY types with the same key, in the same case."""

_OTHER: Final = str.maketrans({**LATIN, **{latin: russian for russian, latin in LATIN.items()}})

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


def is_cyrillic(character: str) -> bool:
    """Whether the character was typed in a Russian layout: a letter of the table in either case."""
    return character in LATIN


def other_layout(text: str) -> str:
    """What the same keys type in the other layout: «ghbtv» is «приём», «рщьу» is "home"."""
    return text.translate(_OTHER)
