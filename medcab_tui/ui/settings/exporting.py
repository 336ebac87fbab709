"""One's own actions as a table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from medcab_tui.cabinet.exports import PAGE
from medcab_tui.domain.exports import Listing
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.domain.tables import Kind, Row, TableColumn
from medcab_tui.locale import _
from medcab_tui.ui.exports.offered import Columned, Offered
from medcab_tui.ui.settings.journal import JOURNALS, OUTCOMES, told

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.journals import Journal


async def actions_offered(cabinet: Cabinet, of: Journal | None = None) -> Offered:
    """What the journal has of this worker, all of it or narrowed, the last first."""
    columns = (
        TableColumn("row", _("Row"), Kind.NUMBER, 1),
        TableColumn("at", _("When"), Kind.DATETIME),
        TableColumn("what", _("What"), share=6),
        TableColumn("outcome", _("Outcome")),
    )
    return Offered(
        Listing.JOURNAL,
        _("My actions") if of is None else _(JOURNALS[of]),
        await cabinet.journal.my_total(of),
        lambda _format, _named: Columned(columns, _pages(cabinet, of)),
        names=False,
    )


async def _pages(cabinet: Cabinet, of: Journal | None) -> AsyncIterator[Sequence[Row]]:
    after: int | None = None
    while page := await cabinet.journal.my_page(after=after, limit=PAGE, of=of):
        yield [_row(one) for one in page]
        after = page[-1].sequence


def _row(one: JournalRow) -> Row:
    done = one.outcome in ("done", "ok", "")
    return (one.sequence, one.at, told(one), _("done") if done else _(OUTCOMES.get(one.outcome, one.outcome)))
