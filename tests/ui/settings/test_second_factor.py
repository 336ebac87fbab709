"""The second factor and the signing window as they are met on the screen."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from medcab_tui.cabinet.accounts_actions import AddWorker
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.ui.settings.second_factor import ENROL, REMOVE, WINDOW

PASSWORD = "Demo-2026!"

pytestmark = pytest.mark.capability("C018")


async def at(hands: Any, row: str) -> None:
    """The cursor on a row of «Мои данные»."""
    await hands.page(0)
    rows = hands.app.screen.query_one(".settings-rows")
    rows.select(row)
    await hands.settle()


def phone(hands: Any) -> pyotp.TOTP:
    """The app, given the key that stands on the screen."""
    groups = re.findall(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){3}\b", hands.screen)
    assert len(groups) == 2, hands.screen
    return pyotp.TOTP("".join(groups).replace(" ", ""))


def now(hands: Any) -> Any:
    return hands.door.surroundings.clock.now()


async def enrolled(hands: Any) -> tuple[pyotp.TOTP, list[str]]:
    await at(hands, ENROL)
    await hands.press("enter")
    app = phone(hands)
    await hands.type(app.at(now(hands)))
    await hands.press("enter")
    codes = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", hands.screen)
    columns = [codes[0::2], codes[1::2]]
    codes = [*columns[0], *columns[1]]
    await hands.type("00000-00000")
    await hands.press("enter")
    assert "Это не последний код." in hands.screen
    await hands.press(*["backspace"] * 11)
    await hands.type(codes[-1].lower())
    await hands.press("enter")
    assert "Второй фактор подключён" in hands.screen
    assert "осталось 10 резервных кодов" in hands.screen
    return app, codes


@pytest.mark.capability("C111")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_it_is_set_up_and_asked_for_at_the_door_and_not_at_unlocking(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        app, codes = await enrolled(hands)
        await hands.press("ctrl+l")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert hands.app.session is not None

        hands.app.action_sign_out()
        await hands.settle()
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert "Второй фактор" in hands.screen
        assert hands.app.session is None
        await hands.press("escape")
        assert "Второй фактор" not in hands.screen
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.type(app.at(now(hands)))
        await hands.press("enter")
        assert "Следующий код через 30 с." in hands.screen
        await hands.type("12")
        await hands.press("enter")
        assert "Это не код из приложения" in hands.screen
        await hands.press("backspace", "backspace")
        await hands.type("00000-00000")
        await hands.press("enter")
        assert "Код не подошёл." in hands.screen
        hands.door.surroundings.clock.advance(timedelta(seconds=30))
        await hands.type(app.at(now(hands)))
        await hands.press("enter")
        assert hands.app.session is not None
        assert "подпись" not in hands.screen.splitlines()[0]
        await asyncio.sleep(1.5)  # the stage that counted the seconds looks no more
        await hands.press("4")
        assert "Последние документы" in hands.screen

        hands.app.action_sign_out()
        await hands.settle()
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        hands.door.surroundings.clock.advance(timedelta(seconds=301))
        await hands.until(lambda: "Код не вводили слишком долго." in hands.screen)
        await hands.type("ivanova")
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.type(codes[0])
        await hands.press("enter")
        assert hands.app.session is not None


async def test_the_window_is_seen_shut_and_opened_by_code_or_password(opened: Any) -> None:
    async with opened(size=(140, 40)) as hands:
        app, _codes = await enrolled(hands)
        top = hands.screen.splitlines()[0]
        assert "● подпись открыта ещё 15 мин" in top
        await at(hands, WINDOW)
        await hands.press("enter")
        assert "Окно подписи закрыто." in hands.screen
        assert "подпись" not in hands.screen.splitlines()[0]

        await at(hands, ENROL)
        await hands.press("enter")
        assert "Подключить второй фактор" in hands.screen
        assert "Шесть цифр из приложения." in hands.screen
        await hands.type(app.at(now(hands)))
        await hands.press("enter")
        assert "Следующий код через 30 с." in hands.screen
        await hands.press("tab")
        assert "Введите пароль ещё раз." in hands.screen
        await hands.type("не тот")
        await hands.press("enter")
        assert "Пароль не подошёл." in hands.screen
        await hands.press("escape")
        assert "ключ вручную" not in hands.screen

        await hands.press("enter", "tab")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert "ключ вручную" in hands.screen
        await hands.type("000000")
        await hands.press("enter")
        assert "Код не подошёл." in hands.screen
        await hands.press("escape")
        assert "осталось 10 резервных кодов" in hands.screen
        hands.door.surroundings.clock.advance(timedelta(minutes=14))
        hands.app._look_at_window()
        await hands.settle()
        assert "● подпись открыта ещё 1 мин" in hands.screen.splitlines()[0]


async def test_giving_it_up_asks_even_while_the_window_is_open_and_a_lock_takes_the_dialog_away(
    opened: Any,
) -> None:
    async with opened(size=(80, 24)) as hands:
        await enrolled(hands)
        assert "подпись 15 мин" in hands.screen.splitlines()[0]
        await at(hands, REMOVE)
        await hands.press("enter")
        assert "Отключить второй фактор" in hands.screen
        await hands.press("ctrl+l")
        assert hands.app.session is None
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert hands.app.session is not None
        await at(hands, REMOVE)
        await hands.press("enter", "tab")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert "Второй фактор отключён" in hands.screen
        assert "○ нет" in hands.screen


async def test_many_wrong_proofs_wait_and_the_seconds_are_counted_down(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        hands.app.cabinet.step_up.close()
        await at(hands, ENROL)
        await hands.press("enter")
        for _attempt in range(6):
            await hands.type("нет")
            await hands.press("enter")
        assert "через 30 с" in hands.screen
        hands.door.surroundings.clock.advance(timedelta(seconds=30))
        hands.app.screen._stage._tick()
        await hands.settle()
        assert "Можно попробовать ещё раз." in hands.screen
        await hands.press("ctrl+u")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert "ключ вручную" in hands.screen


async def test_where_half_blocks_are_not_wanted_the_key_is_typed_by_hand(opened: Any) -> None:
    async with opened(size=(80, 24), ascii=True) as hands:
        await at(hands, ENROL)
        await hands.press("enter")
        assert "▀" not in hands.screen
        app = phone(hands)
        await hands.type(app.at(now(hands)))
        await hands.press("enter")
        assert "Резервные коды" in hands.screen
        await hands.press("escape")
        assert "Резервные коды больше не покажут" in hands.screen


async def test_an_action_that_takes_a_proof_asks_for_it_and_goes_on_by_itself(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        cabinet = hands.app.cabinet
        new = NewWorker("petrov", "Петров", "Олег", "", "врач", "", frozenset({Role.CLINICIAN}))
        action = AddWorker(cabinet.surroundings.ids.new(), new)

        def act() -> None:
            hands.app.call_later(hands.app.act, action, told="Добавлен: petrov", what="Добавить сотрудника")

        cabinet.step_up.close()
        for escaped in (True, False):
            act()
            await hands.settle()
            assert "Добавить сотрудника" in hands.screen
            assert len(await cabinet.accounts.workers()) == 1
            if escaped:
                await hands.press("escape")
        await hands.type(PASSWORD)
        await hands.press("enter")
        assert "Добавлен: petrov" in hands.screen
        assert len(await cabinet.accounts.workers()) == 2
