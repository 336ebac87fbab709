"""«Настройки»: every page tells what holds now, Enter changes it at once and keeps it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui import locale, settings
from medcab_tui.demo.settle import settled
from medcab_tui.domain.accounts import Role

ME, LOOK, LANGUAGE, KEYS, LOCK, NOTICES, STORE, BACKUP, ACTIONS, SERVICES = range(10)


@pytest.mark.capability("C102")
async def test_pages_tell_who_i_am_and_that_nothing_is_switched_on_and_esc_leads_back(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        for told in ("Мои данные", "Иванова Анна Петровна", "врач-терапевт", "Терапия", "первый вход"):
            assert told in hands.screen
        await hands.page(SERVICES)
        assert "○ выключено" in hands.screen
        assert "имитация" in hands.screen
        await hands.page(KEYS)
        assert hands.app.focused.has_class("settings-rows")
        await hands.press("escape")
        assert hands.app.focused.has_class("settings-pages")


@pytest.mark.capability("C001", "C002", "C003", "C004", "C005")
async def test_each_role_is_told_by_whom_it_is_for(opened: Any) -> None:
    actors = {
        Role.CLINICIAN: "врач-специалист (терапевт, хирург, педиатр)",
        Role.NURSE: "медицинская сестра, акушерка, фельдшер",
        Role.HEAD: "руководитель отделения, директор медицинского учреждения",
        Role.ADMINISTRATOR: "администратор по работе с документами и электронными справками",
        Role.LICENSING: "специалист по лицензированию и аккредитации медицинских организаций",
    }
    async with opened() as hands:
        await hands.page(ME)
        hands.app.screen.query_one(".settings-rows").select("me.roles")
        for role in actors:
            cabinet = hands.app.cabinet
            cabinet._desk.worker = replace(cabinet.worker, roles=frozenset({role}))
            hands.app.screen.show_rows()
            await hands.settle()
            assert [one for one, told in actors.items() if told in hands.screen] == [role]


@pytest.mark.capability("C105")
async def test_what_is_saved_of_oneself_is_told(opened: Any) -> None:
    async with opened(size=(80, 24), notify_line=False) as hands:
        await hands.page(ME)
        hands.app.screen.query_one(".settings-rows").select("me.correct")
        await hands.press("enter", "end")
        await hands.type("-Ли")
        assert "^S Сохранить изменения" in hands.screen
        await hands.press("ctrl+s")
        assert "Запрос отправлен: решит администратор" in hands.screen


async def test_what_enter_does_is_named_first(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        assert hands.screen.splitlines()[-1].startswith(" Enter на страницу")
        await hands.page(LOOK)
        assert hands.screen.splitlines()[-1].startswith(" Enter выбрать   Esc к страницам")


async def test_a_theme_is_shown_before_it_is_chosen_and_esc_takes_it_back(opened: Any) -> None:
    async with opened() as hands:
        await hands.page(LOOK)
        await hands.press("enter", "down")
        assert hands.app.theme == "ward-light"
        await hands.press("escape")
        assert hands.app.theme == "ward-dark"
        assert hands.kept == ""
        await hands.press("enter", "down", "enter")
        assert hands.app.theme == "ward-light"
        assert hands.kept == 'theme = "ward-light"\n'
        assert "Тема: сохранено" in hands.screen
        assert "Палата, светлая" in hands.screen


async def test_the_file_keeps_its_comments_and_a_broken_one_is_named_and_left(opened: Any) -> None:
    async with opened() as hands:
        hands.file.parent.mkdir()
        hands.file.write_text('# моё\nidle_minutes = 7 # мало\n[keymap]\n"search" = "f9"\n', "utf-8")
        await hands.page(LOOK)
        await hands.press("down", "down", "enter")
        assert hands.app.settings.ascii
        assert "▌" not in hands.screen
        assert hands.kept.startswith("# моё\nidle_minutes = 7 # мало\n")
        assert settings.read_file(hands.file)["ascii"] is True
        hands.file.write_text("theme = \n", "utf-8")
        await hands.page(LOOK)
        await hands.press("down", "down", "enter")
        assert not hands.app.settings.ascii
        assert "config.toml" in hands.screen.replace("\n", "")
        assert hands.kept == "theme = \n"


async def test_what_outranks_the_file_is_told_beside_the_setting(opened: Any) -> None:
    async with opened(size=(80, 24), outranked={"theme": "MEDCAB_THEME"}) as hands:
        await hands.page(LOOK)
        assert "Палата, тёмная ⚠" in hands.screen
        assert "задано переменной MEDCAB_THEME" in hands.screen
        await hands.press("enter", "down", "enter")
        assert "при следующем запуске" in hands.screen


async def test_the_language_changes_at_once(opened: Any) -> None:
    async with opened() as hands:
        await hands.page(LANGUAGE)
        await hands.press("enter", "down", "enter")
        assert locale.language() == "en"
        assert "Patient cards" in hands.screen
        assert hands.kept == 'language = "en"\n'


@pytest.mark.capability("C100")
async def test_the_idle_lock_takes_its_minutes_at_once_and_each_way_of_telling_is_switched(
    opened: Any,
) -> None:
    async with opened() as hands:
        await hands.page(LOCK)
        assert "5 минут" in hands.screen
        await hands.press("enter", "up", "enter")
        assert hands.kept == "idle_minutes = 3\n"
        await hands.page(STORE)
        await hands.press("down", "down", "down", "down")
        assert "не принимается 10 минут" in hands.screen
        await hands.press("enter", "down", "enter")
        assert hands.kept.endswith("repeat_minutes = 15\n")
        assert hands.app.cabinet.repeats_within == timedelta(minutes=15)
        await hands.press("down")
        assert "не больше 10 МБ" in hands.screen
        await hands.press("enter", "up", "enter")
        assert hands.kept.endswith("file_megabytes = 9\n")
        assert hands.app.cabinet.file_megabytes == 9
        assert hands.app.idle is not None
        assert hands.app.idle.limits.idle.total_seconds() == 180
        await hands.page(NOTICES)
        await hands.press("enter", "down", "down", "enter")
        assert not hands.app.settings.notify_line
        assert hands.app.settings.notify_bell
        assert "notify_line = false\nnotify_bell = true\n" in hands.kept


async def test_fewer_colours_are_sent_when_fewer_are_wanted(opened: Any) -> None:
    allowed = {"256": {"EIGHT_BIT", "STANDARD", "DEFAULT"}, "16": {"STANDARD", "DEFAULT"}, "none": set()}
    async with opened(size=(80, 24)) as hands:
        for wanted, kinds in allowed.items():
            assert await hands.app.change("colours", wanted)
            await settled(hands.app)
            assert hands.app.look.depth == wanted
            sent = {
                color.type.name
                for strip in hands.app.screen._compositor.render_strips()
                for segment in strip
                if segment.style
                for color in (segment.style.color, segment.style.bgcolor)
                if color is not None
            }
            assert sent <= kinds


async def test_the_store_is_counted_and_checked(opened: Any) -> None:
    async with opened() as hands:
        await hands.page(STORE)
        for told in ("Папка", "Размер", "Пациенты", "Строки журнала"):
            assert told in hands.screen
        await hands.press("down", "down", "enter")
        assert "✓ цело" in hands.screen
        await hands.press("down", "enter")
        assert "строка цела" in hands.screen or "строки целы" in hands.screen


async def test_a_copy_is_made_listed_and_verified(opened: Any, tmp_path: Path) -> None:
    async with opened(backup_folder=tmp_path / "copies") as hands:
        await hands.page(BACKUP)
        assert "в этой папке нет" in hands.screen
        await hands.press("down", "down", "enter")
        assert "✓ сделана и сверена: 2026-11-23-1215" in hands.screen
        assert (tmp_path / "copies" / "2026-11-23-1215" / "manifest.json").exists()
        await hands.press("down", "enter")
        assert "✓ цела: 2026-11-23-1215" in hands.screen


async def test_a_copy_under_way_is_stopped_by_enter(opened: Any, tmp_path: Path, monkeypatch: Any) -> None:
    reached = asyncio.Event()
    async with opened(backup_folder=tmp_path / "copies") as hands:
        storage = hands.app.cabinet.storage

        async def slow(target: Path, report: Any) -> None:
            reached.set()
            while report(0.4):
                await asyncio.sleep(0.01)

        monkeypatch.setattr(storage, "back_up", slow)
        await hands.page(BACKUP)
        await hands.press("down", "down")
        await hands.pilot.press("enter")
        await asyncio.wait_for(reached.wait(), 5)
        await asyncio.sleep(0)
        hands.app.screen.show_rows()
        assert "40 %" in hands.screen
        await hands.press("enter")
        assert "остановлено" in hands.screen


async def test_a_clinician_alone_makes_no_copies(opened: Any) -> None:
    async with opened(roles=frozenset({Role.CLINICIAN})) as hands:
        await hands.page(BACKUP)
        assert "администратор" in hands.screen
        assert "Новая копия" not in hands.screen


@pytest.mark.capability("C099")
async def test_another_password_opens_the_store_from_now_on(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.page(ME)
        hands.app.screen.query_one(".settings-rows").select("me.password")
        await hands.press("enter")
        await hands.type("не тот")
        await hands.press("enter")
        await hands.type("Новый-2026!")
        await hands.press("enter")
        await hands.type("Новый-2026!")
        await hands.press("enter")
        assert "Это не нынешний пароль" in hands.screen
        await hands.press("ctrl+s", *["backspace"] * 6)
        await hands.type("Demo-2026!")
        await hands.press("ctrl+s")
        assert "Пароль изменён" in hands.screen
        assert not await hands.app.cabinet.drafts.all()
        assert hands.app.cabinet.worker.login == "ivanova"
        await hands.app.leave(sign_out=True)
        again = await hands.door.sign_in("ivanova", "Новый-2026!")
        again.close_now()


async def test_my_actions_have_no_end_and_are_told_in_my_language(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        for number in range(120):
            await hands.app.cabinet._desk.note("password.changed", n=str(number))
        await hands.page(ACTIONS)
        assert hands.screen.count("Смена пароля") > 10
        await hands.press("end")
        assert "Создание кабинета" in hands.screen


@pytest.mark.capability("C110", "C172", "C191", "C192", "C193")
async def test_one_journal_is_narrowed_to_changes_to_activity_or_to_the_history_of_sign_ins(
    opened: Any,
) -> None:
    own = {
        "sign_in.failed": "Неудачная попытка входа",
        "card.opened": "Открыта карта пациента",
        "hours.set": "Заданы часы приёма",
    }
    shown = {
        "журнал действий": {"sign_in.failed", "card.opened", "hours.set"},
        "журнал изменений": {"hours.set"},
        "журнал активности": {"sign_in.failed", "card.opened"},
        "история входов": {"sign_in.failed"},
    }
    async with opened(size=(80, 24)) as hands:
        for code in own:
            await hands.app.cabinet._desk.note(code)
        await hands.page(ACTIONS)
        for step, (journal, codes) in enumerate(shown.items()):
            if step:
                await hands.press("ф", "right", "enter")
            assert f"Мои действия: {journal}" in hands.screen
            assert {code for code, sentence in own.items() if sentence in hands.screen} == codes
            offered = await hands.app.screen.to_export()
            assert offered.rows == hands.app.screen.query_one(".settings-actions").total
        assert "2026-11-23 12:15" in hands.screen
        await hands.press("escape")
        assert "Мои действия: журнал действий" in hands.screen, "Esc takes the filter away first"
        await hands.press("escape")
        assert hands.app.focused.has_class("settings-pages")


async def test_the_search_finds_a_setting_by_name_variable_or_page_and_enter_changes_it(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("slash")
        await hands.type("блокир")
        assert "Без нажатий" in hands.screen
        await hands.press("escape")
        await hands.type("звуковой")
        await hands.press("enter")
        assert hands.app.settings.notify_bell
        await hands.press("escape", "escape")
        await hands.type("notify_b")
        assert "Звуковой сигнал" in hands.screen


async def test_a_page_is_reached_from_the_palette_by_its_name_in_any_layout(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f2", "ctrl+p")
        await hands.type("edtljvk")
        await hands.press("enter")
        assert hands.app.current_mode == "settings"
        assert "─ Уведомления ─" in hands.screen
        assert hands.app.focused.has_class("settings-rows")
