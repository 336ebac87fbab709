"""The verbs of Home that lead on from a row: to a colleague, to whoever sent it, to a free time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.home import may_hand_over, may_reply
from medcab_tui.domain.rooms import AttentionRow
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.widgets.row_list import RowList


class Corresponding(SectionScreen):
    """What is asked of others from here. The forms are loaded by the key that asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self._lists: dict[str, RowList] = {}

    @property
    def shown_list(self) -> RowList | None:
        """The list of the shown view, once it is built. Looked for once: every key asks for it ten times."""
        found = self._lists.get(self.view)
        pane = self._panes.get(self.view)
        if found is None and pane is not None and (lists := pane.query(RowList)):
            found = self._lists[self.view] = lists.first()
        return found

    def returning(self, acted: Sequence[AttentionRow]) -> Callable[[], None]:
        """What undoing does after all: the cursor goes back to the first of the rows."""
        raise NotImplementedError

    def available(self, action: str) -> bool:
        if action in ("reply", "new_message"):
            if not self.cabinet.worker.may(Permission.SEND_MESSAGES):
                return False
            row = self._one()
            return action == "new_message" or (row is not None and may_reply(row))
        if action == "hand_over":
            row = self._one()
            if row is None or not may_hand_over(row):
                return False
            asks = Permission.ACT_ON_TASKS if row.result is None else Permission.ACKNOWLEDGE_RESULTS
            return self.cabinet.worker.may(asks)
        if action == "free_slot":
            row = self._one()
            return row is not None and row.patient is not None and self._books
        return super().available(action)

    @property
    def _books(self) -> bool:
        may = self.cabinet.worker.may
        return may(Permission.BOOK_VISITS) and may(Permission.READ_CARD)

    async def action_hand_over(self) -> None:
        """Ask a colleague to take the row under the cursor."""
        row = self._one()
        if row is not None:
            await self.medcab.hand_over(row)

    async def action_free_slot(self) -> None:
        """The nearest free times for the patient of the row."""
        from medcab_tui.ui.schedule.booking import nearest

        row = self._one()
        if row is not None and row.patient is not None:
            await nearest(self.medcab, await self.cabinet.patients.row(row.patient))

    async def action_new_message(self) -> None:
        """A message to a colleague."""
        from medcab_tui.ui.home.messages import write_message

        await write_message(self.medcab)

    async def action_reply(self) -> None:
        """The exchange of the row, with the cursor in the reply."""
        row = self._one()
        if row is not None:
            await self.open_exchange(row)

    async def open_exchange(self, row: AttentionRow) -> None:
        """The whole exchange a line belongs to."""
        from medcab_tui.ui.home.messages import open_exchange

        await open_exchange(self.medcab, row, self.returning((row,)))

    def _one(self) -> AttentionRow | None:
        """The row under the cursor, as it is painted."""
        rows = self.shown_list
        row = rows.painted_row if rows is not None else None
        return row if isinstance(row, AttentionRow) else None
