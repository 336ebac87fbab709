"""What stands at the door: one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.widgets.lines import wrap
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


COLUMN = 46
"""Cells of the centre column."""


class Stage(VerticalScroll, can_focus=False):
    """A heading, what happened, and fields. Enter goes to the next empty field, or on."""

    goes_back: ClassVar[bool] = False
    """Whether Esc leads back to the password."""
    column: ClassVar[int] = COLUMN
    """Cells that its sentences take."""

    def heading(self) -> str:
        """The line above everything."""
        raise NotImplementedError

    def fields(self) -> list[DoorField]:
        """The fields from top to bottom, made once."""
        return []

    def going_on(self) -> str:
        """What the key line calls Enter."""
        return _("go on")

    async def submit(self) -> None:
        """Go on with what is typed."""
        raise NotImplementedError

    async def abandon(self) -> None:
        """It is left for good: close and forget what it holds."""

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(Text(self.heading()), classes="door-heading")
        yield Static(classes="door-happened")
        yield from self.fields()

    def on_mount(self) -> None:
        self.focus_first()

    def field(self, name: str) -> DoorField:
        """The field that refusals call by this name."""
        return next(field for field in self.query(DoorField) if field.name == name)

    @property
    def _asked(self) -> list[DoorField]:
        """The fields that are shown."""
        return [field for field in self.query(DoorField) if field.display]

    def value(self, name: str) -> str:
        """What is typed into it."""
        return self.field(name).value

    def typed(self, name: str) -> str:
        """What is typed into it, without spaces around: for everything but passwords."""
        return self.value(name).strip()

    def focus_first(self) -> None:
        """To the first empty field."""
        empty = next((field for field in self._asked if not field.value), None)
        if empty is not None:
            empty.input.focus()

    def tell(self, text: str, remedy: str = "", *, glyph: str = "✕") -> None:
        """What happened and what to do, above the fields."""
        happened = self.query_one(".door-happened", Static)
        happened.set_class(glyph == "✕", "-wrong")
        happened.update(Text("\n".join(_hanging(self.column, glyph, text, remedy)) if text else ""))
        happened.display = bool(text)

    def refuse(self, refused: Refused) -> None:
        """A refusal beside the field it is about, or above them all."""
        words = words_of(refused)
        about = next((field for field in self.query(DoorField) if field.name == refused.field), None)
        if about is None:
            self.tell(words.sentence, words.remedy)
        else:
            about.complain(words.whole)
            about.input.focus()

    def busy(self, text: str) -> None:
        """Something is being worked out; the fields stay as they are."""
        self.tell(text, glyph="◐")

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        fields = self._asked
        here = next((n for n, field in enumerate(fields) if field.input is event.input), 0)
        if here + 1 < len(fields) and not fields[here + 1].value:
            fields[here + 1].input.focus()
        else:
            await self.submit()

    def required(self, except_for: frozenset[str] = frozenset()) -> bool:
        """Whether every field is filled; complains beside those that are not."""
        missing = [f for f in self._asked if f.name not in except_for and not f.value.strip()]
        for field in missing:
            field.complain(_("This field is needed."))
        if missing:
            missing[0].input.focus()
        return not missing

    def same(self, name: str, repeated: str) -> bool:
        """Whether both fields say the same; complains beside the second."""
        if self.value(name) == self.value(repeated):
            return True
        self.field(repeated).complain(_("The two passwords differ. Type the second one again."))
        self.field(repeated).input.focus()
        return False


def _hanging(width: int, glyph: str, *paragraphs: str) -> list[str]:
    """Paragraphs in the column, the glyph before the first line, the rest under its text."""
    lines = [line for paragraph in paragraphs if paragraph for line in wrap(paragraph, width - 2)]
    return [f"{glyph} {lines[0]}", *(f"  {line}" for line in lines[1:])] if lines else []
