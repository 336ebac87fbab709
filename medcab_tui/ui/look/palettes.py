"""Theme files: colours by name, read strictly, every mistake named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from medcab_tui.domain.errors import Refused
from medcab_tui.ui.look.depth import Depth
from medcab_tui.ui.look.sixteen import SIXTEEN

PACKAGE_THEMES = Path(__file__).parents[2] / "themes"
"""Where an installed package carries its themes."""

CHECKOUT_THEMES = Path(__file__).parents[3] / "themes"
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

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme file as read: colours by name, each `#rrggbb`."""

    name: str
    dark: bool
    titles: Mapping[str, str]
    colors: Mapping[str, str]
    colors256: Mapping[str, str] = field(default_factory=dict)
    """What stands in for colours that 256 would blur; the rest is taken from `colors`."""

    def at(self, depth: Depth) -> Palette:
        """The palette as a terminal of this depth can show it."""
        if depth == "256":
            return replace(self, colors={**self.colors, **self.colors256})
        if depth == "16":
            return replace(self, colors=SIXTEEN[self.dark])
        return self

    def title(self, language: str) -> str:
        """The theme's name in the reader's language, English if it has none."""
        return self.titles.get(language) or self.titles.get("en") or self.name


def load_palettes(folders: Iterable[Path] | None = None) -> dict[str, Palette]:
    """The palettes of the first folder that has a sound one, by name.

    A broken file is left out (`broken_themes` says why). Without any sound file there is one plain palette
    under the default name, so that the cabinet always opens.
    """
    found, _ = _read_all(folders)
    return found or {DEFAULT: Palette(DEFAULT, True, {}, SIXTEEN[True])}


def broken_themes(folders: Iterable[Path] | None = None) -> tuple[Refused, ...]:
    """What `load_palettes` left out and why, for the settings page and `medcab doctor`."""
    return _read_all(folders)[1]


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
    blurred = read.get("colors256", {})
    if not isinstance(blurred, dict):
        raise _broken(path, "[colors256]")
    wrong += [name for name, color in blurred.items() if name not in COLORS or not _HEX.fullmatch(str(color))]
    if wrong:
        raise _broken(path, ", ".join(wrong))
    return Palette(
        read["name"],
        read["dark"],
        {str(language): str(title) for language, title in titles.items()},
        {name: str(colors[name]).lower() for name in COLORS},
        {name: str(color).lower() for name, color in blurred.items()},
    )


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
