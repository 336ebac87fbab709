"""Whoever opens a store that an older program made is told of what is new, and everybody else with them."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.domain.notices import NoticeKind


@pytest.mark.capability("C033")
async def test_after_the_program_was_renewed_the_inbox_tells_what_is_new(
    opened: Any, colleague: Cabinet
) -> None:
    async with opened() as hands:
        for _twice in range(2):
            await hands.app._complete_store(hands.app.session.cabinet)
            await hands.settle()
            rows = [row for row in await colleague.home.attention() if row.kind is NoticeKind.SERVICE]
            assert len(rows) == 5
        assert hands.app.faults == []
        await hands.press("ъ")
        assert "Новый сервис: справочники" in hands.screen


@pytest.mark.capability("C033")
async def test_the_line_of_the_exchange_switches_the_connection_on_and_its_undo_off(opened: Any) -> None:
    async with opened() as hands:
        links = hands.app.cabinet.links
        assert [one.enabled for one in await links.all()] == [False]
        await hands.app._complete_store(hands.app.session.cabinet)
        await hands.settle()
        for _row in range(30):
            if "Новый сервис: обмен" in hands.cursor:
                break
            await hands.press("down")
        assert "Новый сервис: обмен" in hands.cursor
        await hands.press("п")
        await hands.until(lambda: "Подключено: обмен с государственными службами" in hands.screen)
        assert "в настоящие службы ничего не уходит" in " ".join(hands.screen.split())
        (link,) = await links.all()
        assert link.enabled
        assert "document" in link.carries
        await hands.press("escape", "ctrl+z")
        await hands.until(lambda: "Действие отменено" in hands.screen)
        assert [one.enabled for one in await links.all()] == [False]
        assert hands.app.faults == []
