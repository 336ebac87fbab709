"""Sheets about a patient that only show and ask: likely duplicates, versions of a record, two texts compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Card, Encounter, NewPatient, PatientRow, RecordBody, Revision
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.patients.columns import patient_columns
from medcab_tui.ui.patients.lines import SECTIONS, Present, diagnosis_words, sheet_heading
from medcab_tui.ui.patients.patient_sheet import ANOTHER
from medcab_tui.ui.patients.printing import KINDS, moment
from medcab_tui.ui.shell.small import Sized, TooSmall
from medcab_tui.ui.verbs import FORM
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff, count_changes
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList

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
        self.query_one(KeyLine).show(self.hints())

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))

    def action_back(self) -> None:
        self.dismiss(None)


class DuplicatesSheet(SheetScreen):
    """People already known who are probably the one being added. Enter opens one of them, п adds despite."""

    DEFAULT_CSS = "DuplicatesSheet RowList { height: 1fr; max-height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "п,g", "despite", show=False, id="duplicates.despite", tooltip=N_("This is another person: add")
        ),
    ]

    def __init__(
        self, patient: NewPatient, alike: Sequence[PatientRow], present: Callable[[], Present]
    ) -> None:
        super().__init__()
        self._patient, self._alike, self._present = patient, alike, present

    def head(self, width: int) -> list[Line]:
        new = self._patient
        name = " ".join(part for part in (new.surname.upper(), new.given, new.patronymic) if part)
        return [
            ((" ", "text"), (_("New patient").upper(), "bold accent"), ("  ", "text"), (one_line(name), "bold"),
             (f" · {new.birth}", "text")),
            ((" ", "text"), (_("⚠ Such people have cards already. Is it one of them?"), "warning")),
        ]  # fmt: skip

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Enter", _("it is this one: open the card")),
            KeyHint("п/g", _("another person: add")),
            KeyHint("Esc", _("back to the form")),
        )

    def content(self) -> ComposeResult:
        yield RowList(
            patient_columns(lambda: self._present().today), id="alike", title=_("Likely duplicates")
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).set_rows(self._alike)

    @on(RowList.Opened)
    def _same(self, event: RowList.Opened) -> None:
        event.stop()
        self.dismiss(event.row.id)

    def action_despite(self) -> None:
        self.dismiss(ANOTHER)


class VersionsSheet(SheetScreen):
    """The editions of a record, and what changed between any two of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "base", show=False, id="versions.base", tooltip=N_("Compare with this edition")),
    ]

    def __init__(self, card: Card, editions: Sequence[Revision], present: Present) -> None:
        super().__init__()
        self._card, self._editions, self._present = card, tuple(editions), present
        self._base: Revision | None = None

    def head(self, width: int) -> list[Line]:
        lines = sheet_heading(self._card, self._present, width)
        title: Line = ((" ", "text"), (_("Versions").upper(), "bold accent"), ("  ", "text"))
        return [(*title, *lines[0]), *lines[1:]]

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("↑↓", _("edition")),
            KeyHint(_("Space"), _("compare with this one")),
            KeyHint("Esc", _("back")),
        )

    def content(self) -> ComposeResult:
        zone = self._present.zone
        yield RowList(
            (
                Column(self._mark, width=1),
                Column(self._edition, lambda: _("Edition"), width=8),
                Column(lambda one: (moment(one.at, zone), "text"), lambda: _("Written"), width=16),
                Column(lambda one: one_line(one.author.name), lambda: _("Author"), width=18),
                Column(lambda one: (one_line(one.author.post), "dim"), width=20, needs=110),
                Column(lambda one: one_line(one.reason) or "—", lambda: _("Reason"), flex=1, least=10),
            ),
            key=lambda one: one.version,
            title=_("Editions"),
            id="editions",
        )
        with VerticalScroll():
            yield Diff(" ", id="changes")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).set_rows(self._editions)
        self._compare()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._compare()

    def action_base(self) -> None:
        """The edition under the cursor becomes the one that others are compared with; again, it no longer is."""
        chosen = self.query_one(RowList).cursor_row
        self._base = None if chosen == self._base else chosen
        self.query_one(RowList).refresh()
        self._compare()

    def _compare(self) -> None:
        newer = self.query_one(RowList).cursor_row
        if not isinstance(newer, Revision):
            return
        older = self._base or self._before(newer)
        if older is not None and older.version > newer.version:
            older, newer = newer, older
        show_changes(
            self.query_one(Diff),
            body_text(older.body) if older else "",
            body_text(newer.body),
            _("Edition {n}").format(n=self._number(newer))
            if older is None
            else _("Edition {old} → edition {new}").format(old=self._number(older), new=self._number(newer)),
        )

    def _before(self, edition: Revision) -> Revision | None:
        place = self._editions.index(edition) + 1
        return self._editions[place] if place < len(self._editions) else None

    def _number(self, edition: Revision) -> int:
        return len(self._editions) - self._editions.index(edition)

    def _edition(self, edition: Revision) -> Run:
        return _("ed. {n}").format(n=self._number(edition)), "bold"

    def _mark(self, edition: Revision) -> Run:
        return ("●", "accent") if edition == self._base else (" ", "text")


class CompareSheet(SheetScreen):
    """The text somebody saved meanwhile and the one that was typed here."""

    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, card: Card, theirs: Encounter, mine: RecordBody, present: Present) -> None:
        super().__init__()
        self._card, self._theirs, self._mine, self._present = card, theirs, mine, present

    def head(self, width: int) -> list[Line]:
        lines = sheet_heading(self._card, self._present, width)
        title: Line = ((" ", "text"), (_("Amended meanwhile").upper(), "bold accent"), ("  ", "text"))
        who = _(
            "{author} saved another edition. Marked is how your text differs from it; yours is kept."
        ).format(author=one_line(self._theirs.author.name))
        return [(*title, *lines[0]), *lines[1:], ((" ⚠ " + who, "warning"),)]

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("Esc", _("back to the form")),)

    def content(self) -> ComposeResult:
        with VerticalScroll():
            yield Diff(" ", id="changes")

    def on_mount(self) -> None:
        super().on_mount()
        theirs = body_text(self._theirs.body)
        show_changes(self.query_one(Diff), theirs, body_text(self._mine), _("Their edition → your text"))


def show_changes(diff: Diff, old: str, new: str, title: str) -> None:
    """Compare two texts and say in the rule how many places differ."""
    changes = count_changes(old, new)
    note = ngettext("{n} change", "{n} changes", changes).format(n=changes) if old else ""
    diff.show(old or new, new, title=title, note=note)


def body_text(body: RecordBody) -> str:
    """A record as one text, part by part, so that two of them can be compared."""
    lines = [f"{_('Kind')}: {_(KINDS[body.kind])}"]
    for name, label in SECTIONS:
        text = diagnosis_words(body.diagnosis) if name == "diagnosis" else getattr(body, name)
        if text:
            lines += [_(label), *text.splitlines()]
    return "\n".join(lines)
