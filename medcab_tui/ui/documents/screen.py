"""«Документы»: what was written and issued. Read-only rows and their details."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _
from medcab_tui.ui.home.words import numbered
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList

LATEST = 12
"""How many documents «Сводка» lists."""


class DocumentsScreen(SectionScreen):
    """Newest first; the document under the cursor is told whole below."""

    CSS_PATH = Path(__file__).with_name("documents.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("documents")]
    place = "documents"
    topics = frozenset({"documents"})

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[DocumentRow, ...] = ()
        self._cursor = ""

    def compose_view(self, view: str) -> ComposeResult:
        with Horizontal(classes="documents-above"):
            yield RowList(
                _columns(),
                empty=lambda: _("No documents yet. Certificates and applications will stand here."),
                classes="documents-rows",
            )
            if view == "summary":
                with Vertical(classes="documents-side"):
                    yield Panel(classes="documents-kinds")
                    yield Panel(classes="documents-statuses")
        yield ProsePanel(classes="documents-preview")

    async def refresh_view(self, topics: frozenset[str]) -> None:
        self._rows = await self.cabinet.documents.page()
        self._show()

    def on_search(self, text: str) -> None:
        self._show()

    def available(self, action: str) -> bool:
        return False if action in ("open_row", "card_of_row") else super().available(action)

    def place_state(self) -> dict[str, str]:
        row = self._row()
        return super().place_state() | {"row": row.id.hex() if row is not None else ""}

    def restore_place(self, state: dict[str, str]) -> None:
        self._cursor = state.get("row", "")
        super().restore_place(state)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show_preview()

    def _row(self) -> DocumentRow | None:
        pane = self._panes.get(self.view)
        rows = pane.query(RowList) if pane else ()
        return rows.first().cursor_row if rows else None

    def _show(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(RowList):
            return
        rows = pane.query_one(RowList)
        shown = matching(self._rows, self.field.value, _texts) if self.view == "search" else self._rows
        if self.view == "summary":
            shown = self._rows[:LATEST]
            self._show_counts()
            note = _("of {n}").format(n=len(self._rows)) if len(self._rows) > LATEST else ""
            rows.set_title(_("Latest documents"), note)
        elif self.view == "search":
            rows.set_title(_("Found {n}").format(n=len(shown)))
        else:
            rows.set_title(_("Documents {n}").format(n=len(shown)))
        rows.set_rows(shown)
        if self._cursor:
            rows.select(Id(bytes.fromhex(self._cursor)))
            self._cursor = ""
        self._show_preview()

    def _show_counts(self) -> None:
        pane = self._panes["summary"]
        for name, title, counted in (
            (".documents-kinds", _("By kind"), Counter(row.kind for row in self._rows)),
            (".documents-statuses", _("By status"), Counter(row.status for row in self._rows)),
        ):
            lines: list[Line] = [((f"{n:>4}  ", "text"), (text, "dim")) for text, n in counted.most_common(8)]
            pane.query_one(name, Panel).show(lines, title=title if lines else "")

    def _show_preview(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(".documents-preview"):
            return
        panel, row = pane.query_one(".documents-preview", Panel), self._row()
        panel.show(_details(row) if row else [], title=row.title if row else "")


def _columns() -> list[Column]:
    return [
        Column(lambda row: (f"{row.issued:%Y-%m-%d}", "dim"), lambda: _("Date"), width=10),
        Column(lambda row: numbered(row.number), lambda: _("Number"), width=14),
        Column(lambda row: row.title, lambda: _("Document"), flex=4, least=18),
        Column(lambda row: row.patient_name, lambda: _("Patient"), flex=2, least=14),
        Column(lambda row: row.status, lambda: _("Status"), width=14),
        Column(lambda row: (row.author, "dim"), lambda: _("Author"), width=16, needs=100),
    ]


def _details(row: DocumentRow) -> list[Line]:
    facts = (
        (_("Kind"), row.kind),
        (_("Number"), numbered(row.number)),
        (_("Issued"), f"{row.issued:%Y-%m-%d}"),
        (_("Status"), row.status),
        (_("Patient"), row.patient_name or "—"),
        (_("Author"), row.author),
    )
    return [((f"{name:<12}", "dim"), (text, "text")) for name, text in facts if text]


def _texts(row: DocumentRow) -> tuple[str, ...]:
    return (row.title, row.kind, row.number, row.status, row.patient_name, row.author, f"{row.issued}")
