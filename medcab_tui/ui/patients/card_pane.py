"""What a tab of a card is built from: what it may ask, and what the card asks of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.widget import Widget

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterRow
from medcab_tui.ui.widgets.ground import Ground
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.patients import Card
    from medcab_tui.ui.patients.lines import Present
    from medcab_tui.ui.signing.marks import Marks


class Here(Struct, frozen=True):
    """Where a pane stands: the cabinet it reads from, the present moment, signatures known so far."""

    cabinet: Callable[[], Cabinet]
    present: Callable[[], Present]
    marks: Marks


class CardPane(Ground, Widget):
    """A tab of a card. It lists in `rows`; what it needs beyond the card it reads in `show`."""

    DEFAULT_CSS = """
    CardPane { width: 1fr; height: 1fr; layout: horizontal; overflow: hidden hidden; }
    """
    signs: ClassVar[bool] = False
    """Whether its rows are records or documents, which э signs."""

    here: Here
    rows: RowList

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card; `keep` leaves the cursor where it was: it is the same patient's."""
        raise NotImplementedError

    def take_keys(self) -> None:
        """The keys go to this pane."""
        self.rows.focus()

    def select(self, key: object) -> None:
        """The cursor to this row."""
        self.rows.select(key)

    @property
    def selected(self) -> EncounterRow | None:
        """The record a verb acts on, where records are listed."""
        row = self.rows.painted_row
        return row if isinstance(row, EncounterRow) else None

    def refers_to(self, patient: Id) -> bool:
        """Whether this patient's card is still the one to be shown here, after something was awaited."""
        return self.is_attached and self.wanted == patient

    wanted: Id | None = None
    """Whose card was asked for last: set it first in a `show` that awaits, ask `refers_to` after."""
