"""A list keeps its words at every width between the narrowest and the widest."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("width", [80, 99, 100, 112, 123, 124, 140, 200])
async def test_what_needs_attention_is_never_squeezed_by_the_panel_beside_it(opened: Any, width: int) -> None:
    async with opened(size=(width, 30)) as hands:
        row = next(line for line in hands.screen.splitlines() if "HbA1c" in line)
        assert "HbA1c 7,9 % ▲" in row
        assert "не подтвержд" in row
        assert "Сегодня" in hands.screen


async def test_a_window_made_narrower_puts_the_day_under_the_list(opened: Any) -> None:
    async with opened(size=(140, 30)) as hands:
        assert "Сегодня" in hands.screen.splitlines()[2]
        await hands.pilot.resize_terminal(110, 30)
        await hands.settle()
        assert "Сегодня" not in hands.screen.splitlines()[2]
        assert "Сегодня" in hands.screen
