"""A line of the door: label, field, and what is wrong with it."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from medcab_tui.locale import _
from medcab_tui.ui.twins import is_cyrillic


class DoorInput(Input):
    """A field of one line. The cursor stands still: a blinking one writes for ever."""

    def __init__(self, *, password: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(password=password, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def on_mount(self) -> None:
        look = getattr(self.app, "look", None)
        if look is not None and look.depth in ("16", "none"):
            self.placeholder = "_" * 36  # with so few colours a field has no fill to be seen by


class DoorField(Vertical):
    """Label and field in one line, the complaint under them. `name` is what refusals call the field."""

    def __init__(self, name: str, label: str, *, password: bool = False) -> None:
        super().__init__(name=name, classes="door-field")
        self._label, self._password = label, password

    def compose(self) -> ComposeResult:
        with Horizontal(classes="door-line"):
            yield Static(Text(self._label), classes="door-label")
            yield DoorInput(password=self._password)
        yield Static(classes="door-hint")
        yield Static(classes="door-wrong")

    @property
    def input(self) -> DoorInput:
        """The field itself."""
        return self.query_one(DoorInput)

    @property
    def value(self) -> str:
        """What is typed."""
        return self.input.value

    @value.setter
    def value(self, text: str) -> None:
        self.input.value = text

    @property
    def wrong(self) -> str:
        """What is wrong with it; empty if nothing is known to be."""
        return str(self.query_one(".door-wrong", Static).render())

    def complain(self, text: str) -> None:
        """Say what is wrong and what to type instead; empty takes it back."""
        line = self.query_one(".door-wrong", Static)
        line.update(Text(f"✕ {text}" if text else ""))
        line.display = bool(text)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.complain("")
        if self._password:
            # Typed blind: the only thing to see of a wrong layout. Caps Lock cannot be seen from a terminal.
            russian = bool(event.value) and is_cyrillic(event.value[-1])
            hint = self.query_one(".door-hint", Static)
            hint.update(Text(_("⚠ RU layout? Cyrillic typed") if russian else ""))
            hint.set_class(russian, "-said")
