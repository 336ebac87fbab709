"""Home as a place: from a line to its source and back, rows that arrive, the three views, empty."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.home_actions import AcceptTask
from medcab_tui.domain.rooms import Badges

OTHER = Path(__file__).with_name("other_process.py")


async def other(store: Path, what: str) -> float:
    """Let another process do it; the moment it was done."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(OTHER), str(store), what, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).decode().strip() == what
    done = time.monotonic()
    await process.wait()
    return done


@pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["140x40", "80x24"])
async def test_enter_leads_to_the_source_and_escape_back_to_the_same_row(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.press("down", "down")
        assert "Креатинин 112" in hands.cursor
        await hands.press("enter")
        assert "АББАСОВ Рустам Тимурович" in hands.screen
        assert "Креатинин" in hands.cursor, "the results, at this test"
        assert "[112▲]" in hands.cursor
        await hands.press("escape")
        assert "Требует внимания" in hands.screen
        assert "Креатинин 112" in hands.cursor


async def test_a_visit_leads_to_the_schedule_and_a_plain_task_to_the_card(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("down", "enter")
        assert hands.app.current_mode == "schedule"
        assert "2026-11-20" in hands.screen
        assert "Аббасов" in hands.screen
        await hands.press("escape")
        if hands.app.current_mode != "home":
            await hands.press("escape")
        assert hands.app.current_mode == "home"
        assert "Приём 2026-11-20 09:30" in hands.cursor
        for _step in range(12):
            if "кардиологу" in hands.cursor:
                break
            await hands.press("down")
        await hands.press("enter")
        assert "АББАСОВ Рустам Тимурович" in hands.screen
        await hands.press("escape")
        assert "кардиологу" in hands.cursor
        await hands.press("f3", "escape")
        assert hands.app.current_mode == "patients", "asked for by its key, the section leads nowhere back"


@pytest.mark.capability("C031")
async def test_a_task_about_a_document_leads_to_it(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("N")
        assert "Отдел кадров" in hands.cursor
        await hands.press("enter")
        assert hands.app.current_mode == "documents"
        assert "О стаже" in hands.cursor
        await hands.press("escape")
        assert "Отдел кадров" in hands.cursor


@pytest.mark.capability("C015")
async def test_what_another_process_does_counts_within_two_seconds(opened: Any, store: Path) -> None:
    async with opened() as hands:
        done = await other(store, "acknowledge")
        await hands.until(lambda: hands.badges["home"].overdue == 0)
        assert time.monotonic() - done < 2.5
        assert hands.badges["home"] == Badges(to_confirm=2, messages=5)
        assert "Требует внимания 9" in hands.screen
        assert "Приём 2026-11-20 09:30" in hands.cursor, "the cursor keeps its place, the row went away"


async def test_rows_that_arrive_are_told_and_do_not_move_the_cursor(opened: Any, store: Path) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("end", "home", "down", "down", "down")
        held = hands.cursor
        await other(store, "arrive")
        await hands.until(lambda: "Требует внимания 11" in hands.screen)
        assert hands.cursor == held
        for _step in range(12):
            await hands.press("down")
        held = hands.cursor
        await other(store, "arrive")
        await hands.until(lambda: hands.badges["home"].overdue == 3)
        assert "новых выше: 1 ↑" in hands.screen
        assert hands.cursor == held
        await hands.press("home")
        assert "новых выше" not in hands.screen


async def test_an_answer_to_what_moved_on_is_refused_and_told(opened: Any, colleague: Any) -> None:
    async with opened() as hands:
        for _step in range(12):
            if "Замена смены" in hands.cursor:
                break
            await hands.press("down")
        row = hands.app.screen.rows.cursor_row
        hands.app.cabinet._desk.watch.stop()
        await colleague.do(AcceptTask(colleague.surroundings.ids.new(), row.id, row.version))
        await hands.press("п")
        assert "Задача тем временем изменилась" in hands.screen


@pytest.mark.capability("C030")
async def test_the_list_has_everything_by_state_and_is_filtered(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ъ")
        screen = hands.screen
        heads = re.findall(r"^.{24} {4}(\D+ \d+)\s*$", screen, re.MULTILINE)
        assert heads == ["ожидающие подтверждения 11", "в работе 1", "завершённые 1"]
        assert re.search(r"HbA1c 7,9 % ▲ .*Иванова А\. П\..* не подтверждён", screen), "whose it is"
        await hands.press("ф", "right", "right", "enter")
        assert "эндокринологу" in hands.screen
        assert "HbA1c" not in hands.screen
        await hands.press("escape")
        assert "HbA1c" in hands.screen


async def test_a_filter_that_was_kept_is_used_from_anywhere_by_its_name(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("ъ", "ф", "right", "right", "ctrl+s")
        await hands.type("моё")
        await hands.press("enter", "escape", "escape")
        assert "Задачи 13" in hands.screen
        assert "новых выше" not in hands.screen, "they were there all the time"
        await hands.press("f4", "ctrl+p")
        await hands.type("моё")
        assert "Сохранённый фильтр · Главная" in hands.screen
        await hands.press("enter")
        assert re.search(r"фильтр: в работе +найдено 1", hands.screen)
        assert "эндокринологу" in hands.screen


async def test_the_search_looks_through_all_that_is_said(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("slash")
        for words, found in (
            ("аббас креат", 1),
            ("2026-00417", 1),
            ("ёлкин", 5),
            ("не закрыт", 1),
            ("ъъ", 0),
        ):
            await hands.type(words)
            assert f"Найдено {found}" in hands.screen, words
            for _letter in words:
                await hands.press("backspace")


async def test_without_anything_it_says_what_would_stand_here(opened: Any, store: Path) -> None:
    async with opened(size=(80, 24)) as hands:
        hands.app.screen._rows = ()
        hands.app.screen._show_rows()
        await hands.settle()
        assert "Требует внимания 0" in hands.screen
        assert "Ничто не требует внимания. Здесь появятся новые результаты и дела." in hands.screen
        await hands.press("п", "ч", "у", "т", "enter")
        assert hands.app.current_mode == "home"


async def test_time_alone_brings_back_what_was_postponed(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ч", "enter")
        assert "Требует внимания 9" in hands.screen
        hands.app.cabinet.surroundings.clock.advance(timedelta(hours=1))
        hands.app.screen._minute_passed()
        await hands.settle()
        assert "Требует внимания 10" in hands.screen
        assert hands.badges["home"].overdue == 1
