"""One physical key, two letters: what ЙЦУКЕН types and what QWERTY types in the same place.

The only table of this kind: verbs take their second letters from it (`ui.twins`), and whatever is searched by
typing is searched in the other layout too.
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


def is_cyrillic(character: str) -> bool:
    """Whether the character was typed in a Russian layout: a letter of the table in either case."""
    return character in LATIN


def other_layout(text: str) -> str:
    """What the same keys type in the other layout: «ghbtv» is «приём», «рщьу» is "home"."""
    return text.translate(_OTHER)
