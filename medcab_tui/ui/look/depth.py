"""How many colours a terminal shows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from textual.app import App

Depth = Literal["full", "256", "16", "none"]
"""How many colours the terminal shows. "none": NO_COLOR, or a terminal without colours."""

_DEPTHS: Mapping[str, Depth] = {"standard": "16", "windows": "16", "256": "256", "truecolor": "full"}
_NO_COLOURS = frozenset({"dumb", "unknown", "vt100", "vt102", "vt220", "xterm-mono"})


SETTING: Mapping[str, Depth] = {"full": "full", "256": "256", "16": "16", "none": "none"}
"""What the setting `colours` may say besides "auto"."""


def depth_of(app: App[Any], wanted: str = "auto") -> Depth:
    """How many colours to use: none by NO_COLOR, else as set, else what TERM and rich found out."""
    if not app.no_color and wanted in SETTING:
        return SETTING[wanted]
    if app.no_color or os.environ.get("TERM", "") in _NO_COLOURS:
        return "none"
    return _DEPTHS.get(app.console.color_system or "", "full")
