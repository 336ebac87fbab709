"""Two editions of a text: removed words in [-…-], added ones in {+…+}, unchanged runs folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.locale import ngettext
from medcab_tui.ui.widgets.lines import Line, Run, blank, clean, fit, look_of, paint, width_of
from medcab_tui.ui.widgets.panel import INDENT, rule

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 4000
"""Words; longer texts are compared line by line only."""

KEPT = 1
"""Unchanged lines left around a change."""


class Diff(Widget):
    """The older and the newer text as one; `show` them side by side with `diff_pair` where there is room."""

    DEFAULT_CSS = "Diff { height: auto; }"

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._title, self._note = title, ""
        self._texts = ("", "")
        self._width = 0
        self._lines: list[Line] = []

    def show(self, old: str, new: str, *, title: str | None = None, note: str | None = None) -> None:
        """Compare two texts, line by line and word by word."""
        self._texts = (old, new)
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        self._width = 0
        self.refresh(layout=True)

    @property
    def changes(self) -> int:
        """How many places differ."""
        return count_changes(*self._texts)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._laid_out(width)) + bool(self._title)

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if self._title:
            if y == 0:
                return paint(look, rule(self._title, self._note, width), width)
            y -= 1
        lines = self._laid_out(width)
        if y >= len(lines):
            return blank(look, width)
        return paint(look, fit(((" " * INDENT, ""), *lines[y]), width), width)

    def _laid_out(self, width: int) -> list[Line]:
        if width != self._width:
            self._width = width
            self._lines = wrap_runs(diff_lines(*self._texts), max(1, width - INDENT))
        return self._lines


def diff_lines(old: str, new: str) -> list[Line]:
    """Both texts as one, changed words marked; runs of unchanged lines fold to one that says how many."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(blocks):
        if kind == "equal":
            lines.extend(_folded(before[old_from:old_to], number == 0, number == len(blocks) - 1))
        else:
            lines.extend(_changed(before[old_from:old_to], after[new_from:new_to]))
    return lines


def count_changes(old: str, new: str) -> int:
    """Runs of changed words, removed and added together counting once."""
    matcher = SequenceMatcher(None, _WORDS.findall(old), _WORDS.findall(new), autojunk=False)
    return sum(1 for kind, *_ in matcher.get_opcodes() if kind != "equal")


def _folded(lines: Sequence[str], first: bool, last: bool) -> list[Line]:
    head = 0 if first else KEPT
    tail = 0 if last else KEPT
    hidden = len(lines) - head - tail
    if hidden < 2:
        return [((line, "text"),) for line in lines]
    said = ngettext("⋯ {count} line unchanged ⋯", "⋯ {count} lines unchanged ⋯", hidden).format(count=hidden)
    kept = [((line, "text"),) for line in lines]
    return [*kept[:head], ((said, "dim"),), *kept[len(lines) - tail :]]


def _changed(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    common = min(len(before), len(after))
    for old, new in zip(before[:common], after[:common], strict=True):
        lines.append(_words(old, new))
    lines.extend((_removed(line),) for line in before[common:])
    lines.extend((_added(line),) for line in after[common:])
    return lines


def _words(old: str, new: str) -> Line:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _LONGEST:
        return (_removed(old), (" ", ""), _added(new))
    runs: list[Run] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            runs.append(("".join(before[old_from:old_to]), "text"))
            continue
        runs.extend(_changed_words("".join(before[old_from:old_to]), "".join(after[new_from:new_to])))
    return tuple(runs)


def _changed_words(old: str, new: str) -> Line:
    """What went and what came; blanks around words stay outside the brackets."""
    shown = new or old
    lead = shown[: len(shown) - len(shown.lstrip())]
    trail = shown[len(shown.rstrip()) :] if shown.strip() else ""
    runs: list[Run] = [(lead, "text")]
    if old.strip():
        runs.append(_removed(old.strip()))
    if new.strip():
        runs.append(_added(new.strip()))
    return (*runs, (trail, "text"))


def _removed(text: str) -> Run:
    return (f"[-{text}-]", "removed")


def _added(text: str) -> Run:
    return ("{+" + text + "+}", "added")


def wrap_runs(lines: Sequence[Line], width: int) -> list[Line]:
    """Styled prose in lines of at most `width` cells, broken between words."""
    wrapped: list[Line] = []
    for line in lines:
        current: list[Run] = []
        used = 0
        for text, role in clean(line):
            for piece in re.findall(r"\s+|\S+", text):
                size = width_of(((piece, role),))
                if used and used + size > width:
                    wrapped.append(tuple(current))
                    current, used = [], 0
                    if piece.isspace():
                        continue
                current.append((piece, role))
                used += size
        wrapped.append(tuple(current))
    return wrapped
