"""How texts are compared: case, ё and е, and decomposed letters make no difference; и and й do."""

from __future__ import annotations

import re
import unicodedata

FOLD_VERSION = 1
"""Grows with any change of `fold` or `name_key`; search tables made under an older one are rebuilt."""


_APOSTROPHES = re.compile(r"['’ʼ`‘´]")
"""О'Нил, О’Нил and ОНил are one name."""

_JOINTS = re.compile(r"[\s\-‐‑–—]+")
"""What joins the parts of one name: «Иванов-Петров», «Эль Сайед»."""

_PLAIN = re.compile(r"[А-Яа-яЁё]+ [А-Яа-яЁё]+ [А-Яа-яЁё]+")
"""Three Russian words: of a million people nearly all have such names."""

LAST = "\U0010ffff"
"""Sorts after every letter: the end of a range of words with one beginning."""


def fold(text: str) -> str:
    """The text as it is compared: NFC, case-free, ё as е, й kept however it was written."""
    composed = unicodedata.normalize("NFC", text)
    lowered = unicodedata.normalize("NFC", composed.casefold())
    return lowered.replace("ё", "е")


def name_part(text: str) -> str:
    """A surname, given name or patronymic as one folded word; its own parts are joined by hyphens."""
    folded = fold(text)
    if folded.isalpha() and "ʼ" not in folded:
        return folded  # one word, as nearly all of them are: nothing to take out
    plain = _APOSTROPHES.sub("", folded.strip())
    return _JOINTS.sub("-", plain).strip("-")


def name_key(surname: str, given: str, patronymic: str) -> str:
    """What the list of patients is ordered and searched by: three folded words."""
    whole = f"{surname} {given} {patronymic}"
    if _PLAIN.fullmatch(whole):
        return whole.lower().replace("ё", "е")
    return " ".join(part for part in map(name_part, (surname, given, patronymic)) if part)
