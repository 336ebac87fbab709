"""Long work that a page begins: how far it is, how it ended, and the way to stop it."""

from __future__ import annotations

from medcab_tui.locale import _
from medcab_tui.ui.widgets.lines import Cell
from medcab_tui.ui.widgets.plot_small import progress

BAR = 12
"""Cells of the bar."""


class Work:
    """One piece of long work. `report` may be called from any thread."""

    def __init__(self) -> None:
        self.share = 0.0
        self.stopped = False
        self.running = True
        self._ending: Cell = ""

    def report(self, share: float) -> bool:
        """Told how far it is, 0 to 1; whether to go on."""
        self.share = share
        return not self.stopped

    def stop(self) -> None:
        """End it as soon as it looks."""
        self.stopped = True

    def end(self, told: str, role: str = "ok") -> None:
        """How it came out."""
        self.running, self._ending = False, (told, role)

    def shown(self) -> Cell:
        """The bar while it runs, then the ending."""
        if not self.running:
            return self._ending
        if self.share >= 1.0:
            return (*progress(1.0, BAR), (" " + _("reading back…"), "dim"))
        return (*progress(self.share, BAR), (f" {self.share:.0%}".replace("%", " %"), "text"))
