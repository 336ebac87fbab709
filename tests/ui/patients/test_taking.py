"""What fills a form besides typing: earlier records, templates, abbreviations; and taking it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.papers.signing import keys

OLDER = {
    "complaints": "головная боль к вечеру",
    "objective": "АД 150/92",
    "conclusion": "II стадия",
    "plan": "лизиноприл 20 мг",
}


async def begin(hands: Any) -> None:
    await hands.open_kuznetsova()
    await hands.press("н")
    await hands.settle()


def texts(hands: Any) -> dict[str, str]:
    return {name: row.text for name, row in hands.app.screen.rows.items() if row.text and name in OLDER}


async def test_an_earlier_record_is_repeated_read_and_saved(opened: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await begin(hands)
        assert "^R повторить" in hands.screen.splitlines()[-1]
        await hands.press("tab", "tab", "tab")
        await hands.type("хрипов нет")
        await hands.press("ctrl+r")
        assert "ПОВТОРИТЬ ИЗ ПРЕЖНЕГО" in hands.screen.upper()
        assert "2026-11-20 осмотр" in hands.screen
        await hands.type("2026-11-20")
        await hands.press("enter")
        assert texts(hands) == OLDER | {"objective": "хрипов нет"}
        marked = [name for name, row in hands.app.screen.rows.items() if row.copied]
        assert marked == ["diagnosis", "complaints", "conclusion", "plan"]
        assert "⚠ скопировано: 2026-11-20 осмотр; прочтите" in hands.screen
        assert "▌Диагноз МКБ-10" in hands.screen
        await hands.press("ctrl+s")
        assert "Не сохранено: скопировано и не прочитано: Жалобы, Заключение, Рекомендации" in hands.screen
        await hands.press("tab", "tab", "tab", "tab", "ctrl+s")
        assert "Запись сохранена." in hands.screen
        rows = await hands.app.cabinet.patients.encounters(ground.patients["Кузнецова М. П."])
        assert len(rows) == 4


async def test_a_repetition_is_taken_back_and_its_marks_outlive_the_form(opened: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        await hands.press("ctrl+r", "down", "enter")
        assert texts(hands) == OLDER
        await hands.press("ctrl+z")
        assert texts(hands) == {}
        assert "Отменено" in hands.screen
        await hands.press("ctrl+r", "down", "enter", "escape", "н")
        assert texts(hands) == OLDER
        assert hands.screen.count("⚠ скопировано") == 5
        await hands.press("ctrl+s")
        assert "Не сохранено: скопировано и не прочитано" in hands.screen


async def test_a_template_stands_where_the_cursor_is_and_is_taken_out(opened: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        await hands.press("tab", "tab", "tab")
        await hands.type("рост 170 см.")
        await hands.press("ctrl+t")
        assert "Текст встанет в поле «Объективно»." in hands.screen
        await hands.type("терапевта")
        await hands.press("enter")
        assert texts(hands)["objective"].startswith("рост 170 см. Общее состояние удовлетворительное")
        assert "Вставлено: Осмотр терапевта без особенностей. Ctrl+Z уберёт." in hands.screen
        await hands.press("ctrl+z")
        assert texts(hands) == {"objective": "рост 170 см."}


async def test_an_abbreviation_becomes_its_text_and_can_be_had_as_it_is(opened: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        await hands.press("tab")
        await hands.type("гб и ")
        assert texts(hands) == {"complaints": "гб и "}  # it is a text for the conclusion
        await hands.press("tab", "tab", "tab")
        await hands.type("ГБ и гб ")
        assert texts(hands)["conclusion"].startswith("ГБ и Гипертоническая болезнь … стадии")
        assert texts(hands)["conclusion"].endswith("рт. ст. ")
        assert "«гб» раскрыто" in hands.screen
        await hands.press("ctrl+z")
        assert texts(hands)["conclusion"] == "ГБ и гб"
        await hands.type(" есть")
        assert texts(hands)["conclusion"] == "ГБ и гб есть"
        await hands.press("tab")
        await hands.type("гб")
        await hands.press("tab")
        assert texts(hands)["plan"].startswith("Гипертоническая болезнь")
        assert texts(hands)["plan"].endswith("рт. ст.")
        await hands.press("tab")
        assert hands.app.focused.row.asked.name != "plan"


@pytest.mark.capability("C180")
async def test_the_same_record_twice_leads_to_the_first(opened: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        for _time in range(2):
            await hands.press("н")
            await hands.type("j00")
            await hands.press("enter")
            await hands.type("болит горло")
            await hands.press("ctrl+s")
        assert "То же самое уже внесено в 12:21 (Иванова А. П.)" in hands.screen
        assert "измените здесь хотя бы одно поле" in hands.screen
        assert "F8 открыть первое" in hands.screen.splitlines()[-1]
        await hands.press("f8")
        assert "▌ 2026-11-23  осмотр" in hands.cursor
        assert "Это первое; второе не записано." in hands.screen
        rows = await hands.app.cabinet.patients.encounters(ground.patients["Кузнецова М. П."])
        assert len(rows) == 4
        assert await hands.app.cabinet.drafts.all() == ()


@pytest.mark.capability("C108", "C175", "C177")
async def test_ready_values_are_taken_by_enter_and_taken_back(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f3", "ctrl+n")
        await hands.type("МакдональдЛиляПетровна")
        await hands.press("enter")
        names = [row.text for row in list(hands.app.screen.rows.values())[:3]]
        assert names == ["Макдональд", "Лиля", "Петровна"]
        await hands.press("ctrl+z")
        assert [row.text for row in list(hands.app.screen.rows.values())[:3]] == [
            "МакдональдЛиляПетровна", "", "",
        ]  # fmt: skip
        assert hands.app.focused.row.asked.name == "surname"


async def test_a_whole_name_in_one_field_is_offered_to_its_fields_and_not_forced(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f3", "ctrl+n")
        rows = hands.app.screen.rows
        await hands.type("Эль Сайед")
        assert "Эль · Сайед?" in hands.screen
        await hands.press("enter")
        assert (rows["surname"].text, rows["given"].text) == ("Эль Сайед", "")
        await hands.press("shift+tab")
        assert "Эль · Сайед?" not in hands.screen
        await hands.press("home", "ctrl+k")
        await hands.type("Соловьёва Вера Ильинична")
        await hands.press("down", "enter")
        assert [row.text for row in rows.values()][:3] == ["Соловьёва", "Вера", "Ильинична"]


async def test_a_refused_save_keeps_what_was_typed_at_once(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "ctrl+n")
        await hands.type("Kузнецова")
        await hands.press("ctrl+s")
        (draft,) = await hands.app.cabinet.drafts.all()
        assert draft.body["surname"] == "Kузнецова"


@pytest.mark.capability("C036")
async def test_one_template_fills_the_parts_that_hold_nothing_and_names_the_diagnosis(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await begin(hands)
        await hands.press("ctrl+t")
        assert "заполнит все ещё пустые поля" in hands.screen
        await hands.type("орви")
        await hands.press("enter")
        rows = hands.app.screen.rows
        assert rows["diagnosis"].text.startswith("J06.9 ")
        assert rows["complaints"].text.startswith("Насморк, боль в горле")
        assert all(rows[name].text for name in ("anamnesis", "objective", "conclusion", "plan"))
        assert not any(row.copied for row in rows.values())
        assert hands.app.focused.row.asked.name == "anamnesis", "where something is left blank"
        assert rows["anamnesis"].text.startswith("Заболевание началось остро, … дн. назад")
        await hands.type("3")
        assert rows["anamnesis"].text.startswith("Заболевание началось остро, 3 дн. назад")
        await hands.press("backspace")
        await hands.type("…")
        await hands.press("ctrl+z")
        assert not any(rows[name].text for name in ("diagnosis", "anamnesis", *OLDER))
        rows["objective"].editor.focus()
        await hands.type("хрипы слева")
        await hands.press("ctrl+t")
        await hands.type("орви целиком")
        await hands.press("enter")
        assert rows["objective"].text == "хрипы слева"
        assert rows["plan"].text
        await hands.press("ctrl+t")
        await hands.type("орви целиком")
        await hands.press("enter")
        assert "Ничего не вставлено" in hands.screen


async def test_a_long_copied_text_is_read_only_when_all_its_lines_were_seen(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await begin(hands)
        row = hands.app.screen.rows["complaints"]
        row.fill("\n".join(f"строка {number}" for number in range(12)), None)
        row.mark_copied("2026-11-20 осмотр")
        row.editor.focus()
        await hands.settle()
        assert row.editor.cursor_location == (0, 0)
        await hands.press("tab", "shift+tab")
        assert "прочтите до последней строки" in hands.screen
        await hands.press("ctrl+end", "tab", "shift+tab")
        assert row.copied, "what lay between was not seen"
        await hands.press("ctrl+home", *["down"] * 11, "tab")
        assert not row.copied


@pytest.mark.capability("C036")
async def test_what_a_template_left_blank_is_named_before_saving_and_at_signing(
    opened: Any, ground: Any, tmp_path: Path
) -> None:
    async with opened(size=(80, 24)) as hands:
        hands.app.settings = replace(hands.app.settings, signer="pkcs12", sign_file=keys.made().p12(tmp_path))
        await begin(hands)
        await hands.press("ctrl+t")
        await hands.type("орви")
        await hands.press("enter")
        await hands.type("3")
        await hands.press("escape")
        assert "Черновик сохранён" in hands.screen, "a draft may have blanks"
        await hands.press("н", "tab", "tab", "tab", "ctrl+s")
        assert "Не сохранено: не заполнено «…»: Анамнез." in hands.screen
        anamnesis = hands.app.screen.rows["anamnesis"]
        assert hands.app.focused is anamnesis.editor
        assert anamnesis.editor.selected_text == "…"
        await hands.type("не бы")
        await hands.press("escape", "н", "ctrl+s")
        assert "Запись сохранена." in hands.screen
        await hands.press("и", "ctrl+end")
        await hands.type(" … и …")
        await hands.press("tab", "ctrl+s")
        assert "Полей исправить: 1" in hands.screen
        await hands.type("уточнено")
        await hands.press("ctrl+s")
        assert "не заполнено «…»: Жалобы" in hands.screen
        await hands.press("ctrl+s")
        assert "прежний текст остался в редакциях" in hands.screen, "who insists has it so"
        await hands.press("э")
        assert "не заполнено «…»" in hands.screen
        assert "осталось «…» из шаблона" in hands.screen
        assert "[ подписать ]" in hands.screen
        await hands.press("escape", "и")
        await hands.type("Ещё: ")
        await hands.press("ctrl+s")
        assert "не заполнено" not in hands.screen, "that was told when it was written"
