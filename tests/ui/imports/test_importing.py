"""«Импорт карт…» by hand: columns that are named, a trial, a stop between batches, a list in a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.imports import ImportsRoom
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.imports import Fate, Kept, Tally
from tests.ui.imports.conftest import Hands, Opens

LIST = (
    "Кто;Родился;Пол;Участок\n"
    "Лукина Вера Ильинична;01.02.1970;ж;7\n"
    "Лукин Егор;когда-то;м;7\n"
)  # fmt: skip


async def begin(hands: Hands, name: str) -> None:
    await hands.press("ctrl+p")
    await hands.rush(*"импорт карт")
    await hands.press("enter")
    assert "ИМПОРТ КАРТ" in hands.screen
    await hands.rush(*f"~/{name}")
    await hands.press("ctrl+s")


async def test_a_list_is_taken_in_after_its_columns_were_named(opened: Opens, home: Path) -> None:
    (home / "список.csv").write_bytes(LIST.encode("cp1251"))
    async with opened(size=(80, 24)) as hands:
        await begin(hands, "нет.csv")
        await hands.until(lambda: "Такого файла нет" in hands.screen)
        await hands.press("end", *["backspace"] * len("нет.csv"))
        await hands.type("список.csv")
        await hands.press("ctrl+s")
        await hands.until(lambda: "СТОЛБЦЫ СПИСКА" in hands.screen)
        await hands.press("ctrl+s")
        await hands.until(lambda: "Не видно столбцов с фамилией и именем" in hands.screen)
        await hands.press("tab")
        await hands.type("кто")
        await hands.press("enter", "tab", "tab", "tab")
        await hands.type("род")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "Пока ничего не изменено" in hands.screen)
        assert "ФИО = «Кто»" in hands.screen
        assert "Не загружаются: «Участок»" in " ".join(hands.screen.split())
        total = await hands.app.cabinet.patients.total()
        await hands.press("п")
        await hands.until(lambda: "Так загрузится. Ничего не изменено" in hands.screen)
        assert await hands.app.cabinet.patients.total() == total
        await hands.press("ctrl+s")
        await hands.until(lambda: "✓ Загружено" in hands.screen)
        assert "1 пациент" in hands.screen
        assert "Нет полной даты рождения" in hands.screen
        await hands.press("ы")
        await hands.until(lambda: "Выгружено: " in hands.screen)
        told = (home / "medcab-import.tsv").read_text()
        assert told.startswith("список.csv:3\trow\t\tНет полной даты рождения")
        assert told.count("\n") == 1
        await hands.press("escape")
        assert "ИМПОРТ КАРТ" not in hands.screen
        assert await hands.app.cabinet.patients.total() == total + 1


async def test_esc_stops_after_the_batch_and_leaves_only_then(
    opened: Opens, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "one.json").write_text('{"resourceType": "Patient", "id": "1"}')

    async def run(_room: ImportsRoom, _plan: Any, report: Any, stop: Any, _listing: Any = None) -> Tally:
        tally = Tally()
        report(1, 1)
        while not stop():
            await asyncio.sleep(0.01)
        tally.fates[Kept.RESULT, Fate.NEW] = 500
        tally.stopped = True
        return tally

    monkeypatch.setattr(ImportsRoom, "run", run)
    async with opened(size=(140, 40)) as hands:
        await begin(hands, "one.json")
        await hands.until(lambda: "Пока ничего не изменено" in hands.screen)
        assert "one.json: Patient 1" in hands.screen
        hands.app.screen.action_begin()
        await asyncio.sleep(0.05)
        hands.app.screen.action_back()
        await hands.until(lambda: "Остановлено. Что загружено, то осталось" in hands.screen)
        assert "500 результатов" in hands.screen
        await hands.press("escape")
        assert "ИМПОРТ КАРТ" not in hands.screen


async def test_who_does_not_keep_the_store_is_told_so(opened: Opens, colleague: Cabinet) -> None:
    colleague.step_up.begin()
    nurse = NewWorker("nurse", "Белова", "О", "", "медсестра", "", frozenset({Role.NURSE}))
    await colleague.accounts.add_worker(nurse, "Demo-2026!")
    async with opened(size=(80, 24), signed_in=False) as hands:
        await hands.type("nurse")
        await hands.press("tab")
        await hands.type("Demo-2026!")
        await hands.press("enter", "ctrl+p")
        await hands.rush(*"импорт карт")
        await hands.press("enter")
        assert "ИМПОРТ КАРТ" not in hands.screen
        assert "не разрешено" in hands.screen or "прав" in hands.screen
