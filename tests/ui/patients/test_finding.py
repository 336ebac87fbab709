"""Finding a patient: the search, the list, and what never opens by accident."""

from __future__ import annotations

from typing import Any

import pytest

SIZES = [(80, 24), (140, 40)]


@pytest.mark.capability("C034")
@pytest.mark.capability("C016")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("typed", ["сок", "ёлк", "6789"])
async def test_a_card_is_found_and_opened_in_eight_keys(opened: Any, size: Any, typed: str) -> None:
    names = {"сок": "СОКОЛОВА Татьяна", "ёлк": "ЁЛКИН Дмитрий", "6789": "КУЗНЕЦОВА Мария Павловна"}
    async with opened(size=size) as hands:
        hands.pressed = 0
        await hands.find(typed)
        await hands.press("enter")
        assert hands.pressed <= 8
        assert names[typed] in hands.screen
        assert "Обзор" in hands.screen


@pytest.mark.capability("C013")
@pytest.mark.parametrize("size", SIZES)
async def test_every_letter_filters_at_once(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.find("кузнец")
        assert "Найдено 3 из" in hands.screen
        await hands.type("ова")
        assert "Найдено 2 из" in hands.screen
        assert "≈ Кузнецов Марк" in hands.screen
        await hands.type(" 14.03")
        assert "Найдено 1 из" in hands.screen
        assert "Кузнецов Марк" not in hands.screen


@pytest.mark.capability("C034")
async def test_words_come_in_any_order_and_case(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await hands.find("1958 МАРК куз")
        assert f"Найдено 1 из {ground.total}" in hands.screen
        assert "Кузнецов Марк Павлович" in hands.cursor


async def test_a_layout_left_latin_finds_the_same(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.find("cjrj")
        assert "понято как «соко»" in hands.screen
        await hands.press("enter")
        assert "СОКОЛОВА Татьяна" in hands.screen
        await hands.press("escape")
        await hands.find("qqqq")
        assert "понято как" not in hands.screen
        assert "Никого не нашлось" in hands.screen


async def test_namesakes_never_open_on_a_bare_enter(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("кузнецова мар 1958")
        assert "⚠ 2 пациента «Кузнецова Мари*» 1958 года рождения: сверьте день рождения" in hands.screen
        await hands.press("enter")
        assert hands.app.screen.view == "search"
        assert "сверьте день рождения, выберите стрелкой" in hands.screen
        await hands.press("down", "enter")
        assert hands.app.screen.view == "summary"
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen


async def test_a_likeness_never_opens_on_a_bare_enter(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("соколва")
        assert "≈ похожие (опечатка)" in hands.screen
        assert "≈ Соколова Татьяна Ивановна" in hands.screen
        await hands.press("enter")
        assert hands.app.screen.view == "search"
        await hands.press("down", "enter")
        assert "СОКОЛОВА Татьяна" in hands.screen
        assert hands.app.screen.view == "summary"


async def test_enter_pressed_before_the_answer_opens_only_a_single_hit(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3")
        await hands.rush("к", "у", "з", "н", "enter")
        assert hands.app.screen.view == "search"
        assert "выберите стрелкой" in hands.screen
        await hands.press("escape", "escape", "escape", "f3")
        await hands.rush("с", "о", "к", "enter")
        await hands.settle()
        assert "СОКОЛОВА Татьяна" in hands.screen
        assert hands.app.screen.view == "summary"


async def test_what_was_not_understood_says_what_to_add(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3")
        assert "Наберите фамилию" in hands.screen
        await hands.type("12")
        assert "не меньше четырёх цифр" in hands.screen
        await hands.press("escape")
        await hands.type("щщщщ")
        assert "Никого не нашлось. Ctrl+N" in hands.screen


async def test_escape_clears_the_field_and_then_goes_back(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("сок")
        await hands.press("enter")
        await hands.press("escape")
        assert hands.app.screen.view == "search"
        assert "Соколова Татьяна Ивановна" in hands.screen
        await hands.press("escape")
        assert hands.app.screen.field.value == ""


async def test_text_that_looks_like_syntax_is_text(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("он\" OR * O'Neil -[/]")
        assert "Найдено 0" in hands.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_shows_everybody_from_both_ends(opened: Any, ground: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        hands.app.go("patients", "list")
        await hands.settle()
        assert f"Пациенты {ground.total}" in hands.screen
        seen = {hands.cursor}
        for _turn in range(ground.total):
            await hands.press("pagedown")
            if hands.cursor in seen:
                break
            seen.add(hands.cursor)
        last = hands.cursor
        await hands.press("home")
        first = hands.cursor
        await hands.press("end")
        assert hands.cursor == last
        assert first != last
        assert "Соколова Татьяна" in last


async def test_the_preview_follows_the_cursor_and_opens_no_card(opened: Any) -> None:
    async with opened() as hands:
        await hands.find("кузнецова 14.03")
        assert "КУЗНЕЦОВА Мария Павловна, 1958-03-14" in hands.screen
        assert "СНИЛС 112-233-445 95" in hands.screen
        assert "последний визит 2026-11-20, Иванова А. П.: I10" in hands.screen
        assert "не подтверждены результаты: 1" in hands.screen
        assert await hands.app.cabinet.home.recent() == ()
        await hands.press("enter")
        await hands.settle()
        assert [row.given for row in await hands.app.cabinet.home.recent()] == ["Мария"]
