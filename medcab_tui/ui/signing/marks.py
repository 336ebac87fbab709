"""What lists tell of signatures: a sign beside the row, and a line where there is room for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.locale import _
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.glyphs import WARN, YES
from medcab_tui.ui.widgets.lines import Line, Run, width_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.signatures import Mark


class Rowed(Protocol):
    """Anything that is listed."""

    @property
    def id(self) -> Id: ...


class Marks:
    """The signatures under what is listed, read with each window of rows in one query."""

    def __init__(self, cabinet: Callable[[], Cabinet]) -> None:
        self._cabinet = cabinet
        self._known: dict[Id, Mark] = {}

    async def learn(self, rows: Iterable[Rowed]) -> None:
        """Read how these rows stand."""
        objects = [row.id for row in rows]
        if not objects:
            return
        found = await self._cabinet().signatures.states(objects)
        for one in objects:
            self._known.pop(one, None)
        self._known |= found

    def of(self, about: Id) -> Mark | None:
        """What is known of an object."""
        return self._known.get(about)

    def sign(self, about: Id) -> Run | None:
        """✓ where it is signed, ⚠ where it was changed after."""
        mark = self._known.get(about)
        if mark is None:
            return None
        return (WARN, "warning") if mark.changed_since else (YES, "ok")

    def before(self, about: Id, run: Run, *, tight: bool = False) -> Line:
        """A cell with the sign in front of it; `tight` leaves no room between."""
        sign = self.sign(about)
        return (run,) if sign is None else (sign, (" " if run[0] and not tight else "", run[1]), run)

    def told(self, about: Id) -> Line:
        """«✓ подписано · Иванова А. П. · 2026-11-23 12:15», «⚠ изменено после подписи · …»; else nothing."""
        mark = self._known.get(about)
        return () if mark is None else mark_line(mark, self._cabinet().surroundings.zone)

    def told_in(self, about: Id, width: int) -> list[Line]:
        """The same in as many lines as so many cells take; the moment goes to the second."""
        whole = self.told(about)
        if not whole or width_of(whole) <= width:
            return [whole] if whole else []
        head, _between, moment = whole[-1][0].rpartition(" · ")
        return [(*whole[:-1], (head, "text")), (("  " + moment, "text"),)]


def mark_line(mark: Mark, zone: str) -> Line:
    """Who signed, when, and whether it was changed after."""
    said = f" · {one_line(mark.who)} · {stamp(mark.at, zone)}"
    if not mark.changed_since:
        return ((f"{YES} ", "ok"), (_("signed") + said, "text"))
    return ((f"{WARN} " + _("changed after signing"), "warning"), (said, "text"))
