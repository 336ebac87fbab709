"""Every text colour of every theme stands at 4.5:1 or better on whatever it may stand on, at every depth."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import Color, ColorSystem

from medcab_tui.ui.look import FILLS, ROLES, Look, contrast, read_palette

THEMES = sorted((Path(__file__).parents[2] / "themes").glob("*.toml"))
SHAPES = {"rule", "rule_focus", "band"}
"""Lines and shading: seen, not read."""

DEPTHS = {"full": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


def sent(color: Color | None, system: ColorSystem) -> str:
    """The colour the terminal shows when rich has narrowed it."""
    assert color is not None
    return color.downgrade(system).get_truecolor().hex


def ratio(look: Look, role: str, fill: str) -> float:
    style = look.style(role, fill)
    system = DEPTHS[look.depth]
    return contrast(sent(style.color, system), sent(style.bgcolor, system))


def test_there_are_dark_and_light_themes_and_one_for_the_colour_blind() -> None:
    palettes = {path.stem: read_palette(path) for path in THEMES}
    assert {"ward-dark", "ward-light", "ward-clear", "ward-contrast"} <= palettes.keys()
    assert {"terminal-dark", "terminal-light"} <= palettes.keys()
    assert {palette.dark for palette in palettes.values()} == {True, False}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_text_is_readable_on_every_fill(path: Path, depth: str) -> None:
    look = Look(read_palette(path), depth=depth)  # type: ignore[arg-type]
    faint = [
        f"{role} on {fill}: {ratio(look, role, fill):.2f}"
        for role in ROLES
        if role not in SHAPES
        for fill in FILLS
        if ratio(look, role, fill) < 4.5
    ]
    assert not faint


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_stock_widgets_are_readable(path: Path, depth: str) -> None:
    from medcab_tui.ui.look import textual_theme

    palette = read_palette(path).at(depth)  # type: ignore[arg-type]
    variables = textual_theme(palette).variables
    system = DEPTHS[depth]
    for kind in ("block-cursor", "block-cursor-blurred", "input-cursor", "input-selection"):
        fore = sent(Color.parse(variables[f"{kind}-foreground"]), system)
        back = sent(Color.parse(variables[f"{kind}-background"]), system)
        assert contrast(fore, back) >= 4.5, kind


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_rules_and_the_cursor_can_be_seen(path: Path) -> None:
    look = Look(read_palette(path))
    assert ratio(look, "rule", "background") >= 3
    cursor, ground = look.color("cursor"), look.color("background")
    assert contrast(cursor, ground) >= 1.25
    assert look.style("cursor_mark", "cursor").color != look.style("text", "cursor").color


def test_the_contrast_theme_has_more_of_it() -> None:
    palette = read_palette(THEMES[0].with_name("ward-contrast.toml"))
    for depth in ("full", "256"):
        look = Look(palette, depth=depth)  # type: ignore[arg-type]
        faint = [
            (role, fill)
            for role in ROLES
            for fill in FILLS
            if role not in SHAPES and ratio(look, role, fill) < 7
        ]
        assert not faint, (depth, faint)


PALETTES = {
    "VGA, Linux console": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa"
    " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"
    " 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "Windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc"
    " 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
    "Tango": "000000 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf"
    " 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "PuTTY": "000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb"
    " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
}
"""What terminals make of the sixteen numbers unless their owner chose otherwise."""


@pytest.mark.parametrize("terminal", PALETTES)
@pytest.mark.parametrize("name", ["terminal-dark", "terminal-light"])
def test_the_sixteen_colours_are_readable_as_common_terminals_mix_them(name: str, terminal: str) -> None:
    mixed = [f"#{color}" for color in PALETTES[terminal].split()]
    look = Look(read_palette(THEMES[0].with_name(f"{name}.toml")))

    def shown(color: Color | None) -> str:
        assert color is not None
        number = color.downgrade(ColorSystem.STANDARD).number
        assert number is not None
        return mixed[number]

    faint = {
        f"{role} on {fill}": contrast(shown(style.color), shown(style.bgcolor))
        for role in ROLES
        if role not in SHAPES
        for fill in FILLS
        for style in (look.style(role, fill),)
    }
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


def seen(color: str, matrix: tuple[tuple[float, float, float], ...]) -> tuple[float, ...]:
    """A colour as an eye without one kind of cones sees it (Viénot, Brettel, Mollon 1999)."""
    linear = [(int(color[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    return tuple(sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in matrix)


PROTANOPIA = ((0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.004, -0.004, 1.0))
DEUTERANOPIA = ((0.2928, 0.7072, 0.0), (0.2928, 0.7072, 0.0), (-0.0223, 0.0223, 1.0))


@pytest.mark.parametrize("matrix", [PROTANOPIA, DEUTERANOPIA], ids=["protanopia", "deuteranopia"])
def test_the_clear_theme_tells_states_apart_without_red_and_green(
    matrix: tuple[tuple[float, float, float], ...],
) -> None:
    palette = read_palette(THEMES[0].with_name("ward-clear.toml"))
    states = {name: seen(palette.colors[name], matrix) for name in ("danger", "warning", "ok")}
    apart = {
        (one, other): max(abs(a - b) for a, b in zip(states[one], states[other], strict=True))
        for one in states
        for other in states
        if one < other
    }
    assert min(apart.values()) >= 0.2, apart
