"""«Путь»: how far something sent has come, step by step, with what the service answered (C194)."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.exchange_rows import Sending, WayStep
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.links.sheet import ExchangeSheet
from medcab_tui.ui.links.words import (
    kind_words,
    moment_words,
    next_words,
    service_words,
    stands,
    step_words,
    way_run,
    way_words,
)
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList


class WayScreen(ExchangeSheet):
    """Steps above, the one under the cursor below; Enter shows the answer as it came."""

    DEFAULT_CSS = "WayScreen RowList { max-height: 55%; }"

    def __init__(self, title: str, about: Id, only: int | None = None) -> None:
        """title: what it is. about: the object. only: of one operation."""
        super().__init__()
        self._title, self._about, self._only = title, about, only
        self._sendings: dict[int, Sending] = {}
        self._latest = 0
        self._raw = False

    def head(self, width: int) -> list[Line]:
        return [((" ", ""), (_("Way").upper(), "bold accent"), ("  ", ""), (visible(self._title), "text"))]

    def content(self) -> ComposeResult:
        zone = self.cabinet.surroundings.zone
        yield RowList(
            (
                Column(lambda one: way_run(one.way), width=1),
                Column(lambda one: moment_words(one.at, zone), lambda: _("When"), width=14),
                Column(lambda one: way_words(one.way), lambda: _("Step"), width=16),
                Column(
                    lambda one: service_words(one.service, self._links),
                    lambda: _("Service"),
                    flex=2,
                    least=10,
                ),
                Column(step_words, lambda: _("Answer"), flex=3, least=12),
            ),
            key=lambda one: (one.seq, one.at, one.way.value, one.told, one.raw),
            title=_("Way"),
            empty=lambda: _("Nothing of it was sent yet. о/j sends it."),
            id="way",
        )
        with VerticalScroll(can_focus=False):
            yield Panel(" ", id="step")
        yield Notice()

    async def read(self) -> None:
        room = self.cabinet.exchange
        every = await room.sendings(self._about)
        self._latest = max((one.seq for one in every), default=0)
        sendings = [one for one in every if self._only in (None, one.seq)]
        steps = [step for one in sendings for step in await room.way_of(one)]
        self._sendings = {one.seq: one for one in sendings}
        if not self.query(RowList) or not self.query("#step"):
            return  # locked meanwhile
        self.query_one(RowList).set_rows(steps)
        self._show()

    def sending(self) -> Sending | None:
        step = self._step()
        return self._sendings.get(step.seq) if step is not None else None

    def _step(self) -> WayStep | None:
        found = self.query(RowList)
        row = found.first().painted_row if found else None
        return row if isinstance(row, WayStep) else None

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        """Enter on a row is told as a move too: it shows the answer as it came, and hides it again."""
        event.stop()
        self._raw = isinstance(event, RowList.Opened) and not self._raw
        self._show()

    def _show(self) -> None:
        step, sending = self._step(), self.sending()
        self.query_one(KeyLine).show(self.hints())
        panel = self.query_one("#step", Panel)
        if step is None or sending is None:
            panel.show((), title="")
            return
        around = self.cabinet.surroundings
        lines: list[Line] = [
            ((_("What: "), "dim"), (kind_words(step.kind), "text")),
            ((_("Service: "), "dim"), (service_words(step.service, self._links), "text")),
            ((_("State: "), "dim"), (stands(sending, around.clock.now(), around.zone), "text")),
        ]
        if said := step_words(step):
            lines.append(((_("Said: "), "dim"), (said, "text")))
        if step.way is Way.REFUSED and step.seq == self._latest and (after := next_words(step.kind)):
            lines.append(((_("What next: "), "dim"), (after, "warning")))
        if not step.raw:
            lines.append(((_("No answer belongs to this step."), "dim"),))
        elif self._raw:
            lines += [((visible(part), "text"),) for part in step.raw.splitlines()]
        else:
            lines.append(((_("Enter shows the answer as it came."), "dim"),))
        panel.show(lines, title=_("Step"))
