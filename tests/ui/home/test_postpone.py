"""The moments that are offered, and the sheet that tells back what was typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.home.postpone import offered

WALLS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2060, 1, 1))  # noqa: DTZ001


@given(WALLS)
def test_what_is_offered_lies_ahead_and_no_two_choices_are_one(wall: datetime) -> None:
    hour, tomorrow, third, fourth = offered(wall)
    assert hour.wall == wall + timedelta(hours=1)
    assert tomorrow.wall.date() == wall.date() + timedelta(days=1)
    assert wall < hour.wall < tomorrow.wall < third.wall < fourth.wall
    assert third.wall.weekday() == 0 or wall.weekday() == 6
    assert fourth.wall.date() - wall.date() in (timedelta(days=7), timedelta(days=14))


async def test_what_is_typed_is_told_back_letter_by_letter(opened: Any) -> None:
    """12:21 on Monday the 23rd; one sheet, one moment after the other."""
    async with opened(size=(80, 24)) as hands:
        await hands.press("ч")
        assert "→ пн 2026-11-23 13:21" in hands.screen, "without a text the choice under the cursor"
        for typed, echo in (
            ("завтра", "→ вт 2026-11-24 09:00"),
            ("2н", "→ пн 2026-12-07 09:00"),
            ("пн 9:00", "→ пн 2026-11-30 09:00"),
            ("через 3 дня", "→ чт 2026-11-26 09:00"),
            ("15:30", "→ пн 2026-11-23 15:30"),
            ("2026-12-01 9:00", "→ вт 2026-12-01 09:00"),
            ("in 2 weeks", "→ пн 2026-12-07 09:00"),
            ("pfdnhf", "→ вт 2026-11-24 09:00"),
            ("3", "→ пн 2026-11-30 09:00"),
            ("абв", "→ …"),
        ):
            hands.app.screen.field.value = ""
            await hands.type(typed)
            assert echo in hands.screen, typed
        await hands.press("enter")
        assert "Из этого не понять, когда. Напишите так: «завтра»" in hands.screen
        hands.app.screen.field.value = ""
        await hands.press("up", "enter")
        assert "Отложено до 2026-11-24 09:00: HbA1c" in hands.screen


@pytest.mark.parametrize(
    ("typed", "said"), [("01.11.2026", "Это время уже прошло"), ("3 года", "больше года")]
)
async def test_a_moment_that_cannot_be_is_told_and_what_was_typed_is_there_again(
    opened: Any, typed: str, said: str
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("ч")
        await hands.type(typed)
        await hands.press("enter")
        assert said in hands.screen
        await hands.press("escape", "ч")
        assert typed in hands.screen
