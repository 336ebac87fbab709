"""What was sent to the terminal piece by piece is the whole picture, wherever the focus went."""

from __future__ import annotations

from typing import Any

import pyte
import pytest
from rich.color import ColorSystem


class Glass:
    """A terminal that is given only what the app sends to it."""

    def __init__(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = app
        self.screen = pyte.Screen(*app.size)
        app.console._color_system = ColorSystem.TRUECOLOR
        display = app._display

        def shown(screen: Any, update: Any) -> None:
            if update is not None:
                self._draw(update, self.screen)
            display(screen, update)

        monkeypatch.setattr(app, "_display", shown)
        app.screen.refresh()

    def stale(self) -> list[str]:
        """The lines that would look different if everything was painted anew."""
        whole = pyte.Screen(self.screen.columns, self.screen.lines)
        for widget in (self.app.screen, *self.app.screen.walk_children()):
            widget._styles_cache.clear()
        self._draw(self.app.screen._compositor.render_full_update(), whole)
        cells = range(self.screen.columns)
        return [
            f"{self.screen.display[y]}\n{whole.display[y]}"
            for y in range(self.screen.lines)
            if any(_seen(self.screen.buffer[y][x]) != _seen(whole.buffer[y][x]) for x in cells)
        ]

    def _draw(self, update: Any, screen: pyte.Screen) -> None:
        pyte.Stream(screen).feed(update.render_segments(self.app.console).replace("\n", "\r\n"))


def _seen(cell: Any) -> Any:
    """What the eye sees of a cell: a blank has no colour of its own."""
    return cell if cell.data.strip() else cell._replace(fg="default", bold=False, italics=False)


async def test_nothing_stale_stays_on_the_screen_as_the_focus_moves(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.settle()
        glass = Glass(hands.app, monkeypatch)
        await hands.settle()
        walk = (
            "f2 f3 к у з н tab tab shift+tab escape escape tab [ down ф down escape enter tab tab down "
            + "ctrl+pagedown down tab " * 9
            + "ctrl+n down tab tab escape escape tab f2 tab"
        )
        for number, key in enumerate(walk.split()):
            await hands.press(key)
            assert not glass.stale(), f"after key {number}, {key}"
