"""What the lists of the settings section show in their columns, and where one's own actions come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.journals import Journal
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.locale import N_, _, pgettext
from medcab_tui.ui.settings.journal import JOURNALS, OUTCOMES, told
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.shell.filter_lines import Choice
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Run

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet


class OwnActions:
    """One's own rows of the journal, for a list that reads a window of them."""

    def __init__(self, cabinet: Cabinet, of: Journal | None = None) -> None:
        self._cabinet, self._of = cabinet, of

    async def page(
        self, after: Any = None, before: Any = None, last: bool = False, limit: int = 50
    ) -> Sequence[JournalRow]:
        """Rows newest first; a position is the number of a row."""
        return await self._cabinet.journal.my_page(
            after=after, before=before, last=last, limit=limit, of=self._of
        )

    async def total(self) -> int:
        """How many there are."""
        return await self._cabinet.journal.my_total(self._of)


def journal_choices() -> tuple[Choice, ...]:
    """Which of the journals one's own actions are narrowed to."""
    journals = tuple((one.value, _(JOURNALS[one])) for one in Journal)
    return (Choice("journal", pgettext("filter", "journal"), journals),)


HEADS = (N_("Setting"), N_("Value"))


def row_columns(heads: tuple[str, str] = ("", "")) -> list[Column]:
    """Name, value, note; a list that mixes pages has headings."""
    name, value = heads
    return [
        Column(lambda row: row.title, lambda: name and _(name), flex=3, least=16, most=34),
        Column(lambda row: row.value, lambda: value and _(value), flex=5, least=18, most=46),
        Column(lambda row: (row.note, "dim"), flex=3, needs=80),
    ]


def action_columns(zone: str) -> list[Column]:
    """When, what, and how it came out."""
    return [
        Column(lambda row: (stamp(row.at, zone), "dim"), lambda: _("When"), width=16),
        Column(told, lambda: _("What"), flex=1),
        Column(_outcome, lambda: _("Outcome"), width=14, needs=60),
    ]


def _outcome(row: JournalRow) -> Run:
    if row.outcome in ("done", "ok", ""):
        return (_("✓ done"), "ok")
    return (f"✕ {_(OUTCOMES.get(row.outcome, row.outcome))}", "danger")
