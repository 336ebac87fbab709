"""«Службы»: connections as they stand, switched by one key, checked, set up by the form of their adapter."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from medcab_tui.domain.accounts import Role
from medcab_tui.services import registry
from medcab_tui.ui.settings.rows import PAGES
from tests.services.installing import THIRD_PARTY

SERVICES = list(PAGES).index("services")
SECRET = "abrakadabra"
SIZES = pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["140x40", "80x24"])


@pytest.fixture
def whiteboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The third party's adapter beside ours, and a package that is broken."""
    monkeypatch.syspath_prepend(str(THIRD_PARTY))
    others = (
        EntryPoint("broken", "not_there:Broken", registry.GROUP),
        EntryPoint("whiteboard", "medcab_whiteboard:Whiteboard", registry.GROUP),
    )
    ours = registry.entries()
    monkeypatch.setattr(registry, "entries", lambda: (*ours, *others))
    yield
    sys.modules.pop("medcab_whiteboard", None)


def row_of(hands: Any) -> str:
    """The row under the cursor of the list that takes the keys."""
    lines = hands.screen.splitlines()
    marked = [line for line in lines if "▌" in line[6:]] or [line for line in lines if "▌" in line]
    return str(marked[0]) if marked else ""


async def to_row(hands: Any, name: str, key: str = "down") -> None:
    for _row in range(40):
        if name in row_of(hands):
            return
        await hands.press(key)
    raise AssertionError(f"{name}\n{hands.screen}")


@SIZES
@pytest.mark.capability("C101")
async def test_a_connection_is_switched_by_one_key_and_tells_how_it_is_used(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.page(SERVICES)
        await to_row(hands, "Имитация")
        assert "○ выключено" in row_of(hands)
        assert "имитация" in hands.screen
        await to_row(hands, "Новое подключение")
        assert "привязка дополнительных сервисов" in hands.screen
        await to_row(hands, "Имитация", "up")
        assert "Что видит: Всё, что ей отправлено" in " ".join(hands.screen.split())
        await hands.press("space")
        await hands.until(lambda: "Подключено: Имитация государственных служб" in hands.screen)
        assert "Имитируется: Всё" in hands.screen
        await hands.press("escape")
        await hands.until(lambda: "○ выключено" not in row_of(hands))
        assert "●" in row_of(hands)
        (link,) = await hands.app.cabinet.links.all()
        assert link.enabled
        await hands.press("ctrl+z")
        await hands.until(lambda: "○ выключено" in row_of(hands))
        assert hands.app.faults == []


@SIZES
@pytest.mark.capability("C171", "C187", "C188")
async def test_the_details_tell_what_it_takes_in_which_format_and_check_it(
    opened: Any, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.page(SERVICES)
        await to_row(hands, "Имитация")
        await hands.press("enter")
        await to_row(hands, "Проверка")
        await hands.press("enter")
        await hands.until(lambda: "✓ отвечает: Имитация" in hands.screen)
        await to_row(hands, "данные пациента")
        assert "формат: patient (surname, given," in " ".join(hands.screen.split())
        assert "доступ: медработник, руководитель, медицинская сестра" in " ".join(hands.screen.split())
        await to_row(hands, "▌ Настройки", "up")
        await hands.press("enter")
        assert "ПОДКЛЮЧЕНИЕ" in hands.screen
        assert "Обычное время от приёма" in hands.screen, "what the field is for"
        await hands.press("end", "backspace", "backspace")
        await hands.type("0")
        await hands.press("tab", "shift+tab")
        assert "слишком мало: не меньше 1" in hands.screen
        await hands.type("9")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Секунд до ответа: 9" in row_of(hands))
        link = await hands.app.cabinet.links.one("embedded")
        assert (link.version, link.settings["seconds"]) == (2, 9)
        assert hands.app.faults == []


@pytest.mark.capability("C190")
async def test_a_third_partys_adapter_is_connected_without_a_change_to_ours(
    opened: Any, whiteboard: None
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(SERVICES)
        await hands.until(lambda: "4 адаптера" in hands.screen)
        assert "⚠ broken" in hands.screen
        assert "модуль не загружается" in hands.screen
        await to_row(hands, "Новое подключение")
        await hands.press("enter")
        await hands.type("board")
        await hands.press("down", "enter")
        assert "НОВОЕ ПОДКЛЮЧЕНИЕ" in hands.screen
        assert "Whiteboard in the corridor" in hands.screen, "a text without a translation"
        assert "Chalk" in hands.screen
        assert "Коридор" in hands.screen
        await hands.press("ctrl+s")
        assert "Не сохранено" in hands.screen
        await hands.type("2")
        await hands.press("tab")
        await hands.type(SECRET)
        assert SECRET not in hands.screen, "what is secret is not shown while it is typed"
        await hands.press("escape")
        await hands.until(lambda: "секреты в него не вошли" in hands.screen)
        drafts = await hands.app.cabinet.drafts.all()
        assert SECRET not in repr(drafts)
        assert "settings.service" in repr(drafts)
        await to_row(hands, "Новое подключение")
        await hands.press("enter")
        await hands.type("board")
        await hands.press("down", "enter")
        assert "Восстановлен черновик от" in hands.screen
        await hands.type(SECRET)
        await hands.press("ctrl+s")
        await hands.until(lambda: "Chalk: в зашифрованном" in hands.screen)
        assert SECRET not in hands.screen
        link = await hands.app.cabinet.links.one("whiteboard")
        assert link.settings["corridor"] == "2"
        await to_row(hands, "Проверка")
        await hands.press("enter")
        await hands.until(lambda: "0 of 20 rows are taken" in hands.screen)
        await to_row(hands, "Подключение")
        await hands.press("enter")
        assert "Удалить подключение" in hands.screen
        await hands.type("нет")
        await hands.press("ctrl+s")
        assert "Имя другое: whiteboard." in hands.screen
        await hands.press("home", *["delete"] * 3)
        await hands.type("whiteboard")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Подключение удалено" in hands.screen)
        assert [one.name for one in await hands.app.cabinet.links.all()] == ["embedded"]
        assert hands.app.faults == []


async def test_settings_that_two_windows_change_are_merged_by_field(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(SERVICES)
        await to_row(hands, "Имитация")
        await hands.press("enter")
        await to_row(hands, "▌ Настройки")
        await hands.press("enter")
        links, form = hands.app.cabinet.links, hands.app.screen
        link = await links.one("embedded")
        texts = {name: str(value) for name, value in link.settings.items()}
        await links.change(link, texts | {"seed": "41"})
        await hands.press("home", *["delete"] * 6)
        await hands.type("9")
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.app.screen is not form)
        assert "41" in hands.screen
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.app.screen is form)
        await hands.press("ctrl+s")
        await hands.until(lambda: "Секунд до ответа: 9" in hands.screen)
        link = await links.one("embedded")
        assert (link.settings["seconds"], link.settings["seed"]) == (9, 41)
        assert hands.app.faults == []


async def test_who_may_not_sees_how_they_stand_and_switches_nothing(opened: Any) -> None:
    async with opened(size=(80, 24), roles=frozenset({Role.CLINICIAN})) as hands:
        await hands.page(SERVICES)
        await to_row(hands, "Имитация")
        await hands.press("space")
        await asyncio.sleep(0)
        assert "○ выключено" in row_of(hands)
        assert "службы подключают администраторы" in hands.screen or "Новое подключение" in hands.screen
        await hands.press("enter")
        assert "Состояние" in hands.screen
        assert "Enter" not in hands.screen.splitlines()[-1]
        await hands.press("space", "enter")
        assert [one.enabled for one in await hands.app.cabinet.links.all()] == [False]
