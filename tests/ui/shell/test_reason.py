"""A reason is asked for: long enough, kept as a draft, taken by a digit, never given by Enter."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from medcab_tui.domain.errors import Refused
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.reason import Reason

SUGGESTED = ("Пациент не пришёл", "Пациент попросил")


async def asked(hands: Any, given: list[str | None], about: str = "Ёлкин Д. С., 1982-05-06") -> Reason:
    dialog = Reason("Отменить приём", about, suggestions=SUGGESTED)
    await hands.app.push_screen(dialog, given.append)
    await hands.settle()
    return dialog


async def test_a_reason_is_typed_and_given(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        given: list[str | None] = []
        await asked(hands, given)
        assert "Отменить приём" in hands.screen
        assert "Ёлкин Д. С., 1982-05-06" in hands.screen
        assert "^S отменить приём" in hands.screen
        await hands.type("ошибка в дате 7")
        await hands.press("ctrl+s")
        assert given == ["ошибка в дате 7"]


async def test_too_short_a_reason_says_what_to_do(opened: Any) -> None:
    async with opened() as hands:
        given: list[str | None] = []
        await asked(hands, given)
        await hands.type("да ")
        await hands.press("ctrl+s")
        assert given == []
        assert "Укажите причину." in hands.screen
        assert "3" in hands.screen.split("Укажите причину.")[1].splitlines()[0]
        await hands.press("enter")
        assert given == []
        assert "Ctrl+S — отменить приём" in hands.screen


async def test_a_digit_takes_a_suggestion_while_nothing_is_typed(opened: Any) -> None:
    async with opened() as hands:
        given: list[str | None] = []
        dialog = await asked(hands, given)
        await hands.press("2")
        assert dialog.query_one(Input).value == "Пациент попросил"
        await hands.press("1", "ctrl+s")
        assert given == ["Пациент попросил1"]
        await hands.app.act("отменён", told="Отменён")
        dialog = await asked(hands, given)
        await hands.press("3")
        assert dialog.query_one(Input).value == "3"


async def test_leaving_keeps_the_draft_and_says_so(opened: Any) -> None:
    async with opened() as hands:
        given: list[str | None] = []
        await asked(hands, given)
        await hands.type("переехал")
        await hands.press("escape")
        assert given == [None]
        assert "Черновик" in hands.app.screen.query_one(Notice).text
        other = await asked(hands, given, "Орлова Н. В.")
        assert other.query_one(Input).value == ""
        await hands.press("escape")
        dialog = await asked(hands, given)
        assert dialog.query_one(Input).value == "переехал"
        await hands.press("ctrl+s")
        assert given[-1] == "переехал"
        assert await hands.app.act("отменён", told="Отменён") is not None
        assert hands.app.cabinet.drafts.kept == {}


async def test_a_refusal_after_the_reason_was_given_loses_no_word_of_it(opened: Any) -> None:
    async with opened() as hands:
        given: list[str | None] = []
        await asked(hands, given)
        await hands.type("пациент переехал")
        await hands.press("ctrl+s")
        hands.app.cabinet.refusal = Refused("visit.over")
        assert await hands.app.act("отменён", told="Отменён") is None
        dialog = await asked(hands, given)
        assert dialog.query_one(Input).value == "пациент переехал"
        await hands.press("ctrl+s")
        await hands.app.act("отменён", told="Отменён")
        dialog = await asked(hands, given)
        assert dialog.query_one(Input).value == ""


async def test_a_lock_keeps_what_was_typed_here(opened: Any) -> None:
    async with opened() as hands:
        await asked(hands, [])
        await hands.type("перепутан день")
        content = hands.app.cabinet.content
        await hands.press("ctrl+l")
        assert [body["reason"] for (place, _), body in content.drafts.items() if place == "shell.reason"] == [
            "перепутан день"
        ]
