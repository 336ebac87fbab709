"""Results acknowledged in the card: one test, marked ones, all that are normal; and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.domain.accounts import Role
from medcab_tui.domain.rooms import Badges

pytestmark = pytest.mark.capability("C038")


async def at(hands: Any, title: str) -> None:
    """The card of the result with this title, opened from Home."""
    for _step in range(12):
        if title in hands.cursor:
            break
        await hands.press("down")
    await hands.press("enter")


async def test_a_result_out_of_bounds_is_acknowledged_by_itself_only(opened: Any) -> None:
    async with opened() as hands:
        await at(hands, "HbA1c")
        assert "Результаты 1" in hands.screen
        await hands.press("asterisk")
        assert hands.app.screen.results.rows.marked == 0
        await hands.press("g")
        assert "Подтверждено: HbA1c · Ctrl+Z" in hands.screen
        assert "Результаты 1" not in hands.screen
        assert hands.badges["home"].overdue == 0
        await hands.press("ctrl+z")
        assert "Результаты 1" in hands.screen
        assert hands.badges["home"].overdue == 1


async def test_the_cursor_goes_on_and_marks_are_answered_together(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await at(hands, "Натрий")
        await hands.press("home")
        first = hands.cursor
        await hands.press("п")
        assert "Результаты 4" in hands.screen
        assert "●" in hands.cursor
        assert hands.cursor != first
        await hands.press("space", "down", "space", "п")
        assert "Результаты 2" in hands.screen
        assert hands.badges["home"] == Badges(overdue=1, to_confirm=2, messages=2)


async def test_who_may_not_acknowledge_is_offered_nothing(opened: Any) -> None:
    async with opened() as hands:
        desk = hands.app.cabinet._desk
        desk.worker = replace(desk.worker, roles=frozenset({Role.ADMINISTRATOR}))
        assert not hands.app.screen.available("accept")
        await hands.press("п", "ч")
        assert "Требует внимания 10" in hands.screen
