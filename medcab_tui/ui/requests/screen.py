"""«Заявки и решения»: what waits for this worker's decision, what they asked for, what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.requests import Request, RequestKind, RequestState
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.requests.words import GLYPHS, KINDS, decider, sides, state_words, title
from medcab_tui.ui.shell.dates import AGE_WIDTH, age, stamp
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.window import Note

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome

TOPICS = frozenset({"requests", "home", "accounts"})


class RequestsScreen(LiveSheet):
    """One list in three parts, and the whole of the request under the cursor below it."""

    DEFAULT_CSS = """
    RequestsScreen RowList { max-height: 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "п,g", "approve", show=False, id="request.approve", tooltip=N_("Say yes: it is done at once")
        ),
        Binding(
            "у,e", "refuse", show=False, id="request.refuse", tooltip=N_("Say no or withdraw, with a reason")
        ),
        Binding("к,r", "card", show=False, id="request.card", tooltip=N_("Card of the patient")),
        Binding(
            "ctrl+z", "app.undo", show=False, id="request.undo", tooltip=N_("Take back what was done last")
        ),
    ]

    def __init__(self, request: Id | None = None) -> None:
        """request: the one the cursor stands on at first."""
        super().__init__()
        self._wanted = request

    def head(self, width: int) -> list[Line]:
        return [((" ", "text"), (_("Requests and decisions").upper(), "bold accent"))]

    def hints(self) -> Sequence[KeyHint]:
        row = self._row()
        hints = []
        if row is not None and self._mine_to_decide(row):
            hints += [
                KeyHint("п/g", _("approve"), action="approve"),
                KeyHint("у/e", _("decline"), action="refuse"),
            ]
        elif row is not None and self._withdrawable(row):
            hints.append(KeyHint("у/e", _("withdraw"), action="refuse"))
        if row is not None and row.patient is not None:
            hints.append(KeyHint("к/r", _("card"), action="card"))
        return (*hints, KeyHint("^Z", _("undo"), action="app.undo"), KeyHint("Esc", _("back"), action="back"))

    def content(self) -> ComposeResult:
        zone, now = self.cabinet.surroundings.zone, self.cabinet.surroundings.clock.now
        yield RowList(
            (
                Column(lambda one: GLYPHS[one.state], width=1),
                Column(lambda one: (age(one.asked, now()), "dim"), width=AGE_WIDTH, align="right"),
                Column(lambda one: (_(KINDS[one.kind]), "dim"), lambda: _("Request"), width=20, needs=100),
                Column(title, lambda: _("About"), flex=3, least=16),
                Column(lambda one: one.asker_name, lambda: _("From"), width=15),
                Column(decider, lambda: _("Decides"), width=15),
                Column(lambda one: state_words(one.state), flex=1, least=12),
                Column(lambda one: (stamp(one.asked, zone), "dim"), width=16, needs=120),
            ),
            key=lambda one: one.id,
            title=_("Requests"),
            empty=lambda: _("Nothing waits. д/L on a task of Home asks a colleague to take it."),
            id="requests",
        )
        with VerticalScroll(can_focus=False):
            yield Panel(" ", id="request")
            yield Diff(" ", id="changes")
        yield Notice()

    def on_mount(self) -> None:
        super().on_mount()
        self.hear(self._changed)
        soon(self, self._read, group="requests")

    # Reading and showing.

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & TOPICS:
            soon(self, self._read, group="requests")

    async def _read(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None:
            return
        room = cabinet.requests
        try:
            waiting, asked, decided = await room.to_decide(), await room.asked(), await room.decided()
        except Refused as refused:
            self.medcab.report(refused)
            return
        known = {one.id for one in waiting}
        rest = [one for one in asked if one.id not in known]
        known |= {one.id for one in rest}
        done = [one for one in decided if one.id not in known]
        rows: list[Any] = []
        for words, found in (
            (_("await your decision"), waiting),
            (_("asked by you"), rest),
            (_("decided by you"), done),
        ):
            if found:
                rows += [Note(((f"{words} {len(found)}", "heading"),)), *found]
        listed = self.query_one(RowList)
        listed.set_rows(rows)
        if self._wanted is not None:
            listed.select(self._wanted)
            self._wanted = None
        self._show()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._show()

    def _row(self) -> Request | None:
        found = self.query(RowList)
        row = found.first().painted_row if found else None
        return row if isinstance(row, Request) else None

    def _show(self) -> None:
        row = self.query_one(RowList).cursor_row
        panel, diff = self.query_one("#request", Panel), self.query_one(Diff)
        self.query_one(KeyLine).show(self.hints())
        panel.display = isinstance(row, Request)
        if not isinstance(row, Request):
            diff.display = False
            return
        zone = self.cabinet.surroundings.zone
        lines: list[Line] = [((title(row), "bold"),)]
        if row.patient_name:
            lines.append(((_("Patient: "), "dim"), (row.patient_name, "text")))
        lines.append(((_("Asked: "), "dim"), (f"{row.asker_name}, {stamp(row.asked, zone)}", "text")))
        lines += [(("  " + line, "text"),) for line in row.note.splitlines()]
        stands: Line = ((_("Decides: "), "dim"), (decider(row), "text"), (" · ", "dim"))
        when = f", {stamp(row.decided, zone)}" if row.decided else ""
        lines.append((*stands, (state_words(row.state) + when, GLYPHS[row.state][1])))
        if row.reason:
            lines.append(((_("Reason: "), "dim"), (row.reason, "text")))
        kind = _(KINDS[row.kind])
        panel.show(lines, title=kind[:1].upper() + kind[1:])
        diff.display = row.kind is RequestKind.CORRECTION
        if diff.display:
            before, after = sides(row.changes)
            diff.show(before, after, heads=(_("as it is"), _("as it should be")), title=_("What changes"))

    # What is done.

    def _mine_to_decide(self, row: Request) -> bool:
        """Whether it is worth trying; what may be is decided in the action."""
        worker = self.cabinet.worker
        if row.state is not RequestState.WAITING:
            return False
        return row.decider == worker.id or (row.decider is None and worker.may(Permission.MANAGE_WORKERS))

    def _withdrawable(self, row: Request) -> bool:
        return row.state is RequestState.WAITING and row.asker == self.cabinet.worker.id

    async def action_approve(self) -> None:
        """Say yes."""
        row = self._row()
        if row is None or not self._mine_to_decide(row):
            self.say(_("There is nothing to decide in this row."), "warning")
            return
        await self._decide(row, approve=True, reason="", told=_("Approved: {what}"))

    def action_refuse(self) -> None:
        """Say no, or ask no more; both take a reason."""
        from medcab_tui.ui.shell.reason import Reason

        row = self._row()
        if row is None or not (self._mine_to_decide(row) or self._withdrawable(row)):
            self.say(_("There is nothing to decline or to withdraw in this row."), "warning")
            return
        decides = self._mine_to_decide(row) and row.asker != self.cabinet.worker.id
        heading = _("Decline") if decides else _("Withdraw the request")

        async def given(reason: str | None) -> None:
            if reason is None:
                return
            if decides:
                await self._decide(row, approve=False, reason=reason, told=_("Declined: {what}"))
            else:
                await self._withdraw(row, reason)

        self.app.push_screen(Reason(heading, title(row)), given)

    async def _decide(self, row: Request, *, approve: bool, reason: str, told: str) -> None:
        from medcab_tui.cabinet.requests_actions import Decide, ReopenRequest

        def back(outcome: Outcome[Id]) -> Action[Any]:
            return ReopenRequest(self._new_id(), row.id, outcome.version or 0)

        decision = Decide(self._new_id(), row.id, row.version, approve, reason)
        if await self.medcab.act(decision, told=told.format(what=title(row)), undo=back):
            await self._read()

    async def _withdraw(self, row: Request, reason: str) -> None:
        from medcab_tui.cabinet.requests_actions import WithdrawRequest

        action = WithdrawRequest(self._new_id(), row.id, row.version, reason)
        if await self.medcab.act(action, told=_("Withdrawn: {what}").format(what=title(row))):
            await self._read()

    def action_card(self) -> None:
        """The card of the patient it is about."""
        row = self._row()
        if row is None or row.patient is None:
            self.say(_("This request is about no patient."), "warning")
            return
        self.dismiss(None)
        self.app.call_later(partial(self.medcab.open_card, row.patient))

    def _new_id(self) -> Id:
        return self.cabinet.surroundings.ids.new()
