"""Two cards of one person side by side: which stays, what is said of the person, why they are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding, BindingType

from medcab_tui.domain.chart import details_of, with_details
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.exchange_patient import FIELDS, details_from, fields_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merges import Both, Clash, Held
from medcab_tui.domain.times import day_in
from medcab_tui.locale import N_, _
from medcab_tui.ui.comparing.merge import Asked, MergeScreen, Settled, Sides
from medcab_tui.ui.links.conflict import meant, shown
from medcab_tui.ui.links.words import FIELDS as NAMES
from medcab_tui.ui.patients.printing import heading_name
from medcab_tui.ui.shell.reason import Reason
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.ui.app import MedcabApp

SIDES: Final = Sides(
    title=N_("One card of two"),
    told="",
    theirs=N_("second"),
    mine=N_("first"),
    from_theirs=N_("only in the second"),
    from_mine=N_("only in the first"),
    alike=N_("the same in both"),
    clash=N_("they differ: choose"),
    chosen=N_("they differ"),
    between=N_("Second → first"),
    later=N_("back"),
)
COUNTED: Final[Mapping[str, str]] = {
    "history": N_("records {n}"),
    "results": N_("results {n}"),
    "prescriptions": N_("prescriptions {n}"),
    "documents": N_("documents {n}"),
    "observation": N_("vital signs {n}"),
    "visits": N_("visits {n}"),
    "allergies": N_("allergies {n}"),
    "problems": N_("problems {n}"),
}
CLASHES: Final[Mapping[Clash, str]] = {
    Clash.VISIT: N_("a visit lasts in the second card: close it first"),
    Clash.CONFLICT: N_("two versions of a card wait to be looked at: settle that on Home first"),
    Clash.SENDING: N_("something of the second card waits to be sent: it goes out as it is"),
    Clash.BOOKED: N_("both are booked for the same time: cancel one of the visits"),
    Clash.SEX: N_("the sex differs: is it one person?"),
    Clash.BIRTH: N_("the birth date differs: is it one person?"),
    Clash.LINKED: N_("a connected service knows both cards, as two patients"),
}


class JoinScreen(MergeScreen):
    """Both cards on top, the fields that differ under them. «ы» lets the other card stay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ы,s", "swap", show=False, id="join.swap", tooltip=N_("Let the other card stay")),
    ]

    def __init__(self, both: Both) -> None:
        super().__init__(lambda _width: [], asked_of(both), "", _("merge…"), SIDES)
        self.both = both
        self.swapped = False
        """The other card is to stay: ask again, the other way round."""

    def head(self, width: int) -> list[Line]:
        both = self.both
        lines: list[Line] = [((" ", "text"), (_(SIDES.title).upper(), "bold accent"))]
        for label, held in ((_("first, stays"), both.stays), (_("second, joins it"), both.leaves)):
            told = f"{heading_name(held.patient)} · {held.patient.birth.isoformat()}"
            lines.append(((f" {label:<22}", "dim"), (told, "bold")))
            lines += [((" " * 23 + part, "text"),) for part in wrap(counted(held), max(20, width - 24))]
        for clash in both.clashes:
            mark, role = ("✕", "danger") if clash.forbids else ("⚠", "warning")
            lines.append(((f" {mark} {_(CLASHES[clash])}", role),))
        return lines

    def hints(self) -> Sequence[KeyHint]:
        found = list(super().hints())
        if not self.has_class("-writing"):
            found.insert(-2, KeyHint("ы/s", _("the other stays"), kept=True, action="swap"))
        return found

    def action_swap(self) -> None:
        """The other card stays, and this one leads to it."""
        if not self.has_class("-writing"):
            self.swapped = True
            self.dismiss(None)


async def join(app: MedcabApp, stays: Id, leaves: Id) -> None:
    """Both cards beside each other, field by field; then why they are one."""
    session = app.session
    if session is None:
        return
    try:
        both = await session.cabinet.merging.both(stays, leaves)
    except Refused as refused:
        app.report(refused)
        return
    screen = JoinScreen(both)

    async def settled(taken: Settled | None) -> None:
        if screen.swapped:
            await join(app, leaves, stays)
        elif taken is not None:
            await _confirm(app, both, {name: one.text for name, one in taken.items()})

    await app.push_screen(screen, settled)


async def _confirm(app: MedcabApp, both: Both, taken: Mapping[str, str]) -> None:
    """Who becomes one, what follows, and why."""
    stays, leaves = (
        f"{heading_name(held.patient)} · {held.patient.birth.isoformat()}"
        for held in (both.stays, both.leaves)
    )
    about = "\n".join(
        (
            _("Stays: {card}").format(card=stays),
            _("Leads to it: {card}; {held}").format(card=leaves, held=counted(both.leaves)),
            _("Everything of both is shown in one card. They can be parted any day."),
        )
    )

    async def answered(reason: str | None) -> None:
        if reason is not None:
            await _merge(app, both, taken, reason)

    suggestions = (_("the same person"), _("the card was opened twice"), _("the name was changed"))
    await app.push_screen(Reason(_("Make one card of two"), about, suggestions=suggestions), answered)


async def _merge(app: MedcabApp, both: Both, taken: Mapping[str, str], reason: str) -> None:
    from medcab_tui.cabinet.merging_actions import MergePatients, PartPatients

    session = app.session
    if session is None:
        return
    around, (mine, theirs) = session.cabinet.surroundings, _said(both)
    chosen = {
        name: meant(name, taken[name], (mine[name], theirs[name])) if name in taken else mine[name]
        for name in FIELDS
    }
    try:
        details = details_from(chosen, day_in(around.clock.now(), around.zone))
    except Refused as refused:
        app.report(refused)
        return
    stays, leaves = both.stays.patient, both.leaves.patient

    def back(outcome: Outcome[Id]) -> Action[Any]:
        return PartPatients(around.ids.new(), leaves.id, stays.id, outcome.version or 0, _("undone at once"))

    action = MergePatients(
        around.ids.new(), stays.id, stays.version, leaves.id, leaves.version, details, reason
    )
    told = _("One card: {card}").format(card=heading_name(with_details(stays, details)))
    if await app.act(action, told=told, undo=back) and app.cards.wanted != stays.id:
        app.open_card(stays.id)


def _said(both: Both) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What each card says of the person, as text by field's name: the one that stays first."""
    return fields_of(details_of(both.stays.patient)), fields_of(details_of(both.leaves.patient))


def asked_of(both: Both) -> list[Asked]:
    """The fields that differ; what only one card knows is taken from there."""
    mine, theirs = _said(both)
    return [
        Asked(
            name,
            _(NAMES[name]),
            "" if not mine[name] or not theirs[name] else None,
            shown(name, mine[name]),
            shown(name, theirs[name]),
            free=False,
        )
        for name in FIELDS
        if mine[name] != theirs[name]
    ]


def counted(held: Held) -> str:
    """«записи 4 · результаты 12», as far as there are any."""
    found = [_(COUNTED[name]).format(n=number) for name, number in held.counts.items() if number]
    opened = _("opened {day}").format(day=held.opened.date().isoformat())
    return " · ".join((*found, opened))
