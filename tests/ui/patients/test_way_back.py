"""Back and forth between cards, lists and sections: the card, its tab and record, and the row of the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from medcab_tui.cabinet.insurance import InsuranceRoom
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Sex


async def test_back_leads_to_the_card_its_tab_and_record(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "down")
        record = hands.app.screen.record
        await hands.find("соколова 1972")
        await hands.press("enter")
        assert "СОКОЛОВА" in hands.screen
        await hands.press("3", "alt+left")
        assert "СОКОЛОВА" in hands.screen
        for _step in range(5):
            await hands.press("alt+left")
            if "КУЗНЕЦОВА Мария" in hands.screen:
                break
        assert "КУЗНЕЦОВА Мария" in hands.screen
        assert hands.app.screen._card_view.tab == "history"
        assert hands.app.screen.record.id == record.id
        assert hands.app.pinned.given == "Мария"


async def test_the_insurer_is_asked_of_a_card_that_stays_open_and_of_none_that_was_passed(
    opened: Any, ground: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Id] = []

    async def look_after(_room: InsuranceRoom, patient: Id) -> bool:
        asked.append(patient)
        return False

    monkeypatch.setattr(InsuranceRoom, "look_after", look_after)
    async with opened() as hands:
        await hands.open_kuznetsova()
        shown = hands.app.screen.card.patient.id
        await hands.until(lambda: asked == [shown])
        passed = next(one for one in ground.patients.values() if one != shown)
        await hands.app.screen._look_after(passed)
        assert asked == [shown]


async def test_back_leads_to_the_row_of_the_list(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f3", "tab", "ctrl+pageup")
        assert hands.app.screen.view == "list"
        await hands.press("pagedown", "pagedown", "down")
        row = hands.app.screen.query_one("#patients").cursor_row
        await hands.press("enter")
        assert hands.app.screen.view == "summary"
        await hands.press("5", "alt+left", "alt+left")
        assert hands.app.screen.view == "list"
        assert hands.app.screen.query_one("#patients").cursor_row.id == row.id


async def test_a_lock_and_the_way_back_keep_the_list_where_it_was_scrolled_to(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f3", "tab", "ctrl+pageup", "pagedown", "pagedown", "up", "up", "up")

        def shown() -> list[str]:
            return hands.screen.splitlines()[2:17]

        before = shown()
        hands.app.lock()
        await hands.settle()
        await hands.sign_in("")
        assert shown() == before
        await hands.press("5", "alt+left")
        assert shown() == before


async def test_history_holds_no_name(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("3", "1")
        history = hands.app.memory.history
        told = repr([(one, one.state) for one in history._visits]).lower()
        assert "кузнец" not in told
        assert len(history._visits) >= 4


async def test_the_list_is_read_again_only_when_something_changed(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "tab", "ctrl+pageup")
        rows = hands.app.screen.query_one("#patients")
        read: list[int] = []
        reload = rows.reload

        async def counted() -> None:
            read.append(rows.total)
            await reload()

        rows.reload = counted
        await hands.press("enter", "escape")
        assert hands.app.screen.view == "list"
        assert read == []

        await hands.press("enter")
        cabinet = hands.app.cabinet
        person = NewPatient("Аарон", "Лев", "", Sex.MALE, date(1931, 2, 3))
        await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), person))
        await hands.press("escape")
        assert len(read) == 1
        assert "Аарон Лев" in hands.screen
