"""«Что ответит служба»: what the stand-in got and says, its letters, and how it is told to answer."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.exchange import File, Operation
from medcab_tui.domain.ids import Id
from medcab_tui.domain.stand import Deed, Direction
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from medcab_tui.ui.stand.opening import open_stand
from tests.hands import Hands

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
FOUNDING = Founding(
    "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", "ivanova", "Demo-2026!"
)


@pytest.fixture
def founded(ground: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ground, tmp_path / "store"))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stand") / "store"

    async def build() -> None:
        surroundings = Surroundings.fixed(NOW, 1)
        opened, _code = await Door(folder, surroundings, cost=TEST_COST).found(FOUNDING)
        await opened.links.switch("embedded", enabled=True)
        adapter = await opened.links.open("embedded")

        def asked(key: int, kind: str, **body: str) -> Operation:
            return Operation(f"{key:032x}", kind, Id(bytes([key]) * 16), body, NOW)

        await adapter.push(asked(1, "patient", surname="Гусь", given="Игорь", phone="+79120000000"))
        await opened.stand.direct(Direction(Deed.REFUSE, code="PATIENT_MPI_MISMATCH"))
        await adapter.push(asked(3, "document", title="Направление\x1b[2J", number="2026-00501"))
        cast("TapeClock", surroundings.clock).advance(timedelta(minutes=3))
        await adapter.push(asked(2, "document", title="Выписка из карты [/]", number="2026-00500"))
        letter = asked(
            4, "notice.letter", channel="mail", to="a@b.ru", subject="Новое\x1b]0;я\x07 [b]", text="Одно\nДва"
        )
        files = (File("выписка.pdf", "application/pdf", b"%PDF" * 999),)
        await adapter.push(replace(letter, files=files))
        await adapter.push(asked(5, "notice.letter", channel="sms", to="+79120001122", text="Заявка решена"))
        opened.close_now()

    asyncio.run(build())
    return folder


@asynccontextmanager
async def sitting(folder: Path, size: tuple[int, int]) -> AsyncIterator[Hands]:
    surroundings = Surroundings.fixed(NOW + timedelta(minutes=3, seconds=10), 2)
    door = Door(folder, surroundings, cost=TEST_COST)
    app = MedcabApp(door, Settings(store=folder), cabinet=await door.sign_in("ivanova", "Demo-2026!"))
    async with app.run_test(size=size) as pilot:
        yield Hands(app, pilot)


@pytest.mark.capability("C194")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_what_it_got_is_shown_and_it_is_told_how_to_answer(
    founded: Path, size: tuple[int, int]
) -> None:
    async with sitting(founded, size) as hands:
        await hands.settle()
        await hands.press("ctrl+p")
        await hands.type("что ответит")
        assert "Что ответит служба" in hands.screen
        await hands.press("enter")
        assert "имитация" in hands.screen
        assert "Направление␛[2J" in hands.screen
        await hands.press("end")
        assert "отказано: PATIENT_MPI_MISMATCH Сведения о пациенте" in hands.screen
        await hands.press("и")
        await hands.type("откажет")
        await hands.press("enter")
        await hands.type("NO_SNILS")
        await hands.press("enter")
        await hands.type("пока")
        await hands.press("enter")
        assert "откажет с кодом NO_SNILS · пока не отменят" in hands.screen
        await hands.press("b")
        await hands.type("как обычно")
        await hands.press("enter")
        assert "Сейчас: ● отвечает как обычно" in hands.screen

        await hands.press("]")
        assert "Вложение: выписка.pdf, 3 КиБ" in hands.screen
        assert "Новое␛]0;я� [b]" in hands.screen
        await hands.press("ъ")
        assert "Заявка решена" in hands.screen
        await hands.press("х", "х", "y", "down", "enter", "down", "enter")
        await hands.type("1")
        await hands.press("ctrl+s")
        assert "Изменено там" in hands.screen
        cast("TapeClock", hands.app.cabinet.surroundings.clock).advance(timedelta(seconds=1))
        (copy,) = await hands.app.cabinet.stand.copies()
        assert copy.phone == "+791200000001"
        await hands.press("escape")
        assert "имитация" not in hands.screen
        await hands.press("ctrl+p")
        await hands.type("службы")
        await hands.press("enter", "down", "enter")
        assert "ЧТО ОТВЕТИТ СЛУЖБА" in hands.screen
        hands.app.cabinet.close_now()


async def test_nothing_of_it_is_offered_where_it_is_off(founded: Path) -> None:
    async with sitting(founded, (100, 30)) as hands:
        await hands.settle()
        await hands.app.cabinet.links.switch("embedded", enabled=False)
        await hands.press("ctrl+p")
        await hands.type("что ответит служба")
        assert "Имитация служб" not in hands.screen
        await hands.press("escape")
        await open_stand(hands.app)
        await hands.settle()
        assert "Имитация служб выключена" in hands.screen
        await hands.app.cabinet.links.switch("embedded", enabled=True)
        hands.app.cabinet.close_now()
