"""Rest is rest: nothing is looked at before messages, workers, store calls and short timers are through."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from medcab_tui.demo import settle


class Store:
    """A store whose calls take their time."""

    def __init__(self) -> None:
        self.calls = 0

    @property
    def busy(self) -> bool:
        return self.calls > 0

    async def read(self, seconds: float) -> str:
        self.calls += 1
        try:
            await asyncio.sleep(seconds)
            return "read"
        finally:
            self.calls -= 1


class Question(ModalScreen[str]):
    def compose(self) -> ComposeResult:
        yield Label("?")

    def key_y(self) -> None:
        self.dismiss("yes")


class Toy(App[None]):
    """Keys start the kinds of work an app can have under way."""

    CSS = "Screen { layers: base; }"

    def __init__(self) -> None:
        super().__init__()
        self.cabinet = Store()
        self.ticked = 0

    def compose(self) -> ComposeResult:
        yield Static("start", id="told")
        yield Input(id="field")

    def tell(self, text: str) -> None:
        self.query_one("#told", Static).update(text)

    async def slow_call(self, seconds: float) -> None:
        self.tell(await self.cabinet.read(seconds))

    async def spawn(self, left: int) -> None:
        await asyncio.sleep(0.01)
        if left:
            self.run_worker(self.spawn(left - 1), group=f"spawn {left}")
        else:
            self.tell("spawned")

    def in_thread(self) -> None:
        time.sleep(0.1)
        self.call_from_thread(self.tell, "from a thread")

    async def ask(self) -> None:
        self.tell(await self.push_screen_wait(Question()))

    async def on_input_changed(self, event: Input.Changed) -> None:
        if event.value.startswith("s"):
            self.tell(f"{event.value} {await self.cabinet.read(0.02)}")


@contextmanager
def load() -> Iterator[None]:
    """A thread that holds the interpreter and a process that holds the other processor."""
    stop = threading.Event()

    def spin() -> None:
        while not stop.is_set():
            sum(range(2000))

    thread = threading.Thread(target=spin, daemon=True)
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        process.kill()
        process.wait()
        thread.join()


async def told_after(start: Any) -> str:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        await settle.settled(app)
        start(app)
        await settle.settled(app)
        return settle.lines(app)[0]


STARTS = {
    "a slow call of the store": (lambda app: app.run_worker(app.slow_call(0.2)), "read"),
    "a handler that waits for the store": (lambda app: type_in(app, "s"), "s read"),
    "workers that start workers": (lambda app: app.run_worker(app.spawn(5)), "spawned"),
    "a thread": (lambda app: app.run_worker(app.in_thread, thread=True), "from a thread"),
    "a short timer": (lambda app: app.set_timer(0.3, lambda: app.tell("later")), "later"),
    "a callback after the refresh": (lambda app: app.call_after_refresh(app.tell, "after"), "after"),
    "the next message": (lambda app: app.call_later(app.call_next, app.tell, "next"), "next"),
}


def type_in(app: Toy, text: str) -> None:
    app.query_one(Input).value = text


@pytest.mark.parametrize("name", STARTS)
async def test_work_is_waited_for(name: str) -> None:
    start, told = STARTS[name]
    assert (await told_after(start)).rstrip() == told


@pytest.mark.parametrize("name", STARTS)
async def test_under_load_the_same(name: str) -> None:
    start, told = STARTS[name]
    with load():
        for _round in range(3):
            assert (await told_after(start)).rstrip() == told


async def test_every_letter_has_arrived_before_the_next_is_typed() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)) as pilot:
        app.query_one(Input).focus()
        with load():
            seen = []
            for letter in "search":
                app.query_one(Input).insert_text_at_cursor(letter)
                await settle.settled(app)
                seen.append(settle.lines(app)[0])
        assert seen == [f"{'search'[: n + 1]} read" for n in range(6)]
        assert pilot.app is app


async def test_a_timer_that_means_something_is_not_waited_for() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        app.set_timer(60, lambda: app.tell("too early"))
        app.set_interval(0.2, lambda: None)
        started = time.monotonic()
        await settle.settled(app)
        assert time.monotonic() - started < 5
        assert settle.lines(app)[0] == "start"


async def test_what_ticks_is_ticked_once() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        await settle.settled(app)
        app.set_interval(60, lambda: setattr(app, "ticked", app.ticked + 1))
        await settle.tick(app)
        assert app.ticked == 1


async def test_a_dialog_that_waits_for_an_answer_is_rest() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)) as pilot:
        app.run_worker(app.ask())
        await settle.settled(app, patience=5)
        assert isinstance(app.screen, Question)
        assert settle.lines(app)[0].startswith("?")
        await pilot.press("y")
        await settle.settled(app, patience=5)
        assert settle.lines(app)[0] == "yes"


async def test_the_player_itself_is_not_waited_for() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        app.run_worker(asyncio.sleep(30), group=settle.TAPE_GROUP)
        await settle.settled(app, patience=3)


async def test_what_never_rests_is_given_up_and_named() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        app.run_worker(asyncio.sleep(30), name="sleeper")
        with pytest.raises(settle.Restless, match="worker sleeper"):
            await settle.settled(app, patience=0.3)
        app.workers.cancel_all()
        app.cabinet.calls = 1
        with pytest.raises(settle.Restless, match="a call of the store"):
            await settle.settled(app, patience=0.3)


async def test_an_app_that_leaves_does_not_hang() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        app.exit()
        await settle.settled(app, patience=3)


async def test_a_dialog_is_seen_above_what_it_covers() -> None:
    app = Toy()
    async with app.run_test(size=(40, 6)):
        await app.push_screen(Question())
        await settle.settled(app)
        lines = settle.lines(app)
        assert lines[0].startswith("?")
        assert len(lines) == 6


async def test_the_private_names_of_textual_are_still_there() -> None:
    """All that settle.py relies on; when this fails, Textual moved and settle.py must be looked at again."""
    app = Toy()
    async with app.run_test(size=(40, 6)):
        await settle.settled(app)
        timer = app.set_timer(30, lambda: None)
        for name in (
            "_context _exit _exception _running _closed _registry _driver _screen_stack _screen_stacks "
            "_background_screens _batch_count _timers _message_queue _next_callbacks _pending_message _task"
        ).split():
            assert hasattr(app, name), f"App.{name}"
        for name in (
            "_layout_required _scroll_required _repaint_required _recompose_required _dirty_widgets "
            "_callbacks _on_timer_update _result_callbacks _compositor"
        ).split():
            assert hasattr(app.screen, name), f"Screen.{name}"
        for name in "_task _active _repeat _interval _callback _tick".split():
            assert hasattr(timer, name), f"Timer.{name}"
        for name in "_animations _scheduled".split():
            assert hasattr(app.animator, name), f"Animator.{name}"
        assert hasattr(app.screen._compositor, "render_strips")
        worker = app.run_worker(asyncio.sleep(5), group=settle.TAPE_GROUP)
        await asyncio.sleep(0.01)
        assert hasattr(worker._task, "_fut_waiter"), "Task._fut_waiter"
        await settle.settled(app)
        assert app.query_one(Input)._message_queue.ready_event._waiters, "an idle pump waits in its queue"
        worker.cancel()


async def test_nothing_else_of_demo_names_a_private_part_of_textual() -> None:
    from pathlib import Path

    from medcab_tui import demo

    folder = Path(demo.__file__).parent
    for file in folder.rglob("*.py"):
        if file.name != "settle.py":
            text = file.read_text(encoding="utf-8")
            assert "from textual._" not in text, file
            assert not re.search(r"\b(app|screen|driver|timer|worker)\._[a-z]", text), file
