"""«Справочники»: which books are there, taking one in from a file, and what was refused of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.reference import ReferenceRoom
from medcab_tui.demo.settle import press
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.reference import Book
from medcab_tui.ui.settings.rows import PAGES
from tests.hands import key_event

BOOKS = list(PAGES).index("books")
NAME = "1.2.643.5.1.13.13.11.1002_9.7.csv"
POSTS = "ID;NAME;PID;ACTUAL;DATA_END\n109;Врач-терапевт;;1;\n122;Врач-хирург;;1;\n;Без кода;;1;\n"
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one stands in, with a book in it."""
    (tmp_path / NAME).write_text(POSTS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_book_is_taken_in_and_its_refused_rows_are_listed(opened: Any, folder: Path) -> None:
    async with opened(size=(80, 24), roles=ADMINISTRATOR) as hands:
        await hands.page(BOOKS)
        await hands.until(lambda: "краткий" in hands.screen)
        assert "Официальные        нет; medcab reference import" in hands.screen
        await hands.press("enter")
        assert "ЗАГРУЗИТЬ СПРАВОЧНИК" in hands.screen
        await hands.type("1.2")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "отклонена 1 строка" in hands.screen)
        assert "нет кода" in hands.screen
        await hands.press("escape")
        assert "Официальные " not in hands.screen
        await hands.press("down", "down", "down")
        assert "9.7 · 2 записи · действует" in hands.screen
        await hands.press("enter")
        assert "Должности 9.7 · отклонена 1 строка" in hands.screen
        await hands.press("escape")
        entry = await hands.app.cabinet.reference.entry(Book.POSTS, "109")
        assert (entry.version, entry.extra["dative"]) == ("9.7", "врачу-терапевту")
        assert "Загружен справочник" in await actions(hands)


async def actions(hands: Any) -> str:
    await hands.page(list(PAGES).index("actions"))
    return str(hands.screen)


async def test_what_is_wrong_with_a_file_is_said_where_it_stands(opened: Any, folder: Path) -> None:
    (folder / "letter.csv").write_text("кому;о чём\nвам;о деле\n", "utf-8")
    async with opened(roles=ADMINISTRATOR) as hands:
        await hands.page(BOOKS)
        await hands.press("enter")
        await hands.type("nothing.csv")
        await hands.press("ctrl+s")
        assert "Такого файла нет." in hands.screen
        await hands.press(*["backspace"] * len("nothing.csv"))
        await hands.type("letter.csv")
        await hands.press("ctrl+s")
        await hands.until(lambda: "✕ Ни файл, ни его имя не говорят" in hands.screen)
        await hands.press("enter")
        await hands.type("letter.csv")
        await hands.press("tab")
        await hands.type("атх")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "✕ Столбцы не те" in hands.screen)
        assert [each.starter for each in await hands.app.cabinet.reference.editions()] == [True] * 7


async def test_enter_stops_what_is_being_imported_and_nothing_of_it_is_left(
    opened: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{number};Врач {number};;1;\n" for number in range(6_000))
    (folder / "1.2.643.5.1.13.13.11.1002_9.8.csv").write_text(POSTS.splitlines()[0] + "\n" + rows, "utf-8")
    begun, plain = asyncio.Event(), ReferenceRoom.take_in

    async def slow(self: ReferenceRoom, source: Any, report: Any = None) -> Any:
        def told(done: int, wanted: int) -> None:
            report(done, wanted)
            begun.set()

        return await plain(self, source, told)

    monkeypatch.setattr(ReferenceRoom, "take_in", slow)
    async with opened(roles=ADMINISTRATOR) as hands:
        await hands.page(BOOKS)
        await hands.until(lambda: "краткий" in hands.screen)
        await hands.press("enter")
        await hands.type("1.2.643.5.1.13.13.11.1002_9.8")
        await hands.press("enter")
        press(hands.app, [key_event("ctrl+s")])
        await asyncio.wait_for(begun.wait(), 20)
        press(hands.app, [key_event("enter")])
        await hands.until(lambda: "остановлено" in hands.screen)
        assert [each.starter for each in await hands.app.cabinet.reference.editions()] == [True] * 7


async def test_who_keeps_no_store_sees_the_books_and_imports_none(opened: Any) -> None:
    async with opened(roles=frozenset({Role.CLINICIAN})) as hands:
        assert not hands.app.cabinet.reference._settled, "nobody has needed a book yet"
        await hands.page(BOOKS)
        await hands.until(lambda: "МКБ-10" in hands.screen)
        assert "справочники загружают администраторы" in hands.screen
        await hands.press("enter")
        assert "ЗАГРУЗИТЬ СПРАВОЧНИК" not in hands.screen


async def test_a_store_of_an_older_program_gets_the_short_lists_once_the_first_screen_stands(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def there(connection: Any) -> int:
        return int(connection.execute("SELECT count(*) FROM reference_edition").get)

    monkeypatch.setattr(Cabinet, "upgraded", True)
    async with opened(roles=frozenset({Role.CLINICIAN})) as hands:
        await hands.settle()
        assert await hands.app.cabinet._desk.vault.read(there) == 7
