"""The card: who this is on top, the tabs, and what others change meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from medcab_tui.cabinet.patients_actions import WriteRecord
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.patients import Coded, EncounterKind, RecordBody
from medcab_tui.ui.patients.card_tabs import TABS

SIZES = [(80, 24), (140, 40)]
OFFICIAL = (
    "Зарегистрирован",
    "Отпущен",
    "Частично отпущен",
    "Отменен",
    "Отложенное обслуживание",
    "Аннулирован",
)


@pytest.mark.capability("C035")
@pytest.mark.parametrize("size", SIZES)
async def test_the_card_says_who_and_what_endangers_first(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        shown = hands.screen
        assert "‼ пенициллины — анафилаксия, 2019" in shown
        assert "КУЗНЕЦОВА Мария Павловна" in shown
        assert "ж · 1958-03-14 · 68 лет" in shown
        assert "112-233-445 95" in shown
        assert "+7 912 345-67-89" in shown
        assert "приём пн 2026-12-07 10:15" in shown
        assert "▌ 2026-11-20  осмотр" in shown
        assert "головная боль к вечеру" in shown
        assert "пациент: Кузнецова М. П." in shown
        assert shown.index("‼ пенициллины") < shown.index("КУЗНЕЦОВА Мария")


@pytest.mark.capability("C035")
async def test_a_wide_card_shows_everything_at_once(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        shown = hands.screen
        for part in ("Записи", "Принимает", "Результаты", "Глюкоза, ммоль/л", "Дела по пациенту"):
            assert part in shown
        assert "не подтверждены 1" in shown
        assert "8,4▲" in shown
        assert "3,9–6,1" in shown
        assert "подтвердить глюкозу" in shown
        assert "⚠ до 2026-11-25" in shown


async def test_a_narrow_card_counts_what_it_has_no_room_for(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        assert "! дела: 2, просрочено: 2" in hands.screen
        assert "Рез. 1" in hands.screen
        assert "● Глюкоза 8,4▲" in hands.screen


@pytest.mark.capability("C038")
@pytest.mark.parametrize("size", SIZES)
async def test_the_record_under_the_cursor_is_told_whole(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("down")
        assert "Консультация 2026-11-02 · Иванова А. П." in hands.screen
        assert "жалоб нет" in hands.screen


@pytest.mark.capability("C038")
@pytest.mark.parametrize("size", SIZES)
async def test_history_holds_every_record(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        cabinet, patient = hands.app.cabinet, hands.app.session
        assert patient is not None
        await hands.open_kuznetsova()
        wanted = hands.app.cards.wanted
        coded = Coded("I10", "Эссенциальная гипертензия", "2.24")
        now = cabinet.surroundings.clock.now()
        for day in range(70):
            body = RecordBody(EncounterKind.EXAMINATION, coded, f"день {day}")
            at = now - timedelta(days=100 + day)
            await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), wanted, at, body))
        await hands.settle()
        await hands.press("ctrl+pagedown", "end")
        last = f"{now - timedelta(days=169):%Y-%m-%d}"
        assert last in hands.cursor
        assert "день 69" in hands.screen
        await hands.press("home")
        assert "2026-11-20" in hands.cursor


async def test_a_record_from_elsewhere_leaves_the_cursor_deep_in_history(
    opened: Any, colleague: Any, ground: Any
) -> None:
    patient, around = ground.patients["Кузнецова М. П."], colleague.surroundings
    coded, now = Coded("I10", "Эссенциальная гипертензия", "2.24"), around.clock.now()
    for day in range(120):
        body = RecordBody(EncounterKind.EXAMINATION, coded, f"день {day}")
        await colleague.do(WriteRecord(around.ids.new(), patient, now - timedelta(days=100 + day), body))
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "end", "up", "up")
        before = hands.cursor
        assert f"{now - timedelta(days=217):%Y-%m-%d}" in before
        body = RecordBody(EncounterKind.EXAMINATION, Coded("J00", "Насморк", "2.24"), "насморк")
        await colleague.do(WriteRecord(around.ids.new(), patient, now, body))
        await hands.until(lambda: hands.app.screen.card.encounters[0].summary == "Насморк")
        assert f"{now - timedelta(days=217):%Y-%m-%d}" in hands.cursor
        await hands.press("home")
        assert "Насморк" in hands.cursor


@pytest.mark.parametrize("size", SIZES)
async def test_results_by_day_with_the_chosen_one_bracketed(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "ctrl+pagedown")
        assert "[8,4▲]" in hands.screen
        assert "▲ 8,4  2026-11-20 12:21 · ЛИС «Альфа»" in hands.screen
        await hands.press("left")
        assert "[7,8▲]" in hands.screen
        await hands.press("left")
        assert "[5,1]" in hands.screen


async def test_prescriptions_have_only_official_statuses(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("ctrl+pagedown", "ctrl+pagedown", "ctrl+pagedown")
        shown = hands.screen
        rows = [line for line in shown.splitlines() if " мг" in line and "рецепт" not in line]
        assert len(rows) == 3
        assert all(any(word in line for word in OFFICIAL) for line in rows)
        assert "✕ Отменен" in shown


async def test_tabs_take_the_focus_and_the_arrows(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("shift+tab", "right")
        assert "─ История ─" in hands.screen
        assert "▌История" in hands.screen


async def test_another_terminal_writes_and_the_cursor_stays(opened: Any, colleague: Any, ground: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("down")
        assert "▌ 2026-11-02  консультация" in hands.cursor
        body = RecordBody(EncounterKind.EXAMINATION, Coded("J00", "Насморк", "2.24"), "насморк")
        around = colleague.surroundings
        await colleague.do(
            WriteRecord(around.ids.new(), ground.patients["Кузнецова М. П."], around.clock.now(), body)
        )
        await hands.until(lambda: "Насморк" in hands.screen)
        assert "▌ 2026-11-02  консультация" in hands.cursor
        assert "Консультация 2026-11-02" in hands.screen


async def test_a_verb_never_acts_on_the_card_before(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.find("сок")
        assert hands.app.screen.card is None
        await hands.press("enter", "н")
        assert "СОКОЛОВА Татьяна" in hands.screen.splitlines()[0]


async def test_a_lock_returns_to_the_same_card_and_record(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        await hands.press("down")
        await hands.press("ctrl+l")
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.settle()
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
        assert "▌ 2026-11-02  консультация" in hands.cursor


async def test_a_lock_returns_to_the_same_tab_of_the_card(opened: Any) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        assert "Esc к списку" in hands.screen
        await hands.press("ctrl+pagedown", "down")
        before = hands.cursor
        await hands.press("ctrl+l")
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.settle()
        assert "─ История" in hands.screen
        assert hands.cursor == before


async def test_who_may_not_read_cards_is_told_so(opened: Any, colleague: Any) -> None:
    roles = frozenset({Role.ADMINISTRATOR})
    new = NewWorker("gromova", "Громова", "Ольга", "Викторовна", "администратор", "Приёмная", roles)
    await colleague.step_up.prove(password="Demo-2026!")
    await colleague.accounts.add_worker(new, "Demo-2026!")
    async with opened(signed_in=False) as hands:
        await hands.sign_in("gromova")
        await hands.find("куз")
        assert "Кузнецов" not in hands.screen
        assert hands.app.cabinet is not None
        hands.app.go("patients", "list")
        await hands.settle()
        assert "Кузнецов" not in hands.screen
        assert "⚠" in hands.screen
        assert hands.app.cabinet is not None


async def test_a_lock_returns_to_the_same_row_far_down_the_list(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        hands.app.go("patients", "list")
        await hands.settle()
        await hands.press("end", "up", "up")
        before = hands.cursor
        await hands.press("ctrl+l")
        await hands.type("Demo-2026!")
        await hands.press("enter")
        await hands.settle()
        assert hands.cursor == before


async def test_without_a_card_the_summary_says_how_to_open_one(opened: Any) -> None:
    async with opened() as hands:
        hands.app.go("patients", "summary")
        await hands.settle()
        assert "Карта не открыта. F3" in hands.screen


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_are_shown_as_they_are_and_steer_nothing(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.find("1960-01-01")
        assert "[/][@click=app.quit]" in hands.screen
        await hands.press("enter")
        assert "[/][@CLICK=APP.QUIT]" in hands.screen
        await hands.press("ctrl+pageup", "ctrl+pageup")
        for key in ("и", "в", "н"):
            await hands.press(key)
            assert "[/][@CLICK=APP.QUIT]" in hands.screen
            await hands.press("escape")
        await hands.press("ctrl+pagedown", "ctrl+pagedown", "и")
        assert "[bold]жирно[/bold]" in hands.screen
        await hands.press("escape", "в", "escape", "н", "escape")
        hands.app.go("patients", "list")
        await hands.settle()
        await hands.press("home")
        assert "[/]" in hands.screen
        assert not any(ord(letter) < 32 or letter == "\u202e" for letter in hands.screen.replace("\n", ""))
        assert hands.app.cabinet is not None


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_wider_than_the_window(opened: Any, size: Any) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        for _tab in TABS:
            assert all(len(line) <= size[0] for line in hands.screen.splitlines())
            await hands.press("ctrl+pagedown")


async def test_help_names_the_place_and_what_works_on_the_card(opened: Any) -> None:
    async with opened(size=(140, 40)) as hands:
        await hands.open_kuznetsova()
        assert "Показать вид слева" not in hands.screen
        await hands.press("f1")
        assert "─ Справка · Карты пациентов · Сводка ─" in hands.screen
        lines = [line.replace("▌", " ") for line in hands.screen.splitlines()]
        shown = {line.split()[0]: line for line in lines if line.strip()}
        for keys in ("н/y", "и/b", "в/d", "^N", "х/["):
            assert keys in shown
        assert "Показать вид слева" in shown["х/["]
        await hands.press("escape")
        assert "КУЗНЕЦОВА Мария Павловна" in hands.screen
