"""Copying what is under the cursor, by rule; the mouse at run time."""

from __future__ import annotations

from typing import Any

import pytest
from shell_fakes import FakeDoor, usual
from textual import events

from medcab_tui.ui.terminal.clipboard import MOST, sequence


class Sent:
    """The terminal's side of a driver: what it was given."""

    def __init__(self, app: Any) -> None:
        self.copied: list[str] = []
        self.mouse: list[bool] = []
        app._driver.copy = self.copied.append
        app._driver.listen_to_mouse = self.mouse.append


async def by_name(hands: Any, name: str) -> None:
    await hands.press("ctrl+p")
    await hands.type(name)
    await hands.press("enter")


async def test_a_row_about_a_patient_stays_in_here_unless_asked(opened: Any) -> None:
    async with opened() as hands:
        sent = Sent(hands.app)
        await by_name(hands, "копировать строку")
        assert sent.copied == []
        assert "Не скопировано" in hands.screen
    async with opened(copy_patient_text=True) as hands:
        sent = Sent(hands.app)
        await hands.press("4")
        row = hands.app.screen.list_under_cursor().painted_row
        await by_name(hands, "копировать строку")
        assert len(sent.copied) == 1
        assert row.title in sent.copied[0]
        assert "Скопировано" in hands.screen


async def test_the_number_of_a_document_is_no_text_of_a_patient(opened: Any) -> None:
    async with opened() as hands:
        sent = Sent(hands.app)
        await hands.press("4")
        number = hands.app.screen.list_under_cursor().painted_row.number
        await by_name(hands, "копировать номер")
        assert sent.copied == [number]


async def test_nothing_hostile_and_nothing_endless_is_copied(opened: Any) -> None:
    from shell_fakes import HOSTILE

    async with opened(FakeDoor(usual(HOSTILE)), copy_patient_text=True) as hands:
        sent = Sent(hands.app)
        rows = hands.app.screen.list_under_cursor()
        told = " ".join(rows.text_of(row) for row in rows.rows)
        assert "pwned" in told
        assert hands.app.copy(told, patient=True)
        assert all(letter.isprintable() for letter in sent.copied[0])
        assert "pwned" in sent.copied[0]
        assert not hands.app.copy("\x1b\n\t ", patient=False)


async def test_what_is_too_long_is_refused_in_words(opened: Any) -> None:
    async with opened() as hands:
        hands.app._driver.copy = lambda text: sequence(text, {})
        assert not hands.app.copy("я" * MOST, patient=False)
        await hands.settle()
        assert "слишком длинно" in hands.screen
        assert hands.app.clipboard == ""


@pytest.mark.parametrize("held", [True, False])
async def test_what_was_copied_is_forgotten_at_the_lock(opened: Any, held: bool) -> None:
    async with opened(copy_patient_text=True) as hands:
        assert hands.app.copy("Кузнецова", patient=held)
        hands.app.lock()
        await hands.settle()
        assert hands.app.clipboard == ""


async def test_the_mouse_is_switched_at_once_and_told(opened: Any) -> None:
    async with opened() as hands:
        sent = Sent(hands.app)
        for wanted in (False, True):
            await by_name(hands, "мышь: ")
            assert sent.mouse[-1] is wanted
            assert hands.app.settings.mouse is wanted
        assert "Мышь включена" in hands.screen


async def test_everything_is_clickable(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        pilot, app = hands.pilot, hands.app
        for y, place in ((2, "schedule"), (3, "documents"), (0, "home")):
            await pilot.click("Rail", offset=(1, y))
            await hands.settle()
            assert app.current_mode == place
        for x, view in ((16, "list"), (26, "search"), (4, "summary")):
            await pilot.click("Tabs", offset=(x, 0))
            await hands.settle()
            assert app.screen.view == view, view
        rows = app.screen.list_under_cursor()
        before = rows.cursor_row
        await pilot.click(rows, offset=(10, rows._head + 1))
        await hands.settle()
        assert rows.cursor_row != before
        before = rows.cursor_row
        app.post_message(events.MouseScrollUp(rows, 10, rows.region.y + 2, 0, 0, 0, False, False, False))
        await hands.settle()
        assert rows.cursor_row != before
        line = hands.screen.splitlines()[-1]
        await pilot.click("KeyLine", offset=(line.index("F1"), 0))
        await hands.settle()
        assert type(app.screen).__name__ == "Help"


async def test_a_double_click_opens_the_row(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("5")
        opened_rows: list[Any] = []
        rows = hands.app.screen.list_under_cursor()
        rows.action_open = lambda: opened_rows.append(rows.cursor_row)
        await hands.pilot.click(rows, offset=(10, rows._head + 2), times=2)
        await hands.settle()
        assert opened_rows == [rows.rows[2]]
