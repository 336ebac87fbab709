"""The list: any size at the same price, and the cursor on what is painted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random

import pytest
from textual.pilot import Pilot

from medcab_tui.domain.errors import StoreFault
from medcab_tui.ui.terminal.slim import slim
from medcab_tui.ui.widgets.glyphs import MARK, RESTING, THUMB
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.window import Note
from tests.ui.widgets.stage import Numbers, Person, Stage, Tap, columns, frame, person, trimmed

MILLION = 1_000_000


class Listening(Stage):
    """Writes down what the list tells."""

    def __init__(self, rows: RowList, **options: bool) -> None:
        super().__init__(rows, **options)
        self.rows = rows
        self.told: list[tuple[str, object]] = []

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self.told.append(("moved", event.row and event.row.id))

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.told.append(("opened", event.row.id))

    def on_row_list_failed(self, event: RowList.Failed) -> None:
        self.told.append(("failed", event.error))


def million(source: Numbers | None = None, **options: object) -> RowList:
    return RowList(columns(), source or Numbers(MILLION), title="Карты пациентов", **options)  # type: ignore[arg-type]


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for something that comes from a read; fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came"
        await pilot.pause(0.005)


async def started(pilot: Pilot[None], rows: RowList) -> None:
    await until(pilot, lambda: rows.cursor_row is not None)
    rows.focus()
    await pilot.pause()


async def test_the_cursor_is_a_glyph_and_the_row_under_it_is_the_painted_one() -> None:
    rows = million()
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("down", "down", "up", "down")
        await pilot.pause()
        marked = [line for line in frame(pilot.app) if line.startswith(MARK)]
        assert len(marked) == 1
        assert rows.cursor_row == person(2)
        assert person(2).name in marked[0]


async def test_without_the_focus_the_cursor_rests_unless_another_drives_it() -> None:
    rows = million()
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        pilot.app.set_focus(None)
        await pilot.pause()
        assert [line[0] for line in frame(pilot.app) if line[0] in MARK + RESTING] == [RESTING]
        rows.lit = True
        await pilot.pause()
        assert [line[0] for line in frame(pilot.app) if line[0] in MARK + RESTING] == [MARK]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_end_home_and_pages_in_a_million_rows(size: tuple[int, int]) -> None:
    rows = million()
    height = size[1] - 1
    async with Listening(rows).run_test(size=size) as pilot:
        await started(pilot, rows)
        await pilot.press("end")
        await until(pilot, lambda: rows.cursor_row == person(MILLION - 1))
        await pilot.pause()
        lines = frame(pilot.app)
        assert person(MILLION - 1).name in lines[-1]
        assert lines[-1].endswith(THUMB)
        await pilot.press("pageup")
        assert rows.cursor_row == person(MILLION - 1 - (height - 1))
        assert person(MILLION - height).name in frame(pilot.app)[-1]
        await pilot.press("home")
        await until(pilot, lambda: rows.cursor_row == person(0))
        await pilot.press("pagedown")
        assert rows.cursor_row == person(height - 1)
        assert frame(pilot.app)[1].startswith(f"{MARK} {person(height - 1).name}")


async def test_pages_keep_the_cursors_line_across_the_edge_of_what_is_held() -> None:
    rows = million(Numbers(MILLION, delay=0.01))
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press(*["down"] * 4)
        for page in range(1, 12):
            await pilot.press("pagedown")
            await until(pilot, lambda page=page: rows.cursor_row == person(4 + 22 * page))  # type: ignore[misc]
            await pilot.pause()
            assert [line.startswith(MARK) for line in frame(pilot.app)].index(True) == 5
        for page in range(10, -1, -1):
            await pilot.press("pageup")
            await until(pilot, lambda page=page: rows.cursor_row == person(4 + 22 * page))  # type: ignore[misc]
            await pilot.pause()
            assert [line.startswith(MARK) for line in frame(pilot.app)].index(True) == 5


async def test_a_walk_down_shows_every_row_once_and_holds_only_a_few() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        for number in range(1, 400):
            rows.action_step(1)
            await until(pilot, lambda number=number: rows.cursor_row == person(number))  # type: ignore[misc]
            assert len(rows.rows) <= 8 * 23
        assert source.read <= 400 + 6 * 23
        await pilot.pause()
        told = [row for what, row in pilot.app.told if what == "moved"]  # type: ignore[attr-defined]
        assert told == list(range(400))


@pytest.mark.parametrize("key", ["down", "pagedown", "end", "home", "up", "pageup"])
async def test_a_key_reads_as_many_rows_whatever_the_size(key: str) -> None:
    read = {}
    for count in (10_000, MILLION * 10):
        source = Numbers(count)
        rows = million(source)
        async with Listening(rows).run_test(size=(80, 24)) as pilot:
            await started(pilot, rows)
            await pilot.press("pagedown", "pagedown")
            await pilot.pause(0.02)
            before = source.read
            await pilot.press(key)
            await pilot.pause(0.02)
            read[count] = source.read - before
    assert len(set(read.values())) == 1, read
    assert max(read.values()) <= 4 * 23


async def test_a_slow_source_never_holds_a_key_and_the_newest_request_wins() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        source.delay = 3600  # no answer while the keys are pressed
        await pilot.press("end")
        await pilot.press("home")
        await pilot.press("down", "down")
        assert rows.cursor_row == person(2)
        source.delay = 0
        await pilot.press("end")
        await until(pilot, lambda: rows.cursor_row == person(MILLION - 1))
        assert source.cancelled >= 1


async def test_a_slow_read_says_so_above_the_list() -> None:
    rows = million(Numbers(MILLION, delay=0.5), note="1 000 000")
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.4)
        assert "…" in frame(pilot.app)[0]
        await until(pilot, lambda: rows.cursor_row is not None)
        await pilot.pause()
        assert "1 000 000" in frame(pilot.app)[0]


async def test_steps_past_what_is_held_are_made_when_the_rows_arrive() -> None:
    rows = million(Numbers(MILLION, delay=0.05))
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        for _ in range(60):
            rows.action_step(1)
        await until(pilot, lambda: rows.cursor_row == person(60))


async def test_the_row_under_the_cursor_is_deleted() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("end")
        await until(pilot, lambda: rows.cursor_row == person(MILLION - 1))
        await pilot.press("pageup", "pageup", "pageup")
        here = rows.cursor_row
        assert here is not None
        source.gone.add(here.id)
        await rows.reload()
        assert rows.cursor_row == person(here.id + 1)
        source.gone.update(range(here.id + 1, MILLION))
        await rows.reload()
        assert rows.cursor_row == person(here.id - 1)
        await pilot.pause()
        assert sum(line.startswith(MARK) for line in frame(pilot.app)) == 1


async def test_everything_is_deleted_and_the_list_says_what_would_be_here() -> None:
    source = Numbers(5)
    rows = million(source, empty=lambda: "Здесь будут карты. Новая: н/Y.")
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        source.gone.update(range(5))
        await rows.reload()
        await pilot.pause()
        assert rows.cursor_row is None
        assert trimmed(pilot.app)[1:] == ["  Здесь будут карты. Новая: н/Y."]
        assert pilot.app.told[-1] == ("moved", None)  # type: ignore[attr-defined]
        await pilot.press("down", "up", "end", "home", "pagedown", "pageup", "enter")
        assert rows.cursor_row is None


async def test_rows_that_arrive_above_are_announced_and_do_not_move_the_cursor() -> None:
    rows = RowList(columns(), title="Требует внимания")
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(number) for number in range(100, 200)])
        rows.focus()
        await pilot.press("down", "down", "down")
        await pilot.pause()
        line = [text.startswith(MARK) for text in frame(pilot.app)].index(True)
        rows.set_rows([person(7), person(8), *(person(number) for number in range(100, 200))])
        await pilot.pause()
        assert rows.cursor_row == person(103)
        assert [text.startswith(MARK) for text in frame(pilot.app)].index(True) == line
        assert rows.new_above == 2
        assert "2 ↑" in frame(pilot.app)[0]
        await pilot.press("home")
        await pilot.pause()
        assert rows.new_above == 0
        assert "↑" not in frame(pilot.app)[0]


async def test_rows_that_arrive_in_a_source_do_not_move_the_cursor() -> None:
    source = Numbers(MILLION, gone=set(range(10)))
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("down")
        source.gone.clear()
        await rows.reload()
        await pilot.pause()
        assert rows.cursor_row == person(11)
        assert frame(pilot.app)[2].startswith(f"{MARK} {person(11).name}")
        assert rows.new_above == 10


async def test_notes_between_rows_are_passed_over() -> None:
    rows = RowList(columns())
    similar = Note((("≈ похожие (опечатка)", "dim"),))
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        rows.set_rows([similar, person(1), Note(), similar, person(2), Note()])
        rows.focus()
        await pilot.pause()
        assert rows.cursor_row == person(1)
        await pilot.press("down")
        assert rows.cursor_row == person(2)
        await pilot.press("down", "end", "pagedown")
        assert rows.cursor_row == person(2)
        await pilot.press("home")
        assert rows.cursor_row == person(1)
        await pilot.click(rows, offset=(5, 3))
        assert rows.cursor_row == person(1)
        assert trimmed(pilot.app)[0] == "  ≈ похожие (опечатка)"


async def test_enter_and_a_second_click_open_what_is_painted() -> None:
    rows = million()
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        await pilot.press("down", "enter")
        await pilot.click(rows, offset=(5, 8))
        await pilot.pause()
        assert rows.cursor_row == person(7)
        await pilot.click(rows, offset=(5, 8))
        await pilot.pause()
        opened = [row for what, row in pilot.app.told if what == "opened"]  # type: ignore[attr-defined]
        assert opened == [1, 7]


async def test_a_refused_read_is_told_and_what_was_shown_stays() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        shown = frame(pilot.app)
        source.fault = StoreFault("store.io", path="/x")
        await rows.reload()
        await pilot.pause()
        assert pilot.app.told[-1] == ("failed", source.fault)  # type: ignore[attr-defined]
        assert frame(pilot.app) == shown
        source.fault = None
        await pilot.press("end")
        await until(pilot, lambda: rows.cursor_row == person(MILLION - 1))


async def test_a_list_that_leaves_stops_reading() -> None:
    source = Numbers(MILLION, delay=5)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: source.asked == 1)
        await rows.remove()
        await asyncio.sleep(0)
        assert source.cancelled == 1


async def test_a_selected_row_is_brought_into_view() -> None:
    rows = RowList(columns())
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(number) for number in range(100)])
        rows.focus()
        assert rows.select(77)
        assert not rows.select(777)
        await pilot.pause()
        assert rows.cursor_row == person(77)
        assert any(line.startswith(f"{MARK} {person(77).name}") for line in frame(pilot.app))


async def test_a_smaller_terminal_keeps_the_cursor_in_view() -> None:
    rows = million()
    async with Listening(rows).run_test(size=(140, 40)) as pilot:
        await started(pilot, rows)
        await pilot.press(*["down"] * 30)
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert sum(line.startswith(MARK) for line in frame(pilot.app)) == 1
        assert rows.cursor_row == person(30)


@pytest.mark.parametrize(("size", "most"), [((74, 22), 480), ((94, 38), 500)])
async def test_a_step_down_repaints_two_lines_and_stays_within_its_bytes(
    size: tuple[int, int], most: int
) -> None:
    rows = million()
    async with Listening(rows).run_test(size=size) as pilot:
        await started(pilot, rows)
        tap = Tap(pilot.app)
        sizes = []
        for _ in range(size[1] - 4):
            rows.action_step(1)
            await pilot.pause()
            sent = tap.take()
            assert sent.count("Кузнецова") == 2
            sizes.append(len(sent.encode()))
            assert len(slim(sent).encode()) <= sizes[-1] - 20
    assert max(sizes) <= most, sizes


async def test_most_steps_past_the_edge_repaint_two_lines_too() -> None:
    rows = million()
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        tap = Tap(pilot.app)
        painted = []
        for _ in range(100):
            rows.action_step(1)
            await pilot.pause()
            painted.append(tap.take().count("Кузнецова"))
    assert sorted(painted)[50] == 2
    assert sum(count > 2 for count in painted) <= 10


async def test_people_appear_as_they_are_written() -> None:
    rows = RowList(columns())
    async with Listening(rows).run_test(size=(60, 6)) as pilot:
        rows.set_rows([Person(1, "Иванов [/]\x1b]52;c;AA\x07"), Person(2, "х" * 200)])
        await pilot.pause()
        first, second = frame(pilot.app)[:2]
        assert "Иванов [/]␛]52;c;AA�" in first
        assert "х…" in second
        assert {len(first), len(second)} == {60}


async def test_a_click_that_brings_the_focus_selects_and_does_not_open() -> None:
    rows, other = RowList(columns(), id="one"), RowList(columns(), id="other")
    app = Listening(rows)
    app.given = (rows, other)
    async with app.run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(1), person(2)])
        other.set_rows([person(3), person(4)])
        other.focus()
        await pilot.pause()
        await pilot.click(rows, offset=(5, 0))
        await pilot.pause()
        assert rows.has_focus
        assert not [what for what, _ in app.told if what == "opened"]
        await pilot.click(rows, offset=(5, 0))
        await pilot.pause()
        assert app.told[-1] == ("opened", 1)


async def test_a_place_far_away_can_be_sought() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        assert await rows.seek(700_000, 700_000)
        await pilot.pause()
        assert rows.cursor_row == person(700_000)
        assert any(line.startswith(f"{MARK} {person(700_000).name}") for line in frame(pilot.app))
        assert source.read <= 6 * 46
        source.gone.add(5)
        assert not await rows.seek(5, 5)


async def test_until_it_is_painted_a_row_that_came_by_itself_is_not_the_painted_one() -> None:
    rows = RowList(columns())
    app = Listening(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(1), person(2)])
        await pilot.pause()
        rows.set_rows([person(2)])
        assert rows.painted_row == person(1)
        rows.action_open()
        await pilot.pause()
        assert app.told[-1] == ("opened", 1)
        assert rows.painted_row == rows.cursor_row == person(2)


async def test_a_row_the_hand_moved_to_is_opened_before_it_is_painted() -> None:
    rows = RowList(columns())
    app = Listening(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        rows.set_rows([person(1), person(2)])
        await pilot.pause()
        rows.action_step(1)
        rows.action_open()
        rows.set_rows([person(7)], keep=False)
        rows.action_open()
        await pilot.pause()
    assert [told for told in app.told if told[0] == "opened"] == [("opened", 2), ("opened", 7)]


async def test_a_source_that_fails_is_not_asked_for_ever() -> None:
    source = Numbers(MILLION)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, 24)) as pilot:
        await started(pilot, rows)
        source.fault = StoreFault("store.io", path="/x")
        asked = source.asked
        await pilot.press("pagedown", "pagedown", "pagedown")
        await pilot.pause(0.1)
        assert 1 <= source.asked - asked <= 3


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_pressed_one_painted_row_is_marked_and_it_is_the_cursors(seed: int) -> None:
    chance = Random(seed)
    source = Numbers(300)
    rows = million(source)
    async with Listening(rows).run_test(size=(80, chance.choice([6, 12, 24]))) as pilot:
        await started(pilot, rows)
        for _ in range(80):
            act = chance.choice(["step", "page", "top", "bottom", "remove", "bring", "burst"])
            if act == "step":
                rows.action_step(chance.choice([1, -1]))
            elif act == "page":
                rows.action_page(chance.choice([1, -1]))
            elif act == "top":
                rows.action_top()
            elif act == "bottom":
                rows.action_bottom()
            elif act == "burst":
                for _ in range(chance.randrange(30)):
                    rows.action_step(chance.choice([1, 1, -1]))
            else:
                some = {chance.randrange(300) for _ in range(40)}
                source.gone = source.gone | some if act == "remove" else source.gone - some
                await rows.reload()
            await pilot.pause()
            lines = frame(pilot.app)
            marked = [line for line in lines if line.startswith(MARK)]
            assert rows.cursor_row is not None
            assert len(marked) == 1, act
            assert rows.cursor_row.name in marked[0]
            held = [row.id for row in rows.rows]
            assert held == sorted(set(held))
            shown = [int(line[18:25]) for line in lines[1:] if line[2:11] == "Кузнецова"]
            assert shown == held[held.index(shown[0]) :][: len(shown)]


async def test_who_is_given_up_while_a_list_reads_does_not_go_on() -> None:
    """Two that both went on fought for the cursor, and the newer one could lose."""
    rows = RowList(columns(), source := Numbers(500))
    async with Stage(rows).run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        source.delay = 0.05
        went_on = []

        async def reload_and_go_on() -> None:
            await rows.reload()
            went_on.append("on")

        given_up = asyncio.ensure_future(reload_and_go_on())
        await pilot.pause(0.01)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert went_on == []
        await rows.reload()
        assert source.cancelled <= 1
        assert rows.total == 500


async def test_a_row_is_reached_though_another_read_comes_between() -> None:
    rows = RowList(columns(), source := Numbers(500))
    async with Stage(rows).run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        source.delay = 0.02
        seeking = asyncio.ensure_future(rows.seek(400, 400))
        await pilot.pause(0.01)
        await rows.reload()
        assert await seeking
        assert rows.cursor_row is not None
        assert rows.cursor_row.id == 400


async def test_hands_that_moved_on_are_not_taken_back() -> None:
    rows = RowList(columns(), source := Numbers(500))
    async with Stage(rows).run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        source.delay = 0.02
        seeking = asyncio.ensure_future(rows.seek(250, 250))
        await pilot.pause(0.01)
        rows.action_bottom()
        assert not await seeking
        await pilot.pause(0.1)
        assert rows.cursor_row is not None
        assert rows.cursor_row.id == 499
