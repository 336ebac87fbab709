"""How a list held in memory understands what is typed: beginnings of words, either layout, a slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout

_WORD: Final = re.compile(r"\w+")

_INSIDE: Final = 3
"""Letters from which a piece from the middle of a word counts."""

_SLIP: Final = 4
"""Letters from which one wrong, missing or spare letter is forgiven."""

_GUESSED: Final = 8
"""The step from which on it is a guess: a piece from the middle of a word, or a slip."""

_FAR: Final = 10_000


class Named(Protocol):
    """What can be found: by its title first, then by its other names, then by what is said about it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def also(self) -> str: ...
    @property
    def help(self) -> str: ...


Found = TypeVar("Found", bound=Named)


def ranked(named: Iterable[Found], text: str, used: Sequence[str] = ()) -> list[Found]:
    """What fits, the best first; among equals what was used last, then the order given. No text: all."""
    last = {name: number for number, name in enumerate(used)}
    readings = _readings(text)
    found: list[tuple[int, int, int, Found]] = []
    for number, one in enumerate(named):
        rank = min((_rank(one, words) + step for step, words in readings), default=0)
        if rank < _FAR:
            found.append((rank, last.get(one.id, _FAR), number, one))
    return [one for *_order, one in sorted(found, key=lambda entry: entry[:3])]


def sure(one: Named, text: str) -> bool:
    """Whether every word typed begins a word of it, in one of the layouts: no guess, no slip forgiven."""
    return any(_rank(one, words) < _GUESSED for _step, words in _readings(text))


def _readings(text: str) -> list[tuple[int, list[str]]]:
    """The words as typed, and as the other layout would have had them, which counts half a step less."""
    as_typed = fold(text).split()
    if not as_typed:
        return []
    return [(0, as_typed), (1, fold(other_layout(text)).split())]


def _rank(one: Named, typed: Sequence[str]) -> int:
    """Twice the step at which the words fit: 0 is the beginning of the title, `_FAR` not at all."""
    title = _words(one.title)
    if all(any(word.startswith(part) for word in title) for part in typed):
        return 0 if title and title[0].startswith(typed[0]) else 2
    names = [*title, *_words(one.also)]
    if all(any(word.startswith(part) for word in names) for part in typed):
        return 4
    told = [*names, *_words(one.help)]
    if all(any(word.startswith(part) for word in told) for part in typed):
        return 6
    if all(any(len(part) >= _INSIDE and part in word for word in names) for part in typed):
        return _GUESSED
    if all(any(_nearly(part, word) for word in names) for part in typed):
        return 10
    return _FAR


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _nearly(typed: str, word: str) -> bool:
    """Whether the word begins like what was typed but for one letter, the first one not among them."""
    if word.startswith(typed):
        return True
    if len(typed) < _SLIP or typed[:1] != word[:1]:
        return False
    at = next((n for n, (one, other) in enumerate(zip(typed, word, strict=False)) if one != other), -1)
    if at < 0:
        return len(typed) == len(word) + 1
    swapped = word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    return any(
        rest.startswith(left)
        for left, rest in (
            (typed[at + 1 :], word[at + 1 :]),
            (typed[at:], word[at + 1 :]),
            (typed[at + 1 :], word[at:]),
            (typed[at:], swapped),
        )
    )
