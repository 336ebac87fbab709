"""What people see of the exchange: the line on top, the queue, the way with raw answers, both versions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from medcab_tui import locale
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.exchange import ExchangeRoom
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.demo import settle
from medcab_tui.domain.accounts import SYNC
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.exchange import Change, ChangedThere, Receipt, Rejected, Unreachable, Way
from medcab_tui.domain.exchange_patient import fields_of
from medcab_tui.domain.exchange_rows import ExchangeState
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from medcab_tui.ui.links.way import WayScreen
from medcab_tui.ui.shell.exchanging import exchange_shown
from tests.cabinet.conftest import FOUNDING, NOON, maria
from tests.exchange.test_exchange import SERVICE, Scripted, raising
from tests.hands import Hands

__all__ = ["maria"]

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
MOSCOW = "Europe/Moscow"


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (None, "○ без обмена"),
        (ExchangeState(), "○ без обмена"),
        (ExchangeState(1), "○ обмена ещё не было"),
        (ExchangeState(1, last=NOW - timedelta(minutes=11)), "● обмен 12:04"),
        (ExchangeState(1, last=NOW - timedelta(days=2)), "● обмен 11-21"),
        (ExchangeState(2, 3, last=NOW), "◐ в очереди 3"),
        (ExchangeState(2, 3, NOW - timedelta(minutes=35), NOW), "○ нет связи с 11:40, в очереди 3"),
        (ExchangeState(2, 0, NOW - timedelta(minutes=35), NOW), "○ нет связи с 11:40"),
    ],
)
def test_the_line_on_top_tells_the_worst_of_it(state: ExchangeState | None, shown: str) -> None:
    locale.use("ru")
    assert exchange_shown(state, NOW, MOSCOW)[0] == shown


@asynccontextmanager
async def sitting(folder: Path, person: Any, size: tuple[int, int]) -> AsyncIterator[tuple[Hands, Scripted]]:
    """A cabinet with a service switched on, whose adapter answers as the test has it."""
    door = Door(folder, Surroundings.fixed(NOON, 3), cost=TEST_COST)
    cabinet, _code = await door.found(FOUNDING)
    await cabinet._desk.write(lambda c: c.execute(SERVICE))
    adapter = Scripted()

    async def opened(_name: str) -> Any:
        return adapter

    room = ExchangeRoom(cabinet._desk, lambda actions: cabinet._do_all(actions, by=SYNC), opened, deadline=5)
    cabinet.__dict__["exchange"] = room
    await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), person))
    app = MedcabApp(door, Settings(store=folder, language="ru"), cabinet=cabinet)
    locale.use("ru")
    async with app.run_test(size=size) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        yield hands, adapter


async def amend(hands: Hands, **fields: str) -> None:
    cabinet = hands.app.cabinet
    (row,) = await cabinet.patients.page()
    card = await cabinet.patients.card(row.id, opened=False)
    details = replace(details_of(card.patient), **fields)
    await cabinet.do(AmendPatient(cabinet.surroundings.ids.new(), row.id, card.patient.version, details))
    await hands.settle()


async def passes(hands: Hands, seconds: float) -> None:
    """Time passes, and whatever is due happens."""
    cast("TapeClock", hands.app.cabinet.surroundings.clock).advance(timedelta(seconds=seconds))
    await settle.tick(hands.app)


@pytest.mark.capability("C171", "C194")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_the_queue_and_the_way_show_what_was_said_as_text(
    tmp_path: Path, maria: Any, size: tuple[int, int]
) -> None:
    async with sitting(tmp_path / "store", maria, size) as (hands, adapter):
        assert len(adapter.asked) == 1, "what waited goes when the cabinet opens"
        assert "● обмен 12:15" in hands.screen
        adapter.answer = raising(Unreachable("[b]no\x1b[2J route[/]"))
        await amend(hands, area="8")
        room = "○ нет связи с 12:15, в очереди 1" if size[0] > 80 else "● подпись 15 мин  ○ нет связи  "
        assert room in hands.screen
        await hands.press("ctrl+p")
        await hands.type("очередь отправки")
        await hands.press("enter")
        assert "данные пациента" in hands.screen
        assert "[b]no␛[2J route[/]" in hands.screen
        adapter.answer = raising(Rejected("Участка [/] нет", code="AREA", raw='<html>\x1b]0;x\x07["</html>'))
        await hands.press("п")
        assert "✕" in hands.screen
        await hands.press("home")
        await hands.press("enter")
        await hands.press("end")
        assert "AREA Участка [/] нет" in hands.screen
        await hands.press("enter")
        assert '<html>␛]0;x�["</html>' in hands.screen.replace("\ufffd", "�")
        await hands.press("escape", "escape")
        assert "Отказано (region): данные пациента" in hands.screen
        hands.app.cabinet.close_now()


async def test_both_versions_are_opened_by_p_and_one_is_made_of_them(tmp_path: Path, maria: Any) -> None:
    async with sitting(tmp_path / "store", maria, (100, 30)) as (hands, adapter):
        (row,) = await hands.app.cabinet.patients.page()
        person = (await hands.app.cabinet.patients.card(row.id, opened=False)).patient
        theirs = fields_of(details_of(person)) | {"phone": "+79120000022", "contact": "дочь"}
        changed = Change("patient", "", "r1", "e2", theirs)
        adapter.answer = raising(ChangedThere(changed))
        await amend(hands, phone="+79120000033")
        assert "Две версии карты: телефон" in hands.screen
        await hands.press("у")
        assert "Две версии карты" in hands.screen, "it cannot be refused"
        await hands.press("п")
        assert "изменили оба: выберите" in hands.screen
        await hands.press("escape", "enter", "right", "ctrl+s")
        assert "служба узнает через" in hands.screen
        assert "Две версии карты" not in hands.screen
        adapter.answer = lambda operation: Receipt(Way.REGISTERED, remote_id="r1", etag="e3")
        await passes(hands, 16)
        last = adapter.asked[-1]
        assert (last.body["phone"], last.body["contact"], last.etag) == ("+79120000033", "дочь", "e2")
        hands.app.cabinet.close_now()


async def test_a_key_waits_for_no_service_and_a_lock_ends_the_turn(tmp_path: Path, maria: Any) -> None:
    async with sitting(tmp_path / "store", maria, (100, 30)) as (hands, adapter):
        never = asyncio.Event()

        async def hangs(_operation: Any) -> Receipt:
            await never.wait()
            raise AssertionError("not reached")

        adapter.answer = hangs
        cabinet = hands.app.cabinet
        (row,) = await cabinet.patients.page()
        card = await cabinet.patients.card(row.id, opened=False)
        details = replace(details_of(card.patient), area="8")
        await cabinet.do(AmendPatient(cabinet.surroundings.ids.new(), row.id, card.patient.version, details))
        for _turn in range(200):
            await asyncio.sleep(0.005)
            if len(adapter.asked) == 2:
                break
        settle.press(hands.app, [hands_key("f5")])
        for _turn in range(200):
            await asyncio.sleep(0.005)
            if "приложить" in hands.screen:
                break
        assert "приложить" in hands.screen, "the section opens while the service hangs"
        hands.app.lock()
        await hands.settle()
        assert hands.app.cabinet is None
        assert not hands.app.faults


@pytest.mark.capability("C194")
async def test_the_way_says_what_to_do_about_a_refusal_until_it_went_again(
    tmp_path: Path, maria: Any
) -> None:
    next_is = "Что дальше: исправьте в карте то, что названо"
    async with sitting(tmp_path / "store", maria, (140, 40)) as (hands, adapter):
        adapter.answer = lambda _operation: Receipt(Way.REFUSED, code="NO_SNILS", text="Не указан СНИЛС")
        await amend(hands, area="8")
        (row,) = await hands.app.cabinet.patients.page()
        await hands.app.push_screen(WayScreen("Кузнецова", row.id))
        await hands.settle()
        assert next_is not in hands.screen, "the step under the cursor is no refusal"
        await hands.press("down")
        assert "Ответ: NO_SNILS Не указан СНИЛС" in hands.screen
        assert next_is in hands.screen
        adapter.answer = lambda _operation: Receipt(Way.REGISTERED, "7")
        await amend(hands, area="9")
        await hands.press("home", *["down"] * 3)
        assert "Ответ: NO_SNILS Не указан СНИЛС" in hands.screen
        assert next_is not in hands.screen


def hands_key(key: str) -> Any:
    from tests.hands import key_event

    return key_event(key)


async def test_nothing_is_painted_where_nothing_changes(tmp_path: Path, maria: Any) -> None:
    async with sitting(tmp_path / "store", maria, (100, 30)) as (hands, adapter):
        painted: list[Any] = []
        before = hands.app._display

        def shown(screen: Any, renderable: Any) -> None:
            painted.append(renderable)
            before(screen, renderable)

        hands.app._display = shown
        for _number in range(3):
            hands.app.exchanging.nudge()
            await hands.settle()
        assert painted == []
        assert len(adapter.asked) == 1
        hands.app.cabinet.close_now()
