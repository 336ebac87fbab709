"""The editions of a record side by side, and a text somebody saved meanwhile beside one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import Card, Encounter, RecordBody, Revision
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import SECTIONS, Present, diagnosis_words
from medcab_tui.ui.patients.printing import KINDS, moment
from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff, count_changes
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.row_list import RowList


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
        """Others are compared with the edition under the cursor; asked for again, no longer."""
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
