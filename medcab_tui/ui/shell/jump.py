"""Jump labels: a letter or two over everything one can go to. The physical key counts, not the layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from medcab_tui.ui.twins import LATIN, other_layout
from medcab_tui.ui.widgets.labels import Label, Labelled

ORDER: Final = "asdfghjklqwertyuiopzxcvbnm"
"""Keys of labels by what types them, the easiest first. Those whose Latin twin is a sign are left out."""


class Target(Struct, frozen=True):
    """Something one can go to, and where on its widget the label stands."""

    widget: Labelled
    x: int
    y: int
    act: Callable[[], object]


def names(count: int) -> list[str]:
    """So many labels, none of which begins another: single keys first, then pairs."""
    keys = len(ORDER)
    firsts = min(keys, max(0, -(-(count - keys) // (keys - 1))))
    pairs = [first + second for first in ORDER[keys - firsts :] for second in ORDER]
    return [*ORDER[: keys - firsts], *pairs][:count]


def physical(character: str | None) -> str:
    """The key of `ORDER` that types this character in either layout; "" for any other."""
    letter = (character or "").lower()
    latin = LATIN.get(letter, letter)
    return latin if len(latin) == 1 and latin in ORDER else ""


class Jump:
    """The labels that are shown now, and what was typed of them."""

    def __init__(self, targets: Sequence[Target], *, cyrillic: bool) -> None:
        self._targets = dict(zip(names(len(targets)), targets, strict=False))
        self._cyrillic = cyrillic
        self._typed = ""

    @property
    def shown(self) -> dict[str, Target]:
        """What can still be reached, by its whole label."""
        return {name: one for name, one in self._targets.items() if name.startswith(self._typed)}

    def paint(self) -> None:
        """Show the labels; of those begun only what is left to type."""
        by_widget: dict[Labelled, list[Label]] = defaultdict(list)
        for one in self._targets.values():
            by_widget[one.widget]  # those without a label any more are cleared
        for name, one in self.shown.items():
            left = name[len(self._typed) :]
            text = other_layout(left) if self._cyrillic else left
            by_widget[one.widget].append(Label(one.x, one.y, text))
        for widget, labels in by_widget.items():
            widget.put_labels(labels)

    def clear(self) -> None:
        """Take all labels away."""
        for one in self._targets.values():
            one.widget.put_labels(())

    def type(self, character: str | None) -> Target | None:
        """Take a letter; the target once its label is whole. A letter no label has changes nothing."""
        key = physical(character)
        typed = self._typed + key
        if not key or not any(name.startswith(typed) for name in self._targets):
            return None
        self._typed = typed
        return self._targets.get(typed)
