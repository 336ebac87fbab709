"""What the entries of a book are found by: folded words, in any order, in either layout of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.reference import Entry

MOST_TYPED: Final = 200
"""Characters that are looked at: what is pasted may be anything."""
MOST_WORDS: Final = 8
_WORD: Final = re.compile(r"[^\W_]+(?:[.,](?=\w)[^\W_]+)*")
_CODE: Final = re.compile(r"[a-z]\d[\da-z.]*")
_LOOKALIKES: Final = str.maketrans("авсенкмортхі,", "abcehkmoptxi.")
"""Cyrillic letters that stand for Latin ones in a code, and the comma typed for its point."""

OTHER, FIRST, LATER = 0, 1, 2
RARER: Final = 2
"""Added to the rank of an entry that is not common."""
RANKS: Final = (0, 1, 2, 3, 4)


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared. Those with a digit in them are read as codes are."""
    return tuple(map(_compared, _WORD.findall(fold(text))))


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """What a typed line may mean, the likelier first: as it stands, and as the other layout would have it."""
    line = text[:MOST_TYPED]
    found = (words_in(line)[:MOST_WORDS], words_in(other_layout(line))[:MOST_WORDS])
    return tuple(dict.fromkeys(words for words in found if words))


def code_like(words: tuple[str, ...]) -> bool:
    """Whether a reading may be the beginning of a code: then neither layout is the likelier.

    «о11» is O11 by its look and J11 by its key.
    """
    return len(words) == 1 and _CODE.fullmatch(words[0]) is not None


def line_of(entry: Entry) -> str:
    """The words of an entry in one text: the code, |, those of its name, |, its other names between /."""
    code, display = ("".join(f" {word}" for word in words_in(part)) for part in (entry.code, entry.display))
    names = filter(None, (" ".join(words_in(name)) for name in entry.also))
    return f"{code} |{display} | /{''.join(f' {name} /' for name in names)}"


def ranked_words(line: str, *, common: bool) -> Iterator[tuple[int, str]]:
    """The rank of every word of such a text, the best one where a word stands twice."""
    code, display, also = (part.replace("/", " ").split() for part in line.split("|"))
    rarer = 0 if common else RARER
    best: dict[str, int] = {}
    for words, rank in (
        (also, OTHER),
        (code, FIRST + rarer),
        (display[:1], FIRST + rarer),
        (display[1:], LATER + rarer),
    ):
        for word in words:
            best.setdefault(word, rank)
    return ((rank, word) for word, rank in best.items())


def _compared(word: str) -> str:
    if word.isalpha():
        return word
    return word.translate(_LOOKALIKES) if any(map(str.isdigit, word)) else word
