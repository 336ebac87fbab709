"""Plays the steps of a tape on a running app, and says which expectation failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.strip import Strip

from medcab_tui import log
from medcab_tui.demo import recording, settle
from medcab_tui.demo.audience import reading_time
from medcab_tui.demo.cast import PASSWORD
from medcab_tui.demo.clockwork import Clockwork
from medcab_tui.demo.outcome import Failure, Stopped, Unmet
from medcab_tui.demo.phone import Phone
from medcab_tui.demo.tape import commands as do
from medcab_tui.demo.tape.keys import sequence
from medcab_tui.locale import _
from medcab_tui.ui.terminal.keyboard import Keyboard

if TYPE_CHECKING:
    from medcab_tui.demo.audience import Audience
    from medcab_tui.demo.stage import Stage
    from medcab_tui.ui.app import MedcabApp

_LONG, _LONG_SEEN = 3600.0, 2.0
"""Seconds: nobody watches for hours; so long pauses are shown as two seconds."""
_GLANCE = 0.02
"""Seconds between two looks of `Wait+Screen`."""


class Player:
    """One playing of one tape. After `play`, `failure` says how it went."""

    def __init__(
        self, tape: do.Tape, on: Stage, cast: recording.Cast, out: Path, audience: Audience | None = None
    ) -> None:
        self.failure: Failure | None = None
        self.finished = False
        self.held = 0
        """Expectations that held."""
        self._tape = tape
        self._on = on
        self._clockwork = Clockwork(on.clock)
        self._cast = cast
        self._out = out
        self._audience = audience
        self._keyboard = Keyboard(0.001)
        self._typing = do.DEFAULT_TYPING
        self._elapsed = 0.0
        self._hidden = False
        self._screen: list[Strip] = []
        self._at: do.Step | None = None
        self._phone = Phone()

    async def play(self, app: MedcabApp) -> None:
        """All steps, or those up to the first that fails."""
        step = None
        try:
            await self._enter(app)
            for step in self._tape.steps:
                self._at = step
                await self._do(app, step.command)
                self._check(app)
        except (Unmet, settle.Restless) as error:
            self._fail(step, error)
        else:
            self.finished = True

    async def _enter(self, app: MedcabApp) -> None:
        """Through the door if the tape says as whom; else it begins before it. Raises Refused."""
        for step in self._tape.steps:
            if isinstance(step.command, do.SetTheme):
                app.theme = step.command.name
            elif isinstance(step.command, do.Hide):
                self._hidden = True
            elif not isinstance(step.command, do.SetTypingSpeed):
                break
        await settle.settled(app)
        if self._on.opening.user is not None:
            await app.admit(await self._on.door.sign_in(self._on.opening.user, PASSWORD))
        await self._settle(app)

    def end(self) -> None:
        """After the app ended: a tape cut short has failed. Writes the outputs of one that held."""
        if not self.finished and self.failure is None and (cut := self._cut_off()) is not None:
            self._fail(cut, Unmet(_("the cabinet was left before the tape ended")))
        if self.failure is None:
            for path in self._tape.outputs:
                self._write(path)

    def _cut_off(self) -> do.Step | None:
        """The step that was not played because the app had ended; None if leaving was the last."""
        steps = self._tape.steps
        reached = steps.index(self._at) + 1 if self._at is not None else 0
        return steps[reached] if reached < len(steps) else None

    def _fail(self, step: do.Step | None, error: Exception) -> None:
        why = str(error)
        if isinstance(error, settle.Restless):
            why = _("the cabinet does not come to rest: {what}").format(what=why)
        step = step or do.Step(do.Hide(), self._tape.path, 1, "")
        screen = () if isinstance(error, Stopped) else tuple(strip.text.rstrip() for strip in self._screen)
        self.failure = Failure(step, why, screen)

    def _check(self, app: MedcabApp) -> None:
        if app.faults:
            told = _("the cabinet met a fault: error {number}, see {path}")
            raise Unmet(told.format(number=app.faults[-1], path=log.path()))
        self._go_on()

    def _go_on(self) -> None:
        if self._audience is not None and self._audience.stopped.is_set():
            raise Stopped(_("the tape was stopped by a key"))

    async def _do(self, app: MedcabApp, command: do.Command) -> None:
        await _DEEDS[type(command)](self, app, command)

    async def _type(self, app: MedcabApp, command: do.TypeText) -> None:
        for letter in command.text:
            await self._press(app, letter, command.seconds)

    async def _code(self, app: MedcabApp, _command: do.TypeCode) -> None:
        self._phone.look([strip.text for strip in self._screen])
        code = self._phone.code(self._on.clock.now())
        if not code:
            raise Unmet(_("no secret of a second factor was on the screen yet"))
        for digit in code:
            await self._press(app, digit, None)

    async def _keys(self, app: MedcabApp, command: do.Press) -> None:
        for _time in range(command.count):
            await self._press(app, sequence(command.key), command.seconds)

    async def _press(self, app: MedcabApp, sent: str, seconds: float | None) -> None:
        """A key through the bytes a terminal sends for it, then rest."""
        pause = self._typing if seconds is None else seconds
        self._elapsed += pause
        if self._audience is not None:
            await self._audience.pause(pause)
        messages = self._keyboard.feed(sent.encode(), time.monotonic())
        messages += self._keyboard.tick(time.monotonic() + 60)
        if app.idle is not None:
            app.idle.touch()
        if self._audience is not None:
            self._audience.tape_speaks(True)
        settle.press(app, messages)
        if self._audience is not None:
            self._audience.tape_speaks(False)
        await self._settle(app)

    async def _settle(self, app: MedcabApp) -> None:
        """Wait for rest, then look at the screen and record it."""
        await settle.settled(app)
        if not app.is_running or settle.failure(app) is not None:
            return
        self._screen = settle.strips(app)
        if not self._hidden:
            self._cast.size(self._elapsed, *app.size)
            self._cast.frame(self._elapsed, map(recording.painted, self._screen))
        if self._audience is not None:
            self._audience.repaint()

    async def _sleep(self, app: MedcabApp, command: do.Sleep) -> None:
        seen = command.seconds if command.seconds < _LONG else _LONG_SEEN
        self._elapsed += seen
        if self._audience is not None:
            await self._audience.pause(seen)
            self._go_on()
        await self._clockwork.advance(app, command.seconds)
        await self._settle(app)

    async def _wait(self, app: MedcabApp, command: do.WaitScreen) -> None:
        deadline = time.monotonic() + command.seconds
        while not command.pattern.search(self._text()):
            if time.monotonic() > deadline:
                raise Unmet(
                    _("the screen did not come to match within {seconds:g} s").format(seconds=command.seconds)
                )
            await asyncio.sleep(_GLANCE)
            await self._settle(app)
        self.held += 1

    async def _expect(self, _app: MedcabApp, command: do.ExpectScreen) -> None:
        self._hold(bool(command.pattern.search(self._text())), _("the screen does not match"))

    async def _refuse(self, _app: MedcabApp, command: do.RefuseScreen) -> None:
        self._hold(not command.pattern.search(self._text()), _("the screen matches, and should not"))

    async def _expect_line(self, _app: MedcabApp, command: do.ExpectLine) -> None:
        held = any(command.pattern.search(line) for line in self._text().split("\n"))
        self._hold(held, _("no line of the screen matches"))

    def _hold(self, held: bool, why: str) -> None:
        if not held:
            raise Unmet(why)
        self.held += 1

    async def _caption(self, _app: MedcabApp, command: do.Caption) -> None:
        if not self._hidden:
            self._cast.marker(self._elapsed, command.text)
            self._elapsed += reading_time(command.text)
        if self._audience is not None:
            await self._audience.caption(command.text)

    async def _typing_speed(self, _app: MedcabApp, command: do.SetTypingSpeed) -> None:
        self._typing = command.seconds

    async def _theme(self, app: MedcabApp, command: do.SetTheme) -> None:
        app.theme = command.name
        await self._settle(app)

    async def _hide(self, _app: MedcabApp, _command: do.Hide) -> None:
        self._hidden = True

    async def _show(self, app: MedcabApp, _command: do.Show) -> None:
        self._hidden = False
        await self._settle(app)

    async def _screenshot(self, _app: MedcabApp, command: do.Screenshot) -> None:
        self._write(command.path)

    def _text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in self._screen)

    def _write(self, name: Path) -> None:
        path = self._out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".cast":
            text = self._cast.text(self._elapsed)
        elif path.suffix == ".svg":
            text = recording.picture(self._screen, "medcab")
        else:
            text = self._text() + "\n"
        path.write_text(text, encoding="utf-8")


_DEEDS: dict[type[Any], Callable[[Player, MedcabApp, Any], Awaitable[None]]] = {
    do.SetTypingSpeed: Player._typing_speed,
    do.SetTheme: Player._theme,
    do.TypeText: Player._type,
    do.TypeCode: Player._code,
    do.Press: Player._keys,
    do.Sleep: Player._sleep,
    do.WaitScreen: Player._wait,
    do.ExpectScreen: Player._expect,
    do.RefuseScreen: Player._refuse,
    do.ExpectLine: Player._expect_line,
    do.Hide: Player._hide,
    do.Show: Player._show,
    do.Screenshot: Player._screenshot,
    do.Caption: Player._caption,
}
