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
            assert len(rows) == 4
        assert hands.app.faults == []
        await hands.press("ъ")
        assert "Новый сервис: справочники" in hands.screen
