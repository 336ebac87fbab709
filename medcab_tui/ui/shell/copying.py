"""What is under the cursor, for the clipboard."""

from __future__ import annotations

from typing import Any

from medcab_tui.ui.shell.frame import SectionFrame
from medcab_tui.ui.widgets.row_list import RowList


class Copying(SectionFrame):
    """The part of a section's screen that copies. Rows are about patients unless a section says otherwise."""

    def list_under_cursor(self) -> RowList | None:
        """The list of the cursor: the one with the focus, else the first of the view."""
        if isinstance(self.focused, RowList):
            return self.focused
        shown = [rows for rows in self.walk_children(RowList) if rows.region and rows.display]
        return next((rows for rows in shown if rows.lit), next(iter(shown), None))

    def text_under_cursor(self) -> str:
        """The row of the cursor as it is shown, "" if there is none."""
        rows = self.list_under_cursor()
        return rows.text_of(rows.painted_row) if rows is not None and rows.painted_row is not None else ""

    def number_under_cursor(self) -> str:
        """The number of the document or notice under the cursor, "" where it has none."""
        rows = self.list_under_cursor()
        row: Any = rows.painted_row if rows is not None else None
        number = getattr(row, "number", "")
        return number if isinstance(number, str) else ""

    def action_copy_row(self) -> None:
        self.medcab.copy(self.text_under_cursor(), patient=True)

    def action_copy_number(self) -> None:
        self.medcab.copy(self.number_under_cursor(), patient=False)
