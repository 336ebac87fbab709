"""The frame of a sheet about a patient that shows and asks: heading, content, key line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.locale import N_, _
from medcab_tui.ui.shell.small import Sized, TooSmall
from medcab_tui.ui.verbs import FORM
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel

BACK = Binding("escape", "back", show=False, priority=True, id="sheet.back", tooltip=N_("One step back"))


class SheetScreen(Sized, inherit_bindings=False):
    """A sheet over the section: heading, content, key line. Esc goes back."""

    DEFAULT_CSS = """
    SheetScreen { background: $medcab-background; }
    SheetScreen > #sheet-heading { margin-bottom: 1; }
    SheetScreen.-low > #sheet-heading { margin-bottom: 0; }
    SheetScreen RowList { height: auto; max-height: 40%; }
    SheetScreen VerticalScroll { height: 1fr; margin-top: 1; scrollbar-size-vertical: 1; }
    """
    AUTO_FOCUS = "RowList"
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False, id="sheet.next", tooltip=N_("To the next pane")),
        Binding(
            "shift+tab",
            "app.focus_previous",
            show=False,
            id="sheet.previous",
            tooltip=N_("To the pane before"),
        ),
        BACK,
    ]

    def head(self, width: int) -> list[Line]:
        """The lines on top."""
        raise NotImplementedError

    def hints(self) -> Sequence[KeyHint]:
        """The keys that work here."""
        return (KeyHint("Esc", _("back")),)

    def content(self) -> ComposeResult:
        """What stands between heading and key line."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Panel(id="sheet-heading", indent=0)
        yield from self.content()
        yield KeyLine()
        yield TooSmall()

    def on_mount(self) -> None:
        self.refresh_hints()

    def refresh_hints(self) -> None:
        """Other keys may work now."""
        self.query_one(KeyLine).show(self.hints())

    def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        if event.hint.action:
            self.call_later(self.run_action, event.hint.action)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))

    def action_back(self) -> None:
        self.dismiss(None)
