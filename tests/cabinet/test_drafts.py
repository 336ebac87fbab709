"""What is being typed survives lock, kill and a loop that is stopping; it belongs to one worker."""

from __future__ import annotations

import asyncio
import threading

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.domain.errors import StoreFault


async def test_a_draft_is_kept_replaced_and_dropped(door: Door, cabinet: Cabinet) -> None:
    await cabinet.drafts.keep("patients.record", "01", {"complaints": "кашель"})
    await cabinet.drafts.keep("patients.record", "01", {"complaints": "кашель, насморк \x1b[2J \ud800"})
    await cabinet.drafts.keep("patients.record", "02", {})
    await cabinet.lock()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert await again.drafts.get("patients.record", "01") == {"complaints": "кашель, насморк \x1b[2J \ud800"}
    assert [(draft.place, draft.object) for draft in await again.drafts.all()] == [
        ("patients.record", "01"),
        ("patients.record", "02"),
    ]
    await again.drafts.drop("patients.record", "01")
    assert await again.drafts.get("patients.record", "01") is None
    await again.sign_out()


async def test_a_draft_can_be_kept_at_once_and_from_another_thread(door: Door, cabinet: Cabinet) -> None:
    cabinet.drafts.keep_now("here", "1", {"text": "из обработчика сигнала"})
    thread = threading.Thread(target=cabinet.drafts.keep_now, args=("here", "2", {"text": "из потока"}))
    thread.start()
    thread.join()
    cabinet.close_now()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert [draft.body["text"] for draft in await again.drafts.all()] == [
        "из обработчика сигнала",
        "из потока",
    ]
    await again.sign_out()


def test_a_draft_can_be_kept_while_no_loop_runs(door: Door, founding: object) -> None:
    cabinet, _code = asyncio.run(door.found(founding))  # type: ignore[arg-type]
    cabinet.drafts.keep_now("here", "1", {"text": "цикл уже стоит"})
    cabinet.close_now()

    async def look() -> dict[str, str] | None:
        again = await door.sign_in("ivanova", "Demo-2026!")
        try:
            return await again.drafts.get("here", "1")
        finally:
            await again.sign_out()

    assert asyncio.run(look()) == {"text": "цикл уже стоит"}


async def test_drafts_leave_no_row_in_the_journal_and_no_key_keeps_none(cabinet: Cabinet) -> None:
    await cabinet.drafts.keep("here", "1", {"text": "a"})
    assert (await cabinet.journal.verify()).rows == 1
    await cabinet.lock()
    with pytest.raises(StoreFault):
        cabinet.drafts.keep_now("here", "1", {"text": "b"})
