"""«Документы»: what was written, issued and attached; found by every word; read without leaving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from medcab_tui.domain.documents import Asked, DocumentCount, Kept, Snippet, row_key
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.documents.deeds import Deeds
from medcab_tui.ui.documents.lists import (
    EveryDocument,
    FoundDocuments,
    Listed,
    columns,
    counted,
    place_of,
    row_of,
)
from medcab_tui.ui.documents.narrowing import asked_of, choices
from medcab_tui.ui.documents.preview import DocumentPreview
from medcab_tui.ui.shell.filter_lines import words_of_filter
from medcab_tui.ui.shell.views import ALL_TOPICS
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from textual.message import Message

    from medcab_tui.ui.exports.offered import Offered
    from medcab_tui.ui.shell.filters import Choice

LATEST = 12
"""How many documents «Сводка» lists."""


class DocumentsScreen(Deeds):
    """Newest first; the document under the cursor is told whole, with the beginning of its text."""

    CSS_PATH = Path(__file__).with_name("documents.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("documents")]
    place = "documents"
    topics = frozenset({"documents", "access"})

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[DocumentCount, ...] = ()
        self._shown: dict[str, tuple[str, Asked]] = {}
        self._cursor = ""
        self._answered: str | None = None
        self._enter_owed = False

    def compose_view(self, view: str) -> ComposeResult:
        with Vertical(classes=f"documents-body documents-{view}"):
            with Container(classes="documents-above"):
                if view != "summary":
                    from medcab_tui.ui.shell.filters import FilterBar

                    yield FilterBar("documents", self._choices, text=False)
                yield RowList(
                    columns(self.marks),
                    place=place_of,
                    empty=lambda: self._nothing(view),
                    classes="documents-rows",
                    markable=lambda listed: not _withdrawn(listed),
                )
                if view == "summary":
                    with Vertical(classes="documents-side"):
                        yield Panel(classes="documents-kinds")
                        yield Panel(classes="documents-statuses")
            yield DocumentPreview(
                self._kept, self._snippet, lambda row: self.marks.told(row.id), classes="documents-preview"
            )

    async def refresh_view(self, topics: frozenset[str]) -> None:
        rows = self.rows
        if rows is None:
            return
        self._counts = await self.cabinet.documents.counts()
        if self.view == "summary":
            latest = await self.cabinet.documents.page(limit=LATEST)
            await self.marks.learn(latest)
            rows.set_rows(latest)
            self._show_counts(self._counts)
        else:
            await self._show_list(rows, self.view)
        if self._cursor:
            wanted = self._cursor  # forgotten when it is reached: this read may be given up for a newer one
            await self._go_to(rows, Id(bytes.fromhex(wanted)))
            if self._cursor == wanted:
                self._cursor = ""
        self._show_preview()

    async def _go_to(self, rows: RowList, document: Id) -> None:
        """The cursor to a document, however far down the list it stands."""
        if rows.select(document) or self.view == "summary" or self.typed_words:
            return
        with suppress(Refused):  # it may be gone; the list stands as it is
            row = await self.cabinet.documents.row(document)
            await rows.seek(row_key(row), row.id)

    def on_search(self, text: str) -> None:
        self._answered, self._enter_owed = None, False
        # Made only when it starts: the next letter may come first.
        search: Callable[[], Awaitable[None]] = self._search
        self.run_worker(search, group="search", exclusive=True)

    async def _search(self) -> None:
        rows = self.rows
        if rows is not None and self.view == "search":
            text = self.field.value
            await self._show_list(rows, "search")
            self._show_preview()
            if text == self.field.value:
                self._answered = text
                if self._enter_owed and len(rows.rows) == 1:
                    rows.action_open()
                self._enter_owed = False

    def search_entered(self, text: str) -> None:
        """Enter is about what was typed: an answer that is still being read is waited for."""
        if self.view == "search" and text.strip() and self._answered != text:
            self._enter_owed = True
        else:
            super().search_entered(text)

    async def _show_list(self, rows: RowList, view: str) -> None:
        """Read from its source; from another one if something else is asked than before."""
        text = self.field.value.strip() if view == "search" else ""
        room, asked, marks = self.cabinet.documents, self.asked, self.marks
        if self._shown.get(view) == (text, asked):
            await rows.reload()
        else:
            self._shown[view] = (text, asked)
            await rows.set_source(
                FoundDocuments(room, text, asked, marks) if text else EveryDocument(room, asked, marks)
            )
        if self._shown.get(view) == (text, asked):
            told = _("Found {n}") if view == "search" else _("Documents {n}")
            rows.set_title(told.format(n=counted(rows.total, text, asked)))
            bar = self.filter_bar
            if bar is not None:
                bar.show_found(rows.total)

    @property
    def typed_words(self) -> str:
        """The words that are looked for in «Поиск»; without any it lists every document."""
        return self.field.value.strip() if self.view == "search" else ""

    @property
    def asked(self) -> Asked:
        """What the filter over the shown list asks for."""
        bar, pinned = self.filter_bar, self.medcab.pinned
        if bar is None:
            return Asked()
        around = self.cabinet.surroundings
        return asked_of(
            bar.wanted,
            self.cabinet.worker.id,
            pinned.id if pinned is not None else None,
            day_in(around.clock.now(), around.zone),
        )

    def _choices(self) -> tuple[Choice, ...]:
        return choices(self._counts, self.medcab.pinned)

    def on_filter_bar_changed(self, event: Message) -> None:
        """Other documents are wanted."""
        event.stop()
        soon(self, self.refresh_view, ALL_TOPICS, group="read")

    @property
    def listed(self) -> bool:
        return True

    async def to_export(self) -> Offered:
        from medcab_tui.ui.documents.exporting import documents_offered

        bar = self.filter_bar
        said = words_of_filter(bar.wanted, self._choices(), ()) if bar is not None else []
        words = self.typed_words
        return await documents_offered(
            self.cabinet, words, self.asked, [f"«{words}»", *said] if words else said
        )

    @property
    def rows(self) -> RowList | None:
        pane = self._panes.get(self.view)
        found = pane.query(RowList) if pane else ()
        return found.first() if found else None

    def patient_of_row(self) -> Id | None:
        row = self.row
        return row.patient if row is not None else None

    def place_state(self) -> dict[str, str]:
        row = self.row
        return super().place_state() | {"row": row.id.hex() if row is not None else ""} | self.sheet_state()

    def restore_place(self, state: dict[str, str]) -> None:
        self._cursor = state.get("row", "")
        super().restore_place(state)
        if state.get("sheet"):
            self.call_after_refresh(self.restore_sheet, state)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show_preview()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        row = row_of(event.row)
        if row is not None:
            await self.read_document(row)

    async def _kept(self, row: DocumentRow) -> Kept:
        return await self.cabinet.documents.kept(row.id)

    async def _snippet(self, row: DocumentRow) -> Snippet | None:
        text = self.typed_words
        return await self.cabinet.documents.snippet(row.id, text) if text else None

    def _nothing(self, view: str) -> str:
        if view == "search" and self.field.value.strip():
            return _(
                "Nothing found. Words are looked for in titles, numbers, names and in the text of files."
            )
        if self.asked != Asked():
            return _("No such documents. ф/a changes the filter.")
        return _("No documents yet. а/f attaches a file: PDF, JPG or PNG.")

    def _show_counts(self, counts: tuple[DocumentCount, ...]) -> None:
        pane, rows = self._panes["summary"], self.rows
        kinds: Counter[str] = Counter()
        statuses: Counter[str] = Counter()
        for count in counts:
            kinds[count.kind] += count.number
            statuses[count.status] += count.number
        for name, title, numbers in (
            (".documents-kinds", _("By kind"), kinds),
            (".documents-statuses", _("By status"), statuses),
        ):
            lines: list[Line] = [((f"{n:>6}  ", "text"), (text, "dim")) for text, n in numbers.most_common(8)]
            pane.query_one(name, Panel).show(lines, title=title if lines else "")
        total = kinds.total()
        if rows is not None:
            note = _("{some} of {n}").format(some=LATEST, n=total) if total > LATEST else ""
            rows.set_title(_("Latest documents"), note)

    def _show_preview(self) -> None:
        pane, rows = self._panes.get(self.view), self.rows
        if pane is not None and rows is not None and (found := pane.query(DocumentPreview)):
            found.first().tell(row_of(rows.cursor_row))


def _withdrawn(listed: Listed) -> bool:
    row = row_of(listed)
    return row is None or row.withdrawn
