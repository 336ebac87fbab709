"""One line above the key line for what just happened. It waits for the person, not for a timer."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from medcab_tui.ui.widgets.lines import clean, cut, look_of, paint, width_of

ROLES = {"information": ("✓", "ok"), "warning": ("⚠", "warning"), "error": ("✕", "danger")}
STAYS = 12
"""Keys after which a notice that nobody dismissed goes."""


class Notice(Widget):
    """Hidden while there is nothing to say. Goes with Esc, another place, another notice, or a dozen keys."""

    DEFAULT_CSS = """
    Notice { height: 1; width: 1fr; display: none; background: $medcab-bar; }
    Notice.-said { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text, self._severity, self._keys = "", "information", 0
        self._kept = ""

    @property
    def text(self) -> str:
        """What is said now; empty if nothing."""
        return self._text

    def say(self, text: str, severity: str = "information") -> None:
        """Show the sentence, in one line."""
        self._text, self._severity, self._keys = " ".join(text.split("\n")), severity, 0
        self._kept = ""
        self.set_class(bool(text), "-said")
        self.refresh()

    def turn(self, before: str, after: str, kept: str = "") -> bool:
        """Say it in other words, if that is still what is said; the keys since it was said count on.

        kept: its end, which is shown whole where there is no room for all.
        """
        if self._text != before:
            return False
        self._text, self._kept = after, kept
        self.refresh()
        return True

    def key_pressed(self) -> None:
        """Count a key; an old notice goes."""
        if self._text:
            self._keys += 1
            if self._keys > STAYS:
                self.clear()

    def clear(self) -> None:
        """Nothing is said any more."""
        if self._text:
            self.say("")

    def render_line(self, y: int) -> Strip:
        glyph, role = ROLES.get(self._severity, ROLES["information"])
        width = self.size.width
        head, kept = self._text.removesuffix(self._kept), clean(((self._kept, "text"),))
        line = clean(((" ", ""), (glyph, role), (" ", ""), (head, "text")))
        return paint(look_of(self), (*cut(line, width - width_of(kept)), *kept), width, "bar")
