"""The search field of a section: how it is left, and what the keys around it do."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("place", ["1", "3", "4"])
async def test_escape_clears_the_field_then_leaves_it_and_the_brackets_turn_views(
    opened: Any, place: str
) -> None:
    async with opened() as hands:
        await hands.press("escape")  # the notice of signing in
        await hands.press(place, "slash")
        field = hands.app.screen.field
        await hands.type("ре")
        await hands.press("escape")
        assert (field.value, field.has_focus, hands.app.screen.view) == ("", True, "search")
        await hands.press("escape")
        assert not field.has_focus
        assert hands.app.screen.view == "search"
        await hands.press("left_square_bracket")
        assert hands.app.screen.view == "list"
        assert field.value == ""


async def test_escape_in_search_outside_the_field_goes_to_the_first_view(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("escape", "slash", "escape")
        assert hands.app.screen.view == "search"
        await hands.press("escape")
        assert hands.app.screen.view == "summary"
