"""«Приём» by keys: what is missing is named, Enter goes there, and it is closed in one place."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.cabinet.visits_actions import RenderService
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.patients import Coded, EncounterKind, RecordBody
from medcab_tui.domain.visits import Missing
from medcab_tui.store.encounters import NewRecord
from medcab_tui.ui.patients.visit_rows import money
from tests.ui.patients.conftest import HOSTILE, PASSWORD

KUZNETSOVA = "Кузнецова М. П."


async def begin(hands: Any) -> None:
    await hands.open_kuznetsova()
    await hands.press("я")
    await hands.settle()


async def visit_of(hands: Any, ground: Any, who: str = KUZNETSOVA) -> Any:
    (visit, *_rest) = await hands.app.cabinet.visits.of(ground.patients[who])
    return visit


@pytest.mark.capability("C036")
async def test_enter_goes_to_what_is_missing_and_a_draft_is_named(opened: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await begin(hands)
        assert "не хватает: 2" in hands.screen
        await hands.press("enter")
        assert "НОВАЯ ЗАПИСЬ" in hands.screen
        await hands.type("j06")
        await hands.press("enter")
        await hands.type("насморк")
        await hands.press("escape")
        assert "не хватает: 3" in hands.screen
        assert "не сохранено: новая запись" in hands.screen
        await hands.press("home", "down", "enter")
        assert hands.app.screen.rows["complaints"].text == "насморк"
        await hands.press("ctrl+s")
        assert "Запись сохранена." in hands.screen
        assert "не подписано" in hands.screen
        assert "J06.9" in hands.screen
        visit = await visit_of(hands, ground)
        assert [one.missing for one in _lacks(visit)] == [Missing.UNSIGNED, Missing.SERVICE]
        await hands.press("end", "home")
        assert "Жалобы" in hands.screen, "the record of the line stands below"


async def test_services_are_chosen_by_a_word_taken_out_and_had_again(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        await hands.press("с")
        await hands.type("экг ×2")
        assert "A05.10.006" in hands.screen
        await hands.press("enter")
        assert "Услуга: A05.10.006" in hands.screen
        (service,) = (await visit_of(hands, ground)).services
        assert (service.code, service.count) == ("A05.10.006", 2)
        await hands.press("ctrl+z")
        assert (await visit_of(hands, ground)).services == ()
        await hands.press("с")
        await hands.type("a05.10.006")
        await hands.press("enter", "end")
        assert "у/e убрать" in hands.screen.splitlines()[-1]
        await hands.press("у")
        assert (await visit_of(hands, ground)).services == ()
        await hands.press("ctrl+z", "end")
        assert "Регистрация электрокардиограммы" in hands.screen
        await hands.press("с")
        await hands.type("a05.10.006")
        await hands.press("enter")
        assert "Эта услуга уже внесена." in hands.screen
        await hands.press("home", "у")
        assert "Курсор стоит не на услуге." in hands.screen


async def test_closing_with_something_missing_asks_why_and_is_taken_back(opened: Any, ground: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await begin(hands)
        await hands.press("я")
        assert "Не хватает: запись, услуга" in hands.screen
        assert "КУЗНЕЦОВА Мария Павловна · 1958-03-14" in hands.screen
        await hands.press("1", "ctrl+s")
        assert "Приём закрыт." in hands.screen
        closed = await visit_of(hands, ground)
        assert (closed.reason, closed.lacked) == (
            "пациент ушёл до окончания приёма", (Missing.RECORD, Missing.SERVICE),
        )  # fmt: skip
        await hands.press("ctrl+z")
        assert (await visit_of(hands, ground)).open
        await hands.press("я", "я", "2", "ctrl+s", "я")
        assert "запись будет закончена сегодня" in hands.screen
        await hands.press("с")
        assert "Приём закрыт: я/z откроет его снова." in hands.screen
        await hands.press("я")
        assert (await visit_of(hands, ground)).open
        assert "не хватает: 2" in hands.screen


async def test_a_visit_begun_by_a_slip_is_taken_back_from_its_own_screen(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        assert (await visit_of(hands, ground)).open
        await hands.press("escape")
        assert "◐ приём идёт с 12:21" in hands.screen
        await hands.press("ctrl+z")
        assert "приём идёт" not in hands.screen
        assert await hands.app.cabinet.visits.of(ground.patients[KUZNETSOVA]) == ()
        await hands.press("я", "к")
        assert "КУЗНЕЦОВА" in hands.screen
        assert "ПРИЁМ " not in hands.screen


async def test_what_people_wrote_is_shown_as_text(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        cabinet = hands.app.cabinet
        patient, ids = ground.patients["hostile"], cabinet.surroundings.ids
        from medcab_tui.cabinet.patients_actions import WriteRecord
        from medcab_tui.cabinet.visits_actions import BeginVisit

        done = await cabinet.do(BeginVisit(ids.new(), patient))
        coded = Coded("J00", HOSTILE, "2.27")
        body = RecordBody(EncounterKind.EXAMINATION, coded, HOSTILE, anamnesis=HOSTILE)
        await cabinet.do(WriteRecord(ids.new(), patient, cabinet.surroundings.clock.now(), body))
        await cabinet.do(RenderService(ids.new(), done.result, 1, Coded("A01", HOSTILE, "2.10")))
        hands.app.open_card(patient)
        await hands.settle()
        await hands.press("я")
        assert "Зло[/]" in hands.screen
        assert "\u202e" not in hands.screen
        await hands.press("home")
        assert "Анамнез" in hands.screen


async def test_a_lock_over_a_visit_hides_it(opened: Any) -> None:
    async with opened() as hands:
        await begin(hands)
        await hands.press("enter")
        await hands.type("насм")
        await hands.press("ctrl+l")
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert "КУЗНЕЦОВА" not in hands.screen
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.settle()
        assert "КУЗНЕЦОВА" in hands.screen
        await hands.press("я")
        assert "не сохранено: новая запись" in hands.screen
        assert hands.app.faults == []


@pytest.mark.capability("C038")
async def test_a_note_beneath_a_foreign_record_is_told_above_its_text(opened: Any, ground: Any) -> None:
    async with opened() as hands:
        cabinet = hands.app.cabinet
        patient, ids = ground.patients[KUZNETSOVA], cabinet.surroundings.ids
        author = Author(ids.new(), "Маслов К. Е.", "кардиолог", "Кардиология")
        now, record = cabinet.surroundings.clock.now(), ids.new()
        body = RecordBody(EncounterKind.CONSULTATION, None, conclusion="ишемии нет")
        new = NewRecord(record, patient, now, now, body, author, external=True, origin="РМИС")

        def lay(connection: Any) -> None:
            from medcab_tui.store.encounters import EncounterWrites

            EncounterWrites(connection, now, author).add_all([new])

        await cabinet._desk.write(lay)
        await hands.open_kuznetsova()
        await hands.press("down", "й")
        assert "ДОПОЛНЕНИЕ" not in hands.screen, "what is not signed is amended"
        await hands.press("home")
        assert "ишемии нет" in hands.screen
        await hands.press("й")
        assert "ДОПОЛНЕНИЕ К ЗАПИСИ" in hands.screen
        await hands.press("ctrl+s")
        assert "заполните это поле" in hands.screen
        await hands.type("повторить")
        await hands.press("escape", "й")
        assert hands.app.screen.rows["conclusion"].text == "повторить"
        await hands.type(" через год")
        await hands.press("ctrl+s")
        assert "Дополнение внесено; оно стоит под записью." in hands.screen
        await hands.press("home", "down")
        assert "дополнено: 1" in hands.screen
        assert "повторить через год" in hands.screen


def test_money_reads_as_people_write_it() -> None:
    assert [money(kopecks) for kopecks in (5, 120_000, 123_456_789)] == [
        "0,05\u00a0₽", "1\u00a0200,00\u00a0₽", "1\u00a0234\u00a0567,89\u00a0₽",
    ]  # fmt: skip


def _lacks(visit: Any) -> Any:
    from medcab_tui.domain.visits import lacks

    return lacks(visit)
