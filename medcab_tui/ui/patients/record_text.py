"""The record under the cursor, whole. Read when the cursor rests, given up when it moves on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from medcab_tui.domain.cleaning import visible
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Encounter, EncounterRow
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.patients.lines import addenda_lines, record_lines, record_title
from medcab_tui.ui.patients.printing import KINDS
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.worker import Worker

REST = 0.04
"""Seconds the cursor stays before its record is read."""

KEPT = 50
"""Texts remembered while the card is open."""


class RecordText(Panel):
    """Title «Осмотр 2026-11-20 · Иванова А. П.» and the text, cut to `most` lines if that is set."""

    def __init__(
        self,
        read: Callable[[Id], Awaitable[Encounter]],
        zone: str,
        signed: Callable[[Id, int], list[Line]],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """signed: what is told of the signatures under a record, in lines of so many cells."""
        super().__init__(id=id, indent=0)
        self._signed = signed
        self.most = 0
        self._read = read
        self._zone = zone
        self._row: EncounterRow | None = None
        self._known: dict[tuple[Id, int], Encounter] = {}
        self._rest: Timer | None = None
        self._reading: Worker[None] | None = None

    @property
    def encounter(self) -> Encounter | None:
        """The record shown, once it was read."""
        return self._known.get((self._row.id, self._row.edition)) if self._row else None

    def renew(self, newest: Sequence[EncounterRow]) -> None:
        """The newest records were read again: one that something was added to is not what was remembered."""
        added = Counter(row.addendum_to for row in newest if row.addendum_to is not None)
        for key, kept in list(self._known.items()):
            if added[key[0]] > len(kept.addenda):
                del self._known[key]

    def know(self, encounter: Encounter) -> None:
        """A record that was read already."""
        self._known[(encounter.id, encounter.edition)] = encounter
        for old in list(self._known)[:-KEPT]:
            del self._known[old]

    def tell(self, row: EncounterRow | None) -> None:
        """The cursor is on this record now."""
        self._row = row
        self._stop()
        if row is not None and self.encounter is None:
            self._rest = self.set_timer(REST, self._start)
        self.paint()

    def paint(self) -> None:
        """Show what is known, in the width and height there are."""
        row, encounter = self._row, self.encounter
        if row is None:
            self.show((), title="")
            return
        width = max(20, self.size.width)
        if encounter is None:
            kind = _("addendum") if row.addendum_to else _(KINDS[row.kind])
            self.show(
                (), title=f"{kind[:1].upper()}{kind[1:]} {day_in(row.at, self._zone)}", note=_("reading…")
            )
            return
        signed = self._signed(row.id, width - 3)
        lines = [
            *((("  ", "text"), *line) for line in signed),
            *_added(encounter),
            *_text(encounter, width),
            *addenda_lines(encounter, self._zone, width),
        ]
        self.show(self._cut(lines), title=record_title(encounter, self._zone), note="")

    def on_resize(self) -> None:
        self.paint()

    def on_unmount(self) -> None:
        self._stop()

    def _cut(self, lines: list[Line]) -> list[Line]:
        if not self.most or len(lines) <= self.most:
            return lines
        shown = max(1, self.most - 1)
        hidden = len(lines) - shown
        words = ngettext("⋯ {n} more line: History", "⋯ {n} more lines: History", hidden).format(n=hidden)
        return [*lines[:shown], (("  " + words, "dim"),)]

    def _stop(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _start(self) -> None:
        self._rest = None
        row = self._row
        if row is None:
            return

        async def read() -> None:
            self.know(await self._read(row.id))
            self.paint()

        self._reading = self.run_worker(read, group="record", exclusive=True)


def _added(encounter: Encounter) -> list[Line]:
    """That something stands beneath the text, said above it: the end of a long one is not seen at once."""
    count = len(encounter.addenda)
    if not count:
        return []
    words = ngettext("{n} note was added, beneath the text", "{n} notes were added, beneath the text", count)
    return [(("  ↳ " + words.format(n=count), "warning"),)]


def _text(encounter: Encounter, width: int) -> list[Line]:
    """The parts under their labels; of what was added to another record the text alone."""
    if encounter.addendum_to is None:
        return record_lines(encounter.body, width)
    return [(("  " + piece, "text"),) for piece in wrap(visible(encounter.body.conclusion), width - 4)]
