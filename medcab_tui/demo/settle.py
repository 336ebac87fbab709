"""When an app has nothing left to do, and what its screen shows then.

Everything private of Textual that tapes need is named in this file and nowhere else; a test notices when a
name moves. Written for Textual 8.2.8.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual._context import visible_screen_stack
from textual.strip import Strip
from textual.timer import Timer

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.worker import Worker

TAPE_GROUP = "tape"
"""Workers of this group play the tape and are not waited for."""
LONGEST_TIMER = 1.0
"""Seconds; a longer timer means something and waits for the clock."""
PATIENCE = 30.0
"""Seconds until an app that never comes to rest is given up."""
_TURNS = 5
"""Turns of the loop until what a driver was given has reached the queue of the app."""


class Restless(Exception):
    """The app did not come to rest in time; the text says what was still going on."""


async def settled(app: App[Any], *, patience: float = PATIENCE) -> None:
    """Wait until nothing is going on: no message, worker, store call or short timer, and the screen painted.

    Returns at once when the app is leaving. Raises Restless after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    with app._context():
        while True:
            await _turn_over()
            if _leaving(app):
                return
            busy = unrest(app)
            if busy is None and _painted(app):
                return
            if busy is not None:
                if time.monotonic() > deadline:
                    raise Restless(busy)
                await asyncio.sleep(0.001)


def unrest(app: App[Any]) -> str | None:
    """What is going on, in words for a developer; None if nothing is."""
    cabinet = getattr(app, "cabinet", None)
    if cabinet is not None and cabinet.busy:
        return "a call of the store"
    for worker in app.workers:
        if worker.group != TAPE_GROUP and not worker.is_finished and not _asks_a_person(app, worker):
            return f"worker {worker.name or worker.group}"
    for pump in _pumps(app):
        if not _idle(pump):
            return f"messages of {pump!r}"
        for timer in list(pump._timers):
            if _about_to_fire(timer):
                return f"timer {timer.name} of {pump!r}"
    if app.animator._animations or app.animator._scheduled:
        return "an animation"
    if app._batch_count or getattr(getattr(app, "once", None), "held", False):
        return "an update held back"
    return None


async def tick(app: App[Any]) -> None:
    """Let everything that ticks tick once, as it would within a second or two of real time, and settle."""
    with app._context():
        for pump in list(_pumps(app)):
            for timer in list(pump._timers):
                if _ticks(timer) and timer._callback is not None:
                    await timer._tick(next_timer=0.0, count=1)
    await settled(app)


def press(app: App[Any], messages: list[Message]) -> None:
    """Hand messages to the app the way its driver's input thread does."""
    if app._driver is not None:
        for message in messages:
            app._driver.process_message(message)


def strips(app: App[Any]) -> list[Strip]:
    """The lines of the screen as they are painted, dialogs above what they cover."""
    visible_screen_stack.set(app._background_screens)
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    return [line.adjust_cell_length(width) for line in lines[:height]]


def lines(app: App[Any]) -> tuple[str, ...]:
    """The screen as text, one string for each row, without trailing spaces."""
    return tuple(strip.text.rstrip() for strip in strips(app))


def failure(app: App[Any]) -> BaseException | None:
    """What the app died of, if it did."""
    return app._exception


async def _turn_over() -> None:
    for _turn in range(_TURNS):
        await asyncio.sleep(0)


def _leaving(app: App[Any]) -> bool:
    return app._exit or app._exception is not None or not app._running or app._closed


def _painted(app: App[Any]) -> bool:
    """Paint what is due now instead of at the next tick. False if that gave new work."""
    if not app._screen_stack:
        return True
    screen: Screen[Any] = app.screen
    if not (
        screen._layout_required or screen._scroll_required or screen._repaint_required
        or screen._recompose_required or screen._dirty_widgets or screen._callbacks
    ):  # fmt: skip
        return True
    screen._on_timer_update()
    return False


def _pumps(app: App[Any]) -> Iterator[MessagePump]:
    yield app
    for node in list(app._registry):
        if node._running or node._task is not None:
            yield node


def _idle(pump: MessagePump) -> bool:
    """The pump waits for a message: it is not in the middle of one, and none is left."""
    if pump._closed or pump._closing:
        return pump._task is None or pump._task.done()
    queue: Any = pump._message_queue
    waits = queue.empty() and queue.ready_event._waiters and pump._pending_message is None
    return bool(waits and not pump._next_callbacks)


def _about_to_fire(timer: Timer) -> bool:
    """A timer that runs out within a second. Those that tick for ever are never waited for."""
    running = timer._task is not None and not timer._task.done() and timer._active.is_set()
    return running and timer._repeat is not None and timer._interval * (timer._repeat + 1) <= LONGEST_TIMER


def _ticks(timer: Timer) -> bool:
    """A timer of the app that goes on for ever; Textual's own painting and blinking is none."""
    running = timer._task is not None and not timer._task.done() and timer._active.is_set()
    own = getattr(timer._callback, "__module__", "").startswith("textual.")
    return running and timer._repeat is None and not own


def _asks_a_person(app: App[Any], worker: Worker[Any]) -> bool:
    """The worker waits for the answer of a dialog, which only a key can give."""
    waits_for = set(_futures(getattr(worker._task, "_fut_waiter", None)))
    return any(
        callback.future in waits_for
        for stack in app._screen_stacks.values()
        for screen in stack
        for callback in screen._result_callbacks
    )


def _futures(future: Any) -> Iterator[Any]:
    """A future and the one it shields: `push_screen_wait` shields that of the dialog."""
    if future is None:
        return
    yield future
    for callback, _context in getattr(future, "_callbacks", None) or ():
        for cell in getattr(callback, "__closure__", None) or ():
            if isinstance(cell.cell_contents, asyncio.Future):
                yield cell.cell_contents
