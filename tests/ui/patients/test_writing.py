"""Writing: records, amendments, versions, new patients, and what becomes of what is being typed."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.patients_actions import AmendRecord

SIZES = [(80, 24), (140, 40)]


async def write_record(hands: Any, complaints: str = "болит горло") -> None:
    """A new record with a diagnosis and complaints, saved."""
    await hands.press("н")
    await hands.type("j00")
    await hands.press("enter")
    await hands.type(complaints)
    await hands.press("ctrl+s")


@pytest.mark.capability("C036")
@pytest.mark.capability("C038")
@pytest.mark.parametrize("size", SIZES)
async def test_a_record_is_written_and_the_cursor_is_on_it(opened: Any, size: Any, ground: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("down")
        await write_record(hands)
        assert "Запись сохранена." in hands.screen
        assert "▌ 2026-11-23  осмотр" in hands.cursor
        assert "болит горло" in hands.screen
        rows = await hands.app.cabinet.patients.encounters(ground.patients["Кузнецова М. П."])
        assert (rows[0].diagnosis.code, len(rows)) == ("J00", 4)
        assert await hands.app.cabinet.drafts.all() == ()


@pytest.mark.parametrize("size", SIZES)
async def test_every_form_is_headed_by_the_patient(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        for key in ("н", "и", "в"):
            await hands.press(key)
            head = hands.screen.splitlines()[0]
            assert "КУЗНЕЦОВА Мария Павловна · 1958-03-14" in head
            assert "‼ пенициллины" in hands.screen
            await hands.press("escape")


async def test_the_field_with_the_focus_is_marked_without_colour(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        assert "▌Диагноз МКБ-10" in hands.screen
        await hands.press("tab")
        assert "▌Жалобы" in hands.screen
        assert hands.screen.count("▌") == 1


async def test_a_latin_layout_opens_the_same_sheet(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("y")
        assert "НОВАЯ ЗАПИСЬ" in hands.screen


@pytest.mark.capability("C108", "C173")
@pytest.mark.parametrize("size", SIZES)
async def test_saving_goes_to_the_first_wrong_field(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.press("f3", "ctrl+n")
        await hands.press("tab", "tab", "tab", "tab", "tab", "tab", "ctrl+s")
        assert "Полей исправить: 4" in hands.screen
        assert "✕ заполните это поле" in hands.screen
        assert hands.app.focused.row.asked.name == "surname"
        await hands.type("Иванов")
        await hands.press("ctrl+s")
        assert hands.app.focused.row.asked.name == "given"


@pytest.mark.capability("C174")
@pytest.mark.capability("C181")
async def test_a_russian_date_is_refused_and_offered_in_the_right_form(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "ctrl+n")
        assert "ГГГГ-ММ-ДД" in hands.screen
        await hands.press("tab", "tab", "tab", "tab")
        await hands.type("1958")
        assert "✕" not in hands.screen
        await hands.press("home", "ctrl+k")
        await hands.type("14.03.1958")
        assert "✕ напишите дату как ГГГГ-ММ-ДД" in hands.screen
        assert "▌1958-03-14? 14 марта 1958 г." in hands.screen
        await hands.press("enter")
        assert hands.app.screen.rows["birth"].text == "1958-03-14"
        assert "✕" not in hands.screen


async def test_a_list_is_left_with_its_field_and_opens_on_what_stands_there(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "ctrl+n")
        await hands.press("tab", "tab", "tab")
        assert "мужской" in hands.screen
        await hands.type("муж")
        await hands.press("enter", "up")
        assert "▌Пол" in hands.screen
        await hands.press("up")
        assert "▌Отчество" in hands.screen
        await hands.press("down", "down")
        assert "▌мужской" in hands.screen
        await hands.press("tab")
        assert "женский" not in hands.screen
        assert hands.app.screen.rows["sex"].text == "мужской"


@pytest.mark.capability("C175")
@pytest.mark.capability("C177")
async def test_a_wrong_value_is_told_while_it_is_typed(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f3", "ctrl+n")
        await hands.type("K")
        assert "латинская буква «K»" in hands.screen
        await hands.press("tab", "tab", "tab", "tab", "tab", "tab", "tab")
        await hands.type("8")
        assert "начните с кода страны: +7" in hands.screen


async def test_the_cabinets_own_refusal_stands_under_its_field(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        await hands.type("i10")
        await hands.press("enter", "ctrl+s")
        row = hands.app.screen.rows["conclusion"]
        assert row.trouble.code == "record.empty"
        assert hands.app.focused.row is row
        await hands.type("здоров")
        await hands.press("ctrl+s")
        assert "Запись сохранена." in hands.screen


@pytest.mark.capability("C174")
async def test_the_diagnosis_has_its_star_where_the_kind_of_record_needs_one(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        assert "Диагноз МКБ-10*" in hands.screen
        await hands.press("ctrl+s")
        row = hands.app.screen.rows["diagnosis"]
        assert row.trouble.code == "form.required"
        assert hands.app.focused.row is row
        for kind, needed in (("процедура", False), ("эпикриз", True), ("процедура", False)):
            hands.app.screen.rows["kind"].editor.focus()
            await hands.rush(*kind)
            await hands.press("enter")
            assert ("Диагноз МКБ-10*" in hands.screen) is needed
            assert (row.trouble is not None) is needed
        hands.app.screen.rows["complaints"].editor.focus()
        await hands.rush(*"перевязка")
        await hands.press("ctrl+s")
        assert "Запись сохранена." in hands.screen


async def test_a_diagnosis_is_picked_by_its_name(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        await hands.type("гипертония")
        assert "▌I10 Эссенциальная" in hands.screen
        await hands.press("down")
        assert "▌I11.9" in hands.screen
        await hands.press("escape")
        assert "▌I11.9" not in hands.screen
        assert "НОВАЯ ЗАПИСЬ" in hands.screen
        await hands.press("down", "enter")
        assert hands.app.screen.rows["diagnosis"].text.startswith("I11.9")


@pytest.mark.parametrize("size", [(80, 24)])
async def test_the_picker_shows_eight_counts_the_rest_and_knows_every_way_to_type(
    opened: Any, size: Any
) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        row = hands.app.screen.rows["diagnosis"]
        await hands.type("боль")
        shown = [line for line in hands.screen.splitlines() if re.search(r"[ ▌][A-Z]\d\d\b", line)]
        assert len(shown) == 8
        assert re.search(r"… ещё \d+", hands.screen)
        await hands.press(*["down"] * 9)
        assert "▌" in hands.screen
        for text, code in (
            ("I1", "I10"),
            ("сд2", "E11.9"),
            ("[cy", "I50.0"),
            ("Ш10", "I10"),
            ("спин бол", "M54.5"),
        ):
            row.editor.value = ""
            await hands.type(text)
            assert re.search(rf"▌{re.escape(code)}\b", hands.screen), text
            assert row.entered.picked is None or row.entered.text != row.entered.picked.shown, (
                "not chosen yet"
            )
        row.editor.value = ""
        await hands.type("j00")
        await hands.press("tab")
        assert row.text == "J00 Острый назофарингит [насморк]", "a code typed to its end is a choice"


async def test_enter_waits_for_the_answer_it_is_about_and_a_guess_takes_an_arrow(opened: Any) -> None:
    from medcab_tui.ui.forms.fields import Choice

    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        form = hands.app.screen
        row, gates = form.rows["diagnosis"], dict[str, asyncio.Event]()
        first, second = Choice(1, "первое", "A"), Choice(2, "второе", "B")

        async def slow(field: str, text: str) -> tuple[Choice, ...]:
            gates[text] = asyncio.Event()
            await gates[text].wait()
            return (first,) if text == "п" else (second, first)

        form.sheet.picks = slow
        row.editor.value = "п"
        await hands.pilot.pause()
        gates["п"].set()
        await hands.pilot.pause()
        assert row.picking
        row.editor.value = "пв"
        await hands.pilot.pause()
        await hands.pilot.press("enter")
        assert row.text == "пв", "the list that stands there answers another text"
        assert not row.editor.has_focus, "what is typed next goes into the next field"
        gates["пв"].set()
        await hands.settle()
        assert row.text == "B второе"
        row.editor.focus()
        row.editor.value = ""
        await hands.settle()

        async def likely(field: str, text: str) -> tuple[Choice, ...]:
            return (Choice(3, "похожее", "C", safe=False),)

        form.sheet.picks = likely
        await hands.type("z")
        await hands.press("enter")
        assert row.text == "z"
        row.editor.focus()
        await hands.press("down", "enter")
        assert row.text == "C похожее"


@pytest.mark.capability("C036")
@pytest.mark.parametrize("size", SIZES)
async def test_an_amendment_keeps_the_old_text_and_asks_why(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("и")
        await hands.type(", шум в ушах")
        await hands.press("ctrl+s")
        assert hands.app.focused.row.asked.name == "reason"
        await hands.type("уточнение")
        await hands.press("ctrl+s")
        assert "ред. 2" in hands.screen
        assert "головная боль к вечеру, шум в ушах" in hands.screen
        await hands.press("в")
        assert "Редакция 1 → редакция 2" in hands.screen
        assert "1 изменение" in hands.screen
        assert "{+, шум в ушах+}" in hands.screen
        assert "уточнение" in hands.screen


async def test_any_two_editions_are_compared(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        for word in ("первая", "вторая"):
            await hands.press("и")
            await hands.type(f" {word}")
            await hands.press("tab", "tab", "tab", "tab", "tab")
            await hands.type("правка")
            await hands.press("ctrl+s")
        await hands.press("в")
        assert "Редакция 2 → редакция 3" in hands.screen
        await hands.press("end", "space", "home")
        assert "Редакция 1 → редакция 3" in hands.screen
        assert "первая вторая+}" in hands.screen


async def amended_by_a_colleague(colleague: Any, ground: Any, **texts: str) -> Any:
    """Another edition of the newest record, by somebody else; gives the record's id."""
    row = (await colleague.patients.encounters(ground.patients["Кузнецова М. П."]))[0]
    now = await colleague.patients.encounter(row.id)
    ids = colleague.surroundings.ids
    await colleague.do(AmendRecord(ids.new(), row.id, now.version, replace(now.body, **texts), "опечатка"))
    return row.id


def cursor_of(hands: Any) -> str:
    return str(next(line for line in hands.screen.splitlines() if line.startswith("▌")))


async def amend(hands: Any, complaints: str, plan: str = "") -> None:
    """An amendment typed but not saved."""
    await hands.press("и")
    await hands.type(complaints)
    await hands.press("tab", "tab", "tab", "tab")
    await hands.type(plan)
    await hands.press("tab")
    await hands.type("уточнение")


@pytest.mark.capability("C073")
async def test_what_both_amended_is_chosen_field_by_field(opened: Any, colleague: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await amend(hands, " и утром", ", покой")
        record = await amended_by_a_colleague(
            colleague, ground, complaints="чужой текст", objective="АД 120/80"
        )
        await hands.press("ctrl+s")
        assert "ИЗМЕНЕНО ТЕМ ВРЕМЕНЕМ" in hands.screen
        assert "осталось выбрать: 1" in hands.screen
        assert "изменили оба: выберите" in cursor_of(hands)
        assert "изменено не вами" in hands.screen
        assert "{+ и утром+}" in hands.screen or "{+и утром+}" in hands.screen
        await hands.press("enter")
        assert "Выберите, что останется: Жалобы." in hands.screen

        await hands.press("escape")
        assert hands.app.screen.rows["complaints"].text == "головная боль к вечеру и утром"
        assert "ваш текст цел" in hands.screen
        await hands.press("ctrl+s", "right")
        assert "[ваше]" in cursor_of(hands)
        await hands.press("enter")
        rows = hands.app.screen.rows
        assert rows["complaints"].text == "головная боль к вечеру и утром"
        assert (rows["objective"].text, rows["plan"].text) == ("АД 120/80", "лизиноприл 20 мг, покой")
        await hands.press("ctrl+s")
        versions = await colleague.patients.versions(record)
        bodies = [(one.body.complaints, one.body.objective, one.body.plan) for one in versions]
        assert bodies[0] == ("головная боль к вечеру и утром", "АД 120/80", "лизиноприл 20 мг, покой")
        assert bodies[1][:2] == ("чужой текст", "АД 120/80")
        assert len(bodies) == 3


async def test_a_text_is_written_from_both_and_theirs_can_be_taken(
    opened: Any, colleague: Any, ground: Any
) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await amend(hands, " и утром")
        await amended_by_a_colleague(colleague, ground, complaints="сильная головная боль к вечеру")
        await hands.press("ctrl+s", "и")
        assert hands.app.focused.text == "сильная головная боль к вечеру и утром"
        await hands.type(", третий день")
        await hands.press("escape")
        assert "[своё]" in cursor_of(hands)
        await hands.press("enter")
        assert (
            hands.app.screen.rows["complaints"].text == "сильная головная боль к вечеру и утром, третий день"
        )
        await amended_by_a_colleague(colleague, ground, complaints="иначе")
        await hands.press("ctrl+s", "left", "enter")
        assert hands.app.screen.rows["complaints"].text == "иначе"


async def test_a_draft_over_an_older_edition_is_merged_with_what_both_had_seen(
    opened: Any, colleague: Any, ground: Any
) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await amend(hands, " и утром", ", покой")
        await hands.press("escape")
        await amended_by_a_colleague(colleague, ground, objective="АД 120/80")
        await hands.press("и", "ctrl+s")
        assert "всё выбрано" in hands.screen
        await hands.press("enter")
        rows = hands.app.screen.rows
        assert [rows[name].text for name in ("complaints", "objective", "plan")] == [
            "головная боль к вечеру и утром",
            "АД 120/80",
            "лизиноприл 20 мг, покой",
        ]
        await hands.press("ctrl+s")
        assert "Правка сохранена" in hands.screen


@pytest.mark.capability("C073")
async def test_an_older_edition_is_restored_as_a_new_one(opened: Any, colleague: Any, ground: Any) -> None:
    record = await amended_by_a_colleague(colleague, ground, complaints="боль прошла\nсовсем", plan="покой")
    await amended_by_a_colleague(colleague, ground, plan="покой, явка через неделю")
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("в")
        assert "Редакция 2 → редакция 3" in hands.screen
        assert "1 изменение: Рекомендации" in hands.screen
        assert "покой{+, явка через неделю+}" in hands.screen
        assert "⋯ без изменений: Вид, Жалобы" in hands.screen
        await hands.press("в")
        assert "Редакция 1 → редакция 2" in hands.screen
        await hands.press("т", "tab")
        assert "Редакция 1 целиком" in hands.screen
        assert "{+" not in hands.screen
        assert "восстановить ред. 1" in hands.screen
        await hands.press("enter")
        assert "ПРАВКА ЗАПИСИ" in hands.screen
        assert hands.app.screen.rows["complaints"].text == "головная боль к вечеру"
        assert hands.app.screen.rows["reason"].text == "восстановлена редакция 1"
        await hands.press("ctrl+s")
        versions = await colleague.patients.versions(record)
        assert len(versions) == 4
        assert versions[0].body == versions[3].body


async def new_patient(hands: Any, surname: str, given: str, birth: str, sex: str = "ж") -> None:
    """The form of a new patient filled in as far as it must be, and saved."""
    await hands.press("f3", "ctrl+n")
    await hands.type(surname)
    await hands.press("tab")
    await hands.type(given)
    await hands.press("tab", "tab")
    await hands.type(sex)
    await hands.press("tab")
    await hands.type(birth)
    await hands.press("ctrl+s")


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_patients_card_opens(opened: Any, size: Any, ground: Any) -> None:
    async with opened(size=size) as hands:
        await new_patient(hands, "Щукина", "Вера", "1990-02-03")
        assert "ЩУКИНА Вера" in hands.screen
        assert "ж · 1990-02-03 · 36 лет" in hands.screen
        assert hands.app.screen.view == "summary"
        assert await hands.app.cabinet.patients.total() == ground.total + 1


@pytest.mark.parametrize("size", SIZES)
async def test_likely_duplicates_are_shown_and_enter_adds_nobody(opened: Any, size: Any, ground: Any) -> None:
    async with opened(size=size) as hands:
        await new_patient(hands, "Кузнецова", "Мария", "1958-03-14")
        assert "⚠ Карты таких людей уже есть" in hands.screen
        assert "КУЗНЕЦОВА Мария · 1958-03-14" in hands.screen.splitlines()[0]
        await hands.press("f1")
        assert "другой человек: добавить" in hands.screen
        assert "^S" not in hands.screen
        await hands.press("escape", "enter")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert hands.app.cards.wanted == ground.patients["Кузнецова М. П."]
        assert await hands.app.cabinet.patients.total() == ground.total


async def test_a_duplicate_is_added_by_a_key_of_its_own(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await new_patient(hands, "Кузнецова", "Мария", "1958-03-14")
        await hands.press("escape")
        assert "Никто не добавлен." in hands.screen
        assert hands.app.screen.rows["surname"].text == "Кузнецова"
        await hands.press("ctrl+s", "п")
        assert await hands.app.cabinet.patients.total() == ground.total + 1
        assert hands.app.cards.wanted != ground.patients["Кузнецова М. П."]
        assert "КУЗНЕЦОВА Мария" in hands.screen


@pytest.mark.parametrize("size", SIZES)
async def test_escape_keeps_what_was_typed_and_says_so(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        await hands.type("i10")
        await hands.press("enter")
        await hands.type("болит голова")
        await hands.press("escape")
        assert "Черновик сохранён." in hands.screen
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        await hands.press("н")
        assert "Восстановлен черновик от 2026-11-23 12:21" in hands.screen
        assert hands.app.screen.rows["complaints"].text == "болит голова"
        await hands.press("ctrl+s")
        assert "Запись сохранена." in hands.screen


async def test_a_restored_draft_can_be_set_aside(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        await hands.type("болит")
        await hands.press("escape", "н", "ctrl+z")
        assert hands.app.screen.rows["complaints"].text == ""
        await hands.press("escape")
        assert await hands.app.cabinet.drafts.all() == ()


async def test_a_form_left_as_it_was_leaves_no_draft(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("и", "escape")
        assert "Черновик" not in hands.screen
        assert await hands.app.cabinet.drafts.all() == ()


async def test_a_lock_returns_to_the_same_form(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        await hands.type("болит голова")
        await hands.press("ctrl+l")
        await hands.settle()
        assert "болит" not in hands.screen
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.settle()
        assert "НОВАЯ ЗАПИСЬ" in hands.screen
        assert hands.app.screen.rows["complaints"].text == "болит голова"


async def test_what_was_typed_survives_the_end_of_the_process(opened: Any, tmp_path: Path) -> None:
    after = tmp_path / "after"
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        await hands.type("болит голова")
        # At most a second later it is in the file; the copy is what a killed process leaves behind.
        for _turn in range(60):
            if await hands.app.cabinet.drafts.all():
                break
            await asyncio.sleep(0.05)
        shutil.copytree(hands.folder, after)
    async with opened(folder=after) as hands:
        await hands.open_kuznetsova()
        await hands.press("н")
        assert hands.app.screen.rows["complaints"].text == "болит голова"
        assert "Восстановлен черновик" in hands.screen


async def test_sections_open_over_a_form_and_the_form_is_still_there(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        await hands.type("болит")
        await hands.press("f2")
        assert "Требует внимания" in hands.screen
        await hands.press("f3")
        assert hands.app.screen.rows["complaints"].text == "болит"


async def test_digits_are_text_in_an_area_and_section_keys_are_keys(opened: Any) -> None:
    ways = {
        "home": ("f2", "ctrl+1"),
        "schedule": ("f4", "ctrl+3"),
        "documents": ("f5", "ctrl+4", "ctrl+backslash"),
        "settings": ("f6", "ctrl+5", "ctrl+right_square_bracket"),
    }
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        assert hands.app.screen.rows["complaints"].has_focus_within
        await hands.type("1 2 3 4 5")
        for place, keys in ways.items():
            for key in keys:
                await hands.press(key)
                assert hands.app.current_mode == place, key
                await hands.press("f3")
                assert hands.app.screen.rows["complaints"].text == "1 2 3 4 5"
                assert hands.app.screen.rows["complaints"].has_focus_within


async def test_letters_and_escape_in_one_burst_leave_a_draft(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("н", "tab")
        await hands.rush("б", "о", "л", "и", "т", "escape")
        await hands.settle()
        assert "Черновик сохранён." in hands.screen
        await hands.press("н")
        assert hands.app.screen.rows["complaints"].text == "болит"
