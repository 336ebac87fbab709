"""The observation journal: one line from anywhere, the table while others write into it, the plot."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from medcab_tui.cabinet.vitals_actions import AmendVitals, RecordVitals
from medcab_tui.domain.vitals import Measured, VitalKind
from medcab_tui.ui.patients.observation_pane import ObservationPane
from tests.ui.patients.conftest import PASSWORD

SIZES = [(80, 24), (140, 40)]
TO_OBSERVATION = ("ctrl+pagedown",) * 6


async def write(hands: Any, line: str) -> None:
    await hands.press("щ")
    await hands.type(line)
    await hands.press("ctrl+s")


@pytest.mark.capability("C043")
@pytest.mark.parametrize("size", SIZES)
async def test_what_others_measure_appears_and_the_cursor_stays(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await write(hands, "140/90 78 36,6 вес 81 вчера 21:00")
        await write(hands, "132/84 72")
        await hands.press(*TO_OBSERVATION, "down")
        assert hands.cursor.split()[:3] == ["▌", "2026-11-22", "21:00"]
        pane = hands.app.screen.query_one(ObservationPane)
        cabinet, mine = hands.app.cabinet, pane.row.id
        values = ((VitalKind.SATURATION, Decimal(91)),)
        at = cabinet.surroundings.clock.now() - timedelta(minutes=5)
        await cabinet.do(RecordVitals(cabinet.surroundings.ids.new(), pane.wanted, Measured(at, values)))
        await hands.settle()
        assert pane.row.id == mine
        assert hands.cursor.split()[:3] == ["▌", "2026-11-22", "21:00"]
        assert "2026-11-23 12:16" in hands.screen
        assert "91▼" in hands.screen


@pytest.mark.capability("C043")
async def test_from_every_section_it_is_the_pinned_patient_and_the_sheet_says_who(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f2", "щ")
        assert "Показатели*" not in hands.screen  # no patient, no sheet
        await hands.open_kuznetsova()
        for section, value in (("f2", "120/80"), ("f4", "121/80"), ("f5", "122/80")):
            await hands.press(section)
            await hands.press("щ")
            assert "КУЗНЕЦОВА Мария Павловна · 1958-03-14" in hands.screen
            assert "пенициллины" in hands.screen
            if section == "f4":
                await hands.type("чепуха")
                await hands.press("enter")
                assert "«чепуха» — непонятно" in hands.screen, "Enter ends the line only if it is understood"
                await hands.press(*["backspace"] * 6)
            await hands.type(value)
            await hands.press("ctrl+s" if section == "f2" else "enter")
            assert f"Записано: АД {value}" in hands.screen
        found = await hands.app.cabinet.vitals.of(hands.app.pinned.id)
        assert [str(one.of(VitalKind.SYSTOLIC)) for one in found] == ["122", "121", "120"]


async def test_what_was_withdrawn_stays_to_be_seen_and_is_restored(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await write(hands, "140/90 78")
        await hands.press(*TO_OBSERVATION)
        assert "н/y показатели" in hands.screen
        await hands.press("н")
        assert "ПОКАЗАТЕЛИ  КУЗНЕЦОВА" in hands.screen
        await hands.press("escape", "у")
        await hands.press("1", "ctrl+s")
        assert "✕ внесено по ошибке" in hands.screen
        assert await hands.app.cabinet.vitals.of(hands.app.pinned.id) == ()
        assert "и/b исправить" not in hands.screen
        await hands.app.run_action("restore_particular", hands.app.screen)
        await hands.settle()
        assert "✕ внесено по ошибке" not in hands.screen
        assert "[140]/90▲" in hands.screen


async def test_a_draft_waits_for_whoever_was_called_away(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("щ")
        await hands.type("140/90 7")
        await hands.press("escape")
        assert "Черновик сохранён" in hands.screen
        await hands.press("щ")
        assert "140/90 7" in hands.screen
        await hands.type("8")
        assert "→ АД 140/90 мм рт. ст., ЧСС 78 в мин · сейчас" in hands.screen


async def test_after_a_lock_the_sheet_is_back_with_what_was_typed(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("щ")
        await hands.type("140/90 78")
        await hands.press("ctrl+l")
        assert "140/90" not in hands.screen
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert "ПОКАЗАТЕЛИ  КУЗНЕЦОВА" in hands.screen
        assert "140/90 78" in hands.screen
        await hands.press("ctrl+s")
        assert "Записано: АД 140/90" in hands.screen


async def test_somebody_faster_is_met_by_field_and_nothing_is_lost(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await write(hands, "140/90 78 вчера 21:00")
        await hands.press(*TO_OBSERVATION, "и")
        assert "АД 140/90 ЧСС 78 2026-11-22 21:00" in hands.screen
        await hands.press("home", *["right"] * 3, *["delete"] * 3, "1", "3", "0", "tab")
        await hands.type("опечатка")
        cabinet = hands.app.cabinet
        (one,) = await cabinet.vitals.of(hands.app.pinned.id)
        theirs = Measured(one.at, ((VitalKind.SYSTOLIC, Decimal(140)), (VitalKind.DIASTOLIC, Decimal(85))))
        await cabinet.do(AmendVitals(cabinet.surroundings.ids.new(), one.id, 1, theirs, "уточнено"))
        await hands.press("ctrl+s")
        assert "ИЗМЕНЕНО ТЕМ ВРЕМЕНЕМ" in hands.screen
        assert "изменили оба: выберите" in hands.screen
        await hands.press("right", "enter", "ctrl+s")
        (now,) = await cabinet.vitals.of(hands.app.pinned.id)
        assert (now.version, now.of(VitalKind.SYSTOLIC), now.of(VitalKind.HEART_RATE)) == (3, 130, 78)
