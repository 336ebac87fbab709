"""Vital signs by keys: written down wherever a patient is pinned, amended and withdrawn in the card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.patients.card_opening import CardOpening
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.widgets.key_line import KeyHint

if TYPE_CHECKING:
    from medcab_tui.domain.vitals import Measurement
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.comparing.editions import Version
    from medcab_tui.ui.patients.vital_sheet import VitalsSheet
    from medcab_tui.ui.verbs import Verb

OWN: Final = frozenset(
    {"amend_record", "record_versions", "withdraw_particular", "restore_particular", "toggle_plot"}
)
"""Verbs that mean the entry under the cursor where the observation journal is shown."""


class Measuring(CardOpening):
    """The part of section 2 that keeps the observation journal."""

    def measures(self, action: str) -> bool:
        """Whether one of `OWN` would do something with the entry under the cursor."""
        pane = self.observation
        row = pane.row if pane is not None else None
        if row is None:
            return False
        if action in ("record_versions", "toggle_plot"):
            return True
        writes = self.cabinet.worker.may(Permission.WRITE_RECORD)
        return writes and row.measurement.withdrawn == (action == "restore_particular")

    def available(self, action: str) -> bool:
        if action in OWN and self.observation is not None:
            return self.measures(action)
        return super().available(action)

    def word_for(self, verb: Verb) -> str:
        pane = self.observation
        if verb.action == "toggle_plot" and pane is not None:
            return _("table") if pane.plotted else _("plot")
        if verb.action == "new_record" and pane is not None:
            return _("vital signs")
        return super().word_for(verb)

    def moving(self) -> list[KeyHint]:
        pane = self.observation
        if pane is None or pane.row is None:
            return super().moving()
        return [KeyHint("←→", _("value") if pane.plotted else pgettext("of vital signs", "sign"))]

    # What the keys do.

    def action_toggle_plot(self) -> None:
        """The plot alone, or the table with the plot beside it."""
        pane = self.observation
        if pane is None:
            super().action_toggle_plot()  # type: ignore[misc]
            return
        pane.toggle_plot()
        self.refresh_key_line()

    async def action_new_record(self) -> None:
        """Vital signs where they are listed, else a new record."""
        if self.observation is not None:
            await self.action_measure()
        else:
            await super().action_new_record()

    async def action_amend_record(self) -> None:
        """What was measured after all."""
        one = self._measurement
        if one is None:
            await super().action_amend_record()
        else:
            await self._amend_measured(one)

    async def action_record_versions(self) -> None:
        """The editions of the entry under the cursor."""
        one, card = self._measurement, self.card
        if one is None or card is None:
            await super().action_record_versions()
        else:
            await self._show_measured(card, one)

    async def action_withdraw_particular(self) -> None:
        """Ask why, then mark as entered in error; nothing is deleted."""
        from medcab_tui.ui.patients.vital_words import sentence
        from medcab_tui.ui.shell.reason import Reason

        one, card = self._measurement, self.card
        if one is None or card is None:
            await super().action_withdraw_particular()
            return
        what = sentence(one.said)

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._withdraw_measured(one, what, reason)

        suggestions = (_("entered by mistake"), _("of another patient"), _("measured wrongly"))
        about = f"{whose(card)}\n{what}"
        await self.app.push_screen(Reason(_("Withdraw"), about, suggestions=suggestions), answered)

    async def action_restore_particular(self) -> None:
        """What was withdrawn stands again, whenever that is noticed."""
        from medcab_tui.cabinet.vitals_actions import RestoreVitals
        from medcab_tui.ui.patients.vital_words import sentence

        one = self._measurement
        if one is None:
            await super().action_restore_particular()
            return
        action = RestoreVitals(self.cabinet.surroundings.ids.new(), one.id, one.version)
        await self.medcab.act(action, told=_("Stands again: {title}").format(title=sentence(one.said)))

    # After a lock: the sheet that was open comes back with its draft.

    async def restore_sheet(self, state: dict[str, str]) -> None:
        from medcab_tui.ui.patients.vital_sheet import VITALS

        if state["sheet"] != VITALS or not state.get("card"):
            await super().restore_sheet(state)
            return
        about = state.get("sheet_about", "")
        try:
            card = await self.cabinet.patients.card(Id(bytes.fromhex(state["card"])))
            own = about == card.patient.id.hex()
            amended = None if own else await self.cabinet.vitals.one(Id(bytes.fromhex(about)))
        except Refused as refused:
            self.medcab.report(refused)
            return
        await open_vitals(self.medcab, card, amended)

    async def open_measuring(self, sheet: VitalsSheet, kept: Callable[[Id | None], None]) -> None:
        """The sheet over this section, which knows that it is open."""

        def done(written: Id | None) -> None:
            self._open_sheet = None
            kept(written)

        await self._open_form(sheet, done)

    @property
    def _measurement(self) -> Measurement | None:
        pane = self.observation
        row = pane.row if pane is not None else None
        return row.measurement if row is not None else None

    async def _withdraw_measured(self, one: Measurement, what: str, reason: str) -> None:
        from medcab_tui.cabinet.vitals_actions import RestoreVitals, WithdrawVitals

        ids = self.cabinet.surroundings.ids
        await self.medcab.act(
            WithdrawVitals(ids.new(), one.id, one.version, reason),
            told=_("Withdrawn: {title}").format(title=what),
            undo=lambda done: RestoreVitals(ids.new(), one.id, done.version or 0),
        )

    async def _amend_measured(self, one: Measurement, restored: tuple[Any, str] | None = None) -> None:
        card = self.card
        if card is not None:
            await open_vitals(self.medcab, card, one, restored)

    async def _show_measured(self, card: Card, one: Measurement) -> None:
        from medcab_tui.ui.comparing.editions import EditionsScreen
        from medcab_tui.ui.patients.chart_editions import numbered
        from medcab_tui.ui.patients.heading import sheet_heading
        from medcab_tui.ui.patients.vital_words import fields_of_vitals

        present = self.present()
        found = await self.cabinet.vitals.versions(one.id)
        versions = numbered(found, present.zone, partial(fields_of_vitals, present.zone))
        if len(versions) == 1:
            self.say(_("Never amended: {who}, {at}.").format(who=versions[0].author, at=versions[0].at))
            return

        async def chosen(version: Version | None) -> None:
            if version is not None:
                body = found[len(found) - version.number].body
                await self._amend_measured(one, (body, _("edition {n} restored").format(n=version.number)))

        screen = EditionsScreen(
            lambda width: sheet_heading(card, present, width),
            versions,
            restorable=self.measures("amend_record"),
        )
        await self.app.push_screen(screen, chosen)


def whose(card: Card) -> str:
    """The patient with full name and birth date, for the head of a dialog."""
    from medcab_tui.ui.patients.printing import heading_name

    return f"{heading_name(card.patient)} · {card.patient.birth.isoformat()}"


async def measure(app: MedcabApp, patient: Id) -> None:
    """The sheet of vital signs of this patient, from whichever section."""
    session = app.session
    if session is not None:
        await open_vitals(app, await session.cabinet.patients.card(patient, opened=False))


async def open_vitals(
    app: MedcabApp,
    card: Card,
    amended: Measurement | None = None,
    restored: tuple[Any, str] | None = None,
) -> None:
    """A new entry, or what was wrong with one; a new one can be taken back for 15 s."""
    from medcab_tui.ui.forms.screen import open_form
    from medcab_tui.ui.patients.vital_sheet import VitalsSheet

    session = app.session
    if session is None:
        return
    cabinet = session.cabinet
    present = Present(cabinet.surroundings.clock.now(), cabinet.surroundings.zone)
    known = await cabinet.vitals.of(card.patient.id)
    sheet = VitalsSheet(cabinet, card, present, known, amended)
    sheet.restored = restored

    def kept(written: Id | None) -> None:
        from medcab_tui.cabinet.vitals_actions import WithdrawVitals

        if written is None or app.session is not session:
            return
        if amended is None:
            back = WithdrawVitals(cabinet.surroundings.ids.new(), written, 1, _("undone at once"))
            app.offer(_("Written down: {what}").format(what=sheet.told), back)
        screen = app.screen
        if isinstance(screen, Measuring) and screen.observation is not None:
            screen.select_next(written)

    if isinstance(app.screen, Measuring):
        await app.screen.open_measuring(sheet, kept)
    else:
        await app.push_screen(await open_form(app, sheet), kept)
