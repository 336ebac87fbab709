"""Beginnings of words lit up where they are what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout
from medcab_tui.ui.widgets.lines import Line, Run

_WORD = re.compile(r"[^\s\-]+|[\s\-]+")
_SIGNS = "([{«\"'"
"""What may stand before the first letter of a word."""


def lit(text: str, prefixes: Iterable[str], role: str = "text", light: str = "match") -> Line:
    """Words of a text with those of their beginnings lit that fold to one of the prefixes."""
    wanted = sorted((part for part in prefixes if part), key=len, reverse=True)
    runs: list[Run] = []
    for word in _WORD.findall(text):
        found = max((_beginning(word, prefix) for prefix in wanted), default=0)
        runs += [run for run in ((word[:found], light), (word[found:], role)) if run[0]]
    return tuple(runs)


def typed_words(text: str) -> tuple[str, ...]:
    """The words of what was typed, folded, as they are and as the other layout would have had them."""
    return tuple(dict.fromkeys((*fold(text).split(), *fold(other_layout(text)).split())))


def _beginning(word: str, prefix: str) -> int:
    """How many letters of the word fold to the prefix; 0 if it does not begin with it."""
    skipped = len(word) - len(word.lstrip(_SIGNS))
    if not fold(word[skipped:]).startswith(prefix):
        return 0
    for length in range(skipped + 1, len(word) + 1):
        if len(fold(word[skipped:length])) >= len(prefix):
            return length
    return 0
