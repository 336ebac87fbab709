"""Keys pressed faster than the store writes: each acts on its own row, nothing is done twice."""

from __future__ import annotations

from typing import Any

from textual import events

from medcab_tui.cabinet.results_actions import WithdrawAcknowledgement
from medcab_tui.demo.settle import press
from medcab_tui.domain.home import seen_result

NORMAL = ("Натрий", "Калий", "Хлор", "Билирубин", "АЛТ")


async def rush(hands: Any, *keys: str) -> None:
    """All keys at once, with no wait in between."""
    press(hands.app, [events.Key(key, key if len(key) == 1 else None) for key in keys])
    await hands.settle()


async def to_normal(hands: Any) -> None:
    for _step in range(12):
        if NORMAL[0] in hands.cursor:
            return
        await hands.press("down")
    raise AssertionError(hands.screen)


async def acknowledged(hands: Any) -> list[str]:
    rows = await hands.app.cabinet.home.attention()
    return sorted(row.title.split()[0] for row in rows if row.result is not None and row.result.acknowledged)


async def test_five_keys_at_once_acknowledge_five_results_once_each(opened: Any) -> None:
    async with opened() as hands:
        await to_normal(hands)
        await rush(hands, *"ппппп")
        assert await acknowledged(hands) == sorted(NORMAL)
        told = [row for row in await hands.app.cabinet.journal.mine() if row.code == "results.acknowledged"]
        assert len(told) == 5
        await hands.press("ctrl+z")
        assert len(await acknowledged(hands)) == 4


async def test_repeating_acts_on_the_row_the_cursor_went_to_and_is_named(opened: Any) -> None:
    async with opened() as hands:
        await to_normal(hands)
        await rush(hands, "п", "ж", "ж")
        assert await acknowledged(hands) == sorted(NORMAL[:3])
        assert "Ещё раз «принять»: Подтверждено: Хлор" in hands.screen
        await hands.press("ctrl+p", *"повтор")
        assert "Повторить: принять" in hands.screen


async def test_marks_made_and_acted_on_at_once_are_all_acted_on(opened: Any) -> None:
    async with opened() as hands:
        await to_normal(hands)
        await rush(hands, "space", "down", "down", "space", "п")
        assert await acknowledged(hands) == sorted((NORMAL[0], NORMAL[2]))
        assert "Подтверждены 2 результата" in hands.screen


async def test_what_another_took_back_meanwhile_is_not_undone_again(opened: Any, colleague: Any) -> None:
    async with opened() as hands:
        await hands.press("п")
        rows = await hands.app.cabinet.home.attention()
        (row,) = [one for one in rows if one.result is not None and one.result.acknowledged]
        assert row.patient is not None
        seen = seen_result(row.patient, row.result)
        await colleague.do(WithdrawAcknowledgement(colleague.surroundings.ids.new(), (seen,)))
        await hands.press("ctrl+z")
        assert "Не отменено (Подтверждено: HbA1c 7,9 % ▲). " in hands.screen
