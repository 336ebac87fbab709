"""What differs between two texts, line by line and word by word. Exact, and bounded in time for any text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Piece: TypeAlias = "tuple[Literal['kept', 'gone', 'come'], str]"
"""A stretch of text: in both, only in the old one, only in the new one."""

_CELLS: Final = 40_000_000
"""Bits of the table two sequences may take; larger ones are cut at what stands once in both."""

_ALIKE: Final = 0.4
"""The share of the shorter line: lines that have less in common are two lines, not one that changed."""

_NEAR: Final = 60
"""Lines of a changed block, both sides together, up to which the ones most alike are paired."""

_WORDS = re.compile(r"\s+|\d+[.,]\d+|\w+|[^\w\s]")
"""A number is one word: a digit marked alone would be misread."""


class LinePair(Struct, frozen=True):
    """A line of the old text beside its line of the new one; None where there is none."""

    old: str | None
    new: str | None
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything went or came here."""
        return any(kind != "kept" for kind, _text in self.pieces)


def line_pairs(old: str, new: str) -> list[LinePair]:
    """Both texts whole: «kept» and «gone» give the old lines back, «kept» and «come» the new ones."""
    before, after = old.split("\n"), new.split("\n")
    pairs: list[LinePair] = []
    here = there = 0
    for left, right in (*matches(before, after), (len(before), len(after))):
        pairs.extend(_changed(before[here:left], after[there:right]))
        if left < len(before):
            pairs.append(LinePair(before[left], after[right], (("kept", before[left]),)))
        here, there = left + 1, right + 1
    return pairs


def words_of(text: str) -> list[str]:
    """The words, blanks and signs of a text; joined they are the text again."""
    return _WORDS.findall(text)


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """Two lines word by word; one whole for the other where they share too little."""
    if old == new:
        return (("kept", old),) if old else ()
    before, after = words_of(old), words_of(new)
    pieces = _joined(_raw(before, after))
    solid = sum(_solid(text) for kind, text in pieces if kind == "kept")
    if solid < _ALIKE * min(_solid(old), _solid(new)):
        return tuple(_both(old, new))
    return tuple(pieces)


def _solid(text: str) -> int:
    return sum(map(len, text.split()))


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what both have in common, in order: as many as possible where the table fits."""
    found: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    room = _CELLS
    while todo:
        left, left_end, right, right_end = todo.pop()
        while left < left_end and right < right_end and old[left] == new[right]:
            found.append((left, right))
            left, right = left + 1, right + 1
        while left < left_end and right < right_end and old[left_end - 1] == new[right_end - 1]:
            left_end, right_end = left_end - 1, right_end - 1
            found.append((left_end, right_end))
        cells = (left_end - left) * (right_end - right)
        fits = cells <= room
        room -= cells if fits else 0
        look = _longest if fits else _anchors
        common = look(old[left:left_end], new[right:right_end]) if cells else []
        begun = (left, right)
        for one, other in common:
            at = (left + one, right + other)
            found.append(at)
            if not fits:
                todo.append((begun[0], at[0], begun[1], at[1]))
                begun = (at[0] + 1, at[1] + 1)
        if common and not fits:
            todo.append((begun[0], left_end, begun[1], right_end))
    return sorted(found)


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest common subsequence; a row of its table is one whole number, a column one of its bits."""
    masks: dict[Hashable, int] = {}
    for place, item in enumerate(new):
        masks[item] = masks.get(item, 0) | 1 << place
    every = (1 << len(new)) - 1
    row = every
    rows = []
    for item in old:
        both = row & masks.get(item, 0)
        row = (row + both | row - both) & every
        rows.append(row)
    found = []
    one, other = len(old), len(new)
    while one and other:
        if rows[one - 1] >> (other - 1) & 1:
            other -= 1
            continue
        one -= 1
        if not one or rows[one - 1] >> (other - 1) & 1:
            other -= 1
            found.append((one, other))
    return found[::-1]


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """What stands exactly once in both, as much of it as is in the same order."""
    once = {item for item, count in Counter(old).items() if count == 1}
    once &= {item for item, count in Counter(new).items() if count == 1}
    where = {item: place for place, item in enumerate(new) if item in once}
    pairs = [(place, where[item]) for place, item in enumerate(old) if item in once]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_one, other) in enumerate(pairs):
        at = bisect_left(ends, other)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(other)
            last.append(number)
        else:
            ends[at], last[at] = other, number
    chosen = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[LinePair]:
    here = there = 0
    for left, right in (*_beside(old, new), (len(old), len(new))):
        yield from (LinePair(line, None, (("gone", line),)) for line in old[here:left])
        yield from (LinePair(None, line, (("come", line),)) for line in new[there:right])
        if left < len(old):
            yield LinePair(old[left], new[right], pieces_of(old[left], new[right]))
        here, there = left + 1, right + 1


def _beside(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which lines of a changed block stand beside each other: the most alike, in order."""
    if len(old) + len(new) > _NEAR or len(old) == len(new):
        return [(place, place) for place in range(min(len(old), len(new)))]
    bags = [Counter(words_of(line)) for line in (*old, *new)]
    best = [[0.0] * (len(new) + 1) for _line in range(len(old) + 1)]
    for one in range(len(old) - 1, -1, -1):
        for other in range(len(new) - 1, -1, -1):
            met = best[one + 1][other + 1] + 0.01 + _alike(bags[one], bags[len(old) + other])
            best[one][other] = max(met, best[one + 1][other], best[one][other + 1])
    found = []
    one = other = 0
    while one < len(old) and other < len(new):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            found.append((one, other))
            one, other = one + 1, other + 1
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    both = sum(len(word) * count for word, count in (one & other).items() if not word.isspace())
    whole = sum(len(word) * count for word, count in (one + other).items() if not word.isspace())
    return 2 * both / whole if whole else 1.0


def _raw(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    here = there = 0
    for left, right in (*matches(old, new), (len(old), len(new))):
        yield from _both("".join(old[here:left]), "".join(new[there:right]))
        if left < len(old):
            yield "kept", old[left]
        here, there = left + 1, right + 1


def _both(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield "gone", gone
    if come:
        yield "come", come


def _joined(raw: Iterator[Piece]) -> list[Piece]:
    """Neighbours of a kind as one; a blank between two changes belongs to both, so phrases stay whole."""
    pieces: list[Piece] = []
    gone = come = blank = ""
    for kind, text in (*raw, ("kept", "")):
        if kind == "gone":
            gone, come, blank = gone + blank + text, come + blank, ""
        elif kind == "come":
            gone, come, blank = gone + blank, come + blank + text, ""
        elif text and text.isspace() and (gone or come):
            blank += text
        else:
            pieces.extend(_both(gone, come))
            gone = come = ""
            kept, blank = blank + text, ""
            if pieces and pieces[-1][0] == "kept":
                kept = pieces.pop()[1] + kept
            if kept:
                pieces.append(("kept", kept))
    return pieces
