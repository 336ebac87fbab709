"""How many keys it takes: counted on the real screens, and in the tape that shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.demo.tape.commands import ExpectScreen, Press
from medcab_tui.demo.tape.parser import read

TAPES = Path(__file__).parents[2] / "tapes"


@pytest.mark.capability("C020")
async def test_an_inbox_to_zero_in_twenty_keys(opened: Any) -> None:
    """Ten rows: a late result, a creatinine, a consent, five normal ones, a message, a visit to be closed."""
    async with opened(size=(80, 24)) as hands:
        await hands.press("п", "asterisk", "п")
        while "Креатинин" not in hands.cursor:
            await hands.press("т")
        await hands.press("п")
        assert "Требует внимания 1 " in hands.screen, "the visit is closed in the schedule"
        assert hands.pressed <= 20


@pytest.mark.capability("C038")
async def test_five_results_are_acknowledged_in_five_keys(opened: Any) -> None:
    async with opened() as hands:
        while "Натрий" not in hands.cursor:
            await hands.press("down")
        await hands.press("enter")
        assert "Результаты 5" in hands.screen
        hands.pressed = 0
        await hands.press("asterisk", "п")
        assert hands.pressed <= 5
        assert "Подтверждено 5 результатов" in hands.screen
        assert "не подтверждены" not in hands.screen
        assert "Результаты 5" not in hands.screen
        assert hands.badges["home"].messages == 0


def test_the_tape_takes_seven_rows_to_none_in_twenty_keys() -> None:
    pressed = 0
    for step in read(TAPES / "home-to-zero.tape").steps:
        if isinstance(step.command, Press):
            pressed += step.command.count
        if isinstance(step.command, ExpectScreen) and re.search("внимания 0", step.command.pattern.pattern):
            break
    else:
        raise AssertionError("the tape never comes to none")
    assert 5 < pressed <= 20
