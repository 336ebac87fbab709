"""The editions of anything, and what changed between any two of them; an older one can become the new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.cleaning import one_line
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.row_list import RowList


class Version(Struct, frozen=True):
    """One edition: who wrote it, when and why, and its fields in their order."""

    number: int
    at: str
    """As it is shown: «2026-11-19 14:10»."""
    author: str
    post: str
    reason: str
    fields: Mapping[str, str]

    @property
    def told(self) -> str:
        """«ред. 2  2026-11-19 14:10  Иванова А. П.»."""
        return "  ".join((_("ed. {n}").format(n=self.number), self.at, one_line(self.author)))


class EditionsScreen(SheetScreen):
    """Editions above, the difference of two below. Closes with the edition to restore, or with None.

    The cursor stands on the newer edition of the pair; it is compared with the one before it, or with the one
    that Space chose. Tab shows one of the two whole: that is the one Enter restores.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "base", show=False, id="versions.base", tooltip=N_("Compare with this edition")),
        Binding("в,d", "other_pair", show=False, id="versions.pair", tooltip=N_("The pair before")),
        Binding("т,n", "change(1)", show=False, id="versions.next", tooltip=N_("To the next change")),
        Binding("Т,N", "change(-1)", show=False, id="versions.previous", tooltip=N_("To the change before")),
        Binding(
            "tab", "side(1)", show=False, priority=True, id="versions.side", tooltip=N_("One side whole")
        ),
        Binding(
            "shift+tab",
            "side(-1)",
            show=False,
            priority=True,
            id="versions.side_back",
            tooltip=N_("One side whole"),
        ),
        Binding(
            "pagedown", "scroll(1)", show=False, priority=True, id="versions.down", tooltip=N_("Text down")
        ),
        Binding("pageup", "scroll(-1)", show=False, priority=True, id="versions.up", tooltip=N_("Text up")),
    ]

    def __init__(
        self,
        about: Callable[[int], list[Line]],
        versions: Sequence[Version],
        *,
        restorable: bool = False,
    ) -> None:
        """about: who or what it is, in lines for the heading. versions: the newest first."""
        super().__init__()
        self._about, self._versions, self._restorable = about, tuple(versions), restorable
        self._base: Version | None = None
        self._pair: tuple[Version | None, Version] | None = None

    def head(self, width: int) -> list[Line]:
        lines = self._about(width)
        title: Line = ((" ", "text"), (_("Versions").upper(), "bold accent"), ("  ", "text"))
        return [(*title, *(lines[0] if lines else ())), *lines[1:]]

    def hints(self) -> Sequence[KeyHint]:
        hints = [
            KeyHint("т/n", _("next change"), action="change(1)"),
            KeyHint("в/d", _("other pair"), action="other_pair"),
            KeyHint("Tab", _("side"), action="side(1)"),
        ]
        chosen = self.to_restore
        if chosen is not None:
            hints.insert(2, KeyHint("Enter", _("restore ed. {n}").format(n=chosen.number), action="restore"))
        hints.append(KeyHint(_("Space"), _("compare with this one"), action="base"))
        return (*hints, KeyHint("Esc", _("back"), kept=True, action="back"))

    def content(self) -> ComposeResult:
        yield RowList(
            (
                Column(self._mark, width=1),
                Column(
                    lambda one: (_("ed. {n}").format(n=one.number), "bold"), lambda: _("Edition"), width=8
                ),
                Column(lambda one: (one.at, "text"), lambda: _("Written"), width=16),
                Column(lambda one: one_line(one.author), lambda: _("Author"), width=18),
                Column(lambda one: (one_line(one.post), "dim"), width=20, needs=110),
                Column(lambda one: one_line(one.reason) or "—", lambda: _("Reason"), flex=1, least=10),
            ),
            key=lambda one: one.number,
            title=_("Editions"),
            id="editions",
        )
        with VerticalScroll(can_focus=False):
            yield Diff(" ", id="changes")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).set_rows(self._versions)
        self._compare()

    @property
    def to_restore(self) -> Version | None:
        """The edition Enter restores: the side that is shown, else the older one; never the newest."""
        if self._pair is None or not self._restorable:
            return None
        older, newer = self._pair
        chosen = newer if self.query_one(Diff).side == "new" else older
        return chosen if chosen is not None and chosen != self._versions[0] else None

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        if not isinstance(event, RowList.Opened):
            self._compare()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self.action_restore()

    def action_restore(self) -> None:
        """Leave with the edition that is to become the new one."""
        chosen = self.to_restore
        if chosen is not None:
            self.dismiss(chosen)

    def action_base(self) -> None:
        """Others are compared with the edition under the cursor; asked for again, no longer."""
        chosen = self.query_one(RowList).cursor_row
        self._base = None if chosen == self._base else chosen
        self.query_one(RowList).refresh()
        self._compare()

    def action_other_pair(self) -> None:
        """The edition before with the one before that, round the end."""
        rows = self.query_one(RowList)
        here = rows.cursor_row
        if here is not None:
            place = self._versions.index(here) + 1
            last = max(1, len(self._versions) - 1)  # the first edition has none before it
            rows.select(self._versions[place % last].number)

    def action_change(self, step: int) -> None:
        """To the next change, or the one before."""
        self.query_one(Diff).go_to_change(step)

    def action_side(self, step: int) -> None:
        """Both sides, the older whole, the newer whole."""
        self.query_one(Diff).turn_side(step)
        self._tell()

    def action_scroll(self, sign: int) -> None:
        """The text a page on, or back."""
        view = self.query_one(VerticalScroll)
        view.scroll_relative(y=sign * max(1, view.size.height - 1), animate=False, force=True)

    def _compare(self) -> None:
        newer = self.query_one(RowList).cursor_row
        if not isinstance(newer, Version):
            return
        older = self._base if self._base not in (None, newer) else self._before(newer)
        if older is not None and older.number > newer.number:
            older, newer = newer, older
        self._pair = (older, newer)
        diff = self.query_one(Diff)
        diff.show(
            older.fields if older else newer.fields,
            newer.fields,
            heads=(older.told, newer.told) if older else None,
        )
        self.query_one(VerticalScroll).scroll_to(y=0, animate=False, force=True)
        self._tell()

    def _tell(self) -> None:
        if self._pair is None:
            return
        older, newer = self._pair
        diff = self.query_one(Diff)
        if older is None:
            title, note = _("Edition {n}").format(n=newer.number), _("written first")
        else:
            title = _("Edition {old} → edition {new}").format(old=older.number, new=newer.number)
            note = changes_words(diff)
        if diff.side != "both" and older is not None:
            title = _("Edition {n}, whole").format(n=(older if diff.side == "old" else newer).number)
        diff.set_title(title, note)
        self.refresh_hints()

    def _before(self, edition: Version) -> Version | None:
        place = self._versions.index(edition) + 1
        return self._versions[place] if place < len(self._versions) else None

    def _mark(self, edition: Version) -> Run:
        return ("●", "accent") if edition == self._base else (" ", "text")


def changes_words(diff: Diff) -> str:
    """«изменений 3: Жалобы, План»; what only spaces tell apart is said too."""
    fields = ", ".join(diff.changed)
    if not diff.changes:
        return _("only spaces differ: {fields}").format(fields=fields) if fields else _("no differences")
    said = ngettext("{n} change", "{n} changes", diff.changes).format(n=diff.changes)
    return f"{said}: {fields}" if fields else said
