"""The sixteen colours as most terminals mix them; rich maps exactly these values back to their numbers."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "black": "#000000",
    "red": "#aa0000",
    "green": "#00aa00",
    "yellow": "#aa5500",
    "blue": "#0000aa",
    "magenta": "#aa00aa",
    "cyan": "#00aaaa",
    "white": "#aaaaaa",
    "bright_black": "#555555",
    "bright_red": "#ff5555",
    "bright_green": "#55ff55",
    "bright_yellow": "#ffff55",
    "bright_blue": "#5555ff",
    "bright_magenta": "#ff55ff",
    "bright_cyan": "#55ffff",
    "bright_white": "#ffffff",
}
"""What a theme of the terminal's own colours calls them."""

SIXTEEN: Mapping[bool, Mapping[str, str]] = {
    True: {
        "background": "#000000",
        "panel": "#000000",
        "bar": "#000000",
        "cursor": "#aaaaaa",
        "cursor_dim": "#000000",
        "field": "#000000",
        "text": "#ffffff",
        "dim": "#aaaaaa",
        "accent": "#55ffff",
        "rule": "#555555",
        "danger": "#ff5555",
        "warning": "#ffff55",
        "ok": "#55ff55",
        "danger_fill": "#aa0000",
        "badge_fill": "#aa0000",
        "on_fill": "#ffffff",
    },
    False: {
        "background": "#ffffff",
        "panel": "#ffffff",
        "bar": "#ffffff",
        "cursor": "#000000",
        "cursor_dim": "#ffffff",
        "field": "#ffffff",
        "text": "#000000",
        "dim": "#000000",
        "accent": "#0000aa",
        "rule": "#555555",
        "danger": "#aa0000",
        "warning": "#aa00aa",
        "ok": "#000000",
        "danger_fill": "#aa0000",
        "badge_fill": "#aa0000",
        "on_fill": "#ffffff",
    },
}
