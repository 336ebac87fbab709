"""A QR code as it is painted is read by a decoder that knows nothing of us, in every theme."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from rich.color import Color
from textual.app import App, ComposeResult
from textual.strip import Strip

from medcab_tui.domain.second_factor import addresses
from medcab_tui.ui.look import Look, read_palette
from medcab_tui.ui.widgets.qr import QUIET, QrCode, matrix_of

THEMES = sorted((Path(__file__).parents[3] / "themes").glob("*.toml"))
SECRET = bytes(range(20))
MODULE = 4
"""Pixels of a module."""


class Shown(App[None]):
    def __init__(self, look: Look, login: str) -> None:
        super().__init__()
        self.look = look
        self.code = QrCode(matrix_of(addresses(SECRET, login), version=4))

    def compose(self) -> ComposeResult:
        yield self.code


def painted(strips: list[Strip], look: Look) -> Image.Image:
    """What a camera sees: the colours of both halves of each cell; without colours those of the theme."""
    ink, paper = ("#ffffff", "#000000") if look.dark else ("#000000", "#ffffff")
    halves = {"▀": (True, False), "▄": (False, True), "█": (True, True), " ": (False, False)}
    cells = [[(letter, part.style) for part in strip for letter in part.text] for strip in strips]
    image = Image.new("L", (len(cells[0]), 2 * len(cells)))
    for y, row in enumerate(cells):
        for x, (letter, style) in enumerate(row):
            fore = style.color if style is not None and style.color is not None else Color.parse(ink)
            back = style.bgcolor if style is not None and style.bgcolor is not None else Color.parse(paper)
            for half, drawn in enumerate(halves[letter]):
                red, green, blue = (fore if drawn else back).get_truecolor()
                image.putpixel((x, 2 * y + half), (red + green + blue) // 3)
    return image.resize((image.width * MODULE, image.height * MODULE), Image.Resampling.NEAREST)


@pytest.mark.capability("C018")
@pytest.mark.parametrize("login", ["ivanova", "очень.длинный.логин" * 3])
async def test_it_is_dark_on_light_in_every_theme_and_fits_beside_words_at_80_by_24(login: str) -> None:
    looks = [Look(read_palette(path), depth=depth) for path in THEMES for depth in ("full", "16", "none")]  # type: ignore[arg-type]
    assert {(look.dark, look.depth) for look in looks} >= {(True, "none"), (False, "none"), (False, "full")}
    app = Shown(looks[0], login)
    async with app.run_test(size=(80, 24)):
        assert app.code.size.width <= 41
        assert app.code.size.height <= 21
        for look in looks:
            app.look = look
            seen = painted([app.code.render_line(y) for y in range(app.code.size.height)], look)
            (found,) = zxingcpp.read_barcodes(seen, try_invert=False, try_rotate=False)
            assert found.text in {"".join(parts) for parts in addresses(SECRET, login)}
            corner = [seen.getpixel((n, n)) for n in range(QUIET * MODULE)]
            assert min(corner) > 200, "the quiet zone is light"  # type: ignore[type-var]
