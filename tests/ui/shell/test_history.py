"""Back and forth: places, views, cards and cursors; nothing kept that is not needed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.shell.history import KEPT, History, Visit

PLACES = st.builds(Visit, st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from(["", "1"]))


@given(st.lists(PLACES, max_size=80))
def test_the_way_back_is_the_way_that_was_come(visits: list[Visit]) -> None:
    history, came = History(), []
    for visit in visits:
        history.arrive(visit)
        if not came or came[-1] != visit:
            came.append(visit)
    came = came[-KEPT:]
    back = [history.here]
    while (visit := history.step(-1)) is not None:
        back.append(visit)
    assert [one for one in back if one] == came[::-1]
    forth = [history.here]
    while (visit := history.step(1)) is not None:
        forth.append(visit)
    assert [one for one in forth if one] == came


def test_going_elsewhere_ends_the_way_forth_and_standing_still_does_not() -> None:
    history = History()
    for place in "abc":
        history.arrive(Visit(place, "x"))
    history.step(-1)
    history.arrive(Visit("b", "x", state={"row": "7"}))
    assert history.can_go_forth
    assert history.here is not None
    assert history.here.state == {"row": "7"}
    history.arrive(Visit("d", "x"))
    assert not history.can_go_forth
    assert history.step(-1) == Visit("b", "x")


def test_what_was_typed_is_never_kept() -> None:
    history = History()
    history.arrive(Visit("a", "x", state={"search": "Кузнецова", "sheet": "record", "row": "7"}))
    assert history.here is not None
    assert history.here.state == {"row": "7"}


async def test_back_and_forth_through_sections_and_views(opened: Any) -> None:
    async with opened() as hands:
        app = hands.app
        await hands.press("3", "ъ", "5")
        seen = []
        for key in ("alt+left", "alt+left", "alt+left", "alt+left", "alt+right", "alt+right", "alt+right"):
            await hands.press(key)
            seen.append((app.current_mode, app.screen.view))
        day, week, home = ("schedule", "summary"), ("schedule", "list"), ("home", "summary")
        assert seen == [week, day, home, home, day, week, ("settings", "summary")]


async def test_the_arrows_above_the_menu_are_clicked(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        assert "←" not in hands.screen.splitlines()[1][:6]
        await hands.press("5")
        assert hands.screen.splitlines()[1].startswith(" ←")
        await hands.pilot.click("Corner", offset=(1, 0))
        await hands.settle()
        assert hands.app.current_mode == "home"
        assert hands.screen.splitlines()[1].startswith("    →")
        await hands.pilot.click("Corner", offset=(4, 0))
        await hands.settle()
        assert hands.app.current_mode == "settings"


async def test_the_way_is_kept_over_a_lock_and_forgotten_at_sign_out(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "4")
        hands.app.lock()
        await hands.settle()
        await hands.sign_in("")
        assert hands.app.current_mode == "documents"
        await hands.press("alt+left")
        assert hands.app.current_mode == "schedule"
        hands.app.action_sign_out()
        await hands.settle()
        await hands.sign_in()
        assert not hands.app.memory.history.can_go_back
        await hands.press("alt+left")
        assert hands.app.current_mode == "home"
        assert "Отсюда вы начали" in hands.screen
