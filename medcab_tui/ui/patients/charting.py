"""The verbs of «Сведения»: identity and contacts, allergies, problems. The palette has them in every tab."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import Problem
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, Card
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.heading import sheet_heading
from medcab_tui.ui.patients.particulars import Part, Particular, problem_words
from medcab_tui.ui.patients.printing import heading_name
from medcab_tui.ui.patients.warning_lines import allergy_words
from medcab_tui.ui.patients.writing import Writing

if TYPE_CHECKING:
    from medcab_tui.ui.comparing.editions import Version
    from medcab_tui.ui.forms.sheet import Sheet
    from medcab_tui.ui.patients.chart_sheets import ChartSheet
    from medcab_tui.ui.verbs import Verb

NEW: Mapping[Part, str] = {Part.ALLERGY: N_("new allergy"), Part.PROBLEM: N_("new problem")}

OWN = frozenset({"new_record", "amend_record", "record_versions"})
"""Verbs that mean the line under the cursor where «Сведения» are shown."""


class Charting(Writing):
    """The part of section 2 that keeps what stands in a card beside its records."""

    @property
    def particular(self) -> Particular | None:
        """The line a verb acts on; None where «Сведения» are not shown."""
        raise NotImplementedError

    def select_particular(self, key: object) -> None:
        """Read the card again, with the cursor on this line."""
        raise NotImplementedError

    def available(self, action: str) -> bool:
        may, row = self.cabinet.worker.may, self.particular
        writes = self.card is not None and may(Permission.WRITE_RECORD)
        match action:
            case "amend_person":
                return self.card is not None and may(Permission.AMEND_PATIENT)
            case "new_allergy" | "new_problem":
                return writes
            case "withdraw_particular":
                return writes and row is not None and row.of is not None and not row.withdrawn
            case "restore_particular":
                return writes and row is not None and row.withdrawn
            case "visit" if row is not None:
                return self.available("close_problem")
            case "close_problem":
                return writes and row is not None and isinstance(row.of, Problem) and not row.withdrawn
        return super().available(action)

    def charts(self, action: str) -> bool:
        """Whether one of `OWN` would do something with the line under the cursor."""
        row, may = self.particular, self.cabinet.worker.may
        if row is None or self.card is None:
            return False
        if action == "record_versions":
            return row.part is Part.PERSON or row.of is not None
        if row.part is Part.PERSON and action == "amend_record":
            return may(Permission.AMEND_PATIENT)
        amends = row.of is not None and not row.withdrawn
        return may(Permission.WRITE_RECORD) and (action == "new_record" or amends)

    def word_for(self, verb: Verb) -> str:
        row = self.particular
        if row is not None and verb.action == "new_record" and row.part in NEW:
            return _(NEW[row.part])
        if verb.action == "visit" and row is not None and isinstance(row.of, Problem):
            return _("close the problem") if row.of.active else _("open again")
        return super().word_for(verb)

    # What the keys do.

    async def action_new_record(self) -> None:
        """A new allergy or problem where they are listed, else a new record."""
        part = self.particular.part if self.particular is not None else None
        if part is Part.ALLERGY:
            await self.action_new_allergy()
        elif part is Part.PROBLEM:
            await self.action_new_problem()
        else:
            await super().action_new_record()

    async def action_amend_record(self) -> None:
        """Amend the line under the cursor, else the record."""
        row = self.particular
        if row is None:
            await super().action_amend_record()
        elif row.part is Part.PERSON:
            await self.action_amend_person()
        elif row.of is not None and self.card is not None and not row.withdrawn:
            await self._keep(sheet_of(self, self.card, row.of))

    async def action_record_versions(self) -> None:
        """The editions of the line under the cursor, else of the record."""
        row, card = self.particular, self.card
        if row is None:
            await super().action_record_versions()
        elif card is not None:
            await self._show_versions(card, row)

    async def action_amend_person(self) -> None:
        """Identity and contacts of the shown card."""
        from medcab_tui.ui.patients.chart_sheets import IdentitySheet

        if self.card is not None:
            await self._keep(IdentitySheet(self.cabinet, self.card, self.present()), "name")

    async def action_new_allergy(self) -> None:
        """Write down what this patient can't bear."""
        from medcab_tui.ui.patients.chart_sheets import AllergySheet

        if self.card is not None:
            await self._keep(AllergySheet(self.cabinet, self.card, self.present()))

    async def action_new_problem(self) -> None:
        """Put an illness on this patient's list."""
        from medcab_tui.ui.patients.chart_sheets import ProblemSheet

        if self.card is not None:
            await self._keep(ProblemSheet(self.cabinet, self.card, self.present()))

    async def action_visit(self) -> None:
        """я means «done»: of the problem under the cursor where they are listed, else of the visit."""
        if self.particular is None:
            await super().action_visit()
        else:
            await self.action_close_problem()

    async def action_close_problem(self) -> None:
        """The illness is over since today, or lasts after all; it can be taken back."""
        from medcab_tui.cabinet.chart_actions import CloseProblem, ReopenProblem

        card, row = self.card, self.particular
        if card is None or row is None or not isinstance(row.of, Problem) or row.withdrawn:
            return
        one, patient, ids = row.of, card.patient.id, self.cabinet.surroundings.ids
        close = partial(CloseProblem, patient=patient, problem=one.id, on=self.present().today)
        reopen = partial(ReopenProblem, patient=patient, problem=one.id)
        if one.active:
            await self.medcab.act(
                close(ids.new(), seen=one.version),
                told=_("Closed: {what}").format(what=problem_words(one)),
                undo=lambda done: reopen(ids.new(), seen=done.version or 0),
            )
        else:
            on = partial(CloseProblem, patient=patient, problem=one.id, on=_day(one))
            await self.medcab.act(
                reopen(ids.new(), seen=one.version),
                told=_("Opened again: {what}").format(what=problem_words(one)),
                undo=lambda done: on(ids.new(), seen=done.version or 0),
            )

    async def action_withdraw_particular(self) -> None:
        """Ask why, then mark as entered in error; nothing is deleted."""
        from medcab_tui.ui.shell.reason import Reason

        card, row = self.card, self.particular
        if card is None or row is None or row.of is None or row.withdrawn:
            return
        one = row.of
        what = allergy_words(one) if isinstance(one, Allergy) else problem_words(one)
        about = f"{heading_name(card.patient)} · {card.patient.birth.isoformat()}\n{what}"

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._withdraw(card, one, what, reason)

        suggestions = (_("entered by mistake"), _("of another patient"), _("not confirmed"))
        await self.app.push_screen(Reason(_("Withdraw"), about, suggestions=suggestions), answered)

    async def action_restore_particular(self) -> None:
        """What was withdrawn stands again, whenever that is noticed."""
        from medcab_tui.cabinet.chart_actions import RestoreAllergy, RestoreProblem

        card, row = self.card, self.particular
        if card is None or row is None or row.of is None or not row.withdrawn:
            return
        one, restore = row.of, RestoreAllergy if isinstance(row.of, Allergy) else RestoreProblem
        action = restore(self.cabinet.surroundings.ids.new(), card.patient.id, one.id, one.version)
        await self.medcab.act(action, told=_("Stands again: {title}").format(title=row.text[0]))

    async def _withdraw(self, card: Card, one: Allergy | Problem, what: str, reason: str) -> None:
        from medcab_tui.cabinet.chart_actions import (
            RestoreAllergy,
            RestoreProblem,
            WithdrawAllergy,
            WithdrawProblem,
        )

        ids, patient = self.cabinet.surroundings.ids, card.patient.id
        told = _("Withdrawn: {title}").format(title=what)
        if isinstance(one, Allergy):
            await self.medcab.act(
                WithdrawAllergy(ids.new(), patient, one.id, one.version, reason),
                told=told,
                undo=lambda done: RestoreAllergy(ids.new(), patient, one.id, done.version or 0),
            )
        else:
            await self.medcab.act(
                WithdrawProblem(ids.new(), patient, one.id, one.version, reason),
                told=told,
                undo=lambda done: RestoreProblem(ids.new(), patient, one.id, done.version or 0),
            )

    async def _keep(self, sheet: Sheet, at: object = None) -> None:
        def done(edited: Id | None) -> None:
            self._open_sheet = None
            if edited is not None:
                self.select_particular(at or edited)

        await self._open_form(sheet, done)

    async def _show_versions(self, card: Card, row: Particular) -> None:
        from medcab_tui.ui.comparing.editions import EditionsScreen
        from medcab_tui.ui.patients.chart_editions import fields_of_edition, numbered

        patients, patient, present = self.cabinet.patients, card.patient.id, self.present()
        if isinstance(row.of, Allergy):
            found = await patients.allergy_versions(patient, row.of.id)
        elif isinstance(row.of, Problem):
            found = await patients.problem_versions(patient, row.of.id)
        elif row.part is Part.PERSON:
            found = await patients.person_versions(patient)
        else:
            return
        versions = numbered(found, present.zone, fields_of_edition)
        if len(versions) == 1:
            only = versions[0]
            self.say(_("Never amended: {who}, {at}.").format(who=only.author, at=only.at))
            return

        async def chosen(version: Version | None) -> None:
            if version is not None:
                body = found[len(found) - version.number].body
                await self._restore(card, row, body, _("edition {n} restored").format(n=version.number))

        screen = EditionsScreen(
            lambda width: sheet_heading(card, present, width),
            versions,
            restorable=self.charts("amend_record"),
        )
        await self.app.push_screen(screen, chosen)

    async def _restore(self, card: Card, row: Particular, body: Any, reason: str) -> None:
        from medcab_tui.ui.patients.chart_sheets import IdentitySheet

        if row.of is None:
            sheet: ChartSheet = IdentitySheet(self.cabinet, card, self.present())
        else:
            sheet = sheet_of(self, card, row.of)
        sheet.restored = (body, reason)
        await self._keep(sheet, row.id)

    # After a lock: the sheet that was open comes back with its draft.

    async def restore_sheet(self, state: dict[str, str]) -> None:
        from medcab_tui.ui.patients.chart_sheets import ALLERGY, IDENTITY, PROBLEM, IdentitySheet

        if state["sheet"] not in (IDENTITY, ALLERGY, PROBLEM) or not state.get("card"):
            await super().restore_sheet(state)
            return
        try:
            card = await self.cabinet.patients.card(Id(bytes.fromhex(state["card"])))
        except Refused as refused:  # another department treats the patient since
            self.medcab.report(refused)
            return
        about = state.get("sheet_about", "")
        known: list[Any] = [*card.allergies, *card.problems]
        amended = next((one for one in known if one.id.hex() == about), None)
        if state["sheet"] == IDENTITY:
            await self._keep(IdentitySheet(self.cabinet, card, self.present()), "name")
        elif amended is not None:
            await self._keep(sheet_of(self, card, amended))
        elif about == card.patient.id.hex():
            await self._new(state["sheet"] == ALLERGY, card)

    async def _new(self, allergy: bool, card: Card) -> None:
        from medcab_tui.ui.patients.chart_sheets import AllergySheet, ProblemSheet

        kind = AllergySheet if allergy else ProblemSheet
        await self._keep(kind(self.cabinet, card, self.present()))


def sheet_of(screen: Charting, card: Card, one: Allergy | Problem) -> ChartSheet:
    """The sheet that amends an allergy or a problem."""
    from medcab_tui.ui.patients.chart_sheets import AllergySheet, ProblemSheet

    if isinstance(one, Allergy):
        return AllergySheet(screen.cabinet, card, screen.present(), one)
    return ProblemSheet(screen.cabinet, card, screen.present(), one)


def _day(problem: Problem) -> Any:
    from datetime import date

    return date.fromisoformat(problem.closed)
