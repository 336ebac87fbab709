"""What is done can be taken back for 15 seconds, and done again to another row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from shell_fakes import FakeDoor

from medcab_tui.demo import settle
from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.ui.shell import doing
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.reason import Reason
from medcab_tui.ui.verbs import SECTIONS, Verb
from tests.ui.widgets.stage import Tap


def notice(hands: Any) -> str:
    return str(hands.app.screen.query_one(Notice).text)


async def act(hands: Any, name: str = "принято", *, told: str = "Принято: HbA1c", undo: bool = True) -> Any:
    outcome = await hands.app.act(name, told=told, undo=(lambda done: f"не {done.result}") if undo else None)
    await hands.settle()
    return outcome


async def pass_time(hands: Any, seconds: float) -> None:
    hands.app.cabinet.surroundings.clock.advance(timedelta(seconds=seconds))
    await settle.tick(hands.app)


async def second_passes(hands: Any) -> None:
    """A second in which nothing ticks but the undo."""
    hands.app.cabinet.surroundings.clock.advance(timedelta(seconds=1))
    for timer in [one for one in hands.app._timers if one.name == "undo"]:
        await timer._tick(next_timer=0.0, count=1)
    await hands.settle()


@pytest.mark.parametrize("keys", [(), ("slash",)])
async def test_what_was_done_is_told_and_taken_back(opened: Any, keys: tuple[str, ...]) -> None:
    async with opened() as hands:
        await hands.press(*keys)
        assert (await act(hands)).result == "принято"
        assert notice(hands) == "Принято: HbA1c · Ctrl+Z — отменить (15 с)"
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["принято", "не принято"]
        assert notice(hands) == "Действие отменено (Принято: HbA1c)"
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["принято", "не принято"]
        assert notice(hands).startswith("Отменять нечего")


async def test_the_time_left_is_told_in_steps_and_ends_with_the_offer(opened: Any) -> None:
    async with opened() as hands:
        await act(hands)
        tap, told, sent = Tap(hands.app), [], []
        for _second in range(30):
            await second_passes(hands)
            told.append(notice(hands))
            sent.append(tap.take())
        assert [second for second, text in enumerate(sent, 1) if text] == [5, 10, 15]
        steps = list(dict.fromkeys(told))
        assert [text.partition("(")[2] for text in steps] == ["15 с)", "10 с)", "5 с)", ""]
        assert steps[-1] == "Принято: HbA1c"
        assert not [timer for timer in hands.app._timers if timer.name == "undo"]
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["принято"]
        assert notice(hands).startswith("Отменять нечего")


async def test_what_is_too_long_for_the_line_is_cut_before_the_offer(opened: Any) -> None:
    async with opened(size=(80, 24)) as hands:
        await act(hands, told="Отменено: " + "Константинопольская Александра Вячеславовна, " * 2)
        line = hands.screen.splitlines()[-2]
        assert line.endswith("… · Ctrl+Z — отменить (15 с)")
        await pass_time(hands, 11)
        assert hands.screen.splitlines()[-2].endswith("… · Ctrl+Z — отменить (5 с)")
        await pass_time(hands, 5)
        assert hands.screen.splitlines()[-2].endswith("…")
        await hands.app.act("б", told="Две\nстроки", undo=lambda done: "не б")
        await pass_time(hands, 6)
        assert "Две строки · Ctrl+Z — отменить (10 с)" in hands.screen


@pytest.mark.parametrize(
    ("passed", "done"), [(14.999, ["принято", "не принято"]), (15, ["принято"])], ids=["before", "after"]
)
async def test_the_offer_ends_at_fifteen_seconds_of_the_clock_even_before_a_timer_saw_it(
    opened: Any, passed: float, done: list[str]
) -> None:
    async with opened() as hands:
        await act(hands)
        hands.app.cabinet.surroundings.clock.advance(timedelta(seconds=passed))
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == done


async def test_undoing_what_moved_on_is_refused_in_words(opened: Any) -> None:
    async with opened() as hands:
        await act(hands)
        hands.app.cabinet.refusal = Stale("record.unchanged")
        await hands.press("ctrl+z")
        assert notice(hands).startswith("Не отменено (Принято: HbA1c). ")
        assert len(notice(hands)) > len("Не отменено (Принято: HbA1c). ")
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["принято"]
        assert notice(hands).startswith("Отменять нечего")


async def test_the_next_act_takes_the_place_of_the_one_before(opened: Any) -> None:
    async with opened() as hands:
        await act(hands, "первое")
        await act(hands, "второе")
        await hands.press("ctrl+z", "ctrl+z")
        assert hands.app.cabinet.done == ["первое", "второе", "не второе"]
        await act(hands, "третье")
        await act(hands, "четвёртое", undo=False)
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done[-1] == "четвёртое"


async def test_a_refused_act_is_told_and_leaves_the_undo_of_the_one_before(opened: Any) -> None:
    async with opened() as hands:
        await act(hands, "первое")
        hands.app.cabinet.refusal = Refused("forbidden")
        assert await act(hands, "второе") is None
        assert "роль этого не позволяет" in notice(hands)
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["первое", "не первое"]


async def test_the_lock_forgets_what_could_be_undone(opened: Any) -> None:
    async with opened() as hands:
        await act(hands)
        await hands.press("ctrl+l")
        await hands.type(FakeDoor.PASSWORD)
        await hands.press("enter")
        await hands.settle()
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == []
        assert notice(hands).startswith("Отменять нечего")
        assert await hands.app.act_all((), told="") is None


@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.parametrize("refusal", [None, Stale("record.unchanged")])
async def test_what_ends_after_the_lock_is_told_to_nobody_at_the_door(
    opened: Any, monkeypatch: pytest.MonkeyPatch, undone: bool, refusal: Refused | None
) -> None:
    async with opened() as hands:
        cabinet, going = hands.app.cabinet, asyncio.Event()
        if undone:
            await act(hands, told="Отменён: Кузнецова М. П.")
        plain = cabinet.do_all

        async def slow(actions: Any) -> Any:
            await going.wait()
            return await plain(actions)

        monkeypatch.setattr(cabinet, "do_all", slow)
        cabinet.refusal = refusal
        work = hands.app.action_undo() if undone else act(hands, told="Отменён: Кузнецова М. П.")
        working = asyncio.ensure_future(work)
        await asyncio.sleep(0)
        await hands.press("ctrl+l")
        assert hands.app.session is None
        said: list[str] = []
        monkeypatch.setattr(hands.app, "notify", lambda told, **_how: said.append(told))
        going.set()
        assert await working is None
        await hands.settle()
        assert said == []
        assert "Кузнецова" not in hands.screen


async def test_acts_asked_for_at_once_are_done_one_after_the_other(opened: Any) -> None:
    async with opened() as hands:
        acts = [hands.app.act(number, told=str(number)) for number in range(5)]
        await asyncio.gather(*acts)
        assert hands.app.cabinet.done == list(range(5))


async def test_several_acts_have_one_undo(opened: Any) -> None:
    async with opened() as hands:
        await hands.app.act_all(
            ("а", "б"), told="Принято 2", undo=lambda done: [f"не {one.result}" for one in done]
        )
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["а", "б", "не а", "не б"]


async def test_an_app_without_a_cabinet_does_nothing(opened: Any) -> None:
    async with opened(signed_in=False) as hands:
        assert await hands.app.act("а", told="б") is None


async def test_the_undo_of_a_text_is_the_texts_own(opened: Any) -> None:
    async with opened() as hands:
        await act(hands)
        await hands.app.push_screen(Reason("Отменить приём", "Ёлкин Д. С."))
        await hands.settle()
        await hands.press("ctrl+z")
        assert hands.app.cabinet.done == ["принято"]


@pytest.mark.parametrize("key", ["ж", "semicolon"])
async def test_the_last_act_is_repeated_by_name_where_it_works(
    opened: Any, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    verb = Verb("test.accept", "open", "", "next_attention", places=("home",), letter="т", acts=True)
    monkeypatch.setattr(doing, "by_action", lambda place, action: verb if action == verb.action else None)
    async with opened() as hands:
        await hands.press("3", key)
        assert notice(hands).startswith("Повторять пока нечего")
        await hands.press("1", "escape")
        screen = hands.app.screen

        async def accept() -> None:
            await hands.app.act("принято", told="принят 1 результат")

        monkeypatch.setattr(screen, "action_next_attention", accept)
        await hands.press("т")
        assert notice(hands) == "принят 1 результат"
        await hands.press(key)
        assert notice(hands) == "Ещё раз «открыть»: принят 1 результат"
        assert hands.app.cabinet.done == ["принято"] * 2
        await hands.press("т")
        assert notice(hands) == "принят 1 результат"
        await hands.press("3", key)
        assert notice(hands) == "«открыть» здесь не действует."
        assert hands.app.cabinet.done == ["принято"] * 3


def test_undo_is_offered_in_sections_and_nowhere_else() -> None:
    from medcab_tui.ui.verbs import DOOR, FORM, verbs_of

    for place in (*SECTIONS, FORM, DOOR):
        assert ("undo" in {verb.id for verb in verbs_of(place)}) == (place in SECTIONS)


async def test_a_slow_act_that_ended_is_told_as_done(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer of «it is being written» has fired, and its message waits behind the key that acts."""
    async with opened() as hands:
        app = hands.app
        late: list[Callable[[], None]] = []

        def set_timer(_after: float, told: Callable[[], None]) -> _Stopped:
            late.append(told)
            return _Stopped()

        monkeypatch.setattr(app, "set_timer", set_timer)
        do_all = app.cabinet.do_all

        async def slowly(actions: Any) -> Any:
            late[0]()
            assert notice(hands) == "Записывается…"
            return await do_all(actions)

        monkeypatch.setattr(app.cabinet, "do_all", slowly)
        await app.act("принято", told="Принято: HbA1c")
        late[0]()
        await hands.settle()
        assert notice(hands) == "Принято: HbA1c"


class _Stopped:
    def stop(self) -> None:
        """As a timer that has fired already: nothing is taken back by it."""
