"""An app that stays calm: a fault becomes an id on the screen and a line in the log, never a traceback.

Textual ends the program at the first exception of any handler and prints it with local variables: patients'
names, a typed password. Here a refusal is told in words, a fault is told by its id, and the place where it
happened is built again.
"""

from __future__ import annotations

from traceback import walk_tb
from typing import Any

from rich.text import Text
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import WorkerFailed

from medcab_tui import log
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.ui.shell.styling import StyledApp

TOO_MANY = 5
"""Faults in one place after which the app gives up instead of building it again."""


class CalmApp(StyledApp):
    """The part of the app that meets exceptions."""

    survives_under_pilot = False
    """A test that drives the app must fail on a fault it did not expect; tests of faults switch this on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.faults: list[str] = []
        """Ids of the faults met since the start, for the settings section and tests."""
        self._refusals = 0
        """Refusals that ended a place; it is not built again for ever either."""

    def report(self, refused: Refused) -> None:
        """Tell a refusal that no field of the screen can show."""
        raise NotImplementedError

    async def mend(self, screen: Screen[Any]) -> None:
        """Build a broken place again."""
        raise NotImplementedError

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Any = None,
    ) -> bool:
        """Run an action; what it raises would otherwise end the pump it came through, often the app's own."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Refused as refused:
            self.report(refused)
        except Exception as error:
            self._met(error)
        return True

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, Refused):
            self.report(cause)
        elif isinstance(cause, Exception):
            self._met(cause)
        else:
            return
        pump = _ended_pump(error)
        if pump is None or not self.is_running:
            return
        if isinstance(pump, App):
            # The app's own pump ends with this message: nothing could be pressed any more.
            self._fatal_error()
            return
        self._refusals += isinstance(cause, Refused)
        if len(self.faults) + self._refusals >= TOO_MANY:
            self._fatal_error()
        elif isinstance(pump, DOMNode):
            self._mend_soon(pump, "" if isinstance(cause, Refused) else self.faults[-1])

    def _met(self, error: Exception) -> None:
        number = log.record(error)
        self.faults.append(number)
        if self.is_headless and not self.survives_under_pilot:
            if self._exception is None:
                self._exception = error
                self._exception_event.set()
            self._return_code = 1
            self._close_messages_no_wait()
            return
        self._tell_fault(number)

    def _tell_fault(self, number: str) -> None:
        self.notify(
            _("Something went wrong that should not have. Error {number}; what was typed is kept.").format(
                number=number
            ),
            severity="error",
        )

    def _mend_soon(self, node: DOMNode, number: str) -> None:
        screen = node.screen if not isinstance(node, Screen) else node
        self.call_later(self._mended, screen, number)

    async def _mended(self, screen: Screen[Any], number: str) -> None:
        """What was told of a fault went with the place that broke: it is told where it was built again."""
        await self.mend(screen)
        if number and self.is_running:
            self._tell_fault(number)

    def _fatal_error(self) -> None:
        """Leave with one calm line instead of a traceback with locals."""
        number = self.faults[-1] if self.faults else "—"
        self._return_code = 1
        self._exit_renderables.append(
            Text(
                _("medcab had to stop. Error {number}; details: {path}").format(
                    number=number, path=log.path()
                )
            )
        )
        self._close_messages_no_wait()


def _ended_pump(error: Exception) -> object | None:
    """The app, screen or widget whose messages nobody handles any more; None if all of them live.

    Textual leaves the loop of the pump whose handler raised; workers, timers and idle callbacks end nothing.
    """
    for frame, _line in walk_tb(error.__traceback__):
        if frame.f_code.co_name in ("_process_messages_loop", "_pre_process"):
            pump: object = frame.f_locals.get("self")
            return pump
    return None
