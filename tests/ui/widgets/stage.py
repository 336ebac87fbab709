"""A bare app to try widgets on, its screen as text, its output counted in bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.filter import LineFilter
from textual.widget import Widget

from medcab_tui.ui.look import DEFAULT, Look, load_palettes, load_themes
from medcab_tui.ui.widgets.barrier import line_filters
from medcab_tui.ui.widgets.columns import Column


class Stage(App[None]):
    """Shows the widgets it was given, one under the other."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget, theme: str = DEFAULT, ascii_only: bool = False) -> None:
        super().__init__()
        self.given = widgets
        self.ascii_only = ascii_only
        for known in load_themes():
            self.register_theme(known)
        self.theme = theme
        self.look = Look(load_palettes()[theme], colour=not self.no_color)

    def compose(self) -> ComposeResult:
        yield from self.given

    def get_line_filters(self) -> Sequence[LineFilter]:
        return line_filters(self, ascii_only=self.ascii_only)


def frame(app: App[None]) -> list[str]:
    """The screen's lines as text, blanks at their ends kept."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def trimmed(app: App[None]) -> list[str]:
    """The screen's lines without the blanks at their ends, empty ones at the bottom left out."""
    lines = [line.rstrip() for line in frame(app)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


class Tap:
    """What an app under test sends to its terminal."""

    def __init__(self, app: App[None]) -> None:
        self.sent: list[str] = []
        driver = app._driver
        assert isinstance(driver, HeadlessDriver)
        tap = self.sent.append
        reached = {"is_headless": False, "write": lambda _, text: tap(text)}
        driver.__class__ = type("Tapped", (HeadlessDriver,), reached)
        app.console._color_system = ColorSystem.TRUECOLOR

    def take(self) -> str:
        """What was sent since the last time."""
        text = "".join(self.sent)
        self.sent.clear()
        return text


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    birth: str = "1958-03-14"
    area: str = "участок 7"
    alert: str = ""


@dataclass
class Numbers:
    """A list of `count` rows that exist only when read. `gone` ids are left out; a read takes `delay`."""

    count: int
    delay: float = 0.0
    gone: set[int] = field(default_factory=set)
    read: int = 0
    asked: int = 0
    cancelled: int = 0
    fault: Exception | None = None

    async def page(
        self, after: int | None = None, before: int | None = None, last: bool = False, limit: int = 50
    ) -> list[Person]:
        self.asked += 1
        try:
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.fault is not None:
            raise self.fault
        if last or before is not None:
            found = self._walk((self.count if before is None else before) - 1, -1, limit)[::-1]
        else:
            found = self._walk(0 if after is None else after + 1, 1, limit)
        self.read += len(found)
        return [person(number) for number in found]

    async def total(self) -> int:
        return self.count - len(self.gone)

    def _walk(self, start: int, sign: int, limit: int) -> list[int]:
        found: list[int] = []
        number = start
        while 0 <= number < self.count and len(found) < limit:
            if number not in self.gone:
                found.append(number)
            number += sign
        return found


def person(number: int) -> Person:
    return Person(number, f"Кузнецова Мария {number:07d}", alert="пенициллины" if number % 3 == 0 else "")


def columns() -> list[Column]:
    """Columns like those of the list of patients."""
    return [
        Column(lambda row: row.name, flex=1),
        Column(lambda row: (row.birth, "dim"), width=10),
        Column(lambda row: (f"‼ {row.alert}", "bold danger") if row.alert else "", width=16, needs=70),
        Column(lambda row: (row.area, "dim"), width=10),
    ]
