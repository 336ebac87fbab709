"""«Документы» by hand: a file is attached, found by a word in it, read, withdrawn and taken back."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.documents_actions import AttachDocument, WithdrawDocument
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.documents import MOST_BYTES, Examined, Format
from medcab_tui.domain.ids import Id
from medcab_tui.papers import reader
from medcab_tui.ui.forms.paths import path_of, several
from tests.papers import made
from tests.ui.documents.conftest import SAID, Opens
from tests.ui.patients.conftest import Ground, Hands

SIZES = [(80, 24), (140, 40)]


async def attach(
    cabinet: Cabinet, title: str, *pages: str, patient: Id | None = None, kind: str = "справка"
) -> Id:
    new = cabinet.surroundings.ids.new()
    found = Examined(Format.PDF, max(1, len(pages)), text=pages)
    content = made.pdf("x", extra=new.hex().encode() + b"\n")
    return (await cabinet.do(AttachDocument(new, title, kind, patient, "x.pdf", content, found))).result


async def attach_by_hand(hands: Hands, path: str, kind: str, title: str = "", patient: str = "") -> None:
    await hands.press("а")
    await hands.type(path)
    await hands.press("enter")
    await hands.type(kind)
    await hands.press("enter")
    await hands.type(title)
    await hands.press("enter")
    if patient:
        await hands.type(patient)
        await hands.press("enter")
    await hands.press("ctrl+s")
    await hands.until(lambda: "ПРИКРЕПИТЬ" not in hands.screen)


@pytest.mark.capability("C067")
@pytest.mark.capability("C097")
@pytest.mark.parametrize("size", SIZES)
async def test_a_file_is_attached_found_and_read(opened: Opens, papers: Path, size: tuple[int, int]) -> None:
    async with opened(size=size) as hands:
        await hands.press("f5")
        assert "Документов пока нет. а/f приложит файл: PDF, JPG или PNG." in hands.screen
        await attach_by_hand(hands, "~/вып", "выписка", "Выписка из стационара", "елкин")
        assert "Файл приложен." in hands.screen
        assert "Выписка" in hands.cursor
        assert re.search(r"Пациент +Ёлкин Д\. С\.", hands.screen)
        await hands.press("slash")
        await hands.type("КАШЕЛ")
        assert "Найдено 1" in hands.screen
        assert re.search(r"Стр\. 1 +Выписка из истории", hands.screen)
        await hands.press("enter")
        assert re.search(r"^▌ Жалобы на кашель и слабость\.", hands.screen, re.MULTILINE)
        assert "— стр. 2 из 2 —" in hands.screen
        assert "Ёлкин Дмитрий Сергеевич · 1982-05-06 · PDF · 2 страницы" in hands.screen
        await hands.press("г")
        await hands.until(lambda: "Стр. 1 из 2" in hands.screen)
        assert "▀" * 60 in hands.screen
        await hands.press("right")
        await hands.until(lambda: "Стр. 2 из 2" in hands.screen)
        await hands.press("u")
        assert "Рекомендовано: покой" in hands.screen
        await hands.press("escape")
        assert "Найдено 1" in hands.screen


@pytest.mark.capability("C063", "C067", "C068", "C070", "C104")
async def test_rosters_acts_licences_and_scans_of_certificates_lie_in_one_place(
    opened: Opens, papers: Path
) -> None:
    kept = {
        "справка": "справки",
        "шаблон рецепта": "шаблоны рецептов",
        "акт": "акты выполненных работ",
        "график дежурств": "графики дежурств",
        "лицензия": "лицензии",
        "сертификат": "сертификаты",
    }
    async with opened() as hands:
        cabinet = hands.app.cabinet
        for number, kind in enumerate(kept):
            (papers / "скан.png").write_bytes(made.png(8 + number, 8))
            scan = await cabinet.documents.examine(papers / "скан.png")
            new = cabinet.surroundings.ids.new()
            await cabinet.do(
                AttachDocument(new, f"№ {number}", kind, None, scan.name, scan.content, scan.examined)
            )
        await hands.press("f5")
        for kind in kept:
            assert f"1  {kind}" in hands.screen, kind
        await hands.press("ctrl+p")
        await hands.type("прикрепить")
        assert "Прикрепить файл: PDF, JPG или PNG" in hands.screen
        await hands.press("escape", "ъ", "ф")
        for kind in sorted(kept):
            await hands.press("right")
            assert f"[{kept[kind]}]" in hands.screen
            await hands.until(lambda kind=kind: [row.kind for row in hands.app.screen.rows.rows] == [kind])


@pytest.mark.capability("C098")
async def test_limits_are_shown_before_and_refusals_stand_under_the_field(
    opened: Opens, papers: Path
) -> None:
    (papers / "огромный.pdf").touch()
    os.truncate(papers / "огромный.pdf", MOST_BYTES + 1)
    (papers / "бомба.png").write_bytes(made.png_bomb())
    (papers / "не то.pdf").write_bytes(b"MZ")
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "а")
        assert "PDF, JPG, PNG · до 10 МБ · снимки до 25 млн пикселей" in hands.screen
        for name, told in (
            ("огромный.pdf", "В файле 10,1 МБ, принимается не больше 10,0 МБ."),
            ("бомба.png", "В изображении 20000×20000 пикселей"),
            ("не то.pdf", "Сохраните его в одном из этих форматов."),
            ("пароль.pdf", "PDF закрыт паролем."),
            ("нет такого.pdf", "Такого файла нет."),
        ):
            hands.app.screen.rows["path"].fill(f"~/{name}")
            hands.app.screen.rows["kind"].fill("акт")
            await hands.press("ctrl+s")
            await hands.until(lambda told=told: told in hands.screen)
            assert "▌Файл" in hands.screen
        await hands.press("escape")
        assert "Документов пока нет" in hands.screen


async def test_paths_complete_as_they_are_typed(opened: Opens, papers: Path) -> None:
    async with opened() as hands:
        await hands.press("f5", "f")
        await hands.type("~/")
        assert re.search(r"▌~/сканы/\n +~/выписка\.pdf", re.sub(r" +\n", "\n", hands.screen))
        assert "скрытый" not in hands.screen
        await hands.press("enter")
        assert "▌~/сканы/снимок грудной клетки.png" in hands.screen
        assert "▌Файл" in hands.screen
        await hands.press("enter")
        assert "▌Вид" in hands.screen
        await hands.type("спр")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda: "Файл приложен" in hands.screen)
        assert "снимок груд" in hands.cursor
        assert "В изображении текста нет." in hands.screen


@pytest.mark.parametrize("typed", ["'{path}'", '"{path}"', "file://{quoted}", "{escaped}", " {path} "])
def test_dropped_paths_are_understood(typed: str) -> None:
    path = "/srv/снимки/снимок грудной клетки.png"
    text = typed.format(path=path, quoted=quote(path), escaped=path.replace(" ", "\\ "))
    assert path_of(text) == Path(path)


@pytest.mark.capability("C104")
@pytest.mark.parametrize(
    ("pasted", "paths"),
    [
        ("~/а.pdf\n\n ~/снимок груди.png \n", ["~/а.pdf", "~/снимок груди.png"]),
        ("'/срв/а б.pdf' '/срв/в.pdf' ", ["/срв/а б.pdf", "/срв/в.pdf"]),
        ("/срв/а\\ б.pdf /срв/в.pdf", ["/срв/а б.pdf", "/срв/в.pdf"]),
        ("file:///x/a%20b.pdf\nfile:///x/c.pdf", ["/x/a b.pdf", "/x/c.pdf"]),
        ("/x/it's.pdf", ["/x/it's.pdf"]),
        ("  \n", []),
    ],
)
def test_several_paths_are_pasted_at_once(papers: Path, pasted: str, paths: list[str]) -> None:
    said = [path_of(one) for one in several(pasted)]
    assert said == [Path(one).expanduser() for one in paths]
    assert several("'/не закрыто.pdf") == ("'/не закрыто.pdf",)


def test_paths_count_from_home_or_from_here(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(papers / "сканы")
    assert path_of("~/выписка.pdf") == papers / "выписка.pdf"
    assert path_of("снимок.png") == papers / "сканы" / "снимок.png"
    assert path_of("~никто-такой/x") == Path("~никто-такой/x")
    assert path_of("file://[") == Path.cwd() / "file://["


async def test_the_pinned_patient_is_proposed(opened: Opens, papers: Path) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("f5", "а")
        assert re.search(r"Пациент +Кузнецова Мария Павловна · 1958-03-14", hands.screen)
        hands.app.screen.rows["path"].fill("~/выписка.pdf")
        hands.app.screen.rows["kind"].fill("выписка")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Файл приложен" in hands.screen)
        assert "Кузнецова" in hands.cursor
        await hands.press("к")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen


async def test_the_cursor_goes_to_what_was_attached_to_a_long_list(
    opened: Opens, colleague: Cabinet, papers: Path
) -> None:
    for number in range(40):
        await attach(colleague, f"Справка {number}", "текст")
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "ъ", "ъ", "end")
        await attach_by_hand(hands, "~/вып", "выписка", "Выписка из стационара")
        await hands.until(lambda: "Выписка из стационара" in hands.cursor)


async def test_a_card_takes_a_file_too(opened: Opens, papers: Path) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("f")
        assert re.search(r"Пациент +Кузнецова Мария Павловна · 1958-03-14", hands.screen)
        await hands.type("~/выписка.pdf")
        await hands.press("ctrl+l")
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.until(lambda: "ПРИКРЕПИТЬ ФАЙЛ" in hands.screen)
        hands.app.screen.rows["kind"].fill("выписка")
        await hands.press("ctrl+s")
        await hands.until(lambda: "Файл приложен" in hands.screen)
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen


async def test_esc_leaves_while_a_file_is_looked_into(
    opened: Opens, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = asyncio.Event()

    async def slow(_content: bytes) -> Examined:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            given_up.set()
            raise
        raise AssertionError

    monkeypatch.setattr(reader, "examine", slow)
    async with opened() as hands:
        await hands.press("f5", "а")
        hands.app.screen.rows["path"].fill("~/выписка.pdf")
        hands.app.screen.rows["kind"].fill("выписка")
        hands.app.simulate_key("ctrl+s")
        for _turn in range(40):
            await hands.pilot.pause(0.05)
            if "Выполняется…" in hands.screen:
                break
        assert "Выполняется… Esc — выйти, ничего не сделав." in hands.screen
        hands.app.simulate_key("escape")
        await asyncio.wait_for(given_up.wait(), 5)
        await hands.settle()
        assert "Документов пока нет" in hands.screen


async def test_withdrawing_asks_why_and_is_undone(opened: Opens, colleague: Cabinet, ground: Ground) -> None:
    patient = ground.patients["Кузнецова М. П."]
    await attach(colleague, "Полис", "страховой", patient=patient)
    await attach(colleague, "Справка", "о здоровье")
    async with opened() as hands:
        await hands.press("f5", "ъ")
        await hands.press("end", "у")
        assert re.search(r"Кузнецова Мария Павловна · 1958-03-14 · Полис", hands.screen)
        await hands.press("ctrl+s")
        assert "причин" in hands.screen
        await hands.press("2", "ctrl+s")
        await hands.settle()
        assert "Отозвано: Полис · Ctrl+Z — отменить" in hands.screen
        assert "Документы 1" in hands.screen
        await hands.press("ctrl+z")
        assert "Документы 2" in hands.screen


async def test_withdrawn_ones_are_shown_when_asked_for(opened: Opens, colleague: Cabinet) -> None:
    document = await attach(colleague, "Полис", "страховой")
    await attach(colleague, "Справка", "о здоровье")
    ids = colleague.surroundings.ids
    await colleague.do(WithdrawDocument(ids.new(), document, 1, "копия нечитаема"))
    async with opened() as hands:
        await hands.press("f5", "ъ", "ф", "down", "left")
        assert "[отозван]" in hands.screen
        await hands.press("enter")
        assert "Документы 1" in hands.screen
        assert "✕ отозван" in hands.cursor
        assert re.search(r"Причина +копия нечитаема", hands.screen)
        assert "у/e" not in hands.screen.splitlines()[-1]
        await hands.press("escape")
        assert "Справка" in hands.cursor


@pytest.mark.parametrize("size", SIZES)
async def test_filters_narrow_list_and_search(
    opened: Opens, colleague: Cabinet, size: tuple[int, int]
) -> None:
    for number in range(3):
        await attach(colleague, f"Справка {number}", f"текст {number}")
    await attach(colleague, "Акт о работах", "текст", kind="акт")
    async with opened(size=size) as hands:
        await hands.press("f5", "ъ")
        assert "Документы 4" in hands.screen
        await hands.press("a", "right", "enter")
        assert "Документы 1" in hands.screen
        assert "Акт" in hands.cursor
        await hands.press("escape")
        assert "Документы 4" in hands.screen
        await hands.press("slash")
        await hands.type("текст")
        assert "Найдено 4" in hands.screen


async def test_several_are_withdrawn_together(opened: Opens, colleague: Cabinet) -> None:
    for number in range(3):
        await attach(colleague, f"Справка {number}", f"текст {number}")
    async with opened() as hands:
        await hands.press("f5", "ъ", "space", "down", "space", "у", "1", "ctrl+s")
        await hands.settle()
        assert "Отозвано 2 документа" in hands.screen
        assert "Документы 1" in hands.screen
        await hands.press("ctrl+z")
        assert "Документы 3" in hands.screen


async def test_what_a_colleague_attaches_appears(opened: Opens, colleague: Cabinet) -> None:
    async with opened() as hands:
        await hands.press("f5", "ъ")
        assert "Документов пока нет" in hands.screen
        await attach(colleague, "Справка коллеги", "текст")
        await hands.until(lambda: "Справка коллеги" in hands.screen)


async def test_a_file_is_exported_by_the_palette(opened: Opens, colleague: Cabinet, papers: Path) -> None:
    await attach(colleague, "Справка", SAID)
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "ctrl+p")
        await hands.type("выгрузить")
        await hands.press("enter")
        assert "ВЫГРУЗИТЬ ФАЙЛ" in hands.screen
        assert "выгрузка — в журнале." in hands.screen
        await hands.type("~/сканы")
        await hands.press("escape", "ctrl+s")
        assert "Выгрузить файл" in hands.screen
        assert "Введите пароль ещё раз." in hands.screen
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.until(lambda: "Выгружено:" in hands.screen)
        out = papers / "сканы" / "x.pdf"
        assert out.read_bytes().startswith(b"%PDF-")
        await hands.press("ctrl+p")
        await hands.type("выгрузить")
        await hands.press("enter")
        await hands.type("~/сканы/x.pdf")
        await hands.press("escape", "ctrl+s")
        await hands.until(lambda: "Файл с таким именем уже есть." in hands.screen)


async def test_a_lock_over_the_sheet_keeps_what_is_typed(opened: Opens, papers: Path) -> None:
    async with opened() as hands:
        await hands.press("f5", "а")
        await hands.type("~/выписка.pdf")
        await hands.press("ctrl+l")
        assert "выписка" not in hands.screen
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.until(lambda: "ПРИКРЕПИТЬ ФАЙЛ" in hands.screen)
        assert "~/выписка.pdf" in hands.screen


async def test_hostile_text_steers_nothing(opened: Opens, colleague: Cabinet) -> None:
    hostile = "\x1b]0;pwned\x07[/][@click=app.quit]зло[/]\u202e"
    await attach(colleague, hostile, f"слово {hostile}\nвторая")
    async with opened() as hands:
        await hands.press("f5", "slash")
        await hands.type("слово")
        assert "[@click=app.quit]зло" in hands.screen
        await hands.press("enter")
        await hands.press("г")
        await hands.settle()
        assert "\x1b" not in hands.screen


async def test_long_texts_are_read_whole_and_open_at_the_word(opened: Opens, colleague: Cabinet) -> None:
    pages = [f"Страница {number}\n" + "обычный текст\n" * 30 for number in range(1, 40)]
    pages[30] += "иголка"
    await attach(colleague, "Длинный", *pages)
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "slash")
        await hands.type("иголк")
        await hands.press("enter")
        await hands.settle()
        assert "▌ иголка" in hands.screen
        await hands.press("home")
        assert "— стр. 1 из 39 —" in hands.screen
        await hands.press("end")
        assert "обычный текст" in hands.screen


@pytest.mark.parametrize("chosen", [{"ascii": True}, {"colours": "none"}])
async def test_without_colours_a_page_is_shaded(
    opened: Opens, colleague: Cabinet, chosen: dict[str, Any]
) -> None:
    new = colleague.surroundings.ids.new
    await colleague.do(AttachDocument(new(), "Снимок", "другое", None, "x.png", made.png(60, 60)))
    async with opened(size=(80, 24), **chosen) as hands:
        await hands.press("f5", "enter", "г")
        await hands.until(lambda: "." * 40 in hands.screen)
        assert "▀" not in hands.screen


async def test_a_thousand_documents_are_walked_by_windows(opened: Opens, colleague: Cabinet) -> None:
    from datetime import date, timedelta

    from medcab_tui.cabinet.bulk import LoadBatch, LoadedDocument

    ids, day = colleague.surroundings.ids, date(2026, 11, 20)
    for start in (0, 500):
        pieces = tuple(
            LoadedDocument(
                ids.new(),
                "акт",
                f"Акт {n}",
                f"{n}",
                day - timedelta(days=n),
                "отправлен",
                colleague.worker.id,
            )
            for n in range(start, start + 500)
        )
        await colleague.do(LoadBatch(ids.new(), pieces))
    async with opened(size=(80, 24)) as hands:
        await hands.press("f5", "ъ")
        assert "Документы 1000" in hands.screen
        await hands.press("end")
        assert "Акт 999" in hands.cursor
        await hands.press("up", "pageup", "home")
        assert "Акт 0" in hands.cursor
        far = (await colleague.documents.page(last=True, limit=100))[0]
        hands.app.screen.restore_place({"view": "list", "row": far.id.hex()})
        await hands.settle()
        assert "Акт 900" in hands.cursor
        await hands.press("slash")
        await hands.type("акт 77")
        await hands.press("down", "down")
        assert re.search(r"Найдено 11", hands.screen)


async def test_an_administrator_is_told_why_a_patients_file_stays_closed(
    opened: Opens, ground: Ground
) -> None:
    async with opened() as hands:
        cabinet = hands.app.cabinet
        assert cabinet is not None
        await attach(
            cabinet,
            "Справка о здоровье",
            "Диагноз: туберкулёз",
            patient=ground.patients[next(iter(ground.patients))],
        )
        cabinet._desk.worker = replace(cabinet.worker, roles=frozenset({Role.ADMINISTRATOR}))
        await hands.press("f5")
        await hands.until(lambda: "ваша роль его не открывает" in hands.screen)
        assert "Справка о здоровье" in hands.cursor
        assert "туберкулёз" not in hands.screen
        await hands.press("enter")
        assert "туберкулёз" not in hands.screen
        assert "Обратитесь к тому, кто лечит пациента." in hands.screen
