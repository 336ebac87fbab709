"""What differs between two editions of a text, line by line and word by word. No widget here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from medcab_tui.locale import ngettext
from medcab_tui.ui.widgets.lines import Line, Run

KEPT = 1
"""Unchanged lines left around a change."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 1500
"""Words of both lines; longer ones are told whole, so that a page of text never holds a key."""

_ALIKE = 0.4
"""Lines that share less are two lines, not one that changed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the comparison: both as one, and each edition's side."""

    merged: Line
    old: Line
    new: Line


def compare(old: str, new: str) -> list[Pair]:
    """Changed words marked; runs of unchanged lines fold to one that says how many."""
    before, after = old.splitlines(), new.splitlines()
    pairs: list[Pair] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(blocks):
        if kind == "equal":
            pairs.extend(_folded(before[old_from:old_to], number == 0, number == len(blocks) - 1))
        else:
            pairs.extend(_changed(before[old_from:old_to], after[new_from:new_to]))
    return pairs


def diff_lines(old: str, new: str) -> list[Line]:
    """Both texts as one: removed words in [-…-], added ones in {+…+}."""
    return [pair.merged for pair in compare(old, new)]


def count_changes(old: str, new: str) -> int:
    """How many places differ; removed and added together count once."""
    count = 0
    for line in diff_lines(old, new):
        inside = False
        for _, role in line:
            changed = role in ("removed", "added")
            count += changed and not inside
            inside = changed
    return count


def _folded(lines: Sequence[str], first: bool, last: bool) -> Iterator[Pair]:
    head, tail = 0 if first else KEPT, 0 if last else KEPT
    hidden = len(lines) - head - tail
    if hidden < 2:
        yield from (_same(line) for line in lines)
        return
    said = ngettext("⋯ {count} line unchanged ⋯", "⋯ {count} lines unchanged ⋯", hidden).format(count=hidden)
    yield from (_same(line) for line in lines[:head])
    yield Pair(((said, "dim"),), ((said, "dim"),), (("⋯", "dim"),))
    yield from (_same(line) for line in lines[len(lines) - tail :])


def _same(line: str) -> Pair:
    shown: Line = ((line, "text"),)
    return Pair(shown, shown, shown)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    common = min(len(before), len(after))
    for old, new in zip(before[:common], after[:common], strict=True):
        yield from _compared(old, new)
    yield from (_gone(line) for line in before[common:])
    yield from (_come(line) for line in after[common:])


def _gone(line: str) -> Pair:
    return Pair((_removed(line),), (_removed(line),), ())


def _come(line: str) -> Pair:
    return Pair((_added(line),), (), (_added(line),))


def _compared(old: str, new: str) -> Iterator[Pair]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > _LONGEST or matcher.ratio() < _ALIKE:
        yield Pair((_removed(old),), (_removed(old),), (_added(new),))
        yield Pair((_added(new),), (), ())
        return
    merged: list[Run] = []
    left: list[Run] = []
    right: list[Run] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if kind == "equal":
            for side in (merged, left, right):
                side.append((gone, "text"))
            continue
        merged.extend(_marked(gone, come))
        left.extend(_marked(gone, ""))
        right.extend(_marked("", come))
    yield Pair(tuple(merged), tuple(left), tuple(right))


def _marked(gone: str, come: str) -> Iterator[Run]:
    """What went and what came; blanks around words stay outside the brackets."""
    shown = come if come.strip() else gone
    if not shown.strip():
        yield (come or gone, "text")
        return
    yield (shown[: len(shown) - len(shown.lstrip())], "text")
    if gone.strip():
        yield _removed(gone.strip())
    if come.strip():
        yield _added(come.strip())
    yield (shown[len(shown.rstrip()) :], "text")


def _removed(text: str) -> Run:
    return (f"[-{text}-]", "removed")


def _added(text: str) -> Run:
    return ("{+" + text + "+}", "added")
