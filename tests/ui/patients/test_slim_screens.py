"""Whole screens of the app sent as differences of style look the same, and take fewer bytes."""

from __future__ import annotations

from typing import Any

import pyte

from medcab_tui.ui.terminal.slim import slim
from tests.ui.widgets.stage import Tap

SIZE = (120, 40)


def shown(writes: list[str]) -> list[list[object]]:
    screen = pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    for text in writes:
        stream.feed(text)
    return [[screen.buffer[row][column] for column in range(SIZE[0])] for row in range(SIZE[1])]


async def test_search_card_and_sections_look_the_same(opened: Any) -> None:
    async with opened(size=SIZE) as hands:
        tap = Tap(hands.app)
        await hands.press("f3", "f2")
        await hands.find("кузн мар")
        await hands.press("down", "enter", "escape", "f4")
        raw = list(tap.sent)
    sent = [slim(text) for text in raw]
    assert "Расписание" in "".join(raw)
    assert shown(sent) == shown(raw)
    assert sum(map(len, sent)) < 0.85 * sum(map(len, raw))
