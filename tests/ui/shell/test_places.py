"""Sections, views, keys that work everywhere, and what stays visible."""

from __future__ import annotations

from typing import Any

import pytest
from shell_fakes import FakeDoor, usual

from medcab_tui.locale import _
from medcab_tui.ui.shell.entries import entries
from medcab_tui.ui.verbs import SECTIONS, VERBS, title_of

OPEN = ("home", "schedule", "documents", "settings")
"""The sections whose rows the fakes have."""


@pytest.mark.capability("C009")
@pytest.mark.capability("C011")
def test_sections_and_views_are_called_as_ordered() -> None:
    names = [title_of(name) for name in SECTIONS]
    assert names == ["Главная", "Карты пациентов", "Расписание", "Документы", "Настройки"]
    assert [title_of(view) for view in ("summary", "list", "search")] == ["Сводка", "Список", "Поиск"]


@pytest.mark.capability("C012")
@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("schedule", ("3", "f4", "ctrl+3")),
        ("documents", ("4", "f5", "ctrl+4", "ctrl+backslash")),
        ("settings", ("5", "f6", "ctrl+5", "ctrl+right_square_bracket")),
    ],
)
async def test_every_way_to_a_section_works(opened: Any, place: str, keys: tuple[str, ...]) -> None:
    async with opened() as hands:
        for key in keys:
            await hands.press("f2")
            assert hands.app.current_mode == "home"
            await hands.press(key)
            assert hands.app.current_mode == place, key


@pytest.mark.capability("C007")
@pytest.mark.capability("C008")
@pytest.mark.capability("C010")
@pytest.mark.parametrize("size", [(80, 24), (140, 40), (200, 60)])
async def test_menu_and_views_stand_around_every_section(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=size) as hands:
        for number in (1, 3, 4, 5):
            await hands.press(str(number))
            lines = hands.screen.splitlines()
            assert "Медкабинет" in lines[0]
            assert "Сводка" in lines[1]
            assert "Список" in lines[1]
            assert "Поиск" in lines[1]
            assert [line.startswith("▌") for line in lines[2:7]].index(True) == number - 1
            if size[0] >= 100:
                assert title_of(SECTIONS[number - 1]) in lines[number + 1]
            assert "F1 помощь" in lines[-1]


@pytest.mark.capability("C015")
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_badges_name_their_class(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=size) as hands:
        lines = hands.screen.splitlines()
        assert "!2" in lines[2]
        assert "✓2" in lines[2]
        assert "✉3" in lines[5]


@pytest.mark.capability("C013")
@pytest.mark.parametrize("place", ["1", "3", "4"])
async def test_rows_are_filtered_as_one_types(opened: Any, place: str) -> None:
    async with opened() as hands:
        await hands.press(place, "slash")
        await hands.type("кузн")
        assert hands.app.screen.view == "search"
        assert "Кузнецова" in hands.screen
        assert "Аббасов" not in hands.screen.split("Поиск", 1)[1].split("Недавние")[0]
        await hands.type("ъъъ")
        assert "Найдено 0" in hands.screen
        await hands.press("escape")
        assert hands.app.screen.field.value == ""


async def test_letters_go_into_a_field_and_not_to_verbs(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("slash")
        await hands.type("1кт]")
        assert hands.app.screen.field.value == "1кт]"
        assert hands.app.current_mode == "home"
        await hands.press("f4")
        assert hands.app.current_mode == "schedule"


async def test_the_key_line_names_no_letter_while_letters_are_text(opened: Any) -> None:
    async with opened() as hands:
        assert "т/n" in hands.screen.splitlines()[-1]
        await hands.press("slash")
        assert "т/n" not in hands.screen.splitlines()[-1]
        assert "F1 помощь" in hands.screen.splitlines()[-1]
        await hands.press("tab")
        assert "т/n" in hands.screen.splitlines()[-1]


async def test_brackets_and_their_twins_turn_views(opened: Any) -> None:
    async with opened() as hands:
        views = []
        for key in ("right_square_bracket", "ъ", "ъ", "х", "left_square_bracket"):
            await hands.press(key)
            views.append(hands.app.screen.view)
        assert views == ["list", "search", "summary", "search", "list"]


async def test_both_layouts_reach_the_search(opened: Any) -> None:
    async with opened() as hands:
        for key in ("slash", "full_stop"):
            await hands.press("f2")
            hands.app.set_focus(None)
            await hands.press(key)
            assert hands.app.screen.field.has_focus, key
            await hands.press("escape", "escape", "escape")


async def test_next_that_needs_attention_skips_what_does_not(opened: Any) -> None:
    async with opened() as hands:
        rows = hands.app.screen.rows
        seen = []
        for key in ("т", "n", "т"):
            await hands.press(key)
            seen.append(rows.cursor_row.title)
        assert seen == ["Рецепт 148-1/у-04(л)", "Отдел кадров: уточните стаж", "HbA1c 7,9 % ▲"]


async def test_control_keys_destroy_nothing(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("escape")
        before = hands.screen
        await hands.press("ctrl+c", "ctrl+d", "ctrl+z")
        assert hands.app.is_running
        assert "Отменять нечего" in hands.screen
        await hands.press("escape")
        assert hands.screen == before


async def test_pasting_outside_a_field_does_nothing(opened: Any) -> None:
    from textual import events

    async with opened() as hands:
        before = hands.screen
        hands.app.post_message(events.Paste("кт5\x1b[31m"))
        await hands.settle()
        assert hands.screen == before
        assert hands.app.current_mode == "home"


async def test_the_palette_finds_by_name_and_does_it(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ctrl+p")
        assert "Команды" in hands.screen
        await hands.type("докум")
        await hands.press("enter")
        assert hands.app.current_mode == "documents"
        assert len(hands.app.screen_stack) == 1


async def test_the_palette_offers_only_what_works_here(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("4", "ctrl+p")
        assert "Новая запись" not in hands.screen
        assert "Настройки" in hands.screen
        await hands.type("выйти")
        assert "Выйти из кабинета" in hands.screen
        await hands.press("f4")
        assert hands.app.current_mode == "documents"
        await hands.press("escape")
        assert len(hands.app.screen_stack) == 1


async def test_help_is_written_from_the_registry(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("f1")
        assert "т/n" in hands.screen
        assert _("To the next row that needs attention") in hands.screen
        await hands.press("f1")
        assert len(hands.app.screen_stack) == 1


async def test_help_works_before_the_door(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        await hands.press("f1")
        assert "F7" in hands.screen
        await hands.press("escape")
        assert hands.app.screen.stage.has_focus_within


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (59, 24), (80, 10)])
async def test_a_window_too_small_says_so(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.pilot.resize_terminal(*size)
        await hands.settle()
        shown = hands.screen.replace("\n", "").replace(" ", "")
        assert shown.startswith("Окно"[: size[0] * size[1]])
        for key in ("3", "f5", "f2", "ctrl+p", "escape", "f1", "escape"):
            await hands.press(key)
        await hands.pilot.resize_terminal(140, 40)
        await hands.settle()
        assert "Главная" in hands.screen


async def test_a_window_that_was_too_small_gives_the_keys_back(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        before = hands.app.screen.focused
        for size in ((30, 5), (1, 1), (80, 24)):
            await hands.pilot.resize_terminal(*size)
            await hands.settle()
        assert before is not None
        assert hands.app.screen.focused is before
        row = before.cursor_row
        await hands.press("down")
        assert before.cursor_row != row


@pytest.mark.parametrize("size", [(1, 1), (80, 24)])
async def test_the_door_stands_any_size(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=size, signed_in=False) as hands:
        await hands.pilot.resize_terminal(80, 24)
        await hands.sign_in()
        assert hands.app.current_mode == "home"


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_hostile_names_stay_text_in_every_section(opened: Any, size: tuple[int, int]) -> None:
    from shell_fakes import HOSTILE

    content = usual(HOSTILE)
    async with opened(FakeDoor(content), size=size) as hands:
        for key in ("1", "3", "4", "5"):
            for _view in range(3):
                await hands.press("right_square_bracket")
                for letter in hands.screen:
                    assert letter == "\n" or letter.isprintable()
                    assert letter not in "\u202e\u200b"
            await hands.press(key)
        await hands.press("1")
        assert "Ив␛" in hands.screen
        assert hands.app.is_running


async def test_only_the_visible_section_reads_and_badges_are_read_once(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "1")
        content, cabinet = hands.app.door.content, hands.app.cabinet
        content.reads.clear()
        cabinet.publish("schedule")
        await hands.settle()
        assert content.reads.count("badges") == 1
        assert "week" not in content.reads
        content.reads.clear()
        cabinet.publish("documents")
        await hands.settle()
        assert content.reads == ["badges"]
        content.reads.clear()
        await hands.press("3")
        assert "week" in content.reads


async def test_the_theme_and_the_language_change_at_once(opened: Any) -> None:
    async with opened() as hands:
        theme, style = hands.app.theme, hands.app.look.text
        await hands.press("ctrl+p")
        await hands.type("тема")
        await hands.press("enter")
        assert hands.app.theme != theme
        assert hands.app.look.text != style
        await hands.press("ctrl+p")
        await hands.type("другой язык")
        await hands.press("enter")
        await hands.settle()
        assert "Needs attention" in hands.screen


async def test_own_keys_are_used_and_clashing_ones_are_refused(opened: Any) -> None:
    async with opened(keymap={"attention.next": "й"}) as hands:
        await hands.press("й")
        assert hands.app.screen.rows.cursor_row.title == "Рецепт 148-1/у-04(л)"
    async with opened(keymap={"attention.next": "к"}, signed_in=False) as hands:
        assert "card.row" in " ".join(note.message for note in hands.app._notifications)


async def test_settings_that_cannot_be_followed_are_told_at_the_door(opened: Any) -> None:
    wrong = {"theme": "нет такой", "keymap": {"record.nex": "f9"}, "warnings": ("лишний ключ",)}
    async with opened(signed_in=False, **wrong) as hands:
        told = [note.message for note in hands.app._notifications]
        assert told[0] == "лишний ключ"
        assert "«нет такой»" in told[1]
        assert "ward-light" in told[1]
        assert told[2] == "Свои клавиши не применены: нет действия с именем record.nex"
        assert len(told) == 3


@pytest.mark.parametrize("place", ["1", "4", "5"])
async def test_the_palette_names_every_place_and_every_verb_of_the_section(opened: Any, place: str) -> None:
    async with opened() as hands:
        await hands.press(place)
        section = hands.app.screen
        offered = {entry.title for entry in entries(section)}
        places = {title_of(name) for name in SECTIONS}
        views = {title_of(view) for view in section.views if view != section.view}
        everywhere = {
            _(verb.title).capitalize() for verb in VERBS if verb.palette and verb.action[:4] == "app."
        }
        assert places | views | everywhere <= offered


@pytest.mark.parametrize("place", ["1", "3", "4", "5"])
async def test_help_names_the_place_it_was_asked_in(opened: Any, place: str) -> None:
    async with opened(size=(100, 40)) as hands:
        await hands.press(place, "f1")
        assert len(hands.app.screen_stack) == 2
        assert title_of(SECTIONS[int(place) - 1]) in hands.screen
        assert "Ctrl+P" in hands.screen or "^P" in hands.screen
