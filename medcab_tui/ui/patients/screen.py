"""«Карты пациентов»: the search, the list of all, and the card of the pinned patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from medcab_tui.cabinet.patients import row_key
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, EncounterRow, PatientRow
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.acknowledging import Acknowledging
from medcab_tui.ui.patients.card_exchange import CardExchange
from medcab_tui.ui.patients.card_pane import Here
from medcab_tui.ui.patients.card_tabs import CardTabs
from medcab_tui.ui.patients.card_view import CardView
from medcab_tui.ui.patients.charting import OWN
from medcab_tui.ui.patients.columns import patient_columns
from medcab_tui.ui.patients.hits import HitList
from medcab_tui.ui.patients.joining import Joining
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.listing import LIST_FILTERS, Listing
from medcab_tui.ui.patients.measuring import OWN as MEASURED
from medcab_tui.ui.patients.measuring import Measuring
from medcab_tui.ui.patients.preview import Preview
from medcab_tui.ui.patients.results_pane import TestRow
from medcab_tui.ui.patients.reviewing import Reviewing
from medcab_tui.ui.patients.rows import AllPatients
from medcab_tui.ui.patients.searching import Searching
from medcab_tui.ui.shell.filters import FilterBar
from medcab_tui.ui.shell.history import Visit
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.signing.marks import Marks
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.ui.exports.offered import Offered

PREPARE = 0.12
"""Seconds after the search or the list was shown until the card is built, unseen."""

PAPER_VERBS = frozenset({"new_referral", "new_extract", "new_paper"})
SERVICES = frozenset({"services"})
RECORD_VERBS = frozenset({"amend_record", "record_versions"})


class PatientsScreen(Listing, Joining, Reviewing, Measuring, CardExchange, Searching, Acknowledging):
    """Section 2. Opens with the search field ready; the arrows move the list under it."""

    CSS_PATH = "patients.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("patients"),
    ]
    place = "patients"
    first_view = "search"
    topics = frozenset({"access", "patients", "encounters", "vitals", "documents", "services"})
    steady = frozenset({"list"})

    def __init__(self) -> None:
        super().__init__()
        self._wanted_row: Id | None = None
        self._patients: RowList | None = None

    def compose_view(self, view: str) -> ComposeResult:
        if view == "summary":
            here = Here(lambda: self.cabinet, self.present, Marks(lambda: self.cabinet))
            self._card_view = CardView(here)
            yield self._card_view
        elif view == "list":
            yield self.list_filter()
            self._patients = RowList(
                patient_columns(self.today),
                AllPatients(self.cabinet.patients),
                place=row_key,
                title=_("Patients"),
                id="patients",
                empty=lambda: _("No patients yet. Ctrl+N opens the first card."),
            )
            yield self._patients
            yield Preview(self._glance, self.present, id="list-preview")
        else:
            yield HitList(self.today, id="found")
            yield Preview(self._glance, self.present, id="found-preview")

    def present(self) -> Present:
        """Now and here, by the cabinet's clock."""
        surroundings = self.cabinet.surroundings
        return Present(surroundings.clock.now(), surroundings.zone)

    # Reading.

    async def refresh_view(self, topics: frozenset[str]) -> None:
        if topics == SERVICES and self.view != "summary":
            return  # how it stands with services is seen in the card alone
        if self.view == "summary":
            await self._read_card()
        elif self.view == "list":
            await self._read_list(topics)
        elif self.view == "search":
            await self.search_again()
        if self._card_view is None and self.view != "summary":
            self.set_timer(PREPARE, self._prepare)

    async def _read_list(self, topics: frozenset[str]) -> None:
        rows = self.query_one("#patients", RowList)
        wanted, self._wanted_row = self._wanted_row, None
        if wanted is not None:
            await rows.seek(row_key(await self.cabinet.patients.row(wanted)), wanted)
        elif "patients" in topics:
            await rows.reload()
        soon(self, self.know_areas, group="areas")
        if topics or wanted is not None:
            self.tell_count(rows)
            self.query_one("#list-preview", Preview).tell(rows.cursor_row, again=True)

    async def _glance(self, row: PatientRow) -> Card | None:
        """The card to look at in passing; None where it takes a reason."""
        try:
            return await self.cabinet.patients.card(row.id, opened=False)
        except Refused as refused:
            if refused.code != "card.outside":
                raise
            return None

    # What the keys do.

    @on(RowList.Opened, "#patients")
    def _row_opened(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event.row, PatientRow):
            self.open_patient(event.row.id)

    @on(RowList.Opened, "#overview-records")
    async def _record_opened(self, event: RowList.Opened) -> None:
        event.stop()
        view = self.query_one(CardView)
        if isinstance(event.row, EncounterRow):
            await view.show_tab("history")
            view.select(event.row.id)
            view.focus_pane()

    @on(RowList.Opened, "#card-documents, #referrals-rows")
    def _document_opened(self, event: RowList.Opened) -> None:
        """The document in section 4; Esc there comes back to this card."""
        event.stop()
        if isinstance(event.row, DocumentRow):
            self.medcab.states["documents"] = {
                "view": "list", "row": event.row.id.hex(), "back": "patients.summary"
            }  # fmt: skip
            self.medcab.go("documents", "list")

    @on(RowList.Moved, "#patients")
    def _list_moved(self, event: RowList.Moved) -> None:
        self.query_one("#list-preview", Preview).tell(event.row)

    @on(CardTabs.Chosen)
    async def _tab_chosen_in_card(self, event: CardTabs.Chosen) -> None:
        event.stop()
        self.medcab.once.begin()
        await self.query_one(CardView).show_tab(event.key)
        self.refresh_key_line()

    async def action_previous_tab(self) -> None:
        if not await self._turn_tab(-1):
            await super().action_previous_tab()

    async def action_next_tab(self) -> None:
        if not await self._turn_tab(1):
            await super().action_next_tab()

    async def _turn_tab(self, step: int) -> bool:
        """The tab of the card beside the shown one; without a card the views are turned."""
        if self.view == "summary" and self.card is not None:
            self.medcab.once.begin()
            view = self.query_one(CardView)
            await view.show_tab(view.tabs.turned(step))
            view.focus_pane()
            self.refresh_key_line()
            return True
        return False

    def action_open_row(self) -> None:
        """At a card of another department Enter asks for the reason."""
        if self.view == "summary" and self.outside is not None:
            self.ask_reason()
        else:
            super().action_open_row()

    def action_back(self) -> None:
        """From a card back to where it was opened from; elsewhere as in every section."""
        if not self.field.has_focus and not self.noticed and (self.widen() or self.leave_comparison()):
            return
        if self.view == "summary" and not self.field.has_focus and not self.noticed and not self.full:
            if self.back_to:
                self.medcab.go(self.back_to)
                return
            self.show_view(self._came_from)
            if self._came_from == "search":
                self.set_focus(self.field)
            return
        super().action_back()

    def arrive(self) -> None:
        """The section's key: the search field, ready; what was typed is replaced by the next letter."""
        self.action_search()
        self.field.action_select_all()

    def focus_view(self, view: str) -> None:
        if view == "search":
            self.set_focus(self.field)
        elif view == "summary":
            self.set_focus(None)
            if self._card_view is not None and self._card_view.card is not None:
                self._card_view.expect(self.medcab.cards.wanted)
                self._card_view.focus_pane()
        else:
            super().focus_view(view)

    # What the frame asks.

    def patient_of_row(self) -> Id | None:
        return None

    def patient_of_papers(self) -> Id | None:
        if self.view != "list":
            return super().patient_of_papers()
        lists = self.query("#patients")  # the view may be asked before its list stands
        row = lists.first(RowList).painted_row if lists else None
        return row.id if isinstance(row, PatientRow) else None

    def patient_to_measure(self) -> Id | None:
        return self.patient_of_papers() if self.view == "list" else super().patient_to_measure()

    async def bar_of(self, place: str) -> FilterBar | None:
        """A saved filter of the card is used where it belongs."""
        tab = place.partition(".")[2]
        if place == LIST_FILTERS:
            await self.show_list()
        elif self._card_view is not None and self.card is not None and tab != self._card_view.tab:
            await self._card_view.show_tab(tab)
            self._card_view.focus_pane()
        return await super().bar_of(place)

    def leaving(self) -> list[KeyHint]:
        return [KeyHint("Esc", _("to the list"), action="back")] if self.card is not None else []

    def _of_line(self, action: str) -> bool | None:
        """Of verbs that mean the line under the cursor of this tab whether they do; None for others."""
        if action in MEASURED and self.observation is not None:
            return self.measures(action)
        return self.charts(action) if action in OWN and self.particular is not None else None

    def available(self, action: str) -> bool:
        may = self.cabinet.worker.may
        of_line = self._of_line(action)
        if of_line is not None:
            return of_line
        if action == "new_patient":
            return may(Permission.ADD_PATIENT)
        if action == "attach_document":
            return self.card is not None and may(Permission.ATTACH_DOCUMENT)
        if action in PAPER_VERBS:
            issues = may(Permission.ISSUE_DOCUMENT) and may(Permission.WRITE_RECORD)
            return issues and self.patient_of_papers() is not None
        if action == "sign":
            return bool(self.to_sign)
        if action == "check_signature":
            return self.checkable is not None
        if action in ("free_slot", "book_visit"):
            return self.card is not None and may(Permission.BOOK_VISITS)
        if action == "new_record" or (action == "visit" and self.particular is None):
            return self.card is not None and may(Permission.WRITE_RECORD)
        if action == "supplement_record" and self.results is None:
            return self.supplemented is not None and may(Permission.WRITE_RECORD)
        if action in RECORD_VERBS and self.results is None:
            return self.record is not None and (action == "record_versions" or may(Permission.WRITE_RECORD))
        if action == "open_row":
            if self.view == "summary" and self.outside is not None:
                return True
            opens = self.record is not None or self.document is not None or self.opens_order
            return self.view != "summary" or opens
        return super().available(action)

    @property
    def listed(self) -> bool:
        shown = self.view == "summary" and self._card_view is not None and self.card is not None
        return shown and self._card_view is not None and self._card_view.tab in ("results", "particulars")

    async def to_export(self) -> Offered:
        from medcab_tui.ui.patients.exporting import problems_offered, results_offered

        card, view = self.card, self._card_view
        if card is None or view is None:
            raise Refused("patient.missing")
        if view.results is None:
            return problems_offered(card)
        shown = [row.series for row in view.results.rows.rows if isinstance(row, TestRow)]
        return results_offered(card, shown, view.results.narrowed_by)

    def place_state(self) -> dict[str, str]:
        state = super().place_state() | self.sheet_state()
        wanted = self.medcab.cards.wanted
        if wanted is not None:
            state["card"] = wanted.hex()
        if self._card_view is not None:
            state["tab"] = self._card_view.tab
        record = self.record
        if record is not None:
            state["record"] = record.id.hex()
        if self._patients is not None:
            row = self._patients.cursor_row
            state["row"] = row.id.hex() if isinstance(row, PatientRow) else ""
        return state

    def whereabouts(self) -> Visit:
        visit = super().whereabouts()
        if self.view == "summary":
            return replace(visit, object=visit.state.get("card", ""))
        card = {"card", "record", "tab", "test"}
        return replace(visit, state={name: one for name, one in visit.state.items() if name not in card})

    def restore_place(self, state: dict[str, str]) -> None:
        if state.get("card"):
            self.medcab.cards.open(Id(bytes.fromhex(state["card"])))
        if state.get("record"):
            self._select_next = Id(bytes.fromhex(state["record"]))
        if state.get("row"):
            self._wanted_row = Id(bytes.fromhex(state["row"]))
        self._wanted_tab, self._wanted_test = state.get("tab", ""), state.get("test", "")
        super().restore_place(state)
        if state.get("sheet"):
            self.call_after_refresh(self.restore_sheet, state)

    @property
    def noticed(self) -> bool:
        """Whether something is said above the key line."""
        return bool(self.query_one(Notice).text)

    def today(self) -> date:
        return self.present().today
