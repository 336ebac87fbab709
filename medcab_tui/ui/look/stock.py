"""Palettes as Textual themes, for the few stock widgets (Input, TextArea, OptionList)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from medcab_tui.ui.look.contrast import readable_on
from medcab_tui.ui.look.depth import Depth
from medcab_tui.ui.look.palettes import COLORS, Palette, load_palettes
from medcab_tui.ui.look.sixteen import SIXTEEN

if TYPE_CHECKING:
    from textual.theme import Theme


def load_themes(folders: Iterable[Path] | None = None, *, depth: Depth = "full") -> list[Theme]:
    """Textual themes of every palette, for `App.register_theme`."""
    return [textual_theme(palette.at(depth)) for palette in load_palettes(folders).values()]


def textual_theme(palette: Palette) -> Theme:
    """The palette as a Textual theme, for the few stock widgets (Input, TextArea, OptionList)."""
    from textual.theme import Theme

    colors = palette.colors
    few = palette.sixteen or colors in SIXTEEN.values()
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=colors["accent"],
        secondary=colors["accent"],
        accent=colors["accent"],
        warning=colors["warning"],
        error=colors["danger"],
        success=colors["ok"],
        foreground=colors["text"],
        background=colors["background"],
        surface=colors["background"],
        panel=colors["panel"],
        boost=colors["bar"],
        text_alpha=1.0,
        variables=_variables(colors, few),
    )


def _variables(colors: Mapping[str, str], few: bool) -> dict[str, str]:
    on_cursor = readable_on(colors["cursor"]) if few else colors["text"]
    on_dim = readable_on(colors["cursor_dim"]) if few else colors["text"]
    # Cursors are drawn reversed, so that they stay when colours are stripped.
    named = {f"medcab-{name.replace('_', '-')}": colors[name] for name in COLORS}
    return named | {
        "text": colors["text"],
        "text-muted": colors["dim"],
        "text-disabled": colors["dim"],
        "border": colors["accent"],
        "border-blurred": colors["rule"],
        "block-cursor-background": on_cursor,
        "block-cursor-foreground": colors["cursor"],
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-background": colors["cursor_dim"],
        "block-cursor-blurred-foreground": on_dim,
        "block-hover-background": colors["cursor_dim"],
        "input-cursor-background": colors["background"],
        "input-cursor-foreground": colors["text"],
        "input-cursor-text-style": "reverse",
        "input-selection-background": colors["cursor"],
        "input-selection-foreground": on_cursor,
        "scrollbar": colors["rule"],
        "scrollbar-background": colors["background"],
        "scrollbar-corner-color": colors["background"],
        "link-background": colors["background"],
        "link-color": colors["accent"],
    }
