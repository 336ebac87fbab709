"""What a patient asks for at the desk is written down for a colleague, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.home_actions import RecordApplication
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention
from tests.ui.home.test_corresponding import petrov

__all__ = ["petrov"]


@pytest.mark.capability("C027")
@pytest.mark.capability("C072")
async def test_a_patients_request_is_passed_on_to_the_doctor(opened: Any, petrov: Cabinet) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("ctrl+p")
        await hands.type("обращение пац")
        await hands.settle()
        await hands.press("enter")
        assert "ОБРАЩЕНИЕ ПАЦИЕНТА" in hands.screen
        assert "пациенту ничего не уйдёт" in hands.screen
        await hands.type("ёлк")
        await hands.settle()
        assert "Ёлкин" in hands.screen
        await hands.press("enter")
        await hands.type("завед")
        await hands.settle()
        await hands.press("enter")
        await hands.type("Справка в бассейн")
        await hands.press("enter")
        await hands.type("Звонил в 9:10.")
        await hands.press("ctrl+s")
        assert "Обращение передано · Ctrl+Z" in hands.screen
        rows = [row for row in await petrov.home.attention() if row.kind is NoticeKind.APPLICATION]
        (row,) = rows
        assert (row.title, row.detail, row.attention) == (
            "Справка в бассейн", "Звонил в 9:10.", Attention.TO_CONFIRM,
        )  # fmt: skip
        assert row.patient_name.startswith("Ёлкин")
        await hands.press("ctrl+z")
        assert not [row for row in await petrov.home.attention() if row.kind is NoticeKind.APPLICATION]


@pytest.mark.capability("C027", "C058")
async def test_requests_of_patients_are_looked_through_from_the_schedule(
    opened: Any, petrov: Cabinet, colleague: Cabinet
) -> None:
    (patient,) = await petrov.patients.page(limit=1)
    new = petrov.surroundings.ids.new()
    await petrov.do(
        RecordApplication(new, patient.id, colleague.worker.id, "Справка в бассейн", "Звонил в 9:10.")
    )
    async with opened(size=(80, 24)) as hands:
        await hands.press("f4", "ctrl+p")
        await hands.type("просматривать заявки")
        await hands.press("enter")
        assert "фильтр: новые заявки" in hands.screen
        assert [row.kind for row in hands.app.screen.rows.rows] == [NoticeKind.APPLICATION]
        assert "Справка в бассейн" in hands.cursor
