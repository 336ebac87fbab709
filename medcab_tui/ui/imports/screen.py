"""What comes, how far it is, what came of it and what was not kept."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.imports import NotKept, Tally
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.ui.imports.words import coming, listed, outcome, reason, what, where
from medcab_tui.ui.patients.sheet_screen import BACK, SheetScreen
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.marks import grouped
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot_small import progress
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.cabinet.imports import Plan
    from medcab_tui.ui.app import MedcabApp

BAR = 30
_LABEL = 24
_MOST_FILES = 8
_OFTEN = 0.2


class _Stage(Enum):
    COMING = 1
    RUNNING = 2
    DONE = 3


class ImportScreen(SheetScreen):
    """Ctrl+S takes in, п/g only tries; Esc stops after the batch that is being written."""

    DEFAULT_CSS = "ImportScreen RowList { height: 1fr; max-height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        BACK,
        Binding("ctrl+s", "begin", show=False, id="imports.begin", tooltip=N_("Take in what comes")),
        Binding("п,g", "rehearse", show=False, id="imports.rehearse", tooltip=N_("Try it without writing")),
        Binding("ы,s", "keep_list", show=False, id="imports.list", tooltip=N_("The list as a file")),
    ]

    def __init__(self, cabinet: Cabinet, plan: Plan) -> None:
        super().__init__()
        self._cabinet, self._plan = cabinet, plan
        self._stage = _Stage.COMING
        self._trial = self._stopping = False
        self._done = 0
        self._tally: Tally | None = None
        self._said: Line = ()
        self._ticking: Timer | None = None

    @property
    def medcab(self) -> MedcabApp:
        return self.app  # type: ignore[return-value]

    def content(self) -> ComposeResult:
        yield RowList(
            (
                Column(lambda one: (where(one), "dim"), lambda: _("Entry"), flex=1, least=12, most=28),
                Column(what, lambda: _("What"), flex=1, least=10),
                Column(lambda one: one_line(reason(one)), lambda: _("Why"), flex=2, least=20),
            ),
            key=id,
            title=_("Not kept"),
            empty=self._nothing,
        )
        yield Panel(id="why", indent=1)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        """The whole of a line that a narrow screen cuts."""
        event.stop()
        one = event.row
        told: list[Line] = []
        if isinstance(one, NotKept):
            about = " · ".join(filter(None, (where(one), what(one))))
            for text, role in ((about, "dim"), (one_line(reason(one)), "text")):
                told += [((part, role),) for part in wrap(text, max(20, self.size.width - 2))]
        self.query_one("#why", Panel).show(told, title=_("Why") if told else "")

    def _nothing(self) -> str:
        if self._stage is _Stage.DONE:
            return _("All of it was kept.")
        return _("What is not kept is listed here.")

    def head(self, width: int) -> list[Line]:
        lines: list[Line] = [((" ", ""), (_("Import charts").upper(), "bold accent"))]
        told = list(coming(self._plan))
        if self._stage is not _Stage.DONE:
            for line in told[:_MOST_FILES]:
                lines += [((" " + part, "text"),) for part in wrap(line, max(20, width - 2))]
            if len(told) > _MOST_FILES:
                more = len(told) - _MOST_FILES
                lines.append(
                    ((" " + ngettext("and {n} file more", "and {n} files more", more).format(n=more), "dim"),)
                )
        if self._stage is _Stage.RUNNING:
            total = self._plan.total
            share = self._done / max(1, total)
            lines.append(
                ((" ", ""), *progress(share, BAR), (f" {grouped(self._done)} / {grouped(total)}", "text"))
            )
        for name, counted in outcome(self._tally) if self._tally is not None else ():
            for place, part in enumerate(wrap(counted, max(20, width - _LABEL - 1))):
                lines.append(((f" {name if not place else '':<{_LABEL}}", "dim"), (part, "text")))
        lines.append(self._said or self._state())
        return lines

    def _state(self) -> Line:
        if self._stage is _Stage.COMING:
            return ((" " + _("Nothing was changed yet."), "dim"),)
        if self._stage is _Stage.RUNNING:
            if self._stopping:
                return ((" " + _("Stopping after this batch…"), "warning"),)
            return (
                (
                    " " + (_("Being tried; nothing is written.") if self._trial else _("Being taken in.")),
                    "dim",
                ),
            )
        if self._tally is not None and self._tally.stopped:
            return (
                (" " + _("Stopped. What was taken in stays; the same import goes on from there."), "warning"),
            )
        if self._trial:
            return ((" " + _("So it would come. Nothing was changed."), "ok"),)
        return ((" " + _("✓ Taken in."), "ok"),)

    def hints(self) -> Sequence[KeyHint]:
        if self._stage is _Stage.RUNNING:
            return (KeyHint("Esc", _("stop"), action="back"),)
        keys = []
        if self._stage is _Stage.COMING or self._trial:
            keys.append(KeyHint("Ctrl+S", _("import"), action="begin"))
        if self._stage is _Stage.COMING:
            keys.append(KeyHint("п/g", _("try first"), action="rehearse"))
        if self._tally is not None and self._tally.not_kept:
            keys.append(KeyHint("ы/s", _("list as a file"), action="keep_list"))
        return (*keys, KeyHint("Esc", _("back"), action="back"))

    def action_begin(self) -> None:
        """Take in what comes."""
        if self._stage is _Stage.COMING or (self._stage is _Stage.DONE and self._trial):
            self._start(trial=False)

    def action_rehearse(self) -> None:
        """Try it: tell what would come of it."""
        if self._stage is _Stage.COMING:
            self._start(trial=True)

    def _start(self, *, trial: bool) -> None:
        self._stage, self._trial, self._tally, self._done, self._said = _Stage.RUNNING, trial, None, 0, ()
        self._show()
        # The app's own worker: the batch that is being written ends though the screen is left.
        self.app.run_worker(self._work(), group="import")
        self._ticking = self.set_interval(_OFTEN, self._show_progress, name="import-progress")

    async def _work(self) -> None:
        room = self._cabinet.imports
        work = room.rehearse if self._trial else room.run
        try:
            self._tally = await work(self._plan, self._far, lambda: self._stopping or not self.is_attached)
        except Refused as refused:
            self._said = ((f" ✕ {words_of(refused).whole}", "danger"),)
            self._stage, self._trial = _Stage.COMING, False
        else:
            self._stage = _Stage.DONE
        self._stopping = False
        if self._ticking is not None:
            self._ticking.stop()
        if self.is_attached:
            self._show()

    def _far(self, done: int, _wanted: int) -> None:
        self._done = done

    def _show_progress(self) -> None:
        if self._stage is _Stage.RUNNING:
            self._show()

    def _show(self) -> None:
        found = self.query("#sheet-heading")
        if not found:
            return
        self.query_one("#sheet-heading", Panel).show(self.head(self.size.width))
        self.refresh_hints()
        if self._stage is not _Stage.RUNNING:
            left: list[NotKept] = self._tally.not_kept if self._tally is not None else []
            self.query_one(RowList).set_rows(left)

    async def action_keep_list(self) -> None:
        """Write the list into a file of its own in the folder one stands in."""
        if self._tally is None or not self._tally.not_kept:
            return
        lines = [listed(one) for one in self._tally.not_kept]
        try:
            path = await self._cabinet.imports.write_list(Path.cwd(), lines)
        except Refused as refused:
            self._said = ((f" ✕ {words_of(refused).whole}", "danger"),)
        else:
            self._said = ((" " + _("Written: {path}").format(path=one_line(str(path))), "ok"),)
        self._show()

    def action_back(self) -> None:
        if self._stage is _Stage.RUNNING:
            self._stopping = True
            self._show()
        else:
            self.dismiss(None)
