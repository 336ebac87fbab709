"""Hands that press keys in a running app, wait until it has settled, and look at its screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import events
from textual.keys import _character_to_key

from medcab_tui.demo.settle import PATIENCE, lines, press, settled

_TYPED = {_character_to_key(letter): letter for letter in " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}


def key_event(key: str) -> events.Key:
    """The key as the driver's parser would give it: with the character it types."""
    if len(key) == 1 and not key.isalnum():
        return events.Key(_character_to_key(key), key)
    return events.Key(key, key if len(key) == 1 else _TYPED.get(key))


class Hands:
    """Presses keys and looks at the screen. Nothing waits longer than the app is busy."""

    def __init__(self, app: Any, pilot: Any) -> None:
        self.app, self.pilot = app, pilot
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        """One key after the other, each when the app is done with the one before."""
        for key in keys:
            self.pressed += 1
            press(self.app, [key_event(key)])
            await settled(self.app)

    async def type(self, text: str) -> None:
        """A text, letter by letter."""
        await self.press(*text)

    async def rush(self, *keys: str) -> None:
        """Press without waiting for anything in between."""
        press(self.app, [key_event(key) for key in keys])
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is going on."""
        await settled(self.app)

    async def until(self, truth: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
        """Wait for something that another process or a clock of its own brings."""
        for _turn in range(int(seconds / 0.05)):
            if truth():
                await self.settle()
                return
            await asyncio.sleep(0.05)
            await self.settle()
        raise AssertionError(f"did not come:\n{self.screen}")

    @property
    def screen(self) -> str:
        """What the terminal shows, as text."""
        return "\n".join(lines(self.app))

    @property
    def cursor(self) -> str:
        """The line with the cursor of the content, without the menu."""
        return next((line[6:] for line in lines(self.app)[2:] if "▌" in line[6:]), "")
