"""The page «Отделения»: whom a department treats is said, ended and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.access_actions import Assign
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.patients import NewPatient, Sex
from medcab_tui.ui.settings.rows import PAGES

DEPARTMENTS = list(PAGES).index("departments")
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


async def treated(hands: Any) -> list[tuple[str, bool, str | None]]:
    """Areas, whether it is one patient, and until when."""
    access = hands.app.cabinet.access
    (department,) = await access.departments()
    return [
        (one.area, one.patient is not None, one.until.isoformat() if one.until else None)
        for one, _row in await access.assigned(department.id)
    ]


@pytest.mark.capability("C109", "C194")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_an_area_is_assigned_ended_and_brought_back(opened: Any, size: Any) -> None:
    async with opened(size=size, roles=ADMINISTRATOR) as hands:
        await hands.page(DEPARTMENTS)
        assert "▌ Закрепить участок" in hands.screen
        assert "заведует: —" in hands.screen
        await hands.press("enter")
        assert "ЗАКРЕПИТЬ УЧАСТОК ИЛИ ПАЦИЕНТА" in hands.screen
        assert "2026-11-23" in hands.screen
        await hands.press("ctrl+s")
        assert "Укажите участок" in hands.screen
        await hands.type("7")
        await hands.press("ctrl+s")
        assert "Закрепление сохранено." in hands.screen
        assert await treated(hands) == [("7", False, None)]
        await hands.press("end")
        assert "▌   участок 7" in hands.screen
        assert "● с 2026-11-23" in hands.screen
        await hands.press("у")
        assert await treated(hands) == []  # it ended on the day it began: it never was
        await hands.press("ctrl+z")
        assert await treated(hands) == [("7", False, None)]
        await hands.press("home", "enter")
        await hands.type("7")
        await hands.press("ctrl+s")
        assert "В эти дни отделение их уже ведёт" in hands.screen


async def test_one_patient_is_assigned_by_name_and_not_together_with_an_area(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        cabinet = hands.app.cabinet
        today = cabinet.surroundings.clock.now().date()
        maria = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, today.replace(year=1958))
        await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))
        await hands.page(DEPARTMENTS)
        await hands.press("enter")
        await hands.type("7")
        await hands.press("tab")
        await hands.type("кузн")
        await hands.press("enter", "ctrl+s")
        assert "отдельными записями" in hands.screen
        await hands.press("shift+tab", "backspace", "ctrl+s")
        assert await treated(hands) == [("", True, None)]
        await hands.press("end")
        assert "Кузнецова Мария" in hands.screen


async def test_who_says_nothing_of_departments_reads_who_heads_them(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        cabinet = hands.app.cabinet
        (department,) = await cabinet.access.departments()
        today = cabinet.surroundings.clock.now().date()
        await cabinet.do(Assign(cabinet.surroundings.ids.new(), department.id, "7", None, today))
        cabinet._desk.worker = replace(cabinet.worker, roles=frozenset({Role.NURSE}))
        await hands.page(DEPARTMENTS)
        assert "заведует: —" in hands.screen
        assert "Закрепить" not in hands.screen
        assert "участок 7" not in hands.screen
