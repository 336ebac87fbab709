"""The line at the bottom: the verbs that work here, now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.strip import Strip

from medcab_tui.ui.widgets.labels import Labelled, Spot
from medcab_tui.ui.widgets.lines import Line, clean, cut, look_of, paint, width_of

GAP = 3


class KeyHint(Struct, frozen=True):
    """Keys and what they do: «р/h» «рецепт».

    kept: stays when there is no room for all (F1). action: what a click runs, for whoever shows the line.
    """

    keys: str
    label: str
    kept: bool = False
    action: str = ""


class KeyLine(Labelled):
    """Hints from left to right, the most used first; what has no room is left out, last ones first."""

    DEFAULT_CSS = "KeyLine { height: 1; width: 1fr; }"

    class Chosen(Message):
        """A hint was clicked."""

        def __init__(self, hint: KeyHint) -> None:
            super().__init__()
            self.hint = hint

    def __init__(self, hints: Sequence[KeyHint] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints = tuple(hints)
        self._message = ""
        self._role = "text"

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Other hints; nothing is sent if they are the same."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def say(self, message: str, role: str = "text") -> None:
        """A sentence in place of the hints, until `say("")`. A warning carries its glyph in the text."""
        if (message, role) != (self._message, self._role):
            self._message, self._role = message, role
            self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if self._message:
            said = cut(clean(((" ", ""), (self._message, self._role))), width)
            return paint(look, said, width, "bar")
        runs: list[tuple[str, str]] = [(" ", "")]
        for number, hint in enumerate(fitting(self._hints, width)):
            runs.extend(((" " * GAP, ""),) if number else ())
            runs.extend(_hint_line(hint))
        return paint(look, cut(tuple(runs), width), width, "bar")

    def spots(self) -> Iterator[Spot]:
        for start, _end, hint in self._places():
            if hint.action:
                yield Spot(max(0, start - 2), 0, partial(self.post_message, self.Chosen(hint)))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for start, end, hint in self._places():
            if start <= event.x < end:
                self.post_message(self.Chosen(hint))
                return

    def _places(self) -> Iterator[tuple[int, int, KeyHint]]:
        start = 1
        for hint in fitting(self._hints, self.size.width) if not self._message else ():
            end = start + width_of(_hint_line(hint))
            yield start, end, hint
            start = end + GAP


def fitting(hints: Sequence[KeyHint], width: int) -> list[KeyHint]:
    """The hints there is room for, in their order; `kept` ones are never the ones left out."""
    shown = list(hints)
    while shown and _needed(shown) > width:
        spare = [hint for hint in shown if not hint.kept]
        if not spare:
            break
        shown.remove(spare[-1])
    return shown


def _needed(hints: Sequence[KeyHint]) -> int:
    return 2 + sum(width_of(_hint_line(hint)) for hint in hints) + GAP * max(0, len(hints) - 1)


def _hint_line(hint: KeyHint) -> Line:
    return clean(((hint.keys, "key"), (" ", ""), (hint.label, "dim")))
