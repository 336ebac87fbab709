"""Acknowledging results in the card: the test under the cursor, the marked ones, or all that are normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.patients import Observation
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.widgets.key_line import KeyHint

if TYPE_CHECKING:
    from medcab_tui.domain.patients import Card
    from medcab_tui.ui.patients.results_pane import ResultsPane
    from medcab_tui.ui.verbs import Verb


class Acknowledging(SectionScreen):
    """The verb «acknowledge» of the tab «Результаты»."""

    @property
    def card(self) -> Card | None:
        """The card that is shown."""
        raise NotImplementedError

    @property
    def results(self) -> ResultsPane | None:
        """The table of results, if it is shown."""
        raise NotImplementedError

    def available(self, action: str) -> bool:
        if action == "acknowledge_results":
            return bool(self._waiting()) and self.cabinet.worker.may(Permission.ACKNOWLEDGE_RESULTS)
        if action == "toggle_plot":
            return self.results is not None and self.results.rows.cursor_row is not None
        return super().available(action)

    def moving(self) -> list[KeyHint]:
        pane = self.results
        if pane is None or pane.rows.cursor_row is None:
            return super().moving()
        if pane.plotted:
            return [KeyHint("←→", _("value")), KeyHint("↑↓", _("test"))]
        return [KeyHint(_("Space"), _("mark")), KeyHint("←→", _("day"))]

    def word_for(self, verb: Verb) -> str:
        pane = self.results
        if verb.action == "toggle_plot" and pane is not None:
            return _("table") if pane.plotted else _("plot")
        return super().word_for(verb)

    def action_toggle_plot(self) -> None:
        """The plot alone, or the table with the plot beside it."""
        if self.results is not None:
            self.results.toggle_plot()
            self.refresh_key_line()

    async def action_acknowledge_results(self) -> None:
        """Say that these results were read; it can be taken back."""
        from medcab_tui.cabinet.results_actions import AcknowledgeResults, WithdrawAcknowledgement
        from medcab_tui.domain.home import seen_result

        card, pane, waiting = self.card, self.results, self._waiting()
        if card is None or pane is None or not waiting:
            return
        ids, acted = self.cabinet.surroundings.ids, pane.rows.targets()
        seen = tuple(seen_result(card.patient.id, value) for value in waiting)
        after = tuple(one.answered for one in seen)
        told = ngettext("{n} result acknowledged", "{n} results acknowledged", len(seen)).format(n=len(seen))
        if len(seen) == 1:
            told = _("Acknowledged: {what}").format(what=waiting[0].code.display)
        action, following = AcknowledgeResults(ids.new(), seen), pane.rows.following(acted)
        if await self.medcab.act(
            action, told=told, undo=lambda _done: WithdrawAcknowledgement(ids.new(), after)
        ):
            pane.rows.advance(acted, following)

    def _waiting(self) -> tuple[Observation, ...]:
        return self.results.waiting() if self.results is not None else ()
