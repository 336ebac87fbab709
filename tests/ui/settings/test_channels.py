"""The page of notifications: a table of kinds and ways, quiet hours, and what they do while one works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from medcab_tui.cabinet.bulk import LoadBatch
from medcab_tui.cabinet.delivery_actions import ChooseDelivery
from medcab_tui.cabinet.home_actions import PostponeTask
from medcab_tui.cabinet.pieces import LoadedTask
from medcab_tui.demo.settle import settled, tick
from medcab_tui.domain.delivery import Channel, Preferences, Quiet
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention, TaskState
from medcab_tui.ui.home.kinds import kind_title

NOTICES = 5
HEADS, FIRST_KIND = 4, 5
MESSAGES = FIRST_KIND + list(NoticeKind).index(NoticeKind.MESSAGE)
DAILY = FIRST_KIND + len(NoticeKind)
TOLD = "новая строка"


def line_with(screen: str, text: str) -> str:
    return next(line for line in screen.splitlines() if text in line)


async def to_row(hands: Any, number: int) -> None:
    await hands.press("home", *["down"] * number)


@pytest.mark.capability("C029")
@pytest.mark.capability("C100")
async def test_space_and_enter_turn_what_left_and_right_choose(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(NOTICES)
        await to_row(hands, HEADS)
        assert "экран терм. почта СМС" in line_with(hands.screen, "По видам")
        await to_row(hands, MESSAGES)
        assert "[●]" in line_with(hands.screen, "Сообщения")
        await hands.press("space")
        assert "[○]" in line_with(hands.screen, "Сообщения")
        await hands.press("right", "right", "enter", "right", "right", "space")
        assert line_with(hands.screen, "Сообщения").split()[-5:] == ["○", "●", "●", "○", "[●]"]
        assert "и в тихие часы" in hands.screen.splitlines()[-1]
        chosen = await hands.app.cabinet.delivery.preferences()
        assert chosen.of(NoticeKind.MESSAGE) == {Channel.TERMINAL, Channel.MAIL}
        assert NoticeKind.MESSAGE in chosen.passing
        await hands.press("right")
        assert "[○]" in line_with(hands.screen, "Сообщения"), "round to the first"
        await to_row(hands, 0)
        await hands.press("left", "space")
        assert hands.app.cabinet is not None
        assert await hands.app.cabinet.delivery.preferences() == chosen, "other rows have no ways"


async def test_quiet_hours_are_typed_and_a_wrong_one_is_refused_with_a_remedy(opened: Any) -> None:
    async with opened(size=(140, 40)) as hands:
        await hands.page(NOTICES)
        await to_row(hands, DAILY)
        await hands.press("enter")
        await hands.type("с вечера")
        await hands.press("ctrl+s")
        assert "22:00-07:00" in hands.screen
        assert "Это не тихие часы" in hands.screen
        await hands.press(*["backspace"] * 8)
        await hands.type("22-7")
        await hands.press("ctrl+s")
        assert "22:00–07:00" in hands.screen
        await hands.press("down", "enter")
        await hands.type("нет")
        await hands.press("ctrl+s")
        chosen = await hands.app.cabinet.delivery.preferences()
        assert (chosen.on(0), chosen.on(1)) == (None, chosen.daily)
        await hands.press(*["down"] * 8, "enter")
        await hands.type("8 912 345")
        await hands.press("ctrl+s")
        assert "345-67-89" in hands.screen, "the remedy of a number that is too short"
        await hands.type("-67-89")
        await hands.press("ctrl+s")
        assert "+7 912 345-67-89" in line_with(hands.screen, "Номер для СМС")
        await hands.press("up", "enter")
        await hands.type("anna@")
        await hands.press("ctrl+s")
        assert "name@place.ru" in hands.screen
        await hands.type("clinic.ru")
        await hands.press("ctrl+s")
        chosen = await hands.app.cabinet.delivery.preferences()
        assert (chosen.mail, chosen.phone) == ("anna@clinic.ru", "+79123456789")
        await hands.press(*["up"] * 7, "enter", *["backspace"] * 3, "ctrl+s")
        chosen = await hands.app.cabinet.delivery.preferences()
        assert chosen.weekly == ()
        await hands.press("enter")
        await hands.app.cabinet.do(ChooseDelivery(hands.app.cabinet.surroundings.ids.new(), chosen))
        await hands.type("1-2")
        await hands.press("ctrl+s")
        assert "в другом окне" in hands.screen
        assert (await hands.app.cabinet.delivery.preferences()).weekly == ()


@pytest.mark.capability("C029")
async def test_news_are_told_by_their_ways_and_after_quiet_hours(opened: Any) -> None:
    async with opened(size=(140, 40), notify_terminal="off") as hands:
        app, cabinet = hands.app, hands.app.cabinet
        around = cabinet.surroundings

        async def arrives(kind: NoticeKind) -> None:
            around.clock.advance(timedelta(minutes=2))
            task = LoadedTask(
                around.ids.new(), cabinet.worker.id, Attention.MESSAGE, TaskState.AWAITING,
                around.clock.now(), None, "Новое", "", kind=kind,
            )  # fmt: skip
            await cabinet.do(LoadBatch(around.ids.new(), (task,)))
            await settled(app)

        async def choose(chosen: Preferences) -> None:
            await cabinet.do(ChooseDelivery(around.ids.new(), chosen))
            await settled(app)

        def said() -> bool:
            found = TOLD in hands.screen
            app.clear_notifications()
            app.screen.say("")
            return found

        await arrives(NoticeKind.MESSAGE)
        assert said()
        await choose(Preferences().toggled(NoticeKind.MESSAGE, Channel.LINE))
        await arrives(NoticeKind.MESSAGE)
        assert not said()
        await arrives(NoticeKind.DOCUMENT)
        assert said()
        before = await cabinet.delivery.preferences()
        local = Quiet(*((around.clock.now() + timedelta(hours=3 + n)).time() for n in (-1, 1)))
        await choose(before.with_quiet(None, local))
        await arrives(NoticeKind.DOCUMENT)
        assert not said()
        await arrives(NoticeKind.RESULT)
        assert said(), "what is urgent passes"
        around.clock.advance(timedelta(hours=2))
        app.idle.touch()
        await tick(app)
        assert said(), "what was held is told when they end"

        row = next(row for row in await cabinet.home.attention() if row.kind is NoticeKind.DOCUMENT)
        until = around.clock.now() + timedelta(minutes=3)
        await cabinet.do(PostponeTask(around.ids.new(), row.id, row.version, until))
        await settled(app)
        assert not said()
        around.clock.advance(timedelta(minutes=4))
        await tick(app)
        assert said(), "what was postponed is told when its time comes"


async def test_the_name_of_no_kind_is_cut_and_the_whole_one_stands_beneath(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(NOTICES)
        for number, kind in enumerate(NoticeKind):
            await to_row(hands, FIRST_KIND + number)
            line = next(
                line
                for line in hands.screen.splitlines()
                if ("[●]" in line or "[○]" in line) and "▌" in line[6:]
            )
            assert "…" not in line, line
            whole = kind_title(kind)
            assert (whole[:1].upper() + whole[1:]) in hands.screen, kind


async def test_a_connected_service_is_not_said_to_be_missing(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        assert hands.app.cabinet is not None
        await hands.app.cabinet.links.switch("embedded", enabled=True)
        await hands.page(NOTICES)
        await to_row(hands, MESSAGES)
        await hands.press("right", "right", "space")
        await hands.press("end")
        assert "● подключена, ничего не ждёт" in line_with(hands.screen, "Электронная почта")
        assert "служба не подключена" not in hands.screen
