"""Type to filter: which entries of a list held in memory go with what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from medcab_tui.domain.finding import ranked, sure
from medcab_tui.domain.folding import fold
from medcab_tui.ui.forms.fields import Choice


def matching(choices: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """Entries that begin with the text, then those in which words do, then guesses, which are not safe.

    Words may stand in any order and in either layout. All for an empty text.
    """
    named = [_Named(choice) for choice in choices]
    if not text.strip():
        return tuple(choices)
    return tuple(
        one.choice if sure(one, text) else replace(one.choice, safe=False) for one in ranked(named, text)
    )


def best(choices: Sequence[Choice], text: str) -> Choice | None:
    """The one entry whose whole text, or whose code, is what was typed."""
    wanted = fold(text.strip())
    same = [one for one in choices if wanted and wanted in (fold(one.shown), fold(one.key))]
    return same[0] if len(same) == 1 else None


class _Named:
    """A choice as `domain.finding` looks at it: code and title, then its synonyms, then its note."""

    __slots__ = ("also", "choice", "help", "id", "title")

    def __init__(self, choice: Choice) -> None:
        self.choice, self.id, self.title = choice, "", choice.shown
        self.also, self.help = choice.synonyms, choice.note
