"""A key is answered by one picture, however many times the screen is laid out for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual._compositor import ChopsUpdate

from medcab_tui.ui.patients import searching
from medcab_tui.ui.patients.card_view import CardView
from medcab_tui.ui.terminal import once, pace


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[object]]:
    """What an app hands to its terminal from now on, one entry for each paint."""

    # However slow the machine is that tests.
    monkeypatch.setattr(once, "PATIENCE", 10.0)
    monkeypatch.setattr(searching, "TYPING_PATIENCE", 10.0)

    def listen(app: Any) -> list[object]:
        paints: list[object] = []
        display = app._display

        def counted(screen: Any, update: object) -> None:
            if update is not None:
                paints.append(update)
            display(screen, update)

        monkeypatch.setattr(app, "_display", counted)
        return paints

    return listen


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_card_back_and_section_are_one_paint_each(opened: Any, painted: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("escape", "f2")
        paints = painted(hands.app)
        for key, shown in (
            ("f3", "Найдено 1 из"),
            ("enter", "КУЗНЕЦОВА Мария Павловна"),
            ("escape", "Найдено 1 из"),
        ):
            paints.clear()
            await hands.press(key)
            assert shown in hands.screen
            # What the preview or the key line adds after a rest is its own small paint.
            assert 1 <= len(paints) <= 2, (key, paints)


async def test_the_card_is_built_before_the_first_one_is_asked_for(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("кузнецова 14.03.1958")
        screen = hands.app.screen
        await hands.until(lambda: bool(screen.query("Overview")))
        assert "Обзор" not in hands.screen
        await hands.press("enter")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert len(screen.query("Overview")) == 1


async def test_a_card_asked_for_while_it_is_being_built_opens_all_the_same(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("кузнецова 14.03.1958")
        hands.app.screen._prepare()
        await hands.rush("enter")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert len(hands.app.screen.query("Overview")) == 1


async def test_a_letter_is_painted_with_its_answer(opened: Any, painted: Any) -> None:
    async with opened() as hands:
        await hands.find("кузне")
        assert "Найдено 3 из" in hands.screen
        paints = painted(hands.app)
        await hands.rush("ц")
        while not paints:
            await hands.settle()
        assert 1 <= len(paints) <= 2, paints


async def test_a_step_that_takes_long_is_painted_meanwhile(
    opened: Any, painted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as hands:
        await hands.find("кузне")
        paints = painted(hands.app)
        monkeypatch.setattr(pace, "quiet", lambda _app: False)
        monkeypatch.setattr(searching, "TYPING_PATIENCE", 0.05)
        hands.app.once.begin(0.05)
        await hands.type("ц")
        assert "Найдено 3 из" in hands.screen
        assert paints
        assert not hands.app.once.held


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_tab_of_a_card_is_one_paint_of_what_changed(opened: Any, painted: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        view = hands.app.screen.query_one(CardView)
        for _tab in view.tabs.keys:
            await hands.press("ctrl+pagedown")
        paints = painted(hands.app)
        for _tab in view.tabs.keys:
            paints.clear()
            await hands.press("ctrl+pagedown")
            assert len(paints) == 1, (view.tab, paints)
            assert isinstance(paints[0], ChopsUpdate), f"{view.tab}: menu and top line were sent again"


async def test_the_key_line_is_told_once_in_a_step_however_often_it_is_asked_for(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("escape")
        screen, asked, told = hands.app.screen, list[str](), list[str]()
        ask, tell = screen.refresh_key_line, screen._show_key_line
        monkeypatch.setattr(screen, "refresh_key_line", lambda: (asked.append("asked"), ask()))
        monkeypatch.setattr(screen, "_show_key_line", lambda: (told.append("told"), tell()))
        monkeypatch.setattr(once, "PATIENCE", 10.0)
        await hands.press("enter")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert "н/y новая запись" in hands.screen
        assert len(asked) > 3
        assert len(told) <= 2, "before the paint, and at most once more by what comes after it"
