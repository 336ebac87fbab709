"""Every text that screens really paint stands out from what it is painted on, in every theme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rich._palettes import STANDARD_PALETTE
from rich.color import Color
from rich.terminal_theme import TerminalTheme

from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.demo.settle import settled, strips
from medcab_tui.domain.patients import NewPatient, Sex
from medcab_tui.ui.look import contrast

SHAPES = frozenset("─│┤├┼└┘┌┐┬┴▌▐█░▁▂▃▄▅▆▇ _")
"""Lines, bars and shading: seen, not read."""

SCREENS: dict[str, tuple[str, ...]] = {
    "card": ("f3", "enter"),
    "new record": ("н",),
    "form with mistakes": ("ctrl+s",),
    "home": ("escape", "f2"),
    "settings and a choice": ("f6", "down", "enter", "enter"),
    "palette": ("escape", "ctrl+p"),
    "help": ("escape", "f1"),
}


def painted(app: Any) -> Iterator[tuple[str, str, str]]:
    """Foreground, background and text of everything on the screen."""
    for strip in strips(app):
        for text, style, _control in strip:
            if style is None or set(text) <= SHAPES:
                continue
            fore, back = (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)
            yield _shown(fore), _shown(back), text.strip()


def _shown(color: Color | None) -> str:
    assert color is not None
    return color.get_truecolor(TERMINAL_THEME).hex


TERMINAL_THEME = TerminalTheme((0, 0, 0), (255, 255, 255), [tuple(one) for one in STANDARD_PALETTE._colors])
"""What numbered colours look like, as VGA mixes them."""


async def test_what_is_painted_can_be_read(opened: Any) -> None:
    faint: dict[tuple[str, str, str, str], str] = {}
    pairs: set[tuple[str, str]] = set()
    async with opened(size=(100, 30)) as hands:
        maria = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14))
        await hands.app.cabinet.do(AddPatient(hands.app.cabinet.surroundings.ids.new(), maria))
        for screen, keys in SCREENS.items():
            await hands.press(*keys)
            for theme in hands.app.palettes:
                hands.app.wear(theme)
                await settled(hands.app)
                for fore, back, text in painted(hands.app):
                    pairs.add((fore, back))
                    if contrast(fore, back) < 4.5:
                        faint.setdefault((screen, theme, fore, back), text)
    assert not faint
    assert len(pairs) > 30
