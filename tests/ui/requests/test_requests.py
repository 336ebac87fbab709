"""Asking and deciding on the screen: what is asked waits with the other, what is decided shows at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.requests_actions import AskCorrection, AskHandOver, Decide
from medcab_tui.domain.ids import Id
from medcab_tui.domain.requests import RequestState
from tests.hands import Hands

Opens = Callable[..., AbstractAsyncContextManager[Hands]]


async def test_a_colleague_is_chosen_by_letters_and_asked_and_the_asking_is_taken_back(
    opened: Opens, petrov: Cabinet, tasks: dict[str, Id]
) -> None:
    async with opened() as hands:
        rows = await hands.app.cabinet.home.attention()
        await hands.app.hand_over(next(row for row in rows if row.id == tasks["ivanova"]))
        await hands.settle()
        assert "Позвонить в аптеку" in hands.screen
        assert "Кузнецова Мария Павловна, 1958-03-14" in hands.screen
        await hands.type("gtnh")  # «петр» in the other layout
        await hands.press("down", "enter")
        assert "Петров Олег Дмитриевич" in hands.screen
        await hands.type("уезжаю")
        await hands.press("ctrl+s")
        assert "Предложено взять задачу: Петров Олег Дмитриевич" in hands.screen
        (asked,) = await petrov.requests.to_decide()
        assert (asked.title, asked.note) == ("Позвонить в аптеку", "уезжаю")
        assert "передаётся" in hands.screen
        await hands.press("ctrl+z")
        assert await petrov.requests.to_decide() == ()
        assert "передаётся" not in hands.screen


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_what_waits_on_home_is_approved_there_and_taken_back(
    opened: Opens, petrov: Cabinet, tasks: dict[str, Id], size: tuple[int, int]
) -> None:
    new = petrov.surroundings.ids.new
    await petrov.do(AskHandOver(new(), tasks["petrov"], 1, await _ivanova(petrov), "до среды меня нет"))
    async with opened(size=size) as hands:
        assert "Взять на себя" in hands.cursor
        await hands.press("п")
        (asked,) = await petrov.requests.asked()
        assert asked.state is RequestState.APPROVED
        assert "Согласовать госпитализ" in hands.screen
        await hands.press("ctrl+z")
        (asked,) = await petrov.requests.asked()
        assert asked.state is RequestState.WAITING
        assert "Взять на себя" in hands.cursor
        await hands.press("enter")
        assert "ЗАПРОСЫ И РЕШЕНИЯ" in hands.screen
        assert "до среды меня нет" in hands.screen
        await hands.press("у")
        await hands.type("не мой участок")
        await hands.press("ctrl+s")
        (asked,) = await petrov.requests.asked()
        assert (asked.state, asked.reason) == (RequestState.DECLINED, "не мой участок")
        assert "отклонено" in hands.screen
        await hands.press("ctrl+z")
        assert "ждёт решения" in hands.screen


@pytest.mark.capability("C106", "C107")
async def test_a_colleagues_data_are_compared_before_they_are_put_right(
    opened: Opens, petrov: Cabinet
) -> None:
    new = petrov.surroundings.ids.new
    wanted = (("surname", "Петров-Водкин"),)
    asked = await petrov.do(AskCorrection(new(), petrov.worker.id, wanted, "сменил фамилию"))
    async with opened() as hands:
        await hands.app.action_requests()
        await hands.settle()
        assert "Исправление данных".casefold() in hands.screen.casefold()
        assert "Петров{+-Водкин+}" in hands.screen.replace(" ", "")
        await hands.press("п")
        assert "согласовано" in hands.screen
        assert (await petrov.requests.one(asked.result)).state is RequestState.APPROVED
        await petrov.accounts.look_again()
        assert petrov.worker.surname == "Петров-Водкин"


@pytest.mark.capability("C106", "C107")
async def test_ones_own_name_is_put_right_from_settings_and_shows_at_once(
    opened: Opens, petrov: Cabinet
) -> None:
    async with opened() as hands:
        await hands.press("f6")
        await hands.press("enter")
        for _row in range(12):
            if "Имя и должность" in hands.cursor:
                break
            await hands.press("down")
        await hands.press("enter")
        assert "ИСПРАВИТЬ ДАННЫЕ" in hands.screen
        await hands.press("end")
        await hands.type("-Ли")
        assert "^S Сохранить изменения" in hands.screen
        await hands.press("ctrl+s")
        (asked,) = await hands.app.cabinet.requests.to_decide()
        assert asked.changes[0].after == "Иванова-Ли"
        await hands.app.cabinet.do(
            Decide(hands.app.cabinet.surroundings.ids.new(), asked.id, asked.version, approve=True)
        )
        await hands.settle()
        assert "Иванова-Ли А. П." in hands.screen.splitlines()[0]


async def test_where_nothing_waits_it_is_said_what_would_stand_there(opened: Opens, petrov: Cabinet) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.app.action_requests()
        await hands.settle()
        assert "Решать нечего" in hands.screen
        await hands.press("п")
        assert "решать нечего" in hands.screen
        await hands.press("escape")
        assert "ЗАПРОСЫ И РЕШЕНИЯ" not in hands.screen


async def _ivanova(petrov: Cabinet) -> Id:
    (found,) = await petrov.accounts.colleagues("иванова")
    return found.id


async def test_a_letter_leads_to_the_requests_from_any_section(opened: Opens) -> None:
    async with opened() as hands:
        for section, letter in (("f2", "З"), ("f4", "P"), ("f6", "З")):
            await hands.press(section, letter)
            assert "ЗАПРОСЫ И РЕШЕНИЯ" in hands.screen, section
            await hands.press("escape")
