"""The glyphs of the interface, each one cell wide, and what stands for them in the ASCII set.

Widgets always write the glyph; `barrier.AsciiFilter` puts the twin on the screen if the setting asks for it.
"""

from __future__ import annotations

MARK = "▌"
"""The cursor: the same glyph in every list, menu and panel."""

RESTING = "│"
"""The cursor of a list that has not the focus."""

RULE = "─"
CUT = "…"
FULL, LIGHT = "█", "░"
UPPER = "▀"
"""Half a cell: two pixels of a picture, one above the other."""
STEPS = "▁▂▃▄▅▆▇█"
ABOVE, BELOW, WITHIN = "▲", "▼", "·"
YES, NO, WARN, STOP = "✓", "✕", "⚠", "‼"
MARKED = "▪"
"""A marked row; in a column of its own, so that no status is mistaken for it."""

DONE, PART, OPEN = "●", "◐", "○"
OVERDUE, TO_CONFIRM, MESSAGE = "!", "✓", "✉"
THUMB = "▐"
"""The scroll bar's part that stands for what is on the screen."""

ASCII_TWINS: dict[str, str] = {
    "▌": ">",
    "▐": "#",
    "─": "-",
    "│": "|",
    "┤": "+",
    "├": "+",
    "┼": "+",
    "└": "+",
    "┘": "+",
    "┌": "+",
    "┐": "+",
    "┬": "+",
    "┴": "+",
    "…": "~",
    "█": "#",
    "▀": "#",
    "░": ".",
    "▁": "_",
    "▂": "_",
    "▃": ".",
    "▄": "-",
    "▅": "-",
    "▆": "=",
    "▇": "=",
    "▲": "^",
    "▼": "v",
    "▶": ">",
    "·": ".",
    "✓": "+",
    "✕": "x",
    "×": "x",
    "⚠": "!",
    "‼": "!",
    "●": "*",
    "▪": "*",
    "◐": "%",
    "○": "o",
    "✉": "@",
    "≈": "~",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "→": ">",
    "⇣": "v",
    "⋯": "~",
    "≥": ">",
    "≤": "<",
    "−": "-",
    "–": "-",
    "—": "-",
    "•": "*",
    "▏": "|",
    "▾": "v",
    "␛": "?",
    "�": "?",
}
"""Every glyph of the interface that is not a letter or ASCII, with a twin of the same width."""

ASCII_TABLE = str.maketrans(ASCII_TWINS)
