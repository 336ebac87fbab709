"""A card's history filtered, by hand, by a kept filter and through the palette; marks and their repaint."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.domain.preferences import Wanted
from medcab_tui.ui.patients.other_panes import HistoryPane


async def in_history(hands: Any) -> HistoryPane:
    await hands.open_kuznetsova()
    await hands.press("ctrl+pagedown")
    pane = hands.app.screen.query_one(HistoryPane)
    assert isinstance(pane, HistoryPane)
    return pane


def kinds(pane: HistoryPane) -> set[str]:
    return {row.kind.value for row in pane.records.rows}


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_history_is_narrowed_kept_and_found_again_after_a_restart(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        pane = await in_history(hands)
        whole = len(pane.records.rows)
        await hands.press("ф", "right", "right")
        assert kinds(pane) == {"consultation"}
        assert "[консультация]" in hands.screen
        assert "←→ выбрать" in hands.screen.splitlines()[-1]
        await hands.press("ctrl+s", *"мои", "enter", "enter")
        assert "фильтр: консультация" in hands.screen
        assert f"найдена {len(pane.records.rows)}" in hands.screen
        await hands.press("escape")
        assert len(pane.records.rows) == whole
        assert "фильтр:" not in hands.screen
        assert hands.app.screen.view == "summary"
        await hands.press("ф", "up", "delete", "enter")
        assert await hands.app.cabinet.preferences.filters() == ()
        await hands.press("ctrl+z")
        assert [saved.name for saved in await hands.app.cabinet.preferences.filters()] == ["мои"]
    async with opened(size=size) as hands:
        pane = await in_history(hands)
        await hands.press("a", "1", "enter")
        assert kinds(pane) == {"consultation"}


async def test_words_narrow_a_history_and_the_next_patient_is_whole(opened: Any) -> None:
    async with opened() as hands:
        pane = await in_history(hands)
        await hands.press("ф", "up", *"i10", "enter")
        assert pane.bar.wanted == Wanted(text="i10")
        assert pane.records.rows
        await hands.press("ф", "up", *"ъъъ", "enter")
        assert pane.records.rows == ()
        await hands.find("ёлкин")
        await hands.press("enter", "ctrl+pagedown")
        assert pane.bar.wanted == Wanted()
        assert "фильтр:" not in hands.screen


async def test_a_kept_filter_is_used_from_the_palette_wherever_one_is(opened: Any) -> None:
    async with opened() as hands:
        await in_history(hands)
        await hands.press("ф", "right", "ctrl+s", *"осмотры", "enter", "enter", "escape", "f2")
        await hands.press("ctrl+p", *"осмотры", "enter")
        await hands.settle()
        assert hands.app.current_mode == "patients"
        assert kinds(hands.app.screen.query_one(HistoryPane)) == {"examination"}


async def test_the_list_of_all_says_that_it_is_searched_and_not_filtered(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "escape", "left_square_bracket", "ф")
        assert hands.app.screen.view == "list"
        assert "фильтра нет" in hands.screen
        await hands.press("s")
        assert "только один порядок" in hands.screen
