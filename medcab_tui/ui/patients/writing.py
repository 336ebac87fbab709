"""What section 2 writes: records, amendments, new patients. Opens the sheets and follows what they did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card, EncounterRow, NewPatient, PatientRow, RecordBody
from medcab_tui.locale import _
from medcab_tui.ui.documents.paper_places import EXTRACT, PAPER, REFERRAL
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.rows import row_of
from medcab_tui.ui.shell.section import SectionScreen

if TYPE_CHECKING:
    from medcab_tui.ui.comparing.editions import Version
    from medcab_tui.ui.forms.sheet import Sheet


ATTACH = "documents.attach"
"""Where the draft of a file for this card lies: the same sheet as in «Документы»."""


class Writing(SectionScreen):
    """The verbs of section 2 that open a sheet. Keys typed meanwhile wait until it stands."""

    _open_sheet: tuple[str, str] | None = None
    _warm = False

    @property
    def card(self) -> Card | None:
        """The card that is shown."""
        raise NotImplementedError

    @property
    def record(self) -> EncounterRow | None:
        """The record a verb acts on."""
        raise NotImplementedError

    def present(self) -> Present:
        """Now and here."""
        raise NotImplementedError

    def select_next(self, encounter: Id) -> None:
        """Read the card again, with the cursor on this record."""
        raise NotImplementedError

    def warm_forms(self) -> None:
        """Load what forms need, on a thread, while the card is being read by its reader."""
        if not self._warm and self.cabinet.worker.may(Permission.WRITE_RECORD):
            self._warm = True
            self.run_worker(_load_models(), group="warm", exit_on_error=False)

    async def action_new_record(self) -> None:
        """A new record in the shown card."""
        from medcab_tui.ui.patients.record_sheet import RecordSheet

        card = self.card
        if card is not None:
            await self._write(RecordSheet(self.cabinet, card, self.present()))

    async def action_amend_record(self) -> None:
        """Another edition of the record under the cursor."""
        card, row = self.card, self.record
        if card is not None and row is not None:
            await self._amend(card, row.id)

    async def action_supplement_record(self) -> None:
        """A note added to the record under the cursor, which stays as it was signed."""
        from medcab_tui.ui.patients.record_sheet import AddendumSheet

        card, row = self.card, self.record
        if card is not None and row is not None:
            await self._write(AddendumSheet(self.cabinet, card, self.present(), row))

    async def action_visit(self) -> None:
        """The visit of this patient: looked over and closed in one place; it begins if there is none."""
        from medcab_tui.ui.patients.visit_opening import visit_of_card

        card = self.card
        if card is not None:
            try:
                await visit_of_card(self.medcab, self.cabinet, card.patient.id)
            except Refused as refused:
                self.medcab.report(refused)

    async def action_record_versions(self) -> None:
        """The editions of the record under the cursor."""
        card, row = self.card, self.record
        if card is not None and row is not None:
            await self._versions(card, row.id)

    async def action_new_patient(self) -> None:
        """A card for a new patient."""
        from medcab_tui.ui.patients.patient_sheet import PatientSheet

        sheet = PatientSheet(self.cabinet, self.present(), self._ask_duplicates)
        await self._open_form(sheet, self._patient_done)

    async def action_free_slot(self) -> None:
        """The nearest free times for the patient of the shown card."""
        from medcab_tui.ui.schedule.booking import nearest

        card = self.card
        if card is not None:
            await nearest(self.medcab, row_of(card))

    async def action_book_visit(self) -> None:
        """The same: in a card there is nothing else to book."""
        await self.action_free_slot()

    async def action_attach_document(self) -> None:
        """A file for the patient of the shown card."""
        card = self.card
        if card is not None:
            await self._take_file(card)

    async def action_new_referral(self) -> None:
        """A referral for the patient of the shown card, or of the row under the cursor."""
        await self._new_paper(REFERRAL)

    async def action_new_extract(self) -> None:
        """What the card says, as a document."""
        await self._new_paper(EXTRACT)

    async def action_new_paper(self) -> None:
        """A document about this patient from any template."""
        from medcab_tui.ui.documents.making import new_document

        if (patient := self.patient_of_papers()) is not None:
            await new_document(self, None, self._open_paper, patient)

    def patient_of_papers(self) -> Id | None:
        """Whom a new document would be about."""
        return self.card.patient.id if self.card is not None else None

    async def _new_paper(self, template: str) -> None:
        from medcab_tui.ui.documents.making import open_new

        if (patient := self.patient_of_papers()) is not None:
            await open_new(self, template, patient, self._open_paper)

    async def _open_paper(self, sheet: Sheet) -> None:
        await self._open_form(sheet, self._file_done)

    async def _take_file(self, card: Card) -> None:
        from medcab_tui.ui.documents.sheets import AttachSheet

        await self._open_form(AttachSheet(self.cabinet, row_of(card)), self._file_done)

    async def _amend(self, card: Card, encounter: Id, restored: tuple[RecordBody, str] | None = None) -> None:
        from medcab_tui.ui.patients.record_sheet import AmendSheet

        now = await self.cabinet.patients.encounter(encounter)
        await self._write(AmendSheet(self.cabinet, card, self.present(), now, restored))

    async def _versions(self, card: Card, encounter: Id) -> None:
        from medcab_tui.ui.comparing.editions import EditionsScreen
        from medcab_tui.ui.patients.editions import versions_of

        present = self.present()
        editions = await self.cabinet.patients.versions(encounter)

        async def chosen(version: Version | None) -> None:
            if version is not None:
                body = editions[len(editions) - version.number].body
                reason = _("edition {n} restored").format(n=version.number)
                await self._amend(card, encounter, (body, reason))

        screen = EditionsScreen(
            lambda width: sheet_heading(card, present, width),
            versions_of(editions, present.zone),
            restorable=self.cabinet.worker.may(Permission.WRITE_RECORD),
        )
        await self.app.push_screen(screen, chosen)

    async def _write(self, sheet: Sheet) -> None:
        await self._open_form(sheet, self._record_done)

    async def _open_form(self, sheet: Sheet, done: Callable[[Id | None], None]) -> None:
        from medcab_tui.ui.forms.screen import open_form

        form = await open_form(self.medcab, sheet)
        self._open_sheet = (sheet.place, sheet.object)
        await self.app.push_screen(form, done)

    def _record_done(self, encounter: Id | None) -> None:
        self._open_sheet = None
        if encounter is not None:
            self.select_next(encounter)

    def _file_done(self, document: Id | None) -> None:
        self._open_sheet = None

    def _patient_done(self, patient: Id | None) -> None:
        self._open_sheet = None
        if patient is not None:
            self.medcab.open_card(patient)

    def _ask_duplicates(
        self, new: NewPatient, alike: tuple[PatientRow, ...], answered: Callable[[bytes | None], None]
    ) -> None:
        from medcab_tui.ui.patients.duplicates import DuplicatesSheet

        self.app.push_screen(DuplicatesSheet(new, alike, self.present), answered)

    # After a lock: the sheet that was open comes back with its draft.

    def sheet_state(self) -> dict[str, str]:
        """Which sheet is open, for `place_state`."""
        if self._open_sheet is None:
            return {}
        return {"sheet": self._open_sheet[0], "sheet_about": self._open_sheet[1]}

    async def restore_sheet(self, state: dict[str, str]) -> None:
        """Open the sheet that `sheet_state` told of; its text comes from the draft."""
        from medcab_tui.ui.patients.patient_sheet import NEW_PATIENT
        from medcab_tui.ui.patients.record_sheet import (
            ADDENDUM,
            AMENDMENT,
            RECORD,
            AddendumSheet,
            RecordSheet,
        )

        place, about = state["sheet"], state.get("sheet_about", "")
        try:
            if place == NEW_PATIENT:
                await self.action_new_patient()
                return
            patient = Id(bytes.fromhex(state["card"])) if state.get("card") else None
            if patient is None:
                return
            card = await self.cabinet.patients.card(patient)
            if place == ATTACH:
                await self._take_file(card)
            elif place.startswith(PAPER):
                from medcab_tui.ui.documents.making import open_new

                about_whom = Id(bytes.fromhex(about))
                await open_new(self, place.removeprefix(PAPER), about_whom, self._open_paper)
            elif place == RECORD:
                await self._write(RecordSheet(self.cabinet, card, self.present()))
            elif place == ADDENDUM:
                row = next((one for one in card.encounters if one.id.hex() == about), None)
                if row is not None:
                    await self._write(AddendumSheet(self.cabinet, card, self.present(), row))
            elif place == AMENDMENT:
                await self._amend(card, Id(bytes.fromhex(about)))
        except Refused as refused:
            self.medcab.report(refused)


async def _load_models() -> None:
    """In a thread of the loop: one of Textual's would keep this screen, with its patient, beyond the lock."""
    for module in ("models", "record_sheet"):
        await asyncio.to_thread(import_module, f"medcab_tui.ui.patients.{module}")
