"""The palette: found by either language and in either layout, ranked calmly, what was used last first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell_fakes import FakeDoor, usual

from medcab_tui import locale
from medcab_tui.domain.finding import ranked
from medcab_tui.locale import _
from medcab_tui.ui.shell.entries import Entry, entries, names_of
from medcab_tui.ui.twins import LATIN, other_layout
from medcab_tui.ui.verbs import TITLES, VERBS

LETTERS = st.text(st.sampled_from(sorted({*LATIN, *LATIN.values(), *"0123456789 -/"})), max_size=20)


def entry(verb_id: str) -> Entry:
    verb = next(verb for verb in VERBS if verb.id == verb_id)
    return Entry(verb.id, _(verb.title), _(verb.help), "", names_of(verb.title, verb.also))


def everything() -> list[Entry]:
    return [entry(verb.id) for verb in VERBS]


@given(LETTERS)
def test_the_other_layout_of_the_other_layout_is_what_was_typed(text: str) -> None:
    assert other_layout(other_layout(text)) == text


@given(st.sampled_from(sorted(TITLES)), st.sampled_from(locale.LANGUAGES), st.booleans(), st.data())
def test_any_beginning_of_a_name_finds_it_in_each_language_and_layout(
    name: str, language: str, wrong: bool, data: st.DataObject
) -> None:
    title = locale.said_in(language, TITLES[name])
    typed = title[: data.draw(st.integers(1, len(title)))].rstrip()
    one = Entry("it", _(TITLES[name]), also=names_of(TITLES[name]))
    assert ranked([one], other_layout(typed) if wrong else typed) == [one]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ghbtv", "visit.finish"),
        ("данные коллеги", "worker.correct"),
        ("приём", "visit.finish"),
        ("прием", "visit.finish"),
        ("рщьу", "place.home"),
        ("home", "place.home"),
        ("главная", "place.home"),
        ("ukfdyfz", "place.home"),
        ("новая зап", "record.new"),
        ("зап нов", "record.new"),
        ("new rec", "record.new"),
        ("распсание", "place.schedule"),
        ("расписаине", "place.schedule"),
    ],
)
def test_what_people_type_finds_what_they_mean(typed: str, found: str) -> None:
    assert ranked(everything(), typed)[0].id == found


def test_the_beginning_of_the_title_comes_before_every_other_fit() -> None:
    named = [
        Entry("slip", "Запимь"),
        Entry("inside", "Перезапись"),
        Entry("told", "Лист", help="в записи"),
        Entry("also", "Лист", also="запись"),
        Entry("second", "Новая запись"),
        Entry("first", "Запись новая"),
    ]
    assert [one.id for one in ranked(named, "запис")] == ["first", "second", "also", "told", "inside", "slip"]


@given(LETTERS.filter(str.strip))
def test_what_was_used_last_orders_equals_only(text: str) -> None:
    plain = ranked(everything(), text)
    used = [one.id for one in reversed(plain)]
    assert {one.id for one in ranked(everything(), text, used)} == {one.id for one in plain}
    twice = [Entry("a", "Запись"), Entry("b", "Запись")]
    assert [one.id for one in ranked(twice, "зап", ["b"])] == ["b", "a"]


@given(LETTERS)
def test_two_letters_or_fewer_never_forgive_a_slip(text: str) -> None:
    for one in ranked([Entry("it", "Расписание")], text[:2]):
        assert one.id == "it"
        typed = text[:2].strip().lower()
        beginnings = "расписание".startswith(typed), "расписание".startswith(other_layout(typed))
        assert not typed or any(beginnings) or " " in typed


async def test_a_place_is_found_by_the_wrong_layout_and_by_english(opened: Any) -> None:
    async with opened() as hands:
        for typed, place in (("ljrev", "documents"), ("рщьу", "home"), ("sched", "schedule")):
            await hands.press("ctrl+p")
            await hands.type(typed)
            await hands.press("enter")
            assert hands.app.current_mode == place


async def test_a_view_of_another_section_is_found_by_both_names(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ctrl+p")
        await hands.type("hfcg gjbcr")
        await hands.press("enter")
        await hands.settle()
        assert (hands.app.current_mode, hands.app.screen.view) == ("schedule", "search")


async def test_nothing_found_says_what_to_do(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ctrl+p")
        await hands.type("ъыъыъ")
        assert "Такой команды нет" in hands.screen
        await hands.press("enter")
        assert len(hands.app.screen_stack) == 2


async def test_what_was_used_last_comes_first_and_is_forgotten_at_sign_out(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ctrl+p")
        await hands.type("настр")
        await hands.press("enter", "1", "ctrl+p")
        await hands.settle()
        assert hands.app.screen.query_one("RowList").cursor_row.id == "place.settings"
        await hands.press("escape")
        hands.app.action_sign_out()
        await hands.settle()
        assert hands.app.memory.used == []


async def test_what_was_typed_is_there_again_after_a_lock_and_not_in_memory(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("4", "ctrl+p")
        await hands.type("карт куз")
        hands.app.lock()
        await hands.settle()
        assert "куз" not in repr(hands.app.remembered)
        assert "куз" not in hands.screen
        await hands.sign_in("")
        await hands.settle()
        assert hands.app.current_mode == "documents"
        assert hands.app.screen.palette_text == "карт куз"
        await hands.press("escape")
        assert len(hands.app.screen_stack) == 1
        hands.app.lock()
        await hands.settle()
        await hands.sign_in("")
        assert len(hands.app.screen_stack) == 1


async def test_a_verb_of_another_section_is_done_there(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from medcab_tui.ui.schedule.screen import ScheduleScreen

    seen: list[str] = []
    monkeypatch.setattr(ScheduleScreen, "action_today", lambda _screen: seen.append("today"))
    async with opened() as hands:
        await hands.press("4", "ctrl+p")
        await hands.type("сегодня")
        shown = hands.screen
        assert "Расписание · " in shown
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "schedule"
        assert seen == ["today"]


async def test_sections_and_others_add_lines_of_their_own(opened: Any) -> None:
    done = []

    async def saved() -> list[Entry]:
        return [Entry("filter.mine", "Мой отбор", run=lambda: done.append("mine"))]

    async with opened() as hands:
        hands.app.palette_providers += [saved, lambda: [Entry("page", "Страница оформления")]]
        await hands.press("ctrl+p")
        await hands.type("мой отб")
        await hands.press("enter")
        assert done == ["mine"]
        await hands.press("ctrl+p")
        await hands.type("страница")
        assert "Страница оформления" in hands.screen


async def test_recent_cards_are_offered_by_name_and_not_remembered_as_used(opened: Any) -> None:
    async with opened(FakeDoor(usual())) as hands:
        offered = [one for one in entries(hands.app.screen) if one.id.startswith("card.") and not one.kept]
        assert [one.title for one in offered] == [
            f"{row.surname} {row.given} {row.patronymic}" for row in hands.app.cards.recent
        ]
        assert offered


async def test_a_command_that_has_nothing_to_act_on_is_found_and_says_so(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "ctrl+p")
        await hands.type("принять")
        assert "здесь недоступно · Главная" in hands.screen
        assert "Такой команды нет" not in hands.screen
        await hands.press("enter")
        assert "Здесь не применимо: Принять." in hands.screen
        await hands.press("ctrl+p")
        assert "здесь недоступно" not in hands.screen, "without a text only what can be done is offered"
