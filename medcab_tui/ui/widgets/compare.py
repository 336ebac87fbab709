"""What differs between two editions of anything, as lines to show. No widget here.

An edition is a text, or texts by the titles of fields in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from medcab_tui.domain.differing import LinePair, line_pairs
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.widgets.lines import Line, Run

KEPT = 1
"""Unchanged lines left around a change."""

Edition: TypeAlias = str | Mapping[str, str]


class Pair(Struct, frozen=True):
    """One line of the comparison: both as one, and each edition's side."""

    merged: tuple[Line, ...]
    old: Line
    new: Line
    changed: bool = False


def compare(old: Edition, new: Edition, *, fold: bool = True) -> list[Pair]:
    """Changed words marked; what is unchanged folds to one line that says how much it is."""
    before, after = _fields(old), _fields(new)
    pairs: list[Pair] = []
    alike: list[str] = []
    for title in titles(before, after):
        one, other = before.get(title, ""), after.get(title, "")
        if fold and title and one == other:
            alike += [title] if one else []
            continue
        pairs.extend(_unchanged(alike))
        alike = []
        head: Line = ((title, "title"),) if title else ()
        pairs.extend([Pair((head,), head, head)] if head else [])
        pairs.extend(_indented(_text(one, other, fold)) if head else _text(one, other, fold))
    pairs.extend(_unchanged(alike))
    return pairs


def changed_titles(old: Edition, new: Edition) -> tuple[str, ...]:
    """The fields whose texts differ, in their order; none for plain texts."""
    before, after = _fields(old), _fields(new)
    return tuple(
        title for title in titles(before, after) if title and before.get(title, "") != after.get(title, "")
    )


def diff_lines(old: Edition, new: Edition) -> list[Line]:
    """Both texts as one: removed words in [-…-], added ones in {+…+}."""
    return [line for pair in compare(old, new) for line in pair.merged]


def count_changes(old: Edition, new: Edition) -> int:
    """How many places differ; removed and added together count once."""
    before, after = _fields(old), _fields(new)
    count = 0
    for title in titles(before, after):
        inside = False
        for pair in line_pairs(before.get(title, ""), after.get(title, "")):
            for kind, text in pair.pieces or (("kept", ""),):
                changed = kind != "kept" and bool(text.strip())
                count += changed and not inside
                inside = changed or (inside and kind != "kept")
    return count


def titles(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of both in their order; one that only the old edition has stands after what it followed."""
    order = list(new)
    for place, title in enumerate(old):
        if title not in new:
            before = [one for one in list(old)[:place] if one in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, title)
    return tuple(order)


def _fields(edition: Edition) -> Mapping[str, str]:
    return {"": edition} if isinstance(edition, str) else edition


def _text(old: str, new: str, fold: bool) -> Iterator[Pair]:
    if not old or not new:  # no text is no line, not an empty one
        lines = (old or new).split("\n") if old or new else ()
        yield from (
            _shown(
                LinePair(line if old else None, line if new else None, (("gone" if old else "come", line),))
            )
            for line in lines
        )
        return
    pairs = line_pairs(old, new)
    if not fold:
        yield from map(_shown, pairs)
        return
    start = 0
    while start < len(pairs):
        end = start
        while end < len(pairs) and not pairs[end].changed:
            end += 1
        yield from _folded(pairs[start:end], first=start == 0, last=end == len(pairs))
        if end < len(pairs):
            yield _shown(pairs[end])
        start = end + 1


def _folded(same: Sequence[LinePair], *, first: bool, last: bool) -> Iterator[Pair]:
    head, tail = 0 if first else KEPT, 0 if last else KEPT
    hidden = len(same) - head - tail
    if hidden < 2:
        yield from (_shown(pair) for pair in same)
        return
    said = ngettext("⋯ {count} line unchanged ⋯", "⋯ {count} lines unchanged ⋯", hidden).format(count=hidden)
    yield from (_shown(pair) for pair in same[:head])
    yield _fold(said)
    yield from (_shown(pair) for pair in same[len(same) - tail :])


def _unchanged(alike: Sequence[str]) -> Iterator[Pair]:
    if alike:
        yield _fold(_("⋯ unchanged: {fields} ⋯").format(fields=", ".join(alike)))


def _fold(said: str) -> Pair:
    line: Line = ((said, "dim"),)
    return Pair((line,), line, (("⋯", "dim"),))


def _indented(pairs: Iterable[Pair]) -> Iterator[Pair]:
    for pair in pairs:
        merged = tuple(((("  ", ""), *line)) for line in pair.merged)
        yield Pair(merged, (("  ", ""), *pair.old), (("  ", ""), *pair.new), pair.changed)


def _shown(pair: LinePair) -> Pair:
    if not pair.changed:
        line: Line = ((pair.new or "", "text"),)
        return Pair((line,), line, line)
    old = _runs(pair, "gone") if pair.old is not None else ()
    new = _runs(pair, "come") if pair.new is not None else ()
    whole = not any(kind == "kept" for kind, _text in pair.pieces)
    merged = tuple(side for side in (old, new) if side) if whole else (_runs(pair, "gone", "come"),)
    return Pair(merged, old, new, changed=True)


def _runs(pair: LinePair, *kinds: str) -> Line:
    """The runs of one side or of both; blanks at the ends of a change stay outside its brackets."""
    runs: list[Run] = []
    for kind, text in pair.pieces:
        if kind == "kept":
            runs.append((text, "text"))
        elif kind in kinds:
            bare = text.strip()
            at = text.find(bare) if bare else 0
            runs.append((text[:at], "text"))
            runs.append(_marked(kind, bare or text or " "))
            runs.append((text[at + len(bare) :] if bare else "", "text"))
    return tuple(run for run in runs if run[0])


def _marked(kind: str, text: str) -> Run:
    return (f"[-{text}-]", "removed") if kind == "gone" else ("{+" + text + "+}", "added")
