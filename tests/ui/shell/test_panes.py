"""Labels to jump by, one pane over all, the preview on and off, tabs by Ctrl+PgUp and Ctrl+PgDn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.shell.jump import ORDER, Jump, Target, names, physical
from medcab_tui.ui.shell.panes import PREVIEWS
from medcab_tui.ui.twins import key_name, other_layout


@given(st.integers(0, 600))
def test_no_label_begins_another_and_singles_are_used_first(count: int) -> None:
    found = names(count)
    assert len(found) == len(set(found)) == count
    assert not any(one != other and other.startswith(one) for one in found for other in found)
    assert [len(one) for one in found] == sorted(len(one) for one in found)
    assert all(len(one) <= 2 for one in found)
    assert count > 26 or all(len(one) == 1 for one in found)


@given(st.sampled_from(ORDER), st.booleans(), st.booleans())
def test_a_key_is_the_same_in_both_layouts_and_cases(key: str, other: bool, upper: bool) -> None:
    typed = other_layout(key) if other else key
    assert physical(typed.upper() if upper else typed) == key


@pytest.mark.parametrize("character", [None, "", "1", "\x1b", "ж", ";", " "])
def test_what_is_no_letter_of_a_label_is_no_key_of_one(character: str | None) -> None:
    assert physical(character) == ""


def label_of(hands: Any, widget: str, y: int) -> str:
    """The label shown in this line of a widget."""
    labels = hands.app.screen.query_one(widget)._labels
    return next(one.text for one in labels if one.y == y)


@pytest.mark.parametrize(("size", "verb", "cyrillic"), [((80, 24), "ь", True), ((140, 40), "m", False)])
async def test_a_label_leads_to_a_row_in_either_layout(
    opened: Any, size: tuple[int, int], verb: str, cyrillic: bool
) -> None:
    async with opened(size=size) as hands:
        rows = hands.app.screen.list_under_cursor()
        rows.select(rows.rows[-1].id)
        before = hands.screen
        await hands.press(verb)
        first = rows._labels[0]
        assert first.text == ("ф" if cyrillic else "a")
        assert hands.screen.splitlines()[rows.region.y + first.y][rows.region.x] == first.text
        await hands.press(key_name(other_layout(first.text)))
        assert rows.cursor_row == rows.rows[0]
        assert rows.has_focus
        assert hands.screen != before
        assert hands.app.screen._jump is None
        assert rows._labels == ()


async def test_a_label_leads_to_a_section_a_view_and_a_verb(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ь")
        await hands.type(label_of(hands, "Rail", 2))
        assert hands.app.current_mode == "schedule"
        await hands.press("ь")
        labels = hands.app.screen.query_one("Tabs")._labels
        await hands.type(labels[1].text)
        assert hands.app.screen.view == "list"
        await hands.press("m")
        labels = hands.app.screen.query_one("KeyLine")._labels
        await hands.type(labels[-1].text)
        assert type(hands.app.screen).__name__ == "Help"


async def test_esc_takes_the_labels_away_and_nothing_else_happens(opened: Any) -> None:
    async with opened() as hands:
        before = hands.screen
        await hands.press("ь")
        assert hands.screen != before
        await hands.press("escape")
        assert hands.screen == before
        assert hands.app.screen._jump is None


async def test_a_key_that_is_no_letter_takes_the_labels_away_and_works(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ь", "f4")
        assert hands.app.current_mode == "schedule"
        await hands.press("f2")
        assert hands.app.screen._jump is None
        assert all(not widget._labels for widget in hands.app.screen.query("Rail, RowList, Tabs, KeyLine"))


async def test_a_letter_of_no_label_and_a_digit_do_nothing_while_labels_are_shown(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ь")
        await hands.type("ж3")
        assert hands.app.screen._jump is not None
        assert hands.app.current_mode == "home"


class Shown:
    """A widget that only remembers its labels."""

    def __init__(self) -> None:
        self.labels: dict[int, str] = {}

    def put_labels(self, labels: Any) -> None:
        self.labels = {one.y: one.text for one in labels}


def test_the_first_letter_of_a_pair_leaves_the_rest_to_type() -> None:
    near, far = Shown(), Shown()
    targets: list[Any] = [Target(near if y < 20 else far, 0, y, lambda: None) for y in range(60)]  # type: ignore[arg-type]
    jump = Jump(targets, cyrillic=True)
    jump.paint()
    pair = far.labels[59]
    assert len(pair) == 2
    assert jump.type(pair[0]) is None
    jump.paint()
    assert near.labels == {}
    assert far.labels[59] == pair[1]
    assert jump.type(other_layout(pair[1])) is targets[59]
    jump.clear()
    assert far.labels == {}


async def test_labels_go_when_something_is_written_meanwhile(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ь")
        hands.app.cabinet.publish("home")
        await hands.settle()
        assert hands.app.screen._jump is None


async def test_labels_are_cells_and_never_a_layout(opened: Any) -> None:
    async with opened() as hands:
        screen = hands.app.screen
        laid_out: list[object] = []
        screen._refresh_layout, kept = lambda *given, **named: laid_out.append(given), screen._refresh_layout
        await hands.press("ь")
        assert screen._jump is not None
        assert laid_out == []
        screen._refresh_layout = kept


async def test_labels_cost_a_small_part_of_a_screen(opened: Any) -> None:
    async with opened() as hands:
        app, sent = hands.app, []
        display = app._display

        def counted(screen: Any, painted: Any) -> None:
            if hasattr(painted, "render_segments"):
                sent.append(len(painted.render_segments(app.console)))
            display(screen, painted)

        app._display = counted
        await hands.press("ь")
        labels, _ = sum(sent), sent.clear()
        app.refresh(layout=True)
        app.screen.refresh(layout=True)
        whole = len(app.screen._compositor.render_update(full=True).render_segments(app.console))
        assert 0 < labels < whole / 3


@pytest.mark.parametrize(("size", "key"), [((80, 24), "ц"), ((140, 40), "w")])
async def test_a_pane_takes_the_whole_screen_and_gives_it_back(
    opened: Any, size: tuple[int, int], key: str
) -> None:
    async with opened(size=size) as hands:
        for section in ("1", "3", "4", "5"):
            await hands.press(section)
            hands.app.screen.clear_notice()
            await hands.settle()
            before, screen = hands.screen, hands.app.screen
            await hands.press(key)
            assert screen.full
            views = screen.query_one("#views").region
            assert views.x == 0
            assert screen.focused.region.width >= size[0] - 4
            assert screen.focused.region.height >= views.height - 3
            assert "все панели" in hands.screen.splitlines()[-1]
            await hands.press("escape" if section in "13" else key)
            assert not screen.full
            assert hands.screen == before


async def test_another_view_begins_with_all_its_panes(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "ц", "ъ")
        assert not hands.app.screen.full
        assert hands.app.screen.view == "list"
        assert len(hands.app.screen.query(".-aside")) == 0


async def test_a_preview_is_hidden_and_stays_hidden_until_signing_out(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press("4")

        def shown() -> bool:
            return any(one.region for one in hands.app.screen.query(PREVIEWS))

        assert shown()
        for now in (False, True, False):
            await hands.press("ctrl+p")
            await hands.type("просмотр: ")
            await hands.press("enter")
            assert shown() is now
        hands.app.lock()
        await hands.settle()
        await hands.sign_in("")
        assert hands.app.current_mode == "documents"
        assert not shown()
        hands.app.action_sign_out()
        await hands.settle()
        await hands.sign_in()
        await hands.press("4")
        assert shown()


async def test_ctrl_page_keys_turn_the_views_where_there_is_no_card(opened: Any) -> None:
    async with opened() as hands:
        views = []
        for key in ("ctrl+pagedown", "ctrl+pagedown", "ctrl+pageup", "ctrl+pageup", "ctrl+pageup"):
            await hands.press(key)
            views.append(hands.app.screen.view)
        assert views == ["list", "search", "list", "summary", "search"]
