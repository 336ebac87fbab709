"""Locking while something lies over the section: the door says nothing but that it is locked."""

from __future__ import annotations

import asyncio

import pytest

from medcab_tui.ui.forms.screen import FormScreen
from medcab_tui.ui.shell.help import Help
from medcab_tui.ui.shell.palette import Palette
from tests.ui.patients.conftest import PASSWORD, Hands, Opens

OVER = {"sheet": ("н", FormScreen), "palette": ("ctrl+p", Palette), "help": ("f1", Help)}


@pytest.mark.parametrize("how", ["key", "idle", "while typing"])
@pytest.mark.parametrize("over", OVER)
async def test_a_lock_over_a_card_is_calm_and_gives_the_card_back(opened: Opens, over: str, how: str) -> None:
    key, kind = OVER[over]
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.type(key) if len(key) == 1 else await hands.press(key)
        assert isinstance(hands.app.screen, kind)
        await lock(hands, how)
        assert hands.app.current_mode == "door"
        assert len(hands.app.screen_stack) == 1
        assert "Заблокировано" in hands.screen
        assert "не так" not in hands.screen
        assert hands.app.faults == []
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "patients"
        if over == "palette":  # what was typed into it is there again
            assert isinstance(hands.app.screen, Palette)
            assert hands.app.screen.palette_text
            await hands.press("escape")
        assert "кузнецова" in hands.screen.casefold()
        assert hands.app.faults == []


async def lock(hands: Hands, how: str) -> None:
    if how == "while typing":
        await hands.rush(*"j00", "ctrl+l")
        return
    await hands.type("кашель")
    if how == "key":
        await hands.press("ctrl+l")
    else:
        hands.app.idle._lock()
    await hands.settle()


@pytest.mark.parametrize("steps", [0, 4])
async def test_a_lock_while_the_sections_are_built_again_ends_at_the_door(opened: Opens, steps: int) -> None:
    """Another language builds them; another process may need the store alone in the middle of it."""
    async with opened() as hands:
        await hands.open_kuznetsova()
        building = asyncio.ensure_future(hands.app.rebuild())
        for _step in range(steps):
            await asyncio.sleep(0)
        hands.app._changed(frozenset({"lock"}))
        await building
        await hands.until(lambda: "Забыли пароль?" in hands.screen)
        await hands.settle()
        assert hands.app.session is None
        assert "Кузнецова" not in hands.screen
        assert hands.app.current_mode == "door"
        assert hands.app.faults == []
