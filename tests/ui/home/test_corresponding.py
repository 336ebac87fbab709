"""Colleagues write to each other: sent, read whole, answered, taken back. And т leads on from any section."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.bulk import LoadBatch, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.home_actions import ReplyToNotice, SendMessage
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.notices import Asks, NoticeKind, Service, Told
from medcab_tui.domain.rooms import Attention, Source, SourceKind, TaskState
from medcab_tui.ui.home.opening import open_source

PASSWORD = "Demo-2026!"
PETROV = NewWorker(
    "petrov", "Петров", "Олег", "Дмитриевич", "заведующий отделением", "Терапия", frozenset({Role.CLINICIAN})
)


@pytest.fixture
async def petrov(store: Path, colleague: Cabinet) -> AsyncIterator[Cabinet]:
    """The head of the department, over the same store; a message of his waits for Ivanova."""
    await colleague.step_up.prove(password=PASSWORD)
    await colleague.accounts.add_worker(PETROV, PASSWORD)
    door = Door(store, Surroundings.fixed(colleague.surroundings.clock.now(), 91), cost=TEST_COST)
    cabinet = await door.sign_in("petrov", PASSWORD)
    text = "\n".join(("Сможете выйти 28-го?", "Смена с 8 до 14.", "Третья строка.", "Ответьте до вечера."))
    new = cabinet.surroundings.ids.new()
    await cabinet.do(SendMessage(new, colleague.worker.id, "Смена 28 ноября", text))
    yield cabinet
    await cabinet.sign_out()


async def to_row(hands: Any, text: str) -> None:
    for _step in range(15):
        if text in hands.cursor:
            return
        await hands.press("down")
    raise AssertionError(hands.screen)


@pytest.mark.capability("C072")
async def test_a_message_is_read_whole_answered_and_the_answer_taken_back(
    opened: Any, petrov: Cabinet
) -> None:
    async with opened(size=(80, 24)) as hands:
        await to_row(hands, "Смена 28 ноября")
        assert re.search(r"✉ +0 м Смена 28 ноября +Петров О\. Д\.", hands.cursor), "who wrote it"
        assert "сообщение   от: Петров О. Д." in hands.screen
        assert "… ещё 3 строки" in hands.screen, "the preview says that there is more"
        assert "п/g прочитано" in hands.screen
        await hands.press("enter")
        assert "СМЕНА 28 НОЯБРЯ" in hands.screen
        assert "Третья строка." in hands.screen
        assert "^S отправить" in hands.screen
        await hands.type("Да, выйду.")
        await hands.press("escape")
        assert "Черновик сохранён" in hands.screen
        await hands.press("о")
        assert "Да, выйду." in hands.screen, "what was typed is there again"
        await hands.press("ctrl+s")
        assert "Ответ отправлен: Смена 28 ноября · Ctrl+Z" in hands.screen
        assert "Смена 28 ноября" not in hands.cursor, "the cursor went on"
        (answer,) = [row for row in await petrov.home.attention() if row.kind is NoticeKind.MESSAGE]
        assert (answer.detail, answer.sender_name) == ("Да, выйду.", "Иванова А. П.")
        await hands.press("ctrl+z")
        assert [row for row in await petrov.home.attention() if row.kind is NoticeKind.MESSAGE] == []
        assert "✉" in hands.cursor
        assert "Смена 28 ноября" in hands.cursor, "and comes back with what was undone"
        await hands.press("п")
        assert "Прочитано: Смена 28 ноября · Ctrl+Z" in hands.screen


@pytest.mark.capability("C072")
async def test_a_message_is_written_to_a_colleague_found_by_post(opened: Any, petrov: Cabinet) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("н")
        await hands.type("завед")
        await hands.settle()
        assert "Петров Олег Дмитриевич" in hands.screen
        await hands.press("enter")
        await hands.type("График")
        await hands.press("enter")
        await hands.type("Прошу отгул 30-го.")
        await hands.press("ctrl+s")
        assert "Сообщение отправлено · Ctrl+Z" in hands.screen
        (row,) = [row for row in await petrov.home.attention() if row.kind is NoticeKind.MESSAGE]
        assert (row.title, row.detail) == ("График", "Прошу отгул 30-го.")
        await hands.press("ctrl+z")
        assert [row for row in await petrov.home.attention() if row.kind is NoticeKind.MESSAGE] == []


@pytest.mark.capability("C072")
async def test_a_message_may_name_the_patient_it_is_about(opened: Any, petrov: Cabinet) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("н")
        await hands.type("завед")
        await hands.settle()
        await hands.press("enter")
        await hands.type("Консультация")
        await hands.press("enter")
        await hands.type("Посмотрите, пожалуйста.")
        await hands.press("tab")
        await hands.type("Неттакой")
        await hands.settle()
        await hands.press("ctrl+s")
        assert "Полей исправить: 1" in hands.screen, "a name is not enough: somebody is meant"
        await hands.press("ctrl+u")
        await hands.type("кузнец мария")
        await hands.settle()
        await hands.press("enter", "ctrl+s")
        (row,) = [row for row in await petrov.home.attention() if row.kind is NoticeKind.MESSAGE]
        assert row.full_name == "Кузнецова Мария Павловна"


@pytest.mark.capability("C072")
async def test_what_was_written_before_stands_in_the_preview_and_in_the_exchange(
    opened: Any, colleague: Cabinet, petrov: Cabinet
) -> None:
    ids = colleague.surroundings.ids
    for cabinet, text in ((colleague, "До скольки?"), (petrov, "До двух.")):
        (row,) = [
            row for row in await cabinet.home.attention() if row.kind is NoticeKind.MESSAGE and row.attention
        ]
        await cabinet.do(ReplyToNotice(ids.new(), row.id, row.version, text))
    async with opened() as hands:
        await to_row(hands, "Смена 28 ноября")
        assert "до него 2 сообщения" in hands.screen
        assert "Петров О. Д.: Сможете выйти 28-го? Смена с 8 до 14." in hands.screen
        assert "Иванова А. П.: До скольки?" in hands.screen
        await hands.press("enter")
        shown = hands.screen
        places = [
            shown.index(text) for text in ("Сможете выйти", "вы ─", "До скольки?", "До двух.", "Ответ*")
        ]
        assert places == sorted(places)


async def test_from_any_section_the_next_that_needs_attention_is_one_key(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("4", "т")
        await hands.settle()
        assert hands.app.current_mode == "patients"
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert "HbA1c" in hands.cursor
        await hands.press("N")
        await hands.settle()
        assert "КУЗНЕЦОВА" not in hands.screen, "before the first comes the last"
        await hands.press("т")
        await hands.settle()
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen, "and round the end to the first again"
        await hands.press("п", "т")
        await hands.settle()
        assert hands.app.current_mode == "schedule", "what was answered is passed over"


@pytest.mark.capability("C033")
async def test_a_service_is_switched_on_by_one_key_and_tells_how_it_is_used(
    opened: Any, colleague: Cabinet
) -> None:
    ids, now = colleague.surroundings.ids, colleague.surroundings.clock.now()
    notice = LoadedTask(
        ids.new(), colleague.worker.id, Attention.MESSAGE, TaskState.AWAITING, now, None, "",
        Asks.READING.value, kind=NoticeKind.SERVICE, code=Told.SERVICE,
        params=(("service", Service.FREE_TIME.value),),
        source=Source(SourceKind.SERVICE, ids.new()),
    )  # fmt: skip
    await colleague.do(LoadBatch(ids.new(), (notice,)))
    async with opened(size=(80, 24)) as hands:
        await to_row(hands, "Новый сервис")
        assert "п/g подключить" in hands.screen
        await hands.press("п")
        assert "Подключено: поиск свободного времени" in hands.screen
        assert "ближайшее свободное время" in hands.screen
        await hands.press("enter")
        await hands.settle()
        assert (hands.app.current_mode, hands.app.screen.view) == Service.FREE_TIME.place
        other = replace((await colleague.home.attention())[0], source=Source(SourceKind.SERVICE, ids.new()))
        assert open_source(hands.app, replace(other, params={"service": Service.REMINDERS.value}), "UTC")
        await hands.settle()
        assert hands.app.screen.place_state()["page"] == "notices", "the page where the service is set"
        assert not open_source(hands.app, replace(other, params={"service": "of tomorrow"}), "UTC")


async def test_a_task_is_handed_over_and_a_free_time_found_from_the_row(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("д")
        assert "ПЕРЕДАТЬ РЕЗУЛЬТАТ" in hands.screen
        assert "результат ждёт вас, пока коллега не согласится" in hands.screen
        await hands.press("escape")
        await hands.press("с")
        assert "СВОБОДНОЕ ВРЕМЯ" in hands.screen
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        await hands.press("escape")
        await to_row(hands, "Замена смены")
        await hands.press("с")
        assert len(hands.app.screen_stack) == 1, "it is about nobody's visit"
        assert "д/l передать" in hands.screen
        await hands.press("l")
        assert "ПЕРЕДАТЬ ЗАДАЧУ" in hands.screen
        assert "Замена смены 2026-11-28" in hands.screen
