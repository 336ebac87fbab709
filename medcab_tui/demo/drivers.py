"""Drivers under a tape: one without a terminal, one that shows a terminal what the tape does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.drivers.headless_driver import HeadlessDriver

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message

    from medcab_tui.demo.audience import Audience


class SilentDriver(HeadlessDriver):
    """Draws on nothing, but lets the app go the way it goes on a terminal, rendering included."""

    @property
    def is_headless(self) -> bool:
        return False


def watched_driver(audience: Audience) -> type[Driver]:
    """The cabinet's own driver, whose keys go to the audience first and which leaves a row for captions."""
    from medcab_tui.ui.terminal.driver import CabinetDriver

    class WatchedDriver(CabinetDriver):
        def __init__(self, app: Any, **options: Any) -> None:
            super().__init__(app, **options)
            self._get_terminal_size()
            audience.seated(self)

        def process_message(self, message: Message) -> None:
            if audience.lets_pass(message):
                super().process_message(message)

        def _get_terminal_size(self) -> tuple[int, int]:
            """What the app is told, from its first frame on; a resized terminal changes it."""
            self._size = audience.stage_of(*super()._get_terminal_size())
            return self._size

    return WatchedDriver
