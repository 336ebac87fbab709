"""Schedule at the keyboard: booking, moving, cancelling, marking, hours, and a time taken meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import cast

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.schedule_actions import AdvanceVisit, CancelVisit, SetWorkingHours
from medcab_tui.cabinet.visits_actions import CloseVisit
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import AppointmentStatus
from medcab_tui.ui.schedule.day import of_visits
from medcab_tui.ui.schedule.grid import grid
from medcab_tui.ui.schedule.screen import ScheduleScreen
from tests.ui.patients.conftest import PASSWORD, Ground, Hands, Opens
from tests.ui.schedule.conftest import WEEK

Booking = Callable[..., Awaitable[Id]]

SIZES = pytest.mark.parametrize("size", [(140, 40), (80, 24)], ids=["140x40", "80x24"])
ELKIN, SOKOLOVA = "ЁлкинДмитрий", "СоколоваТатьяна"


def shown(hands: Hands) -> ScheduleScreen:
    return cast(ScheduleScreen, hands.app.screen)


@pytest.mark.capability("C052", "C056")
async def test_the_pinned_patient_is_booked_in_two_keys_and_taken_back(
    office: Cabinet, opened: Opens
) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.open_kuznetsova()
        await hands.press("f4")
        before = hands.pressed
        await hands.type("з")
        assert "ЗАПИСЬ НА ПРИЁМ" in hands.screen
        assert "Кузнецова Мария Павловна 1958-03-14" in hands.screen
        await hands.press("ctrl+s")
        assert hands.pressed - before == 2
        assert "Записано: Кузнецова М. П., пн 2026-11-23 12:30" in hands.screen
        assert "12:30" in hands.cursor
        assert "Кузнецова" in hands.cursor
        await hands.press("ctrl+z")
        assert "✕ отменена" in hands.screen
        (gone, *_later) = await office.schedule.find("кузнецова мария")
        assert gone.status is AppointmentStatus.CANCELLED


async def test_a_typed_patient_is_found_and_booked_in_the_latin_layout_too(
    office: Cabinet, opened: Opens
) -> None:
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("cp")
        await hands.type("соко")
        assert "▌Соколова Татьяна Ивановна 1972-09-21" in hands.screen
        await hands.press("enter", "ctrl+s")
        assert "Записано: Соколова Т. И., пн 2026-11-23 12:45" in hands.screen
    (found,) = await office.schedule.find("соколова")
    assert (found.minutes, found.room) == (15, "214")


async def test_nobody_chosen_is_told_in_the_words_of_this_field(office: Cabinet, opened: Opens) -> None:
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("сзщщщ")
        await hands.press("ctrl+s")
        assert "выберите пациента из списка" in hands.screen
        await hands.press("escape")
        assert "Черновик сохранён" in hands.screen
    assert await office.schedule.find("соколова") == ()


@pytest.mark.capability("C062")
async def test_the_nearest_time_for_a_patient_takes_ten_keys_from_anywhere(
    office: Cabinet, opened: Opens
) -> None:
    async with opened() as hands:
        before = hands.pressed
        await hands.press("f3")
        await hands.type("соко")
        await hands.press("enter")
        await hands.type("с")
        assert "СВОБОДНОЕ ВРЕМЯ" in hands.screen
        assert "автоматический подбор свободных окон · Иванова А. П." in hands.screen
        assert "СОКОЛОВА Татьяна Ивановна · 1972-09-21" in hands.screen
        await hands.press("enter", "ctrl+s")
        assert hands.pressed - before <= 10
        assert "Записано: Соколова Т. И., пн 2026-11-23 12:30" in hands.screen


async def test_a_follow_up_in_two_weeks_takes_four_keys_on_a_card(office: Cabinet, opened: Opens) -> None:
    async with opened() as hands:
        await hands.open_kuznetsova()
        before = hands.pressed
        await hands.type("с2")
        await hands.press("enter", "ctrl+s")
        assert hands.pressed - before == 4
        assert "Записано: Кузнецова М. П., пн 2026-12-07 09:00" in hands.screen


async def test_a_visit_is_carried_to_another_time_and_taken_back(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T13:00", "перевязка")
    async with opened(size=(80, 24)) as hands:
        await hands.press("f4")
        await hands.until(lambda: "Ёлкин" in hands.screen)
        while "Ёлкин" not in hands.cursor:
            await hands.press("down")
        await hands.type("м")
        assert "Esc не переносить" in hands.screen
        assert "Esc — оставить на прежнем месте" in hands.screen
        await hands.press("down")
        assert hands.screen.splitlines()[-1].startswith(" Enter поставить сюда")
        await hands.press("enter")
        assert "Перенесено: Ёлкин Д. С., пн 2026-11-23 13:15" in hands.screen
        assert "Ёлкин" in hands.cursor
        await hands.press("ctrl+z")
        (back,) = await office.schedule.find("ёлкин")
        assert (f"{back.start:%H:%M}", back.version) == ("13:00", 3)
        while "Ёлкин" not in hands.cursor:
            await hands.press("up")
        await hands.type("м")
        await hands.press("down", "escape")
        assert "запись осталась на прежнем месте" in hands.screen
        await hands.press("escape", "enter")
        assert "ЗАПИСЬ НА ПРИЁМ" in hands.screen
    (same,) = await office.schedule.find("ёлкин")
    assert same.version == 3


async def test_cancelling_asks_why_and_names_whom(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("у")
        assert "Ёлкин Дмитрий Сергеевич, 1982-05-06" in hands.screen
        await hands.type("я")
        await hands.press("ctrl+s")
        assert "3" in hands.screen
        assert (await office.schedule.find("ёлкин"))[0].status is AppointmentStatus.BOOKED
        await hands.press("backspace")
        await hands.type("1")
        await hands.press("ctrl+s")
        assert "Отменено: Ёлкин Д. С." in hands.screen
        (gone,) = await office.schedule.find("ёлкин")
        assert (gone.status, gone.cause) == (AppointmentStatus.CANCELLED, "по просьбе пациента")
        await hands.press("ctrl+z")
        assert (await office.schedule.find("ёлкин"))[0].status is AppointmentStatus.BOOKED


async def test_who_came_is_marked_by_one_key_and_who_did_not_from_the_palette(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("я")
        assert "Явка: Ёлкин Д. С." in hands.screen
        assert "12:30" in hands.cursor, "the same visit goes on by the same key"
        await hands.press("ctrl+z")
        assert (await office.schedule.find("ёлкин"))[0].status is AppointmentStatus.BOOKED
        assert not shown(hands).available("mark_no_show"), "its time has not come"
        hands.app.cabinet.surroundings.clock.advance(timedelta(minutes=20))
        await hands.press("ctrl+p")
        await hands.type("неявка")
        await hands.press("enter")
        assert "Неявка: Ёлкин Д. С." in hands.screen
        await hands.type("я")
        assert (await office.schedule.find("ёлкин"))[0].status is AppointmentStatus.NO_SHOW


async def test_a_key_too_many_never_marks_the_next_patient(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    await booked(ground.patients["Кузнецова М. П."], "23T12:45")
    async with opened() as hands:
        await hands.press("f4")
        for _time in range(5):
            await hands.type("я")
        assert "Не хватает: запись, услуга" in hands.screen, "the letter goes into the reason"
        await hands.press("escape", "escape")
        assert "Ёлкин" in hands.cursor
        assert "на приёме" in hands.cursor
    assert (await office.schedule.find("ёлкин"))[0].status is AppointmentStatus.IN_PROGRESS
    others = await office.schedule.find("кузнецова мария")
    assert {one.status for one in others} == {AppointmentStatus.BOOKED}


async def test_visits_are_narrowed_by_status_and_a_free_time_is_reached_all_the_same(
    ground: Ground, booked: Booking, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    await booked(ground.patients["Кузнецова М. П."], "23T12:45")
    async with opened(size=(80, 24)) as hands:
        await hands.press("f4")
        await hands.type("я")
        await hands.press("Ф", "right", "right", "enter")
        assert "фильтр: ждёт" in hands.screen
        rows = hands.app.screen.rows
        assert [row.visit.patient_name for row in rows.rows] == ["Ёлкин Дмитрий Сергеевич"]
        await hands.press("A", "left")
        assert [row.visit.patient_name.split()[0] for row in rows.rows] == ["Кузнецова"]
        await hands.press("enter", "с")
        assert "фильтр" not in hands.screen
        assert "свободно" in hands.cursor


async def test_a_visit_somebody_changed_meanwhile_is_left_alone(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    visit = await booked(ground.patients[ELKIN], "23T12:30")
    async with opened() as hands:
        await hands.press("f4")
        shown(hands).topics = frozenset()
        await office.do(CancelVisit(office.surroundings.ids.new(), visit, 1, "заболел"))
        await hands.type("м")
        await hands.press("down", "enter")
        assert "Запись тем временем изменили: вы видели редакцию 1, сейчас 2." in hands.screen
        assert shown(hands).carried is None
    assert (await office.schedule.find("ёлкин"))[0].cause == "заболел"


@SIZES
@pytest.mark.capability("C060", "C061")
async def test_a_time_that_was_taken_meanwhile_keeps_what_was_typed_and_shows_both(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens, size: tuple[int, int]
) -> None:
    async with opened(size=size) as hands:
        await hands.open_kuznetsova()
        await hands.press("f4")
        await hands.type("з")
        await hands.type("кашель")
        await booked(ground.patients[ELKIN], "23T12:30", "перевязка")
        await hands.press("ctrl+s")
        assert "1 Ёлкин Дмитрий Сергеевич  1982-05-06  12:30–12:45" in hands.screen
        assert "Иванова А. П. · первичный · перевязка · записано 2026-11-23 12:21" in hands.screen
        assert "2 Кузнецова Мария Павловна  1958-03-14" in hands.screen
        assert "двойное бронирование: время занято, не записано" in hands.screen
        assert "▌пн 2026-11-23 12:45" in hands.screen
        assert "кашель" in hands.screen
        await hands.press("enter", "ctrl+s")
        assert "Записано: Кузнецова М. П., пн 2026-11-23 12:45" in hands.screen
    (first, *_later) = await office.schedule.find("кузнецова мария")
    assert (f"{first.start:%H:%M}", first.reason) == ("12:45", "кашель")


async def test_a_move_onto_a_time_taken_meanwhile_shows_both_and_is_still_carried(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("м")
        await hands.press("down")
        shown(hands).topics = frozenset()
        await booked(ground.patients[SOKOLOVA], "23T12:45")
        await hands.press("enter")
        assert "1 Соколова Татьяна Ивановна  1972-09-21" in hands.screen
        assert "2 Ёлкин Дмитрий Сергеевич  1982-05-06" in hands.screen
        assert "ближайшее свободное: 13:00" in hands.screen
        await hands.type("с")
        await hands.press("enter")
        assert "Перенесено: Ёлкин Д. С., пн 2026-11-23 13:00" in hands.screen


@SIZES
async def test_the_week_shows_hours_breaks_and_the_next_free_time(
    ground: Ground, booked: Booking, opened: Opens, size: tuple[int, int]
) -> None:
    await booked(ground.patients[ELKIN], "24T10:00")
    async with opened(size=size) as hands:
        await hands.press("f4")
        await hands.type("ъ")
        assert "Неделя 48" in hands.screen
        assert "Ёлкин Д." in hands.screen
        assert "▌·" in hands.screen or "▌" in hands.cursor
        await hands.type("с")
        assert shown(hands).moment == datetime.fromisoformat("2026-11-23T12:30")
        await hands.press("right", "up")
        await hands.press("down")
        assert "перерыв" in hands.screen
        await hands.type("з")
        assert "ЗАПИСЬ НА ПРИЁМ" not in hands.screen, "nobody is booked into a break"
        await hands.press("right", "right", "right", "right")
        assert "вне часов приёма" in hands.screen
        await hands.press("right")
        assert "Неделя 49" in hands.screen


async def test_the_verbs_act_on_what_was_painted(
    ground: Ground, booked: Booking, office: Cabinet, opened: Opens
) -> None:
    await booked(ground.patients[ELKIN], "23T12:30")
    await booked(ground.patients[SOKOLOVA], "23T12:45")
    async with opened() as hands:
        await hands.press("f4")
        screen = shown(hands)
        before = screen.visit
        assert before is not None
        assert "Ёлкин" in before.patient_name
        others = await office.schedule.find("соколова")
        assert screen.rows is not None
        screen.rows.set_rows(of_visits(others))
        assert screen.visit == before
        await hands.type("ъ")
        await hands.press("down")
        assert screen.weeks is not None
        screen.weeks.show(grid(screen.monday, others), "", "", screen.wall())
        assert screen.visit == before


async def test_hours_are_set_in_a_sheet_that_says_what_is_wrong(colleague: Cabinet, opened: Opens) -> None:
    async with opened() as hands:
        await hands.press("f4")
        assert "Часы приёма не заданы. и/b — задать" in hands.screen
        await hands.type("и")
        await hands.type("9-15, 12-16")
        await hands.press("ctrl+s")
        assert "Перерыв выходит за часы приёма." in hands.screen
        await hands.press(*["backspace"] * 7)
        await hands.press("ctrl+s")
        assert "Часы приёма заданы: Иванова А. П." in hands.screen
        assert "12:30" in hands.screen
        assert "· свободно" in hands.screen
        await hands.press("ctrl+z")
        assert "Часы приёма не заданы" in hands.screen
    assert (await colleague.schedule.hours(colleague.worker.id)).version == 2


async def test_a_colleagues_week_is_chosen_by_name(office: Cabinet, opened: Opens) -> None:
    new = NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "хирург", "", frozenset({Role.CLINICIAN}))
    await office.step_up.prove(password=PASSWORD)
    other = await office.accounts.add_worker(new, "Другой-2026!")
    await office.do(SetWorkingHours(office.surroundings.ids.new(), other, 0, WEEK[1:2]))
    async with opened() as hands:
        await hands.press("f4")
        assert "Иванова А. П." in hands.screen.splitlines()[2]
        await hands.type("ф")
        assert "ЧЬЁ РАСПИСАНИЕ" in hands.screen
        await hands.press("down", "enter")
        assert "Петров О. Д." in hands.screen.splitlines()[2]
        assert "В этот день приёма нет" in hands.screen
        await hands.type("с")
        assert "09:00" in hands.cursor
        await hands.press("left")
        assert "Сегодня пн 2026-11-23" in hands.screen


async def test_visits_are_searched_by_patient(ground: Ground, booked: Booking, opened: Opens) -> None:
    await booked(ground.patients[ELKIN], "24T10:00")
    async with opened() as hands:
        await hands.press("f4")
        await hands.type("/ёлк")
        assert "Найдено 1" in hands.screen
        assert "вт 11-24" in hands.cursor
        await hands.press("escape")
        assert "Наберите фамилию пациента" in hands.screen


async def test_one_who_receives_nobody_books_for_a_doctor(office: Cabinet, opened: Opens) -> None:
    desk = NewWorker("lapina", "Лапина", "Дарья", "", "регистратор", "", frozenset({Role.ADMINISTRATOR}))
    await office.step_up.prove(password=PASSWORD)
    await office.accounts.add_worker(desk, PASSWORD)
    async with opened(signed_in=False) as hands:
        await hands.sign_in("lapina")
        await hands.press("f4")
        assert "Иванова А. П." in hands.screen.splitlines()[2]
        await hands.type("з")
        await hands.type("соко")
        await hands.press("enter", "ctrl+s")
        assert "Записано: Соколова Т. И., пн 2026-11-23 12:30" in hands.screen
    (found,) = await office.schedule.find("соколова")
    assert (found.doctor_id, (await office.schedule.booked(found.id)).by) == (office.worker.id, "Лапина Д.")


@pytest.mark.capability("C056")
async def test_the_desk_that_marks_a_visit_done_hears_that_its_doctor_has_not_closed_it(
    ground: Ground, office: Cabinet, booked: Booking, opened: Opens
) -> None:
    desk = NewWorker("lapina", "Лапина", "Дарья", "", "регистратор", "", frozenset({Role.ADMINISTRATOR}))
    await office.step_up.prove(password=PASSWORD)
    await office.accounts.add_worker(desk, PASSWORD)
    visit = await booked(ground.patients[ELKIN], "23T12:30")
    for seen in (1, 2):
        await office.do(AdvanceVisit(office.surroundings.ids.new(), visit, seen))
    async with opened(signed_in=False) as hands:
        await hands.sign_in("lapina")
        await hands.press("f4")
        await hands.type("я")
        assert "Приём окончен: Ёлкин Д." in hands.screen
        assert "врач приём ещё не закрыл" in " ".join(hands.screen.split())
        assert (await office.schedule.booked(visit)).visit.status is AppointmentStatus.DONE
        (begun,) = await office.visits.of(ground.patients[ELKIN])
        assert begun.open, "its doctor closes it"
        await hands.press("ctrl+z")
        await office.do(CloseVisit(office.surroundings.ids.new(), begun.id, begun.version, "запись позже"))
        assert not await office.schedule.lasts(visit)
