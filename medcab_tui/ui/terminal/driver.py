"""The driver between Textual and a real terminal: never blocks, never polls, always gives back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import termios
import time
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from threading import Thread, current_thread
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from medcab_tui.ui.terminal import held, pace
from medcab_tui.ui.terminal.keyboard import Keyboard, escape_delay
from medcab_tui.ui.terminal.slim import slim
from medcab_tui.ui.terminal.sweeping import Sweeping
from medcab_tui.ui.terminal.writer import Writer

if TYPE_CHECKING:
    from textual.app import App

_ENTER: Final = "\x1b[?1049h"
_MOUSE: Final = "\x1b[?1000h\x1b[?1003h\x1b[?1006h"  # every move, as SGR
_MOUSE_OFF: Final = _MOUSE.replace("h", "l")
_MODES: Final = (
    "\x1b[?25l"  # Textual draws its own cursor
    "\x1b[?1004h"  # focus reports
    "\x1b[?2004h"  # bracketed paste
    "\x1b[?7l"  # no wrapping
)
_KEYBOARD_PUSH: Final = "\x1b[>1u"
"""Kitty keyboard, only what tells keys apart: with more, older terminals lose capital Cyrillic letters."""
_KEYBOARD_AGAIN: Final = "\x1b[=1u"
_ASK_SYNC: Final = "\x1b[?2026$p"

_POINTER_SHAPE: Final = "\x1b]22;"

_FOCUS_PATIENCE: Final = 1.0
"""Seconds that typed-ahead keys wait for a first focused field."""

_READ: Final = 4096

_ACTIVITY: Final = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
"""What shows that somebody sits here; a mouse that only moves may be a lorry passing by."""


class CabinetDriver(LinuxDriver):
    """Textual's driver for Linux with our own input and output."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._terminal = held.hold()
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.fileno = self._terminal.keys
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # Ctrl+Z undoes; there is no job control in here
        signal.signal(signal.SIGCONT, self._continued)
        self._keyboard = Keyboard(escape_delay(os.environ, getattr(app, "escape_delay_ms", None)))
        self._wake_out, self._wake_in = os.pipe()
        self._writer = self._new_writer()
        self._sweeping = Sweeping(self._loop)
        self._key_before: events.Key | None = None
        self._posted: Future[bool] | None = None

    @property
    def can_suspend(self) -> bool:
        """No: nobody shall leave an unlocked cabinet behind in a shell's background."""
        return False

    def write(self, data: str) -> None:
        """Queue data for the terminal; dropped while the terminal reads nothing.

        The shape of the mouse's pointer is left out: simple terminals take it for a title.
        """
        if not data.startswith(_POINTER_SHAPE):
            self._writer.put(slim(data))

    def flush(self) -> None:
        """Send what was queued, as far as the terminal takes it."""
        self._writer.flush()
        self._sweeping.painted()

    def start_application_mode(self) -> None:
        """Take the terminal, switch to its other screen, listen."""
        self._terminal.take()
        signal.signal(signal.SIGWINCH, self._resized)
        self._send_size()
        if not self._terminal.painted:
            self.write(_ENTER)
            self._terminal.painted = True
        self.write(self._modes + _KEYBOARD_PUSH)
        if os.environ.get("TERM_PROGRAM") != "Apple_Terminal":
            self.write(_ASK_SYNC)
        self.flush()
        self._listen_when_focused(time.monotonic() + _FOCUS_PATIENCE)

    @property
    def _modes(self) -> str:
        return _MOUSE + _MODES if self._mouse else _MODES

    def copy(self, text: str) -> None:
        """Put a text into the terminal's clipboard. Raises `clipboard.TooLong`."""
        from medcab_tui.ui.terminal.clipboard import sequence  # nobody copies before the first frame

        self.write(sequence(text, os.environ))
        self.flush()

    def listen_to_mouse(self, wanted: bool) -> None:
        """Ask for the mouse, or leave it to the terminal: its own selection works without Shift then."""
        self._mouse = wanted
        self.write(_MOUSE if wanted else _MOUSE_OFF)
        self.flush()

    def disable_input(self) -> None:
        """Stop listening."""
        if self.exit_event.is_set():
            return
        self.exit_event.set()
        with contextlib.suppress(OSError, ValueError):
            signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._wake()
        if self._key_thread is not None and self._key_thread is not current_thread():
            self._key_thread.join(1.0)

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self.disable_input()
        self._writer.close()
        self._terminal.give_back()

    def close(self) -> None:
        """Stop writing. Never waits for the terminal."""
        self._writer.close()

    def flush_input(self) -> None:
        """Throw away what was typed and not read yet, so that a password is never typed into a note."""
        self._terminal.flush_input()
        self._keyboard.flush()

    def run_input_thread(self) -> None:
        """Wait for keys, without waking for anything else."""
        while not self.exit_event.is_set():
            due = self._keyboard.due
            wait = None if due is None else max(0.0, due - time.monotonic())
            ready, _, _ = select.select([self.fileno, self._wake_out], [], [], wait)
            if self._wake_out in ready:
                os.read(self._wake_out, 64)
                continue
            if not ready:
                self._pass_on(self._keyboard.tick(time.monotonic()))
                continue
            try:
                received = os.read(self.fileno, _READ)
            except BlockingIOError:
                continue
            except OSError:
                received = b""
            if not received:
                self._hung_up()
                return
            self._pass_on(self._keyboard.feed(received, time.monotonic()))

    def send_message(self, message: Message) -> None:
        """Hand a message to the app's queue, from the input thread."""
        self._posted = asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop)

    def _pass_on(self, messages: Iterable[Message]) -> None:
        patient = True
        for message in messages:
            if isinstance(message, events.Key):
                patient = patient and self._await_turn(message)
                self._key_before = message
            if isinstance(message, _ACTIVITY) and (idle := getattr(self._app, "idle", None)) is not None:
                idle.touch()
            with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
                self.process_message(message)

    def _await_turn(self, key: events.Key) -> bool:
        """Wait until the app is done with the key before; False if it took too long."""
        posted, app = self._posted, self._app
        if pace.runs_on(app, self._key_before, key) or (posted and posted.done() and pace.at_rest(app)):
            return True
        try:
            resting = asyncio.run_coroutine_threadsafe(pace.rest(app), loop=self._loop)
            return resting.result(pace.PATIENCE * 2)
        except (RuntimeError, TimeoutError, CancelledError):
            return False

    def _listen_when_focused(self, until: float) -> None:
        """Start listening once a field has the focus, so that what was typed ahead reaches it whole."""
        if self.exit_event.is_set():
            return
        app = self._app
        focused = app._running and app._screen_stack and app.screen.focused is not None
        if focused or time.monotonic() >= until:
            self._key_thread = Thread(target=self._run_input_thread, name="medcab-input", daemon=True)
            self._key_thread.start()
        else:
            self._loop.call_later(0.004, self._listen_when_focused, until)

    def _hung_up(self) -> None:
        """The terminal is gone: leave as for SIGHUP, which may never come."""
        self.exit_event.set()
        os.kill(os.getpid(), signal.SIGHUP)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_in, b"x")

    def _new_writer(self) -> Writer:
        return Writer(
            self._terminal.screen,
            nonblocking=self._terminal.nonblocking,
            on_drained=lambda: self._ask_loop(self._repaint),
        )

    def _repaint(self) -> None:
        self.write(self._modes + _KEYBOARD_AGAIN)
        self.flush()
        self._app.refresh(layout=True)

    # Handlers of signals interrupt the main thread anywhere, even holding a lock: they only ask the loop.

    def _resized(self, _signal: int, _frame: FrameType | None) -> None:
        self._ask_loop(self._send_size)

    def _continued(self, _signal: int, _frame: FrameType | None) -> None:
        self._ask_loop(self._take_again)

    def _ask_loop(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what)

    def _take_again(self) -> None:
        """Stopped from outside and let go on: the shell has had the terminal meanwhile."""
        with contextlib.suppress(termios.error):
            self._terminal.take()
        self.write(_ENTER)
        self._repaint()

    def _send_size(self) -> None:
        width, height = self._get_terminal_size()
        size = Size(width, height)
        asyncio.run_coroutine_threadsafe(self._app._post_message(events.Resize(size, size)), loop=self._loop)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows of the terminal; 80 × 24 if it doesn't know."""
        try:
            columns, rows = os.get_terminal_size(self._terminal.screen)
        except OSError:
            columns, rows = 0, 0
        return columns or 80, rows or 24
