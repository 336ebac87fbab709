"""The verbs that make one card of two, and part them again."""

from __future__ import annotations

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Card
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Choice
from medcab_tui.ui.patients.card_opening import CardOpening
from medcab_tui.ui.patients.measuring import whose


class Joining(CardOpening):
    """The part of section 2 that makes one card of two."""

    def available(self, action: str) -> bool:
        if action in ("merge_card", "part_card"):
            may = self.card is not None and self.cabinet.worker.may(Permission.MERGE_PATIENTS)
            return may and (action == "merge_card" or bool(self.card and self.card.merged))
        return super().available(action)

    async def action_merge_card(self) -> None:
        """Ask which other card is of the same person: the likely ones stand first."""
        from medcab_tui.ui.forms.people import patient_choice, patients
        from medcab_tui.ui.patients.join_screen import join
        from medcab_tui.ui.shell.pick import Pick

        card = self.card
        if card is None:
            return
        own, cabinet = card.patient.id, self.cabinet
        alike = await cabinet.merging.alike(own)

        async def ask(text: str) -> tuple[Choice, ...]:
            if not text.strip():
                return tuple(patient_choice(row, safe=False) for row in alike)
            return tuple(one for one in await patients(cabinet, text) if one.value != own)

        async def chosen(choice: Choice | None) -> None:
            if choice is not None:
                await join(self.medcab, own, choice.value)

        about = f"{whose(card)}\n" + (
            _("Likely the same person: {n}. Another is found by typing.").format(n=len(alike))
            if alike
            else _("Nobody looks like the same person. Type a name, a birth date or a number.")
        )
        await self.app.push_screen(Pick(_("Merge with the card…"), about, ask), chosen)

    async def action_part_card(self) -> None:
        """Ask which of the merged cards is to stand apart, and why."""
        from medcab_tui.ui.shell.pick import Pick

        card = self.card
        if card is None or not card.merged:
            return
        if len(card.merged) == 1:
            await self._part(card, card.merged[0].id)
            return
        choices = tuple(
            Choice(one.id, f"{one.surname} {one.given} {one.patronymic} · {one.birth}", safe=False)
            for one in card.merged
        )

        async def ask(text: str) -> tuple[Choice, ...]:
            wanted = text.strip().casefold()
            return tuple(one for one in choices if wanted in one.title.casefold())

        async def chosen(choice: Choice | None) -> None:
            if choice is not None:
                await self._part(card, choice.value)

        await self.app.push_screen(Pick(_("Part the card…"), whose(card), ask), chosen)

    async def _part(self, card: Card, other: Id) -> None:
        from medcab_tui.cabinet.merging_actions import PartPatients
        from medcab_tui.ui.shell.reason import Reason

        led = next(one for one in card.merged if one.id == other)
        name = one_line(f"{led.surname} {led.given} {led.patronymic}")
        since = _("What was written since the merge stays in this card, whichever it was meant for.")
        about = "\n".join((whose(card), _("stands apart again: {name}").format(name=name), since))

        async def answered(reason: str | None) -> None:
            if reason is not None:
                action = PartPatients(
                    self.cabinet.surroundings.ids.new(), other, card.patient.id, card.patient.version, reason
                )
                told = _("Two cards again. {name} stands apart; what was written since stayed here").format(
                    name=name
                )
                await self.medcab.act(action, told=told)

        suggestions = (_("different people"), _("merged by mistake"))
        await self.app.push_screen(Reason(_("Part the cards"), about, suggestions=suggestions), answered)
