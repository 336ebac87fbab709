"""The page «Справочники»: which books are there, in which versions, and taking another one in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.reference import Book, Edition, Unfit
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.books import lasting, reason, standing, title
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.forms.paths import offered_paths, path_of
from medcab_tui.ui.forms.sheet import Sheet
from medcab_tui.ui.settings.rows import Row
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.marks import grouped
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.reference_import import Asked, TakenIn
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.forms.screen import FormScreen
    from medcab_tui.ui.settings.models import ImportForm
    from medcab_tui.ui.settings.screen import SettingsScreen
    from medcab_tui.ui.settings.work import Work

IMPORT: Final = "books.import"
EDITION: Final = "books.edition."
"""Before the number of an edition in the id of its row."""
_READ: Final = 0.1
"""How much of the work reading the file is said to be."""
_MOST_SHOWN: Final = 10_000


def rows(app: MedcabApp, editions: Sequence[Edition] | None, work: Mapping[str, Work]) -> list[Row]:
    """The way to take a book in, then the books: official versions, and short lists where there are none."""
    cabinet = app.cabinet
    if cabinet is None:
        return []
    told = [_import_row(cabinet, work)]
    if editions is None:
        return [*told, Row("books.reading", "books", _("Books"), "…")]
    official = {each.book for each in editions if not each.starter}
    if not official:
        command = _("none; medcab reference import FILE")
        told.append(Row("books.none", "books", _("Official"), (command, "dim")))
    shown = [each for each in editions if not (each.starter and each.book in official)]
    order = list(Book)
    shown.sort(key=lambda each: (order.index(each.book), -each.number))
    surroundings = cabinet.surroundings
    today = day_in(surroundings.clock.now(), surroundings.zone)
    return told + [_edition_row(each, editions, today, surroundings.zone) for each in shown]


def _import_row(cabinet: Cabinet, work: Mapping[str, Work]) -> Row:
    name = _("New book")
    if not cabinet.worker.may(Permission.KEEP_STORE):
        return Row("books.who", "books", name, ("—", "dim"), _("administrators import books"))
    job = work.get(IMPORT)
    if job is not None and job.running:
        return Row(IMPORT, "books", name, job.shown(), _("Enter stops it"), _("stop"))
    what = job.shown() if job is not None else (_("CSV or JSON of the state register"), "dim")
    return Row(IMPORT, "books", name, what, does=_("import"))


def _edition_row(edition: Edition, editions: Sequence[Edition], today: Any, zone: str) -> Row:
    count = ngettext("{n} entry", "{n} entries", edition.entries)
    parts = [edition.version, count.format(n=grouped(edition.entries)), standing(edition, editions, today)]
    notes = []
    if edition.refused:
        refused = ngettext("{n} row refused", "{n} rows refused", edition.refused)
        notes.append(refused.format(n=edition.refused))
    notes.append(_("imported {when}").format(when=day_in(edition.imported, zone)))
    if not edition.starter:
        notes.append(lasting(edition, editions))
    return Row(
        f"{EDITION}{edition.number}",
        "books",
        title(edition.book),
        " · ".join(parts),
        " · ".join(notes),
        _("refused rows") if edition.refused else "",
    )


async def take_in(screen: SettingsScreen, job: Work, path: Path, asked: Asked) -> None:
    """Reads a file and imports what it holds; tells on the row how it came out, lists what was refused."""
    room = screen.cabinet.reference
    sources = await room.read_files([path], asked)
    taken: list[TakenIn] = []

    def report(done: int, wanted: int) -> None:
        job.report(_READ + (0.99 - _READ) * done / max(1, wanted))

    for source in sources:
        taken.append(await room.take_in(source, report))
    told, role = _came_out(taken[-1])
    job.end(told, role)
    screen.medcab.notify(told.removeprefix("✓ "), severity="warning" if role == "warning" else "information")
    await screen.read_books()
    for one in taken:
        if one.unfit and not one.already:
            screen.app.push_screen(RefusedRows(one.offered.book, one.offered.version, one.unfit))


def _came_out(taken: TakenIn) -> tuple[str, str]:
    name = f"{title(taken.offered.book)} {taken.offered.version}"
    if taken.already:
        return _("{book}: this file was imported before, nothing was changed").format(book=name), "ok"
    count = ngettext("{n} entry imported", "{n} entries imported", taken.entries)
    told = f"✓ {name}: {count.format(n=grouped(taken.entries))}"
    if not taken.unfit:
        return told, "ok"
    refused = ngettext("{n} row refused", "{n} rows refused", len(taken.unfit))
    return f"{told}, {refused.format(n=len(taken.unfit))}", "warning"


class ImportSheet(Sheet):
    """Which file, which book. Its result is the path and what was said of it."""

    place = "settings.import"
    object = "new"
    first = "path"

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def title(self) -> str:
        return _("Import a reference book")

    def heading(self, width: int) -> list[Line]:
        takes = _("CSV or JSON of the state register · at most 64 MB · UTF-8 or Windows-1251")
        kept = _("Rows that do not fit are listed, the others taken in; what was chosen before stays.")
        return [((takes, "warning"),), ((" ", ""), (kept, "dim"))]

    def model(self) -> type[BaseModel]:
        from medcab_tui.ui.settings.models import ImportForm

        return ImportForm

    async def picks(self, field: str, text: str) -> tuple[Choice, ...]:
        return await offered_paths(self._cabinet, text)

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.cabinet.reference_import import Asked

        said = cast("ImportForm", values)
        book = Book(said.book) if said.book else None
        path = path_of(said.path)
        await self._cabinet.reference.look_at(path)
        return path, Asked(book, said.version)

    def saved(self, result: Any) -> str:
        return _("The book is being imported.")


class RefusedRows(ModalScreen[None], inherit_bindings=False):
    """The rows of a source that were not taken: their number, code, and why."""

    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="refused.back", tooltip=N_("Back to the page")),
    ]
    DEFAULT_CSS = """
    RefusedRows { align: center middle; background: $medcab-background 60%; }
    RefusedRows > Vertical { width: 96; max-width: 100%; height: auto; max-height: 100%; padding: 1 1;
        background: $medcab-panel; }
    RefusedRows RowList { height: auto; max-height: 18; }
    RefusedRows KeyLine { margin-top: 1; }
    """

    def __init__(self, book: Book, version: str, unfit: Sequence[Unfit]) -> None:
        super().__init__()
        self._book, self._version, self._unfit = book, version, tuple(unfit[:_MOST_SHOWN])

    def compose(self) -> ComposeResult:
        told = ngettext("{n} row refused", "{n} rows refused", len(self._unfit)).format(n=len(self._unfit))
        with Vertical():
            yield RowList(
                [
                    Column(lambda row: (str(row.place), "dim"), lambda: _("Row"), width=7),
                    Column(lambda row: one_line(row.code), lambda: _("Code"), width=10),
                    Column(reason, lambda: _("Why"), flex=1),
                ],
                key=lambda row: row.place,
                title=f"{title(self._book)} {self._version} · {told}",
            )
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(RowList).set_rows(self._unfit)
        self.query_one(KeyLine).show(self.hints())

    def hints(self) -> list[KeyHint]:
        """What the key line shows."""
        return [KeyHint("↑↓", _("look")), KeyHint("Esc", _("back"), action="back")]

    def action_back(self) -> None:
        self.dismiss(None)
