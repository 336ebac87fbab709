"""The look: palettes from `themes/*.toml`, styles by role, and the Textual theme for the stock widgets.

Widgets name roles («danger», «bold accent»), never colours; `Look` turns a role on a fill into one rich
`Style`. Where the terminal shows no colour the same roles become bold, reverse and underline.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.style import Style

from medcab_tui.domain.errors import Refused

if TYPE_CHECKING:
    from textual.theme import Theme

PACKAGE_THEMES = Path(__file__).parents[1] / "themes"
"""Where an installed package carries its themes."""

CHECKOUT_THEMES = Path(__file__).parents[2] / "themes"
"""Where a source tree has them."""

DEFAULT = "ward-dark"

COLORS = (
    "background",
    "panel",
    "bar",
    "cursor",
    "cursor_dim",
    "field",
    "text",
    "dim",
    "accent",
    "rule",
    "danger",
    "warning",
    "ok",
    "danger_fill",
    "badge_fill",
    "on_fill",
)
"""Every colour a theme file must name."""

FILLS = ("background", "panel", "bar", "cursor", "cursor_dim", "field")
"""What text may stand on; solid blocks (badges, danger bars) bring their own."""

# role: (foreground, background or None, attributes)
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
    "removed": ("danger", None, "strike"),
    "added": ("ok", None, "underline"),
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
    "removed": "strike",
    "added": "underline",
}

ROLES = tuple(_COLOURED)
"""Every role a run of text may have. Several may be joined by a space: «bold danger»."""

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme file as read: colours by name, each `#rrggbb`."""

    name: str
    dark: bool
    titles: Mapping[str, str]
    colors: Mapping[str, str]

    def title(self, language: str) -> str:
        """The theme's name in the reader's language, English if it has none."""
        return self.titles.get(language) or self.titles.get("en") or self.name


class _Role:
    """A role as an attribute of a look: `look.danger`."""

    def __init__(self, roles: str, on: str = "background") -> None:
        self._roles, self._on = roles, on

    def __get__(self, look: Look, owner: type[Look]) -> Style:
        return look.style(self._roles, self._on)


class Look:
    """The styles of the running theme. `colour=False` (NO_COLOR, monochrome) leaves attributes only."""

    def __init__(self, palette: Palette, *, colour: bool = True) -> None:
        self.palette = palette
        self.name = palette.name
        self.dark = palette.dark
        self.colour = colour
        self._styles: dict[tuple[str, str], Style] = {}

    def style(self, roles: str, on: str = "background") -> Style:
        """One rich style for `roles` (joined by spaces) standing on the fill `on`."""
        found = self._styles.get((roles, on))
        if found is None:
            found = self._styles[roles, on] = self._compose(roles, on)
        return found

    def color(self, name: str) -> str:
        """A colour of the palette as `#rrggbb`."""
        return self.palette.colors[name]

    def _compose(self, roles: str, on: str) -> Style:
        if not self.colour:
            return _attributes(roles, on)
        colors = self.palette.colors
        fore, back, attributes = colors["text"], colors[on], set[str]()
        for role in roles.split():
            its_fore, its_back, its_attributes = _COLOURED[role]
            fore = colors[its_fore] if its_fore else fore
            back = colors[its_back] if its_back else back
            attributes.update(its_attributes.split())
        return Style(color=fore, bgcolor=back, **dict.fromkeys(sorted(attributes), True))  # type: ignore[arg-type]

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


def load_palettes(folders: Iterable[Path] | None = None) -> dict[str, Palette]:
    """The palettes of the first folder that has any, by name.

    Raises `Refused("theme.broken", path=…, reason=…)` if none can be read; a broken file beside a good one is left out
    (`broken_themes()` names it).
    """
    found, broken = _read_all(folders)
    if found:
        return found
    raise broken[0] if broken else Refused("theme.missing")


def broken_themes(folders: Iterable[Path] | None = None) -> tuple[Refused, ...]:
    """What `load_palettes` left out and why, for the settings page and `medcab doctor`."""
    return _read_all(folders)[1]


def load_themes(folders: Iterable[Path] | None = None) -> list[Theme]:
    """Textual themes of every palette, for `App.register_theme`."""
    return [textual_theme(palette) for palette in load_palettes(folders).values()]


def read_palette(path: Path) -> Palette:
    """One theme file. Raises `Refused("theme.broken", path=…, reason=…)` with what to mend."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(path, str(error)) from error
    colors, titles = read.get("colors"), read.get("title", {})
    if not isinstance(read.get("name"), str) or not isinstance(read.get("dark"), bool):
        raise _broken(path, "name, dark")
    if not isinstance(colors, dict) or not isinstance(titles, dict):
        raise _broken(path, "[colors], [title]")
    wrong = [name for name in COLORS if not _HEX.fullmatch(str(colors.get(name, "")))]
    if wrong:
        raise _broken(path, ", ".join(wrong))
    return Palette(
        read["name"],
        read["dark"],
        {str(language): str(title) for language, title in titles.items()},
        {name: str(colors[name]).lower() for name in COLORS},
    )


def textual_theme(palette: Palette) -> Theme:
    """The palette as a Textual theme, for the few stock widgets (Input, TextArea, OptionList)."""
    from textual.theme import Theme

    colors = palette.colors
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
        variables=_variables(colors),
    )


def _variables(colors: Mapping[str, str]) -> dict[str, str]:
    named = {f"medcab-{name.replace('_', '-')}": colors[name] for name in COLORS}
    return named | {
        "text": colors["text"],
        "text-muted": colors["dim"],
        "text-disabled": colors["dim"],
        "border": colors["accent"],
        "border-blurred": colors["rule"],
        "block-cursor-background": colors["cursor"],
        "block-cursor-foreground": colors["text"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": colors["cursor_dim"],
        "block-cursor-blurred-foreground": colors["text"],
        "block-hover-background": colors["cursor_dim"],
        "input-cursor-background": colors["text"],
        "input-cursor-foreground": colors["background"],
        "input-cursor-text-style": "none",
        "input-selection-background": colors["cursor"],
        "input-selection-foreground": colors["text"],
        "scrollbar": colors["rule"],
        "scrollbar-background": colors["background"],
        "scrollbar-corner-color": colors["background"],
        "link-background": colors["background"],
        "link-color": colors["accent"],
    }


def _attributes(roles: str, on: str) -> Style:
    wanted: set[str] = set()
    for role in roles.split():
        wanted.update(_COLOURLESS.get(role, "").split())
    if on == "cursor" and "reverse" in wanted:
        wanted = (wanted - {"reverse"}) | {"bold"}
    elif on == "cursor":
        wanted.add("reverse")
    return Style(**dict.fromkeys(sorted(wanted), True))  # type: ignore[arg-type]


def _read_all(folders: Iterable[Path] | None) -> tuple[dict[str, Palette], tuple[Refused, ...]]:
    found: dict[str, Palette] = {}
    broken: list[Refused] = []
    for folder in folders if folders is not None else (PACKAGE_THEMES, CHECKOUT_THEMES):
        for path in sorted(folder.glob("*.toml")):
            try:
                palette = read_palette(path)
            except Refused as refused:
                broken.append(refused)
            else:
                found.setdefault(palette.name, palette)
        if found:
            break
    return found, tuple(broken)


def _broken(path: Path, reason: str) -> Refused:
    return Refused("theme.broken", path=str(path), reason=reason)
