"""The door and the frame over a real encrypted store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.ui.settings.rows import PAGES

PASSWORD = "Весна-2026!"
FORM = ("Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", "ivanova")


def door_at(folder: Path) -> Door:
    surroundings = Surroundings.fixed(datetime(2026, 11, 23, 9, 21, tzinfo=UTC), 7)
    return Door(folder, surroundings, cost=TEST_COST)


@pytest.mark.capability("C162")
@pytest.mark.capability("C165")
async def test_from_the_first_run_to_the_lock_and_back(opened: Any, tmp_path: Path) -> None:
    door = door_at(tmp_path / "store")
    async with opened(door, signed_in=False, size=(80, 24)) as hands:
        for text in (*FORM, PASSWORD, PASSWORD):
            await hands.type(text)
            await hands.press("enter")
        await hands.settle()
        assert "показан один раз" in hands.screen
        code = hands.app.screen.stage._code
        await hands.type(code.replace("-", " ").split()[-1])
        await hands.press("enter")
        await hands.settle()
        assert "первый вход" in hands.screen
        assert "Иванова А. П." in hands.screen
        await hands.press("5", *["down"] * list(PAGES).index("actions"))
        assert "Создание кабинета" in hands.screen
        await hands.press("right_square_bracket", "ctrl+l")
        await hands.settle()
        assert "Иванова А. П." not in hands.screen
        await hands.type("Весна-2027!")
        await hands.press("enter")
        await hands.settle()
        assert "не подошли" in hands.screen
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "settings"
        assert hands.app.screen.view == "list"
        assert "1 неудачная попытка" in hands.screen
        await hands.press("ctrl+q")


@pytest.mark.capability("C165")
async def test_failures_make_the_door_wait_and_a_restart_does_not_help(opened: Any, tmp_path: Path) -> None:
    cabinet, _code = await door_at(tmp_path / "store").found(_founding())
    await cabinet.lock()
    for first in (True, False):
        async with opened(door_at(tmp_path / "store"), signed_in=False) as hands:
            await hands.type("ivanova")
            await hands.press("enter")
            for _attempt in range(6 if first else 1):
                await hands.type("неверно")
                await hands.press("enter")
                await hands.settle()
            assert "Слишком много попыток" in hands.screen
            await hands.type(PASSWORD)
            await hands.press("enter")
            await hands.settle()
            assert hands.app.current_mode == "door"


def _founding() -> Any:
    from medcab_tui.cabinet.door import Founding

    return Founding(*FORM, PASSWORD)
