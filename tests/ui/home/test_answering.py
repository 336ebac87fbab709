"""What waits is answered by letters, each answer has a way back, the cursor goes on to the next row."""

from __future__ import annotations

import re
from typing import Any

import pytest

from medcab_tui.domain.rooms import Badges

SIZES = pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["140x40", "80x24"])


def waiting(hands: Any) -> int:
    found = re.search(r"Требует внимания (\d+)", hands.screen)
    assert found, hands.screen
    return int(found.group(1))


@SIZES
@pytest.mark.capability("C021")
@pytest.mark.capability("C031")
async def test_the_list_stands_after_sign_in_age_first_and_the_row_told_whole(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        assert waiting(hands) == 10
        assert re.search(r"▌ +! +3 дн +HbA1c 7,9 % ▲ +Кузнецова М\. П\. 68 +не подтверждён", hands.cursor)
        screen = hands.screen
        assert "HbA1c 7,9 % ▲ · Кузнецова Мария Павловна, 1958-03-14" in screen
        assert re.search(r"2026-11-20 09:21 +ЛИС «Альфа» № 5512 +норма < 6,5 %", screen)
        assert re.search(r"7,4▲.*7,9▲ +▁▃▆▇", screen), "the last four values and their course"
        assert "отв. Иванова А. П." in screen
        assert re.search(r"48 ч(асов на подтверждение)? истекли 2026-11-22 09:21", screen)
        assert hands.badges["home"] == Badges(overdue=1, to_confirm=2, messages=5)
        assert hands.badges["schedule"] == Badges(overdue=1)
        assert re.search(r"12:15 +Ёлкин Д\. С\. +▶ ждёт 6 м", screen)


@pytest.mark.parametrize("letter", ["п", "g"])
async def test_one_result_is_acknowledged_and_taken_back(opened: Any, letter: str) -> None:
    async with opened() as hands:
        await hands.press(letter)
        assert "Подтверждено: HbA1c 7,9 % ▲ · Ctrl+Z" in hands.screen
        assert "Приём 2026-11-20 09:30" in hands.cursor, "the cursor goes to the next row"
        assert waiting(hands) == 9
        assert hands.badges["home"] == Badges(to_confirm=2, messages=5), "the menu counts at once"
        await hands.press(letter)
        assert waiting(hands) == 9, "how a visit ended is said in the schedule"
        await hands.press("down", "ctrl+z")
        assert "Действие отменено (Подтверждено: HbA1c" in hands.screen
        assert "HbA1c 7,9 % ▲" in hands.cursor, "the cursor goes back to what stands there again"
        assert hands.badges["home"] == Badges(overdue=1, to_confirm=2, messages=5)


async def test_an_asterisk_never_takes_what_is_out_of_bounds(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("asterisk", "п")
        assert waiting(hands) == 3
        rest = [line for line in hands.screen.splitlines() if re.search(r"[!✓] +\d+ (дн|ч) ", line)]
        assert any("HbA1c" in line for line in rest)
        assert any("Креатинин 112" in line for line in rest)
        assert any(
            "Направление к эндокр" in line and "в работе" in line for line in hands.screen.splitlines()
        )
        await hands.press("ctrl+z")
        assert waiting(hands) == 10


async def test_what_is_marked_one_by_one_is_answered_together(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("space", "down", "down", "space", "п")
        assert waiting(hands) == 8
        assert "Подтверждены 2 результата" in hands.screen
        assert "Натрий" in hands.cursor


async def test_a_task_is_taken_up_then_done(opened: Any) -> None:
    async with opened() as hands:
        for _step in range(11):
            if "кардиологу" in hands.cursor:
                break
            await hands.press("down")
        await hands.press("п")
        assert "Взято в работу: Направление к кардиологу" in hands.screen
        line = next(
            line for line in hands.screen.splitlines() if "кардиологу" in line and "Взято" not in line
        )
        assert "взято в работу" in line


@SIZES
async def test_postponing_by_digit_hides_until_then_and_comes_back(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.press("ч")
        assert "Отложить до…" in hands.screen
        assert "Кузнецова Мария Павловна, 1958-03-14 · HbA1c" in hands.screen
        await hands.press("1", "enter")
        assert waiting(hands) == 9
        assert "отложено: 1" in hands.screen or size == (80, 24)
        assert hands.badges["home"].overdue == 0
        await hands.press("ъ")
        assert re.search(r"HbA1c 7,9 % ▲ .*до 11-23 13:21", hands.screen)
        await hands.press("х", "ctrl+z")
        assert waiting(hands) == 10
        assert "HbA1c 7,9 % ▲" in hands.cursor


async def test_postponing_to_a_typed_moment(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("x")
        await hands.type("31.02.2027")
        await hands.press("enter")
        assert "Из этого не понять, когда." in hands.screen
        await hands.press("escape")
        assert "Отложить до…" not in hands.screen
        await hands.press("ч")
        assert "31.02.2027" in hands.screen, "what was typed is there again"
        for _letter in range(10):
            await hands.press("backspace")
        await hands.type("2026-11-20")
        await hands.press("enter")
        assert "Это время уже прошло." in hands.screen
        for _letter in range(10):
            await hands.press("backspace")
        await hands.type("1.12.2026 8:30")
        await hands.press("ctrl+s")
        assert "Отложено до 2026-12-01 08:30" in hands.screen


async def test_refusing_asks_why_and_only_what_asks_for_consent_is_refused(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("у")
        assert waiting(hands) == 10, "a result cannot be refused"
        for _step in range(12):
            if "Замена смены" in hands.cursor:
                break
            await hands.press("down")
        assert "у/e отказать" in hands.screen
        await hands.press("у")
        await hands.type("дежурю в этот день")
        await hands.press("ctrl+s")
        assert "Отказано: Замена смены" in hands.screen
        line = next(
            line for line in hands.screen.splitlines() if "Замена" in line and "✓ Отказано" not in line
        )
        assert "отказано" in line
        await hands.press("ctrl+z")
        assert waiting(hands) == 10


async def test_next_and_previous_that_need_attention(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("т", "n")
        assert "Креатинин" in hands.cursor
        await hands.press("Т", "N", "N")
        assert "Отдел кадров" in hands.cursor, "round the beginning"


@pytest.mark.parametrize("last", ["ж", "semicolon"])
async def test_the_last_verb_once_more_on_the_next_row(opened: Any, last: str) -> None:
    async with opened() as hands:
        await hands.press("п", last)
        assert waiting(hands) == 9, "a visit is not accepted"
        assert "не действует" in hands.screen
        await hands.press("down", last)
        assert waiting(hands) == 8
        assert "Креатинин 112" in hands.screen.splitlines()[-2]
