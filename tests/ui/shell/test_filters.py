"""The filter over a list: chosen by arrows and letters, told in a line, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events, on

from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.preferences import SavedFilter, Wanted
from medcab_tui.ui.shell.filters import Choice, FilterBar, Order, sifted
from medcab_tui.ui.widgets.row_list import RowList
from tests.ui.widgets.stage import Numbers, Person, Stage, Tap, columns, person, trimmed

AROUND = Surroundings.fixed(datetime(2026, 11, 23, tzinfo=UTC), 1)
STATE = Choice("state", "состояние", (("waiting", "ждут"), ("work", "в работе"), ("done", "сделано")))
WHOSE = Choice("whose", "чьи", (("mine", "мои"), ("ward", "отделения")))
BY_NAME = Order("name", "по имени", key=lambda row: row.name)
BACKWARDS = Order("id", "сначала новые", key=lambda row: row.id, down=True)


@dataclass
class FakePreferences:
    kept: list[SavedFilter]

    async def filters(self, place: str) -> tuple[SavedFilter, ...]:
        return tuple(one for one in self.kept if one.place == place)


class FakeCabinet:
    def __init__(self, *kept: SavedFilter) -> None:
        self.preferences = FakePreferences(list(kept))
        self.surroundings = AROUND

    async def do(self, action: Any) -> None:
        if not action.name.strip():
            raise Invalid("filter.name", "name")
        self.preferences.kept.append(SavedFilter(action.place, action.name, action.wanted))


class Filtered(Stage):
    """A bar over a list, and what it told."""

    def __init__(self, *kept: SavedFilter, text: bool = True) -> None:
        self.cabinet = FakeCabinet(*kept)
        self.bar = FilterBar("home", lambda: (STATE, WHOSE), lambda: (BY_NAME, BACKWARDS), text=text)
        self.rows = RowList(columns(), title="Требует внимания")
        super().__init__(self.bar, self.rows)
        self.told: list[Wanted] = []

    def on_mount(self) -> None:
        self.rows.set_rows([person(number) for number in range(5)])
        self.rows.focus()

    @on(FilterBar.Changed)
    def _narrowed(self, event: FilterBar.Changed) -> None:
        self.told.append(event.bar.wanted)

    def on_filter_bar_left(self) -> None:
        self.rows.focus()


async def test_a_closed_bar_takes_no_line_until_something_is_wanted() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        assert trimmed(app)[0].startswith("─ Требует внимания")
        app.bar.want(Wanted((("state", "waiting"), ("whose", "mine")), "глюкоза", "name"))
        app.bar.show_found(12)
        await pilot.pause()
        line = trimmed(app)[0]
        assert line.startswith(" фильтр: ждут · мои · «глюкоза» · порядок: по имени")
        assert line.endswith("найдено 12  ✕ Esc")
        app.bar.clear()
        await pilot.pause()
        assert trimmed(app)[0].startswith("─ Требует внимания")


async def test_arrows_choose_and_each_step_is_told() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.open()
        await pilot.press("right", "right", "left", "down", "left", "enter")
        await pilot.pause()
        assert [one.chosen for one in app.told] == [
            (("state", "waiting"),),
            (("state", "work"),),
            (("state", "waiting"),),
            (("state", "waiting"), ("whose", "ward")),
        ]
        assert not app.bar.is_open
        assert app.focused is app.rows
        assert "ждут · отделения" in trimmed(app)[0]


@pytest.mark.parametrize(("key", "option"), [("в", "work"), ("d", "work"), ("с", "done"), ("ж", "waiting")])
async def test_a_letter_of_either_layout_goes_to_the_option_it_begins(key: str, option: str) -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.open()
        await pilot.press(key)
        await pilot.pause()
        assert app.bar.wanted.option("state") == option
        assert f"[{dict(STATE.options)[option]}]" in trimmed(app)[0]
        await pilot.press("backspace")
        assert app.bar.wanted == Wanted()


async def test_words_are_typed_and_no_key_leaks_to_verbs() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.open()
        await pilot.press("up", "г", "л", "space", "1", "backspace", "п")
        await pilot.pause()
        assert app.bar.wanted.text == "гл п"
        assert "гл п▏" in "\n".join(trimmed(app))
        await pilot.press("delete", "escape")
        await pilot.pause()
        assert app.bar.wanted == Wanted()
        assert app.rows.marked == 0


async def test_a_filter_is_kept_under_a_name_and_taken_by_its_digit() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.open()
        await pilot.press("right", "ctrl+s")
        await pilot.press("enter")
        await pilot.pause()
        assert "Фильтру нужно название" in "\n".join(trimmed(app))
        await pilot.press("м", "о", "и", "й", "backspace", "enter")
        await pilot.pause()
        assert app.cabinet.preferences.kept == [SavedFilter("home", "мои", Wanted((("state", "waiting"),)))]
        assert "1 мои" in "\n".join(trimmed(app))
        await pilot.press("backspace", "1", "2")
        assert app.bar.wanted == Wanted((("state", "waiting"),))
        await pilot.press("ctrl+s", "escape")
        assert app.bar.is_open


async def test_names_and_options_from_elsewhere_are_text() -> None:
    hostile = "[red]\x1b[2J\u202e"
    app = Filtered(SavedFilter("home", hostile, Wanted((("state", hostile), ("gone", "x")), hostile)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.open()
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        shown = "\n".join(trimmed(app))
        assert "[red]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        await pilot.press("right")
        assert app.bar.wanted.option("state") == "waiting"


async def test_an_option_that_is_wanted_is_in_sight_however_narrow() -> None:
    app = Filtered()
    async with app.run_test(size=(36, 12)) as pilot:
        app.bar.open()
        app.bar.want(Wanted((("state", "done"),)))
        await pilot.pause()
        assert "[сделано]" in trimmed(app)[0]


async def test_a_click_opens_the_bar_and_goes_to_a_line_and_paste_is_typed_there() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.want(Wanted(text="а"))
        await pilot.pause()
        await pilot.click(app.bar, offset=(5, 0))
        await pilot.pause()
        assert app.bar.is_open
        app.post_message(events.Paste("нигде"))
        await pilot.pause()
        assert app.bar.wanted == Wanted(text="а")
        await pilot.click(app.bar, offset=(5, 2))
        app.post_message(events.Paste("нна\x1b\nвторая строка"))
        await pilot.pause()
        assert app.bar.wanted == Wanted(text="анна")
        await pilot.press("ctrl+s")
        app.post_message(events.Paste("имя" * 30))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.cabinet.preferences.kept[0].name == ("имя" * 30)[:40]


async def test_sorting_walks_the_orders_and_comes_back() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        orders = []
        for _turn in range(3):
            app.bar.turn_order()
            orders.append(app.bar.wanted.order)
        await pilot.pause()
        assert orders == ["name", "id", ""]
        assert trimmed(app)[0].startswith("─ Требует внимания")


async def test_an_open_bar_costs_a_list_nothing_when_its_cursor_moves() -> None:
    app = Filtered()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bar.want(Wanted(text="а"))
        await pilot.pause()
        tap = Tap(app)
        await pilot.press("down")
        await pilot.pause()
        assert "фильтр" not in tap.take()


ROWS = [Person(number, name) for number, name in enumerate(["Ёлкин", "Абба", "Орлова", "абба-новая"])]


def test_rows_are_sifted_by_every_choice_and_word() -> None:
    by = {"odd": lambda row: "yes" if row.id % 2 else "no", "tags": lambda row: {"a", f"n{row.id}"}}

    def ids(wanted: Wanted) -> list[int]:
        shown = sifted(ROWS, wanted, by, told=lambda row: (row.name,), orders=(BY_NAME, BACKWARDS))
        return [row.id for row in shown]

    assert ids(Wanted()) == [0, 1, 2, 3]
    assert ids(Wanted((("odd", "yes"),))) == [1, 3]
    assert ids(Wanted((("odd", "yes"), ("tags", "n3")))) == [3]
    assert ids(Wanted(text="абба")) == [1, 3]
    assert ids(Wanted(order="id")) == [3, 2, 1, 0]
    assert ids(Wanted((("gone", "x"),), order="gone")) == [0, 1, 2, 3]


@given(st.lists(st.integers(0, 9), max_size=9), st.sampled_from(["", "yes", "no"]), st.booleans())
def test_sifting_keeps_rows_and_their_order(numbers: list[int], option: str, sort: bool) -> None:
    rows = [Person(number, str(number)) for number in numbers]
    wanted = Wanted().having("odd", option)
    wanted = Wanted(wanted.chosen, "", "id" if sort else "")
    shown = sifted(rows, wanted, {"odd": lambda row: "yes" if row.id % 2 else "no"}, orders=(BACKWARDS,))
    kept = [row for row in rows if not option or (row.id % 2 == 1) == (option == "yes")]
    assert list(shown) == (sorted(kept, key=lambda row: row.id, reverse=True) if sort else kept)


async def test_a_windowed_list_stands_still_under_a_bar() -> None:
    bar = FilterBar("patients", text=False)
    rows = RowList(columns(), Numbers(1_000_000), title="Карты")
    app = Stage(bar, rows)
    async with app.run_test(size=(80, 24)) as pilot:
        bar.open()
        await pilot.pause()
        assert not bar.is_open
        assert not bar.sortable
