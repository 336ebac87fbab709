"""Running the app in a real terminal, and leaving it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from medcab_tui.ui.terminal import held
from medcab_tui.ui.terminal.signals import SignalWatch, close_store

if TYPE_CHECKING:
    from textual.app import App

CRASHED = 70
"""Exit code when the app ended by a fault of its own (EX_SOFTWARE)."""

_COLLECTIONS = (30_000, 10, 20)
"""Allocations before a young collection; young ones before a middle one; middle ones before a full one.

`sweeping` comes first wherever somebody rests for a moment.
"""


def run(app: App[Any], loop: asyncio.AbstractEventLoop | None = None) -> int:
    """Run the app until it ends; the terminal is given back and the store closed. Returns the exit code.

    The code is what `app.exit(code)` was given, else 0, or `CRASHED` after an unhandled exception. A signal
    ends the process in here. The mouse is listened to unless `app.settings.mouse` is false. A cabinet opened
    before belongs to a loop: give that one. Main thread only; pass the result to `leave`.
    """
    loop = loop or asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    _spare_collections()
    SignalWatch(app, loop).start()  # type: ignore[arg-type] # MedcabApp has what is asked for
    try:
        result = app.run(loop=loop, mouse=getattr(getattr(app, "settings", None), "mouse", True))
    except BaseException:
        result = CRASHED
        _report()
    finally:
        close_store(app)  # type: ignore[arg-type]
        held.give_back()
    if isinstance(result, int):
        return int(result)
    return CRASHED if app.return_code else 0


def _spare_collections() -> None:
    """Take what was imported out of every later collection, and collect less often.

    A full collection over all the modules stops the loop for 30–50 ms, in the middle of a letter or a page.
    Nothing of a patient is frozen: no cabinet's rows have been read yet.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECTIONS)


def leave(code: int) -> NoReturn:
    """End the process without waiting for any thread: one may hang on a terminal or a server."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code)


def _report() -> None:
    """The name of what went wrong, never its values: they may be a patient's."""
    held.give_back()
    kind = sys.exc_info()[0]
    with contextlib.suppress(Exception):
        sys.stderr.write(f"medcab: {kind.__name__ if kind else 'error'}\n")
