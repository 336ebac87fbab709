"""Theme files: colours by name, read strictly, every mistake named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.look.depth import Depth
from medcab_tui.ui.look.sixteen import NAMES, SIXTEEN

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

LARGEST = 64 * 1024
"""Bytes; a larger theme file is refused unread."""

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class Palette(Struct, frozen=True):
    """One theme file as read: colours by name, each `#rrggbb`."""

    name: str
    dark: bool
    titles: Mapping[str, str]
    colors: Mapping[str, str]
    colors256: Mapping[str, str] = field(default_factory=dict)
    """What stands in for colours that 256 would blur; the rest is taken from `colors`."""
    sixteen: bool = False
    """Made of the terminal's own sixteen colours and sent as their numbers, however many it could show."""

    def at(self, depth: Depth) -> Palette:
        """The palette as a terminal of this depth can show it."""
        if self.sixteen:
            return self
        if depth == "256":
            return replace(self, colors={**self.colors, **self.colors256})
        if depth == "16":
            return replace(self, colors=SIXTEEN[self.dark])
        return self

    def title(self, language: str) -> str:
        """The theme's name in the reader's language, English if it has none."""
        return self.titles.get(language) or self.titles.get("en") or self.name


def load_palettes(folders: Iterable[Path] | None = None, own: Path | None = None) -> dict[str, Palette]:
    """The palettes of the first folder that has a sound one, by name; those of `own` outrank them.

    A broken file is left out (`broken_themes` says why). Without any sound file there is one plain palette
    under the default name, so that the cabinet always opens.
    """
    found, _broken = _read_all(folders)
    if own is not None:
        found |= _read_all([own])[0]
    return found or {DEFAULT: Palette(DEFAULT, True, {}, SIXTEEN[True])}


def broken_themes(folders: Iterable[Path] | None = None, own: Path | None = None) -> tuple[Refused, ...]:
    """What `load_palettes` left out and why, for the settings page and `medcab doctor`."""
    return (*_read_all(folders)[1], *(_read_all([own])[1] if own is not None else ()))


def read_palette(path: Path) -> Palette:
    """One theme file. Raises `Refused("theme.broken", path=…, reason=…)` with the line or key to mend."""
    read = _parsed(path)
    if not isinstance(read.get("name"), str) or not read["name"].isprintable():
        raise _broken(path, _("name: write it in quotes"))
    if not isinstance(read.get("dark"), bool) or not isinstance(read.get("sixteen", False), bool):
        raise _broken(path, _("dark, sixteen: write true or false"))
    sixteen = read.get("sixteen", False)
    tables = {name: read.get(name, {}) for name in ("title", "colors", "colors256")}
    for name, table in tables.items():
        if not isinstance(table, dict) or (name == "colors" and not table):
            raise _broken(path, _("[{table}]: write it as a table").format(table=name))
    colors, blurred = tables["colors"], {} if sixteen else tables["colors256"]
    wrong = [f"colors.{name}" for name in COLORS if not _is_color(colors.get(name), sixteen)]
    wrong += [
        f"colors256.{name}"
        for name, color in blurred.items()
        if name not in COLORS or not _is_color(color, sixteen)
    ]
    if wrong:
        how = ", ".join(NAMES) if sixteen else "#rrggbb"
        raise _broken(path, _("{keys}: write {how}").format(keys=", ".join(wrong), how=how))
    return Palette(
        read["name"],
        read["dark"],
        {str(language): str(title) for language, title in tables["title"].items()},
        {name: NAMES.get(str(colors[name]), str(colors[name])).lower() for name in COLORS},
        {name: str(color).lower() for name, color in blurred.items()},
        sixteen,
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise _broken(path, _("the file is too large"))
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = _("line {line}").format(line=at.group(1)) if at else _("its last line")
        raise _broken(path, _("{where}: this is not TOML").format(where=where)) from error
    except UnicodeDecodeError as error:
        raise _broken(path, _("save it as UTF-8")) from error
    except (OSError, RecursionError) as error:
        raise _broken(path, _("it cannot be read")) from error


def _is_color(value: object, sixteen: bool) -> bool:
    return value in NAMES if sixteen else bool(_HEX.fullmatch(str(value)))


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
    return Refused("theme.broken", path=str(path), name=path.name, reason=reason)
