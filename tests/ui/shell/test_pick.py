"""The picker of verbs: letters narrow it, an arrow or a sure hit chooses, Enter never guesses."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.widgets import Input

from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.matching import matching
from medcab_tui.ui.forms.offers import SHOWN
from medcab_tui.ui.shell.pick import Pick

PEOPLE = (
    Choice(1, "Орлова Ольга Юрьевна", note="медсестра"),
    Choice(2, "Петров Олег Дмитриевич", note="врач-кардиолог"),
    Choice(3, "Сидоров Пётр Ильич", note="врач-невролог", safe=False),
)


async def ask(text: str) -> tuple[Choice, ...]:
    return matching(PEOPLE, text)


async def picking(hands: Any, given: list[Any], asked: Any = ask, **more: Any) -> Pick:
    dialog = Pick("Кому передать", "Кузнецова Мария Павловна, 1958-03-14", asked, **more)
    await hands.app.push_screen(dialog, given.append)
    await hands.settle()
    return dialog


async def test_what_is_typed_narrows_and_enter_takes_only_what_is_sure(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        given: list[Any] = []
        await picking(hands, given)
        assert "Кому передать" in hands.screen
        assert "Кузнецова Мария Павловна, 1958-03-14" in hands.screen
        assert "Орлова Ольга Юрьевна  медсестра" in hands.screen
        await hands.press("enter")
        assert given == []
        assert "Выберите стрелкой, затем Enter." in hands.screen
        await hands.type("gtnhjd")
        assert "Орлова" not in hands.screen
        await hands.press("enter")
        assert given == [PEOPLE[1]]


async def test_a_guess_takes_an_arrow_and_escape_takes_nothing(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        given: list[Any] = []
        await picking(hands, given)
        await hands.type("сид")
        await hands.press("enter")
        assert given == []
        await hands.press("down", "enter")
        assert given == [PEOPLE[2]]
        await picking(hands, given)
        assert hands.app.screen.query_one(Input).value == ""
        await hands.type("ъъъ")
        assert "Ничего не найдено" in hands.screen
        await hands.press("enter", "escape")
        assert given == [PEOPLE[2], None]


async def test_an_arrow_walks_beyond_what_fits_and_the_rest_is_counted(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        many = tuple(Choice(number, f"Запись {number}") for number in range(1, 21))

        async def all_of_them(text: str) -> tuple[Choice, ...]:
            return many

        given: list[Any] = []
        await picking(hands, given, all_of_them)
        assert "Запись 8" in hands.screen
        assert "Запись 9" not in hands.screen
        assert f"… ещё {20 - SHOWN}" in hands.screen
        await hands.press(*["down"] * 9)
        assert "Запись 9" in hands.screen
        await hands.press("enter")
        assert given == [many[8]]


async def test_a_late_answer_is_not_shown_and_enter_waits_for_the_one_asked_for(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        gates: dict[str, asyncio.Event] = {}
        left: list[str] = []

        async def slow(text: str) -> tuple[Choice, ...]:
            if text:
                gates[text] = asyncio.Event()
                try:
                    await gates[text].wait()
                except asyncio.CancelledError:
                    left.append(text)
                    raise
            return matching(PEOPLE, text)

        given: list[Any] = []
        await picking(hands, given, slow)
        line = hands.app.screen.query_one(Input)
        line.value = "орл"
        await hands.pilot.pause()
        line.value = "петров"
        await hands.pilot.pause()
        assert left == ["орл"]
        await hands.pilot.press("enter")
        assert given == []
        gates["петров"].set()
        await hands.settle()
        assert given == [PEOPLE[1]]
