"""Marks: by row and not by place, over lists of any size, seen without colour, gone with their row."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import on
from textual.pilot import Pilot

from medcab_tui.ui.widgets.glyphs import MARK, MARKED
from medcab_tui.ui.widgets.marking import Marks
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.window import Note, Window
from tests.ui.widgets.stage import Numbers, Person, Stage, Tap, columns, frame, person

MILLION = 1_000_000


class Marking(Stage):
    def __init__(self, rows: RowList) -> None:
        super().__init__(rows)
        self.rows = rows
        self.told: list[int] = []

    @on(RowList.Marked)
    def _marked(self, event: RowList.Marked) -> None:
        self.told.append(event.count)


def few(count: int = 6) -> RowList:
    """A list of some rows; those with an alert can be marked by hand only, the last one not at all."""
    return RowList(
        columns(),
        title="Требует внимания",
        markable=lambda row: row.id != count - 1,
        in_bulk=lambda row: not row.alert,
    )


async def started(pilot: Pilot[None], rows: RowList, count: int = 6) -> None:
    if rows._source is None:
        rows.set_rows([person(number) for number in range(count)])
    deadline = time.monotonic() + 10
    while rows.cursor_row is None:
        assert time.monotonic() < deadline
        await pilot.pause(0.005)
    rows.focus()
    await pilot.pause()


def marked_lines(app: Stage) -> list[int]:
    return [y for y, line in enumerate(frame(app)) if line[1:2] == MARKED]


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came"
        await pilot.pause(0.005)


async def test_space_marks_and_unmarks_the_row_in_a_column_of_its_own() -> None:
    rows = few()
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("space", "down", "down", "space")
        await pilot.pause()
        assert marked_lines(app) == [1, 3]
        assert frame(app)[3].startswith(MARK + MARKED + " Кузнецова")
        assert "отмечено 2" in frame(app)[0]
        assert [row.id for row in rows.targets()] == [0, 2]
        await pilot.press("space")
        assert [row.id for row in rows.targets()] == [0]
        await pilot.press("escape")
        await pilot.pause()
        assert marked_lines(app) == []
        assert [row.id for row in rows.targets()] == [2]
        assert app.told == [1, 2, 1, 0]


async def test_all_at_once_spares_what_must_be_looked_at_one_by_one() -> None:
    rows = few()
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("asterisk")
        assert [row.id for row in rows.targets()] == [1, 2, 4]
        await pilot.press("space", "end", "space")
        assert [row.id for row in rows.targets()] == [0, 1, 2, 4]
        await pilot.press("asterisk")
        assert [row.id for row in rows.targets()] == [0]


async def test_shift_with_an_arrow_marks_on_the_way() -> None:
    rows = few()
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("shift+down", "shift+down", "down", "shift+up")
        assert [row.id for row in rows.targets()] == [0, 1, 3]
        assert rows.cursor_row == person(2)


async def test_a_list_without_marks_lets_their_keys_through_and_looks_as_before() -> None:
    rows = RowList(columns(), title="Карты")
    pressed: list[str] = []

    class Below(Marking):
        def on_key(self, event: object) -> None:
            pressed.append(event.key)  # type: ignore[attr-defined]

    app = Below(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("space", "asterisk", "shift+down", "escape")
        assert rows.marked == 0
        assert {"space", "asterisk", "shift+down", "escape"} <= set(pressed)
        assert frame(app)[1].startswith(MARK + " Кузнецова")


async def test_marks_hold_on_to_rows_while_others_come_and_go() -> None:
    rows = few(100)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("down", "space", "down", "space")
        rows.set_rows([person(number) for number in (50, 51, 2, 3, 4, 5)])
        await pilot.pause()
        assert [row.id for row in rows.targets()] == [2]
        assert app.told[-1] == 1
        assert marked_lines(app) == [3]


async def test_verbs_act_on_marked_rows_as_they_were_painted_last() -> None:
    rows = few(100)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("space")
        rows.set_rows([Person(0, "Другая"), person(1)])
        assert rows.targets() == (person(0),)
        await pilot.pause()
        assert rows.targets() == (Person(0, "Другая"),)


async def test_marks_over_a_million_rows_outlive_walking_far_and_reading_again() -> None:
    source = Numbers(MILLION)
    rows = RowList(columns(), source, title="Карты", markable=lambda _row: True)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("space", "down", "space", "end")
        await until(pilot, lambda: rows.cursor_row == person(MILLION - 1))
        await pilot.press("space")
        assert len(rows.rows) < 300
        assert {row.id for row in rows.targets()} == {0, 1, MILLION - 1}
        await rows.reload()
        assert rows.marked == 3
        await pilot.press("home")
        await until(pilot, lambda: rows.cursor_row == person(0))
        source.gone.add(1)
        await rows.reload()
        assert {row.id for row in rows.targets()} == {0, MILLION - 1}
        await pilot.press("asterisk")
        assert 20 < rows.marked < 30
        await rows.set_source(Numbers(10))
        assert rows.marked == 0


@pytest.mark.parametrize(
    ("acted", "at", "after"),
    [((0,), 0, 1), ((0, 1, 2), 0, 3), ((1, 2), 0, 0), ((4, 5), 4, 4), ((5,), 5, 5), ((2, 3), 2, 4)],
)
async def test_after_a_verb_the_cursor_goes_to_the_next_row_it_did_not_act_on(
    acted: tuple[int, ...], at: int, after: int
) -> None:
    rows = RowList(columns(), markable=lambda _row: True)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        rows.select(at)
        await pilot.pause()
        rows.advance([person(number) for number in acted])
        assert rows.painted_row == person(after)


async def test_a_row_that_went_while_the_verb_ran_is_not_skipped_over_twice() -> None:
    rows = RowList(columns(), markable=lambda _row: True)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        acted = rows.targets()
        rows.set_rows([person(number) for number in range(1, 6)])
        rows.advance(acted)
        assert rows.painted_row == person(1)


async def test_a_mark_sends_its_row_and_the_count_and_moving_sends_no_more_than_before() -> None:
    rows = few(100)
    app = Marking(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot, rows, 100)
        await pilot.press("down", "space", "down")
        await pilot.pause()
        tap = Tap(app)
        await pilot.press("space")
        await pilot.pause()
        assert tap.take().count("Кузнецова") <= 1
        await pilot.press("down")
        await pilot.pause()
        sent = tap.take()
        assert sent.count("Кузнецова") == 2
        assert "отмечено" not in sent


keys = st.integers(0, 12)


@given(
    st.lists(st.lists(keys, unique=True), min_size=1, max_size=6),
    st.lists(st.sampled_from(["mark", "bulk", "read"]), max_size=8),
    st.data(),
)
def test_marks_are_always_of_rows_that_are_there(
    lists: list[list[int]], steps: list[str], data: st.DataObject
) -> None:
    """Whole lists read again and again: what is marked was marked, is there, and can be marked."""
    marks = Marks(lambda row: row, lambda row: row != 7, lambda row: row % 2 == 0)
    shown = lists[0]
    ever: set[int] = set()
    for step in steps:
        if step == "read":
            after = data.draw(st.sampled_from(lists))
            before = set(marks.rows)
            marks.renewed([*shown, Note()], after, at_top=True, at_end=True)
            shown = after
            assert set(marks.rows) == before & set(after)
        elif step == "mark" and shown:
            row = data.draw(st.sampled_from(shown))
            was = row in marks
            marks.toggle(row)
            assert (row in marks) == (not was and row != 7)
        elif step == "bulk":
            marks.bulk(shown)
        ever |= set(marks.rows)
        assert set(marks.rows) <= set(shown)
        assert 7 not in ever


@given(st.lists(keys, unique=True), st.sets(keys), st.integers(0, 8), st.integers(1, 8))
def test_a_window_drops_only_marks_it_knows_are_gone(
    order: list[int], gone: set[int], start: int, size: int
) -> None:
    """A part of a long list read again after some rows went: no mark of a living row is lost."""
    order = sorted(order)
    held = order[start : start + size]
    left = [row for row in order if row not in gone]
    after = [row for row in left if held and held[0] <= row <= held[-1]]
    marks = Marks(lambda row: row, lambda _row: True)
    marks.add(order)
    at_top, at_end = bool(after) and after[0] == left[0], bool(after) and after[-1] == left[-1]
    marks.renewed(held, after, at_top=at_top, at_end=at_end)
    assert set(marks.rows) >= set(left)
    inside = {row for row in held if after and after[0] < row < after[-1]}
    assert not set(marks.rows) & inside & gone


def test_the_window_is_where_marks_take_their_keys_from() -> None:
    window = Window(lambda row: row.id)
    marks = Marks(window.key, lambda _row: True)
    marks.add([person(3)])
    assert Person(3, "другое имя") in marks
    assert not marks.toggle(Note())
