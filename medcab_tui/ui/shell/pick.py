"""Choosing one thing for a verb: a line to type in, under it the list of the same picker that forms have."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.offers import SHOWN, Offers
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, fit, look_of, paint, wrap
from medcab_tui.ui.widgets.panel import Panel

Ask: TypeAlias = Callable[[str], Awaitable[tuple[Choice, ...]]]
"""Gives what there is for a text; for an empty one what is used most, or all."""

Result = TypeVar("Result")

WIDTH: Final = 76
PATIENCE: Final = 1.0
"""Seconds to wait for the line to take what was typed into it."""


class Picking(ModalScreen[Result], Generic[Result], inherit_bindings=False):
    """A line to type in and the list of what there is for it; what choosing does its subclasses say.

    title: what is chosen («Кому передать»). about: whom and what it concerns; may have several lines.
    ask: what there is for a text; the next letter cancels the question before, a late answer is not shown.
    Enter takes the first hit if it is sure (`Choice.safe`) and something was typed; an arrow chooses any.
    """

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "back", show=False, priority=True, id="picker.back", tooltip=N_("Leave it as it was")
        ),
        Binding("up", "walk(-1)", show=False, priority=True, id="picker.up", tooltip=N_("Up the list")),
        Binding("down", "walk(1)", show=False, priority=True, id="picker.down", tooltip=N_("Down the list")),
        Binding("enter", "take", show=False, priority=True, id="picker.take", tooltip=N_("Take it")),
    ]
    DEFAULT_CSS = """
    Picking { align: center middle; background: $medcab-background 60%; }
    Picking.-aside { align: right middle; background: transparent; }
    Picking > Vertical { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        background: $medcab-background; }
    Picking.-aside > Vertical { width: 52; padding: 1 1; background: $medcab-panel; }
    Picking Input.-textual-compact, Picking Input.-textual-compact:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; margin: 0;
        background: $medcab-cursor-dim; background-tint: transparent; color: $medcab-text;
    }
    Picking KeyLine { margin-top: 1; }
    """

    def __init__(self, title: str, about: str, ask: Ask) -> None:
        super().__init__()
        self._heading, self._about, self._ask = title, about, ask
        self._offers = Offers()
        self._answered: str | None = None
        """The text that the list answers; None while an answer is on its way."""
        self._owed = False
        """Enter was pressed before the answer was there."""

    def chose(self, choice: Choice) -> None:
        """This was chosen."""
        raise NotImplementedError

    def entered(self, text: str) -> None:
        """Enter on a text for which nothing is offered."""

    def make_input(self) -> Input:
        """The line that is typed into."""
        return Input(compact=True, select_on_focus=False, max_length=200)

    def compose(self) -> ComposeResult:
        field = self.make_input()
        field.cursor_blink = False
        with Vertical():
            yield Panel(id="pick-about")
            yield field
            yield Listed(self._offers)
            yield KeyLine()

    async def on_mount(self) -> None:
        self.query_one("#pick-about", Panel).show(self.about_lines(self.room), title=self._heading)
        self.show_hints()
        await self._answer("")

    @property
    def room(self) -> int:
        """Cells of a line of what it is about."""
        return max(20, min(WIDTH, self.app.size.width) - 6)

    def about_lines(self, width: int) -> list[Line]:
        """What stands above the line."""
        return [((line, "text"),) for part in self._about.splitlines() for line in wrap(part, width)]

    def show_hints(self) -> None:
        """Name the keys that work now."""
        self.query_one(KeyLine).show(self.hints())

    def tell(self, words: str) -> None:
        """A sentence under the list, until something else is said."""
        self.query_one(Listed).tell(words)

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        return [
            KeyHint("↑↓", _("choose")),
            KeyHint("Enter", _("take")),
            KeyHint("Esc", _("back"), action="back"),
        ]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._answered:
            return
        self._answered, self._owed = None, False
        # Made only when it starts: the next letter may come first.
        answer: Callable[[], Awaitable[None]] = partial(self._answer, event.value)
        self.run_worker(answer, group="pick", exclusive=True)

    async def _answer(self, text: str) -> None:
        found = await self._ask(text)
        if text != self.query_one(Input).value:
            return
        self._answered = text
        self._offers.answer(found, text, guessed=not text.strip())
        self.answered(text)
        self.tell("" if self._offers else self.nothing_words(text))
        if self._owed:
            self._take()

    def answered(self, text: str) -> None:
        """The list answers this text now."""

    def nothing_words(self, text: str) -> str:
        """What is said where nothing is offered."""
        return _("Nothing is found for this.") if text.strip() else _("Begin to type.")

    async def action_walk(self, delta: int) -> None:
        self._offers.step(delta)
        self.tell("")

    async def action_take(self) -> None:
        """Enter: take it, or as soon as there is an answer to what was typed."""
        await self._caught_up()
        if self._answered != self.query_one(Input).value:
            self._owed = True
            return
        self._take()

    def _take(self) -> None:
        self._owed = False
        taken = self._offers.taken()
        if taken is not None:
            self.chose(taken)
        elif self._offers:
            self.tell(_("Choose with an arrow, then Enter."))
        else:
            self.entered(self.query_one(Input).value)

    @on(events.Click)
    def _clicked(self, event: events.Click) -> None:
        if isinstance(event.widget, Listed) and (choice := self._offers.at(event.y)) is not None:
            event.stop()
            self.chose(choice)

    def action_back(self) -> None:
        self.dismiss(None)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        if event.hint.action:
            self.call_later(self.run_action, event.hint.action)

    async def _caught_up(self) -> None:
        """Letters pressed before this key may still be on their way to the line."""
        reached = asyncio.Event()
        if self.query_one(Input).call_later(reached.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reached.wait(), PATIENCE)


class Pick(Picking[Choice | None]):
    """Asks for one of many; gives it, or None for Esc. Nothing is remembered of what was typed.

    current: the value in force now, on which the cursor stands at first. preview: told where the cursor
    stands, so that what is chosen can be seen at once. aside: at the right edge, so that it can be seen.

        async def handed(choice: Choice | None) -> None:
            if choice is not None:
                await self.medcab.act(HandOver(…, choice.value))

        self.app.push_screen(Pick(_("Hand over to"), about, partial(colleagues, cabinet)), handed)
    """

    def __init__(
        self,
        title: str,
        about: str,
        ask: Ask,
        *,
        current: object = None,
        preview: Callable[[Any], None] | None = None,
        aside: bool = False,
    ) -> None:
        super().__init__(title, about, ask)
        self._current, self._preview = current, preview
        self.set_class(aside, "-aside")

    def hints(self) -> list[KeyHint]:
        if self._current is None:
            return super().hints()
        return [
            KeyHint("↑↓", _("look") if self._preview else _("choose")),
            KeyHint("Enter", _("keep")),
            KeyHint("Esc", _("as it was"), action="back"),
        ]

    async def on_mount(self) -> None:
        # Textual calls the mounting of the class above as well.
        if self.has_class("-aside"):
            self.styles.background = "transparent"  # what is chosen is judged by the screen under it

    def answered(self, text: str) -> None:
        if not text.strip() and self._current is not None:
            self._offers.select(self._current)

    async def action_walk(self, delta: int) -> None:
        await super().action_walk(delta)
        chosen = self._offers.chosen
        if self._preview is not None and chosen is not None:
            self._preview(chosen.value)

    def chose(self, choice: Choice) -> None:
        self.dismiss(choice)


class Listed(Widget):
    """The list under the line, always of one height, so that nothing jumps while one types."""

    DEFAULT_CSS = "Listed { height: 10; width: 1fr; }"

    def __init__(self, offers: Offers) -> None:
        super().__init__()
        self._offers = offers
        self._said = ""

    def tell(self, words: str) -> None:
        """Paint the offers anew, with a sentence under them."""
        self._said = words
        self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        lines = self._offers.lines()
        line: Line = lines[y] if y < len(lines) else ()
        if y == (SHOWN + 1 if lines else 0) and self._said:
            line = ((f" {self._said}", "warning" if lines else "dim"),)
        return paint(look, fit(line, width), width)
