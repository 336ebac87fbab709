"""A document is sent by mail from its list, and called back."""

from __future__ import annotations

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from tests.ui.documents.conftest import Opens
from tests.ui.documents.test_documents import attach
from tests.ui.patients.conftest import Ground

SIZES = [(80, 24), (140, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_document_is_mailed_and_called_back(
    opened: Opens, colleague: Cabinet, ground: Ground, size: tuple[int, int]
) -> None:
    document = await attach(colleague, "Справка", "текст", patient=ground.patients["Кузнецова М. П."])
    async with opened(size=size) as hands:
        await hands.press("f5", "ctrl+p")
        await hands.type("по почте")
        await hands.press("enter")
        assert "ОТПРАВИТЬ ПО ПОЧТЕ" in hands.screen
        assert "Обычную почту могут прочесть по пути." in hands.screen
        await hands.type("anna@example.ru")
        await hands.press("enter")
        await hands.type("по просьбе")
        await hands.press("enter")
        await hands.type("не с")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "Документ пациента отправляют обычной почтой" in hands.screen)
        await hands.type("согл")
        await hands.press("enter")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Введите пароль ещё раз." in hands.screen)
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.until(lambda: "К отправке" in hands.screen)
        (sending,) = await colleague.exchange.sendings(document)
        assert sending.waits
        await hands.press("ctrl+z")
        await hands.until(lambda: "Действие отменено" in hands.screen)
        (sending,) = await colleague.exchange.sendings(document)
        assert not sending.waits
