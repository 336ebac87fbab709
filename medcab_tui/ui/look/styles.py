"""Roles as styles: what text is, not what colour it has."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style

from medcab_tui.ui.look.contrast import readable_on
from medcab_tui.ui.look.depth import Depth
from medcab_tui.ui.look.palettes import Palette

# What each role takes: foreground, background of its own, attributes.
_COLOURED: Mapping[str, tuple[str | None, str | None, str]] = {
    "text": ("text", None, ""),
    "dim": ("dim", None, ""),
    "bold": (None, None, "bold"),
    "underline": (None, None, "underline"),
    "accent": ("accent", None, ""),
    "cursor": ("text", "cursor", ""),
    "cursor_dim": ("text", "cursor_dim", ""),
    "cursor_mark": ("accent", None, ""),
    "rule": ("rule", None, ""),
    "rule_focus": ("accent", None, ""),
    "title": ("text", None, "bold"),
    "title_focus": ("accent", None, "bold"),
    "heading": ("dim", None, ""),
    "danger": ("danger", None, ""),
    "danger_bar": ("on_fill", "danger_fill", "bold"),
    "badge": ("on_fill", "badge_fill", "bold"),
    "warning": ("warning", None, ""),
    "ok": ("ok", None, ""),
    "match": ("accent", None, "bold"),
    "band": ("rule", None, ""),
    "bar": ("text", "bar", ""),
    "bar_dim": ("dim", "bar", ""),
    "panel": (None, "panel", ""),
    "panel_text": ("text", "panel", ""),
    "key": ("accent", None, "bold"),
    "field": ("text", "field", ""),
    "placeholder": ("dim", "field", ""),
    "tab": ("dim", None, ""),
    "tab_active": ("text", "background", "bold"),
    "removed": ("danger", None, ""),
    "added": ("ok", None, "bold"),
}

_COLOURLESS: Mapping[str, str] = {
    "bold": "bold",
    "underline": "underline",
    "accent": "bold",
    "cursor": "reverse",
    "cursor_mark": "bold",
    "rule_focus": "bold",
    "title": "bold",
    "title_focus": "bold",
    "danger": "bold",
    "danger_bar": "reverse bold",
    "badge": "reverse bold",
    "warning": "bold",
    "match": "underline",
    "key": "bold",
    "tab_active": "reverse bold",
    "added": "bold",
}

ROLES = tuple(_COLOURED)
"""Every role a run of text may have. Several may be joined by a space: «bold danger»."""


class _Role:
    """A role as an attribute of a look: `look.danger`."""

    def __init__(self, roles: str, on: str = "background") -> None:
        self._roles, self._on = roles, on

    def __get__(self, look: Look, owner: type[Look]) -> Style:
        return look.style(self._roles, self._on)


class Look:
    """The styles of the running theme at the terminal's depth.

    `depth="none"` (or `colour=False`) leaves attributes only: bold, reverse, underline.
    """

    def __init__(self, palette: Palette, *, colour: bool = True, depth: Depth = "full") -> None:
        self.depth: Depth = depth if colour else "none"
        if palette.sixteen and self.depth != "none":
            self.depth = "16"
        self.palette = palette.at(self.depth)
        self.name = palette.name
        self.dark = palette.dark
        self._styles: dict[tuple[str, str], Style] = {}

    @property
    def colour(self) -> bool:
        return self.depth != "none"

    def style(self, roles: str, on: str = "background") -> Style:
        """One rich style for `roles` (joined by spaces) standing on the fill `on`."""
        found = self._styles.get((roles, on))
        if found is None:
            solid = "cursor_mark" in roles and self.depth in ("16", "none")
            found = self._styles[roles, on] = self._compose(roles, "background" if solid else on)
        return found

    def color(self, name: str) -> str:
        """A colour of the palette as `#rrggbb`."""
        return self.palette.colors[name]

    def _compose(self, roles: str, on: str) -> Style:
        if self.depth == "none":
            return _attributes(roles, on)
        colors = self.palette.colors
        fore, back = colors["text"], colors[on]
        attributes: set[str] = set()
        for role in roles.split():
            its_fore, its_back, its_attributes = _COLOURED[role]
            fore = colors[its_fore] if its_fore else fore
            back = colors[its_back] if its_back else back
            attributes.update(its_attributes.split())
        if self.depth == "16" and back == colors["cursor"]:
            fore = readable_on(back)
        return _style(attributes, fore, back)

    # The roles by name, standing where they usually stand.
    text = _Role("text")
    dim = _Role("dim")
    bold = _Role("bold")
    accent = _Role("accent")
    cursor = _Role("text", "cursor")
    cursor_dim = _Role("text", "cursor_dim")
    rule = _Role("rule")
    rule_focus = _Role("rule_focus")
    title = _Role("title")
    danger = _Role("danger")
    danger_bar = _Role("danger_bar")
    badge = _Role("badge")
    warning = _Role("warning")
    ok = _Role("ok")
    match = _Role("match")
    band = _Role("band")
    bar = _Role("bar", "bar")
    bar_dim = _Role("bar_dim", "bar")
    panel = _Role("panel", "panel")
    panel_text = _Role("panel_text", "panel")
    key = _Role("key", "bar")
    field = _Role("field", "field")
    placeholder = _Role("placeholder", "field")


def _attributes(roles: str, on: str) -> Style:
    wanted: set[str] = set()
    for role in roles.split():
        wanted.update(_COLOURLESS.get(role, "").split())
    if on == "cursor" and "reverse" in wanted:
        wanted = (wanted - {"reverse"}) | {"bold"}
    elif on == "cursor":
        wanted.add("reverse")
    return _style(wanted)


def _style(attributes: set[str], fore: str | None = None, back: str | None = None) -> Style:
    return Style(
        color=fore,
        bgcolor=back,
        bold="bold" in attributes or None,
        underline="underline" in attributes or None,
        reverse="reverse" in attributes or None,
    )
