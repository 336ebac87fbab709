"""A panel: a rule with a title, then lines. As high as what it says."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from medcab_tui.ui.widgets.glyphs import MARK, RULE
from medcab_tui.ui.widgets.labels import Labelled
from medcab_tui.ui.widgets.lines import Line, blank, clean, cut, fit, look_of, paint, width_of

INDENT = 2


class Panel(Labelled):
    """Title, note at the right end of the rule, lines under it. Without a title there is no rule."""

    DEFAULT_CSS = "Panel { width: 1fr; height: auto; }"

    def __init__(
        self,
        title: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        focusable: bool = False,
        indent: int = INDENT,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self._title, self._note = title, ""
        self._lines: tuple[Line, ...] = ()
        self._indent = indent

    @property
    def title_text(self) -> str:
        return self._title

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown now, as it was given."""
        return self._lines

    def show(self, lines: Sequence[Line], *, title: str | None = None, note: str | None = None) -> None:
        """Replace the lines; title and note stay if not given. What is shown already is not painted again."""
        before, shown = self._rows(), (self._lines, self._title, self._note)
        self._lines = tuple(lines)
        self._title = self._title if title is None else title
        self._note = self._note if note is None else note
        if shown != (self._lines, self._title, self._note):
            self.refresh(layout=self._rows() != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._rows()

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if self._title:
            if y == 0:
                return paint(look, rule(self._title, self._note, width, focused=self.has_focus), width)
            y -= 1
        if y >= len(self._lines):
            return blank(look, width)
        return paint(look, fit(((" " * self._indent, ""), *self._lines[y]), width), width)

    def _rows(self) -> int:
        return len(self._lines) + bool(self._title)


def rule(title: str, note: str, width: int, *, focused: bool = False, marked: bool = True) -> Line:
    """«─ Title ─────── note ─»; focused, it takes the accent, and `▌` begins it if `marked`."""
    line_role = "rule_focus" if focused else "rule"
    title_role = "title_focus" if focused else "title"
    head: Line = ((MARK if focused and marked else RULE, line_role), (" ", line_role))
    named = cut(clean(((title, title_role),)), max(0, width - 3))
    tail: Line = ()
    left = width - 2 - width_of(named) - 1
    if note and left > 6:
        said = cut(clean(((note, "dim"),)), left - 5)
        tail = ((" ", "dim"), *said, (" ", "dim"), (RULE, line_role))
    middle = max(0, left - width_of(tail))
    return (*head, *named, (" ", line_role), (RULE * middle, line_role), *tail)
