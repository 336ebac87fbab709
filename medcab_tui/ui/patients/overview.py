"""The first tab of a card: records, the one under the cursor, medicines, results, a plot, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, Encounter, EncounterRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.card_pane import CardPane, Here
from medcab_tui.ui.patients.lines import WIDE, taking_lines, unacknowledged
from medcab_tui.ui.patients.matters import newest_line, shortened, taken
from medcab_tui.ui.patients.overview_beside import RIGHT, Beside
from medcab_tui.ui.patients.record_text import RecordText
from medcab_tui.ui.patients.records import record_columns
from medcab_tui.ui.widgets.ground import Stack
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from medcab_tui.domain.vitals import Measurement

ALWAYS = 3
"""Lines of a record that stay visible however much stands around it."""

LINES_OF_A_RECORD = 14
"""With fewer lines for the record the newest vital signs are left to their tab."""

ROOMY = 122
"""Columns of a screen whose cards have a second column."""

LOW, STACKED = 32, 38
"""Lines of the screen up to which gaps are left out, and from which what has no room beside stands below.

Not of this pane: its height changes while a card is laid out, and every class that changes is styled anew.
"""


class Overview(CardPane):
    """Two columns where there is room, else records above their text, with the newest results in a line."""

    DEFAULT_CSS = """
    Overview > #overview-left { width: 1fr; height: 1fr; overflow: hidden; }
    Overview.-narrow { layout: vertical; }
    Overview.-narrow > #overview-right { display: none; }
    Overview.-stacked > #overview-right { display: block; }
    Overview RowList { height: auto; }
    Overview > #overview-left Panel { margin-top: 1; }
    Overview #overview-newest { display: none; }
    Overview.-narrow #overview-newest { display: block; }
    Overview.-stacked #overview-newest { display: none; }
    Overview.-low Panel, Overview.-low > #overview-left Panel { margin-top: 0; }
    Overview.-narrow #overview-signs, Overview.-low #overview-signs { display: none; }
    """
    signs = True

    def __init__(self, here: Here) -> None:
        super().__init__(id="pane-overview")
        zone = here.present().zone
        self.here = here
        self._card: Card | None = None
        self._measured: Sequence[Measurement] = ()
        self.rows = RowList(
            record_columns(zone, here.marks),
            title=_("Records"),
            id="overview-records",
            empty=lambda: _("No records yet. н/y writes the first one."),
            gap=2,
        )
        self._text = RecordText(self._read, zone, here.marks.told_in, id="overview-record")
        self._taking = Panel(_("Takes"), id="overview-taking", indent=0)
        self._signs = Panel(_("Observation"), id="overview-signs", indent=0)
        self._newest = Panel(_("Results"), id="overview-newest", indent=0)
        self._beside = Beside(here.present)

    def compose(self) -> ComposeResult:
        yield Stack(self.rows, self._text, self._newest, self._taking, self._signs, id="overview-left")
        yield self._beside

    async def show(self, card: Card, *, keep: bool) -> None:
        """This card; `keep` leaves the cursor on its record."""
        self.wanted = card.patient.id
        measured = await self._read_signs(card.patient.id)
        if not self.refers_to(card.patient.id):
            return
        self._card, self._measured = card, measured
        self._text.renew(card.encounters)
        if card.latest is not None:
            self._text.know(card.latest)
        self.rows.set_rows(card.encounters, keep=keep)
        self._text.tell(_record(self.rows.cursor_row))
        self._paint()

    async def _read_signs(self, patient: Id) -> Sequence[Measurement]:
        """The newest vital signs, where the screen has room for them."""
        if not self.is_attached or self.screen.size.width < ROOMY or self.screen.size.height < STACKED:
            return ()
        from medcab_tui.ui.patients.newest_signs import MOST

        return await self.here.cabinet().vitals.of(patient, limit=MOST)

    def on_resize(self) -> None:
        narrow, height = self.size.width < WIDE, self.screen.size.height
        self.set_class(narrow, "-narrow")
        stacked = narrow and height >= STACKED
        self.set_class(stacked, "-stacked")
        self._beside.set_class(stacked, "-below")
        self.set_class(height < LOW, "-low")
        self._paint()

    @on(RowList.Moved, "#overview-records")
    def _moved(self) -> None:
        self._text.tell(_record(self.rows.cursor_row))

    async def _read(self, record: Id) -> Encounter:
        return await self.here.cabinet().patients.encounter(record)

    def _paint(self) -> None:
        card = self._card
        if card is None or not self.size.width:
            return
        width, height = self.size.width, self.size.height
        if not self.has_class("-narrow"):
            self._beside.paint_beside(card, height)
            width -= RIGHT + 2
        elif self.has_class("-stacked"):
            height -= self._beside.paint_below(card, width - RIGHT - 2, height // 2) + 1
        self._paint_left(card, width, height)

    def _paint_left(self, card: Card, width: int, height: int) -> None:
        """The list takes up to a third, medicines what they need, the text of the record what is left."""
        present, low = self.here.present(), self.has_class("-low")
        unread = unacknowledged(card)
        note = _("not acknowledged {n}").format(n=unread) if unread else ""
        newest = self.has_class("-narrow") and not self.has_class("-stacked")
        self._newest.show([newest_line(card.results, width)], note=note)
        listed = max(4, min(len(card.encounters) + 1, height // 3 + (0 if newest else 1)))
        self.rows.styles.max_height = listed
        gaps = 0 if low else 2 + newest
        left = height - min(listed, len(card.encounters) + 1) - gaps - (2 if newest else 0)
        taking = taking_lines(taken(card.prescriptions, present), present, width)
        taking = shortened(taking, max(2, left - 2 - ALWAYS), _("Prescriptions"))
        self._taking.show(taking)
        left -= len(taking) + 2
        self._text.most = max(ALWAYS, left - self._show_signs(card, width, left))
        self._text.paint()

    def _show_signs(self, card: Card, width: int, room: int) -> int:
        """The newest vital signs, if the text of the record keeps enough; how many lines they take."""
        self._signs.display = bool(self._measured) and room > LINES_OF_A_RECORD
        if not self._signs.display:
            return 0
        from medcab_tui.ui.patients.newest_signs import newest_signs

        lines = newest_signs(self._measured, card.patient.birth, self.here.present(), width)
        self._signs.show(lines)
        return len(lines) + 2


def _record(row: object) -> EncounterRow | None:
    return row if isinstance(row, EncounterRow) else None
