"""One field on the screen: its label, the place to type, what to type beside it, what is wrong under it.

The row paints label, hint, message and the list to pick from itself; the only widget in it is the input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from medcab_tui.domain.cleaning import one_line
from medcab_tui.locale import _
from medcab_tui.ui.forms.checking import Entered, Trouble, apart, check
from medcab_tui.ui.forms.fields import Choice, Field, Shown
from medcab_tui.ui.forms.inputs import LineInput, ProseInput
from medcab_tui.ui.forms.matching import best, matching
from medcab_tui.ui.forms.offers import Offers
from medcab_tui.ui.forms.words import sentence
from medcab_tui.ui.widgets.glyphs import MARK, NO, WARN, YES
from medcab_tui.ui.widgets.lines import Line, fit, look_of, paint, wrap

if TYPE_CHECKING:
    from pydantic import BaseModel

LABEL = 18


class FieldRow(Widget):
    """A field of a form. Says `Edited` for every change of its text and `Left` when the focus has gone on."""

    DEFAULT_CSS = """
    FieldRow { height: auto; width: 100%; layout: vertical; }
    FieldRow > LineInput, FieldRow > ProseInput { margin-left: 18; }
    """

    class Edited(Message):
        """The text changed, by typing or by picking."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    class Left(Edited):
        """The focus left the field, so its value is judged as finished."""

    class Mended(Message):
        """A ready value took the place of a wrong one; `before` is what stood there."""

        def __init__(self, row: FieldRow, before: Entered, also: tuple[tuple[str, str], ...]) -> None:
            super().__init__()
            self.row, self.before, self.also = row, before, also

    class Done(Message):
        """Enter, with nothing to take: the field is finished, on to the next, or to what comes after."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, model: type[BaseModel], asked: Field, text: str, picked: Choice | None = None) -> None:
        super().__init__(id=f"field-{asked.name}")
        self.asked = asked
        self._model = model
        self._known = text
        self.editor = _editor(asked.shown, text)
        """The widget that takes the keys."""
        self._picked = picked
        self._finished = False
        self.tidied = False
        """Stray spaces were taken out of the text that stands here; it is said under the field."""
        self.copied = ""
        """What the text was copied from, until it is read."""
        self._visited = False
        """The keys came into the field after its text was copied."""
        self._refusal: tuple[str, str] | None = None
        self._under: list[Line] = []
        self._said = 0
        self._offers = Offers()
        self._put_away = self._proposed = False
        self._answered: str | None = None
        """The text that the dictionary's answer is for; None while a question is on its way."""
        self._owed: str | None = None
        """Enter was pressed on this text before its answer came: it is taken when it comes, if it is sure."""
        self.goes_on = False
        """What was taken last was a beginning: the keys stay here."""
        self.trouble: Trouble | None = None

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self._lay()

    # What the form asks and tells.

    @property
    def text(self) -> str:
        """What stands in the field now."""
        editor = self.editor
        return editor.text if isinstance(editor, TextArea) else editor.value

    @property
    def entered(self) -> Entered:
        """The text and, if it is still what was picked, the picked entry."""
        return Entered(self.text, self._picked)

    @property
    def chosen(self) -> bool:
        """Whether what stands here is an entry that was picked: there is nothing more to ask about it."""
        return self._picked is not None and self._picked.shown == self.text

    @property
    def picking(self) -> bool:
        """Whether a list to pick from is open under the field."""
        return bool(self._offers) and not self._put_away and self.editor.has_focus

    def need(self, *, needed: bool) -> None:
        """Whether it must be filled follows from another field."""
        if needed != self.asked.required:
            self.asked = replace(self.asked, required=needed)
            self._judge()
            self.refresh()

    def fill(self, text: str, picked: Choice | None = None) -> None:
        """Put a text into the field."""
        self._known = text
        self._picked, self._finished, self._refusal = picked, False, None
        self.tidied, self.copied = False, ""
        editor = self.editor
        if isinstance(editor, TextArea):
            editor.load_text(text)
            editor.move_cursor(editor.document.end)
        else:
            editor.value = text
            editor.cursor_position = len(text)
        self._judge()

    def refuse(self, code: str, words: str) -> None:
        """The cabinet's refusal about this field; it stands until the text changes."""
        self._refusal = (self.text, words)
        self.trouble = Trouble(code)
        self._lay()

    def finish(self) -> Trouble | None:
        """Judge the value as finished."""
        self._tidy()
        self._finished = True
        self._judge()
        return self.trouble

    def mark_copied(self, source: str) -> None:
        """Say that the text came from elsewhere, until it is read."""
        self.copied, self._visited = source, False
        if isinstance(self.editor, ProseInput):
            self.editor.begin_reading()
        self._lay()

    def read_through(self) -> None:
        """The copied text was looked at: the keys were in it, and all its lines were seen."""
        if self.copied and self._was_read:
            self.copied = ""
            self._lay()

    @property
    def _was_read(self) -> bool:
        return not isinstance(self.editor, ProseInput) or self.editor.read_whole

    @property
    def _is_long(self) -> bool:
        """Whether not all of the text fits into the field."""
        editor = self.editor
        return isinstance(editor, ProseInput) and editor.wrapped_document.height > self.asked.shown.lines

    def offer(self, text: str, choices: Sequence[Choice]) -> None:
        """What the dictionary has for a text; late answers to an older text are not shown."""
        if text != self.text:
            return
        self._answered = text
        exact = best(choices, text)
        if exact is not None and self.entered.picked is None:
            self._picked = exact
        self._offers.answer(choices, text)
        owed, self._owed = self._owed, None
        taken = self._offers.taken()
        if owed == text and taken is not None and not taken.more:
            self._take(taken)
            return
        self._judge()

    def propose(self, choices: Sequence[Choice]) -> None:
        """Values to take instead of one that was refused: the list is open when the field gets the focus."""
        self._offers.put(choices)
        self._proposed, self._put_away = True, False
        self._lay()

    def close_offers(self) -> None:
        """Put the list away until the text changes."""
        self._put_away = True
        self._lay()

    # Keys and mouse.

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._edited()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._edited()

    def step_offers(self, delta: int) -> bool:
        """Move along the list to pick from; down opens it when it was put away. False: there is none."""
        if delta < 0 and not self.picking:
            return False
        if not self._offers:
            self._offers.put(self._local_offers(everything=True), self.text)
        if not self._offers:
            return False
        self._offers.step(0 if self._put_away else delta)
        if self._put_away and self.chosen and self._picked is not None:
            self._offers.select(self._picked.value)  # Enter on the list just opened changes nothing
        self._put_away = False
        self._lay()
        return True

    def done(self) -> None:
        """Enter was pressed and nothing was to be taken."""
        self.post_message(self.Done(self))

    def take_offer(self) -> bool:
        """Pick what is highlighted; False if no list is open, or none that answers what was typed."""
        if self._waits_for_answer and not self._offers.walked:
            self._owed = self.text
            return False
        taken = self._offers.taken() if self.picking else None
        if taken is None:
            return False
        self._take(taken)
        return True

    @property
    def _waits_for_answer(self) -> bool:
        shown, text = self.asked.shown, self.text
        if not shown.picks or shown.loose or not text.strip() or self._answered == text:
            return False
        return not self.chosen

    def on_click(self, event: events.Click) -> None:
        place = event.y - self.asked.shown.lines - self._said
        clicked = self._offers.at(place) if self.picking else None
        if clicked is not None:
            event.stop()
            self._take(clicked)
        elif event.widget is self:
            self.editor.focus()

    def focused(self) -> None:
        """The field got the focus."""
        self._visited = True
        self._put_away = bool(self.text) and not self._proposed
        if not self._proposed:
            self._offers.put(self._local_offers(), self.text)
        self._offer_fixes()
        self._lay()
        if (self._offers and not self._put_away) or self.asked.shown.told:
            self.call_after_refresh(self._lay)  # the editor is told of its focus after this row

    def left(self) -> None:
        """The field lost the focus."""
        choices = self._offers.choices
        if self.asked.shown.choices and self.entered.picked is None and len(choices) == 1 and self.text:
            self._take(choices[0])
        elif self.asked.shown.picks and not self.asked.shown.loose and self._answered == self.text:
            self._take_code(choices)
        self._tidy()
        if self._visited and self._was_read:
            self.copied = ""
        self._finished = bool(self.text.strip()) or self._finished
        self._judge()
        if self._offers or self.asked.shown.told:
            self.call_after_refresh(self._lay)  # nor is it told yet that the focus is gone
        self.post_message(self.Left(self))

    # Judging and painting.

    def _take(self, choice: Choice) -> None:
        # A spelled-out date is an offer of text; entries of dictionaries carry values.
        before = self.entered
        text = str(choice.value) if self.asked.shown.offers else choice.shown
        self.fill(text, None if self.asked.shown.offers or choice.more else choice)
        self._offers.put(())
        self._owed, self._put_away, self.goes_on = None, not choice.more, choice.more
        self._proposed = False
        self._judge()
        self.post_message(self.Edited(self))
        if self.asked.shown.offers:
            self.post_message(self.Mended(self, before, choice.also))

    def _take_code(self, choices: Sequence[Choice]) -> None:
        """A code typed to its end is a choice, also without Enter."""
        exact = best([choice for choice in choices if choice.key and choice.safe], self.text)
        if exact is not None and self.text != exact.shown:
            self._take(exact)

    def _tidy(self) -> None:
        """Spaces around and doubled ones inside are no part of a value on one line: taken out, and said."""
        if self.asked.shown.lines > 1 or self.asked.shown.picks or self.asked.shown.secret:
            return
        text = self.text
        tidy = " ".join(text.split())
        if tidy and tidy != text:
            self.fill(tidy, self._picked)
            self.tidied = True
            self.post_message(self.Edited(self))

    def _edited(self) -> None:
        # Inputs also tell of the text they were made with.
        if self.text == self._known:
            return
        self._known = self.text
        self.tidied, self.copied = False, ""
        self._put_away = self._proposed = False
        self._answered = self._owed = None
        self._offers.put(self._local_offers(), self.text)
        self._judge()
        self.post_message(self.Edited(self))

    def _local_offers(self, *, everything: bool = False) -> tuple[Choice, ...]:
        shown, text = self.asked.shown, self.text
        if shown.offers is not None:
            return ()
        if not shown.choices:
            return self._offers.choices if shown.picks and text else ()
        choices = self.asked.choices()
        if everything or not text:
            return choices
        found = matching(choices, text)
        exact = best(found, text)
        if exact is not None:
            self._picked = exact
        return () if exact is not None and len(found) == 1 else found

    def _judge(self) -> None:
        if self._refusal is not None and self._refusal[0] != self.text:
            self._refusal = None
        if self._refusal is None:
            self.trouble = check(self._model, self.asked, self.entered)
            if self.trouble is not None and not self._finished and self._may_become_right():
                self.trouble = None
        self._offer_fixes()
        self._lay()

    def _offer_fixes(self) -> None:
        """A ready value is offered as long as the field is wrong, also when one comes back to it."""
        if self.asked.shown.offers is None or self._proposed:
            return
        fixes = self.trouble.fixes if self.trouble is not None else apart(self.asked, self.text)
        if fixes != self._offers.choices:
            self._offers.put(fixes)
        if self._offers and self.trouble is not None:
            self._put_away = False

    def _may_become_right(self) -> bool:
        text = self.text.strip()
        if not text or self.asked.shown.picks or self.asked.shown.choices:
            return not text or bool(self._offers)
        begun = self.asked.shown.begun
        return begun is not None and begun(text)

    def on_resize(self, event: events.Resize) -> None:
        if self.trouble is not None:
            self._lay()

    def _message(self) -> list[Line]:
        """What is wrong and what to do about it, whole: the remedy stands at the end."""
        if self.trouble is None:
            return self._remarks()
        words = self._refusal[1] if self._refusal else sentence(self.trouble.code, self.trouble.values)
        said = wrap(words, (self.size.width or self.app.size.width) - LABEL - 2)
        return [((f"{NO if not place else ' '} {part}", "danger"),) for place, part in enumerate(said)]

    def _remarks(self) -> list[Line]:
        """What is no fault but must be known."""
        if self.copied:
            how = _("copied: {source}; read it to its last line") if self._is_long else ""
            said = (how or _("copied: {source}; read it through")).format(source=one_line(self.copied))
            return [((f"{WARN} {said}", "warning"),)]
        if self.tidied:
            return [((f"{YES} {_('stray spaces were removed')}", "ok"),), *self._echoed()]
        if echoed := self._echoed():
            return echoed
        if self.asked.shown.told and self.editor.has_focus and not self.picking:
            room = (self.size.width or self.app.size.width) - LABEL - 2
            return [((line, "dim"),) for line in wrap(self.asked.shown.told, room)]
        return []

    def _echoed(self) -> list[Line]:
        """How the text is understood, where a field tells it."""
        echo, room = self.asked.shown.echo, (self.size.width or self.app.size.width) - LABEL - 2
        said = echo(self.text) if echo is not None else ()
        return [((line, role),) for text, role in said for line in wrap(text, room)]

    def _lay(self) -> None:
        """What stands under the field; the screen is laid out again only if the height changes."""
        under: list[Line] = self._message()
        self._said = len(under)
        if self.picking:
            under += self._offers.lines()
        self._under = under
        height = self.asked.shown.lines + len(under)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
            if self.picking:
                self.call_after_refresh(self.scroll_visible, animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        lines = self.asked.shown.lines
        if y < lines:
            return paint(look, fit(self._head_line(y), width), width)
        place = y - lines
        if place >= len(self._under):
            return paint(look, fit((), width), width)
        line = ((" " * LABEL, "text"), *self._under[place])
        return paint(look, fit(line, width), width)

    def _head_line(self, y: int) -> Line:
        if y:
            return ()
        here = self.editor.has_focus
        role = "danger" if self.trouble is not None else "text" if here else "dim"
        mark = "*" if self.asked.required else " "
        label = fit(((MARK if here else " ", "accent"), (self.asked.label, role), (mark, "accent")), LABEL)
        mask = self.asked.shown.mask
        hint: Callable[[], Line] = lambda: (  # noqa: E731 - only asked for where there is a mask
            (" " * (self.asked.shown.width + 2), "text"),
            (_(mask), "dim"),
        )
        return (*label, *hint()) if mask and self.asked.shown.width else label


def _editor(shown: Shown, text: str) -> LineInput | ProseInput:
    if shown.lines > 1:
        prose = ProseInput(text)
        prose.styles.height = shown.lines
        return prose
    replaced = bool(shown.choices) or (shown.picks and not shown.loose)
    line = LineInput(text, replaced=replaced, secret=shown.secret)
    if shown.width:
        line.styles.width = shown.width
    return line
