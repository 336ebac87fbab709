"""Keys that come in one packet are handed over one by one, each when the app is done with the one before.

Textual gives a key to the widget that has the focus when the key is taken from the queue; a Tab or a verb
moves the focus only some messages later. On a slow line, or when somebody types before the first frame, a
password would land in the field of the login and a note's first letters would be verbs.

What is private in Textual is named here and nowhere else in the terminal's part.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.widget import Widget

PATIENCE: Final = 0.3
"""Seconds a key waits for an app that is busy; longer work is cancelled by keys."""

_TURNS: Final = 20
"""Turns of the loop before looking only now and then."""

_NOW_AND_THEN: Final = 0.002
"""Seconds."""


def runs_on(app: App[Any], before: events.Key | None, key: events.Key) -> bool:
    """Whether a key may follow the one before at once: both are text for the field that has the focus."""
    if before is None or not before.is_printable or not key.is_printable:
        return before is None
    return bool(app._screen_stack) and takes_text(app.screen.focused)


def takes_text(widget: Widget | None) -> bool:
    """Whether letters are text for this widget. Asked of it: importing the text area costs a start."""
    return widget is not None and widget.check_consume_key("a", "a")


def at_rest(app: App[Any]) -> bool:
    """Whether nothing is being worked out: no message, no call of the store, nothing left to paint.

    May be asked from another thread; then a change meanwhile counts as work.
    """
    try:
        held = getattr(getattr(app, "once", None), "held", False)
        return not held and bool(app._screen_stack) and not unpainted(app.screen) and quiet(app)
    except Exception:
        return False


def quiet(app: App[Any]) -> bool:
    """Whether no message is left and no call of the store is under way; something may be left to paint."""
    if getattr(getattr(app, "cabinet", None), "busy", False) or not app._screen_stack:
        return False
    return all(_waits(pump) for pump in _pumps(app))


async def rest(app: App[Any], patience: float = PATIENCE) -> bool:
    """Wait until the app is at rest; whether it came to rest in time. Runs on the app's loop."""
    end, turns = time.monotonic() + patience, 0
    while not at_rest(app):
        if time.monotonic() > end or app._exit:
            return False
        turns += 1
        await asyncio.sleep(0 if turns < _TURNS else _NOW_AND_THEN)
    return True


def _pumps(app: App[Any]) -> Iterator[MessagePump]:
    yield app
    for node in list(app._registry):
        if node._running:
            yield node


def _waits(pump: MessagePump) -> bool:
    """Whether the pump waits for a message: none is left, and it is not in the middle of one."""
    if pump._closed or pump._closing:
        return True
    queue: Any = pump._message_queue
    waiting = queue.empty() and queue.ready_event._waiters and pump._pending_message is None
    return bool(waiting) and not pump._next_callbacks


def unpainted(screen: Any) -> bool:
    """Whether a layout, a paint or what waits for one is due."""
    return bool(
        screen._layout_required or screen._repaint_required or screen._dirty_widgets or screen._callbacks
    )
