"""A sheet that shows what others may change meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.shell.notice import Notice

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.app import MedcabApp


class LiveSheet(SheetScreen):
    """Knows the open cabinet; hears of its changes until it closes; tells things in its `Notice`."""

    def __init__(self) -> None:
        super().__init__()
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def cabinet(self) -> Cabinet:
        """What is open: this screen stands only while it is."""
        return cast("Cabinet", self.medcab.cabinet)

    def hear(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Calls this with the topics of every change from now on."""
        self._unsubscribe = self.cabinet.subscribe(changed)

    def on_unmount(self) -> None:
        self._unsubscribe()

    def say(self, text: str, severity: str = "information") -> None:
        """What just happened, in the line above the keys."""
        self.query_one(Notice).say(text, severity)
