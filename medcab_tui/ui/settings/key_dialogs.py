"""Pressing keys to see what the terminal sends, and to give a verb another key."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.locale import _
from medcab_tui.ui.settings.keys import objection, proposed
from medcab_tui.ui.terminal.keys import Seen
from medcab_tui.ui.verbs import VERBS, Verb, shown_key
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel

SHOWN = 8
"""How many of the last keys are told."""


class _Listening(ModalScreen[str | None], inherit_bindings=False):
    """Every key that the app itself does not take comes here."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    KeyTest, PressKey { align: center middle; background: $medcab-background 60%; }
    KeyTest > Vertical, PressKey > Vertical { width: 76; max-width: 100%; height: auto; padding: 1 2;
        background: $medcab-panel; }
    """

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Panel(id="listening")

    def on_mount(self) -> None:
        self.tell()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.pressed(event)

    def pressed(self, event: events.Key) -> None:
        """A key came."""
        raise NotImplementedError

    def tell(self) -> None:
        """Show what is known by now."""
        raise NotImplementedError


class KeyTest(_Listening):
    """What each key is called and what it does here; Esc twice ends it."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen
        self._last: list[Line] = []
        self._before = ""

    def pressed(self, event: events.Key) -> None:
        if event.key == self._before == "escape":
            self.dismiss(None)
            return
        self._before = event.key
        self._seen.note((event.character or "").encode(), [event.key])
        verbs = [_(verb.title) for verb in VERBS if event.key in (*verb.soft_keys, *verb.strong)]
        does = ", ".join(dict.fromkeys(verbs)) or _("nothing is bound to it")
        self._last = [
            *self._last,
            ((f"{shown_key(event.key):<14}", "key"), (f"{event.key:<22}", "dim"), (does, "text")),
        ][-SHOWN:]
        self.tell()

    def tell(self) -> None:
        asked: Line = ((_("Press keys one by one. Esc twice ends the test."), "text"),)
        blank: Line = ()
        lines = [asked, blank, *self._last, blank]
        lines += [((line, "dim"),) for line in self._seen.summary()]
        self.query_one(Panel).show(lines, title=_("What this terminal sends"))


class PressKey(_Listening):
    """Asks for the new key of a verb. Gives it as the keymap has it, None for Esc."""

    def __init__(self, verb: Verb, keymap: Callable[[], dict[str, str]]) -> None:
        super().__init__()
        self._verb, self._keymap = verb, keymap
        self._objection = ""

    def pressed(self, event: events.Key) -> None:
        if event.key == "escape":
            self.dismiss(None)
            return
        self._objection = objection(self._verb, event.key, self._keymap())
        if self._objection:
            self.tell()
        else:
            self.dismiss(proposed(self._verb, event.key))

    def tell(self) -> None:
        width = min(76, self.app.size.width) - 8
        said = [*wrap(_(self._verb.help), width), "", _("Press the new key. Esc leaves the old one.")]
        lines: list[Line] = [((line, "text"),) for line in said]
        for line in wrap(self._objection, width) if self._objection else ():
            lines.append(((f"✕ {line}", "danger"),))
        title = _(self._verb.title).capitalize()
        self.query_one(Panel).show(lines, title=title)
