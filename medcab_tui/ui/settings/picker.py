"""Choosing one of several: what the cursor stands on can be shown at once, Esc takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.locale import N_, _
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. id: what the choice gives."""

    id: str
    title: str


class Picker(ModalScreen[str | None], inherit_bindings=False):
    """A short list at the right edge, so that what it changes can be seen. Gives the id, None for Esc."""

    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="picker.back", tooltip=N_("Leave it as it was")),
    ]
    DEFAULT_CSS = """
    Picker { align: right middle; }
    Picker > Vertical { width: 52; max-width: 100%; height: auto; max-height: 100%; padding: 1 1;
        background: $medcab-panel; }
    Picker RowList { height: auto; max-height: 16; }
    Picker KeyLine { margin-top: 1; }
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        current: str,
        preview: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._options, self._current = title, tuple(options), current
        self._preview = preview

    def compose(self) -> ComposeResult:
        with Vertical():
            yield RowList(
                [Column(self._sign, width=1), Column(lambda row: row.title, flex=1)], title=self._title
            )
            yield KeyLine()

    def on_mount(self) -> None:
        self.styles.background = "transparent"  # what is chosen is judged by the screen under it
        rows = self.query_one(RowList)
        rows.set_rows(self._options)
        rows.select(self._current)
        self.query_one(KeyLine).show(self.hints())

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        return [
            KeyHint("↑↓", _("look") if self._preview else _("choose")),
            KeyHint("Enter", _("keep")),
            KeyHint("Esc", _("as it was"), action="back"),
        ]

    @on(RowList.Moved)
    def _moved(self) -> None:
        row = self.query_one(RowList).cursor_row
        if self._preview is not None and row is not None:
            self._preview(row.id)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        if event.row is not None:
            self.dismiss(event.row.id)

    def action_back(self) -> None:
        self.dismiss(None)

    def _sign(self, row: Option) -> str:
        return "●" if row.id == self._current else ""
