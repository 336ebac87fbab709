"""Panes of section 2: over the whole screen the head of the card stays; tabs by Ctrl+PgUp, PgDn; labels."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_over_the_whole_screen_it_is_still_said_whose_card_this_is(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown")
        before = hands.screen
        await hands.press("ц")
        assert hands.app.screen.full
        assert "1958-03-14" in hands.screen
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert hands.app.screen.focused.region.width >= size[0] - 4
        await hands.press("escape")
        assert hands.screen == before
        assert hands.app.screen.view == "summary"
        await hands.press("escape")
        assert hands.app.screen.view == "search"
        await hands.press("tab", "w")
        assert hands.app.screen.full
        assert hands.app.screen.focused.id == "found"


async def test_the_tabs_of_a_card_are_turned_and_views_where_there_is_none(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "ctrl+pagedown")
        assert hands.app.screen.view == "summary"
        await hands.open_kuznetsova()
        tabs = []
        for key in ("ctrl+pagedown", "ctrl+pagedown", "ctrl+pageup", "ctrl+pageup", "ctrl+pageup"):
            await hands.press(key)
            tabs.append(hands.app.screen._card_view.tab)
        assert tabs == ["history", "results", "history", "overview", "journal"]
        assert hands.app.screen.view == "summary"


async def test_without_all_colours_the_tab_that_is_open_stands_in_brackets(opened: Any) -> None:
    async with opened(colours="none") as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown")
        assert "Обзор  [История]  Результаты" in hands.screen


async def test_labels_stand_over_the_tabs_of_a_card_and_its_records(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("ь")
        labels = hands.app.screen.query_one("CardTabs")._labels
        assert len(labels) == 9
        await hands.type(labels[2].text)
        assert hands.app.screen._card_view.tab == "results"


async def test_the_last_two_cards_change_places(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.find("соколова 1972")
        await hands.press("enter")
        heads = []
        for key in ("ё", "grave_accent", "ё"):
            await hands.press(key)
            heads.append("КУЗНЕЦОВА Мария" in hands.screen)
        assert heads == [True, False, True]


@pytest.mark.capability("C035")
async def test_the_plot_of_a_test_stands_alone_and_the_arrows_tell_its_values(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "ctrl+pagedown")
        assert "Пробел отметить" in hands.screen.splitlines()[-1]
        await hands.press("г", "home")
        assert "┬" in hands.screen
        assert "Показатель" not in hands.screen
        first = hands.screen.splitlines()[-2]
        assert "▌" in first
        assert "г/u таблица" in hands.screen.splitlines()[-1]
        await hands.press("right")
        assert hands.screen.splitlines()[-2] != first
        await hands.press("ctrl+pageup", "ctrl+pagedown", "left")
        assert hands.screen.splitlines()[-2] == first
        await hands.press("down", "u")
        assert "Показатель" in hands.screen
        assert "▌" in hands.cursor
