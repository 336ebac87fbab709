"""A service that was just switched on: how it is used, and the way to it (C033)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.locale import N_, _
from medcab_tui.ui.verbs import FORM, bindings
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import wrap
from medcab_tui.ui.widgets.panel import Panel


class Instructions(ModalScreen[bool], inherit_bindings=False):
    """How the service is used. Gives true if Enter was pressed to go there."""

    AUTO_FOCUS = ""
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", show=False, id="service.go", tooltip=N_("To the service")),
        *bindings(FORM),
    ]
    DEFAULT_CSS = """
    Instructions { align: center middle; background: $medcab-background 60%; }
    Instructions > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1;
        background: $medcab-background; }
    Instructions Panel { margin-bottom: 1; }
    """

    def __init__(self, title: str, told: Sequence[str], *, leads: bool = False) -> None:
        """told: paragraphs. leads: whether Enter goes there."""
        super().__init__()
        self._title, self._told, self._leads = title, tuple(filter(None, told)), leads

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Panel(id="service-usage")
            yield KeyLine()

    def on_mount(self) -> None:
        width = max(20, min(76, self.app.size.width) - 6)
        lines = [((line, "text"),) for told in self._told for line in wrap(told, width)]
        self.query_one(Panel).show(lines, title=self._title)
        go = [KeyHint("Enter", _("go there"), action="go")] if self._leads else []
        self.query_one(KeyLine).show([*go, KeyHint("Esc", _("back"), action="back")])

    def action_go(self) -> None:
        """There and try it."""
        self.dismiss(self._leads)

    def action_save(self) -> None:
        """Read and done."""
        self.dismiss(False)

    def action_back(self) -> None:
        """It stays on; how it is used stays readable in the preview of its line."""
        self.dismiss(False)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        self.call_later(self.run_action, event.hint.action)
