"""The reference for keys: our screens made of stock widgets (DataTable, Input, Footer) in two modes.

python tests/benchmarks/stock.py ROWS
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

SHOWN = 50
"""Rows that a search puts into the table."""


def row(number: int) -> tuple[str, str, str, str, str]:
    """A row as wide as one of our list."""
    return (
        f"Фамилия{number:07d} Имя Отчество",
        f"19{number % 90 + 10}-01-01",
        f"{number % 90} л.",
        f"112-233-{number % 1000:03d} 95",
        f"+7 912 {number % 10_000_000:07d}",
    )


class Section(Screen[None]):
    """A heading, a field, a table, a line of keys."""

    CSS = "DataTable { height: 1fr; }"

    def __init__(self, title: str, rows: int) -> None:
        super().__init__()
        self.heading, self.rows = title, rows

    def compose(self) -> ComposeResult:
        yield Static(self.heading, markup=False)
        yield Input(placeholder="search")
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        table: DataTable[Any] = self.query_one(DataTable)
        table.add_columns("name", "born", "age", "number", "phone")
        table.add_rows(row(number) for number in range(self.rows))
        table.focus()

    def on_input_changed(self, changed: Input.Changed) -> None:
        table: DataTable[Any] = self.query_one(DataTable)
        table.clear()
        start = sum(map(ord, changed.value)) % 1000
        table.add_rows(row(number) for number in range(start, start + SHOWN))


class Stock(App[None]):
    """Two sections; F2 and F3 switch, F4 goes to the field, F5 to the table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "switch_mode('home')", "home"),
        Binding("f3", "switch_mode('patients')", "patients"),
        Binding("f4", "focus_field", "search"),
        Binding("f5", "focus_table", "table"),
        Binding("f10", "quit", "quit"),
    ]
    rows = 1000

    def on_mount(self) -> None:
        self.add_mode("home", lambda: Section("stock-home", min(self.rows, 50)))
        self.add_mode("patients", lambda: Section("stock-patients", self.rows))
        self.switch_mode("patients")

    def action_focus_field(self) -> None:
        self.screen.query_one(Input).focus()

    def action_focus_table(self) -> None:
        self.screen.query_one(DataTable).focus()


if __name__ == "__main__":
    Stock.rows = int(sys.argv[1])
    Stock().run()
