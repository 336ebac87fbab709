"""Three versions of the same fields become one: what two people made of what both had seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

from medcab_tui.domain.differing import matches, words_of

Value = TypeVar("Value")


class Fate(StrEnum):
    """What became of a field."""

    SAME = "same"
    """Nobody changed it."""
    ALIKE = "alike"
    """Both changed it to the same."""
    MINE = "mine"
    THEIRS = "theirs"
    CLASH = "clash"
    """Both changed it, each in another way: somebody has to choose."""


class Merged(Struct, Generic[Value], frozen=True):
    """The fields that are settled by themselves, and those that somebody has to choose for."""

    values: Mapping[str, Value]
    fates: Mapping[str, Fate]

    @property
    def clashes(self) -> tuple[str, ...]:
        return tuple(name for name, fate in self.fates.items() if fate is Fate.CLASH)


def fate(base: Value | None, mine: Value | None, theirs: Value | None) -> Fate:
    """What became of one field; None where a version has no such field."""
    if mine == theirs:
        return Fate.SAME if mine == base else Fate.ALIKE
    if theirs == base:
        return Fate.MINE
    return Fate.THEIRS if mine == base else Fate.CLASH


def merged(
    base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]
) -> Merged[Value]:
    """A field only one side changed is taken from that side; a field one side dropped is dropped."""
    values: dict[str, Value] = {}
    fates: dict[str, Fate] = {}
    for name in dict.fromkeys((*mine, *theirs, *base)):
        fates[name] = fate(base.get(name), mine.get(name), theirs.get(name))
        side = theirs if fates[name] is Fate.THEIRS else mine
        if fates[name] is not Fate.CLASH and name in side:
            values[name] = side[name]
    return Merged(values, fates)


def woven(base: str, mine: str, theirs: str) -> str | None:
    """One text with the changes of both, where they touch different words; None where they meet.

    What both added at one place stands there one after the other, theirs first.

    It is a proposal: whoever has to choose reads it before it stands.
    """
    words = words_of(base)
    stretches = [*_stretches(words, words_of(theirs)), *_stretches(words, words_of(mine))]
    stretches.sort(key=lambda one: (one[0], one[1]))
    said: list[str] = []
    here = 0
    last: tuple[int, int, str] | None = None
    for start, end, text in stretches:
        if (start, end, text) == last:
            continue
        if last is not None and start <= last[1] and not (last[0] == last[1] == start == end):
            return None
        last = (start, end, text)
        said += [*words[here:start], text]
        here = end
    return "".join((*said, *words[here:]))


def _stretches(base: list[str], other: list[str]) -> list[tuple[int, int, str]]:
    """What one side put in place of which words of the text both had."""
    found = []
    here = there = 0
    for left, right in (*matches(base, other), (len(base), len(other))):
        if left > here or right > there:
            found.append((here, left, "".join(other[there:right])))
        here, there = left + 1, right + 1
    return found
