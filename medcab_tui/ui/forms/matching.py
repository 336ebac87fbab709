"""Type to filter: which entries go with what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from medcab_tui.domain.folding import fold
from medcab_tui.ui.forms.fields import Choice


def matching(choices: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """Entries that begin with the text, then those in which a word does; all for an empty text."""
    wanted = fold(text.strip())
    if not wanted:
        return tuple(choices)
    first = [choice for choice in choices if fold(choice.shown).startswith(wanted)]
    inside = [choice for choice in choices if choice not in first and _in_a_word(choice.shown, wanted)]
    return tuple(first + inside)


def best(choices: Sequence[Choice], text: str) -> Choice | None:
    """The one entry whose whole text, or whose code, is what was typed."""
    wanted = fold(text.strip())
    same = [one for one in choices if wanted and wanted in (fold(one.shown), fold(one.key))]
    return same[0] if len(same) == 1 else None


def _in_a_word(text: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in fold(text).split())
