"""Recordings of what a tape showed: asciicast v3, SVG pictures, text.

A cast is made of settled screens, never of what happened to be written between, and its times are those the
tape tells; so the same tape gives the same bytes wherever it is played. Nothing but text, colours and cursor
moves gets in: a viewer's terminal keeps its mouse, keyboard protocol and title as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO

from rich._palettes import STANDARD_PALETTE
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

_START = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
_END = "\x1b[0m\x1b[?25h\x1b[?1049l"
_NUMBERED = TerminalTheme((41, 41, 41), (197, 200, 198), [STANDARD_PALETTE[number] for number in range(16)])
"""Colours that a theme sends by number, as VGA mixes them; the frame is rich's own."""
_ATTRIBUTES = {"bold": "1", "dim": "2", "italic": "3", "underline": "4", "reverse": "7", "strike": "9"}
_PRINTABLE = dict.fromkeys((*range(32), *range(127, 160)), "�")


def painted(strip: Strip) -> str:
    """A row as text and SGR sequences in 24-bit colour, without links and control characters."""
    runs: list[tuple[Style | None, str]] = []
    for text, style, _control in strip:
        clean = text.translate(_PRINTABLE)
        if runs and runs[-1][0] == style:
            runs[-1] = (style, runs[-1][1] + clean)
        else:
            runs.append((style, clean))
    return "".join(_run(style, text) for style, text in runs)


def _run(style: Style | None, text: str) -> str:
    codes = _codes(style) if style is not None else []
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes and text else text


def _codes(style: Style) -> list[str]:
    """Not Style.render, which remembers the colours of the first terminal it was asked for."""
    codes = [code for name, code in _ATTRIBUTES.items() if getattr(style, name)]
    for color, foreground in ((style.color, True), (style.bgcolor, False)):
        if color is not None:
            codes += color.get_ansi_codes(foreground)
    return codes


def picture(screen: Sequence[Strip], title: str) -> str:
    """The screen as SVG."""
    width = max((strip.cell_length for strip in screen), default=1)
    console = Console(
        width=width,
        height=len(screen),
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    segments: list[Segment] = []
    for strip in screen:
        segments += [Segment(text.translate(_PRINTABLE), style) for text, style, _control in strip]
        segments.append(Segment.line())
    console.print(Segments(segments), end="")
    return console.export_svg(title=title, theme=_NUMBERED)


@dataclass(slots=True)
class Cast:
    """An asciicast v3 in the making. Times are seconds of the tape, from its beginning.

    speaks: captions are shown on a row of their own below the screen, besides being markers.
    """

    cols: int
    rows: int
    at: datetime
    title: str
    speaks: bool = False
    _caption: str = ""
    _events: list[tuple[float, str, str]] = field(default_factory=list)
    _shown: list[str] = field(default_factory=list)
    _size: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self._size = (self.cols, self.rows)

    def frame(self, seconds: float, rows: Iterable[str]) -> None:
        """A settled screen; only the rows that changed are kept."""
        new = list(rows)
        if len(new) != len(self._shown):
            changed = _START + "".join(_row(number, row) for number, row in enumerate(new)) + self._spoken()
        else:
            changed = "".join(
                _row(number, row) for number, row in enumerate(new) if row != self._shown[number]
            )
        self._shown = new
        if changed:
            self._events.append((seconds, "o", changed))

    def size(self, seconds: float, cols: int, rows: int) -> None:
        """How large the screen is now; told only if it changed."""
        if (cols, rows) != self._size:
            self._size, self._shown = (cols, rows), []
            self._events.append((seconds, "r", f"{cols}x{rows + self.speaks}"))

    def marker(self, seconds: float, text: str) -> None:
        """A caption."""
        self._events.append((seconds, "m", text))
        self._caption = text
        if self._shown and (spoken := self._spoken()):
            self._events.append((seconds, "o", spoken))

    def text(self, seconds: float) -> str:
        """The whole file; `seconds` is when it ends."""
        header = {
            "version": 3,
            "term": {"cols": self.cols, "rows": self.rows + self.speaks, "type": "xterm-256color"},
            "timestamp": int(self.at.timestamp()),
            "title": self.title,
        }
        lines = [_json(header)]
        before = 0.0
        ending = [(seconds, "o", _END), (seconds, "x", "0")]
        for at, code, text in [*self._events, *ending]:
            lines.append(_json([round(at - before, 3), code, text]))
            before = at
        return "\n".join(lines) + "\n"

    def _spoken(self) -> str:
        """The caption on its row."""
        if not self.speaks or not self._caption:
            return ""
        text = self._caption.translate(_PRINTABLE)[: self._size[0] - 2]
        return _row(self._size[1], f"\x1b[7m {text} \x1b[0m\x1b[K")


def _row(number: int, row: str) -> str:
    return f"\x1b[{number + 1};1H\x1b[0m{row}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
