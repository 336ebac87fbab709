"""The card of section 2: built unseen, filled while it is hidden, read again when it changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from medcab_tui.domain.access import Outside
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, EncounterRow, PatientRow
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.ui.patients.card_view import CardView
from medcab_tui.ui.patients.charting import Charting
from medcab_tui.ui.patients.particulars import Particular
from medcab_tui.ui.patients.results_pane import ResultsPane
from medcab_tui.ui.patients.rows import row_of
from medcab_tui.ui.shell.views import ViewPane

if TYPE_CHECKING:
    from medcab_tui.ui.patients.observation_pane import ObservationPane


class CardOpening(Charting):
    """The part of the screen that opens cards."""

    def __init__(self) -> None:
        super().__init__()
        self._card_view: CardView | None = None
        self._ready: Card | None = None
        self._came_from = "search"
        self._select_next: Id | None = None
        self._next_particular: object = None
        self._wanted_tab = self._wanted_test = ""
        self.outside: tuple[PatientRow, Outside] | None = None
        """Whose card takes a reason first, while that stands in its place."""

    # What is shown.

    @property
    def card(self) -> Card | None:
        """The card that is shown; none while another patient's is on its way."""
        card = self._card_view.card if self._card_view is not None and self.view == "summary" else None
        return card if card is not None and card.patient.id == self.medcab.cards.wanted else None

    @property
    def results(self) -> ResultsPane | None:
        """The table of results, where it is shown."""
        return self._card_view.results if self._card_view is not None and self.card is not None else None

    @property
    def observation(self) -> ObservationPane | None:
        """The observation journal, where it is shown."""
        view = self._card_view
        if view is None or view.tab != "observation" or self.card is None:
            return None
        from medcab_tui.ui.patients.observation_pane import ObservationPane

        return view.pane if isinstance(view.pane, ObservationPane) else None

    @property
    def record(self) -> EncounterRow | None:
        """The record under the cursor of the shown card."""
        return self._card_view.selected if self._card_view is not None and self.card is not None else None

    @property
    def supplemented(self) -> EncounterRow | None:
        """The record under the cursor, if notes are added to it: it was signed, or came from elsewhere."""
        row, view = self.record, self._card_view
        if row is None or view is None:
            return None
        fixed = row.external or row.addendum_to is not None or view.marks.of(row.id) is not None
        return row if fixed else None

    @property
    def document(self) -> DocumentRow | None:
        """The document under the cursor of the shown card."""
        return self._card_view.document if self._card_view is not None and self.card is not None else None

    @property
    def particular(self) -> Particular | None:
        return self._card_view.particular if self._card_view is not None and self.card is not None else None

    # Signing.

    @property
    def to_sign(self) -> list[EncounterRow | DocumentRow]:
        """What э would sign: records written here, and documents with a file."""
        if self.card is None or self._card_view is None or not self.cabinet.worker.may(Permission.SIGN):
            return []
        return [row for row in self._card_view.chosen if _signable(row)]

    @property
    def checkable(self) -> EncounterRow | DocumentRow | None:
        """What stands under the cursor, if it bears a signature."""
        row = self.record or self.document
        view = self._card_view
        return row if row is not None and view is not None and view.marks.of(row.id) is not None else None

    def action_sign(self) -> None:
        """The sheet that signs what is marked, or what is under the cursor."""
        from medcab_tui.ui.signing.verb import documents_to_sign, open_signing, records_to_sign

        card, view, rows = self.card, self._card_view, self.to_sign
        if card is None or view is None or not rows:
            return
        records = [row for row in rows if isinstance(row, EncounterRow)]
        papers = [row for row in rows if isinstance(row, DocumentRow)]
        whose = _whose(card)
        zone = self.cabinet.surroundings.zone
        items = [*records_to_sign(records, whose, zone), *documents_to_sign(papers, whose)]
        open_signing(self.medcab, items, view.advance)

    def action_check_signature(self) -> None:
        """What looking at the signatures under this record or document finds."""
        from medcab_tui.ui.signing.verb import open_check, records_to_sign

        row, card = self.checkable, self.card
        if card is None:
            return
        if isinstance(row, EncounterRow):
            (item,) = records_to_sign([row], "", self.cabinet.surroundings.zone)
            open_check(self.medcab, row.id, item.title, _whose(card))
        elif row is not None:
            open_check(self.medcab, row.id, row.title, _whose(card))

    # Opening and reading.

    def open_patient(self, patient: Id) -> None:
        self.medcab.once.begin()
        bring: Callable[[], Awaitable[None]] = partial(self._bring, patient, self.view)
        self.run_worker(bring, group="open", exclusive=True)

    async def _bring(self, patient: Id, came_from: str) -> None:
        """Fill the card while it is hidden, so that it is painted once and never another's in its place."""
        self._came_from, self.back_to = came_from, ""
        try:
            card = await self.cabinet.patients.card(patient)
        except Refused as refused:
            if refused.code != "card.outside":
                raise
            self.medcab.open_card(patient)
            return
        self._ready, patient = card, card.patient.id  # a merged card leads to another
        self.medcab.cards.open(patient)
        if self._card_view is not None:
            await self.built("summary")
            await self._card_view.show(card)
        self.medcab.pin(row_of(card))
        self.medcab.open_card(patient)

    async def view_built(self, name: str) -> None:
        if name == "summary" and self._card_view is not None:
            await self._card_view.prepare()

    def _prepare(self) -> None:
        """Build the card while nobody waits for it: the first one opens as fast as the others."""
        if self.is_attached and self.medcab.cabinet is not None:
            build: Callable[[], Awaitable[ViewPane]] = partial(self.built, "summary")
            self.run_worker(build, group="prepare", exit_on_error=False)

    async def _read_card(self) -> None:
        view, wanted = self.query_one(CardView), self.medcab.cards.wanted
        if wanted is None:
            view.show_none()
            return
        card, self._ready = self._ready, None
        if card is None or card.patient.id != wanted:
            try:
                card = await self.cabinet.patients.card(wanted)
            except Refused as refused:
                if refused.code != "card.outside":
                    raise
                await self._show_outside(view, wanted)
                return
        self.outside = None
        self.medcab.cards.asked = None
        if card.patient.id != wanted and self.medcab.cards.wanted == wanted:
            self.medcab.cards.open(card.patient.id)  # it was merged into this one
        if card.patient.id != self.medcab.cards.wanted:
            return
        if card is not view.card:
            await view.show(card)
        await self._go_to_wanted(view)
        row = row_of(card)
        if self.medcab.pinned != row:
            self.medcab.pin(row)
        if self.focused is None and self.view == "summary":
            view.focus_pane()
        self.warm_forms()

    async def _go_to_wanted(self, view: CardView) -> None:
        """The tab and the row that were asked for while the card was being read."""
        if self._wanted_tab:
            tab, self._wanted_tab = self._wanted_tab, ""
            await view.show_tab(tab)
        if self._wanted_test:
            view.select_test(self._wanted_test)
            self._wanted_test = ""
        if self._select_next is not None:
            view.select(self._select_next)
            self._select_next = None
        if self._next_particular is not None:
            view.select_particular(self._next_particular)
            self._next_particular = None

    async def _show_outside(self, view: CardView, wanted: Id) -> None:
        """Whose card it is, and that it takes a reason; the reason is asked for at once after a key only."""
        from medcab_tui.ui.patients.outside import outside_lines

        row = await self.cabinet.patients.row(wanted)
        told = await self.cabinet.patients.outside(wanted)
        if not self.is_attached or wanted != self.medcab.cards.wanted:
            return
        self.outside = (row, told)
        present = self.present()
        view.show_outside(lambda width: outside_lines(row, told, present, width))
        self.refresh_key_line()
        asked, self.medcab.cards.asked = self.medcab.cards.asked, None
        if asked == wanted:
            self.ask_reason()

    def ask_reason(self) -> None:
        """Ask why the card outside one's department is opened, and open it."""
        from medcab_tui.ui.patients.outside import ask_reason

        if self.outside is not None:
            ask_reason(self.medcab, *self.outside, self.read_again)

    def select_next(self, encounter: Id) -> None:
        """Read the card again; the cursor goes to this record."""
        self._select_next = encounter
        self.read_again()

    def select_particular(self, key: object) -> None:
        self._next_particular = key
        self.read_again()


def _whose(card: Card) -> str:
    """The patient with full name and birth date, for the head of a sheet."""
    from medcab_tui.ui.patients.printing import heading_name

    return f"{heading_name(card.patient)} · {card.patient.birth.isoformat()}"


def _signable(row: EncounterRow | DocumentRow) -> bool:
    """What came from elsewhere was signed there; a document without a file has nothing to sign."""
    if isinstance(row, EncounterRow):
        return not row.external
    return bool(row.format) and not row.withdrawn
