"""A card's history filtered, by hand, by a kept filter and through the palette; marks and their repaint."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from medcab_tui.cabinet.bulk import LoadBatch, LoadedResult
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, Observation
from medcab_tui.domain.preferences import Wanted
from medcab_tui.ui.patients.other_panes import HistoryPane
from medcab_tui.ui.patients.results_pane import ResultsPane


async def in_history(hands: Any) -> HistoryPane:
    await hands.open_kuznetsova()
    await hands.press("ctrl+pagedown")
    pane = hands.app.screen.query_one(HistoryPane)
    assert isinstance(pane, HistoryPane)
    return pane


def kinds(pane: HistoryPane) -> set[str]:
    return {row.kind.value for row in pane.rows.rows}


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_history_is_narrowed_kept_and_found_again_after_a_restart(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        pane = await in_history(hands)
        whole = len(pane.rows.rows)
        await hands.press("ф", "right", "right")
        assert kinds(pane) == {"consultation"}
        assert "[консультация]" in hands.screen
        assert "←→ выбрать" in hands.screen.splitlines()[-1]
        await hands.press("ctrl+s", *"мои", "enter", "enter")
        assert "фильтр: консультация" in hands.screen
        assert f"найдено {len(pane.rows.rows)}" in hands.screen
        await hands.press("escape")
        assert len(pane.rows.rows) == whole
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
        assert pane.rows.rows
        await hands.press("ф", "up", *"ъъъ", "enter")
        assert pane.rows.rows == ()
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


async def test_what_is_searched_says_that_it_is_not_filtered(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "escape", "ф")
        assert hands.app.screen.view == "search"
        assert "фильтра нет" in hands.screen
        await hands.press("s")
        assert "только один порядок" in hands.screen


async def load_results(hands: Any, patient: Id) -> None:
    cabinet = hands.app.cabinet
    ids, now = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    loaded = tuple(
        LoadedResult(
            patient,
            Observation(
                ids.new(), Coded(code, name, "1"), Decimal(value), "%", "%", Decimal(4), Decimal(6),
                now - timedelta(days=days), "ЛИС", True,
            ),
        )
        for code, name, value, days in (
            ("h", "Гемоглобин A1c", "5.0", 9),
            ("a", "АЛТ", "9.1", 200),
            ("a", "АЛТ", "5.1", 20),
        )
    )  # fmt: skip
    await cabinet.do(LoadBatch(ids.new(), loaded))


async def test_results_are_narrowed_and_sorted_and_one_that_is_asked_for_is_never_hidden(
    opened: Any, ground: Any
) -> None:
    async with opened() as hands:
        await load_results(hands, ground.patients["Кузнецова М. П."])
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "ctrl+pagedown")
        pane = hands.app.screen.query_one(ResultsPane)

        def names() -> list[str]:
            return [row.series.code.display for row in pane.rows.rows]

        before = names()
        assert sorted(before) == ["АЛТ", "Гемоглобин A1c", "Глюкоза"]
        await hands.press("ф", "right", "enter")
        assert names() == ["Глюкоза"]
        assert "фильтр: не подтверждены" in hands.screen
        await hands.press("ф", "б", "enter")
        assert "бывали вне нормы" in hands.screen
        assert set(names()) == {"Глюкоза", "АЛТ"}
        pane.select_test("h")
        await hands.settle()
        assert not pane.bar.active
        assert pane.rows.cursor_row.series.code.code == "h"
        assert names() == before
        await hands.press("ы")
        assert "порядок: по названию" in hands.screen
        assert names() == ["АЛТ", "Гемоглобин A1c", "Глюкоза"]
        await hands.press("ы")
        assert names() == ["Глюкоза", "Гемоглобин A1c", "АЛТ"]
        await hands.press("escape")
        assert names() == before
