"""A small app on the cabinet's driver: shows the last key and a text field, keeps notes of how it was left.

probe_app.py NOTES [MODE]    MODE: early (starts from the first frame), hanging (the store never closes)

Ctrl+B blocks the loop for ever, Ctrl+G paints a lot, Ctrl+E raises, Ctrl+O opens a sheet, Ctrl+X leaves,
Ctrl+Y copies a text, Ctrl+T switches the mouse off and on.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from medcab_tui.ui.terminal import firstframe

NOTES = Path(sys.argv[1])
MODE = sys.argv[2] if len(sys.argv) > 2 else ""


def note(line: str) -> None:
    """Write down what happened."""
    with NOTES.open("a", encoding="utf-8") as notes:
        notes.write(line + "\n")


class Chosen:
    """Settings for the first frame."""

    store = NOTES.parent


if MODE == "early":
    firstframe.paint(Chosen())

from rich.text import Text  # noqa: E402
from textual import events  # noqa: E402
from textual.app import App, ComposeResult  # noqa: E402
from textual.screen import Screen  # noqa: E402
from textual.widgets import Input, Static  # noqa: E402

from medcab_tui.ui.terminal.driver import CabinetDriver  # noqa: E402
from medcab_tui.ui.terminal.run import leave, run  # noqa: E402


class Store:
    """Stands for the cabinet."""

    def close_now(self) -> None:
        if MODE == "hanging":
            note("hangs")
            time.sleep(3600)
        note("closed")


class Idle:
    """Counts keys."""

    touched = 0

    def touch(self) -> None:
        self.touched += 1


class Sheet(Screen[None]):
    """A sheet with a text, opened by a verb."""

    def compose(self) -> ComposeResult:
        note = Input(id="note")
        note.cursor_blink = False
        yield Static("sheet", markup=False)
        yield note


class Probe(App[int]):
    """Shows what arrives."""

    CSS = "Input { border: none; height: 1; } Static { height: 1; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(driver_class=CabinetDriver)
        self.cabinet = Store()
        self.idle = Idle()
        self.seen: list[str] = []
        self.mouse = True

    def compose(self) -> ComposeResult:
        field = Input(id="field")
        field.cursor_blink = False
        yield field
        yield Static("", id="keys", markup=False)
        yield Static("ready", markup=False)
        yield Static("", id="flood", markup=False)
        second = Input(id="second")
        second.cursor_blink = False
        yield second

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            name = event.key if isinstance(event, events.Key) else f"paste:{event.text}"
            self.seen.append(name)
            shown = " ".join(self.seen[-2:])
            self.query_one("#keys", Static).update(Text(shown.encode("ascii", "backslashreplace").decode()))
            self.act(name)
        await super().on_event(event)

    def act(self, name: str) -> None:
        if name == "ctrl+x":
            self.exit(3)
        elif name == "ctrl+o":
            self.push_screen(Sheet())
        elif name == "ctrl+y":
            self._driver.copy("Ёлкин 7,9\x1b[31m\nдва")  # type: ignore[union-attr]
        elif name == "ctrl+t":
            self.mouse = not self.mouse
            self._driver.listen_to_mouse(self.mouse)  # type: ignore[union-attr]
        elif name == "ctrl+b":
            note("stuck")
            time.sleep(3600)
        elif name == "ctrl+e":
            raise RuntimeError("Иванов")
        elif name == "ctrl+g":
            self.rounds = 0
            self.flood()

    def flood(self) -> None:
        self.rounds += 1
        self.query_one("#flood", Static).styles.height = 15
        line = Text(f"{self.rounds} ".ljust(1000, "▒"))
        self.query_one("#flood", Static).update(line)
        if self.rounds == 400:
            note("flooded")
        else:
            self.set_timer(0.002, self.flood)

    def keep_drafts_now(self) -> None:
        note("kept " + self.query_one(Input).value)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


with contextlib.suppress(FileNotFoundError):
    NOTES.unlink()
leave(run(Probe()))
