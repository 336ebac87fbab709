"""The tab «Журнал» of a card: who looked and who changed what, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from medcab_tui.domain.access import CardEntry
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.printing import moment
from medcab_tui.ui.settings.journal import OUTCOMES, told
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.journal import JournalRoom

LOOKS = {
    "card.opened": N_("Opened the card"),
    "card.document": N_("Read a document"),
    "card.opened_outside": N_("Opened the card, outside the department"),
}
"""What is said shorter where it is clear whose card it is."""

WAYS = {
    "nobodys": N_("no department treats the patient"),
    "visit": N_("for a visit"),
    "waits": N_("for what waits for an answer"),
    "reason": N_("reason given before"),
}
"""By which way a card was open, where it was not one's own department's."""


class JournalOfCard:
    """The rows of one card, window by window."""

    def __init__(self, journal: JournalRoom, patient: Id) -> None:
        self._journal, self._patient = journal, patient

    async def page(
        self, after: int | None = None, before: int | None = None, last: bool = False, limit: int = 50
    ) -> Sequence[CardEntry]:
        """Newest first."""
        return await self._journal.of_card(self._patient, after=after, before=before, last=last, limit=limit)

    async def total(self) -> int:
        """How many there are."""
        return await self._journal.total_of_card(self._patient)


class JournalPane(CardPane):
    """What concerns this patient, newest first; the row under the cursor stands whole below."""

    DEFAULT_CSS = """
    JournalPane > Vertical { width: 1fr; height: 1fr; }
    JournalPane RowList { height: 1fr; }
    JournalPane Panel { height: auto; max-height: 6; }
    """

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-journal")
        self.here = here
        self._why = ""
        self.rows = RowList(
            (
                Column(lambda one: (self._when(one), "dim"), lambda: _("When"), width=16),
                Column(lambda one: one_line(one.row.worker) or "—", lambda: _("Who"), width=16),
                Column(deed, lambda: _("What"), flex=3, least=20, spills=True),
                Column(lambda one: (why(one), "dim"), lambda: _("Why"), flex=2, least=12),
            ),
            title=_("Journal"),
            id="card-journal-rows",
            place=lambda one: one.row.sequence,
            empty=lambda: self._why or _("Nobody has opened or changed this card yet."),
        )
        self._whole = Panel(id="card-journal-row")

    def compose(self) -> ComposeResult:
        with Stack():
            yield self.rows
            yield self._whole

    async def show(self, card: Card, *, keep: bool) -> None:
        """This patient's."""
        patient = self.wanted = card.patient.id
        source = JournalOfCard(self.here.cabinet().journal, patient)
        try:
            await source.page(limit=1)
        except Refused as refused:
            if self.refers_to(patient):
                self._why = words_of(refused).whole
                self.rows.set_rows(())
            return
        if not self.refers_to(patient):
            return
        self._why = ""
        await self.rows.set_source(source)

    @on(RowList.Moved, "#card-journal-rows")
    def _moved(self, event: RowList.Moved) -> None:
        """What the list may cut stands whole under it."""
        event.stop()
        row = event.row
        self._whole.show(self._told(row) if isinstance(row, CardEntry) else ())

    def _told(self, one: CardEntry) -> list[Line]:
        width = max(20, self.size.width - 4)
        who = " · ".join(part for part in map(one_line, (one.row.worker, one.post, one.department)) if part)
        text, reason = deed(one)[0], why(one)
        lines: list[Line] = [((f"{self._when(one)}   ", "dim"), (who or "—", "text"))]
        lines += [((piece, "bold"),) for piece in wrap(text, width)]
        return lines + [((piece, "text"),) for piece in wrap(reason, width)] if reason else lines

    def _when(self, one: CardEntry) -> str:
        return moment(one.row.at, self.here.present().zone)


def deed(one: CardEntry) -> tuple[str, str]:
    """What was done, with how it came out if it was not; who only looked is dimmer."""
    words = _(LOOKS[one.row.code]) if one.row.code in LOOKS else told(one.row)
    if one.row.outcome in OUTCOMES:
        words = f"{words} — {_(OUTCOMES[one.row.outcome])}"
    return one_line(words), "dim" if one.row.code == "card.opened" else "text"


def why(one: CardEntry) -> str:
    """The reason that was given, else by which way the card was open."""
    if one.reason:
        return one_line(one.reason)
    way = WAYS.get(one.row.params.get("way", ""))
    return _(way) if way else ""
