"""Which cards were open: the pinned one, those before it, and the recent ones of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from medcab_tui.domain.ids import Id

if TYPE_CHECKING:
    from medcab_tui.domain.patients import PatientRow

KEPT = 20


class Cards(Struct):
    """The cards of one sitting at the open cabinet. Forgotten with the lock, except for the pinned id."""

    wanted: Id | None = None
    """The patient whose card section 2 shows in «Сводка»; its row may not have been read yet."""
    asked: Id | None = None
    """The patient whose card somebody opens by a key just now: if it takes a reason, that may be asked."""
    pinned: PatientRow | None = None
    """The row of that patient, once read: shown above every view and carried into other sections."""
    recent: tuple[PatientRow, ...] = ()
    _opened: list[Id] = field(default_factory=list)

    def open(self, patient: Id) -> None:
        """This card is wanted now."""
        self.wanted = patient
        if self.pinned is not None and self.pinned.id != patient:
            self.pinned = None
        if patient in self._opened:
            self._opened.remove(patient)
        self._opened.append(patient)
        del self._opened[:-KEPT]

    def pin(self, row: PatientRow) -> None:
        """The card was read; this is whose it is."""
        self.pinned = row
        if not self._opened or self._opened[-1] != row.id:
            self.open(row.id)
        self.recent = (row, *(other for other in self.recent if other.id != row.id))[:5]

    @property
    def others(self) -> tuple[PatientRow, ...]:
        """Recent cards for the menu without the one that is open; the first is what «previous» opens."""
        first = self.previous
        shown = [row for row in self.recent if row.id != self.wanted]
        return tuple(sorted(shown, key=lambda row: row.id != first))

    @property
    def previous(self) -> Id | None:
        """The card that was open before the present one; before any, the most recent."""
        before = [patient for patient in self._opened if patient != self.wanted]
        if before:
            return before[-1]
        return next((row.id for row in self.recent if row.id != self.wanted), None)
