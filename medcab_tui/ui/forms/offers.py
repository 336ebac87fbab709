"""The list of the picker: what is offered for what was typed, what is chosen of it, what may be taken.

No widget of its own: a field of a form paints it under itself, a dialog under its line, and by every key
both mean the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.widgets.glyphs import MARK
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.lit import lit, typed_words

SHOWN: Final = 8
"""Lines of the list; the arrows go on beyond them."""

LOOKED_FOR: Final = 50
"""What a dictionary is asked for at most: so many can be walked through, and how many more is told."""


class Offers:
    """What is offered now. Nothing of it is remembered until it is taken."""

    def __init__(self) -> None:
        self._choices: tuple[Choice, ...] = ()
        self._words: tuple[str, ...] = ()
        self._place = self._top = 0
        self._guessed = False
        self.walked = False
        """An arrow has chosen: Enter may take even what is only alike."""

    def __bool__(self) -> bool:
        return bool(self._choices)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All that is offered, also what is not on the screen."""
        return self._choices

    def put(self, choices: Sequence[Choice], text: str = "", *, guessed: bool = False) -> None:
        """Other offers, for this text; none is chosen by hand yet. guessed: Enter takes none by itself."""
        self._choices = tuple(choices)
        self._words = typed_words(text)
        self._place = self._top = 0
        self.walked, self._guessed = False, guessed

    def answer(self, choices: Sequence[Choice], text: str = "", *, guessed: bool = False) -> None:
        """The answer that was waited for. What an arrow chose meanwhile stays chosen; gone, none is."""
        walked, value = self.walked, self.chosen.value if self.chosen is not None else None
        self.put(choices, text, guessed=guessed or walked)
        if walked:
            self.select(value)

    def select(self, value: object) -> None:
        """The cursor stands on this value, as if an arrow had brought it there."""
        for place, choice in enumerate(self._choices):
            if choice.value == value:
                self._move(place)

    def step(self, delta: int) -> None:
        """An arrow: the first one down only shows what Enter would not have taken by itself."""
        if not self._choices:
            return
        first = not self.walked and delta > 0 and not self.sure
        self._move((self._place + (0 if first else delta)) % len(self._choices))

    @property
    def chosen(self) -> Choice | None:
        """Where the cursor stands, whether or not Enter may take it."""
        return self._choices[self._place] if self._choices else None

    @property
    def sure(self) -> bool:
        """Whether Enter takes the first offer though no arrow chose it."""
        return bool(self._choices) and self._choices[0].safe and not self._guessed

    def taken(self) -> Choice | None:
        """What Enter takes now: what an arrow chose, or the first if it is not only alike."""
        return self.chosen if self.walked or self.sure else None

    def at(self, line: int) -> Choice | None:
        """What stands on a line of the list, for the mouse."""
        shown = self._choices[self._top : self._top + SHOWN]
        return shown[line] if 0 <= line < len(shown) else None

    def lines(self) -> list[Line]:
        """The list as it is painted: a window of it, and how many more there are."""
        found = [
            _line(choice, self._words, chosen=place == self._place and (self.walked or self.sure))
            for place, choice in enumerate(self._choices[self._top : self._top + SHOWN], self._top)
        ]
        more = len(self._choices) - self._top - SHOWN
        if more > 0:
            count = f"{more}+" if len(self._choices) >= LOOKED_FOR else f"{more}"
            found.append(((" ", ""), (_("… {count} more").format(count=count), "dim")))
        elif self._top:
            found.append(((" ", ""), (_("… {count} more above").format(count=self._top), "dim")))
        return found

    def _move(self, place: int) -> None:
        self._place, self.walked = place, True
        self._top = min(max(self._top, place - SHOWN + 1), place)


def _line(choice: Choice, words: tuple[str, ...], *, chosen: bool) -> Line:
    on = " cursor" if chosen else ""
    key = lit(choice.key, words, f"bold accent{on}", f"underline bold accent{on}") if choice.key else ()
    title = lit(choice.title, words, f"text{on}", f"match{on}")
    note = lit(choice.note, words, f"dim{on}", f"match{on}") if choice.note else ()
    return (
        (MARK if chosen else " ", "accent"),
        *key,
        *(((" ", on.strip()),) if key else ()),
        *title,
        *((("  ", on.strip()), *note) if note else ()),
        (" ", on.strip()),
    )
