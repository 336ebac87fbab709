"""Theme files are found, read strictly, and a broken one never keeps the cabinet shut."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App

from medcab_tui.domain.errors import Refused
from medcab_tui.ui.look import (
    DEFAULT,
    ROLES,
    Look,
    broken_themes,
    depth_of,
    load_palettes,
    load_themes,
    read_palette,
)
from medcab_tui.ui.look.palettes import CHECKOUT_THEMES, PACKAGE_THEMES
from medcab_tui.ui.look.sixteen import NAMES, SIXTEEN
from medcab_tui.ui.words import words_of

GOOD = (CHECKOUT_THEMES / "ward-dark.toml").read_text(encoding="utf-8")


def folder(place: Path, **files: str) -> Path:
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return place


def test_themes_of_the_package_come_before_those_of_the_checkout(tmp_path: Path) -> None:
    package = folder(tmp_path / "package", own=GOOD.replace('"ward-dark"', '"own"'))
    checkout = folder(tmp_path / "checkout", dark=GOOD)
    assert list(load_palettes([package, checkout])) == ["own"]
    assert list(load_palettes([tmp_path / "none", checkout])) == [DEFAULT]
    assert PACKAGE_THEMES.parent.name == "medcab_tui"


def test_a_theme_has_a_name_in_both_languages() -> None:
    palettes = load_palettes()
    assert {"ward-dark", "ward-light", "ward-clear"} <= palettes.keys()
    assert palettes[DEFAULT].title("ru") == "Палата, тёмная"
    assert palettes[DEFAULT].title("de") == "Ward, dark"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("name = ", "ward"),
        (GOOD.replace('"#d9e2ec"', '"white"'), "text"),
        (GOOD.replace("dark = true", "dark = 1"), "dark"),
        (GOOD.replace('dim = "#93a4b7"', ""), "dim"),
        (GOOD.replace("[colors]", "[colours]"), "colors"),
        (GOOD + 'text = "pink"\n', "text"),
    ],
)
def test_a_broken_theme_is_named_and_left_out(tmp_path: Path, broken: str, told: str) -> None:
    themes = folder(tmp_path / "themes", ward=broken, good=GOOD.replace('"ward-dark"', '"good"'))
    assert list(load_palettes([themes])) == ["good"]
    (refused,) = broken_themes([themes])
    assert refused.code == "theme.broken"
    assert refused.values["path"].endswith("ward.toml")
    if told != "ward":
        assert told in refused.values["reason"]
    with pytest.raises(Refused):
        read_palette(themes / "ward.toml")


def test_without_any_sound_theme_there_is_a_plain_one(tmp_path: Path) -> None:
    themes = folder(tmp_path / "themes", ward="nonsense")
    palettes = load_palettes([themes])
    assert list(palettes) == [DEFAULT]
    assert Look(palettes[DEFAULT]).text.color is not None


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("name = 'a'\ndark = \n", "строка 2"),
        (GOOD.replace('"#d9e2ec"', '"white"'), "colors.text: напишите #rrggbb"),
        (GOOD.replace("dark = true", "dark = true\nsixteen = true"), "colors.background"),
        ("name = 'a'\ndark = true\ncolors = 3\n", "[colors]"),
        ('name = "тёмная"'.encode("cp1251"), "UTF-8"),
        ("#" * 70_000, "слишком велик"),
    ],
)
def test_a_broken_theme_tells_line_or_key_and_remedy(tmp_path: Path, broken: str | bytes, named: str) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    with pytest.raises(Refused) as refused:
        read_palette(file)
    told = words_of(refused.value).whole
    assert named in told
    assert str(file) in told


def test_one_s_own_themes_outrank_the_package_and_a_broken_one_leaves_it(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", mine=GOOD.replace("#d9e2ec", "#ffffff"), other="nonsense")
    palettes = load_palettes(own=own)
    assert palettes[DEFAULT].colors["text"] == "#ffffff"
    assert "ward-light" in palettes
    (refused,) = broken_themes((), own=own)
    assert refused.values["path"].endswith("other.toml")


@pytest.mark.parametrize("name", ["terminal-dark", "terminal-light"])
def test_the_terminal_s_own_colours_are_sent_by_number_at_any_depth(name: str) -> None:
    palette = load_palettes()[name]
    assert palette.sixteen
    exact = {color for pair in SIXTEEN.values() for color in pair.values()} | set(NAMES.values())
    assert set(palette.colors.values()) <= exact
    for depth in ("full", "256", "16"):
        assert Look(palette, depth=depth).depth == "16"  # type: ignore[arg-type]
    assert Look(palette, depth="none").text.color is None


def test_every_role_has_a_style_at_every_depth() -> None:
    for palette in load_palettes().values():
        for depth in ("full", "256", "16", "none"):
            look = Look(palette, depth=depth)  # type: ignore[arg-type]
            for role in ROLES:
                style = look.style(role, "cursor")
                assert (style.color is None) == (depth == "none")


def test_without_colours_state_and_cursor_are_attributes() -> None:
    look = Look(load_palettes()[DEFAULT], colour=False)
    assert look.cursor.reverse
    assert look.cursor.bgcolor is None
    assert look.danger.bold
    assert look.danger_bar.reverse
    assert look.style("badge", "cursor").reverse is None
    assert look.style("danger", "cursor").reverse


def test_roles_join() -> None:
    look = Look(load_palettes()[DEFAULT])
    assert look.style("bold danger").color == look.danger.color
    assert look.style("bold danger").bold
    assert look.style("danger", "cursor").bgcolor == look.cursor.bgcolor


def test_the_depth_is_what_terminal_and_environment_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert depth_of(App()) == "full"
    monkeypatch.delenv("COLORTERM")
    assert depth_of(App()) == "256"
    monkeypatch.setenv("TERM", "xterm")
    assert depth_of(App()) == "16"
    monkeypatch.setenv("TERM", "vt100")
    assert depth_of(App()) == "none"
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert depth_of(App()) == "none"


async def test_the_stock_themes_are_taken_by_an_app() -> None:
    app = App[None]()
    for theme in load_themes():
        app.register_theme(theme)
    async with app.run_test():
        for theme in load_themes():
            app.theme = theme.name
            assert app.current_theme.name == theme.name
