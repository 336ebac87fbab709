"""The verbs of Home: accepting, postponing, refusing what waits, each with its way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.home import is_conflict, is_request, is_visit, may_accept, may_refuse, seen_result
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind, Service
from medcab_tui.domain.rooms import Attention, AttentionRow, TaskState
from medcab_tui.locale import _, ngettext, pgettext
from medcab_tui.ui.home.corresponding import Corresponding
from medcab_tui.ui.home.opening import open_source
from medcab_tui.ui.home.words import about, title
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.cabinet.links_actions import SwitchService
    from medcab_tui.ui.verbs import Verb

STAND_IN: Final = "embedded"
"""The connection that the line of Service.EXCHANGE switches on."""


class Answering(Corresponding):
    """What is done with the rows that are marked, else with the one under the cursor."""

    _typed_until = ""

    @property
    def rows(self) -> RowList:
        """The list of the shown view, which is there."""
        return self.shown_list or self._panes[self.view].query_one(RowList)

    def targets(self) -> tuple[AttentionRow, ...]:
        """What a verb acts on."""
        rows = self.shown_list
        return rows.targets() if rows is not None else ()

    def available(self, action: str) -> bool:
        if action == "accept":
            return bool(self._acceptable())
        if action == "postpone":
            return bool(self._acceptable())
        if action == "refuse":
            rows = self.targets()
            return len(rows) == 1 and may_refuse(rows[0]) and self.cabinet.worker.may(Permission.ACT_ON_TASKS)
        return super().available(action)

    def _acceptable(self) -> tuple[AttentionRow, ...]:
        """Those of the targets that this worker may answer."""
        may = self.cabinet.worker.may
        results, tasks = may(Permission.ACKNOWLEDGE_RESULTS), may(Permission.ACT_ON_TASKS)
        return tuple(
            row
            for row in self.targets()
            if may_accept(row) and (results if row.result is not None else tasks)
        )

    async def action_accept(self) -> None:
        """Acknowledge results, confirm what asks for it, take the rest into work."""
        from medcab_tui.cabinet.results_actions import AcknowledgeResults, WithdrawAcknowledgement

        acted = self._acceptable()
        if len(acted) == 1 and is_conflict(acted[0]):
            open_source(self.medcab, acted[0], self.cabinet.surroundings.zone)
            return
        results, tasks = _apart(acted)
        seen = _seen(results)
        actions: list[Action[Any]] = [self._yes(row) for row in tasks]
        if seen:
            actions.append(AcknowledgeResults(self._new_id(), seen))
        switching = await self._switching(tasks)
        actions += switching

        def back(outcomes: Sequence[Outcome[Any]]) -> list[Action[Any]]:
            undone = self._unanswered(tasks, outcomes)
            if seen:
                undone.append(WithdrawAcknowledgement(self._new_id(), tuple(one.answered for one in seen)))
            return [*undone, *(self._switched_back(one, outcomes[-1]) for one in switching)]

        following = self.rows.following(acted)
        told, returns = _accepted(results, tasks), self.returning(acted)
        if await self.medcab.act_all(actions, told=told, undo=back, returns=returns):
            self.rows.advance(acted, following)
            if len(acted) == 1 and acted[0].kind is NoticeKind.SERVICE:
                self._instruct(acted[0])

    async def _switching(self, tasks: Sequence[AttentionRow]) -> list[SwitchService]:
        """The connection that one of these lines announces, to be switched on with the answer (C033)."""
        if not any(row.params.get("service") == Service.EXCHANGE for row in tasks):
            return []
        links = self.cabinet.links
        try:
            off = [one for one in await links.all() if one.name == STAND_IN and not one.enabled]
            return [await links.switching(one, enabled=True) for one in off if links.may_manage]
        except Refused as refused:
            self.medcab.report(refused)
            return []

    def _switched_back(self, action: SwitchService, outcome: Outcome[Any]) -> SwitchService:
        from medcab_tui.cabinet.links_actions import SwitchService

        seen = outcome.version or 0
        return SwitchService(self._new_id(), action.name, seen, enabled=False, about=action.about)

    def _instruct(self, row: AttentionRow) -> None:
        """A service was switched on: how it is used, and on request the way there."""
        from medcab_tui.ui.home.preview import leads_to
        from medcab_tui.ui.home.service import Instructions
        from medcab_tui.ui.home.told import service_title, usage

        def read(go: bool | None) -> None:
            if go:
                open_source(self.medcab, row, self.cabinet.surroundings.zone)

        service = row.params.get("service", "")
        title = _("Switched on: {service}").format(service=service_title(service))
        self.app.push_screen(Instructions(title, (usage(service),), leads=bool(leads_to(row))), read)

    def word_for(self, verb: Verb) -> str:
        """What accepting means for the row under the cursor."""
        rows = self.targets() if verb.id == "task.accept" else ()
        if len(rows) == 1 and rows[0].kind is NoticeKind.SERVICE:
            return _("switch on")
        if len(rows) == 1 and is_conflict(rows[0]):
            return _("look into")
        if len(rows) == 1 and rows[0].result is None and rows[0].asked is Attention.MESSAGE:
            return pgettext("verb", "read")
        return super().word_for(verb)

    def action_postpone(self) -> None:
        """Ask until when, then hide the rows until then."""
        from medcab_tui.ui.home.postpone import Postpone

        acted = self._acceptable()
        if not acted:
            return
        sheet = Postpone(about(acted), self._typed_until)

        async def chosen(until: datetime | None) -> None:
            self._typed_until = sheet.typed
            if until is not None:
                await self._postpone(acted, until)

        self.app.push_screen(sheet, chosen)

    async def _postpone(self, acted: Sequence[AttentionRow], until: datetime) -> None:
        from medcab_tui.cabinet.home_actions import PostponeTask
        from medcab_tui.cabinet.results_actions import PostponeResults, RecallResults

        results, tasks = _apart(acted)
        seen = _seen(results)
        actions: list[Action[Any]] = [
            PostponeTask(self._new_id(), row.id, row.version, until) for row in tasks
        ]
        if seen:
            actions.append(PostponeResults(self._new_id(), seen, until))

        def back(outcomes: Sequence[Outcome[Any]]) -> list[Action[Any]]:
            undone = self._returned(tasks, outcomes)
            if seen:
                undone.append(RecallResults(self._new_id(), tuple(one.answered for one in seen)))
            return undone

        when = stamp(until, self.cabinet.surroundings.zone)
        if len(acted) == 1:
            told = _("Postponed until {when}: {what}").format(when=when, what=title(acted[0]))
        else:
            told = ngettext(
                "{n} row postponed until {when}", "{n} rows postponed until {when}", len(acted)
            ).format(n=len(acted), when=when)
        following = self.rows.following(acted)
        if await self.medcab.act_all(actions, told=told, undo=back, returns=self.returning(acted)):
            self.rows.advance(acted, following)

    def action_refuse(self) -> None:
        """Ask for the reason, then say no."""
        from medcab_tui.ui.shell.reason import Reason

        acted = self.targets()
        if len(acted) != 1:
            return
        row = acted[0]

        async def given(reason: str | None) -> None:
            if reason is not None:
                await self._refuse(row, reason)

        suggestions = (_("not my patient"), _("I am busy at that time"), _("the data are wrong"))
        self.app.push_screen(Reason(_("Refuse"), about(acted), suggestions=suggestions), given)

    async def _refuse(self, row: AttentionRow, reason: str) -> None:
        def back(outcome: Outcome[Id]) -> Action[Any]:
            return self._unanswered((row,), (outcome,))[0]

        action = self._no(row, reason)
        following = self.rows.following((row,))
        told, returns = _("Refused: {what}").format(what=title(row)), self.returning((row,))
        if await self.medcab.act(action, told=told, undo=back, returns=returns):
            self.rows.advance((row,), following)

    def _returned(self, tasks: Sequence[AttentionRow], outcomes: Sequence[Outcome[Any]]) -> list[Action[Any]]:
        from medcab_tui.cabinet.home_actions import ReturnTask

        return [
            ReturnTask(self._new_id(), row.id, outcome.version or 0)
            for row, outcome in zip(tasks, outcomes, strict=False)
        ]

    def _yes(self, row: AttentionRow) -> Action[Any]:
        """What accepting a line does: a request is decided, anything else is answered."""
        from medcab_tui.cabinet.home_actions import AcceptTask

        if is_request(row) and row.source is not None:
            from medcab_tui.cabinet.requests_actions import Decide  # few lines are one: п waits for no import

            return Decide(self._new_id(), row.source.id, 0, approve=True)
        return AcceptTask(self._new_id(), row.id, row.version)

    def _no(self, row: AttentionRow, reason: str) -> Action[Any]:
        """The same for refusing."""
        from medcab_tui.cabinet.home_actions import RefuseTask

        if is_request(row) and row.source is not None:
            from medcab_tui.cabinet.requests_actions import Decide

            return Decide(self._new_id(), row.source.id, 0, approve=False, reason=reason)
        return RefuseTask(self._new_id(), row.id, row.version, reason)

    def _unanswered(
        self, rows: Sequence[AttentionRow], outcomes: Sequence[Outcome[Any]]
    ) -> list[Action[Any]]:
        """What takes yes and no back."""
        return [self._unsaid(row, outcome) for row, outcome in zip(rows, outcomes, strict=False)]

    def _unsaid(self, row: AttentionRow, outcome: Outcome[Any]) -> Action[Any]:
        from medcab_tui.cabinet.home_actions import ReturnTask

        if is_request(row) and row.source is not None:
            from medcab_tui.cabinet.requests_actions import ReopenRequest

            return ReopenRequest(self._new_id(), row.source.id, outcome.version or 0)
        return ReturnTask(self._new_id(), row.id, outcome.version or 0)

    def _new_id(self) -> Id:
        return self.cabinet.surroundings.ids.new()


def _apart(rows: Sequence[AttentionRow]) -> tuple[list[AttentionRow], list[AttentionRow]]:
    """Results and tasks; visits are neither."""
    results = [row for row in rows if row.result is not None]
    return results, [row for row in rows if row.result is None and not is_visit(row)]


def _seen(rows: Sequence[AttentionRow]) -> tuple[Any, ...]:
    return tuple(
        seen_result(row.patient, row.result)
        for row in rows
        if row.result is not None and row.patient is not None
    )


def _accepted(results: Sequence[AttentionRow], tasks: Sequence[AttentionRow]) -> str:
    """What is told after accepting."""
    if len(results) + len(tasks) == 1:
        row = (*results, *tasks)[0]
        if results:
            said = _("Acknowledged: {what}")
        elif row.kind is NoticeKind.SERVICE:
            said = "{what}"
        elif row.asked is Attention.MESSAGE:
            said = _("Read: {what}")
        elif row.asked is None and row.state is TaskState.AWAITING:
            said = _("Taken into work: {what}")
        else:
            said = _("Accepted: {what}")
        return said.format(what=title(row))
    if not tasks:
        return ngettext("{n} result acknowledged", "{n} results acknowledged", len(results)).format(
            n=len(results)
        )
    count = len(results) + len(tasks)
    return ngettext("{n} row accepted", "{n} rows accepted", count).format(n=count)
