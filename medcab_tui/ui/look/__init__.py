"""The look: palettes from `themes/*.toml`, styles by role, and the Textual themes for the stock widgets.

Widgets name roles («danger», «bold accent»), never colours; `Look` turns a role on a fill into one rich
`Style`. Where the terminal shows no colour the same roles become bold, reverse and underline.
"""

from medcab_tui.ui.look.contrast import contrast
from medcab_tui.ui.look.depth import Depth, depth_of
from medcab_tui.ui.look.palettes import (
    COLORS,
    DEFAULT,
    FILLS,
    Palette,
    broken_themes,
    load_palettes,
    read_palette,
)
from medcab_tui.ui.look.stock import load_themes, textual_theme
from medcab_tui.ui.look.styles import ROLES, Look

__all__ = [
    "COLORS",
    "DEFAULT",
    "FILLS",
    "ROLES",
    "Depth",
    "Look",
    "Palette",
    "broken_themes",
    "contrast",
    "depth_of",
    "load_palettes",
    "load_themes",
    "read_palette",
    "textual_theme",
]
