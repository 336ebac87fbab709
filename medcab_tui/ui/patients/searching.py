"""«Поиск»: every letter asks anew, and Enter opens only somebody one can be sure of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual import on

from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Found, Hit, PatientRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.hits import HitList
from medcab_tui.ui.patients.preview import Preview
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.twins import is_cyrillic, other_layout
from medcab_tui.ui.widgets.row_list import RowList

TYPING_PATIENCE = 0.03
"""Seconds a letter waits to be painted together with its answer."""


class Searching(SectionScreen):
    """The part of section 2 that answers the search field."""

    _answered: str | None = None
    """The text that the shown hits answer; None while an answer is being read."""
    _enter_owed = False
    """Enter was pressed before its answer came."""

    def open_patient(self, patient: Id) -> None:
        """Open this patient's card."""
        raise NotImplementedError

    def on_search(self, text: str) -> None:
        self._enter_owed = False
        self._answered = None
        self.medcab.once.begin(TYPING_PATIENCE)
        # Made only when it starts: the next letter may come first.
        answer: Callable[[], Awaitable[None]] = partial(self._answer, text)
        self.run_worker(answer, group="search", exclusive=True)

    async def _answer(self, text: str) -> None:
        found, meant = await self._found(text) if text.strip() else (None, "")
        if text != self.field.value:
            return
        hits = self.query_one(HitList)
        hits.show(text, found, meant)
        self._answered = text
        self.query_one("#found-preview", Preview).tell(_patient(hits.cursor_row))
        if self._enter_owed:
            self._enter_owed = False
            self._open_hit(found)

    async def _found(self, text: str) -> tuple[Found, str]:
        """An answer, and the text it is for if that is not what was typed: the layout had been left Latin."""
        found = await self.cabinet.patients.search(text)
        meant = other_layout(text)
        if found.hits or found.similar or not any(map(str.isalpha, text)) or any(map(is_cyrillic, text)):
            return found, ""
        instead = await self.cabinet.patients.search(meant)
        return (instead, meant) if instead.hits or instead.similar else (found, "")

    async def search_again(self) -> None:
        """Something changed, or the view is shown anew: the same question, the cursor where it was."""
        text, hits = self.field.value, self.query_one(HitList)
        if self._answered != text or not text.strip():
            await self._answer(text)
            return
        found, _meant = await self._found(text)
        if text != self.field.value:
            return
        hits.refresh_found(found)
        self.query_one("#found-preview", Preview).tell(_patient(hits.cursor_row), again=True)

    def search_entered(self, text: str) -> None:
        """Enter is about what was typed: an answer that is still being read is waited for."""
        if self.view != "search":
            super().search_entered(text)
        elif self._answered != text:
            self._enter_owed = True
        else:
            self.query_one(HitList).action_open()

    def _open_hit(self, found: Found | None) -> None:
        """Enter came before the answer was seen: it opens the only person found and nobody else."""
        if found is not None and len(found.hits) == 1 and not found.similar:
            self.query_one(HitList).action_open()
        elif found is not None and (found.hits or found.similar):
            self.say(_("Several were found: choose one with an arrow, then Enter."), "warning")

    @on(RowList.Opened, "#found")
    def _hit_opened(self, event: RowList.Opened) -> None:
        event.stop()
        hit = event.row
        if not isinstance(hit, Hit):
            return
        if self.query_one(HitList).sure:
            self.open_patient(hit.row.id)
        elif hit.similar:
            self.say(
                _("This name only resembles what was typed: choose it with an arrow, then Enter."), "warning"
            )
        else:
            self.say(
                _("There are namesakes: compare the day of birth, choose with an arrow, then Enter."),
                "warning",
            )

    @on(RowList.Moved, "#found")
    def _hit_moved(self, event: RowList.Moved) -> None:
        self.query_one("#found-preview", Preview).tell(_patient(event.row))


def _patient(row: object) -> PatientRow | None:
    return row.row if isinstance(row, Hit) else None
