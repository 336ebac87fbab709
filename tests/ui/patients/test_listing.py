"""«Список» of all patients narrowed by a filter that can be kept."""

from __future__ import annotations

from typing import Any

from medcab_tui.ui.widgets.row_list import RowList


async def test_the_list_of_all_is_narrowed_and_the_filter_is_kept(opened: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f3", "escape", "х")
        rows = hands.app.screen.query_one("#patients", RowList)
        assert rows.total == ground.total
        await hands.press("ф", "right")
        assert {row.sex for row in rows.rows} == {"f"}
        women = rows.total
        assert 0 < women < ground.total
        await hands.press("down", "down", "right", "ctrl+s")
        await hands.type("с аллергией")
        await hands.press("enter", "enter")
        assert all(row.alert for row in rows.rows)
        assert f"Пациенты {rows.total}" in hands.screen
        assert "фильтр: аллергия есть · женщины" in hands.screen
        assert "▌" in hands.cursor
        await hands.press("end", "home")
        assert [row.sex for row in rows.rows] == ["f"] * rows.total
        await hands.press("escape")
        assert rows.total == ground.total
        await hands.press("ъ", "escape", "ctrl+p")
        await hands.type("с аллергией")
        await hands.press("enter")
        assert 0 < rows.total < women
