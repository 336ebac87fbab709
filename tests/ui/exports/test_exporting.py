"""«Выгрузить…» in every section that shows a list: what lies in the file, and whose names do not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AddProblem
from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.schedule_actions import CancelVisit
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from tests.papers import made
from tests.ui.exports.conftest import Ground, Hands, Opens

Books = Callable[..., Awaitable[Id]]


async def export(hands: Hands, name: str, *chosen: str) -> None:
    """The sheet over the shown list: a path, a format, whose names."""
    await hands.press("ctrl+p")
    await hands.rush(*"выгрузить список")
    await hands.press("enter")
    assert "ВЫГРУЗИТЬ СПИСОК" in hands.screen
    await hands.rush(*f"~/{name}")
    await hands.press("tab")
    for text in chosen:
        await hands.rush(*text)
        await hands.press("enter")
    await hands.press("ctrl+s")


async def prove(hands: Hands) -> None:
    assert "Введите пароль ещё раз." in hands.screen
    await hands.type("Demo-2026!")
    await hands.press("enter")


async def written(hands: Hands, path: Path) -> str:
    await hands.until(path.exists)
    await hands.until(lambda: "Выгружено:" in hands.screen)
    return path.read_text(encoding="utf-8-sig")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.capability("C093")
async def test_every_list_goes_out_with_names_only_where_they_were_asked_for(
    opened: Opens, office: Cabinet, booked: Books, ground: Ground, out: Path
) -> None:
    maria = ground.patients["Кузнецова М. П."]
    await booked(maria, "23T13:15", "контроль давления")
    cancelled = await booked(ground.patients["ЁлкинДмитрий"], "23T13:45")
    ids = office.surroundings.ids
    await office.do(CancelVisit(ids.new(), cancelled, 1, "врач болен"))
    problem = Problem(ids.new(), Coded("I10", "=Гипертензия", "2.24"), since="2019")
    await office.do(AddProblem(ids.new(), maria, problem))
    title = "Выписка Кузнецовой"
    await office.do(AttachDocument(ids.new(), title, "выписка", maria, "x.pdf", made.pdf("текст")))
    async with opened(size=(80, 24)) as hands:
        await hands.press("f4")
        await export(hands, "приём", "ics")
        await prove(hands)
        text = await written(hands, out / "приём.ics")
        assert "Кузнец" not in text
        assert "давлен" not in text
        first, second = Calendar.from_ical(text).walk("VEVENT")
        assert first.decoded("DTSTART").astimezone(UTC) == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
        assert (first["SUMMARY"], first["STATUS"]) == ("первичный", "CONFIRMED")
        assert (second["UID"], second["STATUS"]) == (f"{cancelled.hex()}@medcab", "CANCELLED")
        await export(hands, "с именами", "ics", "с именами")  # the window is open: no password now
        text = await written(hands, out / "с именами.ics")
        first, second = Calendar.from_ical(text).walk("VEVENT")
        assert "Кузнецова" in first["SUMMARY"]
        assert "контроль давления" in first["DESCRIPTION"]
        assert "врач болен" in second["DESCRIPTION"]
        assert (first["CLASS"], second["STATUS"]) == ("CONFIDENTIAL", "CANCELLED")

        await hands.press("f5", "ъ")
        await export(hands, "", "csv")
        (row,) = rows_of(await written(hands, out / "Документы 2026-11-23.csv"))
        assert (row["Документ"], row["Вид"], row["Файл"]) == ("выписка", "выписка", "PDF")
        assert "Пациент" not in row
        await export(hands, "имена", "csv", "с именами")
        (row,) = rows_of(await written(hands, out / "имена.csv"))
        assert (row["Документ"], row["Пациент"]) == (title, "Кузнецова М. П.")

        await hands.press("к")
        await hands.press("ctrl+pagedown", "ctrl+pagedown")
        assert "Глюкоза" in hands.screen
        await export(hands, "анализы", "json")
        told = json.loads(await written(hands, out / "анализы.json"))
        assert told["title"] == "Результаты"
        assert told["notes"][-1] == "Имена пациентов не выгружены."
        glucose = [row for row in told["rows"] if row["test"] == "Глюкоза"]
        assert [row["value"] for row in glucose] == ["8.4", "7.8", "5.1"]
        assert glucose[0]["mark"] == "выше нормы"
        await hands.press(*["ctrl+pagedown"] * 5)
        await export(hands, "проблемы", "csv", "с именами")
        (row,) = rows_of(await written(hands, out / "проблемы.csv"))
        assert (row["МКБ-10"], row["Диагноз"], row["Начало"]) == ("I10", "'=Гипертензия", "2019")

        await hands.press("f6")
        await hands.type("")
        await hands.press(*["down"] * 8, "enter")
        await export(hands, "действия", "csv")
        actions = rows_of(await written(hands, out / "действия.csv"))
        assert [row["Что"] for row in actions[:3]] == [
            f"Выгружен список: свои действия, строк: {len(actions)}, csv",
            "Выгружен список: проблемы карты, строк: 1, csv",
            "Выгружен список: результаты карты, строк: {n}, json".format(n=len(told["rows"])),
        ]


async def test_who_may_not_know_patients_is_asked_about_no_names_and_told_what_is_wrong(
    opened: Opens, office: Cabinet, booked: Books, ground: Ground, out: Path
) -> None:
    await booked(ground.patients["Кузнецова М. П."], "23T13:15", "контроль давления")
    office.step_up.begin()
    new = NewWorker(
        "lisa", "Лисова", "Ольга", "", "специалист", "Лицензирование", frozenset({Role.LICENSING})
    )
    await office.accounts.add_worker(new, "Demo-2026!")
    async with opened(size=(80, 24), signed_in=False) as hands:
        await hands.type("lisa")
        await hands.press("tab")
        await hands.type("Demo-2026!")
        await hands.press("enter", "f4")
        await hands.press("ctrl+p")
        await hands.type("выгрузить список")
        await hands.press("enter")
        assert "Имена пациентов" not in hands.screen
        await hands.press("escape")
        await export(hands, "нет/такой", "csv")
        await prove(hands)
        await hands.until(lambda: "Такой папки нет." in hands.screen)
        await hands.press(*["backspace"] * 9)
        await hands.type("приём")
        await hands.press("ctrl+s")
        text = await written(hands, out / "приём.csv")
        (row,) = rows_of(text)
        assert row["Статус"] == "запись"
        assert "Кузнец" not in text
        assert "давлен" not in text


async def test_a_whole_card_goes_out_after_a_proof_and_over_nothing(
    opened: Opens, office: Cabinet, ground: Ground, out: Path
) -> None:
    maria = ground.patients["Кузнецова М. П."]
    async with opened(size=(80, 24)) as hands:
        await hands.press("f2")
        await hands.rush(*"кузнецова м")
        await hands.press("enter")
        for attempt in range(2):
            await hands.press("ctrl+p")
            await hands.rush(*"выгрузить карту")
            await hands.press("enter")
            assert "ВЫГРУЗИТЬ КАРТУ" in hands.screen
            assert "Файл не зашифрован" in hands.screen
            await hands.rush(*"~/карта.json")
            await hands.press("ctrl+s")
            if not attempt:
                await prove(hands)
                await hands.until((out / "карта.json").exists)
                await hands.until(lambda: "Выгружено:" in hands.screen)
        await hands.until(lambda: "Файл с таким именем уже есть." in hands.screen)
    bundle = json.loads((out / "карта.json").read_bytes())
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} >= {"Patient", "Organization"}
    noted = [row.params for row in await office.journal.mine() if row.code == "chart.exported"]
    assert noted == [{"format": "fhir", "patient": maria.hex()}]
