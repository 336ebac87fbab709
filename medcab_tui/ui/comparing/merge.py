"""Somebody else was faster: field by field what both made of it, and which of the two is to stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from medcab_tui.domain.merging import Fate, fate, woven
from medcab_tui.locale import N_, _
from medcab_tui.ui.comparing.own_text import OwnText
from medcab_tui.ui.patients.sheet_screen import SheetScreen
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff
from medcab_tui.ui.widgets.glyphs import NO, YES
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, Run, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList

MINE: Final = "mine"
THEIRS: Final = "theirs"
OWN: Final = "own"


class Sides(Struct, frozen=True):
    """What both sides are called, all msgids: of a form that somebody else was faster with, unless said."""

    title: str = N_("Changed meanwhile")
    told: str = N_("{by} saved this meanwhile. Nothing of yours is lost: choose what shall stand.")
    theirs: str = N_("theirs")
    mine: str = N_("yours")
    from_theirs: str = N_("changed by them")
    from_mine: str = N_("changed by you")
    alike: str = N_("changed alike")
    clash: str = N_("both changed it: choose")
    chosen: str = N_("both changed it")
    between: str = N_("Theirs → yours")
    later: str = N_("settle later")

    def fate(self, fate: Fate) -> str:
        """What became of a field."""
        told = {Fate.MINE: self.from_mine, Fate.THEIRS: self.from_theirs, Fate.CLASH: self.clash}
        return _(told.get(fate, self.alike))


SIDES: Final = Sides()


class Asked(Struct, frozen=True):
    """A field in three versions. base: None where nobody knows any more what both had seen."""

    name: str
    label: str
    base: str | None
    mine: str
    theirs: str
    free: bool
    """Any text is a value, so that one can be written from both."""

    @property
    def fate(self) -> Fate:
        return fate(self.base, self.mine, self.theirs)


class Taken(Struct, frozen=True):
    """What stands in a field in the end: one side's value, or a text written from both."""

    side: str
    text: str


class MergeScreen(SheetScreen):
    """Fields that differ above, what became of the one under the cursor below.

    Closes with what was taken for every field, or with None: nothing is settled then. Saves nothing.
    """

    DEFAULT_CSS = """
    MergeScreen Diff { margin-bottom: 1; }
    MergeScreen > #own-text { height: 8; display: none; }
    MergeScreen.-writing > #own-text { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "take('theirs')", show=False, id="merge.theirs", tooltip=N_("Take their value")),
        Binding("right", "take('mine')", show=False, id="merge.mine", tooltip=N_("Take your value")),
        Binding("space", "turn", show=False, id="merge.turn", tooltip=N_("The other side's value")),
        Binding("и,b", "write", show=False, id="merge.write", tooltip=N_("Write it from both")),
        Binding("т,n", "clash(1)", show=False, id="merge.next", tooltip=N_("To the next field to choose")),
        Binding("Т,N", "clash(-1)", show=False, id="merge.previous", tooltip=N_("To the field before")),
        Binding("ctrl+s", "done", show=False, priority=True, id="merge.done", tooltip=N_("Into the form")),
        Binding("pagedown", "scroll(1)", show=False, id="merge.down", tooltip=N_("Text down")),
        Binding("pageup", "scroll(-1)", show=False, id="merge.up", tooltip=N_("Text up")),
    ]

    def __init__(
        self,
        about: Callable[[int], list[Line]],
        fields: Sequence[Asked],
        by: str,
        ends: str = "",
        sides: Sides = SIDES,
    ) -> None:
        """about: who or what it is. by: whose «theirs» is, and from when. ends: what closing it does.

        sides: what both are called, where it is no form that somebody else was faster with.
        """
        super().__init__()
        self._sides = sides
        self._ends = ends or _("into the form")
        self._about, self._by = about, by
        self._fields = tuple(sorted((one for one in fields if one.fate is not Fate.SAME), key=_rank))
        self._taken: dict[str, Taken] = {}
        for one in self._fields:
            if one.fate is not Fate.CLASH:
                self._take(one, THEIRS if one.fate is Fate.THEIRS else MINE)

    def head(self, width: int) -> list[Line]:
        lines = self._about(width)
        title: Line = ((" ", "text"), (_(self._sides.title).upper(), "bold accent"), ("  ", "text"))
        who = _(self._sides.told).format(by=self._by or _("Somebody"))
        told = [
            ((f" {'⚠' if not place else ' '} {part}", "warning"),)
            for place, part in enumerate(wrap(who, width - 4))
        ]
        return [(*title, *(lines[0] if lines else ())), *lines[1:], *told]

    def hints(self) -> Sequence[KeyHint]:
        if self.has_class("-writing"):
            return (KeyHint("Esc", _("back to the fields, the text is taken"), kept=True, action="back"),)
        here = self._here
        write = [KeyHint("и/b", _("write from both"), action="write")] if here and here.free else []
        return (
            KeyHint("←", _(self._sides.theirs), action="take('theirs')"),
            KeyHint("→", _(self._sides.mine), action="take('mine')"),
            *write,
            KeyHint("т/n", _("next to choose"), action="clash(1)"),
            KeyHint("Enter", self._ends, kept=True, action="done"),
            KeyHint("Esc", _(self._sides.later), kept=True, action="back"),
        )

    def content(self) -> ComposeResult:
        yield RowList(
            (
                Column(self._mark, width=1),
                Column(lambda one: (one.label, "bold"), lambda: _("Field"), width=20),
                Column(self._fate, lambda: _("What became of it"), width=26),
                Column(self._side, lambda: _("Stands"), flex=1, least=20),
            ),
            key=lambda one: one.name,
            title=_("Fields"),
            id="merge-fields",
        )
        with VerticalScroll(can_focus=False), Vertical():
            yield Diff(" ", id="merge-theirs")
            yield Diff(" ", id="merge-mine")
        with Vertical(id="own-text"):
            yield Panel(id="own-title")
            yield OwnText(id="own-editor")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).set_rows(self._fields)
        self._count()
        self._show()

    # What the keys do.

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        if not isinstance(event, RowList.Opened):
            self._show()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self.action_done()

    def action_take(self, side: str) -> None:
        """This side's value stands; the cursor goes on to the next field that has to be chosen."""
        here = self._here
        if here is not None:
            chosen = here.name in self._taken
            self._take(here, side)
            self._told()
            if not chosen and self._open:
                self.action_clash(1)

    def action_turn(self) -> None:
        """The other side's value."""
        here = self._here
        if here is not None:
            taken = self._taken.get(here.name)
            self._take(here, THEIRS if taken is not None and taken.side == MINE else MINE)
            self._told()

    def action_clash(self, step: int) -> None:
        """To the next field nobody has chosen for, else to the next one."""
        rows, here = self.query_one(RowList), self._here
        if here is None:
            return
        at = self._fields.index(here)
        around = [
            self._fields[(at + step * far) % len(self._fields)] for far in range(1, len(self._fields) + 1)
        ]
        rows.select(next((one for one in around if one.name not in self._taken), around[0]).name)

    def action_write(self) -> None:
        """A text of one's own for this field; both changes stand in it where they do not meet."""
        here = self._here
        if here is None:
            return
        if not here.free:
            self._say(_("This field takes a value from a list: choose here, another one in the form."))
            return
        taken = self._taken.get(here.name)
        both = woven(here.base, here.mine, here.theirs) if here.base is not None else None
        text = taken.text if taken is not None else both if both is not None else here.mine
        editor = self.query_one(OwnText)
        editor.load_text(text)
        self.query_one("#own-title", Panel).show((), title=_("{field}: your text").format(field=here.label))
        self.set_class(True, "-writing")
        editor.focus()
        editor.move_cursor(editor.document.end)
        self.refresh_hints()

    def action_done(self) -> None:
        """Back to the form with what was taken; first to the field that still has to be chosen."""
        if self.has_class("-writing"):
            self._written()
            return
        if self._open:
            rows = self.query_one(RowList)
            if self._here is not None and self._here.name in self._taken:
                rows.select(self._open[0].name)
            self._say(_("Choose for: {fields}.").format(fields=", ".join(one.label for one in self._open)))
            return
        self.dismiss(dict(self._taken))

    def action_back(self) -> None:
        """From the text to the fields; from the fields back to the form, with nothing settled."""
        if self.has_class("-writing"):
            self._written()
        else:
            self.dismiss(None)

    def action_scroll(self, sign: int) -> None:
        """The text a page on, or back."""
        view = self.query_one(VerticalScroll)
        view.scroll_relative(y=sign * max(1, view.size.height - 1), animate=False, force=True)

    # What is shown.

    @property
    def _here(self) -> Asked | None:
        row = self.query_one(RowList).cursor_row if self.query(RowList) else None
        return row if isinstance(row, Asked) else None

    @property
    def _open(self) -> list[Asked]:
        """The fields that nobody has chosen for."""
        return [one for one in self._fields if one.name not in self._taken]

    def _take(self, field: Asked, side: str) -> None:
        self._taken[field.name] = Taken(side, field.theirs if side == THEIRS else field.mine)

    def _written(self) -> None:
        here, text = self._here, self.query_one(OwnText).text
        if here is not None:
            side = MINE if text == here.mine else THEIRS if text == here.theirs else OWN
            self._taken[here.name] = Taken(side, text)
        self.set_class(False, "-writing")
        self.query_one(RowList).focus()
        self._told()

    def _told(self) -> None:
        self._count()
        self.query_one(RowList).refresh()
        self._show()

    def _count(self) -> None:
        left = len(self._open)
        note = _("to choose: {n}").format(n=left) if left else _("all chosen")
        self.query_one(RowList).set_title(_("Fields"), note)

    def _say(self, text: str) -> None:
        self.query_one(KeyLine).say(f" {text}", "warning")

    def _show(self) -> None:
        here = self._here
        if here is None:
            return
        self.query_one(KeyLine).say("")
        theirs, mine = self.query_one("#merge-theirs", Diff), self.query_one("#merge-mine", Diff)
        taken = self._taken.get(here.name)
        theirs.display = here.fate is not Fate.MINE
        mine.display = here.fate is not Fate.THEIRS and here.base is not None
        if here.base is None:
            theirs.show(here.theirs, here.mine, title=_(self._sides.between))
        else:
            theirs.show(here.base, here.theirs, title=_("What they changed"), note=self._by)
        mine.show(here.base or "", here.mine, title=_("What you changed"))
        if taken is not None and taken.side == OWN:
            mine.display = True
            mine.show(here.mine, taken.text, title=_("Your text from both"))
        self.query_one(VerticalScroll).scroll_to(y=0, animate=False, force=True)
        self.refresh_hints()

    def _mark(self, field: Asked) -> Run:
        return (YES, "ok") if field.name in self._taken else (NO, "danger")

    def _fate(self, field: Asked) -> Run:
        if field.fate is Fate.CLASH and field.name in self._taken:
            return (_(self._sides.chosen), "dim")
        return (self._sides.fate(field.fate), "warning" if field.fate is Fate.CLASH else "dim")

    def _side(self, field: Asked) -> Line:
        taken = self._taken.get(field.name)
        side = taken.side if taken is not None else ""
        cells: list[Run] = []
        sides = [(THEIRS, _(self._sides.theirs)), (MINE, _(self._sides.mine))]
        for name, title in [*sides, (OWN, _("own"))] if side == OWN else sides:
            cells += [(f"[{title}]", "bold accent") if name == side else (f" {title} ", "dim"), (" ", "")]
        return (*cells, ("  " + " ".join(taken.text.split()) if taken is not None else "", "text"))


def _rank(field: Asked) -> int:
    """What has to be chosen first, then what the others changed."""
    return (Fate.CLASH, Fate.THEIRS, Fate.MINE, Fate.ALIKE).index(field.fate)


Settled = Mapping[str, Taken]
"""What a merge closes with: by field's name."""
